use chrono::{DateTime, Utc};
use domain::incident::{Action, Actor, Decision, Outcome, Record, Voice};
use domain::{Directory, DirectoryFiles, IdKey, Page, Platform};
use proptest::prelude::*;

use super::*;

fn directory() -> Directory {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/region");
    let mut files = DirectoryFiles::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        files.insert(name, std::fs::read_to_string(entry.path()).unwrap());
    }
    Directory::load(&files).unwrap().0
}

fn page(directory: &Directory) -> Page {
    let portal = directory.pages.iter().find(|page| page.id.as_str() == "portal").unwrap();
    Page { platform: Platform::Registry, ..portal.clone() }
}

fn now() -> DateTime<Utc> {
    "2026-11-18T09:00:00Z".parse().unwrap()
}

fn understood() -> Decision {
    Decision {
        kind: domain::Kind::Other,
        topic: None,
        confidence: 0,
        emergency: false,
        municipality: None,
        settlement: None,
        desk: domain::Desk::Region,
        rule: None,
        rules: None,
        read: domain::FactsRead::default(),
        importance: domain::Importance::Ordinary,
        policy: None,
        calendar: None,
        answer_due: None,
        answer_trace: String::new(),
        resolve_due: None,
    }
}

fn sample() -> Row {
    let mut row = Row::default();
    for (column, text) in [
        (0, "Кабинет области"),
        (column::ID, "7001"),
        (2, "2026-7001"),
        (column::DEPARTMENT, "Заречинские дороги"),
        (4, "Вымышленный И. И."),
        (column::FIRST_ANSWER_AT, "02.11.2026 11:00:00"),
        (column::FIRST_ANSWER, "Передано дорожникам"),
        (column::ASSIGNED_AT, "13.11.2026 10:00:00"),
        (column::STEP, "Готово"),
        (column::CREATED_AT, "02.11.2026 09:30:00"),
        (column::CLOSED_AT, "14.11.2026 12:00:00"),
        (column::THEME, "Некачественное покрытие асфальтовых дорог (ямы, выбоины и пр.)"),
        (column::MUNICIPALITY, "г.о. Заречинск"),
        (column::STREET, "ул. Мира"),
        (column::HOUSE, "4"),
        (column::KIND, "Решаемый"),
        (column::RESULT, "Разъяснено"),
        (column::TEXT, "Яма\r\nна дороге "),
        (column::REASON, "Нет ответа от автора"),
        (39, "1 204"),
        (column::AUTHOR, "https://vk.example/id1 "),
        (43, "мост; «срочно»"),
    ] {
        row.set(column, text);
    }
    row
}

fn brought(row: &Row) -> (Brought, Notes) {
    let directory = directory();
    let (facts, notes) = read(row, &directory, now());
    let id_key = IdKey::new(vec![7; 32]).unwrap();
    let page = page(&directory);
    (bring(row, &facts.unwrap(), understood(), &id_key, &directory, &page, now()), notes)
}

fn written(brought: &Brought) -> Row {
    row(&brought.record, &directory(), brought.author.as_ref())
}

#[test]
fn a_row_becomes_an_incident_with_its_history_and_comes_back_as_it_was() {
    let (brought, notes) = brought(&sample());
    assert_eq!(notes, Notes::default());
    let case = brought.record.case().unwrap();
    assert_eq!(case.first_answer_at().unwrap().to_rfc3339(), "2026-11-02T08:00:00+00:00");
    assert_eq!(case.closing().unwrap().1, &Outcome::Explained);
    assert_eq!(case.decision.topic.as_ref().unwrap().as_str(), "roads.potholes");
    assert_eq!(case.decision.municipality.as_ref().unwrap().as_str(), "99701000");
    assert_eq!(case.desk.to_string(), "agency:roads");
    assert_eq!(brought.record.imported.as_ref().unwrap().voice, Some(Voice::NoAnswer));
    assert!(!case.is_touched() && case.is_as_imported());
    for (at, (is, was)) in written(&brought).cells().iter().zip(sample().cells()).enumerate() {
        assert_eq!(is, was, "{}", COLUMNS[at]);
    }
}

#[test]
fn an_executor_set_after_the_answer_moves_no_clock() {
    let mut moved = sample();
    moved.set(column::ASSIGNED_AT, "02.11.2026 09:31:00");
    let of = |record: &Record| record.case().unwrap().first_answer_at();
    assert_eq!(of(&brought(&sample()).0.record), of(&brought(&moved).0.record));
}

#[test]
fn the_author_is_in_no_cell_of_the_record() {
    let (brought, _) = brought(&sample());
    let imported = brought.record.imported.as_ref().unwrap();
    assert!(imported.cells.values().all(|cell| !cell.expose().contains("vk.example")));
    assert_eq!(row(&brought.record, &directory(), None).get(column::AUTHOR), None);
}

#[test]
fn space_in_the_place_of_the_author_names_nobody_and_is_kept() {
    let mut row = sample();
    row.set(column::AUTHOR, "\u{a0}");
    let (brought, _) = brought(&row);
    assert_eq!((brought.author.as_ref(), written(&brought)), (None, row));
}

#[test]
fn unknown_values_are_kept_and_named_and_nothing_is_inferred_from_them() {
    let mut odd = sample();
    for (column, text) in [
        (column::RESULT, "Почти решено"),
        (column::THEME, "Дороги прочее"),
        (column::MUNICIPALITY, "Неведомый район"),
        (column::STEP, "На паузе"),
        (column::REASON, "Иное"),
        (column::DEPARTMENT, "Отдел № 5"),
        (column::KIND, "Особый"),
    ] {
        odd.set(column, text);
    }
    let (brought, notes) = brought(&odd);
    let named: Vec<&str> = notes.unmapped.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(named.len(), 7, "{named:?}");
    assert!(!brought.record.case().unwrap().closing().unwrap().1.is_fixed());
    assert_eq!(written(&brought), odd);
}

#[test]
fn a_row_without_id_or_beginning_is_no_incident() {
    let trouble = |at: usize, text: &str| {
        let mut row = sample();
        row.set(at, text);
        read(&row, &directory(), now()).0.unwrap_err()
    };
    assert_eq!(trouble(column::ID, " "), Trouble { column: column::ID, problem: Problem::Missing });
    assert_eq!(trouble(column::CREATED_AT, "вчера").problem, Problem::NotAMoment);
    assert_eq!(trouble(column::CREATED_AT, "02.11.2030").to_string(), "Дата создания: в будущем");
}

#[test]
fn an_answer_before_the_beginning_is_noted_kept_and_not_believed() {
    let mut row = sample();
    row.set(column::FIRST_ANSWER_AT, "01.11.2026 11:00:00");
    let (brought, notes) = brought(&row);
    assert_eq!(notes.troubles[0].problem, Problem::BeforeCreation);
    assert_eq!(brought.record.case().unwrap().first_answer_at(), None);
    assert_eq!(written(&brought), row);
}

#[test]
fn work_that_goes_on_here_is_told_as_it_is_here() {
    let (mut brought, _) = brought(&sample());
    let reopen = Action::Reopen { reason: "снова яма".into() };
    let case = brought.record.case_mut().unwrap();
    case.act(&reopen, &Actor::person("operator"), "r1", now()).unwrap();
    let row = written(&brought);
    assert_eq!((row.get(column::STEP), row.get(column::CLOSED_AT)), (Some("Передано исполнителю"), None));
    assert_eq!((row.get(column::ID), row.get(43)), (Some("7001"), Some("мост; «срочно»")));
}

proptest! {
    #[test]
    fn any_row_with_an_id_and_a_beginning_comes_back_as_it_was(
        cells in proptest::collection::vec("\\PC{0,12}", 47),
        id in "[0-9]{1,6} ?",
        second in 0_u8..60,
        known in proptest::collection::vec(0_usize..47, 0..20),
    ) {
        let mut row = Row::of(cells);
        let usual = sample();
        for at in known {
            row.set(at, usual.raw(at));
        }
        row.set(column::ID, id);
        row.set(column::CREATED_AT, format!("02.11.2026 09:30:{second:02}"));
        let (brought, _) = brought(&row);
        let again = written(&brought);
        prop_assert_eq!(again.cells(), row.cells());
    }
}
