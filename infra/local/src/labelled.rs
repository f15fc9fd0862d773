//! Files of labelled texts: CSV, packed or not.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use csv::{Reader, StringRecord};
use flate2::read::MultiGzDecoder;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LabelledError {
    /// It cannot be opened or unpacked.
    #[error("the file cannot be read")]
    File(#[from] std::io::Error),
    /// There is not even a header.
    #[error("the file is empty: a header with the names of the columns is expected")]
    Empty,
    /// It is no table, or not in UTF-8.
    #[error("{field}: {problem}")]
    Row {
        /// The column, if it is known, or the place.
        field: String,
        /// What is wrong there.
        problem: String,
    },
    /// A column that was asked for is not there.
    #[error("column {0}: the file has no such column; it has {1}")]
    NoColumn(String, String),
    /// No row can be used.
    #[error("column {0}: no row of the file has a value there")]
    NoRow(String),
}

/// A text with its label.
#[derive(Clone, PartialEq, Eq)]
pub struct Labelled {
    /// What a resident wrote.
    pub text: String,
    /// What it is called.
    pub label: String,
    /// The values of the columns beside it, in the order in which they were asked for.
    pub with: Vec<String>,
}

/// Rows of a file.
pub struct Rows {
    /// Those with a label.
    pub rows: Vec<Labelled>,
    /// How many have none.
    pub without_label: usize,
}

/// Which columns are meant.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// The text.
    pub text: &'a str,
    /// The label.
    pub label: &'a str,
    /// Columns beside the text.
    pub with: &'a [String],
}

/// Reads a file; one whose name ends in `.gz` is unpacked.
pub fn read(path: &Path, columns: Columns<'_>) -> Result<Rows, LabelledError> {
    let file = BufReader::new(File::open(path)?);
    let packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let input: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    read_rows(input, columns)
}

fn read_rows(input: impl Read, columns: Columns<'_>) -> Result<Rows, LabelledError> {
    let mut reader = Reader::from_reader(input);
    let header = header(&mut reader)?;
    if header.iter().all(str::is_empty) {
        return Err(LabelledError::Empty);
    }
    let place = |name: &str| {
        header.iter().position(|column| column == name).ok_or_else(|| {
            let all: Vec<&str> = header.iter().collect();
            LabelledError::NoColumn(name.to_owned(), all.join(", "))
        })
    };
    let (text, label) = (place(columns.text)?, place(columns.label)?);
    let with = columns.with.iter().map(|name| place(name)).collect::<Result<Vec<_>, _>>()?;
    let mut found = Rows { rows: Vec::new(), without_label: 0 };
    for record in reader.records() {
        let record = record.map_err(|error| problem(&error, &header))?;
        let value = |place: usize| record.get(place).unwrap_or_default().to_owned();
        if value(label).trim().is_empty() {
            found.without_label += 1;
            continue;
        }
        let with = with.iter().map(|&place| value(place)).collect();
        found.rows.push(Labelled { text: value(text), label: value(label), with });
    }
    if found.rows.is_empty() { Err(LabelledError::NoRow(columns.label.to_owned())) } else { Ok(found) }
}

/// The names of the columns, without the mark that some programs put before the first one.
fn header(reader: &mut Reader<impl Read>) -> Result<StringRecord, LabelledError> {
    let header = reader.headers().map_err(|error| problem(&error, &StringRecord::new()))?;
    Ok(header.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect())
}

fn problem(error: &csv::Error, header: &StringRecord) -> LabelledError {
    let line = error.position().map_or(String::new(), |position| format!("line {}", position.line()));
    match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => {
            let column = header.get(err.field()).map_or("header", |name| name);
            LabelledError::Row { field: format!("column {column}, {line}"), problem: "not UTF-8".to_owned() }
        }
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => LabelledError::Row {
            field: line,
            problem: format!("{len} columns where the header has {expected_len}"),
        },
        _ => {
            LabelledError::Row { field: line, problem: "not a row of CSV, or the file is damaged".to_owned() }
        }
    }
}

#[cfg(test)]
mod tests;
