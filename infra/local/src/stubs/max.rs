//! MAX: messages and comments, no token against doubles, subscriptions that can be listed.

use chrono::{DateTime, Utc};
use http::Method;
use serde_json::{Value, json};

use super::ask::{Ask, Said};
use super::outbox::Event;
use super::state::{Identity, Message, Place, Published, State};

/// The channel of a bot lies below this.
const CHANNELS: i64 = -70_000_000_000_000;

fn chat(identity: &Identity, place: Place) -> i64 {
    match place {
        Place::Post(_) => CHANNELS - identity.external,
        Place::Dialog(person) => person + identity.external,
    }
}

fn mid(identity: &Identity, place: Place, number: i64) -> String {
    format!("mid.{:016x}{number:016x}", chat(identity, place))
}

/// The number in a name.
fn number(mid: &str) -> Option<i64> {
    let hex = mid.strip_prefix("mid.").filter(|hex| hex.is_ascii() && hex.len() == 32)?;
    i64::from_str_radix(&hex[16..], 16).ok()
}

pub(super) fn error(status: u16, code: &str) -> Said {
    Said::bad(status, json!({"code": code, "message": "refused"}))
}

pub(super) fn publishes(ask: &Ask) -> bool {
    ask.method == Method::POST && ask.path.starts_with("/messages")
}

pub(super) fn answer(state: &mut State, ask: &Ask, now: DateTime<Utc>) -> Said {
    if ask.authorization != *state.identity.token.expose() {
        return error(401, "verify.token");
    }
    let path: Vec<_> = ask.path.trim_matches('/').split('/').collect();
    match (ask.method.as_str(), path.as_slice()) {
        ("GET", ["subscriptions"]) => {
            let item = |url: &str| json!({"url": url, "time": now.timestamp_millis(), "update_types": []});
            let list: Vec<_> = state.subscription.iter().map(|known| item(&known.url)).collect();
            Said::good(json!({"subscriptions": list}))
        }
        ("POST", ["subscriptions"]) => subscribe(state, &ask.json),
        ("GET", ["updates"]) => updates(state, ask),
        ("GET", ["messages"]) => messages(state, ask),
        ("POST", ["messages"]) => message(state, ask, now),
        ("PUT" | "DELETE", ["messages"]) => change(state, ask, "message_id"),
        ("GET", ["messages", post, "comments"]) => comments(state, ask, post),
        ("POST", ["messages", post, "comments"]) => comment(state, ask, post, now),
        ("PUT" | "DELETE", ["messages", _, "comments"]) => change(state, ask, "comment_id"),
        _ => error(404, "not.found"),
    }
}

/// What nobody was told; only while there is no subscription.
fn updates(state: &State, ask: &Ask) -> Said {
    if state.subscription.is_some() {
        return error(405, "method.not.allowed");
    }
    let count = ask.asked("limit").and_then(|count| usize::try_from(count).ok()).unwrap_or(100);
    let from = ask.asked("marker").and_then(|marker| usize::try_from(marker).ok()).unwrap_or_default();
    let updates: Vec<_> = state.untold.iter().skip(from).take(count).map(|event| &event.body).collect();
    Said::good(json!({"updates": updates, "marker": from + updates.len()}))
}

fn subscribe(state: &mut State, value: &Value) -> Said {
    let (url, secret) = (value["url"].as_str(), value["secret"].as_str().unwrap_or_default());
    let Some(url) = url.filter(|_| (5..=256).contains(&secret.len())) else {
        return error(400, "proto.payload");
    };
    state.connect(url, secret);
    Said::good(json!({"success": true}))
}

/// The words of a new message, and what they answer.
fn words(value: &Value) -> Option<(&str, Option<i64>)> {
    let text =
        value["text"].as_str().filter(|text| !text.trim().is_empty() && text.chars().count() <= 4_000)?;
    Some((text, value["link"]["mid"].as_str().and_then(number)))
}

fn message(state: &mut State, ask: &Ask, now: DateTime<Utc>) -> Said {
    let person = ask.asked("user_id").or_else(|| Some(ask.asked("chat_id")? - state.identity.external));
    let (Some(person), Some((text, answered))) = (person, words(&ask.json)) else {
        return error(400, "proto.payload");
    };
    if state.blocked.contains(&person) {
        return error(403, "chat.denied");
    }
    if answered.is_some_and(|number| !state.is_there(number)) {
        return error(404, "message.not.found");
    }
    let number = state.publish(Place::Dialog(person), answered, text, now);
    Said::good(json!({"message": said(state, number)}))
}

fn comment(state: &mut State, ask: &Ask, post: &str, now: DateTime<Utc>) -> Said {
    let (Some(post), Some((text, answered))) = (number(post), words(&ask.json)) else {
        return error(400, "proto.payload");
    };
    if state.closed.contains(&post) {
        return error(500, "internal.error");
    }
    if answered.is_some_and(|number| !state.is_there(number)) {
        return error(404, "comment.not.found");
    }
    let number = state.publish(Place::Post(post), answered, text, now);
    Said::good(said(state, number))
}

fn change(state: &mut State, ask: &Ask, field: &str) -> Said {
    let remove = ask.method == Method::DELETE;
    let text = ask.json["text"].as_str().map(str::to_owned);
    let number = ask.query.get(field).and_then(|mid| number(mid));
    let Some(reply) = number.and_then(|number| state.reply(number)) else {
        return error(404, "message.not.found");
    };
    match text {
        _ if remove => reply.removed = true,
        Some(text) => {
            reply.text = text;
            reply.edited = true;
        }
        None => return error(400, "proto.payload"),
    }
    Said::good(json!({"success": true}))
}

fn messages(state: &State, ask: &Ask) -> Said {
    let Some(room) = ask.asked("chat_id") else { return error(400, "proto.payload") };
    list(state, ask, "messages", |place| {
        chat(&state.identity, place) == room && matches!(place, Place::Dialog(_))
    })
}

fn comments(state: &State, ask: &Ask, post: &str) -> Said {
    let place = number(post).map(Place::Post);
    list(state, ask, "comments", |other| Some(other) == place)
}

/// Newest first, both what residents and what the page wrote.
fn list(state: &State, ask: &Ask, name: &str, here: impl Fn(Place) -> bool) -> Said {
    let count = ask.asked("count").and_then(|count| usize::try_from(count).ok()).unwrap_or(50);
    let within = |at: DateTime<Utc>| {
        let at = at.timestamp_millis();
        ask.asked("from").is_none_or(|from| at <= from) && ask.asked("to").is_none_or(|to| at >= to)
    };
    let theirs = state.messages.iter().filter(|it| here(it.place) && !it.deleted && within(it.at));
    let ours = state.replies.iter().filter(|it| here(it.place) && !it.removed && within(it.at));
    let theirs = theirs.map(|it| (it.number, written(&state.identity, it)));
    let ours = ours.map(|it| (it.number, reply(&state.identity, it)));
    let before = ask.asked("marker").unwrap_or(i64::MAX);
    let mut all: Vec<_> = theirs.chain(ours).filter(|(number, _)| *number < before).collect();
    all.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    let marker = all.get(count).and(all.get(count.saturating_sub(1))).map(|(number, _)| *number);
    let all: Vec<_> = all.into_iter().take(count).map(|(_, value)| value).collect();
    Said::good(json!({ name: all, "marker": marker.filter(|_| name == "comments") }))
}

fn said(state: &mut State, number: i64) -> Value {
    let identity = state.identity.clone();
    state.reply(number).map(|published| reply(&identity, published)).unwrap_or_default()
}

fn body(
    identity: &Identity,
    (place, number, at): (Place, i64, DateTime<Utc>),
    (text, answers): (&str, Option<i64>),
) -> Value {
    let mut value = json!({
        "recipient": {"chat_id": chat(identity, place), "chat_type": "dialog"}, "timestamp": at.timestamp_millis(),
        "body": {"mid": mid(identity, place, number), "seq": number, "text": text},
    });
    if let Place::Post(post) = place {
        value["recipient"]["chat_type"] = "channel".into();
        value["recipient"]["post_id"] = mid(identity, place, post).into();
    }
    if let Some(answered) = answers {
        let answered = json!({"mid": mid(identity, place, answered), "seq": answered});
        value["link"] = json!({"type": "reply", "message": answered});
    }
    value
}

fn written(identity: &Identity, it: &Message) -> Value {
    let mut value = body(identity, (it.place, it.number, it.at), (&it.text, it.answers));
    value["sender"] = json!({"user_id": it.author, "first_name": "Житель", "is_bot": false});
    value
}

fn reply(identity: &Identity, it: &Published) -> Value {
    let mut value = body(identity, (it.place, it.number, it.at), (&it.text, it.answers));
    value["sender"] = json!({"user_id": identity.external, "first_name": "Страница", "is_bot": true});
    value
}

pub(super) fn event(identity: &Identity, message: &Message) -> Event {
    let kind = match message.place {
        Place::Post(_) => "comment_created",
        Place::Dialog(_) => "message_created",
    };
    let time = message.at.timestamp_millis();
    Event::of(json!({"update_type": kind, "timestamp": time, "message": written(identity, message)}))
}
