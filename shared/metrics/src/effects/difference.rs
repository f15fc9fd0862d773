//! One town against towns with a like earlier course, week by week.

use chrono::Days as DayCount;
use domain::Oktmo;
use serde::{Deserialize, Serialize};

use super::registration::Plan;
use crate::formulas::Formula;
use crate::period::Window;
use crate::rollup::Days;

/// With so many others a town is compared: those whose earlier course differs least from its own.
pub const CONTROLS: usize = 10;

/// How weeks are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// A count: by ratio, so that large and small towns compare.
    Count,
    /// A share: by points.
    Share,
}

/// The numbers of seven days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Week {
    /// The count, or what stands above the line.
    pub numerator: u32,
    /// What stands below the line; nothing for a count.
    pub denominator: u32,
}

/// The weeks of one town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Course {
    /// The town.
    pub municipality: Oktmo,
    /// The weeks of the baseline.
    pub before: Vec<Week>,
    /// The weeks of the effect window.
    pub during: Vec<Week>,
}

impl Course {
    /// Reads the weeks of a plan from stored days: seven days each from the first on, a rest is left out. None when a day is
    /// missing, or the plan's metric is not known.
    pub fn read(municipality: Oktmo, days: &Days, plan: &Plan) -> Option<Self> {
        let formula = Formula::named(&plan.metric)?;
        let weeks = |window: Window| -> Option<Vec<Week>> {
            let starts = window.days().step_by(7).filter_map(|from| {
                let to = from.checked_add_days(DayCount::new(6))?;
                (to <= window.to).then_some(Window { from, to })
            });
            starts
                .map(|week| {
                    week.days().map(|day| days.get(&day)).try_fold(Week::default(), |sum, stats| {
                        let counts = &stats?.counts;
                        let (numerator, denominator) = match counts.get(formula.id) {
                            Some(count) => (count, 0),
                            None => formula.parts(counts),
                        };
                        Some(Week {
                            numerator: sum.numerator + numerator,
                            denominator: sum.denominator + denominator,
                        })
                    })
                })
                .collect()
        };
        Some(Self { municipality, before: weeks(plan.baseline)?, during: weeks(plan.effect)? })
    }

    /// Values of all weeks, the baseline first: logarithms of counts, or shares. A week without anything below the line has
    /// the share of the whole course.
    pub(super) fn values(&self, measure: Measure) -> Vec<f64> {
        let weeks = || self.before.iter().chain(&self.during);
        let sum = |part: fn(&Week) -> u32| weeks().map(|week| f64::from(part(week))).sum::<f64>();
        let usual = sum(|week| week.numerator) / sum(|week| week.denominator).max(1.0);
        let value = |week: &Week| match measure {
            Measure::Count => (f64::from(week.numerator) + 0.5).ln(),
            Measure::Share if week.denominator == 0 => usual,
            Measure::Share => f64::from(week.numerator) / f64::from(week.denominator),
        };
        weeks().map(value).collect()
    }
}

/// The differences of one town's weeks from the mean of its controls.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Differences {
    pub(super) before: Vec<f64>,
    pub(super) during: Vec<f64>,
    /// Whom it was compared with, by their places in the list.
    pub(super) controls: Vec<usize>,
}

/// Compares the town at `own` with the towns at `others`. `split` weeks are before.
pub(super) fn differences(values: &[Vec<f64>], split: usize, own: usize, others: &[usize]) -> Differences {
    let mut by_likeness: Vec<(f64, usize)> = others
        .iter()
        .map(|other| {
            let gaps: Vec<f64> = values[own][..split]
                .iter()
                .zip(&values[*other][..split])
                .map(|(one, two)| one - two)
                .collect();
            (variance(&gaps), *other)
        })
        .collect();
    by_likeness.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let mut controls: Vec<usize> = by_likeness.into_iter().take(CONTROLS).map(|(_, other)| other).collect();
    controls.sort_unstable();
    let gap = |week: usize| {
        let level: Vec<f64> = controls.iter().map(|other| values[*other][week]).collect();
        values[own][week] - mean(&level)
    };
    let gaps: Vec<f64> = (0..values[own].len()).map(gap).collect();
    Differences { before: gaps[..split].to_vec(), during: gaps[split..].to_vec(), controls }
}

impl Differences {
    /// How much more it changed than its controls.
    pub(super) fn effect(&self) -> f64 {
        centre(&self.during) - centre(&self.before)
    }

    /// The effect in units of its own week-to-week spread.
    pub(super) fn studentised(&self) -> f64 {
        let spread =
            variance(&self.before) / count(&self.before) + variance(&self.during) / count(&self.during);
        self.effect() / spread.sqrt().max(1e-9)
    }
}

#[expect(clippy::cast_precision_loss, reason = "weeks of a few years")]
pub(super) fn count(values: &[f64]) -> f64 {
    values.len().max(1) as f64
}

pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values)
}

/// The mean without the lowest and the highest fifth: a wave of a few weeks is not the effect of a measure.
pub(super) fn centre(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let cut = sorted.len() / 5;
    mean(&sorted[cut..sorted.len() - cut])
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count(values) - 1.0).max(1.0)
}
