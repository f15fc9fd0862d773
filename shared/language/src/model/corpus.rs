//! The rows that a model learns from, as numbers.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::features::{Features, Gram, Reader, column, crossed};
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

/// A word as it is spelt.
#[derive(Debug, Clone)]
pub(super) struct Spelling {
    pub(super) hash: u64,
    /// In how many rows it stands.
    pub(super) rows: u32,
    /// Its parts that are known, as often as it has them.
    pub(super) parts: Vec<u32>,
}

/// All rows.
#[derive(Debug)]
pub(super) struct Corpus {
    pub(super) matrix: Matrix,
    pub(super) known: Vec<Known>,
    pub(super) spellings: Vec<Spelling>,
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

type Ids = HashMap<u64, u32, BuildHasherDefault<Identity>>;

/// Features and words by their hashes, in the order in which they were met.
#[derive(Default)]
struct Vocabulary {
    ids: Ids,
    /// Hashes, and in how many rows each stands.
    seen: Vec<(u64, u32)>,
    words: Ids,
    spellings: Vec<Spelling>,
}

impl Vocabulary {
    fn id(&mut self, hash: u64) -> u32 {
        let next = u32::try_from(self.seen.len()).expect("memory holds fewer features than numbers");
        let id = *self.ids.entry(hash).or_insert(next);
        if id == next {
            self.seen.push((hash, 0));
        }
        id
    }

    /// Numbers of things of which a row shows each once.
    fn count(&mut self, grams: impl Iterator<Item = Gram>) -> Vec<(u32, u32)> {
        let counted = grams.map(|gram| {
            let id = self.id(gram.hash);
            self.seen[id as usize].1 += 1;
            (id, gram.count)
        });
        counted.collect()
    }

    /// Numbers of the words of a row.
    fn spell(&mut self, features: &Features) -> Vec<(u32, u32)> {
        let mut found = Vec::with_capacity(features.words.len());
        let mut parts = Vec::new();
        for (index, word) in features.words.iter().enumerate() {
            let next = u32::try_from(self.spellings.len()).expect("fewer words than features");
            let id = *self.words.entry(word.hash).or_insert(next);
            if id == next {
                let parts = features.parts(index).map(|hash| self.id(hash)).collect();
                self.spellings.push(Spelling { hash: word.hash, rows: 0, parts });
            }
            let spelling = &mut self.spellings[id as usize];
            spelling.rows += 1;
            parts.extend_from_slice(&spelling.parts);
            found.push((id, word.count));
        }
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            self.seen[part as usize].1 += 1;
        }
        found
    }
}

/// A row before anything is known of the others.
struct Raw {
    grams: Vec<(u32, u32)>,
    words: Vec<(u32, u32)>,
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
            if columns.is_empty() {
                columns = example.with.iter().map(|(name, _)| (*name).to_owned()).collect();
            }
            let beside: Vec<u64> = example.with.iter().map(|(name, value)| column(name, value)).collect();
            raw.push(Raw {
                grams: vocabulary.count(features.grams.iter().copied()),
                words: vocabulary.spell(&features),
                columns: vocabulary.count(beside.iter().map(|&hash| Gram::once(hash))),
                crossed: vocabulary.count(beside.iter().flat_map(|&hash| crossed(&features.grams, hash))),
            });
            twins.push(twin(&features));
            let next = u32::try_from(names.len()).expect("fewer labels than rows");
            labels.push(*names.entry(example.label.to_owned()).or_insert(next));
        }
        let order: BTreeMap<u32, u32> = names.values().copied().zip(0..).collect();
        let classes = labels.iter().map(|label| order[label]).collect();
        let (kept, known) = keep(&vocabulary.seen, raw.len(), settings.least_rows);
        let mut spellings = vocabulary.spellings;
        for spelling in &mut spellings {
            let parts = spelling.parts.iter().map(|&part| kept[part as usize]);
            spelling.parts = parts.filter(|&part| part != LEFT_OUT).collect();
        }
        let mut matrix = Matrix { starts: vec![0], width: known.len(), ..Matrix::default() };
        let weighing = Weighing { kept: &kept, known: &known, spellings: &spellings, settings };
        for row in &raw {
            matrix.push(weighing.row(row).into_iter());
        }
        Self { matrix, known, spellings, labels: names.into_keys().collect(), classes, twins, columns }
    }
}

fn twin(features: &Features) -> u64 {
    features.grams.iter().fold(0, |sum, gram| sum.wrapping_add(gram.hash))
}

/// The number of a feature that is too rare.
const LEFT_OUT: u32 = u32::MAX;

/// The features that are common enough, and the new number of each old one.
fn keep(seen: &[(u64, u32)], all: usize, least_rows: u32) -> (Vec<u32>, Vec<Known>) {
    let mut known = Vec::new();
    let number = |&(hash, rows): &(u64, u32)| {
        if rows < least_rows {
            return LEFT_OUT;
        }
        known.push(Known { hash, rarity: rarity(all, rows), rows });
        u32::try_from(known.len() - 1).expect("fewer than all features")
    };
    (seen.iter().map(number).collect(), known)
}

struct Weighing<'a> {
    kept: &'a [u32],
    known: &'a [Known],
    spellings: &'a [Spelling],
    settings: &'a Settings,
}

impl Weighing<'_> {
    fn row(&self, row: &Raw) -> Vec<(u32, f32)> {
        let mut all = self.block(&row.grams, self.settings.word_weight);
        all.extend(self.parts(&row.words));
        let columns =
            row.columns.iter().map(|&(id, _)| (self.kept[id as usize], self.settings.column_weight));
        all.extend(columns.filter(|&(id, _)| id != LEFT_OUT));
        all.extend(self.block(&row.crossed, self.settings.cross_weight));
        all.sort_unstable_by_key(|&(id, _)| id);
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        all
    }

    fn block(&self, grams: &[(u32, u32)], length: f32) -> Vec<(u32, f32)> {
        let kept = grams.iter().map(|&(id, count)| (self.kept[id as usize], count));
        let kept = kept.filter(|&(id, _)| id != LEFT_OUT);
        fit(kept.map(|(id, count)| (id, weight(count) * self.known[id as usize].rarity)).collect(), length)
    }

    /// A text's parts are the sum of its different words' parts, each of them as if it stood alone.
    fn parts(&self, words: &[(u32, u32)]) -> Vec<(u32, f32)> {
        let parts = words.iter().flat_map(|&(word, count)| {
            let parts = self.spellings[word as usize].parts.iter();
            parts.map(move |&part| (part, weight(count) * self.known[part as usize].rarity))
        });
        fit(parts.collect(), self.settings.part_weight)
    }
}

/// Brings a block to its length.
fn fit(mut block: Vec<(u32, f32)>, length: f32) -> Vec<(u32, f32)> {
    let norm = block.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
    for (_, value) in &mut block {
        *value *= length / norm;
    }
    block
}

#[expect(clippy::cast_precision_loss, reason = "the numbers of rows are far below the limit")]
fn rarity(all: usize, rows: u32) -> f32 {
    ((1.0 + all as f32) / (1.0 + rows as f32)).ln() + 1.0
}
