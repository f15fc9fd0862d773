//! Groups of digits that stand together, and the words around them.

use std::ops::Range;

use super::{Found, number};

/// Signs that may divide the groups of one number.
const MOST_DIVIDERS: usize = 3;
/// How far back a word may stand that says what a number is, in bytes.
const CONTEXT: usize = 48;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut place = 0;
    while let Some(offset) = text[place..].bytes().position(|byte| byte.is_ascii_digit()) {
        let start = place + offset;
        let groups = groups(text, start);
        place = groups.last().map_or(start + 1, |group| group.end);
        let inside_word = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let from = usize::from(inside_word);
        hide(text, groups.get(from..).unwrap_or_default(), found);
    }
}

/// Groups of digits that stand beside each other from `start`, with at most a few dividers between.
fn groups(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut dividers = 0;
    for (offset, char) in text[start..].char_indices() {
        let place = start + offset;
        if char.is_ascii_digit() {
            match groups.last_mut() {
                Some(group) if group.end == place => group.end += 1,
                _ => groups.push(place..place + 1),
            }
            dividers = 0;
        } else if dividers < MOST_DIVIDERS && is_divider(char) {
            dividers += 1;
        } else {
            break;
        }
    }
    groups
}

const fn is_divider(char: char) -> bool {
    matches!(char, ' ' | '-' | '(' | ')' | '+' | '.' | '_' | '\u{A0}' | '\u{202F}' | '‑' | '–' | '−')
}

fn hide(text: &str, groups: &[Range<usize>], found: &mut Vec<Found>) {
    let digits: usize = groups.iter().map(ExactSizeIterator::len).sum();
    if digits < number::SHORTEST {
        return;
    }
    let mut index = 0;
    while index < groups.len() {
        let first = groups[index].start;
        let context = context(&text[..first]);
        if let Some((taken, label)) = number::recognise(text, &groups[index..], &context) {
            let lead = text[..first].trim_end_matches(['+', '(']).len();
            found.push((lead..groups[index + taken - 1].end, label));
            index += taken;
        } else {
            index += 1;
        }
    }
}

fn context(before: &str) -> String {
    let from = before.len().saturating_sub(CONTEXT);
    let from = (from..=before.len()).find(|&place| before.is_char_boundary(place)).unwrap_or(0);
    before[from..].to_lowercase()
}
