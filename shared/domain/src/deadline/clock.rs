//! The three clocks on which each milestone is shown.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{CalendarError, WorkingCalendar};

/// A way to count time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Every hour counts.
    Wall,
    /// Hours count while the desk is open.
    Working,
    /// Working hours since the incident came to its present desk: shown, never scored.
    SinceAssignment,
}

impl Clock {
    /// Every clock.
    pub const ALL: [Self; 3] = [Self::Wall, Self::Working, Self::SinceAssignment];

    /// Whether verdicts may rest on it. Passing an incident on resets the clock of assignment, so none does.
    pub const fn is_scored(self) -> bool {
        !matches!(self, Self::SinceAssignment)
    }
}

/// How much time `clock` counts from `from` to `to`: none when `to` comes first.
///
/// `from` is the moment at which the message was written, or of the last assignment for the clock that counts from it.
pub fn elapsed(
    clock: Clock,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    calendar: &WorkingCalendar,
) -> Result<Duration, CalendarError> {
    match clock {
        Clock::Wall => Ok((to - from).max(Duration::zero())),
        Clock::Working | Clock::SinceAssignment => calendar.working_between(from, to),
    }
}
