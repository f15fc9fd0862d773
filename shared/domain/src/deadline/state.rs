//! The state of a clock, derived and never stored.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Deadline;

/// Where one clock of an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineState {
    /// Running, and not yet due.
    Active,
    /// The milestone was reached in time.
    Hit,
    /// The milestone was reached late.
    Missed,
    /// Overdue, and the milestone is still to be reached.
    ActiveWithMisses,
    /// Standing still.
    Paused,
    /// No deadline applies.
    NotApplicable,
}

impl DeadlineState {
    /// The state at `now`, from the deadline and the moment at which the milestone was reached.
    pub fn derive(deadline: Option<&Deadline>, reached: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        let Some(deadline) = deadline else { return Self::NotApplicable };
        match reached.filter(|moment| *moment <= now) {
            Some(moment) if moment <= deadline.due || deadline.is_paused(moment) => Self::Hit,
            Some(_) => Self::Missed,
            None if deadline.is_paused(now) => Self::Paused,
            None if deadline.due < now => Self::ActiveWithMisses,
            None => Self::Active,
        }
    }

    /// Whether the deadline came before the milestone, reached by now or not.
    pub const fn is_missed(self) -> bool {
        matches!(self, Self::Missed | Self::ActiveWithMisses)
    }
}
