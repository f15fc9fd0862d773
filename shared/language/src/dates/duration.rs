//! Spans of time: «в течение 10 рабочих дней», «через неделю», «в 30-дневный срок».

use chrono::{Days, Months, NaiveDate, NaiveDateTime, TimeDelta};

use super::numerals::leading;
use super::reader::Reader;
use super::{Precision, Unresolved};

/// Longer spans are no promise but a slip.
const MOST: u32 = 3_700;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    WorkingDay,
    Week,
    Month,
    Quarter,
    Year,
}

/// A span in halves of its unit, so that «полутора месяцев» is whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Duration {
    halves: u32,
    unit: Unit,
    /// No number is named: «в течение дня» is today.
    bare: bool,
}

impl Duration {
    const fn new(count: u32, unit: Unit) -> Self {
        Self { halves: count.saturating_mul(2), unit, bare: false }
    }

    pub(super) const fn day() -> Self {
        Self::new(1, Unit::Day)
    }

    pub(super) const fn is_bare(self) -> bool {
        self.bare
    }

    pub(super) const fn is_bare_day(self) -> bool {
        self.bare && matches!(self.unit, Unit::Day | Unit::WorkingDay)
    }

    pub(super) const fn precision(self) -> Precision {
        match self.unit {
            Unit::Minute | Unit::Hour => Precision::Hour,
            Unit::Day | Unit::WorkingDay => Precision::Day,
            Unit::Week => Precision::Week,
            Unit::Month | Unit::Quarter => Precision::Month,
            Unit::Year => Precision::Year,
        }
    }

    /// The day on which it is over.
    pub(super) fn after(self, reader: &Reader<'_>, start: NaiveDateTime) -> Result<NaiveDate, Unresolved> {
        let (whole, half) = (self.halves / 2, self.halves % 2 == 1);
        if whole > MOST {
            return Err(Unresolved::OutOfReach);
        }
        let day = start.date();
        let moved = |days: u32| day.checked_add_days(Days::new(days.into()));
        let months = |count: u32| day.checked_add_months(Months::new(count));
        let found = match self.unit {
            Unit::Minute => start.checked_add_signed(TimeDelta::minutes(whole.into())).map(|at| at.date()),
            Unit::Hour => start.checked_add_signed(TimeDelta::hours(whole.into())).map(|at| at.date()),
            Unit::Day => moved(whole),
            Unit::WorkingDay => {
                return (reader.working_days)(day, whole).ok_or(Unresolved::CalendarRefuses);
            }
            Unit::Week => moved(whole * 7 + if half { 4 } else { 0 }),
            Unit::Month => {
                months(whole).and_then(|day| day.checked_add_days(Days::new(if half { 15 } else { 0 })))
            }
            Unit::Quarter => months(whole * 3),
            Unit::Year => months(whole * 12 + if half { 6 } else { 0 }),
        };
        found.ok_or(Unresolved::OutOfReach)
    }
}

impl Reader<'_> {
    /// «10 рабочих дней», «двух-трёх недель», «полутора месяцев», «недели».
    pub(super) fn duration(&self, at: usize) -> Option<(Duration, usize)> {
        let mut at = at;
        while self.is(at, "не более чем максимум примерно ориентировочно около порядка ближайш* следующ* последующ* первых всего") {
            at += 1;
        }
        if let Some((halves, unit)) = half_word(self.word(at)) {
            return Some((Duration { halves, unit, bare: false }, at + 1));
        }
        if self.is(at, "полутора полторы полтора") {
            let (unit, next) = self.unit_of_time(at + 1)?;
            return Some((Duration { halves: 3, unit, bare: false }, next));
        }
        let from = self.skip(at, "от");
        let Some((mut count, mut next)) = self.cardinal(from) else {
            let (unit, next) = self.unit_of_time(at)?;
            let bare = !self.is(next - 1, "сут*");
            return Some((Duration { bare, ..Duration::new(1, unit) }, next));
        };
        let joined = self.sign(next) == Some('-') || self.is(next, "до или");
        if let Some((upper, after)) = self.cardinal(next + 1).filter(|_| joined) {
            (count, next) = (upper, after);
        }
        let (unit, next) = self.unit_of_time(next)?;
        let named_year = unit == Unit::Year && count > 1_000;
        (!named_year).then_some((Duration::new(count, unit), next))
    }

    fn unit_of_time(&self, at: usize) -> Option<(Unit, usize)> {
        let kind = self.is(at, "рабоч* раб календарн* кален полных следующ* ближайш*");
        let working = self.is(at, "рабоч* раб");
        let next = if kind { at + 1 } else { at };
        let next = if self.is(at, "раб кален") { self.skip_sign(next, '.') } else { next };
        let unit = match self.word(next) {
            "день" | "дня" | "дней" | "дню" | "дням" | "дни" | "днях" | "дн" if working => {
                Unit::WorkingDay
            }
            "день" | "дня" | "дней" | "дню" | "дням" | "дни" | "днях" | "дн" | "сутки" | "суток" | "сут" => {
                Unit::Day
            }
            "неделя" | "недели" | "неделю" | "недель" | "неделе" | "нед" => {
                Unit::Week
            }
            "месяц" | "месяца" | "месяцев" | "мес" => Unit::Month,
            "квартала" | "квартал" | "кварталов" => Unit::Quarter,
            "год" | "года" | "лет" | "году" => Unit::Year,
            "час" | "часа" | "часов" | "ч" => Unit::Hour,
            "минут" | "минуты" | "минуту" | "мин" => Unit::Minute,
            _ => return None,
        };
        let short = self.is(next, "дн сут нед мес ч мин") && self.glued(next + 1);
        Some((unit, if short { self.skip_sign(next + 1, '.') } else { next + 1 }))
    }

    /// «30-дневный срок», «десятидневный срок», «месячный срок».
    pub(super) fn adjective_term(&self, at: usize) -> Option<(Duration, usize)> {
        let (count, place) = match self.number(at) {
            Some((count, _)) => {
                let next = self.skip_suffix(at + 1);
                (Some(count), self.skip_sign(next, '-'))
            }
            None => (None, at),
        };
        let word = self.word(place);
        let (count, root) = match (count, leading(word)) {
            (Some(count), _) => (count, word.strip_prefix("ти").unwrap_or(word)),
            (None, Some((count, length))) => (count, &word[length..]),
            (None, None) => (1, word),
        };
        let halves = if root.starts_with("полутора") { 3 } else { 2 * count.min(MOST + 1) };
        let root = root.strip_prefix("полутора").unwrap_or(root);
        let (unit, halves) = unit_of_root(root, halves)?;
        let next = if self.is(place + 1, "рабоч* календарн*") { place + 2 } else { place + 1 };
        self.is(next, "срок*").then_some((Duration { halves, unit, bare: false }, next + 1))
    }
}

fn unit_of_root(root: &str, halves: u32) -> Option<(Unit, u32)> {
    let roots = [
        ("дневн", Unit::Day),
        ("суточн", Unit::Day),
        ("недельн", Unit::Week),
        ("месячн", Unit::Month),
        ("годичн", Unit::Year),
        ("годов", Unit::Year),
        ("часов", Unit::Hour),
    ];
    if root.starts_with("полугод") {
        return Some((Unit::Month, 12));
    }
    roots.iter().find(|(known, _)| root.starts_with(known)).map(|&(_, unit)| (unit, halves))
}

fn half_word(word: &str) -> Option<(u32, Unit)> {
    Some(match word {
        "полгода" | "полугода" => (12, Unit::Month),
        "полмесяца" => (30, Unit::Day),
        "полчаса" | "получаса" => (60, Unit::Minute),
        "полдня" => (0, Unit::Day),
        _ => return None,
    })
}
