//! Common words with all that their parts say together, so that their parts need not be looked up one by one.

use super::corpus::{Known, Spelling};
use super::regression::Weights;
use super::table::{Slot, Table};

/// What a word's parts say together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Head {
    /// What one step of the row's bytes is worth.
    pub(super) scale: f32,
    /// The sum of the squares of the parts' rarities.
    pub(super) square: f32,
}

/// Common words: for each a byte for every label.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Words {
    pub(super) table: Table,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<i8>,
    pub(super) labels: usize,
}

/// The bits of a tag that are compared.
pub(super) const ALL: u32 = !1;

/// The part of a hash that is compared.
fn tag(hash: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
    let low = hash as u32;
    low | 1
}

impl Words {
    /// The most common of `spellings` that fit into so many bytes; `scales` are what weights of each label are measured in.
    pub(super) fn new(
        spellings: &[Spelling],
        known: &[Known],
        weights: &Weights,
        scales: &[f32],
        bytes: usize,
    ) -> Self {
        let labels = weights.labels;
        let most = bytes / (labels + size_of::<Head>() + Table::bytes_for(3) / 3);
        let mut common: Vec<&Spelling> = spellings.iter().filter(|spelling| spelling.rows > 2).collect();
        common.sort_unstable_by_key(|spelling| (std::cmp::Reverse(spelling.rows), spelling.hash));
        common.truncate(most);
        common.sort_unstable_by_key(|spelling| spelling.hash);
        let mut words = Self { labels, ..Self::default() };
        let mut things = Vec::with_capacity(common.len());
        for (start, spelling) in (0..).zip(common) {
            things.push((spelling.hash, Slot { tag: tag(spelling.hash), start }));
            words.push(spelling, known, weights, scales);
        }
        words.table = Table::new(&things, u32::try_from(words.heads.len()).expect("words are limited"), ALL);
        words
    }

    fn push(&mut self, spelling: &Spelling, known: &[Known], weights: &Weights, scales: &[f32]) {
        let mut sums = vec![0.0_f32; self.labels];
        let mut square = 0.0;
        for &part in &spelling.parts {
            let rarity = known[part as usize].rarity;
            square += rarity * rarity;
            let all = sums.iter_mut().zip(weights.of(part as usize)).zip(scales);
            all.for_each(|((sum, weight), scale)| *sum += rarity * weight / scale);
        }
        let scale = sums.iter().fold(1e-9_f32, |most, sum| most.max(sum.abs())) / 127.0;
        self.heads.push(Head { scale, square });
        #[expect(clippy::cast_possible_truncation, reason = "the largest one is 127")]
        self.rows.extend(sums.iter().map(|sum| (sum / scale).round() as i8));
    }

    pub(super) fn bytes(&self) -> usize {
        self.heads.len() * (self.labels + size_of::<Head>()) + size_of_val(&*self.table.slots)
    }

    /// What the parts of a word say together, if the word is common.
    pub(super) fn find(&self, hash: u64) -> Option<(Head, &[i8])> {
        let (slot, _) = self.table.find(hash, tag(hash), ALL)?;
        let row = slot.start as usize;
        Some((*self.heads.get(row)?, self.rows.get(row * self.labels..(row + 1) * self.labels)?))
    }
}
