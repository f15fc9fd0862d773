//! Medians and other quantiles of a waiting time that has not ended for everybody (Kaplan and Meier, 1958).
//!
//! Whoever still waits is not dropped, which would flatter the slow, nor counted as answered: they stay among those at
//! risk for as long as they are known to have waited. One who waits exactly as long as another's answer took is still
//! at risk when that answer comes.

mod spread;

use serde::Serialize;

use crate::sample::ClockSample;
pub use spread::{Bounds, Interval, bounds, median_interval, restricted_mean};

/// Which quantile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Half have their answer.
    Median,
    /// Nine of ten have their answer.
    P90,
}

impl Level {
    /// The share that still waits when the level is reached.
    const fn remaining(self) -> f64 {
        match self {
            Self::Median => 0.5,
            Self::P90 => 0.1,
        }
    }
}

/// Rounding of products of fractions; real steps of the curve are larger than this.
const ROUNDING: f64 = 1e-9;

/// One step of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Minutes since writing.
    pub minutes: u32,
    /// How many waited until then.
    pub at_risk: u32,
    /// How many had their answer in this very minute.
    pub answers: u32,
    /// The estimated share that still waits after it.
    pub waiting: f64,
}

/// The Kaplan-Meier curve: one step for each minute in which an answer came.
pub fn curve(sample: &ClockSample) -> impl Iterator<Item = Point> {
    let mut at_risk = sample.len();
    let mut leavers = sample.waiting.iter().peekable();
    let mut waiting = 1.0;
    sample.answered.iter().map(move |(minutes, answers)| {
        while let Some((_, left)) = leavers.next_if(|(left_at, _)| *left_at < minutes) {
            at_risk -= left;
        }
        waiting *= f64::from(at_risk - answers) / f64::from(at_risk);
        let point = Point { minutes, at_risk, answers, waiting };
        at_risk -= answers;
        point
    })
}

/// The first minute at which the curve has fallen to the level; none when it does not fall that far.
pub fn quantile(sample: &ClockSample, level: Level) -> Option<u32> {
    curve(sample).find(|point| point.waiting <= level.remaining() + ROUNDING).map(|point| point.minutes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(answered: &[u32], waiting: &[u32], never: u32) -> ClockSample {
        ClockSample {
            answered: answered.iter().copied().collect(),
            waiting: waiting.iter().copied().collect(),
            never,
        }
    }

    /// Ten authors. Answers after 30, 60, 60, 120, 200, 240 minutes; others still wait after 60, 90, 200, 300.
    #[test]
    fn the_curve_equals_one_worked_by_hand_with_ties_and_censoring() {
        let sample = sample(&[30, 60, 60, 120, 200, 240], &[60, 90, 200, 300], 0);
        let by_hand = [
            (30, 10, 1, 0.9),  // 9/10
            (60, 9, 2, 0.7),   // × 7/9; the one who waits 60 is still at risk
            (120, 5, 1, 0.56), // × 4/5
            (200, 4, 1, 0.42), // × 3/4; the one who waits 200 is still at risk
            (240, 2, 1, 0.21), // × 1/2
        ];
        let curve: Vec<Point> = curve(&sample).collect();
        assert_eq!(curve.len(), by_hand.len());
        for (point, (minutes, at_risk, answers, waiting)) in curve.iter().zip(by_hand) {
            assert_eq!((point.minutes, point.at_risk, point.answers), (minutes, at_risk, answers));
            assert!((point.waiting - waiting).abs() < 1e-12, "{point:?}");
        }
        assert_eq!(
            quantile(&sample, Level::Median),
            Some(200),
            "the median of the answered alone would be 60"
        );
        assert_eq!(quantile(&sample, Level::P90), None, "the curve ends at 0.21");
    }

    #[test]
    fn an_answer_that_will_never_come_stays_at_risk() {
        assert_eq!(quantile(&sample(&[10, 20], &[], 3), Level::Median), None);
        assert_eq!(quantile(&sample(&[10, 20, 30], &[], 3), Level::Median), Some(30));
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!(quantile(&sample(&[], &[], 0), Level::Median), None);
        assert_eq!(quantile(&sample(&[], &[5, 6], 1), Level::Median), None);
    }

    #[test]
    fn one_answer_is_every_quantile() {
        assert_eq!(quantile(&sample(&[82], &[], 0), Level::Median), Some(82));
        assert_eq!(quantile(&sample(&[82], &[], 0), Level::P90), Some(82));
    }

    #[test]
    fn a_level_that_is_met_exactly_is_reached() {
        // 12/15 × 6/8 × 5/6 is a half, but the product of rounded fractions is a hair above it.
        let rounded = sample(&[1, 1, 1, 3, 3, 5], &[2, 2, 2, 2, 9, 9, 9, 9, 9], 0);
        assert_eq!(quantile(&rounded, Level::Median), Some(5));
        let tenths: Vec<u32> = (1..=10).collect();
        let all = ClockSample { answered: tenths.into_iter().collect(), ..ClockSample::default() };
        assert_eq!(quantile(&all, Level::P90), Some(9));
        assert_eq!(quantile(&all, Level::Median), Some(5));
    }

    /// The smallest duration that at least `tenths` tenths do not exceed.
    fn plain(durations: &[u32], tenths: usize) -> Option<u32> {
        let reached = |limit: u32| durations.iter().filter(|minutes| **minutes <= limit).count() * 10;
        durations.iter().copied().filter(|limit| reached(*limit) >= tenths * durations.len()).min()
    }

    proptest! {
        #[test]
        fn without_censoring_it_is_the_plain_quantile(durations in proptest::collection::vec(0_u32..60, 0..80)) {
            let sample = sample(&durations, &[], 0);
            prop_assert_eq!(quantile(&sample, Level::Median), plain(&durations, 5));
            prop_assert_eq!(quantile(&sample, Level::P90), plain(&durations, 9));
        }

        #[test]
        fn one_more_who_never_gets_an_answer_never_shortens_the_median(
            answered in proptest::collection::vec(0_u32..60, 0..40),
            waiting in proptest::collection::vec(0_u32..60, 0..40),
        ) {
            let reached = |never| quantile(&sample(&answered, &waiting, never), Level::Median).unwrap_or(u32::MAX);
            if !answered.is_empty() {
                prop_assert!(reached(0) <= reached(1));
            }
        }

        #[test]
        fn the_curve_falls_and_stays_between_one_and_zero(
            answered in proptest::collection::vec(0_u32..60, 0..40),
            waiting in proptest::collection::vec(0_u32..60, 0..40),
        ) {
            let mut above = 1.0;
            for point in curve(&sample(&answered, &waiting, 0)) {
                prop_assert!((0.0..above).contains(&point.waiting));
                above = point.waiting;
            }
        }
    }
}
