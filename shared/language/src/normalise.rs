//! One spelling for what people type: letters that only look Cyrillic, hidden characters, stretched and spaced words.

mod legible;
mod letters;

use std::ops::Range;

pub use legible::is_legible;
use letters::{fold, is_capital};
pub(crate) use letters::{is_letter, is_part_of_word, plain};

/// What is read of a text; the rest is ignored, so that the time is bounded.
pub const MAX_CHARS: usize = 20_000;

/// Single letters in a row that are one word typed with gaps.
const SPACED_LETTERS: usize = 4;

/// The end of a clause, as far as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// A comma, a dash, brackets and whatever else divides.
    Comma,
    /// A full stop or a new line.
    Stop,
    /// An exclamation mark.
    Exclamation,
    /// A question mark.
    Question,
}

impl Mark {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Stop => ".",
            Self::Exclamation => "!",
            Self::Question => "?",
        }
    }
}

/// How a word is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// «бор»
    Lower,
    /// «Бор»
    Capital,
    /// «БОР»
    Upper,
}

/// A word or number of a text.
///
/// It holds what a resident wrote, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The normalised spelling.
    pub word: String,
    /// Where it stands in the original text, in bytes.
    pub span: Range<usize>,
    /// How it is typed.
    pub shape: Shape,
    /// What divides it from the token before.
    pub before: Option<Mark>,
    /// One hyphen or slash stands between it and the token before: «7/2», «из-за».
    pub glued: bool,
}

/// The words of a text.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Tokens {
    /// In the order of the text.
    pub words: Vec<Token>,
    /// What stands after the last one.
    pub tail: Option<Mark>,
}

impl Tokens {
    /// Whether a question mark stands anywhere.
    pub fn asks(&self) -> bool {
        let asking = |mark: Option<Mark>| mark == Some(Mark::Question);
        asking(self.tail) || self.words.iter().any(|token| asking(token.before))
    }
}

/// The text in one spelling: words and numbers in lower case with single spaces, and the marks between clauses.
pub fn normalise(text: &str) -> String {
    let tokens = tokens(text);
    let mut line = Line::default();
    let complete = tokens.words.iter().all(|token| line.push(token.before) && line.word(&token.word));
    if complete {
        line.push(tokens.tail);
    }
    line.text
}

#[derive(Default)]
struct Line {
    text: String,
    chars: usize,
}

impl Line {
    fn push(&mut self, mark: Option<Mark>) -> bool {
        mark.is_none_or(|mark| self.word(mark.as_str()))
    }

    fn word(&mut self, word: &str) -> bool {
        let chars = word.chars().count() + usize::from(!self.text.is_empty());
        if self.chars + chars > MAX_CHARS {
            return false;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.chars += chars;
        true
    }
}

/// The words of the text, each with its place in it.
pub fn tokens(text: &str) -> Tokens {
    let text = beginning(text);
    let mut found = Tokens { words: Vec::with_capacity(text.len() / 10), tail: None };
    let (mut rest, mut passed, mut singles) = (0, None, 0);
    let mut place = 0;
    while let Some(span) = next_word(text, place) {
        place = span.end;
        if let Some(end) = skipped(text, &span) {
            passed = passed.max(mark(&text[rest..span.start])).max(Some(Mark::Comma));
            (rest, place) = (end, end);
            continue;
        }
        let word = fold(&text[span.clone()]);
        if !word.is_empty() {
            let gap = &text[rest..span.start];
            let glued = passed.is_none() && matches!(gap, "-" | "/");
            let before = mark(gap).max(passed.take());
            rest = span.end;
            let token = Token { shape: shape(&text[span.clone()]), word, span, before, glued };
            singles += usize::from(is_single_letter(&token));
            found.words.push(token);
        }
    }
    found.tail = mark(&text[rest..]).max(passed);
    if singles >= SPACED_LETTERS {
        found.words = join_spaced(text, found.words);
    }
    found
}

/// As much of the text as is read.
pub(crate) fn beginning(text: &str) -> &str {
    if text.len() <= MAX_CHARS {
        return text;
    }
    text.char_indices().nth(MAX_CHARS).map_or(text, |(index, _)| &text[..index])
}

fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(is_part_of_word)?;
    let end = text[start..].find(|char| !is_part_of_word(char)).map_or(text.len(), |length| start + length);
    Some(start..end)
}

/// Where a link or a mention ends that the word begins: they say nothing about the problem.
fn skipped(text: &str, word: &Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes();
    if !bytes[word.start].is_ascii_alphabetic() {
        return None;
    }
    let before = word.start.checked_sub(1).map(|place| bytes[place]);
    let rest = &text[word.start..];
    let until = |ends: fn(char) -> bool| word.start + rest.find(ends).unwrap_or(rest.len());
    match (before, &text[word.clone()]) {
        (Some(b'@'), _)
            if !word.start.checked_sub(2).is_some_and(|place| bytes[place].is_ascii_alphanumeric()) =>
        {
            Some(until(|char| !char.is_ascii_alphanumeric() && char != '_'))
        }
        (Some(b'['), name) if is_of_platform(name) && rest[name.len()..].starts_with('|') => {
            Some(until(|char| matches!(char, ']' | '\n')))
        }
        (_, name) if name.eq_ignore_ascii_case("http") || name.eq_ignore_ascii_case("https") => {
            rest[name.len()..].starts_with("://").then(|| until(char::is_whitespace))
        }
        (_, name) if name.eq_ignore_ascii_case("www") => {
            rest[name.len()..].starts_with('.').then(|| until(char::is_whitespace))
        }
        _ => None,
    }
}

/// «[id1|Анна]», «[club1|Двор]»: how VK writes whom a message is to.
fn is_of_platform(name: &str) -> bool {
    ["id", "club", "public", "event"].iter().any(|kind| {
        name.strip_prefix(kind)
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

fn mark(gap: &str) -> Option<Mark> {
    if gap == " " {
        return None;
    }
    let strongest = gap
        .chars()
        .filter_map(|char| match char {
            '?' => Some(Mark::Question),
            '!' => Some(Mark::Exclamation),
            '.' | '…' | '\n' => Some(Mark::Stop),
            ' ' | '\t' => None,
            char if char.is_whitespace() || is_part_of_word(char) => None,
            _ => Some(Mark::Comma),
        })
        .max();
    strongest.filter(|_| !matches!(gap, "-" | "_" | "*"))
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|&char| is_letter(char));
    match (letters.next().is_some_and(is_capital), letters.next().map(is_capital)) {
        (false, _) => Shape::Lower,
        (true, Some(true)) => Shape::Upper,
        (true, _) => Shape::Capital,
    }
}

fn is_single_letter(token: &Token) -> bool {
    let mut chars = token.word.chars();
    chars.next().is_some_and(is_letter) && chars.next().is_none()
}

/// «м у с о р» and «м.у.с.о.р» are one word.
fn join_spaced(text: &str, words: Vec<Token>) -> Vec<Token> {
    let mut joined = Vec::with_capacity(words.len());
    let mut run: Vec<Token> = Vec::new();
    for token in words {
        let single = is_single_letter(&token);
        let glued = run.last().is_some_and(|last| is_joint(&text[last.span.end..token.span.start]));
        if !(single && glued) {
            close(text, &mut run, &mut joined);
        }
        if single {
            run.push(token);
        } else {
            joined.push(token);
        }
    }
    close(text, &mut run, &mut joined);
    joined
}

fn is_joint(gap: &str) -> bool {
    matches!(gap, "-" | "_" | "*" | ".") || mark(gap).is_none()
}

fn close(text: &str, run: &mut Vec<Token>, joined: &mut Vec<Token>) {
    if run.len() < SPACED_LETTERS {
        joined.append(run);
        return;
    }
    let span = run[0].span.start..run[run.len() - 1].span.end;
    let letters: String = run.iter().map(|token| token.word.as_str()).collect();
    let (before, glued) = (run[0].before, run[0].glued);
    run.clear();
    joined.push(Token { word: fold(&letters), shape: shape(&text[span.clone()]), span, before, glued });
}

#[cfg(test)]
mod tests;
