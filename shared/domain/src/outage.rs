//! A known outage, as an operator declares it: what failed, where, since when, and what everybody who tells of it is told.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{MessageKey, Oktmo, TopicCode};
use crate::private::Private;

/// A part of the municipality that has the outage: a settlement, a street or a house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutagePlace {
    /// As the operator named it.
    pub name: String,
    /// The mark of the settlement, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<u32>,
    /// The mark of the street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<u32>,
    /// The mark of street and house.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub house: Option<u32>,
}

/// A declared outage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    /// Its name here, from what was declared: declaring the same twice is declaring it once.
    pub id: String,
    /// What failed; messages about the same topic tell of it.
    pub topic: TopicCode,
    /// Where.
    pub municipality: Oktmo,
    /// Where within it; everywhere if empty.
    pub places: Vec<OutagePlace>,
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when, if that is known.
    pub until: Option<DateTime<Utc>>,
    /// What everybody who tells of it is told.
    pub text: Private<String>,
    /// The one incident that all of them join.
    pub incident: MessageKey,
    /// Who declared it: the public half of a key.
    pub declared_by: String,
    /// When.
    pub declared_at: DateTime<Utc>,
    /// When somebody said that it is over.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who.
    pub ended_by: Option<String>,
}

impl Outage {
    /// Until when messages tell of it; none while nobody knows.
    pub fn over_at(&self) -> Option<DateTime<Utc>> {
        self.until.into_iter().chain(self.ended_at).min()
    }
}
