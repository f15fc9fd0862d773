//! Stems: the part of a Russian word that its endings leave alone.

use rust_stemmers::{Algorithm, Stemmer};

/// Snowball's Russian stemmer, with doubled letters made single: people double them as they like.
pub(crate) struct Stems(Stemmer);

impl Stems {
    pub(crate) fn new() -> Self {
        Self(Stemmer::create(Algorithm::Russian))
    }

    pub(crate) fn of(&self, word: &str) -> String {
        let mut single = String::with_capacity(word.len());
        self.write(word, &mut single);
        single
    }

    /// Puts the stem of `word` in the place of what `single` holds.
    pub(crate) fn write(&self, word: &str, single: &mut String) {
        let stem = self.0.stem(word);
        single.clear();
        for char in stem.chars() {
            if !single.ends_with(char) || !char.is_alphabetic() {
                single.push(char);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_and_misspelt_doubles_share_a_stem() {
        let stems = Stems::new();
        for (one, other) in [("дорога", "дороги"), ("комиссия", "комисия"), ("отопление", "отоплением")]
        {
            assert_eq!(stems.of(one), stems.of(other));
        }
        assert_ne!(stems.of("лифт"), stems.of("лист"));
        assert_eq!(stems.of("1000"), "1000");
    }
}
