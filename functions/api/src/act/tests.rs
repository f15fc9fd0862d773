//! What is promised of an action.

use chrono::TimeDelta;
use domain::Private;
use domain::incident::{HandOverState, Outcome, State};
use http::HeaderValue;

use super::*;
use crate::fixture::{directory, record_on, written_at};

const NORTH: Option<&str> = Some("99100000");

fn act_on(record: &Record, action: &Action, request: &str, hours: i64) -> Result<Record, Refused> {
    let actor = Actor::person("0123456789ab");
    changed(&directory(), record, action, (&actor, request), written_at() + TimeDelta::hours(hours))
}

fn words(text: &str) -> Private<String> {
    text.into()
}

fn with_deadline(desk: &str) -> Record {
    let mut record = record_on(desk, NORTH);
    let start = record.written_at();
    reschedule(&directory(), record.case_mut().unwrap(), start);
    record
}

#[test]
fn a_request_that_was_carried_out_is_recognised() {
    let record = record_on("agency:grid", NORTH);
    let changed = act_on(&record, &Action::Accept {}, "request-1", 1).unwrap();
    assert!(has_done(&changed, "request-1"));
    assert!(!has_done(&changed, "request-2") && !has_done(&record, "request-1"));
}

#[test]
fn a_pause_stops_the_deadline_and_its_end_gives_the_time_back() {
    let record = with_deadline("agency:grid");
    let due = written_at() + TimeDelta::hours(9);
    assert_eq!(record.case().unwrap().due(), Some(due));
    let accepted = act_on(&record, &Action::Accept {}, "1", 1).unwrap();
    let waiting = act_on(&accepted, &Action::AskAuthor { question: words("где?") }, "2", 2).unwrap();
    assert_eq!(waiting.case().unwrap().due(), None);
    let resumed = act_on(&waiting, &Action::Resume {}, "3", 26).unwrap();
    assert_eq!(resumed.case().unwrap().due(), Some(due + TimeDelta::hours(24)));
    assert_ne!(resumed.case().unwrap().decision.answer_trace, record.case().unwrap().decision.answer_trace);
}

#[test]
fn passing_on_moves_no_deadline() {
    let record = with_deadline("agency:grid");
    let to = "agency:north-roads".parse().unwrap();
    let passed = act_on(&record, &Action::PassOn { to, reason: words("не наше") }, "1", 5).unwrap();
    let (before, after) = (record.case().unwrap(), passed.case().unwrap());
    assert_eq!(after.decision, before.decision);
    assert_eq!(after.hops(), 1);
    // The next agency has no endpoint, and that is known at once.
    assert_eq!(after.hand_over.as_ref().unwrap().state, HandOverState::NoEndpoint);
}

#[test]
fn deadlines_stay_where_the_policy_is_gone() {
    let mut record = with_deadline("agency:grid");
    record.case_mut().unwrap().decision.policy = Some("abolished".parse().unwrap());
    let due = record.case().unwrap().decision.answer_due;
    let accepted = act_on(&record, &Action::Accept {}, "1", 1).unwrap();
    let waiting = act_on(&accepted, &Action::AskAuthor { question: words("где?") }, "2", 2).unwrap();
    assert_eq!(waiting.case().unwrap().decision.answer_due, due);
}

#[test]
fn a_deadline_that_has_passed_is_marked_with_the_action() {
    let record = with_deadline("agency:grid");
    let late = act_on(&record, &Action::Accept {}, "1", 10).unwrap();
    let marks = |record: &Record| format!("{:?}", record.case().unwrap().log).matches("Overdue").count();
    assert_eq!((marks(&record), marks(&late)), (0, 1));
}

#[test]
fn a_refused_step_is_a_conflict_that_names_both_ends() {
    let record = record_on("agency:grid", NORTH);
    let close = Action::Close { outcome: Outcome::Fixed, reason: None };
    let refused = act_on(&record, &close, "1", 1).unwrap_err();
    let Refusal::Conflict { code, members, .. } = refusal(&refused, &record) else { panic!("{refused:?}") };
    assert_eq!(
        (code, &members["from"], &members["to"]),
        ("transition_refused", &json!("routed"), &json!("closed"))
    );
    assert_eq!((&members["version"], &members["state"]), (&json!(4), &json!("routed")));
}

#[test]
fn missing_words_are_named() {
    let mut record = record_on("agency:grid", NORTH);
    record.case_mut().unwrap().state = State::Closed;
    let refused = act_on(&record, &Action::Reopen { reason: words(" ") }, "1", 1).unwrap_err();
    assert_eq!(refusal(&refused, &record), Refusal::unprocessable("reason", "must not be empty"));
}

#[test]
fn an_unknown_desk_is_refused() {
    let pass = |to: &str| Action::PassOn { to: to.parse().unwrap(), reason: words("р") };
    for to in ["agency:grid", "centre:south", "region"] {
        assert_eq!(check_desk(&directory(), &pass(to)), Ok(()), "{to}");
    }
    for to in ["agency:water", "centre:west"] {
        let refused = check_desk(&directory(), &pass(to)).unwrap_err();
        assert_eq!(refused, Refusal::unprocessable("to", "there is no such desk"));
    }
}

fn version(tags: &[&str], query: &str) -> Result<u64, Refusal> {
    let mut headers = HeaderMap::new();
    for tag in tags {
        headers.append(header::IF_MATCH, HeaderValue::from_str(tag).unwrap());
    }
    wanted_version(&headers, &Params::read(Some(query), &["version"]).unwrap())
}

#[test]
fn the_version_is_said_by_header_or_parameter() {
    assert_eq!(version(&["\"7\""], ""), Ok(7));
    assert_eq!(version(&[], "version=7"), Ok(7));
    assert_eq!(version(&["\"7\""], "version=7"), Ok(7));
    assert_eq!(version(&[], ""), Err(Refusal::VersionNeeded));
    for (tags, query) in [
        (vec!["7"], ""),
        (vec!["*"], ""),
        (vec!["W/\"7\""], ""),
        (vec!["\"-7\""], ""),
        (vec!["\"7\"", "\"8\""], ""),
        (vec!["\"7\""], "version=8"),
    ] {
        assert_eq!(version(&tags, query), Err(Refusal::bad("If-Match", VERSION)), "{tags:?} {query}");
    }
    assert_eq!(version(&[], "version=new"), Err(Refusal::bad("version", VERSION)));
}
