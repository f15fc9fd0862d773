//! MAX: a bot that is written to, or that manages a channel with comments.

use chrono::{DateTime, Utc};
use domain::Form;
use serde_json::{Value, json};

use super::{Answered, Told, Written};

const CHANNELS: i64 = -70_000_000_000_000;

fn chat(bot: i64, form: Form, author: i64) -> i64 {
    if form == Form::Direct { author + bot } else { CHANNELS - bot }
}

/// Messages are numbered by their time, with a count below it.
fn sequence(number: i64, at: DateTime<Utc>) -> i64 {
    (at.timestamp_millis() << 16) | (number & 0xffff)
}

pub(super) fn mid(bot: i64, form: Form, author: i64, number: i64, at: DateTime<Utc>) -> String {
    format!("mid.{:016x}{:016x}", chat(bot, form, author), sequence(number, at))
}

fn post_id(bot: i64, written: &Written) -> String {
    format!("mid.{:016x}{:016x}", CHANNELS - bot, written.post << 16)
}

pub(super) fn body(bot: i64, written: &Written, told: &Told, at: DateTime<Utc>) -> Value {
    let form = written.form;
    let kind = match (told, form) {
        (Told::Unknown, _) => "message_reacted",
        (Told::Created, Form::Direct) => "message_created",
        (Told::Created, _) => "comment_created",
        (Told::Edited(_), Form::Direct) => "message_edited",
        (Told::Edited(_), _) => "comment_edited",
        (Told::Removed, Form::Direct) => "message_removed",
        (Told::Removed, _) => "comment_removed",
    };
    let mut update = json!({ "update_type": kind, "timestamp": at.timestamp_millis() });
    match told {
        Told::Created => {
            update["message"] = message(bot, written, written.text.expose(), written.at);
            update["timestamp"] = json!(written.at.timestamp_millis() + 200);
        }
        Told::Edited(text) => update["message"] = message(bot, written, text.expose(), at),
        Told::Removed => {
            update["message_id"] = json!(mid(bot, form, written.author, written.number, written.at));
            update["chat_id"] = json!(chat(bot, form, written.author));
            update["user_id"] = json!(written.author);
        }
        Told::Unknown => {
            update["callback"] = json!({ "callback_id": written.number.to_string(), "payload": "vote" });
        }
    }
    update
}

fn message(bot: i64, written: &Written, text: &str, at: DateTime<Utc>) -> Value {
    let direct = written.form == Form::Direct;
    let mut recipient = json!({ "chat_id": chat(bot, written.form, written.author) });
    if direct {
        recipient["chat_type"] = json!("dialog");
        recipient["user_id"] = json!(bot);
    } else {
        recipient["chat_type"] = json!("channel");
        recipient["post_id"] = json!(post_id(bot, written));
    }
    let mut message = json!({
        "sender": { "user_id": written.author, "first_name": "Житель", "last_name": "", "is_bot": false, "name": "Житель" },
        "recipient": recipient,
        "timestamp": at.timestamp_millis(),
        "body": {
            "mid": mid(bot, written.form, written.author, written.number, written.at),
            "seq": sequence(written.number, written.at),
            "text": text,
        },
    });
    if let Some(answered) = &written.answered {
        message["link"] = link(bot, written.form, answered);
    }
    message
}

fn link(bot: i64, form: Form, answered: &Answered) -> Value {
    let mid = mid(bot, form, answered.author, answered.number, answered.written_at);
    let sequence = sequence(answered.number, answered.written_at);
    json!({
        "type": "reply", "chat_id": chat(bot, form, answered.author),
        "message": { "mid": mid, "seq": sequence, "text": "…" },
    })
}
