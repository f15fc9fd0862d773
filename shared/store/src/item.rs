//! The shape of an item. Names are short because they count towards its size, and so towards the bill.

mod case;
mod message;
mod publication;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::incident::{Imported, Record, Standing, Voice};
use domain::{MessageKey, PageId, Platform, Private, RegionId};
use serde::{Deserialize, Serialize};

use crate::{StoreError, keys};
use case::CaseItem;
use message::{RemovalItem, RevisionItem};
use publication::PublicationItem;

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The version of the shape.
const SHAPE: u32 = 1;

#[derive(Serialize, Deserialize)]
struct RecordItem {
    pk: String,
    /// Shape.
    s: u32,
    /// Version.
    v: u64,
    /// `by_municipality`.
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    w: Option<String>,
    /// `open_by_desk`: an open incident on its desk, or a voice with its incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    u: Option<String>,
    /// Page.
    p: PageId,
    /// Channel.
    c: Platform,
    /// Received.
    r: i64,
    /// Revisions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    x: Vec<RevisionItem>,
    /// Removals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    y: Vec<RemovalItem>,
    /// An answer by hand: when, and the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    b: Option<(i64, Private<String>)>,
    /// Publications.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    z: Vec<PublicationItem>,
    /// The message that a voice answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<MessageKey>,
    /// The municipality that a voice was counted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    i: Option<CaseItem>,
    /// The rest of an imported row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<ImportedItem>,
}

#[derive(Serialize, Deserialize)]
struct ImportedItem {
    /// Cells by their columns.
    c: Vec<(u8, Private<String>)>,
    /// The author's voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    o: Option<Voice>,
}

impl ImportedItem {
    fn write(imported: &Imported) -> Self {
        let cells = imported.cells.iter().map(|(column, text)| (*column, text.clone()));
        Self { c: cells.collect(), o: imported.voice }
    }

    fn read(self) -> Imported {
        Imported { cells: self.c.into_iter().collect(), voice: self.o }
    }
}

/// Milliseconds since 1970.
pub(crate) fn to_millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The moment of so many milliseconds since 1970.
pub(crate) fn from_millis(millis: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(millis).ok_or(corrupt("a time is out of range"))
}

/// An item that is not what it should be.
pub(crate) const fn corrupt(what: &'static str) -> StoreError {
    StoreError::Corrupt { operation: "read item", what }
}

/// Writes `record` down as its item of the next version.
pub(crate) fn write(record: &Record, version: u64) -> Result<Item, StoreError> {
    let case = record.case();
    let (m, w) = match &record.standing {
        Standing::Unknown => (None, None),
        Standing::Voice { municipality, .. } => (Some(municipality.as_ref()), Some(record.written_at())),
        Standing::Case(case) => (Some(case.decision.municipality.as_ref()), Some(record.written_at())),
    };
    let open = record.open_case();
    let (d, u) = match (record.voice_of(), open) {
        (Some(of), _) => (Some(keys::voices(&record.region, of)), Some(keys::moment(record.written_at()))),
        (_, Some(case)) => {
            let due = case.due().map_or(keys::NO_DEADLINE.to_owned(), keys::moment);
            (Some(keys::desk(&record.region, &case.desk)), Some(due))
        }
        (_, None) => (None, None),
    };
    let item = RecordItem {
        pk: keys::message(&record.region, &record.key),
        s: SHAPE,
        v: version,
        m: m.map(|oktmo| keys::municipality(&record.region, oktmo)),
        w: w.map(keys::moment),
        d,
        u,
        p: record.page.clone(),
        c: record.platform,
        r: to_millis(record.received_at),
        x: record.message.revisions.iter().map(RevisionItem::write).collect(),
        y: record.message.removals.iter().map(RemovalItem::write).collect(),
        b: record.message.by_hand.as_ref().map(|answer| (to_millis(answer.at), answer.text.clone())),
        z: record.publications.iter().map(PublicationItem::write).collect(),
        k: record.imported.as_deref().map(ImportedItem::write),
        of: match &record.standing {
            Standing::Voice { of, .. } => Some(of.clone()),
            _ => None,
        },
        i: case.map(|case| CaseItem::write(case, open.is_some())),
    };
    serde_dynamo::aws_sdk_dynamodb_1::to_item(item).map_err(|_| corrupt("the record cannot be written"))
}

/// Reads an item back.
pub(crate) fn read(item: Item) -> Result<Record, StoreError> {
    let item: RecordItem =
        serde_dynamo::aws_sdk_dynamodb_1::from_item(item).map_err(|_| corrupt("its shape is not known"))?;
    if item.s != SHAPE {
        return Err(corrupt("its version of the shape is not known"));
    }
    let (region, key) = item.pk.split_once('#').ok_or(corrupt("its key has no region"))?;
    let region = RegionId::parse(region).map_err(|_| corrupt("its key has no region"))?;
    let key = MessageKey::parse(key).map_err(|_| corrupt("its key names no message"))?;
    let municipality = match item.m.as_deref().and_then(|m| m.split_once('#')).map(|(_, oktmo)| oktmo) {
        None | Some("-") => None,
        Some(oktmo) => Some(oktmo.parse().map_err(|_| corrupt("its municipality is no code"))?),
    };
    let desk = item.d.as_deref().and_then(|d| d.split_once('#')).map(|(_, desk)| desk);
    let standing = match (item.of, item.i) {
        (Some(of), _) => Standing::Voice { of, municipality },
        (None, Some(case)) => Standing::Case(Box::new(case.read(municipality, desk)?)),
        (None, None) => Standing::Unknown,
    };
    let mut message = domain::incident::Message::of(
        item.x.into_iter().map(RevisionItem::read).collect::<Result<_, _>>()?,
        item.y.into_iter().map(RemovalItem::read).collect::<Result<_, _>>()?,
    );
    if let Some((at, text)) = item.b {
        message.by_hand = Some(domain::incident::ByHand { at: from_millis(at)?, text });
    }
    Ok(Record {
        key,
        region,
        page: item.p,
        platform: item.c,
        received_at: from_millis(item.r)?,
        message,
        standing,
        publications: item.z.into_iter().map(PublicationItem::read).collect::<Result<_, _>>()?,
        imported: item.k.map(|rest| Box::new(rest.read())),
        version: item.v,
    })
}
