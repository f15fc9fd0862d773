//! Medians and other quantiles of a waiting time that has not ended for everybody (Kaplan and Meier, 1958).
//!
//! Whoever still waits is not dropped, which would flatter the slow, nor counted as answered: they stay among those at
//! risk for as long as they are known to have waited. One who waits exactly as long as another's answer took is still
//! at risk when that answer comes.

use serde::Serialize;

use crate::sample::ClockSample;

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
