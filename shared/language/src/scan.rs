//! Finds the cues of the tables in a text.

use crate::compile::{Cue, Tables, WordId};
use crate::normalise::Tokens;
use crate::stem::Stems;

/// Words that may stand between the words of a phrase.
const GAP: usize = 2;

/// Places where one cue is tried: bounds the time for a text that repeats a word for ever.
const TRIES: u8 = 24;

/// A cue that stands in the text.
pub(crate) struct Hit {
    pub(crate) cue: usize,
    /// Its words as the lexicon has them, in the order of the phrase.
    pub(crate) words: Vec<WordId>,
    /// Where they stand in the text, in order.
    pub(crate) places: Vec<usize>,
}

/// Every cue that stands in the text, once.
pub(crate) fn hits(tables: &Tables, stems: &Stems, tokens: &Tokens) -> Vec<Hit> {
    let read = Read::new(tables, stems, tokens);
    let mut tries = vec![TRIES; tables.cues.len()];
    let mut found = Vec::new();
    for place in 0..read.len() {
        for &key in read.at(place) {
            for &number in &tables.keys[key as usize] {
                let cue = number as usize;
                if tries[cue] == 0 {
                    continue;
                }
                tries[cue] -= 1;
                if let Some((words, places)) = read.complete(&tables.cues[cue], key, place) {
                    tries[cue] = 0;
                    found.push(Hit { cue, words, places });
                }
            }
        }
    }
    found
}

/// A text as numbers of words; a word may have several, as a stem, a form and prefixes.
struct Read {
    ids: Vec<WordId>,
    ends: Vec<usize>,
}

impl Read {
    fn new(tables: &Tables, stems: &Stems, tokens: &Tokens) -> Self {
        let mut read = Self { ids: Vec::new(), ends: Vec::with_capacity(tokens.words.len()) };
        for token in &tokens.words {
            let word = token.word.as_str();
            read.ids.extend(tables.stems.get(stems.of(word).as_str()));
            read.ids.extend(tables.exact.get(word));
            let lengths = tables.prefix_lengths.iter().take_while(|&&length| length <= word.len());
            let prefixes = lengths.filter_map(|&length| word.get(..length));
            read.ids.extend(prefixes.filter_map(|prefix| tables.prefixes.get(prefix)));
            read.ends.push(read.ids.len());
        }
        read
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn at(&self, place: usize) -> &[WordId] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.ids[start..self.ends[place]]
    }

    fn complete(&self, cue: &Cue, key: WordId, place: usize) -> Option<(Vec<WordId>, Vec<usize>)> {
        let window = cue.others.len() + GAP;
        let mut words = Vec::with_capacity(cue.others.len() + 1);
        let mut places = vec![place];
        for slot in &cue.others {
            let (other, word) = self.near(slot, place, window)?;
            words.push(word);
            places.push(other);
        }
        words.insert(cue.key_place, key);
        places.sort_unstable();
        Some((words, places))
    }

    fn near(&self, slot: &[WordId], place: usize, window: usize) -> Option<(usize, WordId)> {
        let around = place.saturating_sub(window)..(place + window + 1).min(self.len());
        let others = around.filter(|&other| other != place);
        others
            .flat_map(|other| self.at(other).iter().map(move |&id| (other, id)))
            .find(|(_, id)| slot.contains(id))
    }
}
