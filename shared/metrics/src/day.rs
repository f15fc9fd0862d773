//! The numbers of one day: what the database keeps for each scope, day and formula version.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::{Kind, MessageKey, Oktmo, TopicCode};
use serde::{Deserialize, Serialize};

use crate::counts::Counts;
use crate::facts::{Course, IncidentFacts, VoiceFacts, Wait};
use crate::formulas::FORMULA_VERSION;
use crate::period::local_day;
use crate::sample::ClockSample;

/// Whose incidents are counted.
///
/// A centre has no scope of its own: it is the sum of its municipalities by the map of the reader's choice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All of them.
    Region,
    /// Those of one municipality.
    Municipality(Oktmo),
    /// Those of no known municipality. With all municipalities they make up the region.
    Unplaced,
}

impl Scope {
    /// Whether an incident of this municipality is counted.
    pub fn holds(&self, municipality: Option<&Oktmo>) -> bool {
        match self {
            Self::Region => true,
            Self::Municipality(own) => municipality == Some(own),
            Self::Unplaced => municipality.is_none(),
        }
    }
}

impl std::fmt::Display for Scope {
    /// The name under which its days are stored.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Region => formatter.write_str("region"),
            Self::Municipality(oktmo) => write!(formatter, "{oktmo}"),
            Self::Unplaced => formatter.write_str("unplaced"),
        }
    }
}

/// When the facts were read: one moment for a day, from the earliest to the latest for a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// The oldest reading in the sum.
    pub earliest: DateTime<Utc>,
    /// The newest reading in the sum.
    pub latest: DateTime<Utc>,
}

/// Why a number may lack something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// The day was not over when the facts were read.
    DayNotOver,
    /// A page that normally speaks was silent.
    SilentPage,
    /// Numbers of messages on a page have a hole.
    IdGap,
    /// A subscription to a page was lost for a while.
    LostSubscription,
    /// Deliveries wait unread in quarantine.
    Quarantine,
    /// A day has no numbers at all.
    MissingDay,
    /// A unit that belongs to the sum has no numbers for a day.
    MissingUnit,
    /// Days of the sum were computed by different versions of the formulas.
    MixedFormulas,
}

impl Gap {
    /// The name used in storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DayNotOver => "day_not_over",
            Self::SilentPage => "silent_page",
            Self::IdGap => "id_gap",
            Self::LostSubscription => "lost_subscription",
            Self::Quarantine => "quarantine",
            Self::MissingDay => "missing_day",
            Self::MissingUnit => "missing_unit",
            Self::MixedFormulas => "mixed_formulas",
        }
    }
}

/// Numbers of one day, or the sum of several: of days, of municipalities, of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayStats {
    /// Versions of the formulas: one, unless days of different versions were added.
    pub formulas: BTreeSet<u16>,
    /// When the facts were read.
    pub as_of: AsOf,
    /// Counts.
    pub counts: Counts,
    /// Received, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_kind: BTreeMap<Kind, u32>,
    /// Received, by topic, as far as that is known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_topic: BTreeMap<TopicCode, u32>,
    /// First answers on the wall clock.
    #[serde(default, skip_serializing_if = "ClockSample::is_empty")]
    pub wall: ClockSample,
    /// First answers on the calendars of the desks.
    #[serde(default, skip_serializing_if = "ClockSample::is_empty")]
    pub working: ClockSample,
    /// Why something may be lacking; empty when nothing is known to lack.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub gaps: BTreeSet<Gap>,
}

/// Computes the numbers of `day` in `zone` from the facts as they stood at `as_of`.
pub fn day(
    scope: &Scope,
    day: NaiveDate,
    zone: Tz,
    as_of: DateTime<Utc>,
    incidents: &[IncidentFacts],
    voices: &[VoiceFacts],
) -> DayStats {
    let counted = |municipality: Option<&Oktmo>, written_at: DateTime<Utc>| {
        scope.holds(municipality) && written_at <= as_of && local_day(written_at, zone) == day
    };
    let mut stats = DayStats::empty(as_of);
    if local_day(as_of, zone) <= day {
        stats.gaps.insert(Gap::DayNotOver);
    }
    for incident in once(incidents, |incident| &incident.key) {
        if counted(incident.municipality.as_ref(), incident.written_at) {
            stats.take(incident, as_of);
        }
    }
    for voice in once(voices, |voice| &voice.key) {
        if counted(voice.municipality.as_ref(), voice.written_at) {
            stats.counts.voices += 1;
            stats.counts.voices_withdrawn += u32::from(voice.withdrawn_at.is_some_and(|at| at <= as_of));
        }
    }
    stats
}

/// Each fact once; of two that bear one name, the same one whatever their order.
fn once<F: Ord>(facts: &[F], key: impl Fn(&F) -> &MessageKey) -> impl Iterator<Item = &F> {
    let mut unique: BTreeMap<&MessageKey, &F> = BTreeMap::new();
    for fact in facts {
        unique.entry(key(fact)).and_modify(|known| *known = (*known).max(fact)).or_insert(fact);
    }
    unique.into_values()
}

impl DayStats {
    /// A day on which nothing was written.
    pub fn empty(as_of: DateTime<Utc>) -> Self {
        Self {
            formulas: BTreeSet::from([FORMULA_VERSION]),
            as_of: AsOf { earliest: as_of, latest: as_of },
            counts: Counts::default(),
            by_kind: BTreeMap::new(),
            by_topic: BTreeMap::new(),
            wall: ClockSample::default(),
            working: ClockSample::default(),
            gaps: BTreeSet::new(),
        }
    }

    /// Whether the passing of time alone changes nothing here, so that only a new event asks for a new computation.
    pub fn is_settled(&self) -> bool {
        self.counts.open == 0 && !self.gaps.contains(&Gap::DayNotOver)
    }

    /// The sum of both. The order and the grouping of sums do not matter.
    #[must_use]
    pub fn merge(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.absorb(other);
        sum
    }

    /// Adds `other` in place.
    pub fn absorb(&mut self, other: &Self) {
        self.formulas.extend(&other.formulas);
        self.as_of.earliest = self.as_of.earliest.min(other.as_of.earliest);
        self.as_of.latest = self.as_of.latest.max(other.as_of.latest);
        self.counts.merge(&other.counts);
        for (kind, count) in &other.by_kind {
            *self.by_kind.entry(*kind).or_default() += count;
        }
        for (topic, count) in &other.by_topic {
            *self.by_topic.entry(topic.clone()).or_default() += count;
        }
        self.wall.merge(&other.wall);
        self.working.merge(&other.working);
        self.gaps.extend(&other.gaps);
    }

    fn take(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        self.counts.received += 1;
        *self.by_kind.entry(incident.kind).or_default() += 1;
        match &incident.topic {
            Some(topic) => *self.by_topic.entry(topic.clone()).or_default() += 1,
            None => self.counts.without_topic += 1,
        }
        self.take_answer(incident, as_of);
        self.take_clocks(incident, as_of);
        self.take_closing(incident, as_of);
    }

    fn take_answer(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let counts = &mut self.counts;
        let late = |at: DateTime<Utc>| incident.answer_due.map(|due| due < at);
        let overdue = |at| u32::from(late(at) == Some(true));
        match incident.wait(as_of) {
            Wait::Answered(at) => {
                counts.answered += 1;
                counts.answered_late += overdue(at);
                counts.answered_on_time += u32::from(late(at) == Some(false));
            }
            Wait::NotOwed => counts.answer_not_owed += 1,
            Wait::ClosedUnanswered => counts.closed_unanswered += 1,
            Wait::Withdrawn(at) => {
                counts.withdrawn_unanswered += 1;
                counts.answer_overdue += overdue(at);
            }
            Wait::Waiting => {
                counts.waiting += 1;
                counts.answer_overdue += overdue(as_of);
            }
        }
    }

    fn take_clocks(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let wall = incident.answer_clock(as_of).wall_minutes();
        let working = incident.working_minutes.map(|minutes| minutes.min(wall));
        for (sample, minutes) in [(&mut self.wall, Some(wall)), (&mut self.working, working)] {
            match (incident.wait(as_of), minutes) {
                (Wait::NotOwed, _) | (_, None) => {}
                (Wait::ClosedUnanswered, Some(_)) => sample.never += 1,
                (Wait::Answered(_), Some(minutes)) => sample.answered.add(minutes),
                (Wait::Withdrawn(_) | Wait::Waiting, Some(minutes)) => sample.waiting.add(minutes),
            }
        }
    }

    fn take_closing(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let counts = &mut self.counts;
        let late = |at: DateTime<Utc>| incident.resolve_due.map(|due| due < at);
        let overdue = |at| u32::from(late(at) == Some(true));
        let course = incident.course(as_of);
        match course {
            Course::Closed(closing) => {
                counts.closed += 1;
                counts.closed_late += overdue(closing.at);
                counts.closed_on_time += u32::from(late(closing.at) == Some(false));
            }
            Course::Withdrawn(at) => {
                counts.withdrawn += 1;
                counts.withdrawn_overdue += overdue(at);
            }
            Course::Open => {
                counts.open += 1;
                counts.overdue_open += overdue(as_of);
            }
        }
        let solved = matches!(course, Course::Closed(closing) if closing.solved);
        counts.solvable += u32::from(incident.solvable || solved);
        counts.solved += u32::from(solved);
    }
}

#[cfg(test)]
mod tests;
