//! The traps that other systems fell into with clocks and hops, each as a test by its number in the list of the product.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use super::tests::case_on;
use super::*;
use crate::IdKey;
use crate::agency::Desk;
use crate::calendar::fixtures::{Desk as Hours, local, shown};
use crate::calendar::{CalendarError, WorkingCalendar};
use crate::deadline::{Clock, Deadline, DeadlineState, deadline, elapsed};
use crate::directory::Directory;
use crate::ids::{MessageKey, PageId, RegionId};
use crate::message::Platform;
use crate::sla::{Basis, SlaPolicy};

const ZONE: Tz = Tz::Europe__Moscow;

fn office() -> WorkingCalendar {
    Hours::Office.calendar(ZONE)
}

fn at(text: &str) -> DateTime<Utc> {
    local(ZONE, text)
}

fn four_hours(start: &str) -> Deadline {
    deadline(at(start), "4 working hours".parse().unwrap(), Basis::HighImportance, &office(), &[]).unwrap()
}

fn policy(more: &str) -> SlaPolicy {
    let text = "id = 'p'\nfirst_answer = '4 working hours'\nresolution = '10 working days'\nvalid_from = '2024-01-01'\n";
    toml::from_str(&format!("{text}{more}")).unwrap()
}

fn desk(text: &str) -> Desk {
    text.parse().unwrap()
}

fn act(case: &mut Case, action: &Action, moment: &str) {
    case.act(action, &Actor::person("k1"), moment, at(moment)).unwrap();
}

fn answer(text: &str, outcome: Option<Outcome>) -> Action {
    Action::Answer { text: text.into(), outcome, to_all: true }
}

fn pass(to: &str) -> Action {
    Action::PassOn { to: desk(to), reason: "не наше".into() }
}

#[test]
fn trap_1_an_open_overdue_incident_is_late_before_anybody_answers_it() {
    let due = four_hours("2026-11-19 08:30");
    let state = DeadlineState::derive(Some(&due), None, at("2026-11-19 13:31"));
    assert!(state == DeadlineState::ActiveWithMisses && state.is_missed());
}

#[test]
fn trap_2_the_working_clock_sleeps_at_night_keeps_moved_days_and_breaks_and_does_not_guess() {
    assert_eq!(shown(ZONE, four_hours("2026-11-18 20:06").due), "2026-11-19 13:30", "a night and a lunch");
    assert_eq!(
        shown(ZONE, four_hours("2024-11-01 16:30").due),
        "2024-11-02 11:30",
        "a Saturday made to work"
    );
    let split = Hours::Split.calendar(ZONE);
    let span = "4 working hours".parse().unwrap();
    let due = deadline(at("2026-11-19 10:00"), span, Basis::Default, &split, &[]).unwrap().due;
    assert_eq!(shown(ZONE, due), "2026-11-19 18:00", "a split day");
    let past = deadline(at("2027-12-31 16:00"), span, Basis::Default, &office(), &[]);
    assert!(matches!(past, Err(CalendarError::PastLastYear { .. })), "{past:?}");
}

#[test]
fn trap_3_passing_on_after_the_answer_changes_no_verdict() {
    let (office, policy) = (office(), policy(""));
    let terms = Terms { start: at("2026-11-19 08:30"), policy: &policy, calendar: &office };
    let mut case = case_on(desk("agency:roads"));
    case.reschedule(&terms).unwrap();
    let verdict = |case: &Case| {
        let (due, _) = case.deadlines(&terms).unwrap();
        DeadlineState::derive(Some(&due), case.first_answer_at(), at("2026-12-01 09:00"))
    };
    act(&mut case, &answer("едем", None), "2026-11-19 12:00");
    act(&mut case, &Action::Start {}, "2026-11-19 13:00");
    assert_eq!(verdict(&case), DeadlineState::Hit);
    let (before, due) = (case.first_answer_at(), case.deadlines(&terms).unwrap());
    // Eleven days later it goes to another agency, and from there to a third one.
    act(&mut case, &pass("agency:lights"), "2026-11-30 10:00");
    act(&mut case, &pass("agency:grid"), "2026-11-30 11:00");
    case.reschedule(&terms).unwrap();
    assert_eq!((case.first_answer_at(), case.deadlines(&terms).unwrap()), (before, due));
    assert_eq!(verdict(&case), DeadlineState::Hit);
    // The clock since the last assignment is shown and never scored.
    let since =
        elapsed(Clock::SinceAssignment, at("2026-11-30 11:00"), at("2026-11-30 12:00"), &office).unwrap();
    assert_eq!((since, Clock::SinceAssignment.is_scored()), (Duration::hours(1), false));
}

#[test]
fn trap_3_passing_on_before_the_answer_gives_no_time() {
    let (office, policy) = (office(), policy(""));
    let terms = Terms { start: at("2026-11-19 08:30"), policy: &policy, calendar: &office };
    let mut case = case_on(desk("agency:roads"));
    case.reschedule(&terms).unwrap();
    let due = case.due();
    for (to, moment) in [("agency:lights", "2026-11-19 10:00"), ("agency:roads", "2026-11-19 11:00")] {
        act(&mut case, &pass(to), moment);
        case.reschedule(&terms).unwrap();
        assert_eq!(case.due(), due, "{to}");
    }
    assert!(case.frozen_for().is_some());
    act(&mut case, &Action::Decide { to: desk("agency:lights"), reason: "ваше".into() }, "2026-11-19 12:00");
    case.reschedule(&terms).unwrap();
    assert_eq!(case.due(), due);
    act(&mut case, &answer("едем", None), "2026-11-19 13:31");
    let (deadline, _) = case.deadlines(&terms).unwrap();
    let state = DeadlineState::derive(Some(&deadline), case.first_answer_at(), at("2026-11-19 14:00"));
    assert_eq!(state, DeadlineState::Missed, "the last agency had it for an hour and a half");
}

#[test]
fn trap_6_an_outcome_that_is_not_known_here_is_refused_and_not_turned_into_another() {
    let read = |text: &str| serde_json::from_str::<Outcome>(text);
    assert!(read(r#"{"outcome":"fixed"}"#).is_ok());
    assert!(read(r#"{"outcome":"SOLVED_PARTIALLY"}"#).is_err());
}

#[test]
fn trap_7_a_closing_without_a_reason_is_read() {
    let text = r#"{"action":"close","outcome":{"outcome":"explained"}}"#;
    let close: Action = serde_json::from_str(text).unwrap();
    assert_eq!(close, Action::Close { outcome: Outcome::Explained, reason: None });
}

#[test]
fn trap_8_every_hand_over_is_seen_also_the_repeated_ones() {
    let mut case = case_on(desk("agency:roads"));
    act(&mut case, &pass("agency:lights"), "2026-11-19 10:00");
    act(&mut case, &pass("agency:grid"), "2026-11-19 11:00");
    act(&mut case, &pass("region"), "2026-11-19 12:00");
    act(&mut case, &Action::Decide { to: desk("agency:roads"), reason: "ваше".into() }, "2026-11-19 13:00");
    act(&mut case, &pass("agency:lights"), "2026-11-19 14:00");
    let hops: Vec<String> = case
        .log
        .iter()
        .filter_map(|entry| match &entry.happening {
            Happening::Hop { from, to, reason: Some(_) } => Some(format!("{from} → {to}")),
            _ => None,
        })
        .collect();
    let expected = [
        "agency:roads → agency:lights",
        "agency:lights → agency:grid",
        "agency:grid → region",
        "region → agency:roads",
        "agency:roads → agency:lights",
    ];
    assert_eq!(hops, expected);
    assert_eq!(usize::try_from(case.hops()), Ok(expected.len()));
}

#[test]
fn trap_12_an_answer_that_is_heard_of_late_counts_at_the_time_when_it_was_given() {
    let due = four_hours("2026-11-19 08:30");
    let given = at("2026-11-19 12:00");
    for heard in ["2026-11-19 14:00", "2026-11-25 10:00"] {
        assert_eq!(DeadlineState::derive(Some(&due), Some(given), at(heard)), DeadlineState::Hit);
    }
    let before = DeadlineState::derive(Some(&due), Some(given), at("2026-11-19 11:00"));
    assert_eq!(before, DeadlineState::Active, "as of an earlier moment it was not given yet");
}

#[test]
fn trap_13_incidents_that_are_merged_keep_the_ratings_of_both_authors() {
    let closed = |rating| {
        let mut case = case_on(desk("agency:roads"));
        act(&mut case, &answer("готово", Some(Outcome::Fixed)), "2026-11-19 10:00");
        act(&mut case, &Action::Rate { rating, comment: None }, "2026-11-20 10:00");
        case
    };
    let (one, mut other) = (closed(5), closed(1));
    act(&mut other, &Action::Reopen { reason: "то же".into() }, "2026-11-21 10:00");
    let into = MessageKey::parse("00000000000000000001").unwrap();
    act(&mut other, &Action::Merge { into, reason: "то же".into() }, "2026-11-21 11:00");
    let ratings = |case: &Case| -> Vec<u8> {
        let rating = |entry: &Entry| match entry.happening {
            Happening::Noted(Note::Rated { rating, .. }) => Some(rating),
            _ => None,
        };
        case.log.iter().filter_map(rating).collect()
    };
    assert_eq!((ratings(&one), ratings(&other)), (vec![5], vec![1]));
}

#[test]
fn trap_16_the_names_of_incidents_and_of_their_parts_follow_no_order() {
    let key = IdKey::new(vec![7; 32]).unwrap();
    let (region, page) = (RegionId::parse("nn").unwrap(), PageId::parse("p").unwrap());
    let names: Vec<String> = (1..50)
        .map(|post| key.message(&region, Platform::Vk, &page, &format!("wall:-1:{post}")).to_string())
        .collect();
    let whole = MessageKey::parse(&names[0]).unwrap();
    let parts: Vec<String> = (1..=10).map(|number| key.part(&whole, number).to_string()).collect();
    for names in [names, parts] {
        assert!(!names.is_sorted());
        assert!(names.windows(2).all(|pair| pair[0][..10] != pair[1][..10]));
    }
}

#[test]
fn trap_17_an_action_that_comes_twice_is_recognised() {
    let mut case = case_on(desk("agency:roads"));
    act(&mut case, &pass("agency:lights"), "2026-11-19 10:00");
    assert!(case.has_done("2026-11-19 10:00") && !case.has_done("2026-11-19 10:01"));
    let heard = |case: &mut Case| {
        case.hear_author((at("2026-11-19 12:00"), "message-1"), 30, &"снова".into(), at("2026-11-19 12:00"))
    };
    act(&mut case, &answer("готово", Some(Outcome::Fixed)), "2026-11-19 11:00");
    assert_eq!((heard(&mut case), heard(&mut case)), (Heard::Reopened, Heard::Nothing));
}

#[test]
fn trap_18_fixed_is_said_and_never_inferred() {
    let mut case = case_on(desk("agency:roads"));
    act(&mut case, &Action::Accept {}, "2026-11-19 10:00");
    act(&mut case, &Action::AskAuthor { question: "какой дом?".into() }, "2026-11-19 10:01");
    assert!(case.give_up_waiting(10, true, at("2026-12-19 10:00")));
    let (_, outcome) = case.closing().unwrap();
    assert!(!outcome.is_fixed(), "silence is no repair");
    assert_eq!((case.verification(), case.voice()), (Verification::Unverified, Voice::NotAsked));
    let mut case = case_on(desk("agency:roads"));
    act(&mut case, &answer("готово", Some(Outcome::Fixed)), "2026-11-19 10:00");
    act(&mut case, &Action::Rate { rating: 5, comment: None }, "2026-11-20 10:00");
    assert_eq!(case.verification(), Verification::Unverified, "nor is a closing, nor a good mark");
}

fn directory() -> Directory {
    Directory::load(&crate::directory::fixture::files()).unwrap().0
}

#[test]
fn an_escalation_chain_climbs_with_the_used_part_of_the_time_and_stands_still_in_a_pause() {
    let (office, directory) = (office(), directory());
    let policy = policy(
        "escalation = [{ percent = 50, to = 'superior' }, { percent = 100, to = 'centre' }, { percent = 200, to = 'region' }]",
    );
    let terms = Terms { start: at("2026-11-19 08:30"), policy: &policy, calendar: &office };
    let on: NaiveDate = "2026-11-19".parse().unwrap();
    let mut case = case_on(desk("agency:north-roads"));
    case.decision.municipality = crate::Oktmo::parse("99100000").ok();
    case.reschedule(&terms).unwrap();
    let told = |case: &mut Case, now: &str| -> Vec<String> {
        let before = case.log.len();
        case.escalate(&terms, &directory, on, at(now)).unwrap();
        let note = |entry: &Entry| match &entry.happening {
            Happening::Noted(Note::Escalated { percent, to, .. }) => Some(format!("{percent} {to}")),
            _ => None,
        };
        case.log[before..].iter().filter_map(note).collect()
    };
    // 2:00 of the 4:00 are over at 10:30.
    assert_eq!(told(&mut case, "2026-11-19 10:29"), [""; 0]);
    assert_eq!(told(&mut case, "2026-11-19 10:30"), ["50 agency:north-hall"]);
    assert_eq!(told(&mut case, "2026-11-19 11:00"), [""; 0], "once");
    act(&mut case, &Action::Accept {}, "2026-11-19 11:00");
    act(&mut case, &Action::AskAuthor { question: "где?".into() }, "2026-11-19 11:30");
    case.reschedule(&terms).unwrap();
    assert_eq!(told(&mut case, "2026-11-19 17:00"), [""; 0], "the clocks stand still");
    act(&mut case, &Action::Resume {}, "2026-11-19 16:30");
    case.reschedule(&terms).unwrap();
    // 3:00 were over at 11:30; 1:00 from 16:30; 200 percent are 4:00 more, on Friday at 13:30.
    assert_eq!(shown(ZONE, case.due().unwrap()), "2026-11-19 17:30");
    assert_eq!(told(&mut case, "2026-11-19 17:30"), ["100 centre:north"]);
    assert_eq!(
        case.next_escalation(&terms).unwrap().map(|(at, _)| shown(ZONE, at)),
        Some("2026-11-20 13:30".into())
    );
    assert_eq!(told(&mut case, "2026-11-20 13:30"), ["200 region"]);
}

#[test]
fn half_of_some_days_is_reached_on_the_wall() {
    let days =
        |span: &str| deadline(at("2026-11-19 00:00"), span.parse().unwrap(), Basis::Default, &office(), &[]);
    // Ten days end with 29 Nov: 11 days from the start.
    assert_eq!(shown(ZONE, days("10 days").unwrap().part(50, &office()).unwrap()), "2026-11-24 12:00");
    assert_eq!(shown(ZONE, days("48 hours").unwrap().part(75, &office()).unwrap()), "2026-11-20 12:00");
}

#[test]
fn a_plan_that_is_missed_is_noted_once_and_after_its_day() {
    let directory = directory();
    let on: NaiveDate = "2026-11-19".parse().unwrap();
    let mut case = case_on(desk("agency:north-roads"));
    case.decision.answer_due = None;
    act(&mut case, &Action::Start {}, "2026-11-19 10:00");
    act(&mut case, &Action::Plan { date: "2026-12-01".parse().unwrap() }, "2026-11-19 11:00");
    let mut missed = |now: &str| {
        case.settle(&directory, on, local(Tz::Asia__Yekaterinburg, now));
        let is = |entry: &&Entry| matches!(entry.happening, Happening::Noted(Note::PlanMissed { .. }));
        case.log.iter().filter(is).count()
    };
    assert_eq!(
        [missed("2026-12-01 23:59"), missed("2026-12-02 00:01"), missed("2026-12-03 00:01")],
        [0, 1, 1]
    );
}
