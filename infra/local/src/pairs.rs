//! Files of pairs of messages: CSV, packed or not. Only the ids and the texts must be there.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use flate2::read::MultiGzDecoder;

/// Why a file of pairs cannot be used. It repeats nothing of what is written there.
#[derive(Debug, thiserror::Error)]
pub enum PairsError {
    /// It cannot be opened or unpacked.
    #[error("the file cannot be read")]
    File(#[from] std::io::Error),
    /// It is no table, or not in UTF-8.
    #[error("the file is no table: line {0}")]
    Line(u64),
    /// A column that must be there is not.
    #[error("column {0}: the file has no such column")]
    NoColumn(&'static str),
}

/// One message of a pair.
#[derive(Clone, PartialEq, Eq)]
pub struct Side {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Street and house in words.
    pub address: Option<String>,
    /// A part of the town.
    pub district: Option<String>,
    /// A label of what it is about.
    pub reason: Option<String>,
    /// When it was written.
    pub at: Option<DateTime<Utc>>,
}

/// Two messages.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// How the pair came to be.
    pub kind: Option<String>,
    /// Whether they tell of the same problem, where that is known.
    pub same: Option<bool>,
    /// One.
    pub a: Side,
    /// The other.
    pub b: Side,
}

/// The pairs of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Pairs {
    /// The pairs.
    pub rows: Vec<Pair>,
    /// Columns that the file does not have.
    pub missing: Vec<&'static str>,
    /// Times that are none.
    pub times_unreadable: usize,
}

const COLUMNS: [&str; 14] = [
    "id_a",
    "id_b",
    "text_a",
    "text_b",
    "kind",
    "same",
    "address_a",
    "address_b",
    "district_a",
    "district_b",
    "reason_a",
    "reason_b",
    "dt_a",
    "dt_b",
];
/// The first so many must be there.
const REQUIRED: usize = 4;

impl Pairs {
    /// Reads a file; one whose name ends in `.gz` is unpacked.
    pub fn read(path: &Path) -> Result<Self, PairsError> {
        let file = BufReader::new(File::open(path)?);
        let packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        if packed { Self::parse(MultiGzDecoder::new(file)) } else { Self::parse(file) }
    }

    /// Reads a table.
    pub fn parse(input: impl Read) -> Result<Self, PairsError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
        let broken = |error: &csv::Error| PairsError::Line(error.position().map_or(1, csv::Position::line));
        let header = reader.headers().map_err(|error| broken(&error))?.clone();
        let name = |column: &str| column.trim_start_matches('\u{feff}').trim().to_owned();
        let place = |column: &str| header.iter().position(|own| name(own) == column);
        let places = COLUMNS.map(place);
        let absent = |index: &usize| places[*index].is_none();
        if let Some(index) = (0..REQUIRED).find(absent) {
            return Err(PairsError::NoColumn(COLUMNS[index]));
        }
        let missing = (0..COLUMNS.len()).filter(absent).map(|index| COLUMNS[index]).collect();
        let mut pairs = Self { rows: Vec::new(), missing, times_unreadable: 0 };
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            let value = |index: usize| places[index].and_then(|place| record.get(place)).unwrap_or_default();
            pairs.add(&COLUMNS.iter().enumerate().map(|(index, _)| value(index)).collect::<Vec<_>>());
        }
        Ok(pairs)
    }

    /// Adds a row, its values in the order of [`COLUMNS`].
    fn add(&mut self, values: &[&str]) {
        let filled = |index: usize| Some(values[index].trim().to_owned()).filter(|value| !value.is_empty());
        let [a, b] = [0, 1].map(|side| Side {
            id: values[side].to_owned(),
            text: values[2 + side].to_owned(),
            address: filled(6 + side),
            district: filled(8 + side),
            reason: filled(10 + side),
            at: filled(12 + side).as_deref().and_then(moment),
        });
        let unreadable = |side: &Side, index| side.at.is_none() && filled(index).is_some();
        self.times_unreadable += usize::from(unreadable(&a, 12)) + usize::from(unreadable(&b, 13));
        let same = match values[5].trim().to_lowercase().as_str() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        };
        self.rows.push(Pair { kind: filled(4), same, a, b });
    }
}

/// A moment with or without a zone, or a day. Only differences count, so a missing zone does not matter.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let whole = DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    let local = || {
        let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
        formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    };
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
    whole.or_else(|| local().or_else(day).map(|at| at.and_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_export_them() {
        let ten: DateTime<Utc> = "2026-11-18T10:00:00Z".parse().unwrap();
        for text in ["2026-11-18T10:00:00", "2026-11-18 10:00", "2026-11-18T13:00:00+03:00"] {
            assert_eq!(moment(text), Some(ten), "{text}");
        }
        assert!(moment("2026-11-18").is_some());
        assert_eq!(moment("вчера"), None);
    }

    #[test]
    fn a_file_without_texts_is_refused_by_the_name_of_the_column() {
        let refused = Pairs::parse("id_a,id_b,text_a\n1,2,x\n".as_bytes()).err().unwrap();
        assert_eq!(refused.to_string(), "column text_b: the file has no such column");
    }
}
