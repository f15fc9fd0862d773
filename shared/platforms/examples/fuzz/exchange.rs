//! What files and lists of other systems are read from: an item of ПОС, a row of 47 columns.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use domain::agency::Desk;
use domain::{Directory, DirectoryFiles};
use platforms::registry::{COLUMNS, Row, column};
use platforms::{pos, registry};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_176_000, 0).expect("a moment of 2026")
}

pub(crate) fn items() -> Vec<Vec<u8>> {
    let item = r#"{"id":5120,"description":"Не горит фонарь","regNumber":"П-1","createdAt":"2026-11-02T09:30:00+03:00",
        "answerAt":"2026-11-12T18:00:00+03:00","fastTrack":true,"address":"ул. Мира, 4","locationAddress":
        {"oktmo":"99701000","geoLat":"56.13","geoLon":47.24},"attachments":[{"id":"f-1"}],"events":
        [{"code":"FORWARD_TO_SUBORDINATE","createdAt":"2026-11-03T09:00:00+03:00","opaName":"Район"},{"code":"X"}],
        "answers":[{"type":"POSTPONED","postponedTo":"2027-05-15"},{"type":"REJECTED"}]}"#;
    vec![item.into(), format!(r#"{{"items":[{item}]}}"#).into(), r#"{"id":"1"}"#.into()]
}

pub(crate) fn item(body: &[u8]) {
    let _ = pos::judge(0, 200, body);
    if let Ok(item) = pos::read_item(body, now()) {
        let _ = pos::history(&item, &Desk::Region);
    }
}

/// The cells of a row with line ends between.
pub(crate) fn rows() -> Vec<Vec<u8>> {
    let mut row = Row::default();
    for (at, text) in [
        (column::ID, "7001"),
        (column::CREATED_AT, "02.11.2026 09:30:00"),
        (column::FIRST_ANSWER_AT, "46328.5"),
        (column::CLOSED_AT, "2026-11-14T12:00:00Z"),
        (column::STEP, "Готово"),
        (column::MUNICIPALITY, "г.о. Заречинск"),
        (column::THEME, "Дольщики"),
        (column::RESULT, "Решено"),
        (column::TEXT, "Яма; \"большая\""),
    ] {
        row.set(at, text);
    }
    // What is made once is made before anything is measured.
    let _ = registry::read(&row, &DIRECTORY, now());
    vec![row.cells().join("\n").into_bytes(), COLUMNS.join("\n").into_bytes()]
}

static DIRECTORY: LazyLock<Directory> = LazyLock::new(directory);

fn directory() -> Directory {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/region");
    let files: DirectoryFiles = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().into_string().ok()?, std::fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    Directory::load(&files).expect("the test region is good").0
}

pub(crate) fn row(body: &[u8]) {
    let Ok(text) = str::from_utf8(body) else { return };
    let row = Row::of(text.split('\n').map(str::to_owned).take(COLUMNS.len()).collect());
    let _ = registry::read(&row, &DIRECTORY, now());
}
