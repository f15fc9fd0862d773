//! Tables of a TOML file as entries.

use serde::Deserialize;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use toml::{Spanned, Value};

use super::entry::{Entry, Field};
use super::source::{Loader, Spot};

/// A TOML file: the fields at its top, and the tables of its one list.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) top: Entry,
    pub(super) tables: Vec<Entry>,
}

impl Loader<'_> {
    /// A file of which every top-level field is wanted, and the tables `[[list]]` one by one.
    pub(super) fn document(&mut self, file: &'static str, list: &str) -> Option<Document> {
        self.text(file)?;
        self.optional_document(file, list)
    }

    /// The same for a file that may be absent.
    pub(super) fn optional_document(&mut self, file: &'static str, list: &str) -> Option<Document> {
        let text = self.optional_text(file)?;
        // Only the first fault of the writing itself: each of them would hold a copy of the file, and most of the later
        // ones follow from the first.
        let mut table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let line = error.span().map(|span| line_of(text, span.start));
                self.complain(Spot { file, line }, "", error.message().trim_end());
                return None;
            }
        };
        let tables = table.remove(list).map(|tables| tables_of(file, text, tables.into_inner()));
        Some(Document { top: entry(file, text, None, table), tables: tables.unwrap_or_default() })
    }
}

fn tables_of(file: &'static str, text: &str, value: DeValue<'_>) -> Vec<Entry> {
    let DeValue::Array(items) = value else { return Vec::new() };
    let table_of = |item: Spanned<DeValue<'_>>| {
        let line = Some(line_of(text, item.span().start));
        match item.into_inner() {
            DeValue::Table(table) => Some(entry(file, text, line, table)),
            _ => None,
        }
    };
    items.into_iter().filter_map(table_of).collect()
}

fn entry(file: &'static str, text: &str, line: Option<usize>, table: DeTable<'_>) -> Entry {
    let field = |value: Spanned<DeValue<'_>>| {
        let line = Some(line_of(text, value.span().start));
        let value = Value::deserialize(ValueDeserializer::from(value));
        // A number that no field can hold: whatever field it is, it will say what it expects instead.
        Field { line, value: value.unwrap_or_else(|_| Value::String("a number out of range".to_owned())) }
    };
    let fields = table.into_iter().map(|(name, value)| (name.into_inner().into_owned(), field(value)));
    Entry { spot: Spot { file, line }, fields: fields.collect() }
}

/// The line on which a byte of a text lies.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}
