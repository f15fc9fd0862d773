//! What is promised of an action.

use chrono::TimeDelta;
use domain::incident::{HandOverState, Outcome, State};
use domain::{Kind, Private};
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
        assert_eq!(check_names(&directory(), &pass(to)), Ok(()), "{to}");
    }
    for to in ["agency:water", "centre:west"] {
        let refused = check_names(&directory(), &pass(to)).unwrap_err();
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

fn correct(topic: Option<&str>, kind: Option<Kind>, municipality: Option<&str>) -> Action {
    let topic = topic.map(|code| code.parse().unwrap());
    let municipality = municipality.map(|oktmo| oktmo.parse().unwrap());
    Action::Correct { topic, kind, municipality, reason: Some(words("не о том")) }
}

#[test]
fn a_corrected_topic_goes_to_its_desk_and_has_its_deadline_from_the_same_start() {
    let record = with_deadline("agency:grid");
    let corrected = act_on(&record, &correct(Some("water.no-cold"), None, None), "1", 2).unwrap();
    let case = corrected.case().unwrap();
    assert_eq!(case.decision.topic.as_ref().unwrap().as_str(), "water.no-cold");
    assert_eq!(case.decision.policy.as_ref().unwrap().as_str(), "no-cold");
    assert_eq!(case.decision.answer_due, Some(written_at() + TimeDelta::hours(4)));
    assert_eq!((case.desk.to_string().as_str(), &case.state), ("centre:north", &State::Triage));
    assert_eq!(case.hops(), 1);
    let told = hand_overs(&corrected, false);
    assert_eq!(told.first().map(|call| call.event), Some(contracts::HandOverEvent::Withdrawn));
}

#[test]
fn a_correction_is_written_down_with_what_it_was_and_who_did_it() {
    let record = with_deadline("agency:grid");
    let corrected = act_on(&record, &correct(Some("water.no-cold"), None, Some("99200000")), "1", 2).unwrap();
    let view = view::incident(&directory(), &corrected, written_at()).unwrap();
    let log = serde_json::to_value(&view.log).unwrap();
    let entries: Vec<_> = log.as_array().unwrap().iter().filter(|one| one["what"] == "corrected").collect();
    assert_eq!(entries.len(), 2);
    assert_eq!((&entries[0]["field"], &entries[0]["reason"]), (&json!("topic"), &json!("не о том")));
    assert_eq!(
        (&entries[0]["from"]["code"], &entries[0]["to"]["code"]),
        (&json!("roads.potholes"), &json!("water.no-cold"))
    );
    assert_eq!(
        (&entries[0]["actor"], &entries[1]["to"]["oktmo"]),
        (&json!("0123456789ab"), &json!("99200000"))
    );
}

#[test]
fn the_same_correction_twice_is_one_and_a_further_one_starts_from_the_last() {
    let record = with_deadline("agency:grid");
    let action = correct(Some("water.no-cold"), None, None);
    let once = act_on(&record, &action, "1", 2).unwrap();
    assert_eq!(act_on(&once, &action, "2", 3).unwrap(), once);
    let back = act_on(&once, &correct(Some("roads.potholes"), None, None), "3", 3).unwrap();
    let fields: Vec<_> = back.case().unwrap().corrections().map(|(entry, _)| entry.at).collect();
    assert_eq!(fields.len(), 2);
    assert_eq!(back.case().unwrap().decision.policy, record.case().unwrap().decision.policy);
}

#[test]
fn a_correction_after_acceptance_is_only_written_down_and_after_an_answer_moves_no_verdict() {
    let record = with_deadline("agency:grid");
    let accepted = act_on(&record, &Action::Accept {}, "1", 1).unwrap();
    let corrected = act_on(&accepted, &correct(Some("water.no-cold"), None, None), "2", 2).unwrap();
    let (before, after) = (accepted.case().unwrap(), corrected.case().unwrap());
    assert_eq!((&after.desk, &after.state, after.hops()), (&before.desk, &before.state, 0));
    assert_eq!(after.decision.answer_due, Some(written_at() + TimeDelta::hours(4)));
    let answer = Action::Answer { text: words("сделали"), outcome: None, to_all: true };
    let answered = act_on(&accepted, &answer, "3", 5).unwrap();
    let corrected = act_on(&answered, &correct(Some("water.no-cold"), None, None), "4", 6).unwrap();
    let due = |record: &Record| record.case().unwrap().decision.answer_due;
    assert_eq!(due(&corrected), due(&answered));
    assert_eq!(corrected.case().unwrap().decision.topic.as_ref().unwrap().as_str(), "water.no-cold");
}

#[test]
fn a_desk_that_a_person_chose_stays_whatever_is_corrected() {
    let record = with_deadline("region");
    let to = "agency:north-roads".parse().unwrap();
    let passed = act_on(&record, &Action::PassOn { to, reason: words("ваше") }, "1", 1).unwrap();
    let corrected = act_on(&passed, &correct(Some("water.no-cold"), None, None), "2", 2).unwrap();
    assert_eq!(corrected.case().unwrap().desk, passed.case().unwrap().desk);
}

#[test]
fn what_is_of_no_kind_has_no_topic_and_a_contradiction_names_its_field() {
    let record = with_deadline("agency:grid");
    let spam = act_on(&record, &correct(None, Some(Kind::Other), None), "1", 1).unwrap();
    assert_eq!(spam.case().unwrap().decision.topic, None);
    let refused = |record: &Record, action: &Action| act_on(record, action, "2", 2).unwrap_err();
    let topic = Some("water.no-cold");
    assert_eq!(refused(&spam, &correct(topic, None, None)), Refused::Contradiction { field: "kind" });
    let both = correct(topic, Some(Kind::Other), None);
    assert_eq!(refused(&record, &both), Refused::Contradiction { field: "topic" });
    assert_eq!(refused(&record, &correct(None, None, None)), Refused::Missing { field: "topic" });
    let again = act_on(&spam, &correct(topic, Some(Kind::Complaint), None), "3", 3).unwrap();
    assert_eq!(again.case().unwrap().decision.topic.as_ref().unwrap().as_str(), "water.no-cold");
}
