//! Files of ПОС: what bringing them over would do, and doing it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::incident::Record;
use domain::{Directory, IdKey, Page};
use platforms::pos::{self, Listed};
use serde_json::{Map, Value};
use store::{Created, Replaced, Store, StoreError, Touch};
use triage::Mind;

use super::{Applied, FileError};

/// What bringing a file over would do.
#[derive(Debug, Default)]
pub struct PosPlan {
    /// Items of the file.
    pub items: usize,
    /// What is not here yet, or says more than what is here.
    pub changed: Vec<Record>,
    /// Items that are here as they are, or are worked on here.
    pub known: usize,
    /// Items without an id, by their places in the file.
    pub broken: Vec<usize>,
    /// Codes that nobody knows, with counts: each is kept in the log of its incident.
    pub codes: BTreeMap<String, usize>,
}

impl fmt::Display for PosPlan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "обращений: {}", self.items)?;
        writeln!(formatter, "новых или изменившихся: {}", self.changed.len())?;
        writeln!(formatter, "уже загружены: {}", self.known)?;
        if !self.broken.is_empty() {
            writeln!(
                formatter,
                "не загружаю, нет id: {} (первое по счёту {})",
                self.broken.len(),
                self.broken[0]
            )?;
        }
        self.codes
            .iter()
            .try_for_each(|(code, count)| writeln!(formatter, "неизвестный код: {code} — {count}"))
    }
}

/// The items of a file: a list of JSON, or CSV with the fields as columns (`locationAddress.oktmo` is one within).
pub fn items(bytes: &[u8]) -> Result<Vec<String>, FileError> {
    if let Listed::Items { items, .. } = pos::judge(0, 200, bytes) {
        return Ok(items);
    }
    let unreadable =
        |source: csv::Error| FileError::Unreadable { kind: "JSON or CSV", source: Box::new(source) };
    let text = super::csv_file::text(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let semicolons = text.lines().next().is_some_and(|header| header.contains(';'));
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(if semicolons { b';' } else { b',' }).from_reader(text.as_bytes());
    let header = reader.headers().map_err(unreadable)?.clone();
    if !header.iter().any(|name| name.trim() == "id") {
        return Err(FileError::NoHeader(0));
    }
    reader.records().map(|record| Ok(item(&header, &record.map_err(unreadable)?))).collect()
}

fn item(header: &csv::StringRecord, record: &csv::StringRecord) -> String {
    let mut item = Map::new();
    for (name, cell) in header.iter().zip(record).filter(|(_, cell)| !cell.trim().is_empty()) {
        let structured = cell.trim_start().starts_with(['{', '[']);
        let value =
            serde_json::from_str(cell).ok().filter(|_| structured).unwrap_or_else(|| Value::from(cell));
        match name.trim().split_once('.') {
            None => _ = item.insert(name.trim().to_owned(), value),
            Some((outer, inner)) => {
                let object = item.entry(outer).or_insert_with(|| Value::Object(Map::new()));
                if let Some(object) = object.as_object_mut() {
                    object.insert(inner.to_owned(), value);
                }
            }
        }
    }
    Value::Object(item).to_string()
}

/// Says what bringing `items` over to `page` would do.
pub async fn plan_pos(
    store: &Store,
    id_key: &IdKey,
    directory: &Arc<Directory>,
    page: &Page,
    items: &[String],
    now: DateTime<Utc>,
) -> Result<PosPlan, StoreError> {
    let mind = Mind::new(Arc::clone(directory));
    let mut plan = PosPlan { items: items.len(), ..PosPlan::default() };
    for (place, body) in items.iter().enumerate() {
        let Ok(item) = pos::read_item(body.as_bytes(), now) else {
            plan.broken.push(place + 1);
            continue;
        };
        for code in item.unknown_codes() {
            *plan.codes.entry(code.to_owned()).or_default() += 1;
        }
        let report = item.report(id_key, directory, page, now);
        let known = store.record(&directory.region.id, &report.key).await?;
        let understand = |said: &domain::incident::Said| triage::understand(&mind, page, said).decision;
        match pos::bring(&item, &report, known, understand, directory, page) {
            Some(record) => plan.changed.push(record),
            None => plan.known += 1,
        }
    }
    Ok(plan)
}

/// Writes what was planned. What somebody changes meanwhile stays as they leave it.
pub async fn apply_pos(
    store: &Store,
    plan: &PosPlan,
    directory: &Directory,
    now: DateTime<Utc>,
) -> Result<Applied, StoreError> {
    let mut applied = Applied::default();
    for record in &plan.changed {
        if let Some(touch) = Touch::of(record, directory.region.zone, now) {
            store.touch(&record.region, &touch).await?;
        }
        let written = if record.version == 0 {
            matches!(store.create(record).await?, Created::Stored(_))
        } else {
            matches!(store.replace(record).await?, Replaced::Stored(_))
        };
        *(if written { &mut applied.created } else { &mut applied.known }) += 1;
    }
    Ok(applied)
}
