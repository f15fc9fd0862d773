//! What a reader of an incident is promised.

use chrono::TimeDelta;
use domain::incident::{Action, Actor, Outcome, Removal, Terms};
use serde_json::{Value, json};

use super::*;
use crate::fixture::{directory, record_on, written_at};

fn answered() -> Record {
    let (directory, mut record) = (directory(), record_on("agency:grid", Some("99100000")));
    let (policy, calendar) =
        (directory.sla.iter().next().unwrap(), directory.calendars.iter().next().unwrap());
    let terms = Terms { start: written_at(), policy, calendar };
    let case = record.case_mut().unwrap();
    case.reschedule(&terms).unwrap();
    let outcome = Outcome::Planned { date: "2026-05-01".parse().unwrap() };
    let answer =
        Action::Answer { text: "Починим до мая".into(), outcome: Some(outcome), to_all: true };
    let at = written_at() + TimeDelta::hours(2);
    case.act(&answer, &Actor::person("0123456789ab"), "secret-request", at).unwrap();
    record
}

fn shown(directory: &Directory, record: &Record, now: DateTime<Utc>) -> Value {
    serde_json::to_value(incident(directory, record, now).unwrap()).unwrap()
}

fn view(record: &Record) -> Value {
    shown(&directory(), record, written_at() + TimeDelta::hours(10))
}

#[test]
fn every_code_has_its_name_beside_it() {
    let view = view(&answered());
    assert_eq!(view["state"], json!({ "code": "closed", "title": "Закрыто" }));
    assert_eq!(view["kind"], json!({ "code": "complaint", "title": "Жалоба" }));
    assert_eq!(view["topic"]["group"], json!({ "code": "roads", "title": "Дороги" }));
    assert_eq!(view["topic"]["confidence_percent"], 87);
    assert_eq!(view["desk"], json!({ "code": "agency:grid", "title": "Сети" }));
    assert_eq!(view["municipality"], json!({ "oktmo": "99100000", "name": "Северский округ" }));
    let outcome = json!({ "code": "planned", "title": "Запланировано", "date": "2026-05-01" });
    assert_eq!(view["closing"], json!({ "at": "2026-03-01T08:00:00.000Z", "outcome": outcome }));
    assert_eq!(view["hand_over"]["state"]["code"], "pending");
}

#[test]
fn the_deadline_explains_itself_in_russian_and_local_time() {
    let view = view(&answered());
    assert_eq!(view["deadline"]["answer_due"], "2026-03-01T15:00:00.000Z");
    let explanation = view["deadline"]["explanation"].as_str().unwrap();
    assert!(
        explanation.contains("начало вс 09:00") && explanation.contains("срок вс 18:00"),
        "{explanation}"
    );
}

#[test]
fn the_log_tells_who_did_what_and_shows_no_request() {
    let view = view(&answered());
    let last = view["log"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["what"], &last["to"]["code"], &last["actor"]),
        (&json!("moved"), &json!("closed"), &json!("0123456789ab"))
    );
    assert_eq!(last["source"], json!({ "code": "person", "title": "Сотрудник" }));
    assert!(view["log"].to_string().contains("Починим до мая"));
    assert!(!view.to_string().contains("secret-request"));
}

#[test]
fn only_what_is_open_and_late_is_overdue() {
    let (directory, mut record) = (directory(), answered());
    let at = |hours| written_at() + TimeDelta::hours(hours);
    assert_eq!(shown(&directory, &record, at(10_000))["overdue"], false);
    let reopen = Action::Reopen { reason: "снова яма".into() };
    record.case_mut().unwrap().act(&reopen, &Actor::person("p"), "2", at(3)).unwrap();
    assert_eq!(shown(&directory, &record, at(10_000))["overdue"], true);
    assert_eq!(shown(&directory, &record, at(10))["overdue"], false);
}

#[test]
fn a_removed_message_shows_when_and_no_words() {
    let mut record = record_on("agency:grid", None);
    let removal =
        Removal { at: written_at(), delivery: "b".to_owned(), restored: false, by_author: true, by: None };
    record.message.add_removal(removal);
    let view = view(&record);
    assert_eq!((&view["text"], &view["municipality"]), (&json!(""), &Value::Null));
    assert_eq!(view["withdrawn_at"], "2026-03-01T06:00:00.000Z");
    assert_eq!(view["due"], Value::Null);
}

#[test]
fn a_line_of_a_list_is_cut_between_characters() {
    let mut record = record_on("agency:grid", None);
    record.message.revisions[0].said.as_mut().unwrap().text = "я".repeat(501).into();
    let line = serde_json::to_value(summary(&directory(), &record, written_at()).unwrap()).unwrap();
    assert_eq!(line["text"].as_str().unwrap().chars().count(), 500);
    assert_eq!(line["text_is_cut"], true);
    assert!(line.get("log").is_none());
}

#[test]
fn the_directory_shows_neither_endpoints_nor_secrets() {
    let view = serde_json::to_string(&super::super::directory(&directory())).unwrap();
    assert!(view.contains("Сети") && view.contains("99200000") && view.contains("roads.potholes"));
    for hidden in ["whsec", "canary", "invented-key", "grid.example"] {
        assert!(!view.contains(hidden), "{hidden}");
    }
}
