//! The numbers of one day: what the database keeps for each scope, day and formula version.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::{AgencyId, Kind, MessageKey, Platform, TopicCode};
use serde::{Deserialize, Serialize};

use crate::counts::Counts;
use crate::details::Pair;
use crate::facts::{Course, IncidentFacts, VoiceFacts, Wait};
use crate::formulas::FORMULA_VERSION;
use crate::period::local_day;
use crate::sample::ClockSample;
pub use crate::scope::Scope;

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
    /// First answers on the wall clock since the last hand-over: shown, never scored.
    #[serde(default, skip_serializing_if = "ClockSample::is_empty")]
    pub assigned: ClockSample,
    /// Closings on the wall clock.
    #[serde(default, skip_serializing_if = "ClockSample::is_empty")]
    pub closing_wall: ClockSample,
    /// Closings on the calendars of the desks.
    #[serde(default, skip_serializing_if = "ClockSample::is_empty")]
    pub closing_working: ClockSample,
    /// The counts of each agency with which an incident lies, or lay when it ended. Voices are in none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_agency: BTreeMap<AgencyId, Counts>,
    /// The counts of each channel.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_channel: BTreeMap<Platform, Counts>,
    /// Hand-overs between two desks, and the time for which the first had held the matter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hand_overs: BTreeMap<Pair, HandOvers>,
    /// Why something may be lacking; empty when nothing is known to lack.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub gaps: BTreeSet<Gap>,
}

/// Hand-overs between two desks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOvers {
    /// How many.
    pub count: u32,
    /// Wall minutes for which the matter had lain with who handed it over: lost to the resident.
    pub minutes: u64,
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
    let counted = |written_at: DateTime<Utc>| written_at <= as_of && local_day(written_at, zone) == day;
    let mut stats = DayStats::empty(as_of);
    if local_day(as_of, zone) <= day {
        stats.gaps.insert(Gap::DayNotOver);
    }
    for incident in once(incidents, |incident| &incident.key) {
        if scope.holds(incident) && counted(incident.written_at) {
            stats.take(incident, as_of);
        }
    }
    for voice in once(voices, |voice| &voice.key) {
        if scope.holds_voice(voice) && counted(voice.written_at) {
            stats.take_voice(voice, as_of);
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
            assigned: ClockSample::default(),
            closing_wall: ClockSample::default(),
            closing_working: ClockSample::default(),
            by_agency: BTreeMap::new(),
            by_channel: BTreeMap::new(),
            hand_overs: BTreeMap::new(),
            gaps: BTreeSet::new(),
        }
    }

    /// Whether the passing of time alone changes nothing here, so that only a new event asks for a new computation.
    pub fn is_settled(&self) -> bool {
        let counts = &self.counts;
        let still = counts.open + counts.durable_pending_90 + counts.promises_pending;
        still == 0 && !self.gaps.contains(&Gap::DayNotOver)
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
        for (agency, counts) in &other.by_agency {
            self.by_agency.entry(agency.clone()).or_default().merge(counts);
        }
        for (channel, counts) in &other.by_channel {
            self.by_channel.entry(*channel).or_default().merge(counts);
        }
        for (pair, lost) in &other.hand_overs {
            let sum = self.hand_overs.entry(pair.clone()).or_default();
            sum.count += lost.count;
            sum.minutes += lost.minutes;
        }
        self.wall.merge(&other.wall);
        self.working.merge(&other.working);
        self.assigned.merge(&other.assigned);
        self.closing_wall.merge(&other.closing_wall);
        self.closing_working.merge(&other.closing_working);
        self.gaps.extend(&other.gaps);
    }

    fn take(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let counts = Counts::of(incident, as_of);
        self.counts.merge(&counts);
        *self.by_kind.entry(incident.kind).or_default() += 1;
        if let Some(topic) = &incident.topic {
            *self.by_topic.entry(topic.clone()).or_default() += 1;
        }
        if let Some(agency) = &incident.details.agency {
            self.by_agency.entry(agency.clone()).or_default().merge(&counts);
        }
        if let Some(channel) = incident.details.channel {
            self.by_channel.entry(channel).or_default().merge(&counts);
        }
        self.take_answer_clocks(incident, as_of);
        self.take_closing_clocks(incident, as_of);
        self.take_hops(incident, as_of);
    }

    fn take_voice(&mut self, voice: &VoiceFacts, as_of: DateTime<Utc>) {
        let withdrawn = u32::from(voice.withdrawn_at.is_some_and(|at| at <= as_of));
        let counts = Counts { voices: 1, voices_withdrawn: withdrawn, ..Counts::default() };
        self.counts.merge(&counts);
        if let Some(channel) = voice.channel {
            self.by_channel.entry(channel).or_default().merge(&counts);
        }
    }

    fn take_answer_clocks(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let wall = incident.answer_clock(as_of).wall_minutes();
        let working = incident.working_minutes.map(|minutes| minutes.min(wall));
        let assigned = incident.assigned_clock(as_of).map(|clock| clock.wall_minutes());
        let clocks =
            [(&mut self.wall, Some(wall)), (&mut self.working, working), (&mut self.assigned, assigned)];
        for (sample, minutes) in clocks {
            match (incident.wait(as_of), minutes) {
                (Wait::NotOwed, _) | (_, None) => {}
                (Wait::ClosedUnanswered, Some(_)) => sample.never += 1,
                (Wait::Answered(_), Some(minutes)) => sample.answered.add(minutes),
                (Wait::Withdrawn(_) | Wait::Waiting, Some(minutes)) => sample.waiting.add(minutes),
            }
        }
    }

    fn take_closing_clocks(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let wall = incident.closing_clock(as_of).wall_minutes();
        let working = incident.details.closing_working_minutes.map(|minutes| minutes.min(wall));
        let closed = matches!(incident.course(as_of), Course::Closed(_));
        for (sample, minutes) in [(&mut self.closing_wall, Some(wall)), (&mut self.closing_working, working)]
        {
            let part = if closed { &mut sample.answered } else { &mut sample.waiting };
            if let Some(minutes) = minutes {
                part.add(minutes);
            }
        }
    }

    fn take_hops(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let mut since = incident.written_at;
        for hop in incident.hops_by(as_of).into_iter().flatten() {
            let lost = self.hand_overs.entry(hop.pair.clone()).or_default();
            lost.count += 1;
            lost.minutes += u64::try_from((hop.at - since).num_minutes()).unwrap_or_default();
            since = hop.at.max(since);
        }
    }
}

#[cfg(test)]
mod tests;
