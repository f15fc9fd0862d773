//! Invented facts for tests.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{AgencyId, Desk, Kind, MessageKey, Oktmo, Platform, TopicCode};
use proptest::prelude::*;

use crate::details::{
    Aftermath, AuthorSaid, AuthorWord, Details, Hop, Pair, PlaceKey, Promise, ReplyRead, Tone,
};
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
        details: Details::default(),
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

pub(crate) fn agency(id: &str) -> AgencyId {
    AgencyId::parse(id).unwrap()
}

fn desk() -> impl Strategy<Value = Desk> {
    let agencies = prop_oneof![Just(agency("roads")), Just(agency("water"))];
    prop_oneof![Just(Desk::Region), agencies.prop_map(Desk::Agency)]
}

fn channel() -> impl Strategy<Value = Option<Platform>> {
    proptest::option::weighted(
        0.9,
        prop_oneof![Just(Platform::Vk), Just(Platform::Telegram), Just(Platform::Pos)],
    )
}

fn said() -> impl Strategy<Value = Option<AuthorSaid>> {
    use AuthorWord::{Confirmed, Disputed, Neutral, NotAsked, Silent};
    let word = prop_oneof![Just(Confirmed), Just(Disputed), Just(Neutral), Just(NotAsked), Just(Silent)];
    proptest::option::of((moment(20), word).prop_map(|(at, word)| AuthorSaid { at, word }))
}

fn hops() -> impl Strategy<Value = Option<Vec<Hop>>> {
    let hop = (moment(20), desk(), desk()).prop_map(|(at, from, to)| Hop { at, pair: Pair { from, to } });
    proptest::option::of(proptest::collection::vec(hop, 0..4).prop_map(|mut hops| {
        hops.sort();
        hops
    }))
}

fn promises() -> impl Strategy<Value = Option<Vec<Promise>>> {
    let promise = (moment(20), moment(30), proptest::option::of(moment(30)));
    let promise = promise.prop_map(|(given_at, due, kept_at)| Promise { given_at, due, kept_at });
    proptest::option::of(proptest::collection::vec(promise, 0..3))
}

fn replies() -> impl Strategy<Value = Option<Vec<ReplyRead>>> {
    let reply = (moment(20), any::<bool>()).prop_map(|(at, form)| ReplyRead { at, form });
    proptest::option::of(proptest::collection::vec(reply, 0..3))
}

prop_compose! {
    fn details()(
        agency in proptest::option::of(prop_oneof![Just(agency("roads")), Just(agency("water"))]),
        channel in channel(),
        place in proptest::option::of((0_u8..4).prop_map(|number| PlaceKey(number.to_string()))),
        tone in proptest::option::of(prop_oneof![Just(Tone::Negative), Just(Tone::Neutral), Just(Tone::Positive)]),
        author in said(),
        aftermath in proptest::option::of(proptest::option::of(moment(30))),
        hops in hops(),
        promises in promises(),
        replies in replies(),
    ) -> Details {
        let aftermath = aftermath.map(|returned_at| Aftermath { returned_at });
        Details {
            agency, channel, place, tone, author, aftermath, hops, promises, replies, closing_working_minutes: None,
        }
    }
}

prop_compose! {
    fn any_incident()(
        municipality in municipality(),
        written_at in moment(10),
        (kind, topic, solvable) in about(),
        (answer_due, resolve_due, first_answer_at) in (some(20), some(20), some(20)),
        closing in closing(),
        withdrawn_at in seldom(),
        details in details(),
    ) -> IncidentFacts {
        IncidentFacts {
            key: key(0), municipality, written_at, kind, topic, answer_due, resolve_due, first_answer_at, closing,
            withdrawn_at, solvable, working_minutes: None, details,
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
    let voice = (municipality(), moment(10), seldom(), channel());
    proptest::collection::vec(voice, 0..15).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(number, (municipality, written_at, withdrawn_at, channel))| VoiceFacts {
                key: key(1_000 + number),
                municipality,
                written_at,
                withdrawn_at,
                channel,
            })
            .collect()
    })
}

/// What a caller with a calendar of eight hours a day would fill in.
pub(crate) fn with_working(incidents: &[IncidentFacts], as_of: DateTime<Utc>) -> Vec<IncidentFacts> {
    let fill = |facts: &IncidentFacts| {
        let minutes = facts.answer_clock(as_of).wall_minutes() / 3;
        let mut facts = IncidentFacts { working_minutes: Some(minutes), ..facts.clone() };
        facts.details.closing_working_minutes = Some(facts.closing_clock(as_of).wall_minutes() / 3);
        facts
    };
    incidents.iter().map(fill).collect()
}
