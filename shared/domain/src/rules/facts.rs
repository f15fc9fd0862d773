//! What a rule may ask about a message, and which of it a decision has read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::ids::{CentreId, Oktmo, PageId, TopicCode};
use crate::message::{Form, Kind, Platform};

/// What is known of a message when its desk is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingFacts {
    /// The municipality, if the page or the text tells.
    pub municipality: Option<Oktmo>,
    /// The settlement within it.
    pub settlement: Option<String>,
    /// The topic, if it is certain enough.
    pub topic: Option<TopicCode>,
    /// What the resident wants.
    pub kind: Kind,
    /// The page it came through.
    pub page: PageId,
    /// The channel it came through.
    pub platform: Platform,
    /// How the resident wrote.
    pub form: Form,
    /// The day by whose map it is routed, in the region's zone.
    pub on: NaiveDate,
    /// The time of that day.
    pub time: NaiveTime,
    /// Which of the words that the rules ask for ([`super::RuleSet::words`]) the text has.
    pub words: BTreeSet<Word>,
}

/// A word that a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// In any of its forms.
    Stem(String),
    /// As it is written; whoever finds it finds the stem of the same word too.
    Exact(String),
}

impl Word {
    /// The word itself, in lower case.
    pub fn text(&self) -> &str {
        match self {
            Self::Stem(text) | Self::Exact(text) => text,
        }
    }
}

/// The facts with what the directory adds to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What the message tells.
    pub told: RoutingFacts,
    /// The severity of its topic.
    pub severity: Option<u8>,
    /// The centre that serves its municipality on that day; none is the region's.
    pub centre: Option<CentreId>,
    /// Whether the region's centres work at that time; none past the last loaded year.
    pub working: Option<bool>,
}

/// Whether a calendar is open at a time of one of its days.
pub(super) fn is_working(calendar: &WorkingCalendar, on: NaiveDate, time: NaiveTime) -> Option<bool> {
    let minute = time.hour() * 60 + time.minute();
    let hours = calendar.hours(on).ok()?;
    Some(hours.iter().any(|period| (u32::from(period.start())..u32::from(period.end())).contains(&minute)))
}

/// A fact that a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The topic.
    Topic,
    /// The kind of message.
    Kind,
    /// The municipality.
    Municipality,
    /// The page.
    Page,
    /// The channel.
    Platform,
    /// The severity of the topic.
    Severity,
    /// The settlement.
    Settlement,
    /// The centre that serves the municipality.
    Centre,
    /// How the resident wrote.
    Form,
    /// The day.
    Date,
    /// The time of the day.
    Hour,
    /// Whether it came in working hours.
    Working,
    /// Words of the text.
    Words,
}

impl Fact {
    /// Every fact with the name by which rules ask for it.
    pub const NAMES: [(Self, &'static str); 13] = [
        (Self::Topic, "topic"),
        (Self::Kind, "kind"),
        (Self::Municipality, "place"),
        (Self::Page, "page"),
        (Self::Platform, "channel"),
        (Self::Severity, "severity"),
        (Self::Settlement, "settlement"),
        (Self::Centre, "centre"),
        (Self::Form, "form"),
        (Self::Date, "date"),
        (Self::Hour, "hour"),
        (Self::Working, "working"),
        (Self::Words, "words"),
    ];

    /// The name by which rules ask for it.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(fact, _)| *fact == self).map_or("", |(_, name)| name)
    }

    /// Whether its value must be kept beside it, because the incident does not hold it or may hold another one later.
    const fn is_kept(self) -> bool {
        matches!(self, Self::Severity | Self::Centre | Self::Working | Self::Words)
    }
}

/// The facts that a decision has read, with the values that are found nowhere else. Written `topic;place;severity=3`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FactsRead(BTreeMap<Fact, Option<String>>);

/// The text lists no facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list of facts")]
pub struct FactsReadError;

impl FactsRead {
    pub(super) fn of(read: &BTreeSet<Fact>, facts: &Facts) -> Self {
        Self(read.iter().map(|fact| (*fact, value_of(*fact, facts).filter(|_| fact.is_kept()))).collect())
    }

    /// The facts, in the order of [`Fact`].
    pub fn iter(&self) -> impl Iterator<Item = (Fact, Option<&str>)> {
        self.0.iter().map(|(fact, value)| (*fact, value.as_deref()))
    }

    /// Whether a fact was read.
    pub fn contains(&self, fact: Fact) -> bool {
        self.0.contains_key(&fact)
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The value of a fact in words; none where it is not known.
pub(super) fn value_of(fact: Fact, facts: &Facts) -> Option<String> {
    let told = &facts.told;
    let in_words = |code: serde_json::Value| code.as_str().map(ToOwned::to_owned);
    match fact {
        Fact::Topic => told.topic.as_ref().map(ToString::to_string),
        Fact::Kind => serde_json::to_value(told.kind).ok().and_then(in_words),
        Fact::Municipality => told.municipality.as_ref().map(ToString::to_string),
        Fact::Page => Some(told.page.to_string()),
        Fact::Platform => Some(told.platform.to_string()),
        Fact::Severity => facts.severity.map(|severity| severity.to_string()),
        Fact::Settlement => told.settlement.clone(),
        Fact::Centre => facts.centre.as_ref().map(ToString::to_string),
        Fact::Form => serde_json::to_value(told.form).ok().and_then(in_words),
        Fact::Date => Some(told.on.to_string()),
        Fact::Hour => Some(told.time.format("%H:%M").to_string()),
        Fact::Working => facts.working.map(|working| if working { "yes" } else { "no" }.to_owned()),
        Fact::Words => {
            let words: Vec<&str> = told.words.iter().map(Word::text).collect();
            (!words.is_empty()).then(|| words.join(","))
        }
    }
}

impl fmt::Display for FactsRead {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (fact, value)) in self.iter().enumerate() {
            let divider = if index == 0 { "" } else { ";" };
            write!(formatter, "{divider}{}", fact.name())?;
            if let Some(value) = value {
                write!(formatter, "={value}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for FactsRead {
    type Err = FactsReadError;

    fn from_str(text: &str) -> Result<Self, FactsReadError> {
        let read = |part: &str| {
            let (name, value) =
                part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)));
            let (fact, _) = Fact::NAMES.iter().find(|(_, known)| *known == name).ok_or(FactsReadError)?;
            Ok((*fact, value.map(ToOwned::to_owned)))
        };
        text.split(';').filter(|part| !part.is_empty()).map(read).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for FactsRead {
    type Error = FactsReadError;

    fn try_from(text: String) -> Result<Self, FactsReadError> {
        text.parse()
    }
}

impl From<FactsRead> for String {
    fn from(read: FactsRead) -> Self {
        read.to_string()
    }
}
