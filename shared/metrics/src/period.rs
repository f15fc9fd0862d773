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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    pub fn whole(self, day: NaiveDate) -> Window {
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

    /// The slice of this name; none when the name is not one that [`Step::label`] gives.
    pub fn labelled(self, label: &str) -> Option<Window> {
        let day = match self {
            Self::Day => label.parse().ok(),
            Self::Week => NaiveDate::parse_from_str(&format!("{label}-1"), "%G-W%V-%u").ok(),
            Self::Month => format!("{label}-01").parse().ok(),
        };
        day.filter(|day| self.label(*day) == label).map(|day| self.whole(day))
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

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Asia, Europe, Pacific};
    use proptest::prelude::*;

    use super::*;
    use crate::fixture::{at, date};

    fn slices(from: &str, to: &str, step: Step) -> Vec<(String, String, bool)> {
        let period = Window::new(date(from), date(to)).unwrap();
        let name = |window: Window| format!("{}..{}", window.from, window.to);
        step.slices(period).map(|(window, cut)| (step.label(window.from), name(window), cut)).collect()
    }

    fn row(label: &str, window: &str, clipped: bool) -> (String, String, bool) {
        (label.to_owned(), window.to_owned(), clipped)
    }

    #[test]
    fn weeks_begin_on_monday_and_are_cut_by_the_period() {
        assert_eq!(
            slices("2024-12-28", "2025-01-07", Step::Week),
            [
                row("2024-W52", "2024-12-28..2024-12-29", true),
                row("2025-W01", "2024-12-30..2025-01-05", false),
                row("2025-W02", "2025-01-06..2025-01-07", true),
            ]
        );
    }

    #[test]
    fn months_know_the_leap_day() {
        assert_eq!(
            slices("2024-02-01", "2024-03-30", Step::Month),
            [row("2024-02", "2024-02-01..2024-02-29", false), row("2024-03", "2024-03-01..2024-03-30", true),]
        );
    }

    #[test]
    fn a_day_is_never_cut() {
        assert_eq!(
            slices("2025-03-10", "2025-03-10", Step::Day),
            [row("2025-03-10", "2025-03-10..2025-03-10", false)]
        );
    }

    #[test]
    fn a_period_that_nobody_can_mean_is_refused() {
        let day = date("2025-03-10");
        assert_eq!(Window::new(day, date("2025-03-09")), Err(PeriodError::Backwards));
        assert_eq!(Window::new(NaiveDate::MIN, NaiveDate::MAX), Err(PeriodError::TooLong));
        assert!(Window::new(day, day).is_ok());
        assert!(Window::new(day, day + Days::new(MAX_DAYS - 1)).is_ok());
        assert_eq!(Window::new(day, day + Days::new(MAX_DAYS)), Err(PeriodError::TooLong));
        assert_eq!("year".parse::<Step>(), Err(PeriodError::UnknownStep));
        assert_eq!("week".parse::<Step>(), Ok(Step::Week));
    }

    #[test]
    fn days_on_which_clocks_were_changed_are_shorter_or_longer() {
        for (day, zone, start, hours) in [
            ("2025-03-10", Europe::Moscow, "2025-03-09 21:00", 24),
            ("2011-03-27", Europe::Moscow, "2011-03-26 21:00", 23),
            ("2014-10-26", Europe::Moscow, "2014-10-25 20:00", 25),
            ("2025-03-10", Asia::Kamchatka, "2025-03-09 12:00", 24),
            ("2025-09-07", America::Santiago, "2025-09-07 04:00", 23),
            ("2011-12-30", Pacific::Apia, "2011-12-30 10:00", 0),
        ] {
            let (from, to) = day_bounds(date(day), zone);
            assert_eq!(from, at(start), "{day} {zone}");
            assert_eq!((to - from).num_hours(), hours, "{day} {zone}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_lies_within_its_own_day(minute in 0_i64..20_000_000, zone in 0_usize..4) {
            let zone = [Europe::Moscow, Asia::Kamchatka, Europe::Kaliningrad, America::Santiago][zone];
            let moment = at("1995-01-01 00:00") + TimeDelta::minutes(minute);
            let (from, to) = day_bounds(local_day(moment, zone), zone);
            prop_assert!(from <= moment && moment < to, "{moment} {zone}");
        }

        #[test]
        fn slices_cover_every_day_once(offset in 0_u64..800, length in 0_u64..120, step in 0_usize..3) {
            let step = [Step::Day, Step::Week, Step::Month][step];
            let from = date("2024-01-01") + Days::new(offset);
            let period = Window::new(from, from + Days::new(length)).unwrap();
            let days: Vec<NaiveDate> = step.slices(period).flat_map(|(window, _)| window.days()).collect();
            prop_assert_eq!(days, period.days().collect::<Vec<_>>());
        }
    }
}
