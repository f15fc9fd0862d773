//! Any sender of CloudEvents 1.0: one event as the body, several as a list, or one in the headers.

use std::fmt;

use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use domain::{Change, Page};
use http::HeaderMap;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::answer::{Answer, Refusal, Verified};
use crate::json::Members;
use crate::reading::{Ignored, Malformed, Reading};
use crate::standard::message::{self, Data};
use crate::{secret, standard, words};

const MOST_EVENTS: usize = 256;

/// `Authorization: Bearer …`; the door puts the `access_token` of an address there.
pub(crate) fn verify(
    page: &Page,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Verified, Refusal> {
    let shown = secret::only(headers, "authorization")?;
    let (scheme, token) = shown.split_at_checked(7).ok_or(Refusal::Unauthorized)?;
    if !scheme.eq_ignore_ascii_case(b"Bearer ") || !secret::accepted(page, now, token) {
        return Err(Refusal::Unauthorized);
    }
    Ok(Verified { body: body.to_vec(), answer: Answer::Empty, keep: true })
}

/// What every event has around its data.
struct Envelope {
    id: String,
    source: String,
    kind: String,
    time: Option<String>,
    subject: Option<String>,
}

impl Envelope {
    fn read(version: Option<&str>, part: impl Fn(&str) -> Option<String>) -> Result<Self, Malformed> {
        if version != Some("1.0") {
            return Err(Malformed::field_of("specversion"));
        }
        let needed =
            |name: &'static str| part(name).filter(|text| !text.is_empty()).ok_or(Malformed::field_of(name));
        let (id, source, kind) = (needed("id")?, needed("source")?, needed("type")?);
        Ok(Self { id, source, kind, time: part("time"), subject: part("subject") })
    }

    /// Names are the sender's own, so a kind may stand behind a domain: `ru.town.message.created`.
    fn change(&self) -> Option<Change> {
        let mut words = self.kind.rsplitn(3, '.');
        let (verb, noun) = (words.next()?, words.next()?);
        standard::change(&format!("{noun}.{verb}"))
    }

    fn reading(
        &self,
        data: impl FnOnce() -> Result<Option<Data>, Malformed>,
        received_at: DateTime<Utc>,
    ) -> Result<Reading, Malformed> {
        let Some(change) = self.change() else { return Ok(Reading::ignored(Ignored::unknown(&self.kind))) };
        let mut data = data()?.ok_or(Malformed::field_of("data"))?;
        if data.id.as_str().is_empty() {
            data.id.0.clone_from(&self.subject);
        }
        let delivery = words::digest(&[self.source.as_bytes(), self.id.as_bytes()]);
        message::read(data, change, self.time.as_deref(), delivery, received_at)
    }
}

pub(crate) fn read(
    headers: &[(String, String)],
    body: &[u8],
    received_at: DateTime<Utc>,
) -> Result<Reading, Malformed> {
    let header = |name: &str| {
        headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    };
    if let Some(version) = header("ce-specversion") {
        let part = |name: &str| header(&format!("ce-{name}")).map(str::to_owned);
        let envelope = Envelope::read(Some(version), part)?;
        return envelope.reading(|| parse("body", body), received_at);
    }
    let kind = header("content-type").unwrap_or_default();
    let listed = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    if kind.starts_with("application/cloudevents-batch+json") || listed {
        batch(body, received_at)
    } else {
        structured(&Members::parse(body)?, received_at)
    }
}

fn structured(members: &Members<'_>, received_at: DateTime<Utc>) -> Result<Reading, Malformed> {
    let envelope = Envelope::read(members.text("specversion").as_deref(), |name| members.text(name))?;
    envelope.reading(|| data(members), received_at)
}

/// As an object, as its text, or as its bytes.
fn data(members: &Members<'_>) -> Result<Option<Data>, Malformed> {
    if let Some(encoded) = members.text("data_base64") {
        let bytes = BASE64.decode(encoded.as_bytes()).map_err(|_| Malformed::field_of("data_base64"))?;
        return parse("data_base64", &bytes);
    }
    match members.text("data") {
        Some(text) => parse("data", text.as_bytes()),
        None => members.object("data"),
    }
}

fn parse(field: &'static str, json: &[u8]) -> Result<Option<Data>, Malformed> {
    serde_json::from_slice(json).map(Some).map_err(|error| Malformed::byte(field, error.column()))
}

/// A list that is refused before it grows beyond what anybody sends.
struct Batch<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Batch<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(BatchVisitor).map(Self)
    }
}

struct BatchVisitor;

impl<'de> Visitor<'de> for BatchVisitor {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut events: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(event) = events.next_element()? {
            if list.len() == MOST_EVENTS {
                return Err(A::Error::custom("too many events"));
            }
            list.push(event);
        }
        Ok(list)
    }
}

/// A list is read whole or not at all: what cannot be read waits with the rest of its delivery for a person.
fn batch(body: &[u8], received_at: DateTime<Utc>) -> Result<Reading, Malformed> {
    let Batch(list) =
        serde_json::from_slice(body).map_err(|error| Malformed::byte("body", error.column()))?;
    let mut all = Reading { events: Vec::new(), ignored: None, notes: Vec::new() };
    for event in list {
        let one = structured(&Members::parse(event.get().as_bytes())?, received_at)?;
        all.events.extend(one.events);
        all.ignored = all.ignored.or(one.ignored);
    }
    if all.events.is_empty() {
        all.ignored.get_or_insert(Ignored::Empty);
    } else {
        all.ignored = None;
    }
    Ok(all)
}
