//! How good predictions are, against labels that are known.

use std::collections::BTreeMap;

use super::Prediction;

/// The precision that a coverage is asked for.
const PRECISION: f64 = 0.95;

/// Parts into which confidence is divided to compare it with what came true.
const BINS: usize = 15;

/// A prediction and the label that was right.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The right label.
    pub truth: String,
    /// The label that was given.
    pub given: String,
    /// How sure the model was of it.
    pub confidence: f32,
    /// Whether the right label is among the best three.
    pub among_best: bool,
}

impl Judged {
    /// Sets a prediction beside the right label.
    pub fn new(prediction: &Prediction<'_>, truth: &str) -> Self {
        let first = prediction.best.first();
        Self {
            truth: truth.to_owned(),
            given: first.map_or(String::new(), |choice| choice.label.to_owned()),
            confidence: first.map_or(0.0, |choice| choice.probability),
            among_best: prediction.best.iter().any(|choice| choice.label == truth),
        }
    }
}

/// What predictions are worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// The share of right ones.
    pub accuracy: f64,
    /// The share with the right label among the best three.
    pub top3: f64,
    /// The mean of F1 over labels that are right or given somewhere.
    pub macro_f1: f64,
    /// The largest share that can be given without a person, the surest first, with 95 % of it right.
    pub coverage_at_95: f64,
    /// How far confidence is from the share of right ones, on average over fifteen equal bins.
    pub calibration_error: f64,
    /// How many there are.
    pub count: usize,
}

/// How often each label was given for each right one.
pub type Confusion = BTreeMap<(String, String), usize>;

/// Judges predictions.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub fn evaluate(judged: &[Judged]) -> Evaluation {
    let count = judged.len();
    let share = |good: usize| if count == 0 { 0.0 } else { good as f64 / count as f64 };
    Evaluation {
        accuracy: share(judged.iter().filter(|row| row.truth == row.given).count()),
        top3: share(judged.iter().filter(|row| row.among_best).count()),
        macro_f1: macro_f1(judged),
        coverage_at_95: share(covered(judged)),
        calibration_error: calibration_error(judged),
        count,
    }
}

/// How often each label was given for each right one: (right, given) → rows.
pub fn confusion(judged: &[Judged]) -> Confusion {
    let mut counts = Confusion::new();
    for row in judged {
        *counts.entry((row.truth.clone(), row.given.clone())).or_default() += 1;
    }
    counts
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn macro_f1(judged: &[Judged]) -> f64 {
    let mut labels: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in judged {
        labels.entry(&row.truth).or_default().1 += 1;
        labels.entry(&row.given).or_default().1 += 1;
        if row.truth == row.given {
            labels.entry(&row.truth).or_default().0 += 1;
        }
    }
    let sum: f64 = labels.values().map(|&(right, all)| 2.0 * right as f64 / all as f64).sum();
    if labels.is_empty() { 0.0 } else { sum / labels.len() as f64 }
}

/// The largest number of surest rows of which enough are right; rows of one confidence stay together.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn covered(judged: &[Judged]) -> usize {
    let mut order: Vec<&Judged> = judged.iter().collect();
    order.sort_by(|left, right| right.confidence.total_cmp(&left.confidence));
    let (mut right, mut best) = (0, 0);
    for (index, row) in order.iter().enumerate() {
        right += usize::from(row.truth == row.given);
        let last = order.get(index + 1).is_none_or(|next| next.confidence < row.confidence);
        if last && right as f64 >= PRECISION * (index + 1) as f64 {
            best = index + 1;
        }
    }
    best
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bin of fifteen")]
fn calibration_error(judged: &[Judged]) -> f64 {
    let mut bins = [(0.0, 0.0); BINS];
    for row in judged {
        let bin = ((row.confidence * BINS as f32) as usize).min(BINS - 1);
        bins[bin].0 += f64::from(row.confidence);
        bins[bin].1 += f64::from(u8::from(row.truth == row.given));
    }
    let gaps: f64 = bins.iter().map(|(sure, right)| (sure - right).abs()).sum();
    if judged.is_empty() { 0.0 } else { gaps / judged.len() as f64 }
}

#[cfg(test)]
mod tests;
