//! House numbers.

use crate::normalise::{Mark, Token};

/// Reads «, д. 12 корп 1» from `start`; gives the end and the house, if there is one.
pub(super) fn read(words: &[Token], start: usize) -> (usize, Option<String>) {
    let marker =
        words.get(start).is_some_and(|token| matches!(token.word.as_str(), "д" | "дом" | "дома" | "доме"));
    let place = start + usize::from(marker);
    let Some(token) = words.get(place) else { return (start, None) };
    let ends_sentence = token.before.is_some_and(|mark| mark >= Mark::Stop) && !marker;
    let Some((number, part)) = number(&token.word).filter(|_| !ends_sentence) else { return (start, None) };
    if !marker && words.get(place + 1).is_some_and(|next| is_counted(&next.word)) {
        return (start, None);
    }
    let mut house = number;
    let mut end = place + 1;
    if let Some(part) = part {
        house.push_str(" к. ");
        house.push_str(&part);
    }
    if let Some((next, suffix)) = suffix(words, end) {
        house.push_str(&suffix);
        end = next;
    }
    (end, Some(house))
}

/// «12», «12а», «12к1» as number and building.
fn number(word: &str) -> Option<(String, Option<String>)> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) || word.starts_with('0') {
        return None;
    }
    let (number, rest) = word.split_at(digits);
    let mut letters = rest.chars();
    match (letters.next(), letters.as_str()) {
        (None, _) => Some((number.to_owned(), None)),
        (Some('к'), building) if is_number(building) => Some((number.to_owned(), Some(building.to_owned()))),
        (Some('а'..='я'), "") => Some((word.to_owned(), None)),
        _ => None,
    }
}

fn is_number(word: &str) -> bool {
    (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// «5 дней» is no house.
fn is_counted(word: &str) -> bool {
    const COUNTED: [&str; 22] = [
        "дн",
        "день",
        "дня",
        "час",
        "мин",
        "мес",
        "год",
        "лет",
        "нед",
        "руб",
        "раз",
        "дет",
        "чел",
        "км",
        "метр",
        "сут",
        "градус",
        "тыс",
        "литр",
        "этаж",
        "процент",
        "машин",
    ];
    COUNTED.iter().any(|counted| word.starts_with(counted)) || is_month(word)
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "январ",
        "феврал",
        "март",
        "апрел",
        "мая",
        "июн",
        "июл",
        "август",
        "сентябр",
        "октябр",
        "ноябр",
        "декабр",
    ];
    MONTHS.iter().any(|month| word.starts_with(month) && word.len() <= month.len() + 4)
}

/// «корп 1», «стр. 2», «/2», «-б».
fn suffix(words: &[Token], place: usize) -> Option<(usize, String)> {
    let token = words.get(place)?;
    let next = words.get(place + 1).map(|token| token.word.as_str());
    match (token.word.as_str(), next) {
        ("к" | "корп" | "корпус", Some(part)) if is_number(part) => {
            Some((place + 2, format!(" к. {part}")))
        }
        ("с" | "стр" | "строение", Some(part)) if is_number(part) => {
            Some((place + 2, format!(" стр. {part}")))
        }
        (word, _) if is_number(word) && is_glued(words, place) => Some((place + 1, format!("/{word}"))),
        (word, _) if is_letter(word) && is_glued(words, place) => Some((place + 1, word.to_owned())),
        (word, _) => {
            let part = word.strip_prefix('к').filter(|part| is_number(part))?;
            Some((place + 1, format!(" к. {part}")))
        }
    }
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some('а'..='я'), None))
}

/// One sign stands between this token and the one before: «7/2», «3-б».
fn is_glued(words: &[Token], place: usize) -> bool {
    words[place].glued
}
