//! The words of a text as numbers: the hash of each stem, and the words of the lexicon that it is.

use std::sync::Mutex;

use crate::compile::{Tables, WordId};
use crate::model::stem_hash;
use crate::normalise::Tokens;
use crate::stem::Stems;

/// Words that are remembered. Few words make most of what people write.
const REMEMBERED: usize = 4_096;

/// The longest word that is remembered, in bytes, and the most numbers of one.
const LETTERS: usize = 37;
const NUMBERS: usize = 5;

/// A text as numbers of words; a word may have several, as a stem, a form and prefixes.
pub(crate) struct Recognised {
    /// The hash of each word's stem.
    pub(crate) stems: Vec<u64>,
    ids: Vec<WordId>,
    ends: Vec<usize>,
}

impl Recognised {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn at(&self, place: usize) -> &[WordId] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.ids[start..self.ends[place]]
    }
}

/// Recognises words, and remembers those that it has met lately.
pub(crate) struct Recogniser {
    stems: Stems,
    memory: Mutex<Vec<Known>>,
}

/// A word that was met.
#[derive(Clone, Copy)]
struct Known {
    stem: u64,
    ids: [WordId; NUMBERS],
    count: u8,
    length: u8,
    word: [u8; LETTERS],
}

const NOTHING: Known = Known { stem: 0, ids: [0; NUMBERS], count: 0, length: 0, word: [0; LETTERS] };

impl Recogniser {
    pub(crate) fn new() -> Self {
        Self { stems: Stems::new(), memory: Mutex::new(Vec::new()) }
    }

    pub(crate) fn stems(&self) -> &Stems {
        &self.stems
    }

    /// The words of `tokens`. Whoever finds the memory in use does without.
    pub(crate) fn read(&self, tables: &Tables, tokens: &Tokens) -> Recognised {
        let words = tokens.words.len();
        let mut read = Recognised {
            stems: Vec::with_capacity(words),
            ids: Vec::with_capacity(3 * words),
            ends: Vec::with_capacity(words),
        };
        let mut memory = self.memory.try_lock().ok();
        let mut stem = String::new();
        for token in &tokens.words {
            let word = token.word.as_str();
            let place = memory.as_mut().and_then(|memory| place(memory, word));
            if let Some(known) = place.as_ref().filter(|known| known.is(word)) {
                read.stems.push(known.stem);
                read.ids.extend_from_slice(&known.ids[..usize::from(known.count)]);
            } else {
                let start = read.ids.len();
                self.stems.write(word, &mut stem);
                let hash = stem_hash(&stem);
                read.stems.push(hash);
                tables.find(word, &stem, &mut read.ids);
                if let Some(place) = place {
                    place.learn(word, hash, &read.ids[start..]);
                }
            }
            read.ends.push(read.ids.len());
        }
        read
    }
}

/// Where a word is remembered, if it is short enough.
fn place<'a>(memory: &'a mut Vec<Known>, word: &str) -> Option<&'a mut Known> {
    if memory.is_empty() {
        memory.resize(REMEMBERED, NOTHING);
    }
    let (words, rest) = word.as_bytes().as_chunks::<8>();
    let mut tail = [0; 8];
    tail[..rest.len()].copy_from_slice(rest);
    let hash = words.iter().chain([&tail]).fold(0, |hash: u64, letters| {
        (hash.rotate_left(23) ^ u64::from_le_bytes(*letters)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    let place = usize::try_from(hash >> 32).unwrap_or(0) % REMEMBERED;
    (word.len() <= LETTERS).then(|| &mut memory[place])
}

impl Known {
    fn is(&self, word: &str) -> bool {
        &self.word[..usize::from(self.length)] == word.as_bytes() && self.length > 0
    }

    /// Takes the place of what was there; a word of too many numbers is not remembered.
    fn learn(&mut self, word: &str, stem: u64, ids: &[WordId]) {
        let (Ok(length), Ok(count)) = (u8::try_from(word.len()), u8::try_from(ids.len())) else { return };
        let Some(kept) = self.ids.get_mut(..ids.len()) else { return };
        kept.copy_from_slice(ids);
        self.word[..word.len()].copy_from_slice(word.as_bytes());
        (self.stem, self.count, self.length) = (stem, count, length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens;

    #[test]
    fn what_is_remembered_is_what_was_found_the_first_time() {
        let (mut tables, recogniser) = (Tables::default(), Recogniser::new());
        for (target, phrase) in (0..).zip(["мусор*", "=мусора", "мусор", "не вывоз*", "достопримечательн*"])
        {
            tables.add(recogniser.stems(), target, 1.0, phrase).unwrap();
        }
        let many: String =
            (0..20_000).flat_map(|number| [format!("слово{number}"), " ".to_owned()]).collect();
        let text = format!("мусора не вывозят, мусор достопримечательностями {many}");
        let text = text.split_inclusive(' ').take(40).collect::<String>();
        let read = |text: &str| {
            let read = recogniser.read(&tables, &tokens(text));
            (0..read.len()).map(|place| (read.stems[place], read.at(place).to_vec())).collect::<Vec<_>>()
        };
        let first = read(&text);
        assert_eq!(first[0].1.len(), 3);
        assert_eq!(read(&text), first);
        read(&many);
        assert_eq!(read(&text), first, "others came in between");
        let held = recogniser.memory.lock().unwrap();
        assert_eq!(read(&text), first, "another thread remembers");
        drop(held);
    }
}
