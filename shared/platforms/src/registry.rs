//! «Инцидент Менеджмент»: the 47 columns of its export, read into an incident's history and written back.
//!
//! Nothing of a row is lost: what the record cannot say by itself is kept cell by cell, so that the row that is
//! written equals the row that was read. Values that have no meaning here are kept and counted by name.

mod bring;
pub mod column;
mod read;
mod themes;
mod times;
mod write;

#[cfg(test)]
mod tests;

pub use bring::{Brought, bring, key};
pub use read::{Facts, Notes, Problem, Trouble, read};
pub use themes::Themes;
pub use times::{moment, moment_text, serial_text, span_of_days};
pub use write::row;

pub use column::COLUMNS;

/// One row: the text of each column, exactly as it stands in the file.
#[derive(Clone, PartialEq, Eq)]
pub struct Row(Vec<String>);

impl std::fmt::Debug for Row {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Row(cells={})", self.0.iter().filter(|cell| !cell.is_empty()).count())
    }
}

impl Default for Row {
    fn default() -> Self {
        Self(vec![String::new(); COLUMNS.len()])
    }
}

impl Row {
    /// A row of these cells; missing ones are empty, and surplus ones are none of it.
    pub fn of(mut cells: Vec<String>) -> Self {
        cells.resize(COLUMNS.len(), String::new());
        Self(cells)
    }

    /// The cells in the order of [`COLUMNS`].
    pub fn cells(&self) -> &[String] {
        &self.0
    }

    /// A cell as it stands in the file.
    pub fn raw(&self, column: usize) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    /// Puts a text into a cell.
    pub fn set(&mut self, column: usize, text: impl Into<String>) {
        if let Some(cell) = self.0.get_mut(column) {
            *cell = text.into();
        }
    }

    /// What a cell says, without the space around it; an empty one says nothing.
    pub fn get(&self, column: usize) -> Option<&str> {
        Some(self.raw(column).trim()).filter(|text| !text.is_empty())
    }
}
