//! What is promised of the facts of one moment.

use domain::agency::Desk;
use domain::incident::{Action, Actor, Decision, Imported, Mark, Message, Outcome, Removal, Report, Said};
use domain::sla::Importance;
use domain::{CalendarId, DirectoryFiles, Form, MessageKey, PageId, Platform, PolicyId, Pseudonym, RegionId};

use super::*;
use crate::fixture::{at, oktmo, topic};

const WRITTEN: &str = "2025-03-10 09:00";

/// An invented region whose one desk never sleeps, with four hours for an answer and a day for the rest.
fn directory() -> Directory {
    let files = [
        (
            "region.toml",
            "id = \"zarechye\"\nname = \"З\"\ncentre = \"ЦУР\"\nzone = \"Europe/Moscow\"\ncalendar = \"day\"\nversion = 1\n",
        ),
        ("municipalities.csv", "oktmo,name,kind,seat,aliases\n00000001,Заречный,city_okrug,Заречный,\n"),
        ("settlements.csv", "oktmo,name,kind,aliases,shared,word\n00000001,Заречный,city,,,\n"),
        ("centres.csv", "id,name\nfirst,МЦУ\n"),
        ("memberships.csv", "centre,municipality,from,until\nfirst,00000001,2024-01-01,\n"),
        ("calendars.toml", "[[calendar]]\nid = \"day\"\nzone = \"Europe/Moscow\"\nround_the_clock = true\n"),
        (
            "sla.toml",
            "[[policy]]\nid = \"all\"\nfirst_answer = \"4 hours\"\nresolution = \"1 day\"\nvalid_from = \"2024-01-01\"\n",
        ),
        (
            "agencies.csv",
            "id,name,kind,calendar,parent,municipalities,roles\nroads,Дороги,department,day,,,roads\n",
        ),
        ("pages.csv", "id,key,platform,external,title,municipality,agency,secrets,confirmation\n"),
        ("rules.toml", "version = 1\n\n[[rule]]\nid = \"rest\"\nto = \"centre\"\n"),
    ];
    let files: DirectoryFiles =
        files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    Directory::load(&files).unwrap().0
}

fn decision(kind: Kind) -> Decision {
    Decision {
        kind,
        topic: Some(topic("roads.potholes")),
        confidence: 90,
        emergency: false,
        municipality: Some(oktmo(1)),
        settlement: None,
        desk: Desk::Agency("roads".parse().unwrap()),
        rule: None,
        rules: None,
        read: domain::FactsRead::default(),
        importance: Importance::Ordinary,
        policy: Some(PolicyId::parse("all").unwrap()),
        calendar: Some(CalendarId::parse("day").unwrap()),
        answer_due: None,
        answer_trace: String::new(),
        resolve_due: None,
    }
}

fn said() -> Said {
    Said {
        form: Form::Comment,
        written_at: at(WRITTEN),
        clock_doubt: false,
        author: Some(Pseudonym::parse("1111111111111111").unwrap()),
        text: "яма".into(),
        link: None,
        attachments: Vec::new(),
        point: None,
        address: None,
        part: None,
        reply_to: None,
        filed: domain::Filed::default(),
    }
}

/// A complaint of nine o'clock on the desk of an agency, with its deadlines.
fn record(directory: &Directory, kind: Kind) -> Record {
    let mut record = Record {
        key: MessageKey::parse("00000000000000000007").unwrap(),
        region: RegionId::parse("zarechye").unwrap(),
        page: PageId::parse("vk-zarechye").unwrap(),
        platform: Platform::Vk,
        received_at: at(WRITTEN),
        message: Message::default(),
        standing: Standing::Case(Box::new(Case::open(decision(kind), at(WRITTEN)))),
        publications: Vec::new(),
        imported: None,
        version: 1,
    };
    let mark = Mark { edited: false, at: at(WRITTEN), delivery: "a".to_owned() };
    record.merge(&Report {
        key: record.key.clone(),
        received_at: at(WRITTEN),
        parent: None,
        revision: Some((mark, said())),
        removal: None,
    });
    let mut case = record.case().unwrap().clone();
    reschedule(directory, &record, &mut case);
    *record.case_mut().unwrap() = case;
    record
}

/// Acts as the API does: pauses move the deadlines.
fn act(directory: &Directory, record: &mut Record, action: &Action, moment: &str) {
    let mut case = record.case().unwrap().clone();
    case.act(action, &Actor::person("clerk"), moment, at(moment)).unwrap();
    reschedule(directory, record, &mut case);
    *record.case_mut().unwrap() = case;
}

fn remove(record: &mut Record, moment: &str, restored: bool, by_author: bool) {
    let by = (!by_author).then(|| Pseudonym::parse("0000000000000000").unwrap());
    let removal = Removal { at: at(moment), delivery: moment.to_owned(), restored, by_author, by };
    record.message.add_removal(removal);
}

fn facts(directory: &Directory, record: &Record, moment: &str) -> IncidentFacts {
    match facts_of(directory, record, at(moment)) {
        Some(Fact::Incident(facts)) => facts,
        other => panic!("{other:?}"),
    }
}

fn ask() -> Action {
    Action::AskAuthor { question: "где?".into() }
}

#[test]
fn what_is_solvable_follows_from_the_kind_and_not_from_the_outcome() {
    let directory = directory();
    for (kind, solvable) in
        [(Kind::Complaint, true), (Kind::Request, true), (Kind::Question, false), (Kind::Thanks, false)]
    {
        let mut record = record(&directory, kind);
        let answer =
            Action::Answer { text: "ответ".into(), outcome: Some(Outcome::Explained), to_all: true };
        assert_eq!(facts(&directory, &record, WRITTEN).solvable, solvable, "{kind:?}");
        act(&directory, &mut record, &answer, "2025-03-10 10:00");
        assert_eq!(facts(&directory, &record, "2025-03-11 00:00").solvable, solvable, "{kind:?}");
    }
}

#[test]
fn only_the_author_takes_a_message_back() {
    let directory = directory();
    for by_author in [true, false] {
        let mut record = record(&directory, Kind::Complaint);
        remove(&mut record, "2025-03-10 10:00", false, by_author);
        let expected = by_author.then(|| at("2025-03-10 10:00"));
        assert_eq!(facts(&directory, &record, "2025-03-10 11:00").withdrawn_at, expected);
        record.standing = Standing::Voice { of: record.key.clone(), municipality: None };
        let voice = facts_of(&directory, &record, at("2025-03-10 11:00"));
        assert!(
            matches!(voice, Some(Fact::Voice(VoiceFacts { withdrawn_at, .. })) if withdrawn_at == expected)
        );
    }
}

#[test]
fn a_message_taken_back_while_somebody_works_on_it_stays_to_be_answered() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    act(&directory, &mut record, &Action::Accept {}, "2025-03-10 10:00");
    remove(&mut record, "2025-03-10 11:00", false, true);
    assert_eq!(facts(&directory, &record, "2025-03-10 12:00").withdrawn_at, None);
}

#[test]
fn a_rejection_ends_the_case_and_owes_no_answer() {
    let directory = directory();
    let mut record = record(&directory, Kind::Other);
    let case = record.case_mut().unwrap();
    (case.state, case.desk) = (State::Triage, Desk::Region);
    act(&directory, &mut record, &Action::Reject { reason: "реклама".into() }, "2025-03-10 10:00");
    let closing = Closing { at: at("2025-03-10 10:00"), solved: false, answer_owed: false };
    assert_eq!(facts(&directory, &record, "2025-03-10 11:00").closing, Some(closing));
    assert_eq!(facts(&directory, &record, "2025-03-10 09:30").closing, None);
}

#[test]
fn a_clock_that_stands_still_has_no_deadline_unless_it_had_passed_before() {
    let directory = directory();
    let due = |pause: &str, looking: &str| {
        let mut record = record(&directory, Kind::Complaint);
        act(&directory, &mut record, &Action::Accept {}, "2025-03-10 09:30");
        act(&directory, &mut record, &ask(), pause);
        facts(&directory, &record, looking).answer_due
    };
    assert_eq!(due("2025-03-10 10:00", "2025-03-12 00:00"), None);
    assert_eq!(due("2025-03-10 13:00", "2025-03-12 00:00"), None);
    assert_eq!(due("2025-03-10 13:01", "2025-03-12 00:00"), Some(at("2025-03-10 13:00")));
}

#[test]
fn an_answer_that_was_given_keeps_its_deadline_through_a_later_pause() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    act(
        &directory,
        &mut record,
        &Action::Answer { text: "да".into(), outcome: None, to_all: true },
        "2025-03-10 10:00",
    );
    act(&directory, &mut record, &Action::Resume {}, "2025-03-10 11:00");
    act(&directory, &mut record, &ask(), "2025-03-10 12:00");
    let facts = facts(&directory, &record, "2025-03-12 00:00");
    assert_eq!((facts.answer_due, facts.resolve_due), (Some(at("2025-03-10 13:00")), None));
}

#[test]
fn a_pause_after_the_moment_of_looking_moves_no_deadline_of_then() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    act(&directory, &mut record, &Action::Accept {}, "2025-03-10 09:30");
    let then = facts(&directory, &record, "2025-03-10 12:00");
    act(&directory, &mut record, &ask(), "2025-03-10 12:30");
    act(&directory, &mut record, &Action::Resume {}, "2025-03-10 15:30");
    assert_eq!(facts(&directory, &record, "2025-03-10 12:00"), then);
    let later = facts(&directory, &record, "2025-03-10 16:00");
    assert_eq!(
        (then.answer_due, later.answer_due),
        (Some(at("2025-03-10 13:00")), Some(at("2025-03-10 16:00")))
    );
}

#[test]
fn nothing_that_happened_later_is_seen() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    let before = facts(&directory, &record, "2025-03-10 10:00");
    let answer =
        Action::Answer { text: "сделали".into(), outcome: Some(Outcome::Fixed), to_all: true };
    act(&directory, &mut record, &answer, "2025-03-10 11:00");
    let closed = facts(&directory, &record, "2025-03-10 12:00");
    act(&directory, &mut record, &Action::Reopen { reason: "нет".into() }, "2025-03-10 13:00");
    remove(&mut record, "2025-03-10 14:00", false, true);
    assert_eq!(facts(&directory, &record, "2025-03-10 10:00"), before);
    assert_eq!(facts(&directory, &record, "2025-03-10 12:00"), closed);
    assert!(closed.closing.is_some_and(|closing| closing.solved));
    assert_eq!(facts(&directory, &record, "2025-03-10 13:30").closing, None);
}

#[test]
fn a_message_that_had_not_arrived_is_not_counted() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    record.received_at = at("2025-03-11 08:00");
    assert_eq!(facts_of(&directory, &record, at("2025-03-11 00:00")), None);
    assert!(facts_of(&directory, &record, at("2025-03-11 08:00")).is_some());
}

#[test]
fn a_message_that_came_back_was_taken_back_only_until_then() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    remove(&mut record, "2025-03-10 10:00", false, true);
    remove(&mut record, "2025-03-10 12:00", true, false);
    assert_eq!(facts(&directory, &record, "2025-03-10 11:00").withdrawn_at, Some(at("2025-03-10 10:00")));
    assert_eq!(facts(&directory, &record, "2025-03-10 13:00").withdrawn_at, None);
}

#[test]
fn a_corrected_topic_counts_and_is_not_seen_before_it_was_corrected() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    let before = facts(&directory, &record, "2025-03-10 12:00");
    let (topic, municipality) = (Some(topic("water.no-cold")), Some(oktmo(2)));
    let correct = Action::Correct { topic, kind: Some(Kind::Request), municipality, reason: None };
    act(&directory, &mut record, &correct, "2025-03-10 11:00");
    let now = facts(&directory, &record, "2025-03-10 12:00");
    assert_eq!(now.topic.as_ref().map(domain::TopicCode::as_str), Some("water.no-cold"));
    assert_eq!((now.kind, now.municipality), (Kind::Request, Some(oktmo(2))));
    let then = facts(&directory, &record, "2025-03-10 10:30");
    assert_eq!((then.topic, then.kind, then.municipality), (before.topic, before.kind, before.municipality));
    assert_eq!(then.answer_due, before.answer_due);
}

#[test]
fn who_has_it_and_every_hand_over_are_those_of_the_moment() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    let pair: Pair = "agency:roads>region".parse().unwrap();
    record.case_mut().unwrap().log.push(Entry {
        at: at("2025-03-10 12:00"),
        actor: Actor::person("clerk"),
        request: None,
        happening: Happening::Hop { from: pair.from.clone(), to: pair.to.clone(), reason: None },
    });
    let before = facts(&directory, &record, "2025-03-10 11:59").details;
    assert_eq!(before.agency, Some("roads".parse().unwrap()));
    assert_eq!((before.hops, before.channel), (Some(Vec::new()), Some(Platform::Vk)));
    let after = facts(&directory, &record, "2025-03-10 12:00").details;
    assert_eq!((after.agency, after.hops), (None, Some(vec![Hop { at: at("2025-03-10 12:00"), pair }])));
    assert_eq!((after.tone, after.promises, after.replies), (None, None, None), "missing, and not none");
}

#[test]
fn the_authors_word_of_an_imported_row_counts_with_its_closing() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    let imported = Imported { voice: Some(Voice::NoAnswer), ..Imported::default() };
    record.imported = Some(Box::new(imported));
    assert_eq!(facts(&directory, &record, "2025-03-10 12:00").details.author, None);
    let answer = Action::Answer { text: "готово".into(), outcome: Some(Outcome::Fixed), to_all: true };
    act(&directory, &mut record, &answer, "2025-03-10 12:00");
    let said = facts(&directory, &record, "2025-03-10 13:00").details.author;
    assert_eq!(said, Some(AuthorSaid { at: at("2025-03-10 12:00"), word: AuthorWord::Silent }));
}

#[test]
fn a_rating_here_takes_the_place_of_what_a_file_says_and_no_rating_is_not_consent() {
    let directory = directory();
    let mut record = record(&directory, Kind::Complaint);
    let answer = Action::Answer { text: "готово".into(), outcome: Some(Outcome::Fixed), to_all: true };
    act(&directory, &mut record, &answer, "2025-03-10 12:00");
    let word =
        |record: &Record, moment| facts(&directory, record, moment).details.author.map(|said| said.word);
    assert_eq!(word(&record, "2025-03-10 13:00"), Some(AuthorWord::NotAsked));
    record.imported = Some(Box::new(Imported { voice: Some(Voice::Satisfied), ..Imported::default() }));
    act(&directory, &mut record, &Action::Rate { rating: 1, comment: None }, "2025-03-11 12:00");
    assert_eq!(word(&record, "2025-03-10 13:00"), Some(AuthorWord::Confirmed));
    assert_eq!(word(&record, "2025-03-11 12:00"), Some(AuthorWord::Disputed));
}
