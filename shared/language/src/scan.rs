//! Finds the cues of the tables in a text.

use crate::compile::{Alternative, Cue, Tables, WordId};
use crate::normalise::Tokens;
use crate::stem::Stems;

/// Words that may stand between the words of a phrase.
const GAP: usize = 2;

/// Places where one cue is tried: bounds the time for a text that repeats a word for ever.
const TRIES: u8 = 24;

/// A cue that stands in the text.
pub(crate) struct Hit {
    pub(crate) cue: usize,
    /// Which alternative of each slot it is.
    pub(crate) chosen: Vec<usize>,
    /// Where they stand in the text, in order.
    pub(crate) places: Vec<usize>,
}

/// Every cue that stands in the text, once.
pub(crate) fn hits(tables: &Tables, stems: &Stems, tokens: &Tokens) -> Vec<Hit> {
    let read = Read::new(tables, stems, tokens);
    let mut tries = vec![TRIES; tables.cues.len()];
    let (mut found, mut chosen, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for place in 0..read.len() {
        for &key in read.at(place) {
            for &number in &tables.keys[key as usize] {
                let cue = number as usize;
                if tries[cue] == 0 {
                    continue;
                }
                tries[cue] -= 1;
                if read.complete(&tables.cues[cue], key, place, &mut chosen, &mut places).is_some() {
                    tries[cue] = 0;
                    places.sort_unstable();
                    found.push(Hit { cue, chosen: chosen.clone(), places: places.clone() });
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
        let mut stem = String::new();
        for token in &tokens.words {
            let word = token.word.as_str();
            stems.write(word, &mut stem);
            read.ids.extend(tables.stems.get(stem.as_str()));
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

    /// Fills `chosen` and `places` with what completes the cue around its key, if all of it stands there.
    fn complete(
        &self,
        cue: &Cue,
        key: WordId,
        place: usize,
        chosen: &mut Vec<usize>,
        places: &mut Vec<usize>,
    ) -> Option<()> {
        let window = cue.slots.len() + GAP - 1;
        chosen.clear();
        places.clear();
        for (index, slot) in cue.slots.iter().enumerate() {
            let (other, alternative) =
                if index == cue.key { (place, among(slot, key)?) } else { self.near(slot, place, window)? };
            chosen.push(alternative);
            places.push(other);
        }
        Some(())
    }

    /// The nearest word that fills the slot.
    fn near(&self, slot: &[Alternative], place: usize, window: usize) -> Option<(usize, usize)> {
        let distances = 1..=window;
        let around =
            distances.flat_map(|distance| [place.checked_sub(distance), place.checked_add(distance)]);
        let inside = around.flatten().filter(|&other| other < self.len());
        inside
            .flat_map(|other| self.at(other).iter().map(move |&id| (other, id)))
            .find_map(|(other, id)| Some((other, among(slot, id)?)))
    }
}

fn among(slot: &[Alternative], word: WordId) -> Option<usize> {
    slot.iter().position(|alternative| alternative.word == word)
}
