//! Incidents as rows of the 47 columns: those that were brought over as they were, all others as they are.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use clap::ValueEnum;
use domain::incident::Record;
use domain::{Directory, PageId, Platform, Private};
use platforms::registry::{self, COLUMNS, Row};
use serde_json::{Map, Value};
use store::{Store, StoreError};

use super::{FileError, csv_file, xlsx_file};

/// Incidents that are read at once.
const TOGETHER: usize = 1_000;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text with semicolons, in UTF-8 with its mark.
    Csv,
    /// A spreadsheet.
    Xlsx,
    /// A list of objects.
    Json,
}

/// What is exported.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The first day, of the region.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Only what came by this page.
    pub page: Option<PageId>,
}

/// The author's address of an incident that was brought over, while it is kept.
pub(super) async fn author(
    store: &Store,
    record: &Record,
    now: DateTime<Utc>,
) -> Result<Option<Private<String>>, StoreError> {
    let pseudonym = record.said().and_then(|said| said.author.as_ref());
    match pseudonym.filter(|_| record.platform == Platform::Registry) {
        Some(pseudonym) => store.author(&record.region, pseudonym, now).await,
        None => Ok(None),
    }
}

/// Reads the rows of a period, oldest first.
pub async fn collect(
    store: &Store,
    directory: &Directory,
    asked: &Asked,
    now: DateTime<Utc>,
) -> Result<Vec<Row>, StoreError> {
    let zone = directory.region.zone;
    let from = metrics::day_bounds(asked.from, zone).0;
    let until = metrics::day_bounds(asked.to, zone).0 + TimeDelta::days(1);
    let wanted = |record: &Record| {
        record.case().is_some() && asked.page.as_ref().is_none_or(|page| record.page == *page)
    };
    let mut records = Vec::new();
    let places = directory.territory.municipalities.iter().map(|unit| Some(&unit.oktmo)).chain([None]);
    for place in places {
        let mut position = None;
        loop {
            let period = (from, until);
            let region = &directory.region.id;
            let listed = store.in_municipality(region, place, period, position, TOGETHER, wanted).await?;
            records.extend(listed.items);
            position = listed.next;
            if position.is_none() {
                break;
            }
        }
    }
    records.sort_by(|left, right| (left.written_at(), &left.key).cmp(&(right.written_at(), &right.key)));
    let mut rows = Vec::with_capacity(records.len());
    for record in &records {
        let author = author(store, record, now).await?;
        rows.push(registry::row(record, directory, author.as_ref()));
    }
    Ok(rows)
}

/// Writes rows as a file.
pub fn write(rows: &[Row], format: Format) -> Result<Vec<u8>, FileError> {
    match format {
        Format::Csv => Ok(csv_file::write(rows)),
        Format::Xlsx => xlsx_file::write(rows),
        Format::Json => {
            let object = |row: &Row| {
                let cells = COLUMNS.iter().zip(row.cells());
                let members = cells.map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())));
                Value::Object(members.collect::<Map<_, _>>())
            };
            Ok(Value::Array(rows.iter().map(object).collect()).to_string().into_bytes())
        }
    }
}
