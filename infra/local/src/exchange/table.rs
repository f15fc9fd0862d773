//! A table of 47 columns, whatever file it came in.

use platforms::registry::{COLUMNS, Row};

use super::{csv_file, xlsx_file};

/// Why a file cannot be read as such a table.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No line names the columns.
    #[error("the file has no line with the names of the columns: {0} of 47 were found at best")]
    NoHeader(usize),
    /// It is no such file.
    #[error("the file cannot be read as {kind}")]
    Unreadable {
        /// What it should be.
        kind: &'static str,
        /// Why not.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A cell is longer than the format allows.
    #[error("row {row}: a cell is longer than a spreadsheet holds; write CSV instead")]
    TooLong {
        /// The row, from 1.
        row: usize,
    },
}

/// Rows with the numbers of their lines, and what is odd about the columns.
#[derive(Debug, Default)]
pub struct Table {
    /// The rows.
    pub rows: Vec<(usize, Row)>,
    /// Columns that should be there and are not.
    pub missing: Vec<&'static str>,
    /// Columns that are there and mean nothing.
    pub surplus: Vec<String>,
}

/// Fewer known names than this make no header.
const LEAST: usize = 5;
/// A header stands within the first lines, below a title perhaps.
const HEADER_WITHIN: usize = 10;

/// Reads a file: a spreadsheet by its first bytes, everything else as separated text.
pub fn read(bytes: &[u8]) -> Result<Table, FileError> {
    if bytes.starts_with(b"PK") { of_grid(xlsx_file::read(bytes)?) } else { csv_file::read(bytes) }
}

/// Finds the header of a grid and takes what stands below it.
pub(super) fn of_grid(grid: Vec<Vec<String>>) -> Result<Table, FileError> {
    let best = grid.iter().take(HEADER_WITHIN).map(|line| known(line)).enumerate();
    let (at, found) = best.max_by_key(|(at, found)| (*found, usize::MAX - at)).unwrap_or_default();
    if found < LEAST {
        return Err(FileError::NoHeader(found));
    }
    let mut lines = grid.into_iter().enumerate().skip(at);
    let header = lines.next().map(|(_, header)| header).unwrap_or_default();
    let places: Vec<Option<usize>> = header.iter().map(|name| column(name)).collect();
    let missing = |column: &usize| !places.contains(&Some(*column));
    let missing = (0..COLUMNS.len()).filter(missing).map(|column| COLUMNS[column]).collect();
    let surplus = |(name, place): (&String, &Option<usize>)| {
        (place.is_none() && !name.trim().is_empty()).then(|| name.trim().to_owned())
    };
    let surplus = header.iter().zip(&places).filter_map(surplus).collect();
    let rows = lines.map(|(line, cells)| (line + 1, row(&places, cells)));
    let rows = rows.filter(|(_, row)| row.cells().iter().any(|cell| !cell.trim().is_empty()));
    Ok(Table { rows: rows.collect(), missing, surplus })
}

/// How many of the names are names of columns.
pub(super) fn known(line: &[String]) -> usize {
    line.iter().filter(|name| column(name).is_some()).count()
}

fn column(name: &str) -> Option<usize> {
    let plain =
        |text: &str| text.to_lowercase().replace('ё', "е").split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = plain(name.trim_start_matches('\u{feff}'));
    COLUMNS.iter().position(|column| plain(column) == wanted)
}

fn row(places: &[Option<usize>], cells: Vec<String>) -> Row {
    let mut row = Row::default();
    for (place, cell) in places.iter().zip(cells) {
        if let Some(column) = place {
            row.set(*column, cell);
        }
    }
    row
}
