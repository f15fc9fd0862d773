//! MAX: webhook of a bot that people write to, or that manages a channel with comments.

mod bot;
mod message;

use chrono::{DateTime, Utc};
use domain::{Change, Event, Page};
use http::HeaderMap;

use crate::answer::{Answer, Refusal, Verified};
use crate::json::Members;
use crate::reading::{Ignored, Malformed, Reading};
use crate::{moment, secret, words};

const SECRET: &str = "x-max-bot-api-secret";

pub(crate) fn verify(
    page: &Page,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Verified, Refusal> {
    secret::check_header(page, headers, SECRET, now)?;
    Ok(Verified { body: body.to_vec(), answer: Answer::Empty, keep: true })
}

/// What every update has around its message.
struct Update {
    kind: String,
    timestamp: Option<i64>,
    received_at: DateTime<Utc>,
}

impl Update {
    /// MAX numbers no deliveries: what an update is about, and when, names it.
    fn delivery(&self, members: &Members<'_>, object: &str) -> String {
        match self.timestamp {
            Some(time) => words::digest(&[self.kind.as_bytes(), &time.to_be_bytes(), object.as_bytes()]),
            None => words::digest(&[members.body()]),
        }
    }

    fn version_at(&self) -> Option<DateTime<Utc>> {
        moment::possible(moment::from_millis(self.timestamp), self.received_at)
    }
}

pub(crate) fn read(
    page: &Page,
    members: &Members<'_>,
    received_at: DateTime<Utc>,
) -> Result<Reading, Malformed> {
    members.raw("update_type").ok_or(Malformed::field_of("update_type"))?;
    let kind = members.text("update_type").unwrap_or_default();
    let update = Update { kind, timestamp: members.id("timestamp"), received_at };
    match update.kind.as_str() {
        "message_created" | "comment_created" => message::read(page, &update, Change::Created, members),
        "message_edited" | "comment_edited" => message::read(page, &update, Change::Edited, members),
        "message_removed" | "comment_removed" => removed(&update, members),
        "message_callback" => bot::pressed(members),
        "bot_added" | "bot_removed" => Ok(bot::membership(&update, members)),
        "bot_started"
        | "bot_stopped"
        | "user_added"
        | "user_removed"
        | "chat_title_changed"
        | "dialog_muted"
        | "dialog_unmuted"
        | "dialog_cleared"
        | "dialog_removed"
        | "bot_admin_permissions_changed" => Ok(Reading::ignored(Ignored::Service)),
        kind => Ok(Reading::ignored(Ignored::unknown(kind))),
    }
}

/// A removal names ids only. In a dialog with a bot, only the resident can be the one who removes.
fn removed(update: &Update, members: &Members<'_>) -> Result<Reading, Malformed> {
    let missing = Malformed::field_of("message_id");
    let object = members.text("message_id").and_then(|mid| words::key(&mid)).ok_or(missing)?;
    let by_author = update.kind == "message_removed" && members.id("chat_id").is_some_and(|chat| chat > 0);
    Ok(Reading::of(Event {
        delivery: update.delivery(members, &object),
        object,
        change: Change::Deleted { by_author },
        version_at: update.version_at(),
        content: None,
        deleter: members.id("user_id").map(|id| id.to_string().into()),
    }))
}
