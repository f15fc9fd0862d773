//! Hides personal data inside a text: phones, cards, passports, SNILS numbers, e-mail addresses.
//!
//! One pass, no backtracking. What cannot be told apart but is long enough to name a person becomes `[номер]`.

mod number;

use std::ops::Range;

/// Signs that may divide the groups of one number.
const MOST_DIVIDERS: usize = 3;
/// How far back a word may stand that says what a number is.
const CONTEXT: usize = 24;

/// The text with personal data replaced by its kind in brackets.
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut place = 0;
    let mut checked = 0;
    while let Some(char) = text[place..].chars().next() {
        let starts = !text[..place].chars().next_back().is_some_and(char::is_alphanumeric);
        if starts && place >= checked && is_of_email(char) {
            let run = email_run(&text[place..]);
            checked = place + run;
            if let Some(length) = email(&text[place..checked]) {
                masked.push_str("[почта]");
                place += length;
                continue;
            }
        }
        if starts && (char.is_ascii_digit() || matches!(char, '+' | '(')) {
            let groups = groups(text, place);
            if let Some(end) = groups.last().map(|group| group.end) {
                hide_numbers(text, place..end, &groups, &mut masked);
                place = end;
                continue;
            }
        }
        masked.push(char);
        place += char.len_utf8();
    }
    masked
}

const fn is_of_email(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '%' | '+' | '-' | '@')
}

fn email_run(text: &str) -> usize {
    text.find(|char| !is_of_email(char)).unwrap_or(text.len())
}

/// The length of the address that the run is.
fn email(run: &str) -> Option<usize> {
    let address = run.trim_end_matches(['.', '-', '_', '%', '+']);
    let (name, host) = address.split_once('@')?;
    let (_, zone) = host.rsplit_once('.')?;
    let valid = !name.is_empty() && zone.len() >= 2 && zone.bytes().all(|byte| byte.is_ascii_alphabetic());
    valid.then_some(address.len())
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
    matches!(char, ' ' | '-' | '(' | ')' | '+' | '\u{A0}' | '‑' | '–')
}

fn hide_numbers(text: &str, span: Range<usize>, groups: &[Range<usize>], masked: &mut String) {
    let mut shown = span.start;
    let mut index = 0;
    while index < groups.len() {
        let first = groups[index].start;
        let context = context(&text[..first]);
        if let Some((taken, label)) = number::recognise(text, &groups[index..], &context) {
            let lead = text[shown..first].trim_end_matches(['+', '(']);
            masked.push_str(lead);
            masked.push_str(label);
            shown = groups[index + taken - 1].end;
            index += taken;
        } else {
            index += 1;
        }
    }
    masked.push_str(&text[shown..span.end]);
}

fn context(before: &str) -> String {
    let start = before.char_indices().rev().nth(CONTEXT).map_or(0, |(index, _)| index);
    before[start..].to_lowercase()
}

#[cfg(test)]
mod tests;
