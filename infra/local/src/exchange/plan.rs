//! What bringing a file over would do: what is new, what is there, what is odd.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{Directory, IdKey, Page};
use platforms::registry::{self, Brought, COLUMNS, Notes, Row, Trouble};
use store::{Store, StoreError};
use triage::Mind;

use super::Table;

/// Lines that are named for one trouble; the rest is counted.
const NAMED_LINES: usize = 5;

/// What bringing a file over would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// Lines with something in them.
    pub rows: usize,
    /// What is not here yet.
    pub new: Vec<Brought>,
    /// Rows that are here as they stand in the file.
    pub known: usize,
    /// Rows that are here and stand differently in the file: they stay as they are here.
    pub different: usize,
    /// Lines that say once more what an earlier one says.
    pub repeated: Vec<usize>,
    /// Lines that say something else under an id that an earlier line has: the earlier one holds.
    pub contradicting: Vec<usize>,
    /// Lines that can be no incident.
    pub refused: BTreeMap<Trouble, Vec<usize>>,
    /// Cells that are kept as they are but could not be understood.
    pub troubles: BTreeMap<Trouble, Vec<usize>>,
    /// Values that mean nothing here, with counts.
    pub unmapped: BTreeMap<(usize, String), usize>,
    /// Columns that should be there.
    pub missing: Vec<&'static str>,
    /// Columns that mean nothing here and are not brought over.
    pub surplus: Vec<String>,
}

/// Says what bringing `table` over to `page` would do.
pub async fn plan(
    store: &Store,
    id_key: &IdKey,
    directory: &Arc<Directory>,
    page: &Page,
    table: Table,
    now: DateTime<Utc>,
) -> Result<Plan, StoreError> {
    let mind = Mind::new(Arc::clone(directory));
    let mut plan =
        Plan { rows: table.rows.len(), missing: table.missing, surplus: table.surplus, ..Plan::default() };
    let mut seen: HashMap<String, Row> = HashMap::new();
    for (line, row) in table.rows {
        let (facts, notes) = registry::read(&row, directory, now);
        let facts = match facts {
            Ok(facts) => facts,
            Err(trouble) => {
                plan.refused.entry(trouble).or_default().push(line);
                continue;
            }
        };
        match seen.get(&facts.id) {
            Some(earlier) if *earlier == row => plan.repeated.push(line),
            Some(_) => plan.contradicting.push(line),
            None => {
                plan.note(line, notes);
                let said = facts.said(id_key, directory, page);
                let understood = triage::understand(&mind, page, &said).decision;
                let brought = registry::bring(&row, &facts, understood, id_key, directory, page, now);
                plan.sort(store, directory, brought, &row, now).await?;
                seen.insert(facts.id, row);
            }
        }
    }
    Ok(plan)
}

impl Plan {
    fn note(&mut self, line: usize, notes: Notes) {
        for trouble in notes.troubles {
            self.troubles.entry(trouble).or_default().push(line);
        }
        for value in notes.unmapped {
            *self.unmapped.entry(value).or_default() += 1;
        }
    }

    /// Sorts a row by whether it is here already.
    async fn sort(
        &mut self,
        store: &Store,
        directory: &Directory,
        brought: Brought,
        row: &Row,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        match store.record(&directory.region.id, &brought.record.key).await? {
            None => self.new.push(brought),
            Some(record) => {
                let author = super::export::author(store, &record, now).await?.or(brought.author);
                let same = registry::row(&record, directory, author.as_ref()) == *row;
                *(if same { &mut self.known } else { &mut self.different }) += 1;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "строк: {}", self.rows)?;
        writeln!(formatter, "новых инцидентов: {}", self.new.len())?;
        writeln!(formatter, "уже загружены: {}", self.known)?;
        writeln!(formatter, "уже загружены, но в файле другие (не меняю): {}", self.different)?;
        lines(formatter, "повторы в файле", &self.repeated)?;
        lines(formatter, "другая строка с тем же ID (оставляю первую)", &self.contradicting)?;
        listed(formatter, "нет столбцов", &self.missing)?;
        listed(formatter, "лишние столбцы (не загружаю)", &self.surplus)?;
        for (trouble, at) in &self.refused {
            lines(formatter, &format!("не загружаю, {trouble}"), at)?;
        }
        for (trouble, at) in &self.troubles {
            lines(formatter, &format!("сохраняю как есть, {trouble}"), at)?;
        }
        for ((column, value), count) in &self.unmapped {
            writeln!(formatter, "без соответствия, {}: «{value}» — {count}", COLUMNS[*column])?;
        }
        Ok(())
    }
}

fn lines(formatter: &mut fmt::Formatter<'_>, what: &str, at: &[usize]) -> fmt::Result {
    if at.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = at.iter().take(NAMED_LINES).map(ToString::to_string).collect();
    let more = if at.len() > NAMED_LINES { ", …" } else { "" };
    writeln!(formatter, "{what}: {} (строки {}{more})", at.len(), named.join(", "))
}

fn listed<T: AsRef<str>>(formatter: &mut fmt::Formatter<'_>, what: &str, names: &[T]) -> fmt::Result {
    if names.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    writeln!(formatter, "{what}: {}", names.join("; "))
}
