//! The production calendar of Russia: holidays, days moved by decree, shortened days.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::CalendarError;

static BUILT_IN: LazyLock<Arc<ProductionCalendar>> = LazyLock::new(|| {
    let calendar = ProductionCalendar::parse(include_str!("../../data/production-calendar.csv"));
    Arc::new(calendar.expect("the embedded file is parsed by a test"))
});

/// What a day is for the five-day week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A full working day, a Saturday made to work by decree among them.
    Working,
    /// A working day that ends an hour earlier.
    Shortened,
    /// A Saturday, a Sunday, or a day off moved here.
    Weekend,
    /// A non-working holiday.
    Holiday,
}

/// Where a production calendar file is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("production calendar, line {line}: bad {field}")]
pub struct CalendarFileError {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The column.
    pub field: &'static str,
}

/// Every day of the loaded years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductionCalendar {
    first: i32,
    last: i32,
    special: BTreeMap<NaiveDate, DayKind>,
    stand_ins: BTreeMap<NaiveDate, Weekday>,
}

#[derive(Clone, Copy, PartialEq)]
enum Fact {
    Holiday,
    Moved { from: NaiveDate },
    Shortened,
}

struct Row {
    line: u64,
    date: NaiveDate,
    fact: Fact,
}

impl ProductionCalendar {
    /// The calendar that comes with this crate.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    /// Reads a file with the columns `date`, `fact`, `moved_from` and `source`.
    pub fn parse(text: &str) -> Result<Self, CalendarFileError> {
        let rows = read_rows(text)?;
        let (first, last) = loaded_years(&rows)?;
        let mut calendar = Self { first, last, special: BTreeMap::new(), stand_ins: BTreeMap::new() };
        calendar.add_holidays(&rows)?;
        calendar.add_moves(&rows)?;
        calendar.add_shortened(&rows)?;
        Ok(calendar)
    }

    /// The first and the last year it answers for.
    pub const fn years(&self) -> (i32, i32) {
        (self.first, self.last)
    }

    /// What `date` is; refuses outside the loaded years.
    pub fn day(&self, date: NaiveDate) -> Result<DayKind, CalendarError> {
        let year = date.year();
        if year < self.first {
            return Err(CalendarError::BeforeFirstYear { year, first: self.first });
        }
        if self.last < year {
            return Err(CalendarError::PastLastYear { year, last: self.last });
        }
        Ok(self.kind(date))
    }

    /// The day of the week whose hours people keep on a day off that was made to work.
    ///
    /// It is the day onto which the day off went: the two trade places.
    pub fn stands_in_for(&self, date: NaiveDate) -> Option<Weekday> {
        self.stand_ins.get(&date).copied()
    }

    fn kind(&self, date: NaiveDate) -> DayKind {
        let plain = if is_weekend(date) { DayKind::Weekend } else { DayKind::Working };
        self.special.get(&date).copied().unwrap_or(plain)
    }

    fn add_holidays(&mut self, rows: &[Row]) -> Result<(), CalendarFileError> {
        for row in rows.iter().filter(|row| row.fact == Fact::Holiday) {
            if self.special.insert(row.date, DayKind::Holiday).is_some() {
                return Err(row.wrong("date"));
            }
        }
        Ok(())
    }

    fn add_moves(&mut self, rows: &[Row]) -> Result<(), CalendarFileError> {
        for row in rows {
            let Fact::Moved { from } = row.fact else { continue };
            if self.kind(row.date) != DayKind::Working {
                return Err(row.wrong("date"));
            }
            match self.kind(from) {
                DayKind::Holiday => {}
                DayKind::Weekend if is_weekend(from) => {
                    self.special.insert(from, DayKind::Working);
                    self.stand_ins.insert(from, row.date.weekday());
                }
                _ => return Err(row.wrong("moved_from")),
            }
            self.special.insert(row.date, DayKind::Weekend);
        }
        Ok(())
    }

    fn add_shortened(&mut self, rows: &[Row]) -> Result<(), CalendarFileError> {
        for row in rows.iter().filter(|row| row.fact == Fact::Shortened) {
            if self.kind(row.date) != DayKind::Working {
                return Err(row.wrong("date"));
            }
            self.special.insert(row.date, DayKind::Shortened);
        }
        Ok(())
    }
}

impl Row {
    const fn wrong(&self, field: &'static str) -> CalendarFileError {
        CalendarFileError { line: self.line, field }
    }

    fn read(record: &csv::StringRecord) -> Result<Self, CalendarFileError> {
        let line = record.position().map_or(0, csv::Position::line);
        let wrong = |field| CalendarFileError { line, field };
        let date = |column: usize, field| {
            record.get(column).and_then(|text| text.parse::<NaiveDate>().ok()).ok_or_else(|| wrong(field))
        };
        let fact = match record.get(1) {
            Some("holiday") => Fact::Holiday,
            Some("moved") => Fact::Moved { from: date(2, "moved_from")? },
            Some("shortened") => Fact::Shortened,
            _ => return Err(wrong("fact")),
        };
        if !matches!(fact, Fact::Moved { .. }) && record.get(2) != Some("") {
            return Err(wrong("moved_from"));
        }
        if record.get(3).is_none_or(str::is_empty) {
            return Err(wrong("source"));
        }
        Ok(Self { line, date: date(0, "date")?, fact })
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

fn read_rows(text: &str) -> Result<Vec<Row>, CalendarFileError> {
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let broken = |error: &csv::Error| CalendarFileError {
        line: error.position().map_or(1, csv::Position::line),
        field: "row",
    };
    let columns = reader.headers().map_err(|error| broken(&error))?;
    if columns != vec!["date", "fact", "moved_from", "source"] {
        return Err(CalendarFileError {
            line: columns.position().map_or(1, csv::Position::line),
            field: "header",
        });
    }
    reader.records().map(|record| Row::read(&record.map_err(|error| broken(&error))?)).collect()
}

/// The years from the first to the last 1 January; a year without one is not a loaded year but a slip.
fn loaded_years(rows: &[Row]) -> Result<(i32, i32), CalendarFileError> {
    let opened: BTreeSet<i32> = rows
        .iter()
        .filter(|row| row.fact == Fact::Holiday && row.date.ordinal() == 1)
        .map(|row| row.date.year())
        .collect();
    let (Some(&first), Some(&last)) = (opened.first(), opened.last()) else {
        return Err(CalendarFileError { line: rows.last().map_or(1, |row| row.line), field: "date" });
    };
    let stray = rows.iter().find(|row| !opened.contains(&row.date.year()));
    if let Some(row) = stray {
        return Err(row.wrong("date"));
    }
    let after_gap = |row: &&Row| first < row.date.year() && !opened.contains(&(row.date.year() - 1));
    rows.iter().find(after_gap).map_or(Ok((first, last)), |row| Err(row.wrong("date")))
}
