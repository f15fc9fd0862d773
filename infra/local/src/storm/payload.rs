//! Deliveries as the platforms send them: bodies with ids, times and proofs in the places where each has its own.

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::{Page, Platform};
use serde_json::{Value, json};

/// A message of the storm, as far as a platform knows of it.
#[derive(Debug, Clone)]
pub(super) struct Sketch {
    /// Its number: all ids are made of it.
    pub(super) number: usize,
    /// When it was written: to the second, as the coarsest platform has it.
    pub(super) written_at: DateTime<Utc>,
    /// The number and the time of the message that it answers.
    pub(super) answers: Option<(usize, DateTime<Utc>)>,
}

/// What happens to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Happening {
    /// It is written.
    Created,
    /// It is changed for the n-th time.
    Edited(usize),
    /// It is taken away.
    Deleted,
}

/// A delivery, ready to be sent as often as it takes.
#[derive(Debug, Clone)]
pub(super) struct Parcel {
    /// The page, by its place in the plan.
    pub(super) page: usize,
    /// The name of the delivery, the same on every repetition.
    pub(super) delivery: String,
    /// The body.
    pub(super) body: Bytes,
}

/// The numbers under which a page's messages live on its platform.
#[derive(Debug, Clone, Copy)]
struct Ground {
    group: i64,
    room: i64,
}

impl Ground {
    fn of(page: &Page) -> Self {
        let group = page.external.as_ref().and_then(|id| id.parse().ok()).unwrap_or(1);
        Self { group, room: -1_002_000_000_000 - group }
    }
}

/// The name of a message within its page, as the readers of `platforms` derive it.
pub(super) fn object(page: &Page, sketch: &Sketch) -> String {
    let (ground, number) = (Ground::of(page), sketch.number);
    match page.platform {
        Platform::Vk => format!("wall_reply:-{}:{}", ground.group, number + 1),
        Platform::Telegram => format!("{}:{}", ground.room, number + 1),
        Platform::Max => mid(ground, number, sketch.written_at),
        _ => format!("storm-{number}"),
    }
}

/// Whether a platform tells of removals at all.
pub(super) const fn tells_removals(platform: Platform) -> bool {
    !matches!(platform, Platform::Telegram)
}

/// The delivery that reports `happening` with the words `text`.
pub(super) fn report(page: &Page, at: usize, sketch: &Sketch, happening: Happening, text: &str) -> Parcel {
    let ground = Ground::of(page);
    let step = match happening {
        Happening::Created => 0,
        Happening::Edited(times) => times,
        Happening::Deleted => 9,
    };
    let delivery = sketch.number * 10 + step;
    let body = match page.platform {
        Platform::Vk => vk(page, ground, sketch, happening, text, delivery),
        Platform::Telegram => telegram(ground, sketch, happening, text, delivery),
        Platform::Max => max(ground, sketch, happening, text),
        _ => standard(sketch, happening, text),
    };
    parcel(at, delivery, &body)
}

/// A delivery of a kind that nobody reads.
pub(super) fn unknown_kind(page: &Page, at: usize, number: usize) -> Parcel {
    let body = match page.platform {
        Platform::Vk => vk_event(page, "garden_watered", &json!({ "id": number }), number * 10),
        Platform::Telegram => json!({ "update_id": number * 10, "garden_watered": { "id": number } }),
        Platform::Max => json!({ "update_type": "garden_watered", "timestamp": number }),
        _ => json!({ "type": "garden.watered", "data": { "id": number.to_string() } }),
    };
    parcel(at, number * 10, &body)
}

/// A delivery that proves where it comes from and then breaks its platform's contract.
pub(super) fn unreadable(page: &Page, at: usize, number: usize) -> Parcel {
    let body = match page.platform {
        Platform::Vk => vk_event(page, "wall_reply_new", &json!({ "date": number }), number * 10),
        Platform::Telegram => json!({ "update_id": number * 10, "message": { "message_id": number } }),
        Platform::Max => json!({ "update_type": "message_created", "timestamp": number }),
        _ => json!({ "type": "message.created", "data": { "number": number } }),
    };
    parcel(at, number * 10, &body)
}

fn parcel(page: usize, delivery: usize, body: &Value) -> Parcel {
    Parcel { page, delivery: format!("storm-{delivery}"), body: body.to_string().into() }
}

fn person(number: usize) -> usize {
    600_000_000 + number % 7_919
}

fn vk_event(page: &Page, kind: &str, object: &Value, delivery: usize) -> Value {
    let secret = page.secrets.first().map(|secret| secret.value.expose().as_str());
    json!({
        "type": kind, "object": object, "group_id": Ground::of(page).group, "event_id": format!("storm{delivery}"),
        "v": "5.199", "secret": secret,
    })
}

fn vk(
    page: &Page,
    ground: Ground,
    sketch: &Sketch,
    happening: Happening,
    text: &str,
    delivery: usize,
) -> Value {
    let (id, owner, post) = (sketch.number + 1, -ground.group, sketch.number % 40 + 5_000);
    let author = person(sketch.number);
    let kind = match happening {
        Happening::Created => "wall_reply_new",
        Happening::Edited(_) => "wall_reply_edit",
        Happening::Deleted => {
            let object = json!({ "owner_id": owner, "id": id, "post_id": post, "user_id": author, "deleter_id": author });
            return vk_event(page, "wall_reply_delete", &object, delivery);
        }
    };
    let thread: Vec<usize> = sketch.answers.iter().map(|(number, _)| number + 1).collect();
    let object = json!({
        "id": id, "from_id": author, "date": sketch.written_at.timestamp(), "text": text, "post_id": post,
        "owner_id": owner, "post_owner_id": owner, "parents_stack": thread,
    });
    vk_event(page, kind, &object, delivery)
}

fn telegram(ground: Ground, sketch: &Sketch, happening: Happening, text: &str, delivery: usize) -> Value {
    let chat = json!({ "id": ground.room, "title": "Обсуждение", "type": "supergroup" });
    let from = |number| json!({ "id": 5_000_000_000_usize + person(number), "is_bot": false, "first_name": "Житель" });
    let mut message = json!({
        "message_id": sketch.number + 1, "from": from(sketch.number), "chat": chat,
        "date": sketch.written_at.timestamp(), "text": text,
    });
    if let Some((number, at)) = sketch.answers {
        message["reply_to_message"] =
            json!({ "message_id": number + 1, "from": from(number), "chat": chat, "date": at.timestamp() });
    }
    let field = if let Happening::Edited(_) = happening { "edited_message" } else { "message" };
    if field == "edited_message" {
        message["edit_date"] = changed_at(sketch, happening).timestamp().into();
    }
    json!({ "update_id": delivery, field: message })
}

fn max(ground: Ground, sketch: &Sketch, happening: Happening, text: &str) -> Value {
    let at = changed_at(sketch, happening).timestamp_millis();
    let mid = mid(ground, sketch.number, sketch.written_at);
    let kind = match happening {
        Happening::Created => "comment_created",
        Happening::Edited(_) => "comment_edited",
        Happening::Deleted => {
            let (chat, user) = (ground.room, person(sketch.number));
            return json!({
                "update_type": "comment_removed", "timestamp": at, "message_id": mid, "chat_id": chat, "user_id": user,
            });
        }
    };
    let sender = |number| json!({ "user_id": person(number), "first_name": "Житель", "is_bot": false });
    let mut message = json!({
        "sender": sender(sketch.number),
        "recipient": { "chat_id": ground.room, "chat_type": "chat" },
        "timestamp": at,
        "body": { "mid": mid, "seq": sequence(sketch.number, sketch.written_at), "text": text },
    });
    if let Some((number, written_at)) = sketch.answers {
        let answered = json!({ "mid": self::mid(ground, number, written_at) });
        message["link"] = json!({ "type": "reply", "sender": sender(number), "message": answered });
    }
    json!({ "update_type": kind, "timestamp": at, "message": message })
}

/// MAX keeps the time of writing in the upper part of the number that it gives a message.
fn sequence(number: usize, written_at: DateTime<Utc>) -> i64 {
    (written_at.timestamp_millis() << 16) | i64::try_from(number & 0xffff).unwrap_or_default()
}

fn mid(ground: Ground, number: usize, written_at: DateTime<Utc>) -> String {
    format!("mid.{:016x}{:016x}", ground.room, sequence(number, written_at))
}

fn standard(sketch: &Sketch, happening: Happening, text: &str) -> Value {
    let at = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let id = format!("storm-{}", sketch.number);
    let timestamp = at(changed_at(sketch, happening));
    let kind = match happening {
        Happening::Created => "message.created",
        Happening::Edited(_) => "message.edited",
        Happening::Deleted => {
            return json!({ "type": "message.deleted", "timestamp": timestamp, "data": { "id": id, "by_author": true } });
        }
    };
    let thread = sketch.answers.map(|(number, _)| json!({ "parent": format!("storm-{number}") }));
    json!({
        "type": kind, "timestamp": timestamp,
        "data": {
            "id": id, "text": text, "written_at": at(sketch.written_at), "thread": thread, "form": "appeal",
            "author": { "id": person(sketch.number).to_string() },
        },
    })
}

/// Changes follow each other by a minute, and the removal comes last.
fn changed_at(sketch: &Sketch, happening: Happening) -> DateTime<Utc> {
    let minutes = match happening {
        Happening::Created => 0,
        Happening::Edited(times) => i64::try_from(times).unwrap_or_default(),
        Happening::Deleted => 5,
    };
    sketch.written_at + TimeDelta::minutes(minutes)
}

#[cfg(test)]
mod tests;
