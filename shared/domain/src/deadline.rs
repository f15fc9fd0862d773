//! Deadlines that explain themselves, pauses, and the state of a clock.

mod clock;
mod explain;
mod part;
mod pause;
mod state;
#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;
mod trace;

use chrono::{DateTime, Duration, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{CalendarError, WorkingCalendar};
use crate::sla::{Basis, Span};

pub use clock::{Clock, elapsed};
pub use pause::{Pause, PauseReason};
pub use state::DeadlineState;
pub use trace::{Trace, TraceError};

/// When something is due, and how that came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Trace", into = "Trace")]
pub struct Deadline {
    /// The last moment that is in time. With a pause still open, as if it had ended at once.
    pub due: DateTime<Utc>,
    /// How it came about.
    pub trace: Trace,
}

impl Deadline {
    /// Since when the clock has stood still, if a pause is open.
    pub fn paused_since(&self) -> Option<DateTime<Utc>> {
        self.trace.pauses.last().filter(|pause| pause.to.is_none()).map(|pause| pause.from)
    }

    /// Whether the clock stood still at this moment.
    pub fn is_paused(&self, at: DateTime<Utc>) -> bool {
        self.trace.pauses.iter().any(|pause| pause.from <= at && pause.to.is_none_or(|to| at < to))
    }
}

impl From<Trace> for Deadline {
    fn from(trace: Trace) -> Self {
        Self { due: trace.due, trace }
    }
}

impl From<Deadline> for Trace {
    fn from(deadline: Deadline) -> Self {
        deadline.trace
    }
}

/// Computes when `span` from `start` is over by `calendar`; the clock stands still during `pauses`.
///
/// A pause gives back exactly the time that it took from the clock of the span: working time for working hours and
/// working days, time on the wall for the others. Pauses may overlap and come in any order. Seconds are the finest
/// unit.
pub fn deadline(
    start: DateTime<Utc>,
    span: Span,
    basis: Basis,
    calendar: &WorkingCalendar,
    pauses: &[Pause],
) -> Result<Deadline, CalendarError> {
    // The trace writes seconds of the epoch without a sign.
    let start = Some(start.trunc_subsecs(0)).filter(|start| 0 <= start.timestamp());
    let start = start.ok_or(CalendarError::OutOfReach)?;
    let (mut due, mut effective) = (reach(start, span, calendar)?, Vec::new());
    for pause in pause::joined(pauses, start) {
        if due <= pause.from {
            break;
        }
        if let Some(to) = pause.to {
            due = give_back(due, span, calendar, pause.from, to)?;
        }
        effective.push(pause);
    }
    let opens = opening(start, span, calendar)?;
    Ok(Trace { start, opens, span, basis, pauses: effective, due }.into())
}

fn reach(
    start: DateTime<Utc>,
    span: Span,
    calendar: &WorkingCalendar,
) -> Result<DateTime<Utc>, CalendarError> {
    match span {
        Span::WorkingHours(hours) => calendar.add_working(start, Duration::hours(hours.into())),
        Span::WorkingDays(days) => calendar.add_working_days(start, days),
        Span::Hours(hours) => after(start, Duration::hours(hours.into())),
        Span::CalendarDays(days) => calendar.add_calendar_days(start, days),
    }
}

fn give_back(
    due: DateTime<Utc>,
    span: Span,
    calendar: &WorkingCalendar,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<DateTime<Utc>, CalendarError> {
    match span {
        Span::WorkingHours(_) | Span::WorkingDays(_) => {
            calendar.add_working(due, calendar.working_between(from, to)?)
        }
        Span::Hours(_) | Span::CalendarDays(_) => after(due, to - from),
    }
}

fn after(moment: DateTime<Utc>, length: Duration) -> Result<DateTime<Utc>, CalendarError> {
    moment.checked_add_signed(length).ok_or(CalendarError::OutOfReach)
}

/// When the clock of working hours began to run, if that was not at the start.
fn opening(
    start: DateTime<Utc>,
    span: Span,
    calendar: &WorkingCalendar,
) -> Result<Option<DateTime<Utc>>, CalendarError> {
    if !matches!(span, Span::WorkingHours(_)) {
        return Ok(None);
    }
    Ok(Some(calendar.next_open(start)?).filter(|opens| *opens != start))
}
