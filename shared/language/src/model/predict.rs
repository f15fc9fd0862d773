//! What a model makes of a text, and which words made it so.

use super::calibrate::softmax;
use super::corpus::weight;
use super::features::{Features, Gram, column, crossed};
use super::pack::{Entries, HASH, Model, RARITY_STEPS, WORTH, tag};

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

/// Scores as they are added up.
struct Sums {
    /// A block before its length is known.
    block: Vec<f32>,
    all: Vec<f32>,
}

impl Sums {
    fn new(labels: usize) -> Self {
        let places = labels.max(256);
        Self { block: vec![0.0; places], all: vec![0.0; places] }
    }

    fn block(&mut self, model: &Model, length: f32, grams: impl Iterator<Item = Gram>) {
        let square: f32 = grams.map(|gram| model.add(&gram, &mut self.block)).sum();
        self.close(length, square);
    }

    /// The block of the parts of words: common words at once, others part by part.
    fn words(&mut self, model: &Model, length: f32, features: &Features) {
        let mut square = 0.0;
        for (index, word) in features.words.iter().enumerate() {
            let count = if word.count == 1 { 1.0 } else { weight(word.count) };
            if let Some((head, row)) = model.words.find(word.hash) {
                let factor = count * head.scale;
                let sums = self.block.iter_mut().zip(row);
                sums.for_each(|(sum, byte)| *sum += factor * f32::from(*byte));
                square += count * count * head.square;
            } else {
                let parts = features.parts(index).map(|hash| Gram { hash, ..*word });
                square += parts.map(|part| model.add(&part, &mut self.block)).sum::<f32>();
            }
        }
        self.close(length, square);
    }

    /// Adds the block to all, at its length, and begins the next one.
    fn close(&mut self, length: f32, square: f32) {
        if square > 0.0 {
            let factor = length / square.sqrt();
            self.all.iter_mut().zip(&self.block).for_each(|(all, block)| *all += block * factor);
        }
        self.block.fill(0.0);
    }
}

impl Model {
    /// What it makes of a text, and of the columns beside it.
    pub fn predict(&self, features: &Features, with: &[(&str, &str)]) -> Prediction<'_> {
        let mut logits = self.logits(features, with);
        best(&self.labels, &mut logits)
    }

    fn logits(&self, features: &Features, with: &[(&str, &str)]) -> Vec<f32> {
        let mut sums = Sums::new(self.labels.len());
        sums.block(self, self.lengths[0], features.grams.iter().copied());
        sums.words(self, self.lengths[1], features);
        if !with.is_empty() {
            let beside: Vec<u64> = with.iter().map(|(name, value)| column(name, value)).collect();
            let found = beside.iter().filter_map(|&hash| self.find(hash));
            found.for_each(|(_, range)| self.add_entries(range, self.lengths[2], &mut sums.all));
            sums.block(
                self,
                self.lengths[3],
                beside.iter().flat_map(|&column| crossed(&features.grams, column)),
            );
        }
        let mut logits = sums.all;
        logits.truncate(self.labels.len());
        for ((logit, scale), bias) in logits.iter_mut().zip(&self.scales).zip(&self.biases) {
            *logit = *logit * scale + bias;
        }
        logits
    }

    /// Adds what a gram speaks for, and says the square of its value.
    fn add(&self, gram: &Gram, totals: &mut [f32]) -> f32 {
        let Some((rarity, range)) = self.find(gram.hash) else { return 0.0 };
        let value = if gram.count == 1 { rarity } else { rarity * weight(gram.count) };
        self.add_entries(range, value, totals);
        value * value
    }

    fn add_entries(&self, range: std::ops::Range<usize>, value: f32, totals: &mut [f32]) {
        match &self.entries {
            Entries::Narrow(entries) => {
                let Ok(totals) = <&mut [f32; 256]>::try_from(&mut totals[..256]) else { return };
                for &[class, weight] in &entries[range] {
                    totals[usize::from(class)] += value * WORTH[usize::from(weight)];
                }
            }
            Entries::Wide(entries) => {
                for &[low, high, weight] in &entries[range] {
                    totals[usize::from(u16::from_le_bytes([low, high]))] +=
                        value * WORTH[usize::from(weight)];
                }
            }
        }
    }

    /// The rarity of a feature and where its entries are.
    pub(super) fn find(&self, hash: u64) -> Option<(f32, std::ops::Range<usize>)> {
        let (slot, end) = self.table.find(hash, tag(hash, 0), HASH)?;
        let rarity = f32::from(slot.tag.to_le_bytes()[0]) / RARITY_STEPS;
        Some((rarity, slot.start as usize..end))
    }
}
