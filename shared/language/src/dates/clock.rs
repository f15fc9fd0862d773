//! Hours of a day: «до 18:00», «к 18 часам», «до вечера».

use chrono::NaiveTime;

use super::reader::Reader;

impl Reader<'_> {
    /// «18:00», «18.00», «18 часов».
    pub(super) fn time(&self, at: usize) -> Option<(NaiveTime, usize)> {
        let (hour, digits) = self.number(at)?;
        if digits > 2 || hour > 24 {
            return None;
        }
        let at_hour =
            |minute: u32| NaiveTime::from_hms_opt(hour.min(23), if hour == 24 { 59 } else { minute }, 0);
        if let Some(':' | '.' | '-') = self.sign(at + 1) {
            let longer =
                self.sign(at + 3) == Some('.') && self.glued(at + 4) && self.number(at + 4).is_some();
            let joined = self.glued(at + 1) && self.glued(at + 2) && !longer;
            let (minute, _) =
                self.number(at + 2).filter(|&(minute, digits)| digits == 2 && minute < 60 && joined)?;
            return Some((at_hour(minute)?, self.skip(at + 3, "часов часам ч")));
        }
        let next = self.skip(at + 1, "часов часам часа час ч");
        let dotted = self.is(at + 1, "ч") && self.glued(next);
        (next > at + 1).then_some((at_hour(0)?, if dotted { self.skip_sign(next, '.') } else { next }))
    }

    /// After a day: «до 18:00», «в 18 часов», «с 9:00 до 18:00».
    pub(super) fn time_of_day(&self, at: usize) -> Option<(NaiveTime, usize)> {
        let next = self.skip_sign(at, ',');
        let lead =
            self.phrase(next, "не позднее/позже").unwrap_or_else(|| self.skip(next, "до к в с после около"));
        let (first, next) = self.time(lead).filter(|_| lead > next || self.sign(lead + 1) == Some(':'))?;
        let later = if self.sign(next) == Some('-') { next + 1 } else { self.skip(next, "до по") };
        Some(self.time(later).filter(|_| later > next).unwrap_or((first, next)))
    }

    /// «до вечера», «к утру»: how many days ahead.
    pub(super) fn part_of_day(&self, at: usize) -> Option<(i64, usize)> {
        let next = if self.is(at, "до к ко") { at + 1 } else { return None };
        let days = match self.word(next) {
            "вечера" | "вечеру" | "обеда" | "обеду" | "полудня" | "ночи" => {
                0
            }
            "утра" | "утру" => 1,
            _ => return None,
        };
        Some((days, next + 1))
    }
}
