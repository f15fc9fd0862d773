//! How much one client may post: a window of a minute in the memory of this process.
//!
//! It keeps a client that has gone wild from filling the queue. It is no defence of the whole: every running copy of
//! the function counts for itself, and a network flood is stopped before it comes here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Posts of one client in a minute.
const MOST: u32 = 120;
const WINDOW: TimeDelta = TimeDelta::seconds(60);
/// Clients that are remembered at once.
const CLIENTS: usize = 1_024;

/// What each client posted in this minute.
#[derive(Debug, Default)]
pub(crate) struct Gate(Mutex<HashMap<String, (DateTime<Utc>, u32)>>);

impl Gate {
    /// Lets a client's post in, or says after how many seconds to come back.
    pub(super) fn pass(&self, client: &str, now: DateTime<Utc>) -> Result<(), u16> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= CLIENTS {
            windows.retain(|_, (begun, _)| now - *begun < WINDOW);
        }
        let (begun, count) = windows.entry(client.to_owned()).or_insert((now, 0));
        if now - *begun >= WINDOW {
            (*begun, *count) = (now, 0);
        }
        if *count >= MOST {
            let left = (WINDOW - (now - *begun)).num_seconds().clamp(1, 60);
            return Err(u16::try_from(left).unwrap_or(60));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wild_client_waits_and_the_others_do_not() {
        let gate = Gate::default();
        let now: DateTime<Utc> = "2026-11-18T09:00:00Z".parse().unwrap();
        for _ in 0..MOST {
            assert_eq!(gate.pass("app", now), Ok(()));
        }
        assert_eq!(gate.pass("app", now + TimeDelta::seconds(20)), Err(40));
        assert_eq!(gate.pass("other", now), Ok(()));
        assert_eq!(gate.pass("app", now + TimeDelta::seconds(60)), Ok(()));
    }
}
