//! Offsets by which labels are weighed against each other, so that small labels are not drowned by large ones.
//!
//! The most probable label is right most often, but then rare labels are hardly ever given. Offsets are moved one at a
//! time to where the sum of accuracy and macro-F1 on rows that were not learnt from is highest.

use super::Settings;
use super::calibrate::Scores;

/// The largest offset.
const FARTHEST: f32 = 1.5;

/// How often each offset is tried.
const ROUNDS: usize = 3;

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    right: u32,
    given: u32,
    true_: u32,
}

impl Tally {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    fn f1(self) -> f32 {
        let all = self.given + self.true_;
        if all == 0 { 0.0 } else { 2.0 * self.right as f32 / all as f32 }
    }
}

/// Offsets for calibrated `logits`.
pub(super) fn offsets(logits: &Scores, settings: &Settings) -> Vec<f32> {
    let mut weighing = Weighing::new(logits);
    for _ in 0..ROUNDS {
        for class in 0..logits.classes {
            weighing.improve(class, settings);
        }
    }
    weighing.offsets
}

/// Accuracy and macro-F1 together, of the labels with the highest logits.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub(super) fn worth(logits: &Scores) -> f32 {
    let mut tallies = vec![Tally::default(); logits.classes];
    for (row, truth) in logits.rows() {
        let highest = row.iter().enumerate().max_by(|left, right| left.1.total_cmp(right.1));
        let given = highest.map_or(0, |(class, _)| class);
        tallies[truth].true_ += 1;
        tallies[given].given += 1;
        tallies[given].right += u32::from(given == truth);
    }
    let right: u32 = tallies.iter().map(|tally| tally.right).sum();
    let seen = tallies.iter().filter(|tally| tally.true_ + tally.given > 0).count();
    let sum: f32 = tallies.iter().map(|tally| tally.f1()).sum();
    right as f32 / logits.truth.len().max(1) as f32 + sum / seen.max(1) as f32
}

struct Weighing<'a> {
    logits: &'a Scores,
    offsets: Vec<f32>,
    labels: f32,
    rows: f32,
}

impl<'a> Weighing<'a> {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    fn new(logits: &'a Scores) -> Self {
        let mut present = vec![false; logits.classes];
        logits.truth.iter().for_each(|&class| present[class as usize] = true);
        Self {
            logits,
            offsets: vec![0.0; logits.classes],
            labels: present.iter().filter(|&&present| present).count() as f32,
            rows: logits.truth.len() as f32,
        }
    }

    /// Moves the offset of one label to its best place, all others standing still.
    fn improve(&mut self, class: usize, settings: &Settings) {
        let mut tallies = vec![Tally::default(); self.logits.classes];
        let mut moves = Vec::new();
        for (row, truth) in self.logits.rows() {
            tallies[truth].true_ += 1;
            let others = row.iter().zip(&self.offsets).map(|(logit, offset)| logit + offset).enumerate();
            let rival = others.filter(|&(other, _)| other != class).max_by(|a, b| a.1.total_cmp(&b.1));
            let Some((rival, score)) = rival else { continue };
            let needed = score - row[class];
            let given = if needed < -FARTHEST { class } else { rival };
            tallies[given].given += 1;
            tallies[given].right += u32::from(given == truth);
            if needed.abs() <= FARTHEST {
                moves.push((needed, rival, truth));
            }
        }
        moves.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
        self.offsets[class] = self.best(class, settings, &moves, tallies);
    }

    fn best(
        &self,
        class: usize,
        settings: &Settings,
        moves: &[(f32, usize, usize)],
        mut tallies: Vec<Tally>,
    ) -> f32 {
        let mut sum: f32 = tallies.iter().map(|tally| tally.f1()).sum();
        let mut right = 0.0;
        let mut best = (f32::NEG_INFINITY, 0.0);
        let mut consider = |from: f32, to: f32, sum: f32, right: f32| {
            let offset = if from < 0.0 && to > 0.0 { 0.0 } else { f32::midpoint(from, to) };
            let cost = settings.caution * offset * offset / self.labels;
            let value = sum / self.labels + settings.accuracy * right / self.rows - cost;
            if value > best.0 {
                best = (value, offset);
            }
        };
        consider(-FARTHEST, moves.first().map_or(FARTHEST, |first| first.0), sum, right);
        for (index, &(needed, rival, truth)) in moves.iter().enumerate() {
            sum -= tallies[class].f1() + tallies[rival].f1();
            tallies[rival].given -= 1;
            tallies[rival].right -= u32::from(rival == truth);
            tallies[class].given += 1;
            tallies[class].right += u32::from(class == truth);
            sum += tallies[class].f1() + tallies[rival].f1();
            right += f32::from(i8::from(class == truth) - i8::from(rival == truth));
            consider(needed, moves.get(index + 1).map_or(FARTHEST, |next| next.0), sum, right);
        }
        best.1
    }
}

#[cfg(test)]
mod tests;
