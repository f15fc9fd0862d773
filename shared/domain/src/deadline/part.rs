//! When so much of the time for a deadline is used up, before it or after it.

use chrono::{DateTime, Duration, Utc};

use super::{Deadline, after, give_back};
use crate::calendar::{CalendarError, WorkingCalendar};
use crate::sla::Span;

impl Deadline {
    /// When `percent` of the span have passed on its own clock: of working hours on the working one, of days and of hours
    /// on the wall between the start and the deadline. The pauses of the deadline are given back.
    pub fn part(&self, percent: u16, calendar: &WorkingCalendar) -> Result<DateTime<Utc>, CalendarError> {
        let start = self.trace.start;
        let share = |length: Duration| length * i32::from(percent) / 100;
        let span = self.trace.span;
        let mut reached = match span {
            Span::WorkingHours(hours) => calendar.add_working(start, share(Duration::hours(hours.into())))?,
            Span::Hours(_) | Span::WorkingDays(_) | Span::CalendarDays(_) => {
                let without = super::deadline(start, span, self.trace.basis, calendar, &[])?.due;
                after(start, share(without - start))?
            }
        };
        for pause in &self.trace.pauses {
            match pause.to {
                Some(to) if pause.from < reached => {
                    reached = give_back(reached, span, calendar, pause.from, to)?;
                }
                _ => break,
            }
        }
        Ok(reached)
    }
}
