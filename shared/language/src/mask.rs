//! Hides personal data inside a text that others will read: numbers that name a person, addresses of post, flats, names.
//!
//! Each finder goes over the text once and gives spans; where they overlap, the longer one wins. What cannot be told
//! apart but is long enough to name a person becomes `[номер]`.

mod check;
mod email;
mod given;
mod home;
mod names;
mod number;
mod numbers;

use std::ops::Range;

use crate::normalise::{Tokens, beginning, tokens};

/// A place in the text and what to write instead.
type Found = (Range<usize>, &'static str);

/// A replaced word may uncover another: after so many passes nothing is left to uncover.
const PASSES: usize = 4;

/// The text with personal data replaced by its kind in brackets.
pub fn mask(text: &str) -> String {
    let mut masked = text.to_owned();
    for _ in 0..PASSES {
        let found = spans(&masked);
        if found.is_empty() {
            break;
        }
        masked = replace(&masked, found);
    }
    masked
}

fn replace(text: &str, mut found: Vec<Found>) -> String {
    found.sort_by_key(|(span, _)| (span.start, usize::MAX - span.end));
    let mut replaced = String::with_capacity(text.len());
    let mut shown = 0;
    for (span, label) in found {
        if span.start >= shown {
            replaced.push_str(&text[shown..span.start]);
            replaced.push_str(label);
            shown = span.end;
        }
    }
    replaced.push_str(&text[shown..]);
    replaced
}

/// Where names of people stand.
pub(crate) fn names(text: &str, tokens: &Tokens) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    names::find(text, &tokens.words, &mut |span| found.push(span));
    found
}

fn spans(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    email::find(text, &mut found);
    numbers::find(text, &mut found);
    for part in parts(text) {
        let tokens = tokens(&text[part.clone()]);
        let mut add = |span: Range<usize>, label| {
            found.push((span.start + part.start..span.end + part.start, label));
        };
        home::find(&text[part.clone()], &tokens.words, &mut add);
        names::find(&text[part.clone()], &tokens.words, &mut |span| add(span, "[имя]"));
    }
    found
}

/// The text in pieces that are short enough to be read, cut at spaces.
fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let whole = beginning(rest);
        let cut = if whole.len() == rest.len() { None } else { whole.rfind(char::is_whitespace) };
        let end = start + cut.filter(|&cut| cut > 0).unwrap_or(whole.len());
        Some(std::mem::replace(&mut start, end)..end)
    })
}

#[cfg(test)]
mod tests;
