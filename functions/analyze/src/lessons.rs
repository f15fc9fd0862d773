//! What a region teaches: what its people corrected, and a few of the topics that stood until the incident was closed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::incident::{Outcome, Record};
use domain::{Directory, Kind, MessageKey, Oktmo, Private, RegionId, TopicCode};
use language::teach::NO_TOPIC;
use store::{Store, StoreError};

/// So many of the newest corrections are learnt from: what a function reads and learns within its time.
pub const MOST_CORRECTIONS: usize = 5_000;
/// So many closed incidents of a topic are learnt from. They keep corrections from pulling everything towards them; more
/// of them would teach the model to agree with itself.
pub const CONFIRMED_OF_TOPIC: usize = 30;
/// So many incidents are looked at for that.
const MOST_READ: usize = 20_000;
const PAGE: usize = 500;

/// A row to learn from. Its words are masked, and its author is not known here.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The incident.
    pub incident: MessageKey,
    /// When it was corrected or closed.
    pub at: DateTime<Utc>,
    /// What the resident wrote, masked.
    pub text: Private<String>,
    /// A topic, or `-` for what has none; nothing where nobody said so.
    pub topic: Option<String>,
    /// The kind, where somebody said so.
    pub kind: Option<Kind>,
    /// The municipality, where somebody said so.
    pub municipality: Option<Oktmo>,
}

/// What people corrected since a moment, newest first; each incident once, with what holds now. What its author took back
/// is not learnt from.
pub async fn corrected(
    store: &Store,
    region: &RegionId,
    since: DateTime<Utc>,
) -> Result<Vec<Lesson>, StoreError> {
    let (mut lessons, mut seen, mut position) = (Vec::new(), BTreeSet::new(), None);
    loop {
        let listed = store.corrections(region, since, position, PAGE).await?;
        for mark in listed.items {
            if seen.len() < MOST_CORRECTIONS && seen.insert(mark.incident.clone()) {
                let record = store.record(region, &mark.incident).await?;
                lessons.extend(record.as_ref().and_then(of_correction));
            }
        }
        match listed.next {
            Some(next) if seen.len() < MOST_CORRECTIONS => position = Some(next),
            _ => return Ok(lessons),
        }
    }
}

fn of_correction(record: &Record) -> Option<Lesson> {
    let case = record.case()?;
    let decision = &case.decision;
    let said_so = |field: &str| case.corrections().any(|(_, what)| what.field() == field);
    let talk = said_so("kind") && decision.kind == Kind::Other;
    let topic = (said_so("topic") || talk).then(|| label(decision.topic.as_ref()));
    Some(Lesson {
        incident: record.key.clone(),
        at: case.corrections().map(|(entry, _)| entry.at).max()?,
        text: words(record)?,
        topic,
        kind: said_so("kind").then_some(decision.kind),
        municipality: decision.municipality.clone().filter(|_| said_so("municipality")),
    })
}

/// Closed incidents whose topic nobody put right, written from one moment until another: at most
/// [`CONFIRMED_OF_TOPIC`] of each topic, whichever of them their keys choose.
pub async fn confirmed(
    store: &Store,
    directory: &Directory,
    bounds: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Lesson>, StoreError> {
    let mut found: BTreeMap<String, BTreeMap<MessageKey, Lesson>> = BTreeMap::new();
    let mut read = 0;
    let places = directory.territory.municipalities.iter().map(|unit| Some(&unit.oktmo));
    for place in places.chain([None]) {
        let mut position = None;
        while read < MOST_READ {
            let region = &directory.region.id;
            let listed = store.in_municipality(region, place, bounds, position, PAGE, |_| true).await?;
            read += listed.items.len();
            for lesson in listed.items.iter().filter_map(of_closing) {
                let of_topic = found.entry(lesson.topic.clone().unwrap_or_default()).or_default();
                of_topic.insert(lesson.incident.clone(), lesson);
                if of_topic.len() > CONFIRMED_OF_TOPIC {
                    of_topic.pop_last();
                }
            }
            position = listed.next;
            if position.is_none() {
                break;
            }
        }
    }
    Ok(found.into_values().flat_map(BTreeMap::into_values).collect())
}

fn of_closing(record: &Record) -> Option<Lesson> {
    let case = record.case()?;
    let (at, outcome) = case.closing()?;
    let spam = *outcome == Outcome::SpamOrBogus;
    let known = case.decision.topic.is_some() != spam;
    if !known || *outcome == Outcome::Duplicate || case.corrections().next().is_some() {
        return None;
    }
    Some(Lesson {
        incident: record.key.clone(),
        at,
        text: words(record)?,
        topic: Some(label(case.decision.topic.as_ref())),
        kind: None,
        municipality: None,
    })
}

fn label(topic: Option<&TopicCode>) -> String {
    topic.map_or(NO_TOPIC, |code| code.as_str()).to_owned()
}

/// What the resident wrote; a declared outage has no resident.
fn words(record: &Record) -> Option<Private<String>> {
    let text = record.message.said()?.text.expose();
    let legible = !text.trim().is_empty() && record.message.removed_at().is_none();
    legible.then(|| language::mask(text).into())
}
