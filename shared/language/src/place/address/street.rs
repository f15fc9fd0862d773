//! Names of streets.

use std::fmt::Write;

use super::StreetSort;
use crate::normalise::{Mark, Shape, Token};
use crate::place::canon;
use crate::place::lexis::{self, Gender, lexeme};

/// Words that a name after «улица» may have.
const MOST_WORDS: usize = 3;

/// What the word at `place` announces, together with the second half of «пр-т», «пр-д», «б-р».
pub(super) fn sort(words: &[Token], place: usize, sort: StreetSort) -> Option<StreetSort> {
    match (words[place].word.as_str(), tail(words, place + 1)) {
        ("пр", Some("д" | "зд")) => Some(StreetSort::Passage),
        ("б", Some("р")) => Some(StreetSort::Boulevard),
        ("б", _) => None,
        _ => Some(sort),
    }
}

/// The second half of «пр-т», «б-р», «пр-д».
fn tail(words: &[Token], place: usize) -> Option<&str> {
    let token = words.get(place).filter(|token| token.glued)?;
    matches!(token.word.as_str(), "т" | "кт" | "р" | "д" | "зд" | "н" | "л" | "ок")
        .then_some(token.word.as_str())
}

/// Where the words after a sort begin.
pub(super) fn after_sort(words: &[Token], place: usize) -> usize {
    place + 1 + usize::from(tail(words, place + 1).is_some())
}

/// The sort that stands after a name: «Советская улица».
pub(super) fn sort_after(words: &[Token], place: usize) -> Option<(usize, StreetSort)> {
    let token = words.get(place).filter(|token| token.before.is_none())?;
    let announced = lexeme(&token.word)?.sort?;
    let found = sort(words, place, announced)?;
    name_after(words, place + 1, found, false).is_none().then(|| (after_sort(words, place), found))
}

/// «Карла Маркса» after «улица»: at most three words with a capital, one that is a known street, or a word that ends as
/// streets do, if an abbreviation or a house shows that it is one.
pub(super) fn name_after(
    words: &[Token],
    start: usize,
    sort: StreetSort,
    abbreviated: bool,
) -> Option<(usize, String)> {
    let start = start + usize::from(tail(words, start).is_some());
    if let Some((end, name)) = known(words, start) {
        return Some((end, agree(name, sort)));
    }
    if let Some(found) = number(words, start, sort) {
        return Some(found);
    }
    let (start, ordinal) = leading_ordinal(words, start);
    let mut end = capitals(words, start);
    if end == start && lower(words, start, abbreviated) {
        end = start + 1;
    }
    if end == start {
        return None;
    }
    let mut name = String::new();
    if let Some(ordinal) = ordinal {
        let _ = write!(name, "{ordinal} ");
    }
    for token in &words[start..end - 1] {
        let _ = write!(name, "{} ", capital(&token.word));
    }
    let last = &words[end - 1].word;
    if last.starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    name.push_str(&nominative(&capital(last), sort.gender()));
    Some((end, name))
}

/// «мкр. 7», «квартал 13».
fn number(words: &[Token], start: usize, sort: StreetSort) -> Option<(usize, String)> {
    let numbered = matches!(sort, StreetSort::Microdistrict | StreetSort::Quarter);
    let token = words.get(start).filter(|_| numbered)?;
    let number = (1..=3).contains(&token.word.len()) && token.word.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| (start + 1, token.word.clone()))
}

/// «2-я» of «2-я Кооперативная».
fn leading_ordinal(words: &[Token], start: usize) -> (usize, Option<String>) {
    let Some((end, ordinal)) = ordinal(words, start) else { return (start, None) };
    let named = words.get(end).is_some_and(|next| next.before.is_none() && !is_number(&next.word));
    if named { (end, Some(ordinal)) } else { (start, None) }
}

/// «2-я», «2я», «вторая», with where it ends.
fn ordinal(words: &[Token], start: usize) -> Option<(usize, String)> {
    let token = words.get(start)?;
    let number = canon::ordinal(&token.word)?;
    if !is_number(&token.word) {
        return Some((start + 1, number));
    }
    let ending = words.get(start + 1).filter(|next| next.glued)?;
    matches!(
        ending.word.as_str(),
        "я" | "й" | "ой" | "ая" | "ый" | "го" | "му" | "ю" | "ую" | "е" | "м" | "ом"
    )
    .then(|| (start + 2, number))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The end of a run of words with capitals, «8 Марта» and «40 лет Победы» among them.
fn capitals(words: &[Token], start: usize) -> usize {
    let mut end = start;
    while let Some(token) = words.get(end).filter(|_| end < start + MOST_WORDS) {
        let initial = end > start && words[end - 1].word.chars().count() == 1;
        let joined =
            token.before.is_none() || end == start && token.before != Some(Mark::Question) || initial;
        let anniversary = is_anniversary(words, end);
        let named = token.shape != Shape::Lower && !lexeme(&token.word).is_some_and(|word| word.house);
        if !joined || !(anniversary || named) || is_number(&token.word) && !anniversary {
            break;
        }
        end += 1;
    }
    end
}

/// A word without a capital that may still be a street: «ул. кооперативная», «улица ленинградская 5».
fn lower(words: &[Token], place: usize, abbreviated: bool) -> bool {
    const ENDINGS: [&str; 12] =
        ["ая", "яя", "ой", "ую", "ого", "ова", "ева", "ина", "ский", "ском", "ское", "ых"];
    let Some(token) = words.get(place) else { return false };
    let joined = token.before.is_none() || abbreviated && token.before == Some(Mark::Stop);
    let fits = token.word.chars().count() > 4 && ENDINGS.iter().any(|end| token.word.ends_with(end));
    joined && fits && (abbreviated || super::house::read(words, place + 1).1.is_some())
}

/// «8 Марта», «40 лет Победы».
fn is_anniversary(words: &[Token], place: usize) -> bool {
    let next = words.get(place + 1).filter(|next| next.before.is_none());
    let named = next.is_some_and(|next| next.shape != Shape::Lower && next.word.chars().count() > 2);
    is_number(&words[place].word) && (named || next.is_some_and(|next| next.word == "лет"))
        || place > 0 && words[place].word == "лет" && named
}

/// «Советская» before «улица», «7-й» before «микрорайон».
pub(super) fn name_before(words: &[Token], place: usize, sort: StreetSort) -> Option<(usize, String)> {
    let start = place.checked_sub(1).filter(|_| words[place].before.is_none())?;
    if matches!(sort, StreetSort::Microdistrict | StreetSort::Quarter)
        && let Some((start, (_, number))) = [start.checked_sub(1), Some(start)]
            .into_iter()
            .flatten()
            .find_map(|start| Some((start, ordinal(words, start).filter(|(end, _)| *end == place)?)))
    {
        return Some((start, number));
    }
    let token = &words[start];
    let adjective = ["ая", "яя", "ой", "ей", "ую", "ый", "ий", "ом", "ому", "ое", "ого"]
        .iter()
        .any(|end| token.word.ends_with(end));
    let known = lexis::street(&token.word).is_some();
    if !adjective || token.shape == Shape::Lower && !known {
        return None;
    }
    let name = nominative(&capital(&token.word), sort.gender());
    let ordered = [start.checked_sub(2), start.checked_sub(1)].into_iter().flatten().find_map(|at| {
        let (end, number) = ordinal(words, at)?;
        (end == start && token.before.is_none()).then_some((at, number))
    });
    Some(ordered.map_or((start, name.clone()), |(at, number)| (at, format!("{number} {name}"))))
}

/// A street that most towns have, in the form in which it stands after «на» or alone.
pub(super) fn known(words: &[Token], place: usize) -> Option<(usize, &'static str)> {
    let first = words.get(place).filter(|token| lexeme(&token.word).is_some_and(|word| word.street))?;
    let two = words.get(place + 1).filter(|second| second.before.is_none());
    let pair = two.and_then(|second| lexis::street(&format!("{} {}", first.word, second.word)));
    pair.map(|name| (place + 2, name)).or_else(|| lexis::street(&first.word).map(|name| (place + 1, name)))
}

/// Any word with a capital that ends as streets do.
pub(super) fn unknown(words: &[Token], place: usize) -> Option<(usize, String)> {
    const ENDINGS: [&str; 10] = ["ой", "ей", "ого", "его", "ых", "их", "ова", "ева", "ина", "ая"];
    let (start, ordinal) = leading_ordinal(words, place);
    let token = words.get(start)?;
    let fits = token.shape == Shape::Capital && token.word.chars().count() > 4;
    if !fits || !ENDINGS.iter().any(|end| token.word.ends_with(end)) {
        return None;
    }
    let name = nominative(&capital(&token.word), Gender::Feminine);
    Some((start + 1, ordinal.map_or_else(|| name.clone(), |ordinal| format!("{ordinal} {name}"))))
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// «Советская» as the sort asks: «проспект Советский», «шоссе Советское».
fn agree(name: &str, sort: StreetSort) -> String {
    let Some(stem) = name.strip_suffix("ая") else { return name.to_owned() };
    match sort.gender() {
        Gender::Feminine => name.to_owned(),
        Gender::Neuter => format!("{stem}ое"),
        Gender::Masculine => hard(stem),
    }
}

fn hard(stem: &str) -> String {
    let soft = stem.ends_with(['г', 'к', 'х', 'ш', 'ж', 'щ', 'ч']);
    format!("{stem}{}", if soft { "ий" } else { "ый" })
}

/// «Советской» → «Советская», «Тихом» → «Тихий»; genitives stay: «Ленина».
fn nominative(name: &str, gender: Gender) -> String {
    let stem = |ending: &str| name.strip_suffix(ending);
    let found = match gender {
        Gender::Feminine => ["ской", "ной", "вой"]
            .iter()
            .find(|ending| name.ends_with(**ending))
            .and_then(|_| stem("ой"))
            .or_else(|| stem("ую"))
            .map(|stem| format!("{stem}ая")),
        Gender::Masculine => stem("ому").or_else(|| stem("ом")).map(hard),
        Gender::Neuter => stem("ому").or_else(|| stem("ом")).map(|stem| format!("{stem}ое")),
    };
    found.unwrap_or_else(|| name.to_owned())
}
