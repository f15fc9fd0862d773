//! Telegram: a bot's messages. It has no token against doubles and no way to read a chat back.

use serde_json::{Value, json};

use super::call::{self, Call};
use super::verdict::{Answer, Reason, Verdict, bounded, name};
use super::{Deed, Letter, Unsendable};

/// A chat, and the message in it that is answered, if there is still one.
struct Target<'a> {
    chat: &'a str,
    message: Option<i64>,
}

impl<'a> Target<'a> {
    fn of(letter: &Letter<'a>) -> Result<Self, Unsendable> {
        let number = |text: &str| text.parse::<i64>().map_err(|_| Unsendable::Address);
        let target = match letter.to.split(':').collect::<Vec<_>>().as_slice() {
            ["msg", chat, message] => Self { chat, message: Some(number(message)?) },
            ["dialog", message] => Self { chat: letter.person()?, message: Some(number(message)?) },
            ["dialog"] => Self { chat: letter.person()?, message: None },
            _ => return Err(Unsendable::Address),
        };
        number(target.chat)?;
        Ok(Self { message: target.message.filter(|message| *message != 0), ..target })
    }

    fn chat(&self) -> Value {
        self.chat.parse::<i64>().map_or_else(|_| self.chat.into(), Value::from)
    }
}

pub(super) fn requests(deed: Deed, letter: &Letter<'_>) -> Result<Vec<Call>, Unsendable> {
    let (target, token) = (Target::of(letter)?, letter.token()?);
    let make = |method, value: &Value| call::telegram(letter.page, token, method, value);
    let delete = |object: &str| {
        number(object).map(|id| make("deleteMessage", &json!({"chat_id": target.chat(), "message_id": id})))
    };
    match deed {
        Deed::Send => {
            let parts = letter.unsent()?.into_iter();
            Ok(parts.map(|(_, text)| make("sendMessage", &message(&target, text))).collect())
        }
        Deed::Edit => letter
            .revised()?
            .into_iter()
            .map(|(object, text)| {
                let Some(text) = text else { return delete(object).map(Call::repeatable) };
                let id = number(object)?;
                let value = json!({"chat_id": target.chat(), "message_id": id, "text": text});
                Ok(make("editMessageText", &value).repeatable())
            })
            .collect(),
        Deed::Delete => {
            letter.published()?.into_iter().map(|object| delete(object).map(Call::repeatable)).collect()
        }
        Deed::Find => Err(Unsendable::Unsupported),
    }
}

fn number(object: &str) -> Result<i64, Unsendable> {
    object.parse().map_err(|_| Unsendable::NothingPublished)
}

/// A message that stands alone if the one it answers has just been deleted.
fn message(target: &Target<'_>, text: &str) -> Value {
    let mut value = json!({"chat_id": target.chat(), "text": text});
    if let Some(answered) = target.message {
        value["reply_parameters"] = json!({"message_id": answered, "allow_sending_without_reply": true});
    }
    value
}

pub(super) fn judge(letter: &Letter<'_>, answer: &Answer<'_>) -> Verdict {
    let body = answer.json();
    let done = body["ok"] == true;
    match (done, answer.deed) {
        (true, Deed::Send) => {
            name(&body["result"]["message_id"]).map_or(Verdict::Unclear, |object| Verdict::Sent { object })
        }
        (true, Deed::Edit | Deed::Delete) => Verdict::sent(letter.object.unwrap_or_default()),
        (true, Deed::Find) => Verdict::Unclear,
        (false, _) => refused(letter, answer, &body),
    }
}

fn refused(letter: &Letter<'_>, answer: &Answer<'_>, body: &Value) -> Verdict {
    if let Some(chat) = body["parameters"]["migrate_to_chat_id"].as_i64() {
        // The numbers of messages begin anew in the new chat, so there is nothing to answer to.
        return Verdict::Moved { to: format!("msg:{chat}:0") };
    }
    let said = body["description"].as_str().unwrap_or_default().to_ascii_lowercase();
    let code = body["error_code"].as_u64().unwrap_or_else(|| answer.status.as_u16().into());
    match code {
        429 => Verdict::flood(bounded(body["parameters"]["retry_after"].as_u64(), answer.wait(5))),
        401 | 404 => Verdict::terminal(Reason::TokenDead),
        403 => Verdict::terminal(Reason::Blocked),
        400 => bad_request(letter, answer.deed, &said),
        _ => Verdict::Unclear,
    }
}

/// Telegram tells refusals apart by words alone.
fn bad_request(letter: &Letter<'_>, deed: Deed, said: &str) -> Verdict {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let already = deed == Deed::Edit && has(&["not modified"])
        || deed == Deed::Delete && has(&["message to delete not found"]);
    if already {
        return Verdict::sent(letter.object.unwrap_or_default());
    }
    Verdict::terminal(if has(&["can't be edited", "can't be deleted"]) {
        Reason::TooLate
    } else if has(&["not found", "chat_id_invalid", "peer_id_invalid", "deactivated", "topic_closed"]) {
        Reason::Gone
    } else if has(&["too long"]) {
        Reason::TooLong
    } else if has(&["rights", "write_forbidden", "not enough", "chat_admin_required"]) {
        Reason::NoPermission
    } else {
        Reason::Invalid
    })
}
