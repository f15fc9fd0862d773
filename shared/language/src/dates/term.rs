//! Spans of time with the words before and after them: «в течение недели», «через 10 дней после 15 мая».

use super::duration::Duration;
use super::expression::{Found, Outcome};
use super::reader::Reader;
use super::window::Ahead;
use super::{Precision, Unresolved};

impl Reader<'_> {
    pub(super) fn term(&self, at: usize) -> Option<Outcome> {
        let (duration, next) = self.term_of_reply(at)?;
        if duration.is_bare_day() && self.is(at, "через спустя") {
            return Some(self.counted(Duration::day(), next));
        }
        Some(self.counted(duration, next))
    }

    fn term_of_reply(&self, at: usize) -> Option<(Duration, usize)> {
        let adjective = self.skip(at, "в во");
        if let Some(found) = self.adjective_term(adjective) {
            return Some(found);
        }
        for phrase in ["в течение/течении/теч", "втечение/втечении", "на протяжении"]
        {
            if let Some(next) = self.phrase(at, phrase) {
                let next = self.skip_sign(next, '.');
                return if self.named(next).is_some() { None } else { self.duration(next) };
            }
        }
        let strict = [
            "не позднее/позже чем через/за",
            "не позднее/позже",
            "не более/дольше чем через/за",
            "через",
            "спустя",
            "в срок до/не/от",
            "в срок",
            "сроком до/в/на",
            "срок до",
            "срок",
        ];
        if let Some(next) = strict.iter().find_map(|phrase| self.phrase(at, phrase)) {
            let next =
                if self.sign(next) == Some(':') || self.sign(next) == Some('-') { next + 1 } else { next };
            return if self.named(next).is_some() { None } else { self.duration(self.skip(next, "в")) };
        }
        self.counted_only(at)
    }

    /// «до 10 дней», «за неделю», «в ближайшие два дня».
    fn counted_only(&self, at: usize) -> Option<(Duration, usize)> {
        if self.is(at, "до за") && self.named(at + 1).is_none() {
            return self.duration(at + 1).filter(|(duration, _)| self.is(at, "за") || !duration.is_bare());
        }
        if self.is(at, "в на") && self.is(at + 1, "ближайш* следующ* последующ*") {
            let nearest = self.is(at + 1, "ближайшую ближайший");
            return self.duration(at + 1).filter(|(duration, _)| nearest || !duration.is_bare());
        }
        None
    }

    fn counted(&self, duration: Duration, next: usize) -> Outcome {
        let precision = duration.precision();
        let found = |due| Found { from: None, due, hour: None, precision, anchored: false };
        if self.is(next, "с со от после") {
            if let Some((day, next)) =
                self.named(next + 1).filter(|(named, _)| named.precision == Precision::Day)
            {
                let start =
                    day.bounds(self.today(), Ahead::Ends).and_then(|(day, _)| day.and_hms_opt(12, 0, 0));
                let due = start.ok_or(Unresolved::NoSuchDay).and_then(|start| duration.after(self, start));
                return (Some(found(due)), next);
            }
            if self.is(next, "после") || self.is(next + 1, "дня даты момента времени момент")
            {
                let here = self.is(next + 2, "сегодняшнего настоящего данного");
                let end = (next + if self.is(next, "после") { 2 } else { 3 }).min(self.pieces.len());
                if !here {
                    return (Some(found(Err(Unresolved::AnotherEvent))), end);
                }
            }
        }
        if duration.is_bare_day() {
            return (Some(found(Ok(self.today()))), next);
        }
        (Some(found(duration.after(self, self.written))), next)
    }
}
