//! Numbers, each with what it was computed from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AgencyId, CentreId, Kind, Oktmo, Platform, RegionId, TopicCode};
use serde::{Deserialize, Serialize};

use super::Doubt;

/// The numbers of a unit over a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Numbers {
    /// Whose numbers.
    pub scope: Scope,
    /// The region.
    pub region: RegionId,
    /// The zone whose days are meant, by the names of IANA.
    pub zone: String,
    /// The period.
    pub window: Window,
    /// The version of the formulas.
    pub formula_version: u16,
    /// Where the formulas are explained.
    pub formulas: String,
    /// Spans in which messages may have been missed, oldest first.
    pub doubts: Vec<Doubt>,
    /// `day`, `week` or `month`.
    pub step: String,
    /// The whole period.
    pub total: Slice,
    /// Its slices in order.
    pub slices: Vec<Slice>,
}

/// Whose numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scope {
    /// A municipality's.
    Municipality {
        /// Its code in ОКТМО.
        oktmo: Oktmo,
        /// Its name.
        name: String,
    },
    /// A centre's.
    Centre {
        /// Its id.
        id: CentreId,
        /// Its name.
        name: String,
        /// `then`: by the map of each day; `now`: by the map of today.
        map: String,
        /// Whom it serves when.
        serves: Vec<ServedUnits>,
    },
    /// The region's.
    Region {
        /// Its id.
        id: RegionId,
        /// Its name.
        name: String,
    },
}

/// Days between two changes of the map, both included, and whom the centre serves then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ServedUnits {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Whom it serves.
    pub municipalities: Vec<Oktmo>,
}

/// Days in the region's zone, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Window {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// The numbers of one window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Slice {
    /// `2025-03-10`, `2025-W11`, `2025-03`; for the whole period its first and last day.
    pub label: String,
    /// Its days.
    pub window: Window,
    /// The period cuts it short.
    pub clipped: bool,
    /// The numbers; null when no day of the window has any.
    pub figures: Option<Figures>,
    /// Whether something may be lacking.
    pub completeness: Completeness,
}

/// Whether all days are there and nothing is known to lack from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Completeness {
    /// Nothing is known to lack.
    pub complete: bool,
    /// Why something may be lacking.
    pub reasons: BTreeSet<String>,
    /// Days without numbers: they are missing, not zero.
    pub missing_days: Vec<NaiveDate>,
}

/// The numbers themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Figures {
    /// When the facts were read.
    pub as_of: AsOf,
    /// The versions under which the days were computed.
    pub formulas: BTreeSet<u16>,
    /// Counts by the id of their formula, zeros included.
    pub counts: BTreeMap<String, u32>,
    /// Received, by kind.
    pub by_kind: BTreeMap<Kind, u32>,
    /// Received, by topic.
    pub by_topic: BTreeMap<TopicCode, u32>,
    /// Shares.
    pub shares: Vec<Share>,
    /// Means for each incident, in the form of shares.
    pub ratios: Vec<Share>,
    /// The time to the first answer on three clocks.
    pub first_answer: Vec<Statistic>,
    /// The time to the end on two clocks.
    pub closing: Vec<Statistic>,
    /// The counts of each agency, zeros left out.
    pub by_agency: BTreeMap<AgencyId, BTreeMap<String, u32>>,
    /// The counts of each channel, zeros left out.
    pub by_channel: BTreeMap<Platform, BTreeMap<String, u32>>,
    /// Hand-overs for each pair of desks: `agency:roads>agency:water`.
    pub hand_overs: BTreeMap<String, HandOvers>,
    /// Of how many incidents a fact is missing, by the name of the fact. They are in no share that is made of it.
    pub missing: BTreeMap<String, u32>,
}

/// Hand-overs from one desk to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HandOvers {
    /// How many.
    pub count: u32,
    /// How long the incidents had lain on the first desk, together.
    pub minutes: u64,
}

/// When the facts were read: the days of a sum may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AsOf {
    /// The oldest.
    pub earliest: DateTime<Utc>,
    /// The newest.
    pub latest: DateTime<Utc>,
}

/// A share that carries its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Share {
    /// The id of its formula.
    pub id: String,
    /// The version of its formula.
    pub formula: u16,
    /// Above the line.
    pub numerator: u32,
    /// Below the line.
    pub denominator: u32,
    /// Their ratio; null when nothing stands below the line.
    pub value: Option<f64>,
    /// The denominator is too small to compare.
    pub too_few: bool,
    /// The days on which the incidents were written.
    pub window: Window,
}

/// A statistic of the time to the first answer or to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Statistic {
    /// The id of its formula.
    pub id: String,
    /// The version of its formula.
    pub formula: u16,
    /// `wall`, `working` or `since_assignment`.
    pub clock: String,
    /// Minutes, unless there is no value.
    pub minutes: Option<f64>,
    /// Of a median: where it lies in 95 of 100 such cohorts.
    pub interval: Option<Interval>,
    /// Why there is no value: `no_data` or `not_reached`.
    pub reason: Option<String>,
    /// How many went into it.
    pub n: u32,
    /// How many had their answer.
    pub answered: u32,
    /// How many had none.
    pub unanswered: u32,
    /// `n` is too small to compare.
    pub too_few: bool,
    /// The days on which the incidents were written.
    pub window: Window,
}

/// Minutes between which a figure lies; an end that is never reached is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Interval {
    /// The shorter end.
    pub low: Option<u32>,
    /// The longer end.
    pub high: Option<u32>,
}

/// What each number means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Formulas {
    /// Their version.
    pub version: u16,
    /// Below so many a share or a statistic says `too_few`.
    pub too_few_below: u32,
    /// The formulas.
    pub formulas: Vec<Formula>,
}

/// What a number means, and from what it is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Formula {
    /// The name that goes with every number.
    pub id: String,
    /// Its version.
    pub version: u16,
    /// The first version of stored days that keeps it; in earlier ones it is missing.
    pub since: u16,
    /// What a reader sees above the number, in Russian.
    pub name_ru: String,
    /// What it means.
    pub text_en: String,
    /// What it means, in Russian.
    pub text_ru: String,
    /// What it counts.
    pub unit: String,
    /// Counts whose sum stands above the line.
    pub numerator: Vec<String>,
    /// Counts whose sum stands below the line; none for a number that is no share.
    pub denominator: Vec<String>,
    /// The facts it is read from.
    pub source: String,
}
