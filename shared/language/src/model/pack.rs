//! A trained model in the form in which it is stored and used: few weights, a byte each, found by hash.

use super::Settings;
use super::calibrate::Calibration;
use super::corpus::{Corpus, Known};
use super::regression::Weights;
use super::table::{Slot, Table};
use super::words::Words;

/// Steps in which rarity is stored.
pub(super) const RARITY_STEPS: f32 = 20.0;

/// The bits of a tag that are of the hash.
pub(super) const HASH: u32 = !0xff;

/// Rows from which on a feature is common.
const COMMON: f32 = 20.0;

/// A weight of a label: its number in two bytes, the last byte is the weight.
pub(super) type Wide = [u8; 3];

/// The same where there are at most 256 labels.
pub(super) type Narrow = [u8; 2];

/// Weights of labels, feature by feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entries {
    Narrow(Vec<Narrow>),
    Wide(Vec<Wide>),
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(super) labels: Vec<String>,
    pub(super) columns: Vec<String>,
    /// Features: 24 bits of the hash, and the rarity in the last byte.
    pub(super) table: Table,
    pub(super) entries: Entries,
    /// What a weight of each label is worth.
    pub(super) scales: Vec<f32>,
    pub(super) biases: Vec<f32>,
    pub(super) lengths: [f32; 4],
    pub(super) words: Words,
}

pub(super) struct Parameters<'a> {
    pub(super) calibration: Calibration,
    pub(super) settings: &'a Settings,
}

/// The part of a hash that is compared, with the rarity in its last byte.
pub(super) fn tag(hash: u64, rarity: u8) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
    let low = hash as u32;
    (low << 8) | u32::from(rarity)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept inside a byte")]
fn rarity_byte(rarity: f32) -> u8 {
    (rarity * RARITY_STEPS).round().clamp(1.0, 255.0) as u8
}

/// A weight as a byte: fine near zero, coarse far from it.
#[expect(clippy::cast_possible_truncation, reason = "kept inside a byte")]
pub(super) fn quantise(share: f32) -> i8 {
    (share.abs().sqrt().copysign(share) * 127.0).round().clamp(-127.0, 127.0) as i8
}

/// What each byte is worth, as a share of the largest weight of its label.
pub(super) const WORTH: [f32; 256] = {
    let mut worth = [0.0; 256];
    let mut byte = 0_u8;
    loop {
        let root = byte.cast_signed() as f32 / 127.0;
        worth[byte as usize] = if root < 0.0 { -root * root } else { root * root };
        if byte == 255 {
            break worth;
        }
        byte += 1;
    }
};

impl Model {
    /// The labels that it knows, in order.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The columns beside the text that it was taught with.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(super) fn pack(corpus: &Corpus, weights: &Weights, parameters: &Parameters<'_>) -> Self {
        let settings = parameters.settings;
        let mut scales = vec![1e-6_f32; weights.labels];
        for feature in 0..corpus.known.len() {
            let all = scales.iter_mut().zip(weights.of(feature));
            all.for_each(|(scale, weight)| *scale = scale.max(weight.abs()));
        }
        let width = if weights.labels <= 256 { 2 } else { 3 };
        let rest = settings.most_bytes.saturating_sub(Table::bytes_for(corpus.known.len()) + 100_000);
        let words = Words::new(&corpus.spellings, &corpus.known, weights, &scales, rest / 2);
        let rest = rest.saturating_sub(words.bytes());
        let limit = least_importance(&corpus.known, weights, rest / width);
        let mut order: Vec<u32> = (0..).take(corpus.known.len()).collect();
        order.sort_unstable_by_key(|&id| corpus.known[id as usize].hash);
        let mut things = Vec::with_capacity(order.len());
        let mut entries = Vec::new();
        for id in order {
            let known = &corpus.known[id as usize];
            let start = u32::try_from(entries.len()).expect("entries are limited");
            things.push((known.hash, Slot { tag: tag(known.hash, rarity_byte(known.rarity)), start }));
            for (class, &weight) in (0_u16..).zip(weights.of(id as usize)) {
                let byte = quantise(weight / scales[usize::from(class)]);
                if byte != 0 && importance(weight, known) >= limit {
                    entries.push((class, byte.cast_unsigned()));
                }
            }
        }
        let end = u32::try_from(entries.len()).expect("entries are limited");
        let slope = parameters.calibration.slope;
        Self {
            labels: corpus.labels.clone(),
            columns: corpus.columns.clone(),
            table: Table::new(&things, end, HASH),
            words,
            entries: Entries::new(&entries, weights.labels),
            biases: weights
                .biases
                .iter()
                .zip(&parameters.calibration.shifts)
                .map(|(bias, shift)| bias * slope + shift)
                .collect(),
            scales: scales.iter().map(|scale| scale * slope).collect(),
            lengths: [
                settings.word_weight,
                settings.part_weight,
                settings.column_weight,
                settings.cross_weight,
            ],
        }
    }
}

impl Entries {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Narrow(entries) => entries.len(),
            Self::Wide(entries) => entries.len(),
        }
    }

    fn new(entries: &[(u16, u8)], classes: usize) -> Self {
        if classes <= 256 {
            Self::Narrow(entries.iter().map(|&(class, weight)| [class.to_le_bytes()[0], weight]).collect())
        } else {
            let wide = entries.iter().map(|&(class, weight)| (class.to_le_bytes(), weight));
            Self::Wide(wide.map(|([low, high], weight)| [low, high, weight]).collect())
        }
    }
}

/// How much a weight moves scores, over all rows.
///
/// A common feature does so often, but it also costs time in most texts: beyond a number of rows it gains no more.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn importance(weight: f32, known: &Known) -> f32 {
    let rows = known.rows as f32;
    weight.abs() * known.rarity * (rows / (1.0 + rows / COMMON)).sqrt()
}

/// The importance of the least weight for which there is room.
fn least_importance(known: &[Known], weights: &Weights, room: usize) -> f32 {
    let all = known.iter().enumerate().flat_map(|(feature, known)| {
        weights.of(feature).iter().map(move |&weight| importance(weight, known))
    });
    let mut all: Vec<f32> = all.filter(|&importance| importance > 0.0).collect();
    match all.len().checked_sub(room) {
        None | Some(0) => 0.0,
        Some(_) if room == 0 => f32::INFINITY,
        Some(place) => *all.select_nth_unstable_by(place, f32::total_cmp).1,
    }
}
