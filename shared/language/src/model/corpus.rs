//! The rows that a model learns from, as numbers.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::features::{Block, Features, Gram, Reader, column, crossed};
use super::{Example, Settings};
use crate::normalise::tokens;

/// Sparse rows: what a text shows, and how much.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    starts: Vec<usize>,
    ids: Vec<u32>,
    values: Vec<f32>,
    /// How many different features there are.
    pub(super) width: usize,
}

impl Matrix {
    #[cfg(test)]
    pub(super) fn new(rows: &[Vec<(u32, f32)>], width: usize) -> Self {
        let mut matrix = Self { starts: vec![0], width, ..Self::default() };
        for row in rows {
            matrix.push(row.iter().copied());
        }
        matrix
    }

    fn push(&mut self, row: impl Iterator<Item = (u32, f32)>) {
        for (id, value) in row {
            self.ids.push(id);
            self.values.push(value);
        }
        self.starts.push(self.ids.len());
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> {
        let range = self.starts[row]..self.starts[row + 1];
        self.ids[range.clone()].iter().map(|&id| id as usize).zip(self.values[range].iter().copied())
    }
}

/// A feature that the model knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) hash: u64,
    pub(super) rarity: f32,
    /// In how many rows it stands.
    pub(super) rows: u32,
}

/// All rows.
#[derive(Debug)]
pub(super) struct Corpus {
    pub(super) matrix: Matrix,
    pub(super) known: Vec<Known>,
    pub(super) labels: Vec<String>,
    /// The label of each row.
    pub(super) classes: Vec<u32>,
    /// The same number for the same words: such rows are never on both sides of a judgement.
    pub(super) twins: Vec<u64>,
    pub(super) columns: Vec<String>,
}

#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// Features by their hashes, in the order in which they were met.
#[derive(Default)]
struct Vocabulary {
    ids: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    seen: Vec<(u64, u32)>,
}

impl Vocabulary {
    fn id(&mut self, hash: u64) -> u32 {
        let next = u32::try_from(self.seen.len()).expect("memory holds fewer features than numbers");
        let id = *self.ids.entry(hash).or_insert(next);
        if id == next {
            self.seen.push((hash, 0));
        }
        self.seen[id as usize].1 += 1;
        id
    }
}

/// A row before anything is known of the others.
struct Raw {
    words: Vec<(u32, u32)>,
    parts: Vec<(u32, u32)>,
    columns: Vec<(u32, u32)>,
    crossed: Vec<(u32, u32)>,
}

/// How much a feature counts in a text: the tenth mention says less than the first.
pub(super) fn weight(count: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of a text are small")]
    let count = count as f32;
    1.0 + count.ln()
}

impl Corpus {
    pub(super) fn read<'a>(examples: impl Iterator<Item = Example<'a>>, settings: &Settings) -> Self {
        let reader = Reader::default();
        let mut vocabulary = Vocabulary::default();
        let mut names: BTreeMap<String, u32> = BTreeMap::new();
        let (mut raw, mut labels, mut twins, mut columns) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for example in examples {
            let features = reader.read(example.text, &tokens(example.text));
            let mut count = |grams: &[Gram]| -> Vec<(u32, u32)> {
                grams.iter().map(|gram| (vocabulary.id(gram.hash), gram.count)).collect()
            };
            let (words, parts) = (count(features.block(Block::Words)), count(features.block(Block::Parts)));
            if columns.is_empty() {
                columns = example.with.iter().map(|(name, _)| (*name).to_owned()).collect();
            }
            let beside: Vec<u64> = example.with.iter().map(|(name, value)| column(name, value)).collect();
            let stems = features.block(Block::Words);
            let crossed: Vec<Gram> = beside.iter().flat_map(|&column| crossed(stems, column)).collect();
            let crossed = count(&crossed);
            let columns = beside.iter().map(|&hash| (vocabulary.id(hash), 1)).collect();
            raw.push(Raw { words, parts, columns, crossed });
            twins.push(twin(&features));
            let next = u32::try_from(names.len()).expect("fewer labels than rows");
            labels.push(*names.entry(example.label.to_owned()).or_insert(next));
        }
        let order: BTreeMap<u32, u32> = names.values().copied().zip(0..).collect();
        let classes = labels.iter().map(|label| order[label]).collect();
        let (matrix, known) = weigh(&raw, &vocabulary, settings);
        Self { matrix, known, labels: names.into_keys().collect(), classes, twins, columns }
    }
}

fn twin(features: &Features) -> u64 {
    features.block(Block::Words).iter().fold(0, |sum, gram| sum.wrapping_add(gram.hash))
}

fn weigh(raw: &[Raw], vocabulary: &Vocabulary, settings: &Settings) -> (Matrix, Vec<Known>) {
    let mut kept = vec![u32::MAX; vocabulary.seen.len()];
    let mut known = Vec::new();
    for (place, &(hash, rows)) in kept.iter_mut().zip(&vocabulary.seen) {
        if rows >= settings.least_rows {
            *place = u32::try_from(known.len()).expect("fewer than all features");
            known.push(Known { hash, rarity: rarity(raw.len(), rows), rows });
        }
    }
    let mut matrix = Matrix { starts: vec![0], width: known.len(), ..Matrix::default() };
    for row in raw {
        let block = |grams: &[(u32, u32)], length: f32| -> Vec<(u32, f32)> {
            let kept = grams.iter().map(|&(id, count)| (kept[id as usize], count));
            let kept = kept.filter(|&(id, _)| id != u32::MAX);
            let mut block: Vec<(u32, f32)> =
                kept.map(|(id, count)| (id, weight(count) * known[id as usize].rarity)).collect();
            let norm = block.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
            for (_, value) in &mut block {
                *value *= length / norm;
            }
            block
        };
        let words = block(&row.words, settings.word_weight);
        let parts = block(&row.parts, settings.part_weight);
        let columns = row.columns.iter().map(|&(id, _)| (kept[id as usize], settings.column_weight));
        let columns = columns.filter(|&(id, _)| id != u32::MAX);
        let crossed = block(&row.crossed, settings.cross_weight);
        let mut all: Vec<(u32, f32)> = words.into_iter().chain(parts).chain(columns).chain(crossed).collect();
        all.sort_unstable_by_key(|&(id, _)| id);
        matrix.push(all.into_iter());
    }
    (matrix, known)
}

#[expect(clippy::cast_precision_loss, reason = "the numbers of rows are far below the limit")]
fn rarity(all: usize, rows: u32) -> f32 {
    ((1.0 + all as f32) / (1.0 + rows as f32)).ln() + 1.0
}
