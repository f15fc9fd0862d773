//! Scores as probabilities: one slope for all labels and a shift for each, fitted on rows that were not learnt from.

/// Steps of the descent.
const STEPS: usize = 60;

/// What a shift costs: labels with few rows keep theirs near zero.
const RIDGE: f64 = 2.0;

/// Scores of rows, label by label, and the labels that are right.
#[derive(Debug, Clone)]
pub(super) struct Scores {
    pub(super) values: Vec<f32>,
    pub(super) truth: Vec<u32>,
    pub(super) classes: usize,
}

impl Scores {
    pub(super) fn rows(&self) -> impl Iterator<Item = (&[f32], usize)> {
        self.values.chunks_exact(self.classes).zip(self.truth.iter().map(|&class| class as usize))
    }

    /// Moves the scores of each label.
    pub(super) fn shift(&mut self, offsets: &[f32]) {
        for row in self.values.chunks_exact_mut(self.classes) {
            row.iter_mut().zip(offsets).for_each(|(score, offset)| *score += offset);
        }
    }

    /// Brings all of them to logits.
    pub(super) fn apply(&mut self, calibration: &Calibration) {
        self.values.chunks_exact_mut(self.classes).for_each(|row| calibration.apply(row));
    }
}

/// How scores become probabilities: the softmax of `slope * score + shift`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Calibration {
    pub(super) slope: f32,
    pub(super) shifts: Vec<f32>,
}

impl Calibration {
    /// The most likely one of its family, by descent along each coordinate's own scale.
    pub(super) fn fit(scores: &Scores) -> Self {
        Self::descend(scores, true)
    }

    /// The same with the shifts left at zero.
    pub(super) fn fit_slope(scores: &Scores) -> Self {
        Self::descend(scores, false)
    }

    /// This one, then `offsets`, then the slope of another one, as one.
    pub(super) fn then(&self, offsets: &[f32], last: &Self) -> Self {
        let shifts = self.shifts.iter().zip(offsets);
        Self {
            slope: self.slope * last.slope,
            shifts: shifts.map(|(shift, offset)| (shift + offset) * last.slope).collect(),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "statistics")]
    fn descend(scores: &Scores, shifting: bool) -> Self {
        let mut calibration = Self { slope: 1.0, shifts: vec![0.0; scores.classes] };
        for _ in 0..STEPS {
            let slopes = calibration.slopes(scores);
            let (first, second) = slopes.slope;
            let change = (first / second.max(1e-9)).clamp(-1.0, 1.0);
            calibration.slope = (f64::from(calibration.slope) - 0.7 * change).clamp(0.05, 50.0) as f32;
            if shifting {
                for (shift, (first, second)) in calibration.shifts.iter_mut().zip(slopes.shifts) {
                    let first = first + RIDGE * f64::from(*shift);
                    *shift -= (0.7 * (first / (second + RIDGE)).clamp(-1.0, 1.0)) as f32;
                }
            }
            if change.abs() < 1e-4 {
                break;
            }
        }
        calibration
    }

    /// The mean loss, in nats.
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    pub(super) fn loss(&self, scores: &Scores) -> f64 {
        let mut row = vec![0.0; scores.classes];
        let losses = scores.rows().map(|(values, truth)| {
            row.copy_from_slice(values);
            self.apply(&mut row);
            softmax(&mut row);
            -f64::from(row[truth].max(1e-9)).ln()
        });
        losses.sum::<f64>() / scores.truth.len().max(1) as f64
    }

    /// Brings scores to logits.
    pub(super) fn apply(&self, scores: &mut [f32]) {
        for (score, shift) in scores.iter_mut().zip(&self.shifts) {
            *score = *score * self.slope + shift;
        }
    }

    fn slopes(&self, scores: &Scores) -> Slopes {
        let mut slopes = Slopes { slope: (0.0, 0.0), shifts: vec![(0.0, 0.0); scores.classes] };
        let mut row = vec![0.0; scores.classes];
        for (values, truth) in scores.rows() {
            row.copy_from_slice(values);
            self.apply(&mut row);
            softmax(&mut row);
            let mean: f32 = row.iter().zip(values).map(|(share, score)| share * score).sum();
            let square: f32 = row.iter().zip(values).map(|(share, score)| share * score * score).sum();
            slopes.slope.0 += f64::from(mean - values[truth]);
            slopes.slope.1 += f64::from((square - mean * mean).max(0.0));
            for (class, (&share, shift)) in row.iter().zip(&mut slopes.shifts).enumerate() {
                shift.0 += f64::from(share) - if class == truth { 1.0 } else { 0.0 };
                shift.1 += f64::from(share * (1.0 - share));
            }
        }
        slopes
    }
}

/// First and second derivatives of the loss.
struct Slopes {
    slope: (f64, f64),
    shifts: Vec<(f64, f64)>,
}

/// Logits as probabilities, in place.
pub(super) fn softmax(logits: &mut [f32]) {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for logit in logits.iter_mut() {
        *logit = (*logit - highest).exp();
        sum += *logit;
    }
    for share in logits {
        *share /= sum;
    }
}
