//! How sure the curve and its median are: Greenwood's variance (1926), bounds on the scale of log(-log), as lifelines and
//! SAS take them by default, and the mean within a limit.

use serde::Serialize;

use super::{Point, curve};
use crate::sample::ClockSample;

/// The normal quantile that leaves 2.5 % on either side.
const NORMAL_975: f64 = 1.959_963_984_540_054;

/// A step of the curve with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The step.
    pub point: Point,
    /// Greenwood's variance of the share that still waits. At the very end of a curve that falls to zero it is not
    /// defined, and zero here.
    pub variance: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// Minutes between which a figure lies; an end that the bound never reaches is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// The shorter end.
    pub low: Option<u32>,
    /// The longer end.
    pub high: Option<u32>,
}

/// The curve with its uncertainty.
pub fn bounds(sample: &ClockSample) -> impl Iterator<Item = Bounds> {
    let mut sum = 0.0;
    curve(sample).map(move |point| {
        let (at_risk, answers) = (f64::from(point.at_risk), f64::from(point.answers));
        if point.at_risk == point.answers {
            return Bounds { point, variance: 0.0, low: 0.0, high: 0.0 };
        }
        sum += answers / (at_risk * (at_risk - answers));
        let log = point.waiting.ln();
        let shift = NORMAL_975 * f64::sqrt(sum) / log;
        let bound = |shift: f64| (log * shift.exp()).exp();
        Bounds { point, variance: point.waiting.powi(2) * sum, low: bound(-shift), high: bound(shift) }
    })
}

/// The 95 % interval of the median (Brookmeyer and Crowley, 1982): where the bounds of the curve fall to a half.
pub fn median_interval(sample: &ClockSample) -> Interval {
    let first = |bound: fn(&Bounds) -> f64| {
        bounds(sample).find(|step| bound(step) <= 0.5 + super::ROUNDING).map(|step| step.point.minutes)
    };
    Interval { low: first(|step| step.low), high: first(|step| step.high) }
}

/// The mean wait when nobody is counted beyond `limit` minutes: the area under the curve. None without any data.
pub fn restricted_mean(sample: &ClockSample, limit: u32) -> Option<f64> {
    let (mut area, mut since, mut waiting) = (0.0, 0, 1.0);
    for point in curve(sample).take_while(|point| point.minutes < limit) {
        area += waiting * f64::from(point.minutes - since);
        (since, waiting) = (point.minutes, point.waiting);
    }
    (!sample.is_empty()).then(|| area + waiting * f64::from(limit - since))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(answered: &[u32], waiting: &[u32], never: u32) -> ClockSample {
        ClockSample {
            answered: answered.iter().copied().collect(),
            waiting: waiting.iter().copied().collect(),
            never,
        }
    }

    #[test]
    fn greenwoods_variance_equals_one_worked_by_hand() {
        // 1/(4·3) after the first of four; 1/(4·3) + 1/(2·1) after one of the two that are left.
        let steps: Vec<Bounds> = bounds(&sample(&[10, 20], &[15, 30], 0)).collect();
        assert!((steps[0].variance - 0.75_f64.powi(2) / 12.0).abs() < 1e-12);
        assert!((steps[1].variance - 0.375_f64.powi(2) * (1.0 / 12.0 + 0.5)).abs() < 1e-12);
    }

    #[test]
    fn a_median_of_a_few_has_an_open_end() {
        let interval = median_interval(&sample(&[10, 20, 30], &[40, 50], 0));
        assert_eq!(interval, Interval { low: Some(10), high: None });
        assert_eq!(median_interval(&sample(&[], &[], 0)), Interval { low: None, high: None });
    }

    #[test]
    fn whoever_never_gets_an_answer_waits_up_to_the_limit() {
        assert_eq!(restricted_mean(&sample(&[10], &[], 1), 100), Some(55.0));
        assert_eq!(restricted_mean(&sample(&[10, 200], &[], 0), 100), Some(55.0));
        assert_eq!(restricted_mean(&sample(&[], &[], 0), 100), None);
    }
}
