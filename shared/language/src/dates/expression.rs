//! A whole expression: the preposition, the period or span, and what they say together.

use chrono::{NaiveDate, NaiveTime};

use super::reader::Reader;
use super::relative::shifted;
use super::window::{Ahead, Named, Part};
use super::{Precision, Unresolved};

/// What an expression promises, if it stands in a promise.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) from: Option<NaiveDate>,
    pub(super) due: Result<NaiveDate, Unresolved>,
    pub(super) hour: Option<NaiveTime>,
    pub(super) precision: Precision,
    /// It lies ahead whatever the verb says: «завтра», «в 2030 году».
    pub(super) anchored: bool,
}

/// An expression with the place after it; nothing found in it if it is no promise.
pub(super) type Outcome = (Option<Found>, usize);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    None,
    In,
    From,
    Until,
    NotLater,
    NotBefore,
    After,
}

impl Reader<'_> {
    /// The expression that begins here.
    pub(super) fn expression(&self, at: usize) -> Option<Outcome> {
        self.no_promise(at)
            .or_else(|| self.hours(at))
            .or_else(|| self.term(at))
            .or_else(|| self.range(at))
            .or_else(|| self.period(at))
            .or_else(|| self.without_date(at))
    }

    /// «от 15.05.2026 № 5», «за май», «ул. 8 Марта», «п. 3.12», «с 9:00 до 18:00».
    fn no_promise(&self, at: usize) -> Option<Outcome> {
        if self.is(at, "ул улиц* площад* пл проспект* переул* пер набережн* микрорайон* мкр сквер* парк* бульвар* имени им") {
            let next = self.skip_sign(at + 1, '.');
            let (_, next) = self.named(next).filter(|(named, _)| !named.is_anchored())?;
            return Some((None, next));
        }
        if self.is(at, "п пп пункт* ст стать* версия") || self.sign(at) == Some('№') {
            let next = self.skip_sign(at + 1, '.');
            return self.named(next).filter(|_| self.number(next).is_some()).map(|(_, next)| (None, next));
        }
        if let Some(next) = self.habit(at) {
            return Some((None, self.time_of_day(next).map_or(next, |(_, next)| next)));
        }
        if self.is(at, "с со") {
            let (_, next) = self.time(at + 1).filter(|_| self.named(at + 1).is_none())?;
            let (_, next) = self.time(self.skip(next, "до по")).filter(|_| self.is(next, "до по"))?;
            return Some((None, next));
        }
        let next = self
            .phrase(at, "состоянию на")
            .or_else(|| self.is(at, "от за вместо датированн*").then_some(at + 1))?;
        let told = self.is(at, "за") && self.duration(next).is_some();
        self.named(next).filter(|_| !told).map(|(_, next)| (None, next))
    }

    /// «по выходным», «в будни», «ежедневно»: hours of work.
    fn habit(&self, at: usize) -> Option<usize> {
        let next = self.phrase(at, "по/в/во будням/будни/будние/рабочим/выходным/праздничным");
        let next = next.map(|next| self.skip(next, "дням дни"));
        next.or_else(|| self.is(at, "ежедневно круглосуточно будни").then_some(at + 1))
    }

    /// «до 18:00», «не позднее 18:00 завтрашнего дня», «до вечера».
    fn hours(&self, at: usize) -> Option<Outcome> {
        if let Some((days, next)) = self.part_of_day(at) {
            let day = shifted(self.today(), days)?;
            let (named, next) = self.day_after_time(next).unwrap_or((day, next));
            return Some((Some(Found { precision: Precision::Hour, ..day_found(named) }), next));
        }
        let lead = self.phrase(at, "не позднее/позже").or_else(|| self.is(at, "до к в").then_some(at + 1))?;
        let (time, next) = self.time(lead)?;
        let date = self.numeric_or_day(lead).is_some();
        if let Some((day, next)) = self.day_after_time(next) {
            let found = Found { hour: Some(time), precision: Precision::Hour, ..day_found(day) };
            return Some((Some(found), next));
        }
        if date {
            return self.is(at, "в").then_some((None, next));
        }
        if self.is(at, "в") {
            return Some((None, next));
        }
        let passed = time < self.written.time();
        let day = shifted(self.today(), passed.into())?;
        Some((Some(Found { hour: Some(time), precision: Precision::Hour, ..day_found(day) }), next))
    }

    fn day_after_time(&self, at: usize) -> Option<(NaiveDate, usize)> {
        let (named, next) = self.named(at).filter(|(named, _)| named.precision == Precision::Day)?;
        Some((named.bounds(self.today(), Ahead::Ends)?.1, next))
    }

    /// «с 1 по 5 июня» is a range; «в мае», «до 15 мая», «к выходным», «15.05.2026» are periods.
    fn period(&self, at: usize) -> Option<Outcome> {
        let (lead, next) = self.lead(at);
        let of_any_week = super::names::weekday(self.word(next)).is_some() || self.is(next, "выходн*");
        let until = matches!(lead, Lead::Until | Lead::NotLater);
        let last = until && self.is(next, "конц* окончани* завершени*");
        let ended = self.numbered_part(next + 1).filter(|_| last);
        let lead = if ended.is_some() { Lead::NotLater } else { lead };
        let part = ended.or_else(|| self.named(next));
        let (named, next) = if lead == Lead::None {
            part.filter(|(named, _)| self.stands_alone(named, next))?
        } else {
            part?
        };
        let day_of_week = super::names::weekday(self.word(next - 1)).is_some();
        if lead == Lead::In && (self.is(next - 1, "среде") || self.is_time_like(at + 1, next)) {
            return Some((None, next));
        }
        if lead == Lead::None && day_of_week && self.number(at).is_none() {
            return None;
        }
        if self.is_street(next) && !named.is_anchored() {
            return Some((None, next));
        }
        let included = self.is(next, "включительно");
        let lead = if until && included { Lead::NotLater } else { lead };
        let next = if included { next + 1 } else { next };
        let Some(found) = self.resolve(lead, named) else { return Some((None, next)) };
        let found = Found { anchored: found.anchored && !of_any_week, ..found };
        let time = self.time_of_day(next).filter(|_| named.precision == Precision::Day);
        let hour = time.map(|(time, _)| time);
        let precision = if hour.is_some() { Precision::Hour } else { found.precision };
        Some((Some(Found { hour, precision, ..found }), time.map_or(next, |(_, next)| next)))
    }

    /// «в 18.05» tells the time.
    fn is_time_like(&self, at: usize, next: usize) -> bool {
        next == at + 3 && self.sign(at + 1) == Some('.') && self.time(at).is_some()
    }

    /// «8 Марта, 15» is a street with a house.
    fn is_street(&self, next: usize) -> bool {
        let month = super::names::month(self.word(next - 1)).is_some() && self.capital(next - 1);
        let house = self.skip(self.skip_sign(next, ','), "дом д");
        month && self.number(self.skip_sign(house, '.')).is_some()
    }

    fn lead(&self, at: usize) -> (Lead, usize) {
        for (phrase, lead) in [
            ("не позднее/позже чем", Lead::NotLater),
            ("не позднее/позже", Lead::NotLater),
            ("не ранее/раньше чем", Lead::NotBefore),
            ("не ранее/раньше", Lead::NotBefore),
            ("вплоть до", Lead::Until),
            ("начиная с/со", Lead::From),
            ("в течение/течении", Lead::In),
            ("на протяжении", Lead::In),
            ("в период", Lead::In),
            ("в/во/на", Lead::In),
            ("до/к/ко", Lead::Until),
            ("с/со", Lead::From),
            ("по", Lead::NotLater),
            ("после", Lead::After),
        ] {
            if let Some(next) = self.phrase(at, phrase) {
                return (lead, next);
            }
        }
        (Lead::None, at)
    }

    /// Without a preposition only what cannot be anything else.
    fn stands_alone(&self, named: &Named, at: usize) -> bool {
        match named.precision {
            Precision::Weekend | Precision::Week | Precision::Year if named.part == Part::Whole => false,
            Precision::Month => {
                named.part != Part::Whole || named.is_anchored() && !self.is(at, "прошл* этого текущ*")
            }
            Precision::Quarter => {
                let season = super::names::season(self.word(at)).is_some();
                !season || self.is(at, "летом весной осенью зимой")
            }
            _ => true,
        }
    }

    fn resolve(&self, lead: Lead, named: Named) -> Option<Found> {
        let today = self.today();
        let day = named.precision == Precision::Day;
        let none = Found {
            from: None,
            due: Err(Unresolved::NoSuchDay),
            hour: None,
            precision: named.precision,
            anchored: named.is_anchored(),
        };
        let bounds = named.bounds(today, Ahead::Ends);
        let Some((start, end)) = bounds else { return Some(none) };
        let exclusive = |start: NaiveDate| start.pred_opt().filter(|due| *due >= today);
        let due = |from: Option<NaiveDate>, due: NaiveDate| Some(Found { from, due: Ok(due), ..none });
        match lead {
            Lead::Until if named.part == Part::End => due(None, end),
            Lead::Until if named.part == Part::Middle => {
                due(None, named.with_part(Part::FirstHalf).bounds(today, Ahead::Ends)?.1)
            }
            Lead::Until if named.precision == Precision::Weekend => {
                due(None, exclusive(self.weekend_ahead((start, end))?.0)?)
            }
            Lead::Until if !day => due(None, exclusive(named.bounds(today, Ahead::Begins)?.0)?),
            Lead::None | Lead::In | Lead::From => due((!day || lead == Lead::From).then_some(start), end),
            Lead::NotLater | Lead::Until => due(None, end),
            Lead::NotBefore => Some(Found { from: Some(start), due: Err(Unresolved::NoEnd), ..none }),
            Lead::After => Some(Found { from: end.succ_opt(), due: Err(Unresolved::NoEnd), ..none }),
        }
    }

    fn without_date(&self, at: usize) -> Option<Outcome> {
        let next = self.vague(at)?;
        let found = Found {
            from: None,
            due: Err(Unresolved::Vague),
            hour: None,
            precision: Precision::Vague,
            anchored: false,
        };
        Some((Some(found), next))
    }
}

const fn day_found(day: NaiveDate) -> Found {
    Found { from: None, due: Ok(day), hour: None, precision: Precision::Day, anchored: false }
}
