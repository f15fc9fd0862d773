//! What happens to the bot itself: a button under its message is pressed, it comes into a chat or leaves it.

use serde::Deserialize;

use super::Update;
use crate::json::Members;
use crate::lenient::{Id, Maybe, Text};
use crate::reading::{Ignored, Malformed, Note, Reading};
use crate::words;

const PAYLOAD_CHARS: usize = 1_024;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Callback {
    #[serde(rename = "callback_id")]
    id: Text,
    payload: Text,
    user: Maybe<Person>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person {
    user_id: Id,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    body: Maybe<Body>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    mid: Text,
}

pub(super) fn pressed(members: &Members<'_>) -> Result<Reading, Malformed> {
    let callback: Callback = members.object("callback")?.ok_or(Malformed::field_of("callback"))?;
    let message: Message = members.object("message")?.unwrap_or_default();
    let note = Note::Pressed {
        object: message.body.0.and_then(|body| words::key(body.mid.as_str())),
        payload: callback.payload.as_str().chars().take(PAYLOAD_CHARS).collect::<String>().into(),
        press: words::key(callback.id.as_str()),
        person: callback.user.0.and_then(|user| user.user_id.0).map(|id| id.to_string().into()),
    };
    Ok(Reading::noted(Ignored::Service, note))
}

pub(super) fn membership(update: &Update, members: &Members<'_>) -> Reading {
    let note = members.id("chat_id").map(|chat| Note::Membership {
        chat,
        present: update.kind == "bot_added",
        at: update.version_at().unwrap_or(update.received_at),
    });
    Reading::ignored(Ignored::Service).with(note)
}
