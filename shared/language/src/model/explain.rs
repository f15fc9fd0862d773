//! Which words of a text speak for a label.

use super::corpus::weight;
use super::features::{Features, Gram};
use super::pack::{Entries, Model, WORTH};

/// Words that are named.
const NAMED: usize = 5;

/// A word that speaks for a label.
///
/// It names the word by its number, not by its letters: a resident wrote them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Which word of the text it is.
    pub token: usize,
    /// How much it adds to the label's score, in nats.
    pub weight: f32,
}

impl Model {
    /// The words that speak most for `label`, the loudest first; none if the model does not know it.
    ///
    /// Every stem, pair of stems, part and mark that the model knows gives its weight to the words that show it.
    pub fn explain(&self, features: &Features, label: &str) -> Vec<Reason> {
        let Ok(class) = self.labels.binary_search_by(|known| known.as_str().cmp(label)) else {
            return Vec::new();
        };
        let mut words: Vec<f32> = Vec::new();
        for (said, length) in
            [(self.grams(features, class), self.lengths[0]), (self.spelt(features, class), self.lengths[1])]
        {
            let square: f32 = said.iter().map(|said| said.square).sum();
            let factor = length * self.scales[class] / square.sqrt().max(f32::MIN_POSITIVE);
            for Said { gram, value, .. } in said {
                let last = (gram.token + gram.width) as usize;
                words.resize(words.len().max(last), 0.0);
                let share = value * factor / f32::from(u8::try_from(gram.width).unwrap_or(1));
                words[gram.token as usize..last].iter_mut().for_each(|word| *word += share);
            }
        }
        let reasons = words.into_iter().enumerate().map(|(token, weight)| Reason { token, weight });
        let mut reasons: Vec<Reason> = reasons.filter(|reason| reason.weight > 0.0).collect();
        reasons.sort_by(|left, right| right.weight.total_cmp(&left.weight));
        reasons.truncate(NAMED);
        reasons
    }

    fn grams<'a>(&self, features: &'a Features, class: usize) -> Vec<Said<'a>> {
        features.grams.iter().map(|gram| self.said(gram, gram.hash, class)).collect()
    }

    fn spelt<'a>(&self, features: &'a Features, class: usize) -> Vec<Said<'a>> {
        let words = features.words.iter().enumerate().map(|(index, gram)| {
            if let Some((head, row)) = self.words.find(gram.hash) {
                let count = weight(gram.count);
                let value = count * head.scale * f32::from(row[class]);
                return Said { gram, value, square: count * count * head.square };
            }
            features.parts(index).map(|hash| self.said(gram, hash, class)).fold(
                Said { gram, value: 0.0, square: 0.0 },
                |sum, part| Said { gram, value: sum.value + part.value, square: sum.square + part.square },
            )
        });
        words.collect()
    }

    fn said<'a>(&self, gram: &'a Gram, hash: u64, class: usize) -> Said<'a> {
        let Some((rarity, range)) = self.find(hash) else { return Said { gram, value: 0.0, square: 0.0 } };
        let value = rarity * weight(gram.count);
        Said { gram, value: value * self.entries.of(range, class), square: value * value }
    }
}

/// What something in a text says for a label.
struct Said<'a> {
    gram: &'a Gram,
    value: f32,
    square: f32,
}

impl Entries {
    /// The weight of one label among the entries of a feature.
    fn of(&self, range: std::ops::Range<usize>, class: usize) -> f32 {
        let byte = match self {
            Self::Narrow(entries) => {
                entries[range].iter().find(|entry| usize::from(entry[0]) == class).map(|entry| entry[1])
            }
            Self::Wide(entries) => entries[range]
                .iter()
                .find(|entry| usize::from(u16::from_le_bytes([entry[0], entry[1]])) == class)
                .map(|entry| entry[2]),
        };
        byte.map_or(0.0, |byte| WORTH[usize::from(byte)])
    }
}
