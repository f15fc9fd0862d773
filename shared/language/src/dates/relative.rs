//! Periods counted from the day of writing: «завтра», «на следующей неделе», «в понедельник», «к выходным».

use chrono::{Datelike, Days, NaiveDate};

use super::Precision;
use super::names::{season, weekday};
use super::reader::Reader;
use super::window::{Bounds, Named, Yearly};

const WEEK: i64 = 7;
const SATURDAY: i64 = 5;

impl Reader<'_> {
    pub(super) fn relative(&self, at: usize) -> Option<(Named, usize)> {
        self.near_day(at)
            .or_else(|| self.day_of_month(at))
            .or_else(|| self.of_week(at))
            .or_else(|| self.determined(at))
            .or_else(|| self.weekend(at, None))
    }

    fn near_day(&self, at: usize) -> Option<(Named, usize)> {
        let days = match self.word(at) {
            "сегодня" => 0,
            "завтра" => 1,
            "послезавтра" => 2,
            word if word.starts_with("сегодняшн") => 0,
            word if word.starts_with("завтрашн") => 1,
            _ => return None,
        };
        let next = self.skip(self.skip(at + 1, "же рабочего"), "дня день дню днем");
        let next = self.skip(next, "утром днем вечером ночью");
        let named = self.day(days)?;
        let dated =
            matches!(self.sign(next), Some(',' | '(')).then(|| self.numeric_or_day(next + 1)).flatten();
        let same = dated.filter(|(date, _)| {
            date.bounds(self.today(), super::window::Ahead::Ends)
                == named.bounds(self.today(), super::window::Ahead::Ends)
        });
        let next =
            same.map_or(
                next,
                |(_, after)| if self.sign(next) == Some('(') { self.skip_sign(after, ')') } else { after },
            );
        Some((named, next))
    }

    /// «20 числа», «20-го числа следующего месяца»: without a month it is the next one.
    fn day_of_month(&self, at: usize) -> Option<(Named, usize)> {
        let (number, next) = self.ordinal(at)?;
        let next = self.phrase(next, "числа")?;
        let shift = self.determiner(next).filter(|_| self.is(next + 1, "месяца"));
        let today = self.today();
        let first = today.with_day(1)?;
        let months = match shift {
            Some(shift) => u32::try_from(shift).ok()?,
            None => u32::from(number < today.day()),
        };
        let day = first.checked_add_months(chrono::Months::new(months))?.with_day(number)?;
        let next = if shift.is_some() { next + 2 } else { self.skip(next, "месяца") };
        Some((Named::fixed((day, day), Precision::Day), next))
    }

    fn day(&self, days: i64) -> Option<Named> {
        let day = shifted(self.today(), days)?;
        Some(Named::fixed((day, day), Precision::Day))
    }

    fn monday(&self) -> Option<NaiveDate> {
        shifted(self.today(), -i64::from(self.today().weekday().num_days_from_monday()))
    }

    fn in_week(&self, week: i64, first: i64, last: i64, precision: Precision) -> Option<Named> {
        let monday = shifted(self.monday()?, week * WEEK)?;
        Some(Named::fixed((shifted(monday, first)?, shifted(monday, last)?), precision))
    }

    /// «пятницу», «понедельник следующей недели».
    fn of_week(&self, at: usize) -> Option<(Named, usize)> {
        let day = i64::from(weekday(self.word(at))?);
        let next = self.skip_sign(at + 1, ',');
        let next = next.max(self.skip(next, "на"));
        if let Some(week) = self.determiner(next).filter(|_| self.is(next + 1, "недел*")) {
            return Some((self.in_week(week.into(), day, day, Precision::Day)?, next + 2));
        }
        Some((self.next_weekday(day)?, at + 1))
    }

    /// The next day of that name after the day of writing.
    fn next_weekday(&self, day: i64) -> Option<Named> {
        let passed = day <= i64::from(self.today().weekday().num_days_from_monday());
        self.in_week(passed.into(), day, day, Precision::Day)
    }

    /// «этой неделе», «следующем месяце», «ближайший понедельник», «эти выходные».
    fn determined(&self, at: usize) -> Option<(Named, usize)> {
        let nearest = self.is(at, "ближайш*");
        let shift = if nearest { 0 } else { self.determiner(at)? };
        let next = self.skip(at + 1, "календарн* рабоч* учебн*");
        if let Some(day) = weekday(self.word(next)) {
            let day = day.into();
            let named = if nearest {
                self.next_weekday(day)
            } else {
                self.in_week(shift.into(), day, day, Precision::Day)
            };
            return Some(self.weekday_with_date(next).unwrap_or((named?, next + 1)));
        }
        if let Some(found) = self.weekend(next, (!nearest).then_some(shift)) {
            return Some(found);
        }
        if nearest {
            return None;
        }
        if let Some((season, _)) = season(self.word(next)) {
            let year = self.season_year(season, shift)?;
            let next = self.skip(next + 1, "период* сезон*");
            return Some((Named::yearly(Yearly::Season(season), Some(year)), next));
        }
        self.unit(next, shift)
    }

    fn season_year(&self, season: u32, shift: i32) -> Option<i32> {
        let named = Named::yearly(Yearly::Season(season), None);
        let (start, _) = named.bounds(self.today(), super::window::Ahead::Ends)?;
        let same_year = start.year() == self.today().year();
        Some(start.year() + if shift > 0 && !same_year { 0 } else { shift })
    }

    /// «недели» and «года» after «конца»: those that run now.
    pub(super) fn current(&self, at: usize) -> Option<(Named, usize)> {
        if self.phrase(at, "рабоч* недел*").is_some() {
            return Some((self.in_week(0, 0, SATURDAY - 1, Precision::Week)?, at + 2));
        }
        let next = self.skip(at, "рабоч* календарн* отчетн*");
        if self.is(next, "дня день дню суток смены") {
            return Some((self.day(0)?, next + 1));
        }
        self.unit(next, 0)
    }

    fn unit(&self, at: usize, shift: i32) -> Option<(Named, usize)> {
        let today = self.today();
        let month = i32::try_from(today.month0()).ok()?;
        let of = |period: i32, count: i32, yearly: fn(u32) -> Yearly| {
            let index = today.year() * count + period + shift;
            let number = u32::try_from(index.rem_euclid(count) + 1).ok()?;
            Some(Named::yearly(yearly(number), Some(index.div_euclid(count))))
        };
        let named = match self.word(at) {
            "неделя" | "недели" | "неделе" | "неделю" | "неделей" => {
                let monday = shifted(self.monday()?, i64::from(shift) * WEEK)?;
                Named::fixed((monday, shifted(monday, WEEK - 1)?), Precision::Week)
            }
            "месяц" | "месяца" | "месяце" | "месяцу" => of(month, 12, Yearly::Month)?,
            "квартал" | "квартала" | "квартале" | "кварталу" => {
                of(month / 3, 4, Yearly::Quarter)?
            }
            "полугодие" | "полугодия" | "полугодии" | "полугодию" => {
                of(month / 6, 2, Yearly::Half)?
            }
            "год" | "года" | "году" => Named::year(today.year() + shift)?,
            "день" | "дня" | "дню" if shift >= 0 => self.day(shift.into())?,
            _ => return None,
        };
        Some((named, at + 1))
    }

    /// Saturday and Sunday of the calendar; on a Saturday or Sunday «выходные» are the ones that run.
    fn weekend(&self, at: usize, shift: Option<i32>) -> Option<(Named, usize)> {
        if !self.is(at, "выходные выходных выходным выходными уикенд* викенд*")
        {
            return None;
        }
        let passed = i64::from(self.today().weekday().num_days_from_monday() == 6 && shift.is_none());
        let week = shift.map_or(passed, i64::from);
        let next =
            if self.phrase(at + 1, "дни/дней/дням/днях").is_some() { at + 2 } else { at + 1 };
        Some((self.in_week(week, SATURDAY, SATURDAY + 1, Precision::Weekend)?, next))
    }

    /// «в пятницу, 15 мая»: the date says it all.
    pub(super) fn weekday_with_date(&self, at: usize) -> Option<(Named, usize)> {
        weekday(self.word(at))?;
        let opened = self.sign(at + 1) == Some('(');
        let next = if opened { at + 2 } else { self.skip_sign(at + 1, ',') };
        let (named, next) = self.numeric_or_day(next)?;
        Some((named, if opened { self.skip_sign(next, ')') } else { next }))
    }

    pub(super) fn numeric_or_day(&self, at: usize) -> Option<(Named, usize)> {
        self.number(at)?;
        self.whole(at).filter(|(named, _)| named.precision == Precision::Day)
    }

    /// The weekend that lies wholly ahead, for «к выходным».
    pub(super) fn weekend_ahead(&self, bounds: Bounds) -> Option<Bounds> {
        let ahead = if bounds.0 > self.today() { 0 } else { WEEK };
        Some((shifted(bounds.0, ahead)?, shifted(bounds.1, ahead)?))
    }
}

pub(super) fn shifted(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    if days < 0 {
        day.checked_sub_days(Days::new(days.unsigned_abs()))
    } else {
        day.checked_add_days(Days::new(days.unsigned_abs()))
    }
}
