//! How much a number may lack when something may not have been heard: the interval that goes with it.
//!
//! The caller says how many messages were to be expected in the spans of doubt (`silence::Silence::expected`), less those that
//! came late. What is missing can be anything from nothing to the upper bound of such a count, and each missing message can be
//! in the numerator or not: nothing is assumed about it.

use serde::Serialize;

use crate::spikes::tail::at_most;

/// As bursty as messages of a page are taken to be.
const SIZE: f64 = 5.0;

/// A number with its doubt.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// At least so much.
    pub low: f64,
    /// At most so much.
    pub high: f64,
}

/// The most that may be missing, with 97.5 % certainty, when so many were expected in the spans of doubt.
pub fn unheard(expected: f64) -> u32 {
    let expected = expected.clamp(0.0, 100_000.0);
    let (mut low, mut high) = (0, 1);
    while at_most(high, expected, SIZE) < 0.975 {
        (low, high) = (high, high * 2);
    }
    while low < high {
        let middle = low.midpoint(high);
        if at_most(middle, expected, SIZE) < 0.975 { low = middle + 1 } else { high = middle }
    }
    if expected > 0.0 { low } else { 0 }
}

/// A count when at most `unheard` are missing.
pub fn of_count(count: u32, unheard: u32) -> Interval {
    Interval { low: count.into(), high: f64::from(count) + f64::from(unheard) }
}

/// A share when at most `unheard` are missing below the line; none when nothing is there, heard or not.
pub fn of_share(numerator: u32, denominator: u32, unheard: u32) -> Option<Interval> {
    let [above, below, missing] = [numerator, denominator, unheard].map(f64::from);
    let all = below + missing;
    (all > 0.0).then(|| Interval { low: above / all, high: (above + missing) / all })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_expected_is_nothing_missing() {
        assert_eq!(unheard(0.0), 0);
        assert_eq!(of_share(3, 4, 0), Some(Interval { low: 0.75, high: 0.75 }));
        assert_eq!(of_share(0, 0, 0), None);
    }

    #[test]
    fn the_bound_is_the_upper_quantile() {
        // scipy 1.17.1: nbinom.ppf(0.975, 5, 5 / (5 + mean)).
        assert_eq!([1.0, 12.0, 400.0].map(unheard), [4, 27, 822]);
    }

    proptest! {
        #[test]
        fn the_truth_lies_within_whatever_was_missed(
            heard in 0_u32..200, solved in 0_u32..200, missed in 0_u32..50, of_these in 0_u32..50, more in 0_u32..10,
        ) {
            let (solved, of_these) = (solved.min(heard), of_these.min(missed));
            let unheard = missed + more;
            let count = of_count(heard, unheard);
            prop_assert!((count.low..=count.high).contains(&f64::from(heard + missed)));
            if heard + missed > 0 {
                let share = of_share(solved, heard, unheard).unwrap();
                let truth = f64::from(solved + of_these) / f64::from(heard + missed);
                prop_assert!(share.low <= truth + 1e-12 && truth <= share.high + 1e-12);
            }
        }
    }
}
