//! When to call again: over three days, as Standard Webhooks recommends to senders.

use chrono::Duration;

/// Seconds from a failed call to the next one; after the last of them the hand-over is given up.
pub const SCHEDULE: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// How long to wait after `attempts` failed calls, or the agency's own wish if that is longer; none when it is enough.
///
/// Agencies behind one failing gateway would be called in step: the name of the call spreads them by up to a tenth.
pub(crate) fn wait(attempts: u32, wish: Option<i64>, name: &str) -> Option<Duration> {
    let index = usize::try_from(attempts.checked_sub(1)?).ok()?;
    let planned = *SCHEDULE.get(index)?;
    let spread = name.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 100);
    let planned = planned + planned * spread / 1_000;
    let longest = *SCHEDULE.last().expect("the schedule has steps");
    Some(Duration::seconds(planned.max(wish.unwrap_or(0).clamp(0, longest))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<i64> =
            (1..=9).map(|attempt| wait(attempt, None, "x").unwrap().num_seconds()).collect();
        assert!(waits.is_sorted());
        assert_eq!(wait(10, None, "x"), None);
        assert_eq!(wait(0, None, "x"), None);
    }

    #[test]
    fn a_longer_wish_is_granted_and_an_endless_one_is_not() {
        assert_eq!(wait(1, Some(120), "x").unwrap().num_seconds(), 120);
        assert_eq!(wait(1, Some(i64::MAX), "x").unwrap().num_seconds(), 86_400);
    }

    #[test]
    fn the_same_call_always_waits_the_same() {
        assert_eq!(wait(3, None, "ho_1"), wait(3, None, "ho_1"));
        assert_ne!(wait(3, None, "ho_1"), wait(3, None, "ho_2"));
    }
}
