//! Check digits: whether a long number may be a card, an insurance number or a taxpayer's number.

/// Luhn's rule, by which card numbers are made.
pub(super) fn is_card(digits: &[u8]) -> bool {
    let doubled = |digit: u8| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| u32::from(if place % 2 == 1 { doubled(digit) } else { digit }))
        .sum();
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10) && digits.iter().any(|&digit| digit != 0)
}

/// The last two digits of a SNILS number are a weighted sum of the others.
pub(super) fn is_snils(digits: &[u8]) -> bool {
    if digits.len() != 11 {
        return false;
    }
    let sum: u32 =
        digits[..9].iter().zip((1..=9).rev()).map(|(&digit, weight)| u32::from(digit) * weight).sum();
    let rest = sum % 101;
    let check = if rest == 100 { 0 } else { rest };
    check == u32::from(digits[9]) * 10 + u32::from(digits[10]) && digits[..9].iter().any(|&digit| digit != 0)
}

/// A person's taxpayer number has twelve digits, the last two of them check digits.
pub(super) fn is_taxpayer(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let check = |weights: &[u32]| {
        let sum: u32 = digits.iter().zip(weights).map(|(&digit, weight)| u32::from(digit) * weight).sum();
        sum % 11 % 10
    };
    digits.len() == 12
        && check(&WEIGHTS[1..]) == u32::from(digits[10])
        && check(&WEIGHTS) == u32::from(digits[11])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'0').collect()
    }

    #[test]
    fn a_wrong_check_digit_is_seen() {
        assert!(is_card(&digits("2200000000000004")) && !is_card(&digits("2200000000000005")));
        assert!(is_snils(&digits("11223344595")) && !is_snils(&digits("11223344596")));
        assert!(is_taxpayer(&digits("500100732259")) && !is_taxpayer(&digits("500100732258")));
    }
}
