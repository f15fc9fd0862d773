//! Finds the cues of the tables in a text.

use std::ops::Range;

use crate::compile::{Cue, Tables, WordId};
use crate::recognise::Recognised;

/// Words that may stand between the words of a phrase.
const GAP: usize = 2;

/// Places where one cue is tried: bounds the time for a text that repeats a word for ever.
const TRIES: u8 = 24;

/// Cues that stand in a text.
#[derive(Default)]
pub(crate) struct Hits {
    pub(crate) found: Vec<Hit>,
    /// For each hit, which alternative of each slot it is.
    chosen: Vec<usize>,
    /// And where they stand in the text, in order.
    places: Vec<usize>,
}

/// A cue that stands in the text.
pub(crate) struct Hit {
    pub(crate) cue: usize,
    slots: Range<usize>,
}

impl Hits {
    /// Which alternative of each slot it is.
    pub(crate) fn chosen(&self, hit: &Hit) -> &[usize] {
        &self.chosen[hit.slots.clone()]
    }

    /// Where the words stand in the text, in order.
    pub(crate) fn places(&self, hit: &Hit) -> &[usize] {
        &self.places[hit.slots.clone()]
    }
}

/// Every cue that stands in the text, once.
pub(crate) fn hits(tables: &Tables, read: &Recognised) -> Hits {
    let mut tries = vec![TRIES; tables.cues.len()];
    let mut hits = Hits::default();
    for place in 0..read.len() {
        for &key in read.at(place) {
            for &number in tables.keyed(key) {
                let cue = number as usize;
                if tries[cue] == 0 {
                    continue;
                }
                tries[cue] -= 1;
                let start = hits.places.len();
                if read.complete(tables, &tables.cues[cue], key, place, &mut hits).is_some() {
                    tries[cue] = 0;
                    hits.places[start..].sort_unstable();
                    hits.found.push(Hit { cue, slots: start..hits.places.len() });
                } else {
                    hits.chosen.truncate(start);
                    hits.places.truncate(start);
                }
            }
        }
    }
    hits
}

impl Recognised {
    /// Adds to `hits` what completes the cue around its key, if all of it stands there.
    fn complete(&self, tables: &Tables, cue: &Cue, key: WordId, place: usize, hits: &mut Hits) -> Option<()> {
        let slots = usize::from(cue.slots);
        for index in 0..slots {
            let slot = tables.slot(cue, index);
            let (other, alternative) = if index == usize::from(cue.key) {
                (place, among(slot, key)?)
            } else {
                self.near(slot, place, slots + GAP - 1)?
            };
            hits.chosen.push(alternative);
            hits.places.push(other);
        }
        Some(())
    }

    /// The nearest word that fills the slot.
    fn near(&self, slot: &[WordId], place: usize, window: usize) -> Option<(usize, usize)> {
        let distances = 1..=window;
        let around =
            distances.flat_map(|distance| [place.checked_sub(distance), place.checked_add(distance)]);
        let inside = around.flatten().filter(|&other| other < self.len());
        inside
            .flat_map(|other| self.at(other).iter().map(move |&id| (other, id)))
            .find_map(|(other, id)| Some((other, among(slot, id)?)))
    }
}

fn among(slot: &[WordId], word: WordId) -> Option<usize> {
    slot.iter().position(|&alternative| alternative == word)
}
