//! What is promised of answers.

use chrono::{DateTime, Duration, Utc};

use super::*;
use crate::incident::{Action, Decision, Refused};
use crate::sla::Importance;
use crate::{AgencyId, Desk, Kind};

fn case() -> Case {
    let decision = Decision {
        kind: Kind::Complaint,
        topic: None,
        confidence: 0,
        emergency: false,
        municipality: None,
        settlement: None,
        desk: Desk::Agency(AgencyId::parse("roads").unwrap()),
        rule: None,
        rules: None,
        read: crate::FactsRead::default(),
        importance: Importance::Ordinary,
        policy: None,
        calendar: None,
        answer_due: None,
        answer_trace: String::new(),
        resolve_due: None,
    };
    Case::open(decision, DateTime::UNIX_EPOCH)
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::minutes(minute)
}

#[expect(clippy::needless_pass_by_value, reason = "tests read better with actions written in place")]
fn act(case: &mut Case, action: Action, minute: i64) -> Result<(), Refused> {
    case.act(&action, &Actor::person("k1"), &format!("request-{minute}"), at(minute))
}

fn propose(text: &str, outcome: Option<Outcome>) -> Action {
    Action::Propose { text: text.into(), outcome, to_all: true }
}

fn standing(case: &Case) -> Option<(u32, String)> {
    let answer = case.standing_answer()?;
    Some((answer.number, answer.text()?.expose().clone()))
}

#[test]
fn an_answer_is_an_answer_only_when_it_is_approved() {
    let mut case = case();
    act(&mut case, propose("Засыпали", Some(Outcome::Fixed)), 5).unwrap();
    assert_eq!((&case.state, case.first_answer_at()), (&State::AnswerPendingApproval, None));
    assert_eq!((standing(&case), case.closing()), (None, None));
    act(&mut case, Action::Approve {}, 9).unwrap();
    assert_eq!((&case.state, case.first_answer_at()), (&State::Closed, Some(at(9))));
    assert_eq!(case.closing(), Some((at(9), &Outcome::Fixed)));
    assert_eq!(standing(&case), Some((1, "Засыпали".to_owned())));
}

#[test]
fn a_returned_answer_tells_why_and_the_next_one_has_the_next_number() {
    let mut case = case();
    act(&mut case, propose("Скоро", None), 5).unwrap();
    assert_eq!(
        act(&mut case, Action::Return { comment: " ".into() }, 6),
        Err(Refused::Missing { field: "comment" })
    );
    act(&mut case, Action::Return { comment: "Когда?".into() }, 6).unwrap();
    let returned = case.answers().pop().unwrap();
    assert_eq!((returned.state, returned.comment), (AnswerState::Returned, Some("Когда?".into())));
    act(&mut case, propose("До 15 мая", None), 7).unwrap();
    act(&mut case, Action::Approve {}, 8).unwrap();
    assert_eq!(standing(&case), Some((2, "До 15 мая".to_owned())));
}

#[test]
fn an_operators_own_words_take_the_place_of_those_that_wait() {
    let mut case = case();
    act(&mut case, propose("Скоро", None), 5).unwrap();
    act(&mut case, Action::Answer { text: "До 15 мая".into(), outcome: None, to_all: false }, 6).unwrap();
    let states: Vec<_> = case.answers().iter().map(|answer| (answer.state, answer.to_all)).collect();
    assert_eq!(states, [(AnswerState::Returned, true), (AnswerState::Approved, false)]);
}

#[test]
fn nothing_is_approved_or_returned_that_does_not_wait() {
    let mut case = case();
    let before = case.clone();
    assert_eq!(act(&mut case, Action::Approve {}, 5), Err(Refused::NothingWaits));
    assert_eq!(act(&mut case, Action::Return { comment: "почему?".into() }, 5), Err(Refused::NothingWaits));
    let remove = Action::RemoveReply { answer: None, reason: "ошибка".into() };
    assert_eq!(act(&mut case, remove, 5), Err(Refused::NoAnswer));
    assert_eq!(case, before);
}

#[test]
fn other_words_and_a_removal_change_no_milestone() {
    let mut case = case();
    act(&mut case, Action::Answer { text: "Сделали".into(), outcome: Some(Outcome::Fixed), to_all: true }, 5)
        .unwrap();
    act(&mut case, Action::EditReply { answer: None, text: "Сделали 3 мая".into() }, 6).unwrap();
    let answer = case.answer_of(1).unwrap();
    assert_eq!((answer.edition(), answer.text_of(0)), (1, Some(&"Сделали".into())));
    assert_eq!(case.answers_touched_by("request-5"), [1]);
    assert_eq!(case.answers_touched_by("request-6"), [1]);
    act(&mut case, Action::RemoveReply { answer: Some(1), reason: "не тот дом".into() }, 7).unwrap();
    assert_eq!((standing(&case), &case.state), (None, &State::Closed));
    assert_eq!(case.first_answer_at(), Some(at(5)));
    let edit = Action::EditReply { answer: Some(1), text: "ещё раз".into() };
    assert_eq!(act(&mut case, edit, 8), Err(Refused::NoAnswer));
}

#[test]
fn an_answer_given_by_hand_is_not_published() {
    let mut case = case();
    let moved = Happening::Moved {
        from: State::AnswerPendingApproval,
        to: State::Answered,
        note: Some("Уже едем".into()),
        outcome: None,
    };
    case.record(at(1), &Actor::by_hand(), None, moved);
    assert_eq!(case.answers().pop().unwrap().state, AnswerState::ByHand);
    assert_eq!(standing(&case), None);
}
