//! A table of words for hot loops: a hash of a few multiplications, whose keys no stranger can choose.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words with what is known of them. Only the directory and the built-in lists are inserted, never texts, so nobody can
/// make keys collide.
pub(super) type Table<V> = HashMap<Box<str>, V, BuildHasherDefault<WordHasher>>;

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

#[derive(Default)]
pub(super) struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.add(u64::from_le_bytes(*chunk));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.add(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, _end_of_text: u8) {}

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        let words = ["", "бор", "бора", "борбора", "бор\0", "арзамас", "арзамаса"];
        let mut table = Table::default();
        table.extend(words.iter().enumerate().map(|(index, word)| (Box::from(*word), index)));
        assert!(words.iter().enumerate().all(|(index, word)| table.get(*word) == Some(&index)));
        assert_eq!(table.get("борбор"), None);
    }
}
