//! Telegram: a bot in the discussion group of a channel, or written to in private.

use chrono::{DateTime, Utc};
use domain::Form;
use serde_json::{Value, json};

use super::{Answered, Told, Written};

/// Ids of groups and channels begin here.
const LONG_IDS: i64 = -1_000_000_000_000;

fn group(bot: i64) -> i64 {
    LONG_IDS - 2_000_000_000 - bot
}

fn room(bot: i64, written: &Written) -> i64 {
    if written.form == Form::Direct { written.author } else { group(bot) }
}

pub(super) fn object(bot: i64, written: &Written) -> String {
    format!("{}:{}", room(bot, written), written.number)
}

pub(super) fn body(
    bot: i64,
    title: &str,
    written: &Written,
    told: &Told,
    serial: u64,
    at: DateTime<Utc>,
) -> Value {
    let update = serial + u64::try_from(bot).unwrap_or_default() * 1_000;
    match told {
        Told::Created | Told::Removed => {
            json!({ "update_id": update, "message": message(bot, title, written, written.text.expose()) })
        }
        Told::Edited(text) => {
            let mut message = message(bot, title, written, text.expose());
            message["edit_date"] = json!(at.timestamp());
            json!({ "update_id": update, "edited_message": message })
        }
        Told::Unknown => json!({
            "update_id": update,
            "poll_answer": { "poll_id": written.post.to_string(), "user": person(written.author), "option_ids": [0] },
        }),
    }
}

fn person(id: i64) -> Value {
    json!({ "id": id, "is_bot": false, "first_name": "Житель", "language_code": "ru" })
}

fn message(bot: i64, title: &str, written: &Written, text: &str) -> Value {
    let mut message = json!({
        "message_id": written.number, "from": person(written.author), "date": written.at.timestamp(), "text": text,
    });
    if written.form == Form::Direct {
        message["chat"] = json!({ "id": written.author, "first_name": "Житель", "type": "private" });
        return message;
    }
    let chat = json!({ "id": group(bot), "title": title, "type": "supergroup" });
    message["message_thread_id"] = json!(written.post);
    message["reply_to_message"] = match &written.answered {
        Some(answered) => neighbour(&chat, written.post, answered),
        None => copy_of_post(bot, title, &chat, written),
    };
    message["chat"] = chat;
    message
}

fn neighbour(chat: &Value, post: i64, answered: &Answered) -> Value {
    json!({
        "message_id": answered.number, "from": person(answered.author), "chat": chat,
        "date": answered.written_at.timestamp(), "text": "…", "message_thread_id": post,
    })
}

/// Telegram's copy of the channel's post, which every comment under it answers.
fn copy_of_post(bot: i64, title: &str, chat: &Value, written: &Written) -> Value {
    let channel = json!({ "id": LONG_IDS - 1_000_000_000 - bot, "title": title, "type": "channel" });
    let date = written.at.timestamp() - 3_600;
    json!({
        "message_id": written.post, "from": { "id": 777_000, "is_bot": false, "first_name": "Telegram" },
        "chat": chat, "date": date, "text": "Новости дня", "sender_chat": channel.clone(), "is_automatic_forward": true,
        "forward_origin": { "type": "channel", "chat": channel, "message_id": written.post % 1_000, "date": date },
    })
}
