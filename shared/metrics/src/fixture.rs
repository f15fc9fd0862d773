//! Invented facts for tests.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{Kind, MessageKey, Oktmo, TopicCode};
use proptest::prelude::*;

use crate::{Closing, DayStats, IncidentFacts, Scope, VoiceFacts, day};

pub(crate) const MOSCOW: Tz = chrono_tz::Europe::Moscow;

/// A moment in UTC: `2025-03-10 09:00`.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc()
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn key(number: usize) -> MessageKey {
    MessageKey::parse(&format!("{number:020}")).unwrap()
}

pub(crate) fn oktmo(number: u32) -> Oktmo {
    Oktmo::parse(&format!("{number:08}")).unwrap()
}

pub(crate) fn topic(code: &str) -> TopicCode {
    TopicCode::parse(code).unwrap()
}

/// A complaint without any deadline, to which nothing has happened yet.
pub(crate) fn incident(number: usize, written_at: &str) -> IncidentFacts {
    IncidentFacts {
        key: key(number),
        municipality: Some(oktmo(1)),
        written_at: at(written_at),
        kind: Kind::Complaint,
        topic: Some(topic("roads.potholes")),
        answer_due: None,
        resolve_due: None,
        first_answer_at: None,
        closing: None,
        withdrawn_at: None,
        solvable: true,
        working_minutes: None,
    }
}

pub(crate) fn explained(at_time: &str) -> Closing {
    Closing { at: at(at_time), solved: false, answer_owed: true }
}

pub(crate) fn fixed(at_time: &str) -> Closing {
    Closing { at: at(at_time), solved: true, answer_owed: true }
}

pub(crate) fn spam(at_time: &str) -> Closing {
    Closing { at: at(at_time), solved: false, answer_owed: false }
}

/// The region's numbers of a Moscow day.
pub(crate) fn region(on: &str, as_of: &str, incidents: &[IncidentFacts]) -> DayStats {
    day(&Scope::Region, date(on), MOSCOW, at(as_of), incidents, &[])
}

/// The first day of generated facts; they spread over ten.
pub(crate) fn base() -> DateTime<Utc> {
    at("2025-03-03 00:00")
}

/// Local days, in any zone, that hold everything generated.
pub(crate) fn all_days() -> impl Iterator<Item = NaiveDate> {
    date("2025-03-01").iter_days().take(16)
}

fn moment(days: i64) -> impl Strategy<Value = DateTime<Utc>> {
    (0..days * 1_440).prop_map(|minutes| base() + TimeDelta::minutes(minutes))
}

/// A moment of looking, while things still happen.
pub(crate) fn as_of() -> impl Strategy<Value = DateTime<Utc>> {
    moment(20)
}

fn some(days: i64) -> impl Strategy<Value = Option<DateTime<Utc>>> {
    proptest::option::weighted(0.7, moment(days))
}

fn seldom() -> impl Strategy<Value = Option<DateTime<Utc>>> {
    proptest::option::weighted(0.15, moment(20))
}

fn municipality() -> impl Strategy<Value = Option<Oktmo>> {
    proptest::option::weighted(0.9, (1_u32..4).prop_map(oktmo))
}

fn closing() -> impl Strategy<Value = Option<Closing>> {
    let closing = (moment(20), any::<bool>(), any::<bool>());
    proptest::option::weighted(
        0.6,
        closing.prop_map(|(at, solved, answer_owed)| Closing { at, solved, answer_owed }),
    )
}

fn about() -> impl Strategy<Value = (Kind, Option<TopicCode>, bool)> {
    let kind = prop_oneof![Just(Kind::Complaint), Just(Kind::Question), Just(Kind::Thanks)];
    let code = prop_oneof![Just("roads.potholes"), Just("heat.cold-radiators")];
    (kind, proptest::option::of(code.prop_map(topic)), any::<bool>())
}

prop_compose! {
    fn any_incident()(
        municipality in municipality(),
        written_at in moment(10),
        (kind, topic, solvable) in about(),
        (answer_due, resolve_due, first_answer_at) in (some(20), some(20), some(20)),
        closing in closing(),
        withdrawn_at in seldom(),
    ) -> IncidentFacts {
        IncidentFacts {
            key: key(0), municipality, written_at, kind, topic, answer_due, resolve_due, first_answer_at, closing,
            withdrawn_at, solvable, working_minutes: None,
        }
    }
}

/// Incidents with names of their own.
pub(crate) fn incidents() -> impl Strategy<Value = Vec<IncidentFacts>> {
    proptest::collection::vec(any_incident(), 0..25).prop_map(|mut all| {
        all.iter_mut().enumerate().for_each(|(number, facts)| facts.key = key(number));
        all
    })
}

/// Voices with names of their own.
pub(crate) fn voices() -> impl Strategy<Value = Vec<VoiceFacts>> {
    let voice = (municipality(), moment(10), seldom());
    proptest::collection::vec(voice, 0..15).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(number, (municipality, written_at, withdrawn_at))| VoiceFacts {
                key: key(1_000 + number),
                municipality,
                written_at,
                withdrawn_at,
            })
            .collect()
    })
}

/// What a caller with a calendar of eight hours a day would fill in.
pub(crate) fn with_working(incidents: &[IncidentFacts], as_of: DateTime<Utc>) -> Vec<IncidentFacts> {
    let fill = |facts: &IncidentFacts| {
        let minutes = facts.answer_clock(as_of).wall_minutes() / 3;
        IncidentFacts { working_minutes: Some(minutes), ..facts.clone() }
    };
    incidents.iter().map(fill).collect()
}
