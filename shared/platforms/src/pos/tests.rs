use chrono::{DateTime, Utc};
use domain::agency::Desk;
use domain::incident::{Happening, Outcome, State};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn now() -> DateTime<Utc> {
    "2026-11-18T09:00:00Z".parse().unwrap()
}

fn sample() -> Value {
    json!({
        "id": 5_120, "description": "Не горит фонарь", "regNumber": "П-5120", "createdAt": "2026-11-02T09:30:00+03:00",
        "answerAt": "2026-11-12T18:00:00+03:00", "fastTrack": true, "address": "Заречинск, ул. Мира, 4",
        "subjectName": "Дороги", "subsubjectName": "Освещение", "factName": "Не горит", "opaName": "Город",
        "locationAddress": { "oktmo": "99701000", "geoLat": "56.13", "geoLon": 47.24 },
        "attachments": [{ "id": "f-1", "name": "фото.jpg" }, { "id": "https://files.example/2?key=1" }],
        "events": [
            { "code": "FORWARD_TO_SUBORDINATE", "createdAt": "2026-11-03T09:00:00+03:00", "opaName": "Район" },
            { "code": "MODERATION_NEW", "createdAt": "2026-11-02T09:30:00+03:00" },
            { "code": "FORWARD_TO_SUBORDINATE", "createdAt": "2026-11-04T09:00:00+03:00", "opaName": "Район" },
            { "code": "ROBOT_CHECK", "createdAt": "2026-11-04T10:00:00+03:00" },
            { "code": "TAKE_TO_WORK", "createdAt": "2026-11-05T09:00:00+03:00" },
        ],
        "answers": [{ "type": "SOLVED", "text": "Лампа заменена", "createdAt": "2026-11-06T09:00:00+03:00" }],
    })
}

fn item(value: &Value) -> Item {
    read_item(value.to_string().as_bytes(), now()).unwrap()
}

fn told(value: &Value) -> Vec<Happening> {
    history(&item(value), &Desk::Region).into_iter().map(|(_, happening)| happening).collect()
}

fn end(answer: &Value) -> (Option<State>, Option<Outcome>) {
    let mut value = sample();
    value["answers"] = json!([answer.clone()]);
    match told(&value).pop() {
        Some(Happening::Moved { to, outcome, .. }) => (Some(to), outcome),
        _ => (None, None),
    }
}

#[test]
fn an_item_is_read_with_its_marks_and_place() {
    let item = item(&sample());
    assert_eq!((item.id.as_str(), item.number.as_deref(), item.fast_track), ("5120", Some("П-5120"), true));
    assert_eq!(item.answer_due.unwrap().to_rfc3339(), "2026-11-12T15:00:00+00:00");
    assert_eq!(item.municipality.as_ref().unwrap().as_str(), "99701000");
    assert_eq!(item.subjects, ["Дороги", "Освещение", "Не горит"]);
    assert_eq!(item.attachments.len(), 1);
    let event = item.event();
    assert_eq!(event.object, "appeal:5120");
    let point = event.content.unwrap().point.unwrap();
    assert_eq!(point.expose(), &domain::Point { latitude: 56.13, longitude: 47.24 });
}

#[test]
fn repeated_forwardings_are_all_visible_and_an_unknown_code_is_kept_and_counted() {
    let hops = told(&sample()).into_iter().filter(|happening| matches!(happening, Happening::Hop { .. }));
    let reasons: Vec<String> = hops
        .map(|hop| match hop {
            Happening::Hop { reason: Some(reason), .. } => reason.into_inner(),
            _ => String::new(),
        })
        .collect();
    assert_eq!(reasons.len(), 3);
    assert_eq!(reasons[0], reasons[1]);
    assert!(reasons[2].contains("ROBOT_CHECK"));
    assert_eq!(item(&sample()).unknown_codes(), ["ROBOT_CHECK"]);
}

#[test]
fn a_long_way_through_the_bodies_is_told_whole() {
    let mut value = sample();
    value["events"] = json!(vec![json!({ "code": "FORWARD_TO_PARENT" }); 60]);
    assert_eq!(item(&value).stages.len(), 60);
}

#[test]
fn each_kind_of_answer_ends_as_it_says_and_no_more() {
    let day = "2027-05-15".parse().unwrap();
    assert_eq!(end(&json!({ "type": "SOLVED" })), (Some(State::Closed), Some(Outcome::Fixed)));
    assert_eq!(end(&json!({ "type": "NOT_SOLVED" })), (Some(State::Closed), Some(Outcome::NoFurtherAction)));
    let postponed = json!({ "type": "POSTPONED", "postponedTo": "2027-05-15T00:00:00" });
    assert_eq!(end(&postponed), (Some(State::Closed), Some(Outcome::Planned { date: day })));
    assert_eq!(end(&json!({ "type": "POSTPONED" })), (Some(State::Answered), None));
    assert_eq!(end(&json!({ "type": "REJECTED", "rejectReason": "не наше" })).0, Some(State::Rejected));
    assert_eq!(end(&json!({ "type": "ESCALATED", "text": "ждите" })), (Some(State::Answered), None));
}

#[test]
fn an_answer_without_a_reject_reason_parses() {
    let mut value = sample();
    value["answers"] = json!([{ "type": "REJECTED", "createdAt": "2026-11-06T09:00:00+03:00" }]);
    assert_eq!(item(&value).answers[0].kind, AnswerKind::Rejected(None));
}

#[test]
fn an_item_that_is_read_again_is_the_same_delivery() {
    let mut later = sample();
    later["events"] = json!([]);
    assert_eq!(item(&later).event().delivery, item(&sample()).event().delivery);
    later["description"] = json!("Другое");
    assert_ne!(item(&later).event().delivery, item(&sample()).event().delivery);
}

#[test]
fn a_full_page_is_followed_by_another_and_a_refusal_ends_the_round() {
    let page = |count: usize| json!({ "items": vec![json!({ "id": 1 }); count] }).to_string();
    let next = |count| match judge(0, 200, page(count).as_bytes()) {
        Listed::Items { items, next } => (items.len(), next),
        other => panic!("{other:?}"),
    };
    assert_eq!(next(100), (100, Some(1)));
    assert_eq!(next(3), (3, None));
    assert_eq!(
        judge(0, 200, b"[{\"id\":1}]"),
        Listed::Items { items: vec!["{\"id\":1}".into()], next: None }
    );
    assert_eq!(judge(0, 403, b""), Listed::Refused);
    assert_eq!(judge(0, 503, b""), Listed::Later);
    assert_eq!(judge(0, 200, b"<html>"), Listed::Unreadable);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _read = read_item(&body, now());
        let _listed = judge(0, 200, &body);
    }

    #[test]
    fn an_item_with_anything_in_any_field_is_read(
        field in proptest::sample::select(vec!["description", "createdAt", "answerAt", "fastTrack", "locationAddress",
            "attachments", "events", "answers", "address", "regNumber"]),
        value in proptest::sample::select(vec![json!(null), json!(7), json!("x"), json!([1]), json!({ "a": 1 }),
            json!([{ "code": 5, "type": [] }]), json!(-1e300), json!(true)]),
    ) {
        let mut item = sample();
        item[field] = value;
        let read = read_item(item.to_string().as_bytes(), now()).unwrap();
        let _told = history(&read, &Desk::Region);
    }
}
