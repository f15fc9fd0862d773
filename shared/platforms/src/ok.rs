//! Одноклассники: webhook of a group's private messages. Comments have none: they are asked for.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use domain::{Attachment, Author, Change, Content, Event, Form};
use serde::Deserialize;

use crate::answer::{Answer, Refusal, Verified};
use crate::json::Members;
use crate::lenient::{Id, List, Text};
use crate::reading::{Ignored, Malformed, Note, Reading};
use crate::{moment, words};

/// Where deliveries come from, as the platform's documentation has it: address and length of the prefix.
const SOURCES: [([u8; 4], u32); 3] =
    [([217, 20, 145, 192], 28), ([217, 20, 151, 160], 28), ([217, 20, 153, 48], 28)];
const PAYLOAD_CHARS: usize = 1_024;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person {
    user_id: Text,
    name: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Recipient {
    chat_id: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    text: Text,
    seq: Id,
    mid: Text,
    attachments: List<Attached>,
}

/// The `url` beside the type opens the file: it is never read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Attached {
    #[serde(rename = "type")]
    kind: Text,
}

/// Whether a delivery may come from this address. Nothing is signed: the page's own address must be unguessable.
pub(crate) fn is_source(peer: IpAddr) -> bool {
    let IpAddr::V4(peer) = peer.to_canonical() else { return false };
    SOURCES.iter().any(|(network, length)| {
        let shift = u32::BITS - length;
        u32::from(peer) >> shift == u32::from_be_bytes(*network) >> shift
    })
}

pub(crate) fn verify(body: &[u8]) -> Result<Verified, Refusal> {
    Members::parse(body).map_err(|_| Refusal::Malformed("body"))?;
    Ok(Verified { body: body.to_vec(), answer: Answer::Empty, keep: true })
}

pub(crate) fn read(members: &Members<'_>, received_at: DateTime<Utc>) -> Result<Reading, Malformed> {
    // The oldest deliveries have no type and are messages.
    let kind = members.text("webhookType").unwrap_or_else(|| "MESSAGE_CREATED".to_owned());
    match kind.as_str() {
        "MESSAGE_CREATED" => message(members, received_at),
        "MESSAGE_CALLBACK" => pressed(members),
        crate::poll::ok::COMMENT => crate::poll::ok::read(members, received_at),
        "CHAT_SYSTEM" => Ok(Reading::ignored(Ignored::Service)),
        other => Ok(Reading::ignored(Ignored::unknown(other))),
    }
}

fn message(members: &Members<'_>, received_at: DateTime<Utc>) -> Result<Reading, Malformed> {
    let message: Message = members.object("message")?.ok_or(Malformed::field_of("message"))?;
    let sender: Person = members.object("sender")?.unwrap_or_default();
    let chat: Recipient = members.object("recipient")?.unwrap_or_default();
    if sender.user_id.as_str().starts_with("group:") {
        return Ok(Reading::ignored(Ignored::OwnMessage));
    }
    let chat = words::key(chat.chat_id.as_str());
    let object = words::key(message.mid.as_str()).or_else(|| {
        let number = message.seq.0.map(|seq| format!("{}:{seq}", chat.as_deref().unwrap_or_default()));
        number.filter(|number| number.len() <= 128)
    });
    let delivery = object.clone().unwrap_or_else(|| words::digest(&[members.body()]));
    let claimed = moment::from_millis(members.id("timestamp"));
    let (written_at, clock_doubt) = moment::written(claimed, received_at);
    let content = Content {
        form: Form::Direct,
        written_at,
        clock_doubt,
        author: sender.author(),
        text: words::text(message.text.as_str()).into(),
        parent: None,
        post: None,
        link: None,
        attachments: message.attachments.0.iter().filter_map(Attached::named).collect(),
        point: None,
        address: None,
        part: None,
        reply_to: chat.map(|chat| format!("dialog:{chat}").into()),
        filed: domain::Filed::default(),
    };
    Ok(Reading::of(Event {
        object: object.unwrap_or_else(|| delivery.clone()),
        delivery,
        change: Change::Created,
        version_at: moment::possible(claimed, received_at),
        content: Some(content),
        deleter: None,
    }))
}

fn pressed(members: &Members<'_>) -> Result<Reading, Malformed> {
    let sender: Person = members.object("sender")?.unwrap_or_default();
    let payload = members.text("payload").unwrap_or_default();
    let note = Note::Pressed {
        object: None,
        payload: payload.chars().take(PAYLOAD_CHARS).collect::<String>().into(),
        press: members.text("callbackId").and_then(|id| words::key(&id)),
        person: sender.author().map(|author| author.id),
    };
    Ok(Reading::noted(Ignored::Service, note))
}

impl Person {
    /// `user:570000000001`.
    fn author(&self) -> Option<Author> {
        let id = self.user_id.as_str();
        let id = words::key(id.strip_prefix("user:").unwrap_or(id))?;
        Some(Author { id: id.into(), name: words::line(self.name.as_str()) })
    }
}

impl Attached {
    fn named(&self) -> Option<Attachment> {
        let kind = words::code(self.kind.as_str(), 32)?.to_ascii_lowercase();
        Some(Attachment { kind, reference: String::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_platforms_own_networks_are_its_own() {
        let known = |text: &str| is_source(text.parse().unwrap());
        for peer in ["217.20.145.192", "217.20.145.207", "217.20.151.175", "::ffff:217.20.153.48"] {
            assert!(known(peer), "{peer}");
        }
        for peer in ["217.20.145.191", "217.20.145.208", "203.0.113.7", "127.0.0.1", "::1", "2a00:bdc0::1"] {
            assert!(!known(peer), "{peer}");
        }
    }
}
