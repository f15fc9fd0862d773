//! Which of a night's cells are spikes (Benjamini and Hochberg, 1995).

use domain::{Oktmo, TopicCode};
use serde::Serialize;

use super::baseline::Expected;
use super::tail::at_least;

/// Of the spikes that are named, at most this share is false, in the mean of all nights. On a night without any real one it
/// is the probability that anything is named.
pub const FALSE_SHARE: f64 = 0.05;

/// Fewer are never a spike.
pub const LEAST: u32 = 3;

/// A topic in a municipality on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// Where.
    pub municipality: Oktmo,
    /// What about.
    pub topic: TopicCode,
    /// How many came.
    pub observed: u32,
    /// How many were to be expected.
    pub expected: Expected,
}

/// A cell in which far more came than was to be expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spike {
    /// The cell.
    pub cell: Cell,
    /// The probability of so many or more by chance.
    pub probability: f64,
    /// The smallest false share at which it would still be named.
    pub false_share: f64,
}

/// The spikes among all cells of a night, the least probable first. Give it every cell that was looked at: the more there
/// are, the rarer something must be to stand out.
pub fn spikes(cells: &[Cell], false_share: f64) -> Vec<Spike> {
    let probabilities: Vec<f64> =
        cells.iter().map(|cell| at_least(cell.observed, cell.expected.mean, cell.expected.size)).collect();
    let shares = false_shares(&probabilities);
    let mut spikes: Vec<Spike> = cells
        .iter()
        .zip(probabilities.into_iter().zip(shares))
        .filter(|(cell, (_, share))| *share <= false_share && LEAST <= cell.observed)
        .map(|(cell, (probability, false_share))| Spike { cell: cell.clone(), probability, false_share })
        .collect();
    spikes.sort_by(|one, other| one.probability.total_cmp(&other.probability));
    spikes
}

/// For each probability the smallest false share at which it would be named.
#[expect(clippy::cast_precision_loss, reason = "cells of one night")]
pub(super) fn false_shares(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|one, other| probabilities[*one].total_cmp(&probabilities[*other]));
    let mut shares = vec![1.0; probabilities.len()];
    let mut least = 1.0_f64;
    for (rank, index) in order.into_iter().enumerate().rev() {
        least = least.min(probabilities[index] * probabilities.len() as f64 / (rank + 1) as f64);
        shares[index] = least;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{oktmo, topic};

    #[test]
    fn false_shares_equal_those_worked_by_hand() {
        // 5 × 0.01 / 1, 5 × 0.02 / 2, 5 × 0.03 / 3 are all 0.05; 5 × 0.5 / 4 and 0.9.
        let shares = false_shares(&[0.5, 0.01, 0.03, 0.02, 0.9]);
        let by_hand = [0.625, 0.05, 0.05, 0.05, 0.9];
        assert!(shares.iter().zip(by_hand).all(|(share, hand)| (share - hand).abs() < 1e-12), "{shares:?}");
        assert!(false_shares(&[]).is_empty());
    }

    #[test]
    fn the_more_is_looked_at_the_rarer_a_spike_must_be() {
        let cell = |observed| Cell {
            municipality: oktmo(1),
            topic: topic("roads.potholes"),
            observed,
            expected: Expected { mean: 4.0, size: 10.0 },
        };
        let mut cells = vec![cell(14)];
        assert_eq!(spikes(&cells, FALSE_SHARE).len(), 1);
        cells.extend(vec![cell(4); 500]);
        assert_eq!(spikes(&cells, FALSE_SHARE).len(), 0);
        cells[0].observed = 24;
        assert_eq!(spikes(&cells, FALSE_SHARE)[0].cell.observed, 24);
    }

    #[test]
    fn two_of_what_never_came_before_are_no_spike() {
        let rare = Cell {
            municipality: oktmo(1),
            topic: topic("roads.potholes"),
            observed: 2,
            expected: Expected { mean: 0.001, size: 1.0 },
        };
        assert!(spikes(&[rare], FALSE_SHARE).is_empty());
    }
}
