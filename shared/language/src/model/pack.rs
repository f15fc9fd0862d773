//! A trained model in the form in which it is stored and used: few weights, a byte each, found by hash.

use super::Settings;
use super::calibrate::Calibration;
use super::corpus::{Corpus, Known};
use super::regression::Weights;

/// Steps in which rarity is stored.
pub(super) const RARITY_STEPS: f32 = 20.0;

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

/// A place of the table of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Slot {
    /// 24 bits of the hash and the rarity; zero if the place is free.
    pub(super) tag: u32,
    /// Where its entries begin; they end where those of the next place begin.
    pub(super) start: u32,
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(super) labels: Vec<String>,
    pub(super) columns: Vec<String>,
    /// Places that hashes are spread over; the table is a little longer.
    pub(super) homes: u32,
    pub(super) slots: Vec<Slot>,
    pub(super) entries: Entries,
    /// What a weight of each label is worth.
    pub(super) scales: Vec<f32>,
    pub(super) biases: Vec<f32>,
    pub(super) lengths: [f32; 4],
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

/// The place where the search for a hash begins.
pub(super) fn home(hash: u64, homes: u32) -> usize {
    usize::try_from(((hash >> 32) * u64::from(homes)) >> 32).unwrap_or(0)
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
        let limit = least_importance(corpus, weights, settings);
        let mut order: Vec<u32> = (0..).take(corpus.known.len()).collect();
        order.sort_unstable_by_key(|&id| corpus.known[id as usize].hash);
        let homes = u32::try_from(corpus.known.len() * 4 / 3 + 1).unwrap_or(u32::MAX);
        let mut slots: Vec<Slot> = Vec::with_capacity(homes as usize + 16);
        let mut entries = Vec::new();
        for id in order {
            let known = &corpus.known[id as usize];
            let start = u32::try_from(entries.len()).expect("entries are limited");
            slots.resize(slots.len().max(home(known.hash, homes)), Slot { tag: 0, start });
            slots.push(Slot { tag: tag(known.hash, rarity_byte(known.rarity)), start });
            for (class, &weight) in (0_u16..).zip(weights.of(id as usize)) {
                let byte = quantise(weight / scales[usize::from(class)]);
                if byte != 0 && importance(weight, known) >= limit {
                    entries.push((class, byte.cast_unsigned()));
                }
            }
        }
        let start = u32::try_from(entries.len()).expect("entries are limited");
        slots.resize(slots.len().max(homes as usize) + 1, Slot { tag: 0, start });
        let slope = parameters.calibration.slope;
        Self {
            labels: corpus.labels.clone(),
            columns: corpus.columns.clone(),
            homes,
            slots,
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
fn least_importance(corpus: &Corpus, weights: &Weights, settings: &Settings) -> f32 {
    let width = if weights.labels <= 256 { 2 } else { 3 };
    let table = corpus.known.len() * 4 / 3 * 8 + 100_000;
    let room = settings.most_bytes.saturating_sub(table) / width;
    let all = corpus.known.iter().enumerate().flat_map(|(feature, known)| {
        weights.of(feature).iter().map(move |&weight| importance(weight, known))
    });
    let mut all: Vec<f32> = all.filter(|&importance| importance > 0.0).collect();
    if all.len() <= room {
        return 0.0;
    }
    if room == 0 {
        return f32::INFINITY;
    }
    let place = all.len() - room;
    *all.select_nth_unstable_by(place, f32::total_cmp).1
}
