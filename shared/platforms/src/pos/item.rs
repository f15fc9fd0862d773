//! One item of the list, field by field.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Attachment, Oktmo, Point, Private};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::stage::{self, Answer, Stage};
use crate::json::Members;
use crate::lenient::{Degrees, Flag, List, Maybe, Text};
use crate::reading::Malformed;
use crate::{moment, surrogate, words};

/// The most events and answers of one item.
const MOST_EVENTS: usize = 1_000;
/// An object of fewer bytes names nothing.
const LEAST_BYTES: usize = 8;

/// What an item says.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The id there.
    pub id: String,
    /// The number under which people know it.
    pub number: Option<String>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// The time there was impossible, so the time of arrival stands in.
    pub clock_doubt: bool,
    /// The words.
    pub text: Private<String>,
    /// Where in words.
    pub address: Option<Private<String>>,
    /// Where on the map.
    pub point: Option<Private<Point>>,
    /// In which municipality.
    pub municipality: Option<Oktmo>,
    /// What it is about: subject, its part, the fact.
    pub subjects: Vec<String>,
    /// Which body has it there.
    pub body: Option<String>,
    /// It is to be answered in the short time.
    pub fast_track: bool,
    /// Until when it is to be answered.
    pub answer_due: Option<DateTime<Utc>>,
    /// Files beside it, by the names they have there.
    pub attachments: Vec<Attachment>,
    /// Everything that happened there, oldest first, repetitions among it.
    pub stages: Vec<Stage>,
    /// The answers, oldest first.
    pub answers: Vec<Answer>,
}

impl Item {
    /// The codes that nobody knows, in order.
    pub fn unknown_codes(&self) -> Vec<&str> {
        let stages = self.stages.iter().filter_map(|stage| stage.code.unknown());
        stages.chain(self.answers.iter().filter_map(|answer| answer.kind.unknown())).collect()
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Location {
    oktmo: Text,
    geo_lat: Degrees,
    geo_lon: Degrees,
    full_address: Text,
    address: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    id: Text,
    name: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Fields<'a> {
    id: Text,
    description: Text,
    reg_number: Text,
    created_at: Text,
    answer_at: Text,
    fast_track: Flag,
    address: Text,
    subject_name: Text,
    subsubject_name: Text,
    fact_name: Text,
    opa_name: Text,
    location_address: Maybe<Location>,
    attachments: List<File>,
    #[serde(borrow)]
    events: Option<&'a RawValue>,
    #[serde(borrow)]
    answers: Option<&'a RawValue>,
}

/// The objects of a list, far more of them than platforms send elsewhere, for every forwarding counts. They are read one
/// by one, so that a list of next to nothing takes next to no memory.
fn objects<T: DeserializeOwned>(list: Option<&RawValue>) -> impl Iterator<Item = T> {
    let list: Vec<&RawValue> =
        list.and_then(|list| serde_json::from_str(list.get()).ok()).unwrap_or_default();
    let telling = list.into_iter().filter(|one| one.get().starts_with('{') && one.get().len() > LEAST_BYTES);
    telling.take(MOST_EVENTS).filter_map(|one| serde_json::from_str(one.get()).ok())
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct StageFields {
    code: Text,
    created_at: Text,
    comment: Text,
    opa_name: Text,
    date: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct AnswerFields {
    #[serde(rename = "type")]
    kind: Text,
    text: Text,
    created_at: Text,
    reject_reason: Text,
    postponed_to: Text,
}

/// Reads an item from its bytes.
pub fn read_item(body: &[u8], received_at: DateTime<Utc>) -> Result<Item, Malformed> {
    let body = surrogate::repair(body);
    of(&Members::parse(&body)?, received_at)
}

pub(super) fn of(members: &Members<'_>, received_at: DateTime<Utc>) -> Result<Item, Malformed> {
    let fields: Fields<'_> =
        serde_json::from_slice(members.json()).map_err(|_| Malformed::field_of("item"))?;
    let id = words::key(fields.id.as_str()).ok_or(Malformed::field_of("id"))?;
    let (created_at, clock_doubt) = moment::written(moment_of(&fields.created_at), received_at);
    let place = fields.location_address.0.unwrap_or_default();
    let degrees = place.geo_lat.0.zip(place.geo_lon.0);
    let address = [&fields.address, &place.full_address, &place.address];
    let subjects = [&fields.subject_name, &fields.subsubject_name, &fields.fact_name];
    let mut stages: Vec<Stage> =
        objects(fields.events).map(|event: StageFields| event.stage(created_at)).collect();
    stages.sort_by_key(|stage| stage.at);
    // An answer without a time of its own belongs to the end of what is known.
    let last = stages.last().map_or(created_at, |stage| stage.at);
    let mut answers: Vec<Answer> =
        objects(fields.answers).map(|answer: AnswerFields| answer.read(created_at, last)).collect();
    answers.sort_by_key(|answer| answer.at);
    Ok(Item {
        id,
        number: line(&fields.reg_number),
        created_at,
        clock_doubt,
        text: words::text(fields.description.as_str()).into(),
        address: address.into_iter().find_map(|text| words::line(text.as_str())),
        point: degrees.and_then(|(north, east)| Point::checked(north, east)).map(Private::new),
        municipality: place.oktmo.0.as_deref().and_then(|code| Oktmo::parse(code).ok()),
        subjects: subjects.into_iter().filter_map(line).collect(),
        body: line(&fields.opa_name),
        fast_track: fields.fast_track.0,
        answer_due: moment_of(&fields.answer_at),
        attachments: fields.attachments.0.iter().filter_map(File::named).collect(),
        stages,
        answers,
    })
}

fn line(text: &Text) -> Option<String> {
    words::line(text.as_str()).map(Private::into_inner)
}

/// A moment with a zone, or milliseconds since 1970.
fn moment_of(text: &Text) -> Option<DateTime<Utc>> {
    moment::from_text(text.0.as_deref()).or_else(|| moment::from_millis(text.as_str().trim().parse().ok()))
}

impl File {
    /// The name there opens nothing by itself; an address is never kept.
    fn named(&self) -> Option<Attachment> {
        let reference = words::reference(self.id.as_str()).or(words::reference(self.name.as_str()))?;
        Some(Attachment { kind: "file".to_owned(), reference })
    }
}

impl StageFields {
    fn stage(&self, created_at: DateTime<Utc>) -> Stage {
        Stage {
            code: stage::Code::of(self.code.as_str()),
            at: moment_of(&self.created_at).unwrap_or(created_at).max(created_at),
            to: line(&self.opa_name),
            comment: words::line(self.comment.as_str()),
            until: self.date.as_str().get(..10).and_then(|date| date.parse::<NaiveDate>().ok()),
        }
    }
}

impl AnswerFields {
    /// A rejection says why, or does not: it is one all the same.
    fn read(&self, created_at: DateTime<Utc>, last: DateTime<Utc>) -> Answer {
        let until = self.postponed_to.as_str().get(..10).and_then(|date| date.parse().ok());
        Answer {
            kind: stage::AnswerKind::of(self.kind.as_str(), line(&self.reject_reason), until),
            at: moment_of(&self.created_at).unwrap_or(last).max(created_at),
            text: words::text(self.text.as_str()).into(),
        }
    }
}
