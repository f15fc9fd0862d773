//! A working calendar as it is written down.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::period::{Period, in_order};
use super::production::ProductionCalendar;
use super::working::WorkingCalendar;
use crate::ids::CalendarId;

/// What is wrong with a written calendar, by the name of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarDefinitionError {
    /// A text is no period of a day.
    #[error("{field}: expected periods like 08:30-12:00; split one that crosses midnight")]
    BadPeriod {
        /// The field.
        field: &'static str,
    },
    /// Two periods of a day overlap, or stand in the wrong order.
    #[error("{field}: periods must follow each other")]
    Overlap {
        /// The field.
        field: &'static str,
    },
    /// The week has no hours at all, so nothing would ever be due.
    #[error("week: no hours on any day")]
    NeverOpen,
    /// A day is said to be both closed and opened.
    #[error("closed: the day is opened as well")]
    ClosedAndOpened,
    /// Hours of a week were given to a desk that works round the clock.
    #[error("week: not beside round_the_clock")]
    WeekRoundTheClock,
}

const WEEK: [&str; 7] = [
    "week.monday",
    "week.tuesday",
    "week.wednesday",
    "week.thursday",
    "week.friday",
    "week.saturday",
    "week.sunday",
];

/// The fields of a calendar file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarRecord {
    id: CalendarId,
    zone: Tz,
    /// Whether holidays and moved days are kept; by default they are, except round the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    production: Option<bool>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    round_the_clock: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<NaiveDate>,
    #[serde(default, skip_serializing_if = "WeekRecord::is_empty")]
    week: WeekRecord,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    opened: BTreeMap<NaiveDate, Vec<String>>,
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WeekRecord {
    monday: Vec<String>,
    tuesday: Vec<String>,
    wednesday: Vec<String>,
    thursday: Vec<String>,
    friday: Vec<String>,
    saturday: Vec<String>,
    sunday: Vec<String>,
}

impl WeekRecord {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn read(self) -> Result<[Vec<Period>; 7], CalendarDefinitionError> {
        let Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday } = self;
        let days = [monday, tuesday, wednesday, thursday, friday, saturday, sunday];
        let mut week: [Vec<Period>; 7] = Default::default();
        for ((hours, texts), field) in week.iter_mut().zip(days).zip(WEEK) {
            *hours = read_hours(&texts, field)?;
        }
        Ok(week)
    }

    fn write(week: &[Vec<Period>; 7]) -> Self {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
            week.each_ref().map(|hours| write_hours(hours));
        Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    }
}

impl TryFrom<CalendarRecord> for WorkingCalendar {
    type Error = CalendarDefinitionError;

    fn try_from(record: CalendarRecord) -> Result<Self, CalendarDefinitionError> {
        let mut calendar = if record.round_the_clock {
            if !record.week.is_empty() {
                return Err(CalendarDefinitionError::WeekRoundTheClock);
            }
            Self::round_the_clock(record.id, record.zone)
        } else {
            Self::new(record.id, record.zone, record.week.read()?)?
        };
        if let Some(kept) = record.production {
            calendar.production = kept.then(ProductionCalendar::built_in);
        }
        calendar.exceptions = record.closed.into_iter().map(|date| (date, Vec::new())).collect();
        for (date, texts) in record.opened {
            if calendar.exceptions.insert(date, read_hours(&texts, "opened")?).is_some() {
                return Err(CalendarDefinitionError::ClosedAndOpened);
            }
        }
        calendar.checked()
    }
}

impl From<WorkingCalendar> for CalendarRecord {
    fn from(calendar: WorkingCalendar) -> Self {
        let round_the_clock = calendar.week.iter().all(|hours| hours == &[Period::WHOLE_DAY]);
        let (opened, closed): (BTreeMap<_, _>, BTreeMap<_, _>) =
            calendar.exceptions.iter().partition(|(_, hours)| !hours.is_empty());
        Self {
            production: Some(calendar.production.is_some()),
            round_the_clock,
            closed: closed.into_keys().copied().collect(),
            week: if round_the_clock { WeekRecord::default() } else { WeekRecord::write(&calendar.week) },
            opened: opened.into_iter().map(|(date, hours)| (*date, write_hours(hours))).collect(),
            id: calendar.id,
            zone: calendar.zone,
        }
    }
}

impl WorkingCalendar {
    pub(super) fn checked(self) -> Result<Self, CalendarDefinitionError> {
        let opened = self.exceptions.values().map(|hours| (hours, "opened"));
        let mut days = self.week.iter().zip(WEEK).chain(opened);
        if let Some((_, field)) = days.find(|(hours, _)| !in_order(hours)) {
            return Err(CalendarDefinitionError::Overlap { field });
        }
        if self.week.iter().all(Vec::is_empty) {
            return Err(CalendarDefinitionError::NeverOpen);
        }
        Ok(self)
    }
}

fn read_hours(texts: &[String], field: &'static str) -> Result<Vec<Period>, CalendarDefinitionError> {
    let read = |text: &String| text.parse().map_err(|_| CalendarDefinitionError::BadPeriod { field });
    texts.iter().map(read).collect()
}

fn write_hours(hours: &[Period]) -> Vec<String> {
    hours.iter().map(ToString::to_string).collect()
}
