//! Linear weights learnt row by row: all labels together, each row a step.

use super::calibrate::softmax;
use super::corpus::Matrix;
use super::{Effort, Loss};

/// Labels of a row of weights are padded to a multiple of this, for the processor's sake.
const LANES: usize = 8;

/// What is to be learnt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course<'a> {
    pub(super) matrix: &'a Matrix,
    pub(super) rows: &'a [u32],
    /// The label of every row of the matrix.
    pub(super) classes: &'a [u32],
    pub(super) labels: usize,
    pub(super) effort: Effort,
    /// How far rare labels are helped while learning.
    pub(super) balance: f32,
    pub(super) seed: u64,
}

/// Weights of all labels, feature by feature.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    pub(super) labels: usize,
    stride: usize,
    values: Vec<f32>,
    pub(super) biases: Vec<f32>,
}

impl Weights {
    fn new(features: usize, labels: usize) -> Self {
        let stride = labels.next_multiple_of(LANES);
        Self { labels, stride, values: vec![0.0; features * stride], biases: vec![0.0; stride] }
    }

    /// The weights of a feature.
    pub(super) fn of(&self, feature: usize) -> &[f32] {
        &self.values[feature * self.stride..][..self.labels]
    }

    /// These weights and others together, each as loud as told.
    pub(super) fn mixed(mut self, own: f32, others: &Self, loud: f32) -> Self {
        let mix = |value: &mut f32, other: &f32| *value = *value * own + other * loud;
        self.values.iter_mut().zip(&others.values).for_each(|(value, other)| mix(value, other));
        self.biases.iter_mut().zip(&others.biases).for_each(|(value, other)| mix(value, other));
        self
    }

    /// The scores of a row of the matrix, padded with zeros.
    pub(super) fn scores(&self, matrix: &Matrix, row: usize, scores: &mut Vec<f32>) {
        scores.clone_from(&self.biases);
        for (id, value) in matrix.row(row) {
            add(scores, &self.values[id * self.stride..][..self.stride], value);
        }
    }

    fn change(&mut self, matrix: &Matrix, row: usize, step: &[f32]) {
        for (id, value) in matrix.row(row) {
            add(&mut self.values[id * self.stride..][..self.stride], step, value);
        }
        add(&mut self.biases, step, 1.0);
    }
}

fn add(sums: &mut [f32], terms: &[f32], factor: f32) {
    for (sums, terms) in sums.as_chunks_mut::<LANES>().0.iter_mut().zip(terms.as_chunks::<LANES>().0) {
        for lane in 0..LANES {
            sums[lane] += terms[lane] * factor;
        }
    }
}

/// Learns.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub(super) fn learn(course: &Course<'_>) -> Weights {
    let mut weights = Weights::new(course.matrix.width, course.labels);
    let prices = prices(course);
    let mut order = course.rows.to_vec();
    let mut random = Random::new(course.seed);
    let steps = (course.effort.passes * order.len()) as f32;
    let mut done = 0.0;
    let mut scores = Vec::new();
    for _ in 0..course.effort.passes {
        for left in 0..order.len() {
            let other = left + random.below(order.len() - left);
            order.swap(left, other);
            let row = order[left] as usize;
            weights.scores(course.matrix, row, &mut scores);
            let class = course.classes[row] as usize;
            match course.effort.loss {
                Loss::Likelihood => {
                    softmax(&mut scores[..course.labels]);
                    scores[class] -= 1.0;
                }
                Loss::Margin => margins(&mut scores[..course.labels], class),
            }
            let rate = course.effort.rate * prices[class] * (1.0 - done / steps);
            for share in &mut scores {
                *share *= -rate;
            }
            weights.change(course.matrix, row, &scores);
            done += 1.0;
        }
    }
    weights
}

/// Slopes of the squared hinge: every label by itself is told from all others, with room between.
fn margins(scores: &mut [f32], class: usize) {
    for (label, score) in scores.iter_mut().enumerate() {
        *score = if label == class { -(1.0 - *score).max(0.0) } else { (1.0 + *score).max(0.0) };
    }
}

/// What an error costs in a row of each label: more where rows are few, one on average over labels.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn prices(course: &Course<'_>) -> Vec<f32> {
    let mut counts = vec![0_u32; course.labels];
    course.rows.iter().for_each(|&row| counts[course.classes[row as usize] as usize] += 1);
    let fair = course.rows.len() as f32 / course.labels as f32;
    counts.iter().map(|&count| (fair / count.max(1) as f32).powf(course.balance).clamp(0.7, 12.0)).collect()
}

/// Numbers that look random and are the same for the same seed.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        let limit = u128::try_from(limit).unwrap_or(u128::MAX);
        usize::try_from((u128::from(self.next()) * limit) >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
