//! What is promised of an incident, whatever the order of events.

use chrono::{DateTime, TimeZone, Utc};
use proptest::prelude::*;

use super::*;
use crate::agency::Desk;
use crate::sla::Importance;
use crate::{
    AgencyId, Author, Change, Content, Event, Form, IdKey, Kind, Page, PageId, Platform, Private, RegionId,
};

fn at(minute: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(1_795_000_000 + minute * 60, 0).unwrap()
}

fn page() -> Page {
    Page {
        id: PageId::parse("vk-zarechye").unwrap(),
        platform: Platform::Vk,
        external: None,
        title: "Заречье".to_owned(),
        municipality: None,
        agency: None,
        secrets: Vec::new(),
        confirmation: None,
        token: None,
        user_token: None,
        api: None,
    }
}

fn event(change: Change, delivery: &str, text: Option<&str>) -> Event {
    let content = text.map(|text| Content {
        form: Form::Comment,
        written_at: at(0),
        clock_doubt: false,
        author: None,
        text: text.into(),
        parent: None,
        post: None,
        link: None,
        attachments: Vec::new(),
        point: None,
        address: None,
        part: None,
        reply_to: None,
        filed: crate::Filed::default(),
    });
    Event {
        object: "wall_reply:-1:2".to_owned(),
        delivery: delivery.to_owned(),
        change,
        version_at: None,
        content,
        deleter: None,
    }
}

fn report(event: &Event, received: DateTime<Utc>) -> Report {
    let key = IdKey::new(vec![7; 32]).unwrap();
    Report::new(&key, &RegionId::parse("zarechye").unwrap(), &page(), event, received)
}

fn merged<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Record {
    let mut reports = reports.into_iter().peekable();
    let first = reports.peek().unwrap();
    let region = RegionId::parse("zarechye").unwrap();
    let mut record = Record::unknown(&region, &page(), first.key.clone(), first.received_at);
    for report in reports {
        record.merge(report);
    }
    record
}

fn text(record: &Record) -> Option<&str> {
    record.message.said().map(|said| said.text.expose().as_str())
}

const DELETED: Change = Change::Deleted { by_author: true };

#[test]
fn an_edit_before_its_create_keeps_the_newer_words() {
    let create = report(&event(Change::Created, "a", Some("было")), at(1));
    let edit = report(&event(Change::Edited, "b", Some("стало")), at(2));
    for order in [[&create, &edit], [&edit, &create]] {
        assert_eq!(text(&merged(order)), Some("стало"));
    }
}

#[test]
fn a_delete_before_its_create_leaves_nothing_of_the_words() {
    let create = report(&event(Change::Created, "a", Some("слова")), at(1));
    let edit = report(&event(Change::Edited, "b", Some("другие слова")), at(2));
    let delete = report(&event(DELETED, "c", None), at(3));
    for order in [[&create, &edit, &delete], [&delete, &edit, &create], [&edit, &delete, &create]] {
        let record = merged(order);
        assert_eq!(record.message.removed_at(), Some(at(3)));
        assert!(
            record
                .message
                .revisions
                .iter()
                .all(|revision| { revision.said.as_ref().is_none_or(|said| said.text.expose().is_empty()) })
        );
    }
}

#[test]
fn a_removal_by_the_page_hides_nothing_from_those_who_answer() {
    let mut create = event(Change::Created, "a", Some("слова"));
    create.content.as_mut().unwrap().author = Some(Author { id: "1".into(), name: None });
    for (deleter, withdrawn) in [(Some("2"), false), (Some("1"), true), (None, true)] {
        let mut delete = event(Change::Deleted { by_author: false }, "c", None);
        delete.deleter = deleter.map(Into::into);
        let (create, delete) = (report(&create, at(1)), report(&delete, at(3)));
        for order in [[&create, &delete], [&delete, &create]] {
            let record = merged(order);
            assert_eq!(record.message.removed_at(), Some(at(3)));
            assert_eq!(record.withdrawn_at().is_some(), withdrawn, "{deleter:?}");
            assert_eq!(text(&record), Some(if withdrawn { "" } else { "слова" }));
        }
    }
}

#[test]
fn only_a_restore_brings_a_removed_message_back() {
    let create = report(&event(Change::Created, "a", Some("слова")), at(1));
    let delete = report(&event(DELETED, "c", None), at(3));
    let late_edit = report(&event(Change::Edited, "b", Some("другие")), at(2));
    let restore = report(&event(Change::Restored, "d", Some("слова")), at(4));
    assert!(merged([&create, &delete, &late_edit]).message.removed_at().is_some());
    for order in [[&create, &delete, &restore], [&restore, &delete, &create]] {
        let record = merged(order);
        assert_eq!(record.message.removed_at(), None);
        assert_eq!(text(&record), Some("слова"));
    }
}

fn any_report() -> impl Strategy<Value = Report> {
    (0_usize..5, 0_i64..6).prop_map(|(which, minute)| {
        let event = match which {
            0 => event(Change::Created, "a", Some("первое")),
            1 => event(Change::Edited, "b", Some("второе")),
            2 => event(Change::Edited, "c", Some("третье")),
            3 => event(DELETED, "d", None),
            _ => event(Change::Restored, "e", Some("четвёртое")),
        };
        // Each delivery has one moment at which it first arrives and may come again later.
        let first = i64::try_from(which).unwrap() * 10;
        report(&event, at(first + minute))
    })
}

proptest! {
    #[test]
    fn order_and_repetition_of_reports_change_nothing(
        reports in prop::collection::vec(any_report(), 1..12),
        seed in any::<u64>(),
    ) {
        let mut shuffled: Vec<Report> = reports.iter().chain(&reports[..reports.len() / 2]).cloned().collect();
        let count = shuffled.len();
        for index in 0..count {
            let other = usize::try_from(seed.rotate_left(u32::try_from(index).unwrap()) % 97).unwrap() % count;
            shuffled.swap(index, other);
        }
        prop_assert_eq!(merged(&reports), merged(&shuffled));
    }
}

/// A record of one message.
pub(crate) fn record_of(text: &str) -> Record {
    merged([&report(&event(Change::Created, "a", Some(text)), at(1))])
}

fn case() -> Case {
    case_on(desk("roads"))
}

pub(crate) fn case_on(desk: Desk) -> Case {
    let decision = Decision {
        kind: Kind::Complaint,
        topic: None,
        confidence: 80,
        emergency: false,
        municipality: None,
        settlement: None,
        desk,
        rule: None,
        rules: None,
        read: crate::FactsRead::default(),
        importance: Importance::Ordinary,
        policy: None,
        calendar: None,
        answer_due: Some(at(100)),
        answer_trace: String::new(),
        resolve_due: Some(at(1000)),
    };
    Case::open(decision, at(0))
}

fn desk(agency: &str) -> Desk {
    Desk::Agency(AgencyId::parse(agency).unwrap())
}

#[expect(clippy::needless_pass_by_value, reason = "tests read better with actions written in place")]
fn act(case: &mut Case, action: Action, minute: i64) -> Result<(), Refused> {
    case.act(&action, &Actor::person("k1"), &format!("request-{minute}"), at(minute))
}

fn words(text: &str) -> Private<String> {
    text.into()
}

#[test]
fn an_answer_with_an_outcome_goes_through_every_step_to_the_end() {
    let mut case = case();
    act(&mut case, Action::Answer { text: words("Сделано"), outcome: Some(Outcome::Fixed), to_all: true }, 5)
        .unwrap();
    let steps: Vec<String> = case
        .log
        .iter()
        .filter_map(|entry| match &entry.happening {
            Happening::Moved { from, to, .. } => Some(format!("{from}→{to}")),
            _ => None,
        })
        .collect();
    let expected = [
        "new→routed",
        "routed→in_progress",
        "in_progress→answer_pending_approval",
        "answer_pending_approval→answered",
        "answered→closed",
    ];
    assert_eq!(steps, expected);
    assert_eq!(case.first_answer_at(), Some(at(5)));
    assert_eq!(case.closing(), Some((at(5), &Outcome::Fixed)));
    assert_eq!(case.due(), None);
}

#[test]
fn a_refused_action_leaves_no_trace() {
    let mut case = case();
    let before = case.clone();
    let refused = act(&mut case, Action::Close { outcome: Outcome::Fixed, reason: None }, 5).unwrap_err();
    assert_eq!(refused, Refused::Forbidden { from: "routed", to: "closed" });
    let refused =
        act(&mut case, Action::Answer { text: words("  "), outcome: None, to_all: true }, 5).unwrap_err();
    assert_eq!(refused, Refused::Missing { field: "text" });
    let refused =
        act(&mut case, Action::PassOn { to: desk("roads"), reason: words("не наше") }, 5).unwrap_err();
    assert_eq!(refused, Refused::SameDesk);
    assert_eq!(case, before);
}

#[test]
fn passing_on_names_the_next_desk_and_moves_no_deadline() {
    let mut case = case();
    act(&mut case, Action::PassOn { to: desk("lights"), reason: words("это свет") }, 5).unwrap();
    assert_eq!((&case.desk, &case.state), (&desk("lights"), &State::Routed));
    assert_eq!(case.due(), Some(at(100)));
    assert_eq!(
        case.hand_over.as_ref().map(|hand_over| (hand_over.hop, &hand_over.state)),
        Some((2, &HandOverState::Pending))
    );
    act(&mut case, Action::PassOn { to: Desk::Region, reason: words("решайте") }, 6).unwrap();
    assert_eq!((&case.desk, &case.state, &case.hand_over), (&Desk::Region, &State::Triage, &None));
}

#[test]
fn a_wait_is_a_pause_and_a_reopening_is_not_a_new_start() {
    let mut case = case();
    act(&mut case, Action::Accept {}, 5).unwrap();
    act(&mut case, Action::AskAuthor { question: words("Какой подъезд?") }, 10).unwrap();
    assert_eq!(case.due(), None);
    act(&mut case, Action::Resume {}, 40).unwrap();
    let pauses: Vec<_> = case.pauses().iter().map(|pause| (pause.from, pause.to)).collect();
    assert_eq!(pauses, [(at(10), Some(at(40)))]);
    act(
        &mut case,
        Action::Answer { text: words("Сделано"), outcome: Some(Outcome::Fixed), to_all: true },
        50,
    )
    .unwrap();
    act(&mut case, Action::Reopen { reason: words("не сделано") }, 60).unwrap();
    assert_eq!(case.state, State::Routed);
    assert_eq!(case.closing(), None);
    assert_eq!(case.first_answer_at(), Some(at(50)));
    assert_eq!(case.due(), Some(at(1000)));
}

#[test]
fn a_deadline_is_marked_once_and_only_after_it_passed() {
    let mut case = case();
    assert!(!case.mark_overdue(at(100), Desk::Region, at(99)));
    assert!(case.mark_overdue(at(100), Desk::Region, at(101)));
    assert!(!case.mark_overdue(at(100), Desk::Region, at(102)));
    assert_eq!(case.log.len(), 2);
}

#[test]
fn a_new_decision_moves_an_incident_only_until_somebody_acts() {
    let mut case = case();
    let mut other = case.decision.clone();
    other.desk = desk("lights");
    case.decide_again(other.clone(), at(3));
    assert_eq!((&case.desk, case.hops()), (&desk("lights"), 1));
    act(&mut case, Action::Accept {}, 5).unwrap();
    other.desk = desk("roads");
    case.decide_again(other, at(6));
    assert_eq!(case.desk, desk("lights"));
}
