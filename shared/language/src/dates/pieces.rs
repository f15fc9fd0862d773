//! A reply cut into words, numbers and signs.

use std::ops::Range;

use crate::normalise::{MAX_CHARS, is_part_of_word, plain};

/// Numbers with more digits mean nothing to a calendar.
const MAX_DIGITS: usize = 9;

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// In lower case, ё as е.
    Word(String),
    Number(u32),
    Sign(char),
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    /// Nothing stands between it and the piece before.
    pub(super) glued: bool,
    /// It begins with a capital letter.
    pub(super) capital: bool,
    /// A new line stands before it.
    pub(super) line: bool,
}

pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(index, _)| index);
    let text = &text[..end];
    let (mut found, mut place) = (Vec::<Piece>::new(), 0);
    let mut line = false;
    while let Some(char) = text[place..].chars().next() {
        let class = Class::of(char);
        let length = match class {
            Class::Space | Class::Sign => char.len_utf8(),
            Class::Digit => run(&text[place..], |char| char.is_ascii_digit()),
            Class::Letter => run(&text[place..], |char| matches!(Class::of(char), Class::Letter)),
        };
        let (typed, span) = (&text[place..place + length], place..place + length);
        place = span.end;
        let kind = match class {
            Class::Space => None,
            Class::Sign => Some(Kind::Sign(sign(char))),
            Class::Digit => Some(Kind::Number(number(typed))),
            Class::Letter => Some(plain(typed)).filter(|word| !word.is_empty()).map(Kind::Word),
        };
        line |= char == '\n';
        if let Some(kind) = kind {
            let glued = found.last().is_some_and(|last| last.span.end == span.start);
            found.push(Piece { kind, span, glued, capital: char.is_uppercase(), line });
            line = false;
        }
    }
    found
}

#[derive(Clone, Copy)]
enum Class {
    Space,
    Digit,
    Letter,
    Sign,
}

impl Class {
    fn of(char: char) -> Self {
        match char {
            '0'..='9' => Self::Digit,
            char if char.is_whitespace() => Self::Space,
            char if is_part_of_word(char) => Self::Letter,
            _ => Self::Sign,
        }
    }
}

fn run(text: &str, inside: impl Fn(char) -> bool) -> usize {
    text.find(|char| !inside(char)).unwrap_or(text.len())
}

fn number(digits: &str) -> u32 {
    if digits.len() > MAX_DIGITS { u32::MAX } else { digits.parse().unwrap_or(u32::MAX) }
}

const fn sign(char: char) -> char {
    match char {
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '÷' => '-',
        '«' | '»' | '“' | '”' | '„' => '"',
        char => char,
    }
}
