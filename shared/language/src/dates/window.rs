//! Periods of the calendar: from which day to which day, in which year.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Precision;

/// A year that is not named is looked for no further than this: 29 February comes within eight years.
const YEARS_AHEAD: i32 = 8;

/// From which day to which, both included.
pub(super) type Bounds = (NaiveDate, NaiveDate);

/// What comes again every year.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Yearly {
    Day(u32, u32),
    Month(u32),
    Quarter(u32),
    Half(u32),
    /// 0 is winter, which begins in December.
    Season(u32),
}

impl Yearly {
    pub(super) fn bounds(self, year: i32) -> Option<Bounds> {
        let months = |first: u32, count: u32| {
            let start = NaiveDate::from_ymd_opt(year, first, 1)?;
            Some((start, months_on(start, count)?.pred_opt()?))
        };
        match self {
            Self::Day(month, day) => NaiveDate::from_ymd_opt(year, month, day).map(|date| (date, date)),
            Self::Month(month) => months(month, 1),
            Self::Quarter(quarter) => months(quarter.checked_mul(3)?.checked_sub(2)?, 3),
            Self::Half(half) => months(half.checked_mul(6)?.checked_sub(5)?, 6),
            Self::Season(0) => months(12, 3),
            Self::Season(season) => months(season * 3, 3),
        }
    }

    const fn precision(self) -> Precision {
        match self {
            Self::Day(..) => Precision::Day,
            Self::Month(_) => Precision::Month,
            Self::Quarter(_) | Self::Season(_) => Precision::Quarter,
            Self::Half(_) => Precision::HalfYear,
        }
    }
}

/// A part of a period.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Beginning,
    Middle,
    End,
    FirstHalf,
    SecondHalf,
    /// Ten days, counted from 1.
    TenDays(u32),
    /// Seven days, counted from 1.
    SevenDays(u32),
    LastWeek,
}

/// Which day counts for choosing the year.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    /// The period is not over yet.
    Ends,
    /// The period has not begun yet.
    Begins,
}

/// A period as it is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) when: When,
    pub(super) part: Part,
    pub(super) precision: Precision,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Counted from the day of writing, or with its year.
    Fixed(Bounds),
    /// With its year; it may lack the day, as 31 June does.
    In(Yearly, i32),
    /// The next one.
    Next(Yearly),
}

impl Named {
    pub(super) const fn fixed(bounds: Bounds, precision: Precision) -> Self {
        Self { when: When::Fixed(bounds), part: Part::Whole, precision }
    }

    pub(super) const fn yearly(yearly: Yearly, year: Option<i32>) -> Self {
        let when = match year {
            Some(year) => When::In(yearly, year),
            None => When::Next(yearly),
        };
        Self { when, part: Part::Whole, precision: yearly.precision() }
    }

    pub(super) fn year(year: i32) -> Option<Self> {
        let (first, last) = (Yearly::Half(1).bounds(year)?, Yearly::Half(2).bounds(year)?);
        Some(Self::fixed((first.0, last.1), Precision::Year))
    }

    pub(super) const fn with_part(self, part: Part) -> Self {
        Self { part, ..self }
    }

    /// Named with a year, or counted from the day of writing.
    pub(super) const fn is_anchored(&self) -> bool {
        !matches!(self.when, When::Next(_))
    }

    pub(super) fn bounds(&self, today: NaiveDate, ahead: Ahead) -> Option<Bounds> {
        let reaches = |bounds: &Bounds| match ahead {
            Ahead::Ends => bounds.1 >= today,
            Ahead::Begins => bounds.0 > today,
        };
        match self.when {
            When::Fixed(bounds) => self.cut(bounds),
            When::In(yearly, year) => self.cut(yearly.bounds(year)?),
            When::Next(yearly) => (today.year() - 1..=today.year() + YEARS_AHEAD)
                .filter_map(|year| self.cut(yearly.bounds(year)?))
                .find(reaches),
        }
    }

    /// The last one that begins no later than `end`: for «с 25 декабря по 10 января 2027».
    pub(super) fn bounds_before(&self, end: NaiveDate) -> Option<Bounds> {
        match self.when {
            When::Next(yearly) => (end.year() - YEARS_AHEAD..=end.year())
                .rev()
                .filter_map(|year| self.cut(yearly.bounds(year)?))
                .find(|bounds| bounds.0 <= end),
            _ => self.bounds(end, Ahead::Ends),
        }
    }

    fn cut(&self, bounds: Bounds) -> Option<Bounds> {
        let (start, end) = bounds;
        let (first, last) = match self.precision {
            Precision::Week => week_part(self.part, start)?,
            Precision::Month => month_part(self.part, start, end)?,
            Precision::Quarter => parts_of(self.part, start, 1)?,
            Precision::HalfYear => parts_of(self.part, start, 2)?,
            Precision::Year => parts_of(self.part, start, 4)?,
            _ => bounds,
        };
        let whole = self.part == Part::Whole;
        Some(if whole { bounds } else { (first.max(start), last.min(end)) })
    }
}

fn days_on(day: NaiveDate, days: u64) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(days))
}

fn months_on(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.checked_add_months(Months::new(months))
}

fn week_part(part: Part, monday: NaiveDate) -> Option<Bounds> {
    let (from, to) = match part {
        Part::Beginning => (0, 1),
        Part::Middle => (2, 3),
        Part::End => (4, 6),
        Part::FirstHalf => (0, 2),
        Part::SecondHalf => (3, 6),
        _ => (0, 6),
    };
    Some((days_on(monday, from)?, days_on(monday, to)?))
}

fn month_part(part: Part, start: NaiveDate, end: NaiveDate) -> Option<Bounds> {
    let (from, to) = match part {
        Part::Beginning | Part::TenDays(1) => (1, 10),
        Part::Middle | Part::TenDays(2) => (11, 20),
        Part::End | Part::TenDays(3) => (21, 31),
        Part::FirstHalf => (1, 15),
        Part::SecondHalf => (16, 31),
        Part::SevenDays(week) => (u64::from(week) * 7 - 6, u64::from(week) * 7),
        Part::LastWeek => return Some((end.checked_sub_days(Days::new(6))?, end)),
        _ => (1, 31),
    };
    Some((days_on(start, from - 1)?, days_on(start, to - 1)?))
}

/// Parts of a period of three such thirds; the middle of a year is May to August, its beginning the first quarter.
fn parts_of(part: Part, start: NaiveDate, third: u32) -> Option<Bounds> {
    let year = third == 4;
    let (edge, whole) = (if year { 3 } else { third }, 3 * third);
    let half = |start: NaiveDate| {
        let day = months_on(start, whole / 2)?;
        days_on(day, if whole % 2 == 1 { 15 } else { 0 })
    };
    let bounds = match part {
        Part::Beginning => (start, months_on(start, edge)?),
        Part::Middle => (months_on(start, third)?, months_on(start, 2 * third)?),
        Part::End => (months_on(start, whole - edge)?, months_on(start, whole)?),
        Part::FirstHalf => (start, half(start)?),
        Part::SecondHalf => (half(start)?, months_on(start, whole)?),
        _ => (start, months_on(start, whole)?),
    };
    Some((bounds.0, bounds.1.pred_opt()?))
}
