//! House numbers. Flats are not read: who lives behind which door is nobody's business here.

use crate::normalise::{Mark, Shape, Token};

/// Words after a single «А» that make it a conjunction: «Ленина 5 А когда включат».
const AFTER_CONJUNCTION: [&str; 26] = [
    "когда",
    "почему",
    "где",
    "как",
    "что",
    "кто",
    "не",
    "нет",
    "в",
    "на",
    "у",
    "мы",
    "я",
    "они",
    "вы",
    "он",
    "она",
    "если",
    "то",
    "вот",
    "так",
    "это",
    "сколько",
    "можно",
    "будет",
    "еще",
];

/// Reads «, д. 12 корп 1» from `start`; gives the end and the house, if there is one.
pub(super) fn read(words: &[Token], start: usize) -> (usize, Option<String>) {
    let is = |place: usize, known: &[&str]| {
        words.get(place).is_some_and(|token| known.contains(&token.word.as_str()))
    };
    let inside = usize::from(is(start, &["в", "у", "около", "возле"]) && is(start + 1, &["доме", "дома"]));
    let marker = is(start + inside, &["д", "дом", "дома", "доме", "дому", "домом"]);
    let numbered = usize::from(is(start + inside + usize::from(marker), &["номер", "no"]));
    let place = start + inside + usize::from(marker) + numbered;
    let Some(token) = words.get(place) else { return (start, None) };
    let ends_sentence = token.before.is_some_and(|mark| mark >= Mark::Stop) && !marker;
    let Some((number, part)) = number(&token.word).filter(|_| !ends_sentence) else { return (start, None) };
    let year = !marker && number.len() > 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    if year
        || words
            .get(place + 1)
            .is_some_and(|next| !marker && is_counted(&next.word) || next.glued && is_ending(&next.word))
    {
        return (start, None);
    }
    let mut house = number;
    let mut end = place + 1;
    if let Some(part) = part {
        house.push_str(" к. ");
        house.push_str(&part);
    }
    for _ in 0..2 {
        let Some((next, suffix)) = suffix(words, end) else { break };
        house.push_str(&suffix);
        end = next;
    }
    (end, Some(house))
}

/// «5-й» and «5-го» are no houses.
fn is_ending(word: &str) -> bool {
    matches!(word, "й" | "го" | "му" | "я" | "ой" | "ая" | "ую" | "ти" | "х")
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
        (Some(letter @ 'а'..='я'), rest) => {
            let building = rest.strip_prefix('к').filter(|building| is_number(building))?;
            Some((format!("{number}{letter}"), Some(building.to_owned())))
        }
        _ => None,
    }
}

fn is_number(word: &str) -> bool {
    (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// «5 дней» is no house.
pub(in crate::place) fn is_counted(word: &str) -> bool {
    const COUNTED: [&str; 29] = [
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
        "школ",
        "сош",
        "ребен",
        "ямы",
        "дом",
        "семей",
        "подъезд",
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

/// «корп 1», «стр. 2», «/2», «-б», «литер А». A number after a hyphen is a flat.
fn suffix(words: &[Token], place: usize) -> Option<(usize, String)> {
    let token = words.get(place)?;
    let next = words.get(place + 1).map(|token| token.word.as_str());
    match (token.word.as_str(), next) {
        ("к" | "корп" | "корпус" | "кор", Some(part)) if is_number(part) => {
            Some((place + 2, format!(" к. {part}")))
        }
        ("с" | "стр" | "строение", Some(part)) if is_number(part) => {
            Some((place + 2, format!(" стр. {part}")))
        }
        ("лит" | "литер" | "литера", Some(letter)) if is_letter(letter) => {
            Some((place + 2, letter.to_owned()))
        }
        (word, _) if is_number(word) && token.glued && token.before.is_some() => {
            Some((place + 1, format!("/{word}")))
        }
        (word, _) if is_letter(word) && (token.glued || stands_alone(words, place)) => {
            Some((place + 1, word.to_owned()))
        }
        (word, _) => {
            let letter = word.chars().next().filter(|letter| matches!(letter, 'а'..='е' | 'к'))?;
            let part = word.strip_prefix('к').or_else(|| word[letter.len_utf8()..].strip_prefix('к'))?;
            let letter = if word.starts_with('к') { String::new() } else { letter.to_string() };
            (is_number(part) && token.before.is_none()).then(|| (place + 1, format!("{letter} к. {part}")))
        }
    }
}

/// «5 А», «5 «А»» and «5 а,», but not «5 А когда».
fn stands_alone(words: &[Token], place: usize) -> bool {
    let token = &words[place];
    if !matches!(token.word.as_str(), "а" | "б" | "в" | "г" | "д" | "е" | "ж") {
        return false;
    }
    let next = words.get(place + 1);
    let closed = next.is_none_or(|next| next.before.is_some());
    match (token.before, token.shape) {
        (None, Shape::Lower) | (Some(Mark::Comma), Shape::Capital | Shape::Upper) => closed,
        (None, _) => {
            closed
                || token.word != "в"
                    && next.is_some_and(|next| !AFTER_CONJUNCTION.contains(&next.word.as_str()))
        }
        _ => false,
    }
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some('а'..='я'), None))
}
