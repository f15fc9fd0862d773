//! Cues of a data file as tables: every word of a cue gets a number, and every number knows the cues it may complete.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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
    /// Its words in the order of the phrase, each with its alternatives.
    pub(crate) slots: Vec<Vec<Alternative>>,
    /// The slot by which it is found.
    pub(crate) key: usize,
}

/// A word that may fill a slot.
pub(crate) struct Alternative {
    pub(crate) word: WordId,
    /// As the data file has it.
    pub(crate) written: Box<str>,
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
    /// For each word, the cues it is the key of.
    pub(crate) keys: Vec<Vec<u32>>,
}

impl Tables {
    /// Adds one phrase: words divided by spaces, `/` between alternatives, `*` for any ending, `=` for this form only.
    pub(crate) fn add(&mut self, stems: &Stems, target: Target, weight: f32, phrase: &str) -> Option<()> {
        let mut slots = Vec::new();
        for slot in phrase.split_whitespace() {
            let alternatives: Option<Vec<_>> = slot.split('/').map(|word| self.word(stems, word)).collect();
            slots.push(alternatives?);
        }
        let key = (0..slots.len()).max_by_key(|&place| self.rarity(&slots[place]))?;
        let number = u32::try_from(self.cues.len()).ok()?;
        for alternative in &slots[key] {
            let cues = &mut self.keys[alternative.word as usize];
            if cues.last() != Some(&number) {
                cues.push(number);
            }
        }
        self.cues.push(Cue { target, weight, slots, key });
        Some(())
    }

    /// The key should be the slot that texts hold least often: few alternatives, long, not yet the key of much.
    fn rarity(&self, slot: &[Alternative]) -> i64 {
        let cues =
            slot.iter().map(|alternative| self.keys[alternative.word as usize].len()).max().unwrap_or(0);
        let letters = slot.iter().map(|alternative| alternative.written.len()).min().unwrap_or(0);
        let [cues, letters, alternatives] =
            [cues, letters, slot.len()].map(|size| i64::try_from(size).unwrap_or(0));
        letters - 2 * alternatives - cues
    }

    fn word(&mut self, stems: &Stems, written: &str) -> Option<Alternative> {
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
        Some(Alternative { word: id, written: shown.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_by_its_rarest_word() {
        let (mut tables, stems) = (Tables::default(), Stems::new());
        tables.add(&stems, 0, 1.0, "не вывоз*/вывез* мусор").unwrap();
        let key = tables.stems["мусор"];
        assert_eq!(tables.keys[key as usize], [0]);
        assert_eq!(tables.cues[0].slots.len(), 3);
    }

    #[test]
    fn a_cue_without_a_word_is_refused() {
        let (mut tables, stems) = (Tables::default(), Stems::new());
        for phrase in ["", "*", "мусор//бак", "кое-где"] {
            assert!(tables.add(&stems, 0, 1.0, phrase).is_none(), "{phrase}");
        }
    }
}
