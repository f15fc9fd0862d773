//! One entry of a file, a row of CSV or a table of TOML, read field by field so that every fault is found at once.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use toml::Value;

use super::source::{Loader, Spot};

/// Fields that are still to be read.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) spot: Spot,
    pub(super) fields: BTreeMap<String, Field>,
}

/// A value with the line it stands on.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) line: Option<usize>,
    pub(super) value: Value,
}

impl Entry {
    /// A value that must be there.
    pub(super) fn required<T: DeserializeOwned>(
        &mut self,
        loader: &mut Loader<'_>,
        field: &str,
    ) -> Option<T> {
        if self.fields.get(field).is_none_or(|given| is_blank(&given.value)) {
            self.fields.remove(field);
            loader.complain(self.spot, field, "is missing");
            return None;
        }
        self.optional(loader, field)
    }

    /// A value that is left in its place, if it reads well.
    pub(super) fn peek<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        T::deserialize(self.fields.get(field)?.value.clone()).ok()
    }

    /// A value that may be absent.
    pub(super) fn optional<T: DeserializeOwned>(
        &mut self,
        loader: &mut Loader<'_>,
        field: &str,
    ) -> Option<T> {
        let given = self.fields.remove(field).filter(|given| !is_blank(&given.value))?;
        parse(loader, self.at(given.line), field, given.value)
    }

    /// Values in an array, or in one cell with semicolons between them.
    pub(super) fn list<T: DeserializeOwned>(&mut self, loader: &mut Loader<'_>, field: &str) -> Vec<T> {
        let Some(given) = self.fields.remove(field) else { return Vec::new() };
        let spot = self.at(given.line);
        parse_list(loader, spot, field, given.value)
    }

    /// A cell that says `yes` or nothing.
    pub(super) fn mark(&mut self, loader: &mut Loader<'_>, field: &str) -> bool {
        let text: Option<String> = self.optional(loader, field);
        if text.as_deref().is_some_and(|text| text != "yes") {
            loader.complain(self.spot, field, "expected `yes` or nothing");
        }
        text.is_some()
    }

    /// Whether a field is written and not yet read.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// All that is left, as one value that reads its own fields.
    pub(super) fn rest<T: DeserializeOwned>(&mut self, loader: &mut Loader<'_>) -> Option<T> {
        let fields = std::mem::take(&mut self.fields);
        let table = fields.into_iter().map(|(name, field)| (name, field.value)).collect();
        parse(loader, self.spot, "", Value::Table(table))
    }

    /// Reports what nobody has read.
    pub(super) fn finish(self, loader: &mut Loader<'_>) {
        for (name, field) in &self.fields {
            loader.complain(self.at(field.line), name, "is not a field of this entry");
        }
    }

    fn at(&self, line: Option<usize>) -> Spot {
        Spot { line: line.or(self.spot.line), ..self.spot }
    }
}

/// Values in an array, or in one text with semicolons between them.
fn parse_list<T: DeserializeOwned>(loader: &mut Loader<'_>, spot: Spot, field: &str, value: Value) -> Vec<T> {
    let values = match value {
        Value::Array(values) => values,
        Value::String(cell) => {
            let parts = cell.split(';').map(str::trim).filter(|part| !part.is_empty());
            parts.map(|part| Value::String(part.to_owned())).collect()
        }
        other => vec![other],
    };
    values.into_iter().filter_map(|value| parse(loader, spot, field, value)).collect()
}

/// One value; a fault that begins with the name of an inner field is reported under that name.
fn parse<T: DeserializeOwned>(loader: &mut Loader<'_>, spot: Spot, field: &str, value: Value) -> Option<T> {
    let error = match T::deserialize(value) {
        Ok(parsed) => return Some(parsed),
        Err(error) => error,
    };
    let message = error.message().trim_end();
    let is_name = |text: &&str| text.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
    match message.split_once(": ").filter(|(inner, _)| field.is_empty() && is_name(inner)) {
        Some((inner, message)) => loader.complain(spot, inner, message),
        None => loader.complain(spot, field, message),
    }
    None
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(str::is_empty)
}
