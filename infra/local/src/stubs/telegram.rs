//! Telegram: methods behind the token, no token against doubles, one webhook.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::ask::{Ask, Said};
use super::outbox::Event;
use super::state::{Identity, Message, Place, State};

/// Ids of groups and channels lie below this.
const LONG_IDS: i64 = -1_000_000_000_000;

fn group(identity: &Identity) -> i64 {
    LONG_IDS - identity.external
}

/// What the group is called after it has become another.
fn moved(identity: &Identity) -> i64 {
    group(identity) - 1
}

fn channel(identity: &Identity) -> i64 {
    group(identity) - 2
}

fn bad(code: u16, description: &str) -> Said {
    Said::bad(code, json!({"ok": false, "error_code": code, "description": description}))
}

pub(super) fn too_many(seconds: u64) -> Said {
    let mut said = bad(429, &format!("Too Many Requests: retry after {seconds}"));
    said.body["parameters"] = json!({"retry_after": seconds});
    said
}

fn good(result: Value) -> Said {
    let mut body = json!({"ok": true});
    body["result"] = result;
    Said::good(body)
}

fn method(ask: &Ask) -> &str {
    ask.path.rsplit_once('/').map_or("", |(_, method)| method)
}

pub(super) fn publishes(ask: &Ask) -> bool {
    method(ask) == "sendMessage"
}

pub(super) fn answer(state: &mut State, ask: &Ask, now: DateTime<Utc>) -> Said {
    let (token, method) =
        ask.path.strip_prefix("/bot").and_then(|path| path.rsplit_once('/')).unwrap_or_default();
    if token != state.identity.token.expose() {
        return bad(401, "Unauthorized");
    }
    match method {
        "sendMessage" => send(state, &ask.json, now),
        "editMessageText" | "deleteMessage" => change(state, &ask.json, method == "deleteMessage"),
        "getWebhookInfo" => {
            let url = state.subscription.as_ref().map_or("", |subscription| subscription.url.as_str());
            good(
                json!({"url": url, "has_custom_certificate": false, "pending_update_count": state.outbox.len()}),
            )
        }
        "setWebhook" => {
            let (url, secret) = (ask.json["url"].as_str(), ask.json["secret_token"].as_str());
            let Some(url) = url else { return bad(400, "Bad Request: bad webhook") };
            // What could not be delivered is kept for a day.
            let kept = std::mem::take(&mut state.untold);
            state.connect(url, secret.unwrap_or_default());
            state.outbox.extend(kept);
            good(true.into())
        }
        _ => bad(404, "Not Found"),
    }
}

fn send(state: &mut State, value: &Value, now: DateTime<Utc>) -> Said {
    let (Some(chat), Some(text)) = (value["chat_id"].as_i64(), value["text"].as_str()) else {
        return bad(400, "Bad Request: chat_id is empty");
    };
    if text.trim().is_empty() {
        return bad(400, "Bad Request: message text is empty");
    }
    if text.encode_utf16().count() > 4_096 {
        return bad(400, "Bad Request: message is too long");
    }
    if state.blocked.contains(&chat) {
        return bad(403, "Forbidden: bot was blocked by the user");
    }
    let own = group(&state.identity);
    if chat == own && state.migrated {
        let mut said = bad(400, "Bad Request: group chat was upgraded to a supergroup chat");
        said.body["parameters"] = json!({"migrate_to_chat_id": moved(&state.identity)});
        return said;
    }
    let answered = value["reply_parameters"]["message_id"].as_i64();
    let there = answered.filter(|number| state.is_there(*number));
    if answered != there && value["reply_parameters"]["allow_sending_without_reply"] != true {
        return bad(400, "Bad Request: message to be replied not found");
    }
    let post = there.and_then(|number| state.message(number)).map(|message| message.place);
    let place = if chat > 0 { Place::Dialog(chat) } else { post.unwrap_or(Place::Post(0)) };
    if chat < 0 && chat != own && chat != moved(&state.identity) {
        return bad(400, "Bad Request: chat not found");
    }
    if let Place::Post(post) = place
        && state.closed.contains(&post)
    {
        return bad(400, "Bad Request: not enough rights to send text messages to the chat");
    }
    let number = state.publish(place, answered, text, now);
    good(json!({"message_id": number, "date": now.timestamp(), "chat": {"id": chat}, "text": text}))
}

fn change(state: &mut State, value: &Value, remove: bool) -> Said {
    let text = value["text"].as_str().map(str::to_owned);
    let reply = value["message_id"].as_i64().and_then(|number| state.reply(number));
    match (reply, text) {
        (None, _) if remove => bad(400, "Bad Request: message to delete not found"),
        (None, _) => bad(400, "Bad Request: message to edit not found"),
        (Some(reply), _) if remove => {
            reply.removed = true;
            good(true.into())
        }
        (Some(_), None) => bad(400, "Bad Request: message text is empty"),
        (Some(reply), Some(text)) if reply.text == text => bad(400, "Bad Request: message is not modified"),
        (Some(reply), Some(text)) => {
            reply.text = text;
            reply.edited = true;
            good(json!({"message_id": reply.number}))
        }
    }
}

pub(super) fn event(identity: &Identity, message: &Message) -> Event {
    let person = json!({"id": message.author, "is_bot": false, "first_name": "Житель"});
    let mut value = json!({
        "message_id": message.number, "from": person, "date": message.at.timestamp(), "text": message.text,
    });
    match message.place {
        Place::Dialog(person) => {
            value["chat"] = json!({"id": person, "type": "private", "first_name": "Житель"});
        }
        Place::Post(post) => {
            let chat = json!({"id": group(identity), "type": "supergroup", "title": "Обсуждение"});
            let channel = json!({"id": channel(identity), "type": "channel", "title": "Новости"});
            value["chat"] = chat.clone();
            value["message_thread_id"] = post.into();
            value["reply_to_message"] = match message.answers {
                Some(answered) => {
                    json!({"message_id": answered, "chat": chat, "date": message.at.timestamp(),
                    "from": {"id": 1, "is_bot": false, "first_name": "Житель"}})
                }
                None => {
                    json!({"message_id": post, "chat": chat, "date": message.at.timestamp(), "sender_chat": channel,
                    "from": {"id": 777_000, "is_bot": false, "first_name": "Telegram"}, "is_automatic_forward": true,
                    "forward_origin": {"type": "channel", "chat": channel, "message_id": post, "date": 0}})
                }
            };
        }
    }
    Event::of(json!({"update_id": 700_000_000 + message.told_as, "message": value}))
}
