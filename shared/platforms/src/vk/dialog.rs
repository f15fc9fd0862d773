//! Private messages to the community, and messages in its group chats.

use domain::{Change, Content, Event, Form};
use serde::Deserialize;

use super::attachment::{self, Attached, Geo};
use super::{Envelope, author};
use crate::json::Members;
use crate::lenient::{Flag, Id, List, Maybe, Text};
use crate::reading::{Ignored, Malformed, Reading};
use crate::{moment, words};

/// Since version 5.103 a new message is wrapped; before, and in edits, the object is the message.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wrapped {
    message: Maybe<Object>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Object {
    id: Id,
    conversation_message_id: Id,
    peer_id: Id,
    from_id: Id,
    date: Id,
    update_time: Id,
    out: Flag,
    text: Text,
    action: Maybe<Action>,
    attachments: List<Attached>,
    fwd_messages: List<Forwarded>,
    reply_message: Maybe<Answered>,
    geo: Maybe<Geo>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Action {}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Forwarded {
    text: Text,
    attachments: List<Attached>,
    fwd_messages: List<Forwarded>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answered {
    id: Id,
    conversation_message_id: Id,
    from_id: Id,
}

pub(super) fn read(envelope: &Envelope, kind: &str, members: &Members<'_>) -> Result<Reading, Malformed> {
    let wrapped: Option<Wrapped> = members.object("object")?;
    let message = match wrapped.and_then(|wrapped| wrapped.message.0) {
        Some(message) => message,
        None => members.object("object")?.ok_or(Malformed::field_of("object"))?,
    };
    if message.out.0 || envelope.is_own(message.from_id.0) {
        return Ok(Reading::ignored(Ignored::OwnMessage));
    }
    if message.action.0.is_some() {
        return Ok(Reading::ignored(Ignored::Service));
    }
    let peer = message.peer_id.0.or(message.from_id.0).ok_or(Malformed::field_of("object.peer_id"))?;
    let object = object(peer, message.conversation_message_id.0, message.id.0)
        .ok_or(Malformed::field_of("object.conversation_message_id"))?;
    let (change, claimed) = match kind {
        "message_edit" => (Change::Edited, message.update_time.0),
        _ => (Change::Created, message.date.0),
    };
    Ok(Reading::of(Event {
        object,
        delivery: envelope.delivery.clone(),
        change,
        version_at: moment::possible(moment::from_seconds(claimed), envelope.received_at),
        content: Some(content(envelope, peer, message)),
        deleter: None,
    }))
}

/// In group chats `id` is 0, and old versions have no number within the conversation.
fn object(peer: i64, number: Option<i64>, id: Option<i64>) -> Option<String> {
    let by_id = || id.filter(|id| *id != 0).map(|id| format!("dialog:{peer}:id:{id}"));
    number.filter(|number| *number != 0).map(|number| format!("dialog:{peer}:{number}")).or_else(by_id)
}

fn content(envelope: &Envelope, peer: i64, message: Object) -> Content {
    let (written_at, clock_doubt) =
        moment::written(moment::from_seconds(message.date.0), envelope.received_at);
    let answered = message.reply_message.0.filter(|answered| !envelope.is_own(answered.from_id.0));
    let mut texts = vec![message.text.0.unwrap_or_default()];
    let mut attached = message.attachments.0;
    forwarded(message.fwd_messages.0, &mut texts, &mut attached);
    texts.retain(|text| !text.trim().is_empty());
    attached.truncate(20);
    Content {
        form: Form::Direct,
        written_at,
        clock_doubt,
        author: author(message.from_id.0),
        text: words::text(&texts.join("\n")).into(),
        parent: answered.and_then(|it| object(peer, it.conversation_message_id.0, it.id.0)),
        post: None,
        link: None,
        attachments: attachment::named(attached),
        point: message.geo.0.and_then(Geo::point),
        address: None,
        part: None,
        reply_to: None,
    }
}

/// Residents forward what they have written elsewhere: then the words lie in there.
fn forwarded(messages: Vec<Forwarded>, texts: &mut Vec<String>, attached: &mut Vec<Attached>) {
    for message in messages {
        texts.extend(message.text.0);
        attached.extend(message.attachments.0);
        forwarded(message.fwd_messages.0, texts, attached);
    }
}
