//! A place in the pieces of a reply, with the day from which it counts.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime};

use super::pieces::{Kind, Piece};

pub(super) struct Reader<'a> {
    pub(super) pieces: &'a [Piece],
    pub(super) written: NaiveDateTime,
    pub(super) working_days: &'a dyn Fn(NaiveDate, u32) -> Option<NaiveDate>,
}

impl Reader<'_> {
    pub(super) fn today(&self) -> NaiveDate {
        self.written.date()
    }

    /// The word, or nothing.
    pub(super) fn word(&self, at: usize) -> &str {
        match self.pieces.get(at) {
            Some(Piece { kind: Kind::Word(word), .. }) => word,
            _ => "",
        }
    }

    /// The number with the count of its digits.
    pub(super) fn number(&self, at: usize) -> Option<(u32, usize)> {
        match self.pieces.get(at) {
            Some(Piece { kind: Kind::Number(value), span, .. }) => Some((*value, span.len())),
            _ => None,
        }
    }

    pub(super) fn sign(&self, at: usize) -> Option<char> {
        match self.pieces.get(at) {
            Some(Piece { kind: Kind::Sign(sign), .. }) => Some(*sign),
            _ => None,
        }
    }

    pub(super) fn glued(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| piece.glued)
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| piece.capital)
    }

    /// Whether the word is one of these, given with spaces between; `*` stands for any ending.
    pub(super) fn is(&self, at: usize, words: &str) -> bool {
        let word = self.word(at);
        !word.is_empty() && words.split(' ').any(|known| matches(word, known))
    }

    /// The place after these words, if they stand here one after another; `/` stands between alternatives.
    pub(super) fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut next = at;
        for slot in phrase.split(' ') {
            let word = self.word(next);
            if word.is_empty() || !slot.split('/').any(|known| matches(word, known)) {
                return None;
            }
            next += 1;
        }
        Some(next)
    }

    /// One further if the word is one of these.
    pub(super) fn skip(&self, at: usize, words: &str) -> usize {
        at + usize::from(self.is(at, words))
    }

    pub(super) fn skip_sign(&self, at: usize, sign: char) -> usize {
        at + usize::from(self.sign(at) == Some(sign))
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Range<usize> {
        self.pieces[from].span.start..self.pieces[to - 1].span.end
    }
}

pub(super) fn matches(word: &str, known: &str) -> bool {
    known.strip_suffix('*').map_or(word == known, |beginning| word.starts_with(beginning))
}
