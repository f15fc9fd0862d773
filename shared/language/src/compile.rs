//! Cues of a data file as tables: every word of a cue gets a number, and every number knows the cues it may complete.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use crate::normalise::normalise;
use crate::stem::Stems;

/// A word of a cue as a number.
pub(crate) type WordId = u32;

/// What a cue speaks for: a topic, a kind, an emergency.
pub(crate) type Target = u16;

/// A phrase with its weight.
pub(crate) struct Cue {
    pub(crate) target: Target,
    pub(crate) weight: f32,
    /// Its words in the order of the phrase: from this slot of all on, so many.
    first: u32,
    pub(crate) slots: u16,
    /// The slot by which it is found.
    pub(crate) key: u16,
}

/// A quick hash for tables that are filled from our own files: nobody can fill them with collisions.
#[derive(Default)]
pub(crate) struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        let mut tail = [0; 8];
        tail[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_le_bytes(tail));
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        mixed ^ (mixed >> 32)
    }
}

/// How our own tables hash.
pub(crate) type Quickly = BuildHasherDefault<Quick>;

type Words = HashMap<String, WordId, Quickly>;

/// All cues, ready for reading texts.
#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) stems: Words,
    pub(crate) exact: Words,
    pub(crate) prefixes: Words,
    /// Lengths of prefixes in bytes, shortest first.
    pub(crate) prefix_lengths: Vec<usize>,
    pub(crate) cues: Vec<Cue>,
    /// Where the alternatives of each slot end.
    ends: Vec<u32>,
    /// The words that may fill the slots, and as the data file has them.
    alternatives: Vec<WordId>,
    written: Vec<Box<str>>,
    /// For each word, the cues it is the key of.
    keys: Vec<Vec<u32>>,
}

impl Tables {
    /// Adds one phrase: words divided by spaces, `/` between alternatives, `*` for any ending, `=` for this form only.
    pub(crate) fn add(&mut self, stems: &Stems, target: Target, weight: f32, phrase: &str) -> Option<()> {
        let first = self.ends.len();
        for slot in phrase.split_whitespace() {
            for word in slot.split('/') {
                self.word(stems, word)?;
            }
            self.ends.push(u32::try_from(self.alternatives.len()).ok()?);
        }
        let slots = self.ends.len() - first;
        let key = (0..slots).max_by_key(|&slot| self.rarity(first + slot))?;
        let number = u32::try_from(self.cues.len()).ok()?;
        for place in self.range(first + key) {
            let cues = &mut self.keys[self.alternatives[place] as usize];
            if cues.last() != Some(&number) {
                cues.push(number);
            }
        }
        let (slots, key) = (u16::try_from(slots).ok()?, u16::try_from(key).ok()?);
        self.cues.push(Cue { target, weight, first: u32::try_from(first).ok()?, slots, key });
        Some(())
    }

    /// The key should be the slot that texts hold least often: few alternatives, long, not yet the key of much.
    fn rarity(&self, slot: usize) -> i64 {
        let range = self.range(slot);
        let words = &self.alternatives[range.clone()];
        let cues = words.iter().map(|&word| self.keys[word as usize].len()).max().unwrap_or(0);
        let letters = self.written[range].iter().map(|written| written.len()).min().unwrap_or(0);
        let [cues, letters, alternatives] =
            [cues, letters, words.len()].map(|size| i64::try_from(size).unwrap_or(0));
        letters - 2 * alternatives - cues
    }

    /// Where the alternatives of a slot stand among all.
    fn range(&self, slot: usize) -> Range<usize> {
        let start = if slot == 0 { 0 } else { self.ends[slot - 1] };
        start as usize..self.ends[slot] as usize
    }

    /// The words that may fill a slot of a cue.
    pub(crate) fn slot(&self, cue: &Cue, slot: usize) -> &[WordId] {
        &self.alternatives[self.range(cue.first as usize + slot)]
    }

    /// An alternative of a slot of a cue, as the data file has it; the last one if it has fewer.
    pub(crate) fn written(&self, cue: &Cue, slot: usize, alternative: usize) -> &str {
        let range = self.range(cue.first as usize + slot);
        &self.written[(range.start + alternative).min(range.end - 1)]
    }

    /// The cues that a word is the key of.
    pub(crate) fn keyed(&self, word: WordId) -> &[u32] {
        &self.keys[word as usize]
    }

    /// Puts the numbers of a word of a text behind those that `ids` holds.
    pub(crate) fn find(&self, word: &str, stem: &str, ids: &mut Vec<WordId>) {
        ids.extend(self.stems.get(stem));
        ids.extend(self.exact.get(word));
        let lengths = self.prefix_lengths.iter().take_while(|&&length| length <= word.len());
        let prefixes = lengths.filter_map(|&length| word.get(..length));
        ids.extend(prefixes.filter_map(|prefix| self.prefixes.get(prefix)));
    }

    /// Adds an alternative to the slot that is being read.
    fn word(&mut self, stems: &Stems, written: &str) -> Option<()> {
        let shown = written.trim_matches(['*', '=']);
        let word = normalise(shown);
        if word.is_empty() || word.contains(' ') {
            return None;
        }
        let next = WordId::try_from(self.keys.len()).ok()?;
        let known = if written.ends_with('*') {
            if !self.prefix_lengths.contains(&word.len()) {
                self.prefix_lengths.push(word.len());
                self.prefix_lengths.sort_unstable();
            }
            self.prefixes.entry(word)
        } else if written.starts_with('=') {
            self.exact.entry(word)
        } else {
            self.stems.entry(stems.of(&word))
        };
        let id = *known.or_insert(next);
        if id == next {
            self.keys.push(Vec::new());
        }
        self.alternatives.push(id);
        self.written.push(shown.into());
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_by_its_rarest_word() {
        let (mut tables, stems) = (Tables::default(), Stems::new());
        tables.add(&stems, 0, 1.0, "не вывоз*/вывез* мусор").unwrap();
        assert_eq!(tables.keyed(tables.stems["мусор"]), [0]);
        assert_eq!(tables.cues[0].slots, 3);
    }

    #[test]
    fn a_cue_without_a_word_is_refused() {
        let (mut tables, stems) = (Tables::default(), Stems::new());
        for phrase in ["", "*", "мусор//бак", "кое-где"] {
            assert!(tables.add(&stems, 0, 1.0, phrase).is_none(), "{phrase}");
        }
    }
}
