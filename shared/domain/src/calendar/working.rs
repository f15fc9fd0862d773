//! The working calendar of a desk, and arithmetic on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::definition::{CalendarDefinitionError, CalendarRecord};
use super::period::{Period, shorten};
use super::production::{DayKind, ProductionCalendar};
use super::{CalendarError, zone};
use crate::ids::CalendarId;

/// How many days a search goes on before it gives up: more than a century.
const REACH_DAYS: usize = 40_000;

/// How much shorter the day before a holiday is, in minutes.
const SHORTENED_BY: u16 = 60;

/// When a desk works: its week, its zone, its own exceptions, and the production calendar unless it works through it.
///
/// A day of its own exceptions has exactly the hours named there. A holiday or a day off moved onto a working day is
/// closed. A Saturday made to work has its own hours if the week gives it any, or else those of the day it traded
/// places with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CalendarRecord", into = "CalendarRecord")]
pub struct WorkingCalendar {
    pub(super) id: CalendarId,
    pub(super) zone: Tz,
    pub(super) week: [Vec<Period>; 7],
    pub(super) exceptions: BTreeMap<NaiveDate, Vec<Period>>,
    pub(super) production: Option<Arc<ProductionCalendar>>,
}

type Shift = (DateTime<Utc>, DateTime<Utc>);

impl WorkingCalendar {
    /// A week from Monday to Sunday, by the built-in production calendar.
    pub fn new(id: CalendarId, zone: Tz, week: [Vec<Period>; 7]) -> Result<Self, CalendarDefinitionError> {
        let production = Some(ProductionCalendar::built_in());
        Self { id, zone, week, exceptions: BTreeMap::new(), production }.checked()
    }

    /// Dispatchers: every hour of every day.
    pub fn round_the_clock(id: CalendarId, zone: Tz) -> Self {
        let week = std::array::from_fn(|_| vec![Period::WHOLE_DAY]);
        Self { id, zone, week, exceptions: BTreeMap::new(), production: None }
    }

    /// The same desk by another production calendar, or working through all holidays.
    ///
    /// A stored calendar remembers only whether it keeps holidays; it is read back with the built-in ones.
    #[must_use]
    pub fn with_production(mut self, production: Option<Arc<ProductionCalendar>>) -> Self {
        self.production = production;
        self
    }

    /// Its name.
    pub const fn id(&self) -> &CalendarId {
        &self.id
    }

    /// Where its clock hangs.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether people work at this moment; the end of a period is outside it.
    pub fn is_open(&self, at: DateTime<Utc>) -> Result<bool, CalendarError> {
        let shifts = self.shifts(self.local_date(at)?)?;
        Ok(shifts.iter().any(|(opens, closes)| *opens <= at && at < *closes))
    }

    /// The first open moment not before `at`.
    pub fn next_open(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        for day in self.days_from(at)? {
            let ahead = self.shifts(day)?.into_iter().find(|(_, closes)| at < *closes);
            if let Some((opens, _)) = ahead {
                return Ok(opens.max(at));
            }
        }
        Err(CalendarError::OutOfReach)
    }

    /// The first moment at which `span` of working time has passed since `from`.
    pub fn add_working(&self, from: DateTime<Utc>, span: Duration) -> Result<DateTime<Utc>, CalendarError> {
        if span < Duration::zero() {
            return Err(CalendarError::NegativeSpan);
        }
        if span.is_zero() {
            return Ok(from);
        }
        let mut left = span;
        for day in self.days_from(from)? {
            for (opens, closes) in self.shifts(day)? {
                let opens = opens.max(from);
                let length = (closes - opens).max(Duration::zero());
                if left <= length {
                    return Ok(opens + left);
                }
                left -= length;
            }
        }
        Err(CalendarError::OutOfReach)
    }

    /// How much working time lies between two moments; none when `to` is before `from`.
    pub fn working_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Duration, CalendarError> {
        let (mut total, last) = (Duration::zero(), self.local_date(to)?);
        for day in self.days_from(from)?.take_while(|day| *day <= last) {
            for (opens, closes) in self.shifts(day)? {
                total += (closes.min(to) - opens.max(from)).max(Duration::zero());
            }
        }
        Ok(total)
    }

    /// The close of the last of `days` working days after the day of `from`.
    pub fn add_working_days(&self, from: DateTime<Utc>, days: u32) -> Result<DateTime<Utc>, CalendarError> {
        let (mut left, mut reached) = (days, from);
        let mut ahead = self.days_from(from)?.skip(1);
        while 0 < left {
            let day = ahead.next().ok_or(CalendarError::OutOfReach)?;
            if let Some((_, closes)) = self.shifts(day)?.pop() {
                (left, reached) = (left - 1, closes);
            }
        }
        Ok(reached)
    }

    /// The midnight that ends the last of `days` days of any kind after the day of `from`.
    pub fn add_calendar_days(&self, from: DateTime<Utc>, days: u32) -> Result<DateTime<Utc>, CalendarError> {
        let last = self.local_date(from)?.checked_add_days(Days::new(days.into()));
        let last = last.filter(|date| in_reach(*date)).ok_or(CalendarError::OutOfReach)?;
        self.instant(last, Period::WHOLE_DAY.end())
    }

    /// The hours of one day.
    pub fn hours(&self, date: NaiveDate) -> Result<Vec<Period>, CalendarError> {
        if let Some(hours) = self.exceptions.get(&date) {
            return Ok(hours.clone());
        }
        let own = self.week_hours(date.weekday()).clone();
        let Some(production) = &self.production else { return Ok(own) };
        let kind = production.day(date)?;
        let mut hours = match (kind, production.stands_in_for(date)) {
            (DayKind::Holiday, _) => Vec::new(),
            (DayKind::Weekend, _) if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) => Vec::new(),
            (_, Some(weekday)) if own.is_empty() => self.week_hours(weekday).clone(),
            _ => own,
        };
        if kind == DayKind::Shortened {
            shorten(&mut hours, SHORTENED_BY);
        }
        Ok(hours)
    }

    const fn week_hours(&self, weekday: Weekday) -> &Vec<Period> {
        &self.week[weekday as usize]
    }

    fn shifts(&self, date: NaiveDate) -> Result<Vec<Shift>, CalendarError> {
        let shift =
            |period: Period| Ok((self.instant(date, period.start())?, self.instant(date, period.end())?));
        self.hours(date)?.into_iter().map(shift).collect()
    }

    fn instant(&self, date: NaiveDate, minute: u16) -> Result<DateTime<Utc>, CalendarError> {
        zone::instant(self.zone, date, minute).ok_or(CalendarError::OutOfReach)
    }

    fn local_date(&self, at: DateTime<Utc>) -> Result<NaiveDate, CalendarError> {
        let known = in_reach(at.date_naive()).then(|| at.with_timezone(&self.zone).date_naive());
        known.ok_or(CalendarError::OutOfReach)
    }

    fn days_from(&self, at: DateTime<Utc>) -> Result<impl Iterator<Item = NaiveDate>, CalendarError> {
        Ok(self.local_date(at)?.iter_days().take(REACH_DAYS))
    }
}

/// Far from the ends of the time scale, so that a zone's offset cannot lead over them.
fn in_reach(date: NaiveDate) -> bool {
    (1900..=9999).contains(&date.year())
}
