//! What is promised of hand-overs, parts, outside bodies, other eyes and the time after an answer.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::tests::case_on;
use super::*;
use crate::IdKey;
use crate::agency::Desk;
use crate::directory::Directory;
use crate::ids::{MessageKey, Oktmo, TopicCode};

fn directory() -> Directory {
    let mut files = crate::directory::fixture::files();
    // Two departments under one administration, and a third one under another.
    let agencies = files.get_mut("agencies.csv").unwrap();
    agencies.push_str("north-lights,Свет,department,office,north-hall,99100000,lights\n");
    let region = files.get_mut("region.toml").unwrap();
    region.push_str(
        "[answers]\napproval = false\nfour_eyes = ['roads.*']\napproval_topics = ['yards.trees']\n",
    );
    Directory::load(&files).unwrap().0
}

fn day() -> NaiveDate {
    "2025-03-03".parse().unwrap()
}

fn at(minute: i64) -> DateTime<Utc> {
    day().and_hms_opt(9, 0, 0).unwrap().and_utc() + Duration::minutes(minute)
}

fn desk(text: &str) -> Desk {
    text.parse().unwrap()
}

struct Table {
    directory: Directory,
    case: Case,
    minute: i64,
}

impl Table {
    fn on(first: &str) -> Self {
        let mut case = case_on(desk(first));
        case.decision.municipality = Oktmo::parse("99100000").ok();
        Self { directory: directory(), case, minute: 0 }
    }

    fn by(&mut self, person: &str, action: &Action) -> Result<(), Refused> {
        self.minute += 1;
        let request = format!("request-{}", self.minute);
        let hierarchy = Hierarchy::of(&self.directory, day());
        self.case.act_under(hierarchy, action, &Actor::person(person), &request, at(self.minute))
    }

    fn act(&mut self, action: &Action) -> Result<(), Refused> {
        self.by("k1", action)
    }

    fn pass(&mut self, to: &str) -> Result<(), Refused> {
        self.act(&Action::PassOn { to: desk(to), reason: "не наше".into() })
    }

    fn decide(&mut self, to: &str) -> Result<(), Refused> {
        self.act(&Action::Decide { to: desk(to), reason: "ваше по уставу".into() })
    }

    fn lies(&self) -> (String, &'static str, bool) {
        (self.case.desk.to_string(), self.case.state.name(), self.case.frozen_for().is_some())
    }
}

fn told(table: &Table, at: &str, state: &'static str, frozen: bool) {
    assert_eq!(table.lies(), (at.to_owned(), state, frozen));
}

#[test]
fn passing_back_freezes_redirection_until_the_lowest_desk_above_both_decides() {
    let mut table = Table::on("agency:north-roads");
    table.pass("agency:north-lights").unwrap();
    told(&table, "agency:north-lights", "routed", false);
    table.pass("agency:north-roads").unwrap();
    // Both stand under one administration.
    told(&table, "agency:north-hall", "routed", true);
    assert_eq!(table.pass("agency:grid"), Err(Refused::Frozen));
    assert_eq!(table.act(&Action::Accept {}), Ok(()));
    table.decide("agency:north-roads").unwrap();
    told(&table, "agency:north-roads", "routed", false);
    assert_eq!(table.decide("agency:grid"), Err(Refused::NothingToDecide));
    // What was decided is decided: the count begins anew.
    table.pass("agency:north-lights").unwrap();
    told(&table, "agency:north-lights", "routed", false);
}

#[test]
fn agencies_of_two_houses_are_judged_by_the_centre() {
    let mut table = Table::on("agency:north-roads");
    table.pass("agency:grid").unwrap();
    table.pass("agency:north-roads").unwrap();
    told(&table, "centre:north", "triage", true);
    let reasons: Vec<_> = table
        .case
        .log
        .iter()
        .filter_map(|entry| match &entry.happening {
            Happening::Noted(Note::Frozen { wanted, .. }) => Some(wanted.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(reasons, ["agency:north-roads"]);
}

#[test]
fn a_third_bounce_freezes_even_where_nobody_has_had_it_twice() {
    let mut table = Table::on("agency:north-roads");
    for to in ["agency:north-lights", "agency:grid"] {
        table.pass(to).unwrap();
    }
    told(&table, "agency:grid", "routed", false);
    table.pass("agency:north-hall").unwrap();
    told(&table, "centre:north", "triage", true);
    assert_eq!(table.case.hops(), 3);
}

#[test]
fn a_centre_that_sends_it_back_is_no_side_of_the_game_but_the_count_goes_on() {
    let mut table = Table::on("agency:north-roads");
    for to in ["centre:north", "agency:north-roads", "centre:north", "agency:north-roads"] {
        table.pass(to).unwrap();
        assert_eq!(table.case.frozen_for(), None);
    }
    table.pass("centre:north").unwrap();
    told(&table, "centre:north", "triage", true);
    table.decide("agency:north-roads").unwrap();
    told(&table, "agency:north-roads", "routed", false);
}

#[test]
fn the_desk_above_may_keep_it_and_passing_down_is_its_decision() {
    let mut table = Table::on("agency:north-roads");
    table.pass("agency:north-lights").unwrap();
    table.pass("agency:north-roads").unwrap();
    table.decide("agency:north-hall").unwrap();
    told(&table, "agency:north-hall", "routed", false);
    let mut table = Table::on("agency:north-roads");
    table.pass("agency:north-hall").unwrap();
    table.pass("agency:north-roads").unwrap();
    told(&table, "agency:north-roads", "routed", false);
    assert!(matches!(table.case.log.last().unwrap().happening, Happening::Noted(Note::Decided { .. })));
}

#[test]
fn nothing_of_this_moves_the_deadline() {
    let mut table = Table::on("agency:north-roads");
    let due = table.case.due();
    for to in ["agency:north-lights", "agency:north-roads"] {
        table.pass(to).unwrap();
    }
    table.decide("agency:north-lights").unwrap();
    assert_eq!((table.case.due(), due.is_some()), (due, true));
}

fn record() -> Record {
    let table = Table::on("agency:north-roads");
    let mut record = tests::record_of("не горит фонарь и яма");
    record.standing = Standing::Case(Box::new(table.case));
    record
}

fn split(record: &mut Record, to: &str, request: &str) -> Result<(), Refused> {
    let action = Action::Split { to: desk(to), task: "сделайте свою часть".into() };
    record.case_mut().unwrap().act(&action, &Actor::person("k1"), request, at(1))
}

#[test]
fn a_part_has_the_words_and_the_deadlines_of_the_whole_and_no_parts_itself() {
    let key = IdKey::new(vec![7; 32]).unwrap();
    let mut whole = record();
    split(&mut whole, "agency:north-lights", "r1").unwrap();
    assert_eq!(whole.case().unwrap().part_opened_by("r1"), Some(1));
    let mut part = whole.part(&key, 1).unwrap();
    assert_eq!(part, whole.part(&key, 1).unwrap(), "made twice it is the same");
    assert_ne!(part.key, whole.key);
    let case = part.case().unwrap();
    assert_eq!(case.parent, Some(Parent { incident: whole.key.clone(), number: 1 }));
    assert_eq!(
        (case.desk.to_string(), case.due()),
        ("agency:north-lights".to_owned(), whole.case().unwrap().due())
    );
    assert_eq!(part.written_at(), whole.written_at());
    assert!(
        matches!(&case.log[0].happening, Happening::Moved { note: Some(task), .. } if task.expose() == "сделайте свою часть")
    );
    assert_eq!(split(&mut part, "agency:grid", "r2"), Err(Refused::PartOfPart));
}

#[test]
fn there_are_ten_parts_at_most() {
    let mut whole = record();
    for number in 0..MAX_PARTS {
        split(&mut whole, "agency:grid", &format!("r{number}")).unwrap();
    }
    assert_eq!(split(&mut whole, "agency:grid", "more"), Err(Refused::TooManyParts));
}

#[test]
fn an_incident_is_not_fixed_while_a_part_is_open_and_its_end_cancels_the_open_ones() {
    let key = IdKey::new(vec![7; 32]).unwrap();
    let mut whole = record();
    split(&mut whole, "agency:north-lights", "r1").unwrap();
    split(&mut whole, "agency:grid", "r2").unwrap();
    let (mut first, mut second) = (whole.part(&key, 1).unwrap(), whole.part(&key, 2).unwrap());
    let answer =
        |outcome| Action::Answer { text: "сделали".into(), outcome: Some(outcome), to_all: true };
    let act = |record: &mut Record, action: &Action, request: &str| {
        record.case_mut().unwrap().act(action, &Actor::person("k1"), request, at(5))
    };
    assert_eq!(act(&mut whole, &answer(Outcome::Fixed), "a1"), Err(Refused::OpenParts));
    act(&mut first, &answer(Outcome::Fixed), "a2").unwrap();
    let ended = first.case().unwrap().closing().map(|(_, outcome)| outcome.clone());
    assert!(whole.case_mut().unwrap().part_stands(1, ended.as_ref(), at(6)));
    assert!(!whole.case_mut().unwrap().part_stands(1, ended.as_ref(), at(7)), "told once");
    assert_eq!(act(&mut whole, &answer(Outcome::Fixed), "a3"), Err(Refused::OpenParts));
    act(&mut whole, &answer(Outcome::Explained), "a4").unwrap();
    assert!(second.case_mut().unwrap().cancel_part(at(8)));
    assert!(!second.case_mut().unwrap().cancel_part(at(9)) && !first.case_mut().unwrap().cancel_part(at(9)));
    assert_eq!(second.case().unwrap().closing(), Some((at(8), &Outcome::NoFurtherAction)));
    assert!(!whole.case_mut().unwrap().cancel_part(at(9)), "a whole is cancelled by nobody");
}

#[test]
fn an_outside_body_has_its_own_number_and_its_answer_lets_the_clocks_run_on() {
    let mut table = Table::on("agency:north-roads");
    table.act(&Action::Accept {}).unwrap();
    let forward =
        |body: &str| Action::Forward { body: body.into(), note: "проверьте".into(), number: None };
    assert_eq!(table.act(&forward(" ")), Err(Refused::Missing { field: "body" }));
    table.act(&forward("Энергосбыт")).unwrap();
    table.act(&Action::OutsideNumber { number: " 12-34 ".into() }).unwrap();
    assert_eq!((table.case.state.name(), table.case.due()), ("waiting_external", None));
    let answer = Action::OutsideAnswer { text: "исправлено".into() };
    let body = Actor::external("Энергосбыт");
    table.case.act(&answer, &body, "their-1", at(90)).unwrap();
    let outside = table.case.outside();
    assert_eq!(
        outside,
        [Outside {
            body: "Энергосбыт".into(),
            number: Some("12-34".into()),
            answer: Some("исправлено".into()),
        }]
    );
    assert_eq!(table.case.pauses().iter().map(|pause| pause.to).collect::<Vec<_>>(), [Some(at(90))]);
    assert_eq!(table.case.log.last().unwrap().actor, body);
    let late = table.act(&Action::OutsideNumber { number: "5".into() });
    assert_eq!(late, Err(Refused::NotNow { state: "in_progress" }));
}

#[test]
fn where_the_topic_asks_for_it_an_answer_is_approved_by_somebody_who_did_not_write_it() {
    let answer = Action::Answer { text: "сделали".into(), outcome: None, to_all: true };
    let mut table = Table::on("agency:north-roads");
    table.case.decision.topic = TopicCode::parse("roads.potholes").ok();
    table.by("writer", &answer).unwrap();
    assert_eq!(table.case.state, State::AnswerPendingApproval, "it waits, whoever gives it");
    assert_eq!(table.by("writer", &Action::Approve {}), Err(Refused::SameEyes));
    table.by("editor", &Action::EditReply { answer: None, text: "сделали вчера".into() }).unwrap();
    assert_eq!(table.by("editor", &Action::Approve {}), Err(Refused::SameEyes));
    table.by("head", &Action::Approve {}).unwrap();
    let mut table = Table::on("agency:north-roads");
    table.case.decision.topic = TopicCode::parse("waste.dumps").ok();
    table.by("writer", &answer).unwrap();
    assert_eq!(table.case.state, State::Answered);
}

#[test]
fn approval_is_asked_for_by_the_region_or_by_the_topic() {
    let answers = directory().region.answers;
    let topic = |code: &str| TopicCode::parse(code).unwrap();
    for (code, expected) in [("roads.snow", true), ("yards.trees", true), ("waste.dumps", false)] {
        assert_eq!(answers.needs_approval(Some(&topic(code))), expected, "{code}");
    }
    assert!(!answers.needs_approval(None));
    let old: crate::directory::Answers = serde_json::from_str(r#"{"approval":true}"#).unwrap();
    assert_eq!(old, crate::directory::Answers::default());
}

fn closed(outcome: Outcome) -> Table {
    let mut table = Table::on("agency:north-roads");
    table.act(&Action::Answer { text: "готово".into(), outcome: Some(outcome), to_all: true }).unwrap();
    table
}

#[test]
fn a_rating_is_the_authors_voice_and_says_nothing_of_what_was_done() {
    let mut table = closed(Outcome::Explained);
    assert_eq!((table.case.voice(), table.case.verification()), (Voice::NotAsked, Verification::Unverified));
    for (rating, voice) in [(1, Voice::Dissatisfied), (3, Voice::Neutral), (5, Voice::Satisfied)] {
        table.act(&Action::Rate { rating, comment: None }).unwrap();
        assert_eq!((table.case.rating(), table.case.voice()), (Some(rating), voice));
    }
    assert_eq!(
        table.act(&Action::Rate { rating: 6, comment: None }),
        Err(Refused::Range { field: "rating" })
    );
    assert_eq!(table.case.verification(), Verification::Unverified);
    table.act(&Action::Reopen { reason: "снова".into() }).unwrap();
    assert_eq!((table.case.rating(), table.case.voice()), (None, Voice::NotAsked));
    assert_eq!(
        table.act(&Action::Rate { rating: 5, comment: None }),
        Err(Refused::NotNow { state: "routed" })
    );
}

#[test]
fn what_was_fixed_is_looked_at_again_after_a_week_and_a_month() {
    let mut table = closed(Outcome::Fixed);
    let days = |count: i64| at(1) + Duration::days(count);
    let look = |after_days| Action::Verify {
        verification: Verification::ConfirmedByInspection,
        after_days,
        note: None,
    };
    assert_eq!(table.case.checks_due(days(6)), [0_u16; 0]);
    assert_eq!(table.case.checks_due(days(7)), [7]);
    table.act(&look(Some(7))).unwrap();
    assert_eq!(table.case.checks_due(days(29)), [0_u16; 0]);
    assert_eq!(table.case.checks_due(days(30)), [30]);
    assert_eq!(table.act(&look(Some(8))), Err(Refused::Range { field: "after_days" }));
    table
        .act(&Action::Verify { verification: Verification::Recurred, after_days: Some(30), note: None })
        .unwrap();
    assert_eq!(table.case.verification(), Verification::Recurred);
    assert_eq!(closed(Outcome::Explained).case.checks_due(days(99)), [0_u16; 0]);
}

#[test]
fn a_question_that_nobody_answers_is_not_waited_for_for_ever() {
    for (reached, outcome) in [(true, Outcome::InsufficientInformation), (false, Outcome::AuthorUnreachable)]
    {
        let mut table = Table::on("agency:north-roads");
        table.act(&Action::Accept {}).unwrap();
        table.act(&Action::AskAuthor { question: "какой дом?".into() }).unwrap();
        assert!(!table.case.give_up_waiting(10, reached, at(1) + Duration::days(10)));
        let end = at(2) + Duration::days(10);
        assert!(table.case.give_up_waiting(10, reached, end));
        assert!(!table.case.give_up_waiting(10, reached, end));
        assert_eq!(table.case.closing(), Some((end, &outcome)));
    }
    let mut table = closed(Outcome::Fixed);
    assert!(!table.case.give_up_waiting(0, true, at(99_999)));
}

#[test]
fn a_word_of_the_author_ends_the_wait_or_opens_the_matter_again() {
    let hear = |case: &mut Case, written: DateTime<Utc>, request: &str| {
        case.hear_author((written, request), 30, &"автор написал снова".into(), written)
    };
    let mut table = Table::on("agency:north-roads");
    table.act(&Action::Accept {}).unwrap();
    table.act(&Action::AskAuthor { question: "какой дом?".into() }).unwrap();
    assert_eq!(hear(&mut table.case, at(50), "message-1"), Heard::Resumed);
    assert_eq!(hear(&mut table.case, at(50), "message-1"), Heard::Nothing, "a message counts once");
    assert_eq!(table.case.state, State::InProgress);
    assert_eq!(table.case.log.last().unwrap().actor, Actor::author());
    let mut table = closed(Outcome::Fixed);
    assert_eq!(hear(&mut table.case, at(0), "message-2"), Heard::Nothing, "it was written before the answer");
    let mut late = closed(Outcome::Fixed);
    assert_eq!(hear(&mut late.case, at(2) + Duration::days(30), "message-3"), Heard::TooLate);
    assert_eq!(hear(&mut table.case, at(1) + Duration::days(30), "message-3"), Heard::Reopened);
    assert_eq!((table.case.state.name(), table.case.first_answer_at()), ("routed", Some(at(1))));
}

#[test]
fn every_part_has_a_key_that_nobody_guesses_from_the_whole() {
    let key = IdKey::new(vec![7; 32]).unwrap();
    let whole = MessageKey::parse("00000000000000000001").unwrap();
    assert_ne!(key.part(&whole, 1), key.part(&whole, 2));
    assert_ne!(key.part(&whole, 1), IdKey::new(vec![8; 32]).unwrap().part(&whole, 1));
}
