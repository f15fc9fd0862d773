//! The one place that asks what time it is.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// What time it is: the machine's time, or a time that tests and simulations set. Clones of one clock agree.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    set_by_hand: Option<Arc<Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self { set_by_hand: None }
    }

    /// A clock that stands at `start` until it is moved.
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self { set_by_hand: Some(Arc::new(Mutex::new(start))) }
    }

    /// Whether it stands until it is moved.
    pub const fn is_manual(&self) -> bool {
        self.set_by_hand.is_some()
    }

    /// What time it is.
    #[expect(clippy::disallowed_methods, reason = "everybody else asks this clock")]
    pub fn now(&self) -> DateTime<Utc> {
        self.set_by_hand
            .as_ref()
            .map_or_else(Utc::now, |time| *time.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Moves a manual clock to `time`, back or forth.
    ///
    /// # Panics
    /// On the machine's clock, which nobody sets.
    pub fn set(&self, time: DateTime<Utc>) {
        let hand = self.set_by_hand.as_ref().expect("only a manual clock is set");
        *hand.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }

    /// Moves a manual clock by `step`.
    ///
    /// # Panics
    /// On the machine's clock, which nobody sets.
    pub fn advance(&self, step: TimeDelta) {
        let hand = self.set_by_hand.as_ref().expect("only a manual clock is advanced");
        *hand.lock().unwrap_or_else(PoisonError::into_inner) += step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_manual_clock_move_together() {
        let clock = Clock::manual(DateTime::UNIX_EPOCH);
        let other = clock.clone();
        clock.advance(TimeDelta::minutes(5));
        assert_eq!(other.now().timestamp(), 300);
        other.set(DateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
    }

    #[test]
    fn the_system_clock_is_no_manual_one() {
        assert!(Clock::system().now() > DateTime::UNIX_EPOCH + TimeDelta::days(365 * 50));
    }
}
