//! Private messages to the community, and messages in its group chats.

use domain::{Change, Content, Event, Form};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::attachment::{self, Attached, Geo};
use super::{Envelope, author};
use crate::json::Members;
use crate::lenient::{Flag, Id, List, Maybe, Text};
use crate::reading::{Ignored, Malformed, Note, Reading};
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
    is_cropped: Flag,
    admin_author_id: Id,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Action {}

/// The press of a button under a message.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Press {
    user_id: Id,
    peer_id: Id,
    event_id: Text,
    conversation_message_id: Id,
    payload: Option<Box<RawValue>>,
}

/// Group chats have ids from here on.
const CHATS: i64 = 2_000_000_000;
const PAYLOAD_CHARS: usize = 1_000;

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
    if message.out.0 || envelope.is_own(message.from_id.0) || kind == "message_reply" {
        return Ok(Reading::ignored(Ignored::OwnMessage).with(by_hand(envelope, kind, &message)));
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
    let cropped = message.is_cropped.0.then(|| Note::Cropped { object: object.clone() });
    let reading = Reading::of(Event {
        object,
        delivery: envelope.delivery.clone(),
        change,
        version_at: moment::possible(moment::from_seconds(claimed), envelope.received_at),
        content: Some(content(envelope, peer, message)),
        deleter: None,
    });
    Ok(reading.with(cropped))
}

/// What a moderator wrote in the dialog. Programs answer too; a moderator's words bear their id.
fn by_hand(envelope: &Envelope, kind: &str, message: &Object) -> Option<Note> {
    message.admin_author_id.0?;
    let peer = message.peer_id.0.filter(|peer| *peer != 0 && kind != "message_edit")?;
    let text = words::text(message.text.as_str());
    let (at, _) = moment::written(moment::from_seconds(message.date.0), envelope.received_at);
    let answered = message.reply_message.0.as_ref().filter(|it| !envelope.is_own(it.from_id.0));
    let object = answered.and_then(|it| object(peer, it.conversation_message_id.0, it.id.0));
    let person = (0..CHATS).contains(&peer).then(|| peer.to_string().into());
    let named = object.is_some() || person.is_some();
    named.then(|| Note::AnsweredByHand { object, peer: person, at, text: text.into() })
}

/// The press of a button.
pub(super) fn pressed(members: &Members<'_>) -> Result<Reading, Malformed> {
    let press: Press = members.object("object")?.ok_or(Malformed::field_of("object"))?;
    // Sent as a text, as an object, or as the text of an object.
    let raw = press.payload.as_deref().map(RawValue::get).unwrap_or_default();
    let payload: String = serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned());
    let payload: String = payload.chars().take(PAYLOAD_CHARS).collect();
    let button = press.peer_id.0.and_then(|peer| object(peer, press.conversation_message_id.0, None));
    Ok(Reading::noted(
        Ignored::Service,
        Note::Pressed {
            object: button,
            payload: payload.into(),
            press: words::key(press.event_id.as_str()),
            person: press.user_id.0.map(|id| id.to_string().into()),
        },
    ))
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
    let reply_to = match message.conversation_message_id.0 {
        Some(number) if peer >= CHATS => format!("chat:{peer}:{number}"),
        _ => "dialog".to_owned(),
    };
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
        reply_to: Some(reply_to.into()),
        filed: domain::Filed::default(),
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
