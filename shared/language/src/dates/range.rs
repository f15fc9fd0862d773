//! Periods between two names: «с 1 по 5 июня», «15–16 мая», «в мае-июне», «в I–II кварталах».

use super::Precision;
use super::expression::{Found, Outcome};
use super::reader::Reader;
use super::window::{Ahead, Bounds, Named, Part, When, Yearly};

/// Days in a list: «15, 16 и 17 мая».
const MOST_DAYS: usize = 8;

#[derive(Clone, Copy)]
enum Left {
    Number(u32),
    Named(Named),
}

impl Reader<'_> {
    pub(super) fn range(&self, at: usize) -> Option<Outcome> {
        let from = self.is(at, "с со");
        let lead = self.skip(self.skip(at, "в во на"), "период дни");
        let next = if from { at + 1 } else { lead };
        let (left, next) = self.left(next)?;
        let (right, until, next) = self.right(left, from, next)?;
        let next = self.skip(next, "включительно");
        let found = self.between(left, right, until)?;
        let time = self.time_of_day(next).filter(|_| right.precision == Precision::Day);
        let found = Found { hour: time.map(|(time, _)| time), ..found };
        Some((Some(found), time.map_or(next, |(_, next)| next)))
    }

    fn left(&self, at: usize) -> Option<(Left, usize)> {
        let named = self.named(at).map(|(named, next)| (Left::Named(named), next));
        named.or_else(|| {
            let (number, next) = self.ordinal_or_roman(self.skip_sign(at, '"'))?;
            Some((Left::Number(number), self.skip_sign(next, '"')))
        })
    }

    fn right(&self, left: Left, from: bool, at: usize) -> Option<(Named, bool, usize)> {
        let mut next = at;
        if matches!(left, Left::Number(_)) {
            for _ in 0..MOST_DAYS {
                match self.number(next + 1) {
                    Some((1..=31, 1 | 2))
                        if self.sign(next) == Some(',') && self.sign(next + 2) != Some('.') =>
                    {
                        next += 2;
                    }
                    _ => break,
                }
            }
        }
        let same_kind = match left {
            Left::Number(_) => true,
            Left::Named(named) => named.precision == Precision::Month && named.part == Part::Whole,
        };
        let until = from && self.is(next, "до");
        let joined = until
            || from && self.is(next, "по")
            || self.sign(next) == Some('-')
            || self.sign(next) == Some('/') && matches!(left, Left::Number(1990..))
            || same_kind && self.is(next, "и");
        if !joined {
            return None;
        }
        let (right, next) = self.named(next + 1).or_else(|| self.year_alone(left, next + 1))?;
        Some((right, until, next))
    }

    /// «с 2026 по 2028 годы».
    fn year_alone(&self, left: Left, at: usize) -> Option<(Named, usize)> {
        let Left::Number(1990..=2100) = left else { return None };
        let (year, next) = self.year(at)?;
        Some((Named::year(year)?, self.skip(next, "год* гг")))
    }

    fn between(&self, left: Left, right: Named, until: bool) -> Option<Found> {
        let (right_start, right_end) = self.right_bounds(left, right)?;
        let whole = until && right.part == Part::Whole && right.precision != Precision::Day;
        let due = if whole { right_start.pred_opt()? } else { right_end };
        let from = match Self::left_named(left, right)? {
            named if matches!(right.when, When::Next(_)) && named.is_anchored() => {
                named.bounds(self.today(), Ahead::Ends)?.0
            }
            named => named.bounds_before(due)?.0,
        };
        let anchored = right.is_anchored();
        (from <= due).then_some(Found {
            from: Some(from),
            due: Ok(due),
            hour: None,
            precision: right.precision,
            anchored,
        })
    }

    /// «с 1 декабря 2026 по 15 января»: the right end comes after the left beginning.
    fn right_bounds(&self, left: Left, right: Named) -> Option<Bounds> {
        let start = match left {
            Left::Named(named) if named.is_anchored() => named.bounds(self.today(), Ahead::Ends)?.0,
            _ => self.today(),
        };
        right.bounds(start.max(self.today()), Ahead::Ends)
    }

    fn left_named(left: Left, right: Named) -> Option<Named> {
        let number = match left {
            Left::Named(named) => return Some(named),
            Left::Number(number) => number,
        };
        let alike = |yearly: Yearly| match yearly {
            Yearly::Day(month, _) => (1..=31).contains(&number).then_some(Yearly::Day(month, number)),
            Yearly::Quarter(_) => (1..=4).contains(&number).then_some(Yearly::Quarter(number)),
            Yearly::Half(_) => (1..=2).contains(&number).then_some(Yearly::Half(number)),
            Yearly::Month(_) | Yearly::Season(_) => None,
        };
        match right.when {
            When::Next(yearly) => Some(Named::yearly(alike(yearly)?, None)),
            When::In(yearly, year) => Some(Named::yearly(alike(yearly)?, Some(year))),
            When::Fixed(_) if right.precision == Precision::Year => Named::year(i32::try_from(number).ok()?),
            When::Fixed(_) => None,
        }
    }
}
