//! SLA policies: how long an answer may take, by topic, importance, platform and fast track.
//!
//! The numbers are data. This module only chooses: the policy with the most telling conditions that hold.

mod pattern;
mod policies;
mod span;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{PolicyId, TopicCode};
use crate::message::Platform;

pub use pattern::{PatternError, TopicPattern};
pub use policies::{SlaError, SlaPolicies};
pub use span::{Span, SpanError};

/// How much an incident weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Importance {
    /// A danger to life, an outage for many.
    High,
    /// Everything else said in public.
    Ordinary,
    /// A private message.
    Direct,
}

/// What a span of a deadline rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The importance is high.
    HighImportance,
    /// The importance is ordinary.
    OrdinaryImportance,
    /// It came as a private message.
    DirectMessage,
    /// The topic is on the fast track.
    FastTrack,
    /// The topic has a rule of its own.
    Topic,
    /// The platform has a rule of its own.
    Platform,
    /// The rule for all.
    Default,
}

impl From<Importance> for Basis {
    fn from(importance: Importance) -> Self {
        match importance {
            Importance::High => Self::HighImportance,
            Importance::Ordinary => Self::OrdinaryImportance,
            Importance::Direct => Self::DirectMessage,
        }
    }
}

/// One rule: conditions, of which an absent one holds always, and the spans it gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlaPolicy {
    /// Its name.
    pub id: PolicyId,
    /// Only this topic, or this group of topics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicPattern>,
    /// Only this importance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<Importance>,
    /// Only this platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Only on the fast track, or only off it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fast_track: Option<bool>,
    /// Until the first answer.
    pub first_answer: Span,
    /// Until the result, where a rule says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Span>,
    /// Who is told when how much of the time is used up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<EscalationLevel>,
    /// The first day of its force.
    pub valid_from: NaiveDate,
    /// The last day of its force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// One level of an escalation chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationLevel {
    /// The used part of the time in percent; 100 is the deadline itself.
    pub percent: u16,
    /// Who is told.
    pub to: EscalationTarget,
}

/// Who is told when time runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationTarget {
    /// The desk above the one that has the incident.
    Superior,
    /// The centre of the municipality.
    Centre,
    /// The region's centre.
    Region,
}

/// What the choice of a policy looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlaFacts<'a> {
    /// The topic, once it is known.
    pub topic: Option<&'a TopicCode>,
    /// How much it weighs.
    pub importance: Importance,
    /// Where it was written.
    pub platform: Platform,
    /// Whether its topic is on the fast track.
    pub fast_track: bool,
    /// The local day on which it was written.
    pub on: NaiveDate,
}

impl SlaPolicy {
    /// Whether every condition holds.
    pub fn matches(&self, facts: &SlaFacts<'_>) -> bool {
        self.in_force(facts.on)
            && self
                .topic
                .as_ref()
                .is_none_or(|pattern| facts.topic.is_some_and(|topic| pattern.matches(topic)))
            && self.importance.is_none_or(|importance| importance == facts.importance)
            && self.platform.is_none_or(|platform| platform == facts.platform)
            && self.fast_track.is_none_or(|fast_track| fast_track == facts.fast_track)
    }

    /// The condition that says most about why this policy applies.
    pub const fn basis(&self) -> Basis {
        match (&self.topic, self.fast_track, self.platform, self.importance) {
            (_, Some(true), _, _) => Basis::FastTrack,
            (Some(_), _, _, _) => Basis::Topic,
            (_, _, _, Some(Importance::High)) => Basis::HighImportance,
            (_, _, Some(_), _) => Basis::Platform,
            (_, _, _, Some(Importance::Ordinary)) => Basis::OrdinaryImportance,
            (_, _, _, Some(Importance::Direct)) => Basis::DirectMessage,
            _ => Basis::Default,
        }
    }

    fn in_force(&self, on: NaiveDate) -> bool {
        self.valid_from <= on && self.valid_until.is_none_or(|last| on <= last)
    }

    const fn is_default(&self) -> bool {
        matches!((&self.topic, self.importance, self.platform, self.fast_track), (None, None, None, None))
    }

    /// How telling the conditions are: a leaf of the taxonomy before a group, before the fast track, before the
    /// platform, before the importance, which every incident has.
    fn specificity(&self) -> (u8, bool, bool, bool) {
        let topic = self.topic.as_ref().map_or(0, TopicPattern::specificity);
        (topic, self.fast_track.is_some(), self.platform.is_some(), self.importance.is_some())
    }
}
