//! What a number is, by the lengths of its groups, its check digits and the words beside it.

use std::ops::Range;

use super::check::{is_card, is_snils, is_taxpayer};

/// Fewer digits name nobody.
pub(super) const SHORTEST: usize = 5;
/// No known number has more groups: a phone typed digit by digit.
const MOST_GROUPS: usize = 11;
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
    let mut lengths = [0; MOST_GROUPS];
    for (length, group) in lengths.iter_mut().zip(groups) {
        *length = group.len();
    }
    let lengths = &lengths[..groups.len()];
    let total: usize = lengths.iter().sum();
    if !(SHORTEST..=40).contains(&total) {
        return (total > 40 && lengths.len() == 1).then_some("[номер]");
    }
    let digits: Vec<u8> =
        groups.iter().flat_map(|group| &text.as_bytes()[group.clone()]).map(|byte| byte - b'0').collect();
    let dated = text[groups[0].end..].starts_with('.') && lengths.len() > 1;
    match *lengths {
        [4, 4, 4, 4] | [4, 4, 4, 4, 2 | 3] if !dated => Some("[карта]"),
        [16 | 18 | 19] if is_card(&digits) => Some("[карта]"),
        [3, 3, 3, 2] if !dated => Some("[СНИЛС]"),
        [11] if context.contains("снилс") => Some("[СНИЛС]"),
        [4, 6] | [2, 2, 6] if !dated => Some("[паспорт]"),
        [10] if context.contains("паспорт") => Some("[паспорт]"),
        [12] if is_taxpayer(&digits) || context.contains("инн") => Some("[ИНН]"),
        _ if is_phone(&digits, lengths, context, is_money(&text[groups[groups.len() - 1].end..])) => {
            Some("[телефон]")
        }
        [11] if is_snils(&digits) => Some("[СНИЛС]"),
        [length] if length >= LONG => Some("[номер]"),
        _ => None,
    }
}

fn is_phone(digits: &[u8], lengths: &[usize], context: &str, money: bool) -> bool {
    let after_plus = context.ends_with('+') || context.ends_with("+(");
    let numbered = context.trim_end().ends_with('№');
    match digits.len() {
        _ if money => false,
        11 => matches!(digits[0], 7 | 8) && (after_plus || begins_with_code(digits, lengths)),
        10 => is_after_code(digits[0], lengths) && !numbered,
        12..=15 => after_plus,
        _ if *lengths == [3, 2, 2] => !numbered,
        _ => {
            let short = matches!(*lengths, [1 | 2, 2, 2] | [5..=7] | [3, 4] | [2, 3]);
            short && is_called(context)
        }
    }
}

/// «8 900 …», «8900…»; in «8.05.2026» no code follows.
fn begins_with_code(digits: &[u8], lengths: &[usize]) -> bool {
    match lengths[0] {
        1 => digits[1] == 9 || matches!(lengths[1], 3..=5),
        2 => digits[1] == 9 && lengths[1] == 2,
        length => length >= 4,
    }
}

/// «900 123 45 67», «(831) 212-34-56»; ten digits in one piece only when they begin as mobile numbers do.
fn is_after_code(first: u8, lengths: &[usize]) -> bool {
    let coded = lengths[0] >= 3 && first == 9;
    coded || lengths.len() > 1 && matches!(lengths[0], 3..=5) && matches!(first, 3 | 4 | 8)
}

/// A sum of money follows: «8 950 000 000 рублей».
fn is_money(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\u{A0}']);
    ["руб", "₽", "млн", "тыс", "млрд", "коп"].iter().any(|unit| after.starts_with(unit))
}

fn is_called(context: &str) -> bool {
    ["тел", "звон", "моб", "дозвон"].iter().any(|word| context.contains(word))
}
