//! A trace in words.

use std::fmt::Write;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::{Pause, Trace};
use crate::sla::Span;
use crate::texts::{self, trace as words};

/// How much of a date a reader needs.
#[derive(Clone, Copy)]
enum Dates {
    /// All within a week: the day of the week says it.
    Weekday,
    /// Within one year.
    DayAndMonth,
    /// Over the turn of a year.
    Full,
}

/// Shows moments one after another, the day only where it changes.
struct Narrator {
    zone: Tz,
    dates: Dates,
    told: Option<NaiveDate>,
}

impl Trace {
    /// How the deadline came about, for a person in `zone`.
    pub fn explain(&self, zone: Tz) -> String {
        let mut narrator = Narrator::of(self, zone);
        let mut text = format!("{} {}", words::START, narrator.tell(self.start));
        if let Some(opens) = self.opens {
            let _ = write!(text, ", {} → {}", words::OUTSIDE_HOURS, narrator.tell(opens));
        }
        let _ = write!(text, "; +{}: {}", texts::span(self.span), texts::basis(self.basis));
        for pause in &self.pauses {
            let _ = write!(text, "; {}", narrator.tell_pause(pause));
        }
        let open = self.pauses.last().is_some_and(|pause| pause.to.is_none());
        let due = if open { words::DUE_WITHOUT_PAUSE } else { words::DUE };
        let _ = write!(text, "; → {due} {}", narrator.tell_due(self));
        text
    }
}

impl Narrator {
    fn of(trace: &Trace, zone: Tz) -> Self {
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let (first, last) = (day(trace.start), day(trace.due));
        let dates = match (last - first).num_days() {
            ..=6 => Dates::Weekday,
            _ if first.year() == last.year() => Dates::DayAndMonth,
            _ => Dates::Full,
        };
        Self { zone, dates, told: None }
    }

    fn tell(&mut self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.zone).naive_local();
        let time = local.format("%H:%M").to_string();
        if self.told.replace(local.date()) == Some(local.date()) {
            return time;
        }
        format!("{} {time}", self.date(local.date()))
    }

    fn date(&self, date: NaiveDate) -> String {
        let weekday = texts::weekday(date.weekday());
        match self.dates {
            Dates::Weekday => weekday.to_owned(),
            Dates::DayAndMonth => format!("{weekday} {}", date.format("%d.%m")),
            Dates::Full => format!("{weekday} {}", date.format("%d.%m.%Y")),
        }
    }

    fn tell_pause(&mut self, pause: &Pause) -> String {
        let reason = texts::pause_reason(pause.reason);
        let from = self.tell(pause.from);
        let Some(to) = pause.to else {
            return format!("{} {from}: {reason}, {}", words::PAUSE_SINCE, words::STANDS_STILL);
        };
        let same_day = self.told == Some(to.with_timezone(&self.zone).date_naive());
        let dash = if same_day { "–" } else { " – " };
        format!("{} {from}{dash}{}: {reason}", words::PAUSE, self.tell(to))
    }

    /// The day is always told, and the midnight that ends a day belongs to that day.
    fn tell_due(&self, trace: &Trace) -> String {
        let local = trace.due.with_timezone(&self.zone).naive_local();
        let whole_days = matches!(trace.span, Span::CalendarDays(_) | Span::WorkingDays(_));
        match ended_day(local).filter(|_| whole_days) {
            Some(day) => format!("{} 24:00", self.date(day)),
            None => format!("{} {}", self.date(local.date()), local.format("%H:%M")),
        }
    }
}

fn ended_day(local: NaiveDateTime) -> Option<NaiveDate> {
    if local.time() == NaiveTime::MIN { local.date().checked_sub_days(Days::new(1)) } else { None }
}
