//! Days of a region's zone, and the windows that a period is read in.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The longest period that is read at once.
pub const MAX_DAYS: u64 = 3_660;

/// The day on which `moment` falls in `zone`.
pub fn local_day(moment: DateTime<Utc>, zone: Tz) -> NaiveDate {
    moment.with_timezone(&zone).date_naive()
}

/// The first moment of `day` in `zone`, and the first moment after it.
pub fn day_bounds(day: NaiveDate, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    (start_of(day, zone), start_of(day.checked_add_days(Days::new(1)).unwrap_or(day), zone))
}

/// Midnight, or the first quarter of an hour after it that exists: clocks are put forward at midnight in places.
fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..192)
        .filter_map(|quarter| midnight.checked_add_signed(TimeDelta::minutes(15 * quarter)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(|| midnight.and_utc(), |start| start.with_timezone(&Utc))
}

/// Why there is no such period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// It would end before it begins.
    #[error("the period ends before it begins: `to` must not be before `from`")]
    Backwards,
    /// It is too long to be read at once.
    #[error("the period is longer than {MAX_DAYS} days")]
    TooLong,
    /// The step has no such name.
    #[error("not a step: expected day, week or month")]
    UnknownStep,
}

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Window {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Window {
    /// A period of at least one day.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, PeriodError> {
        match u64::try_from((to - from).num_days()) {
            Err(_) => Err(PeriodError::Backwards),
            Ok(days) if days >= MAX_DAYS => Err(PeriodError::TooLong),
            Ok(_) => Ok(Self { from, to }),
        }
    }

    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }
}

/// How long the slices of a period are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A local day.
    Day,
    /// A week by ISO 8601: it begins on Monday.
    Week,
    /// A calendar month.
    Month,
}

impl Step {
    /// The whole slice in which `day` lies.
    fn whole(self, day: NaiveDate) -> Window {
        match self {
            Self::Day => Window { from: day, to: day },
            Self::Week => {
                let week = day.week(Weekday::Mon);
                Window {
                    from: week.checked_first_day().unwrap_or(day),
                    to: week.checked_last_day().unwrap_or(day),
                }
            }
            Self::Month => {
                let first = day.with_day(1).unwrap_or(day);
                let length = u64::from(day.num_days_in_month());
                Window { from: first, to: first.checked_add_days(Days::new(length - 1)).unwrap_or(day) }
            }
        }
    }

    /// The name of the slice in which `day` lies: `2025-03-10`, `2025-W11`, `2025-03`.
    pub fn label(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Week => day.format("%G-W%V").to_string(),
            Self::Month => day.format("%Y-%m").to_string(),
        }
    }

    /// The slices of `period` in order, each with whether the period cuts it short.
    pub fn slices(self, period: Window) -> impl Iterator<Item = (Window, bool)> {
        let mut next = Some(period.from);
        std::iter::from_fn(move || {
            let whole = self.whole(next.filter(|day| *day <= period.to)?);
            let window = Window { from: whole.from.max(period.from), to: whole.to.min(period.to) };
            next = window.to.succ_opt();
            Some((window, window != whole))
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        })
    }
}

impl FromStr for Step {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        match text {
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            _ => Err(PeriodError::UnknownStep),
        }
    }
}
