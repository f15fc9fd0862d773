//! What a model makes of a text, and which words made it so.

use super::calibrate::softmax;
use super::corpus::weight;
use super::features::{Block, Features, Gram, column};
use super::pack::{Entries, Model, RARITY_STEPS, home, tag, worth};

/// Labels that are named.
const BEST: usize = 3;

/// A label and how likely it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice<'a> {
    /// The label.
    pub label: &'a str,
    /// How likely it is.
    pub probability: f32,
}

/// What a model makes of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction<'a> {
    /// The most likely labels, at most three.
    pub best: Vec<Choice<'a>>,
}

/// The likeliest labels, surest first.
pub(super) fn best<'a>(labels: &'a [String], logits: &mut [f32]) -> Prediction<'a> {
    softmax(logits);
    let mut best: Vec<(usize, f32)> = Vec::with_capacity(BEST + 1);
    for (class, &probability) in logits.iter().enumerate() {
        if best.len() < BEST || best.last().is_some_and(|last| probability > last.1) {
            let place = best.partition_point(|other| other.1 >= probability);
            best.insert(place, (class, probability));
            best.truncate(BEST);
        }
    }
    let choice = |(class, probability): (usize, f32)| Choice { label: &labels[class], probability };
    Prediction { best: best.into_iter().map(choice).collect() }
}

impl Model {
    /// What it makes of a text, and of the columns beside it.
    pub fn predict(&self, features: &Features, with: &[(&str, &str)]) -> Prediction<'_> {
        let mut logits = self.logits(features, with);
        best(&self.labels, &mut logits)
    }

    fn logits(&self, features: &Features, with: &[(&str, &str)]) -> Vec<f32> {
        let mut totals = vec![0.0; self.labels.len()];
        let values = std::array::from_fn::<f32, 256, _>(|byte| worth(byte.to_le_bytes()[0]));
        let mut part = vec![0.0; self.labels.len().max(256)];
        for (block, length) in [(Block::Words, self.lengths[0]), (Block::Parts, self.lengths[1])] {
            part.fill(0.0);
            let mut square = 0.0;
            for gram in features.block(block) {
                square += self.add(gram, &values, &mut part);
            }
            if square > 0.0 {
                let factor = length / square.sqrt();
                totals.iter_mut().zip(&part).for_each(|(total, part)| *total += part * factor);
            }
        }
        part.fill(0.0);
        for (name, value) in with {
            let gram = Gram { hash: column(name, value), count: 1, token: 0, width: 0 };
            if let Some((_, range)) = self.find(gram.hash) {
                self.add_entries(range, self.lengths[2], &values, &mut part);
            }
        }
        let parts = totals.iter_mut().zip(&part);
        parts.zip(&self.scales).zip(&self.biases).for_each(|(((total, part), scale), bias)| {
            *total = (*total + part) * scale + bias;
        });
        totals
    }

    /// Adds what a gram speaks for, and says the square of its value.
    fn add(&self, gram: &Gram, values: &[f32; 256], totals: &mut [f32]) -> f32 {
        let Some((rarity, range)) = self.find(gram.hash) else { return 0.0 };
        let value = if gram.count == 1 { rarity } else { rarity * weight(gram.count) };
        self.add_entries(range, value, values, totals);
        value * value
    }

    fn add_entries(
        &self,
        range: std::ops::Range<usize>,
        value: f32,
        values: &[f32; 256],
        totals: &mut [f32],
    ) {
        match &self.entries {
            Entries::Narrow(entries) => {
                let Ok(totals) = <&mut [f32; 256]>::try_from(&mut totals[..256]) else { return };
                for &[class, weight] in &entries[range] {
                    totals[usize::from(class)] += value * values[usize::from(weight)];
                }
            }
            Entries::Wide(entries) => {
                for &[low, high, weight] in &entries[range] {
                    totals[usize::from(u16::from_le_bytes([low, high]))] +=
                        value * values[usize::from(weight)];
                }
            }
        }
    }

    /// The rarity of a feature and where its entries are.
    pub(super) fn find(&self, hash: u64) -> Option<(f32, std::ops::Range<usize>)> {
        let wanted = tag(hash, 0);
        let mut place = home(hash, self.homes);
        loop {
            let slot = self.slots.get(place)?;
            if slot.tag == 0 {
                return None;
            }
            if slot.tag & !0xff == wanted {
                let end = self.slots.get(place + 1)?.start;
                let rarity = f32::from(slot.tag.to_le_bytes()[0]) / RARITY_STEPS;
                return Some((rarity, slot.start as usize..end as usize));
            }
            place += 1;
        }
    }
}
