//! Одноклассники: a graph for messages, an older signed interface for comments, no token against doubles.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use http::Method;
use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::ask::{Ask, Said};
use super::outbox::Event;
use super::state::{Message, Place, State};

pub(super) fn error(code: i64) -> Said {
    Said::bad(200, json!({"error_code": code, "error_msg": "refused"}))
}

/// A chat is named by the person it is with.
fn chat(person: i64) -> String {
    format!("chat:C{person:x}")
}

fn person(chat: &str) -> Option<i64> {
    i64::from_str_radix(chat.strip_prefix("chat:C")?, 16).ok()
}

fn mid(person: i64, number: i64) -> String {
    format!("mid:C{person:x}.{number:x}")
}

fn method(ask: &Ask) -> &str {
    ask.form.get("method").map_or("", String::as_str)
}

pub(super) fn publishes(ask: &Ask) -> bool {
    ask.method == Method::POST
        && (ask.path.starts_with("/graph/me/messages") || method(ask) == "discussions.addDiscussionComment")
}

pub(super) fn answer(state: &mut State, ask: &Ask, now: DateTime<Utc>) -> Said {
    if ask.path == "/fb.do" {
        return if is_signed(state, ask) { discuss(state, ask, now) } else { error(104) };
    }
    if ask.query.get("access_token") != Some(state.identity.token.expose()) {
        return error(103);
    }
    let path = ask.path.strip_prefix("/graph/me/").unwrap_or_default();
    match (ask.method.as_str(), path.split_once('/').unwrap_or((path, ""))) {
        ("POST", ("messages", room)) => send(state, room, &ask.json, now),
        ("GET", ("messages", room)) => history(state, ask, room),
        ("GET", ("subscriptions", _)) => {
            let item = |url: &str| json!({"url": url, "time": now.timestamp_millis()});
            let list: Vec<_> = state.subscription.iter().map(|known| item(&known.url)).collect();
            Said::good(json!({"subscriptions": list}))
        }
        ("POST", ("subscribe", _)) => match ask.json["url"].as_str() {
            Some(url) => {
                state.connect(url, "");
                Said::good(json!({"success": true}))
            }
            None => error(100),
        },
        _ => error(100),
    }
}

/// The signature is over everything but itself and the token.
fn is_signed(state: &State, ask: &Ask) -> bool {
    let keys: Vec<_> = state.identity.user_token.expose().splitn(3, ':').collect();
    let [application, secret, token] = keys.as_slice() else { return false };
    let md5 = |text: String| HEXLOWER.encode(&Md5::digest(text));
    let pairs = ask.form.iter().filter(|(name, _)| !matches!(name.as_str(), "sig" | "access_token"));
    let pairs: Vec<_> = pairs.flat_map(|(name, value)| [name, "=", value]).collect();
    let expected = md5(pairs.concat() + &md5(format!("{token}{secret}")));
    ask.form.get("sig") == Some(&expected)
        && ask.text("access_token") == Some(token)
        && ask.text("application_key") == Some(application)
}

fn send(state: &mut State, room: &str, value: &Value, now: DateTime<Utc>) -> Said {
    let text = value["message"]["text"].as_str().filter(|text| !text.trim().is_empty());
    let named = value["recipient"]["chat_id"] == room;
    let (Some(person), Some(text), true) = (person(room), text, named) else { return error(100) };
    if state.blocked.contains(&person) {
        return error(7);
    }
    let number = state.publish(Place::Dialog(person), None, text, now);
    Said::good(json!({"recipient_id": room, "message_id": mid(person, number)}))
}

fn history(state: &State, ask: &Ask, room: &str) -> Said {
    let Some(person) = person(room) else { return error(100) };
    let place = Place::Dialog(person);
    let within = |at: DateTime<Utc>| {
        let at = at.timestamp_millis();
        ask.asked("from").is_none_or(|from| at <= from) && ask.asked("to").is_none_or(|to| at >= to)
    };
    let theirs = state.messages.iter().filter(|it| it.place == place && !it.deleted && within(it.at));
    let ours = state.replies.iter().filter(|it| it.place == place && !it.removed && within(it.at));
    let theirs = theirs.map(|it| (it.number, written(it)));
    let ours = ours.map(|it| {
        let sender = json!({"user_id": "group:1"});
        (it.number, said(person, (it.number, &it.text, it.at), &sender))
    });
    let mut all: Vec<_> = theirs.chain(ours).collect();
    all.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    let count = ask.asked("count").and_then(|count| usize::try_from(count).ok()).unwrap_or(50);
    let all: Vec<_> = all.into_iter().take(count).map(|(_, value)| value).collect();
    Said::good(json!({"messages": all}))
}

fn discuss(state: &mut State, ask: &Ask, now: DateTime<Utc>) -> Said {
    let under = |field| ask.number(field).map(Place::Post);
    match method(ask) {
        "discussions.addDiscussionComment" => {
            let (Some(place), Some(text)) = (under("entityId"), ask.text("comment")) else {
                return error(100);
            };
            let answered = ask.number("reply_to_comment_id");
            if matches!(place, Place::Post(post) if state.closed.contains(&post)) {
                return error(10);
            }
            if answered.is_some_and(|number| !state.is_there(number)) {
                return error(300);
            }
            Said::good(state.publish(place, answered, text, now).to_string().into())
        }
        "discussions.editDiscussionComment" | "discussions.deleteDiscussionComment" => {
            let text = ask.text("comment").map(str::to_owned);
            let Some(reply) = ask.number("comment_id").and_then(|number| state.reply(number)) else {
                return error(300);
            };
            match text {
                Some(text) => {
                    reply.text = text;
                    reply.edited = true;
                }
                None => reply.removed = true,
            }
            Said::good(json!({"success": true}))
        }
        "discussions.getComments" => comments(state, ask, under("discussionId")),
        "discussions.getDiscussionComments" => comments(state, ask, under("entityId")),
        "discussions.getList" => discussions(state, ask),
        _ => error(3),
    }
}

/// Oldest first; the anchor is the last comment of the part before.
fn comments(state: &State, ask: &Ask, place: Option<Place>) -> Said {
    let after = ask.number("anchor").unwrap_or_default();
    let theirs =
        state.messages.iter().filter(|it| Some(it.place) == place && !it.deleted && after < it.number);
    let ours = state.replies.iter().filter(|it| Some(it.place) == place && !it.removed && after < it.number);
    let item =
        |(number, text, at): (i64, &str, DateTime<Utc>), author: String, kind: &str, answers: Option<i64>| {
            let comment = json!({"id": number.to_string(), "text": text, "date_ms": at.timestamp_millis(),
            "author_id": author, "author_type": kind,
            "reply_to_comment_id": answers.map(|number| number.to_string())});
            (number, comment)
        };
    let theirs =
        theirs.map(|it| item((it.number, &it.text, it.at), it.author.to_string(), "USER", it.answers));
    let ours = ours.map(|it| item((it.number, &it.text, it.at), "group:1".to_owned(), "GROUP", it.answers));
    let mut all: Vec<_> = theirs.chain(ours).collect();
    all.sort_by_key(|(number, _)| *number);
    let offset = ask.number("offset").and_then(|offset| usize::try_from(offset).ok()).unwrap_or_default();
    all.drain(..offset.min(all.len()));
    let more = all.len() > count(ask);
    all.truncate(count(ask));
    let anchor = all.last().map(|(number, _)| number.to_string());
    let all: Vec<_> = all.into_iter().map(|(_, comment)| comment).collect();
    Said::good(json!({"comments": all, "has_more": more, "anchor": anchor}))
}

fn count(ask: &Ask) -> usize {
    ask.number("count").and_then(|count| usize::try_from(count).ok()).unwrap_or(50)
}

/// What is discussed in the group, and in another one that the person belongs to; the newest words first.
fn discussions(state: &State, ask: &Ask) -> Said {
    let mut newest: BTreeMap<i64, DateTime<Utc>> = BTreeMap::new();
    for message in &state.messages {
        if let Place::Post(post) = message.place {
            let at = newest.entry(post).or_insert(message.at);
            *at = message.at.max(*at);
        }
    }
    let mut all: Vec<_> = newest.into_iter().collect();
    all.sort_by_key(|(post, at)| (std::cmp::Reverse(*at), *post));
    let from = ask.number("anchor").and_then(|anchor| usize::try_from(anchor).ok()).unwrap_or_default();
    let more = all.len() > from + count(ask);
    let item = |(post, at): (i64, DateTime<Utc>)| {
        json!({"object_type": "GROUP_TOPIC", "object_id": post.to_string(), "last_activity_date_ms": at.timestamp_millis(),
            "ref_objects": [{"type": "GROUP", "id": state.identity.external.to_string()}]})
    };
    let mut list: Vec<_> = all.into_iter().skip(from).take(count(ask)).map(item).collect();
    list.push(json!({"object_type": "GROUP_TOPIC", "object_id": "1", "ref_objects": [{"type": "GROUP", "id": "77"}]}));
    Said::good(json!({"discussions": list, "has_more": more, "anchor": (from + count(ask)).to_string()}))
}

fn said(person: i64, (number, text, at): (i64, &str, DateTime<Utc>), sender: &Value) -> Value {
    json!({
        "sender": sender, "recipient": {"chat_id": chat(person)}, "timestamp": at.timestamp_millis(),
        "message": {"text": text, "seq": number, "mid": mid(person, number)},
    })
}

fn written(message: &Message) -> Value {
    let sender = json!({"user_id": format!("user:{}", message.author), "name": "Житель"});
    said(message.author, (message.number, &message.text, message.at), &sender)
}

/// Only private messages are delivered; a comment waits until somebody asks.
pub(super) fn event(message: &Message) -> Option<Event> {
    let mut body = written(message);
    body["webhookType"] = "MESSAGE_CREATED".into();
    matches!(message.place, Place::Dialog(_)).then(|| Event::of(body))
}
