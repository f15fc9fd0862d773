//! Named periods: «15 мая», «II квартал 2027 года», «первая декада июля», «начало осени».

use chrono::Datelike;

use super::names::{is_month_in_full, is_short_month, month, season};
use super::reader::Reader;
use super::window::{Named, Part, Yearly};

/// Years that replies speak of.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2100;

/// What follows a number that is no date: «12.05 млн».
const UNITS: &str = "млн млрд тыс* руб* м км кв куб га тонн* процент* час* ч мин* градус* метр* л кг ед раз* человек* домов дома";

impl Reader<'_> {
    /// A period with a name of its own, and the place after it.
    pub(super) fn named(&self, at: usize) -> Option<(Named, usize)> {
        self.weekday_with_date(at).or_else(|| self.part(at)).or_else(|| self.whole(at))
    }

    /// Without «начало» and the like.
    pub(super) fn whole(&self, at: usize) -> Option<(Named, usize)> {
        self.numeric_date(at)
            .or_else(|| self.day_and_month(at))
            .or_else(|| self.numbered(at))
            .or_else(|| self.month_of_year(at))
            .or_else(|| self.season_of_year(at))
            .or_else(|| self.holiday(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.whole_year(at))
    }

    /// «2026», «2026 г.», «т.г.», «следующего года»; the end of a month's or quarter's name.
    pub(super) fn year(&self, at: usize) -> Option<(i32, usize)> {
        let this = self.today().year();
        if let Some((value, digits)) = self.number(at) {
            let after = self.skip_suffix(at + 1);
            let word = self.is(after, "год* г гг");
            let short = digits == 2 && word;
            if !(YEARS.contains(&value) && digits == 4 || short) {
                return None;
            }
            let year = i32::try_from(value).ok()? + if short { 2000 } else { 0 };
            return Some((year, self.end_of_year_word(after)));
        }
        if self.is(at, "т с тек") {
            let after = self.skip_sign(at + 1, '.');
            return self.is(after, "г года году").then(|| (this, self.end_of_year_word(after)));
        }
        if self.is(at, "тг") {
            return Some((this, at + 1));
        }
        let shift = self.determiner(at)?;
        self.is(at + 1, "год года году годом").then_some((this + shift, at + 2))
    }

    fn end_of_year_word(&self, at: usize) -> usize {
        if !self.is(at, "год* г гг") {
            return at;
        }
        if self.is(at, "г гг") && self.glued(at + 1) { self.skip_sign(at + 1, '.') } else { at + 1 }
    }

    /// «этот» is 0, «следующий» is 1, «прошлый» is −1.
    pub(super) fn determiner(&self, at: usize) -> Option<i32> {
        if self.is(at, "этот эта эту этой этом этого этим эти этих сего текущ* нынешн* данн* настоящ*")
        {
            Some(0)
        } else if self.is(at, "следующ* будущ* грядущ*") {
            Some(1)
        } else if self.is(at, "прошл* прошедш* минувш* предыдущ* истекш*") {
            Some(-1)
        } else {
            None
        }
    }

    fn whole_year(&self, at: usize) -> Option<(Named, usize)> {
        let (year, next) = self.year(at)?;
        let said = next > self.skip_suffix(at + 1) || self.number(at).is_none();
        said.then_some((Named::year(year)?, next))
    }

    /// «15.05.2026», «15/05/26», «2026-05-15», «15.05».
    fn numeric_date(&self, at: usize) -> Option<(Named, usize)> {
        let ((first, digits), sign) = (self.number(at)?, self.sign(at + 1)?);
        let apart = self.glued(at) && matches!(self.sign(at.wrapping_sub(1)), Some('.' | '/' | ':' | ','));
        let joined = matches!(sign, '.' | '/' | '-') && self.glued(at + 1);
        if !joined || (apart && self.number(at.wrapping_sub(2)).is_some()) {
            return None;
        }
        let (second, second_digits) = self.number(at + 2)?;
        if digits == 4 && sign == '-' && self.sign(at + 3) == Some('-') {
            let (third, _) = self.number(at + 4)?;
            return Some((date(third, second, Some(i32::try_from(first).ok()?))?, at + 5));
        }
        let third = self.number(at + 4).filter(|_| self.sign(at + 3) == Some(sign) && self.glued(at + 3));
        match third {
            Some((year, 4)) => {
                Some((date(first, second, i32::try_from(year).ok())?, self.end_of_year_word(at + 5)))
            }
            Some((year, 2)) => {
                let year = i32::try_from(year).ok()? + 2000;
                Some((date(first, second, Some(year))?, self.end_of_year_word(at + 5)))
            }
            Some(_) => None,
            None => {
                let number = self.sign(at + 3) == Some('%') || self.is(at + 3, UNITS);
                let short = sign == '.' && self.glued(at + 2) && second_digits == 2 && digits <= 2 && !number;
                let longer = self.glued(at + 3) && matches!(self.sign(at + 3), Some('/' | ':'));
                if !short || longer {
                    return None;
                }
                let (year, next) =
                    self.year(at + 3).map_or((None, at + 3), |(year, next)| (Some(year), next));
                Some((date(first, second, year)?, next))
            }
        }
    }

    fn day_and_month(&self, at: usize) -> Option<(Named, usize)> {
        let quoted = self.skip_sign(at, '"');
        let (day, next) = self.ordinal(quoted)?;
        let next = self.skip(self.skip_sign(next, '"'), "числа");
        let month = month(self.word(next)).filter(|_| (1..=31).contains(&day))?;
        let next = self.end_of_month(next);
        let year = self.year(next).filter(|_| !self.is_document(next));
        let (year, next) = year.map_or((None, next), |(year, next)| (Some(year), next));
        Some((Named::yearly(Yearly::Day(month, day), year), next))
    }

    /// After the name of a month: the full stop of an abbreviation, «месяца».
    fn end_of_month(&self, at: usize) -> usize {
        let dotted = !is_month_in_full(self.word(at)) && self.glued(at + 1);
        let next = if dotted { self.skip_sign(at + 1, '.') } else { at + 1 };
        self.skip(next, "месяца месяце")
    }

    fn is_document(&self, at: usize) -> bool {
        self.sign(at) == Some('№')
    }

    fn month_of_year(&self, at: usize) -> Option<(Named, usize)> {
        let number = month(self.word(at))?;
        let next = self.end_of_month(at);
        let year = self.year(next);
        if year.is_none() && is_short_month(self.word(at)) {
            return None;
        }
        let (year, next) = year.map_or((None, next), |(year, next)| (Some(year), next));
        Some((Named::yearly(Yearly::Month(number), year), next))
    }

    /// «II квартал 2027 года», «3 кв.», «первое полугодие».
    fn numbered(&self, at: usize) -> Option<(Named, usize)> {
        let (number, next) = self.ordinal_or_roman(at)?;
        let next = self.skip_sign(next, '-');
        let (yearly, next) = self.quarter_or_half(number, next)?;
        let (year, next) = self.year(next).map_or((None, next), |(year, next)| (Some(year), next));
        Some((Named::yearly(yearly, year), next))
    }

    pub(super) fn quarter_or_half(&self, number: u32, at: usize) -> Option<(Yearly, usize)> {
        if (1..=4).contains(&number) && self.is(at, "квартал* кв квартл* кварт") {
            let short = self.is(at, "кв кварт");
            return Some((Yearly::Quarter(number), if short { self.skip_sign(at + 1, '.') } else { at + 1 }));
        }
        let half = (1..=2).contains(&number) && self.is(at, "полугоди* полугодь*");
        half.then_some((Yearly::Half(number), at + 1))
    }

    /// «летом», «осень 2027 года», «в летний период».
    fn season_of_year(&self, at: usize) -> Option<(Named, usize)> {
        let (number, adjective) = season(self.word(at))?;
        let dashed = self.sign(at + 1) == Some('-') && season(self.word(at + 2)).is_some();
        let mut next = if dashed { at + 3 } else { at + 1 };
        let number = if dashed { season(self.word(at + 2))?.0 } else { number };
        if adjective || self.is(next, "период* сезон* месяц*") {
            next = self.phrase(next, "период*/сезон*/месяц*")?;
        }
        let Some((year, next)) = self.year(next) else {
            return Some((Named::yearly(Yearly::Season(number), None), next));
        };
        if number != 0 {
            return Some((Named::yearly(Yearly::Season(number), Some(year)), next));
        }
        let second = self.year(next + 1).filter(|_| matches!(self.sign(next), Some('-' | '/')));
        Some(match second {
            Some((_, next)) => (Named::yearly(Yearly::Season(0), Some(year)), next),
            None => (Named { precision: super::Precision::Quarter, ..Named::year(year)? }, next),
        })
    }

    fn holiday(&self, at: usize) -> Option<(Named, usize)> {
        let day = |month, day, next| Some((Named::yearly(Yearly::Day(month, day), None), next));
        if let Some(next) = self.phrase(at, "нового/новому/новый год*") {
            return self.year(next).is_none().then(|| day(12, 31, next))?;
        }
        if let Some(next) = self.phrase(at, "дню/дня/день победы") {
            return day(5, 9, next);
        }
        let next = self
            .phrase(at, "учебному/учебного год*")
            .or_else(|| self.phrase(at, "нового/новому учебно* год*"))?;
        day(8, 31, next)
    }

    /// «начале июня», «первой декаде июля», «второй половине 2027 года», «последней неделе мая».
    fn part(&self, at: usize) -> Option<(Named, usize)> {
        let simple = [
            ("начал* наступлени*", Part::Beginning),
            ("середин*", Part::Middle),
            ("конец конце концу конца окончани* завершени* исход*", Part::End),
        ];
        if let Some((_, part)) = simple.iter().find(|(words, _)| self.is(at, words)) {
            return self.cut(at + 1, *part);
        }
        self.numbered_part(at)
    }

    /// «первой декаде июля», «второй половине 2027 года».
    pub(super) fn numbered_part(&self, at: usize) -> Option<(Named, usize)> {
        if self.is(at, "последн*") && self.is(at + 1, "недел* числ* дн* декад*") {
            let part = if self.is(at + 1, "декад*") { Part::TenDays(3) } else { Part::LastWeek };
            return self.cut(at + 2, part);
        }
        if self.is(at, "перв*") && self.is(at + 1, "числ*") {
            return self.cut(at + 2, Part::TenDays(1));
        }
        let (number, next) = self.ordinal_or_roman(at)?;
        let part = match (number, self.word(next)) {
            (1, "половине" | "половину" | "половины" | "половина" | "половиной") => {
                Part::FirstHalf
            }
            (2, "половине" | "половину" | "половины" | "половина" | "половиной") => {
                Part::SecondHalf
            }
            (1..=3, word) if word.starts_with("декад") => Part::TenDays(number),
            (1..=4, word) if word.starts_with("недел") => Part::SevenDays(number),
            _ => return None,
        };
        self.cut(next + 1, part)
    }

    fn cut(&self, at: usize, part: Part) -> Option<(Named, usize)> {
        let (whole, next) = self.named_or_current(at)?;
        let whole_month = matches!(part, Part::TenDays(_) | Part::SevenDays(_) | Part::LastWeek);
        let fits = whole.part == Part::Whole
            && (part == Part::End || whole.precision != super::Precision::Day)
            && (!whole_month || whole.precision == super::Precision::Month);
        fits.then_some((whole.with_part(part), next))
    }

    /// After «конца», «начале» and the like, where «года» means this year.
    pub(super) fn named_or_current(&self, at: usize) -> Option<(Named, usize)> {
        self.whole(at).or_else(|| self.current(at))
    }
}

fn date(day: u32, month: u32, year: Option<i32>) -> Option<Named> {
    let possible = (1..=31).contains(&day) && (1..=12).contains(&month);
    let near = year.is_none_or(|year| (1990..=2100).contains(&year));
    (possible && near).then(|| Named::yearly(Yearly::Day(month, day), year))
}
