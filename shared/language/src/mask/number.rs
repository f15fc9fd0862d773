//! What a number is, by the lengths of its groups and the word before it.

use std::ops::Range;

/// No known number has more groups.
const MOST_GROUPS: usize = 7;
/// From here on any number may name somebody: accounts, tax numbers, insurance policies.
const LONG: usize = 12;

/// How many groups from the first make up a known number, and what to write instead.
pub(super) fn recognise(text: &str, groups: &[Range<usize>], context: &str) -> Option<(usize, &'static str)> {
    let groups = &groups[..groups.len().min(MOST_GROUPS)];
    (1..=groups.len())
        .rev()
        .find_map(|count| label(text, &groups[..count], context).map(|label| (count, label)))
}

fn label(text: &str, groups: &[Range<usize>], context: &str) -> Option<&'static str> {
    let lengths: Vec<usize> = groups.iter().map(ExactSizeIterator::len).collect();
    let first = text.as_bytes()[groups[0].start];
    let digits: usize = lengths.iter().sum();
    match lengths[..] {
        [4, 4, 4, 4] | [16] | [4, 4, 4, 4, 2 | 3] => Some("[карта]"),
        [3, 3, 3, 2] => Some("[СНИЛС]"),
        [11] if context.contains("снилс") => Some("[СНИЛС]"),
        [4, 6] | [2, 2, 6] => Some("[паспорт]"),
        [10] if context.contains("паспорт") => Some("[паспорт]"),
        _ if digits == 11 && matches!(first, b'7' | b'8') => Some("[телефон]"),
        _ if digits == 10 && is_after_code(first, &lengths) => Some("[телефон]"),
        [3, 2, 2] => Some("[телефон]"),
        [1 | 2, 2, 2] | [5..=7] | [3, 4] if is_called(context) => Some("[телефон]"),
        [length] if length >= LONG => Some("[номер]"),
        _ => None,
    }
}

/// «900 123 45 67», «(831) 212-34-56»; ten digits in one piece only when they begin as mobile numbers do.
fn is_after_code(first: u8, lengths: &[usize]) -> bool {
    first == b'9' || lengths.len() > 1 && matches!(lengths[0], 3..=5) && matches!(first, b'3' | b'4' | b'8')
}

fn is_called(context: &str) -> bool {
    ["тел", "звон", "моб", "дозвон"].iter().any(|word| context.contains(word))
}
