//! What happens to the bot itself: a button under its message is pressed, it comes into a chat or leaves it.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::place::{Chat, Head};
use crate::json::Members;
use crate::lenient::{Flag, Id, Maybe, Text};
use crate::reading::{Ignored, Malformed, Note, Reading};
use crate::{moment, words};

const DATA_CHARS: usize = 256;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Query {
    id: Text,
    from: Maybe<Person>,
    message: Maybe<Head>,
    data: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person {
    id: Id,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Membership {
    chat: Maybe<Chat>,
    date: Id,
    new_chat_member: Maybe<Member>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Member {
    status: Text,
    is_member: Flag,
}

pub(super) fn pressed(members: &Members<'_>) -> Result<Reading, Malformed> {
    let query: Query = members.object("callback_query")?.ok_or(Malformed::field_of("callback_query"))?;
    let button = query.message.0.as_ref();
    let note = Note::Pressed {
        object: button.and_then(|head| head.object(head.chat.0.as_ref()?.id.0?)),
        payload: query.data.as_str().chars().take(DATA_CHARS).collect::<String>().into(),
        press: words::key(query.id.as_str()),
        person: query.from.0.and_then(|person| person.id.0).map(|id| id.to_string().into()),
    };
    Ok(Reading::noted(Ignored::Service, note))
}

pub(super) fn membership(members: &Members<'_>, received_at: DateTime<Utc>) -> Result<Reading, Malformed> {
    let change: Membership =
        members.object("my_chat_member")?.ok_or(Malformed::field_of("my_chat_member"))?;
    let chat =
        change.chat.0.and_then(|chat| chat.id.0).ok_or(Malformed::field_of("my_chat_member.chat.id"))?;
    let Some(member) = change.new_chat_member.0 else { return Ok(Reading::ignored(Ignored::Service)) };
    let present = match member.status.as_str() {
        "restricted" => member.is_member.0,
        status => matches!(status, "creator" | "administrator" | "member"),
    };
    let (at, _) = moment::written(moment::from_seconds(change.date.0), received_at);
    Ok(Reading::noted(Ignored::Service, Note::Membership { chat, present, at }))
}
