//! Names of streets.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::normalise::{Mark, Shape, Token, normalise};

/// What a street is: its word in the nominative, and how its adjectives end.
#[derive(Clone, Copy)]
pub(super) struct Sort {
    pub(super) title: &'static str,
    feminine: bool,
}

/// What people write, what it is called, and whether it is feminine.
const SORTS: [(&str, &str, bool); 18] = [
    ("ул", "улица", true),
    ("улиц", "улица", true),
    ("пр", "проспект", false),
    ("просп", "проспект", false),
    ("пер", "переулок", false),
    ("переул", "переулок", false),
    ("бульвар", "бульвар", false),
    ("б", "бульвар", false),
    ("ш", "шоссе", false),
    ("шоссе", "шоссе", false),
    ("наб", "набережная", true),
    ("набережн", "набережная", true),
    ("проезд", "проезд", false),
    ("пл", "площадь", true),
    ("площад", "площадь", true),
    ("мкр", "микрорайон", false),
    ("микрорайон", "микрорайон", false),
    ("тупик", "тупик", false),
];

/// The sort of street that this word announces.
pub(super) fn sort(word: &str) -> Option<Sort> {
    let known = SORTS.iter().find(|(written, _, _)| {
        let stem = written.chars().count() > 3;
        word == *written || stem && word.starts_with(written) && word.len() <= written.len() + 6
    });
    known.map(|&(_, title, feminine)| Sort { title, feminine })
}

/// The second half of «пр-т», «б-р».
fn is_tail(word: &str) -> bool {
    matches!(word, "т" | "р" | "кт" | "н")
}

/// «Карла Маркса» after «улица»: at most three words with a capital, or one that is a known street.
pub(super) fn name_after(words: &[Token], start: usize, sort: Sort) -> Option<(usize, String)> {
    let start = start + usize::from(words.get(start).is_some_and(|token| is_tail(&token.word)));
    if let Some((end, name)) = known(words, start) {
        return Some((end, name));
    }
    let mut name: Vec<String> = Vec::new();
    let mut end = start;
    while let Some(token) = words.get(end).filter(|token| name.len() < 3 && belongs(token, name.is_empty())) {
        let ordinal = is_ordinal(words, end);
        if token.word.starts_with(|char: char| char.is_ascii_digit()) && !ordinal {
            break;
        }
        if !ordinal && token.shape == Shape::Lower {
            break;
        }
        name.push(capital(&token.word));
        end += 1;
    }
    let last = name.last_mut()?;
    if last.starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    *last = nominative(last, sort.feminine);
    Some((end, name.join(" ")))
}

fn belongs(token: &Token, first: bool) -> bool {
    token.before.is_none() || first && token.before != Some(Mark::Question) || token.word.chars().count() == 1
}

/// «8 Марта», «40 лет Победы».
fn is_ordinal(words: &[Token], place: usize) -> bool {
    let number = words[place].word.bytes().all(|byte| byte.is_ascii_digit());
    let next = words.get(place + 1);
    number
        && next
            .is_some_and(|next| next.before.is_none() && (next.shape != Shape::Lower || next.word == "лет"))
        || place > 0 && words[place].word == "лет" && next.is_some_and(|next| next.shape != Shape::Lower)
}

/// «Советская» before «улица».
pub(super) fn name_before(words: &[Token], place: usize, sort: Sort) -> Option<String> {
    let token = &words[place.checked_sub(1)?];
    let near = words[place].before.is_none() && token.shape != Shape::Lower;
    let adjective =
        ["ая", "яя", "ой", "ей", "ую", "ый", "ий", "ом", "ому"].iter().any(|end| token.word.ends_with(end));
    (near && adjective).then(|| nominative(&capital(&token.word), sort.feminine))
}

/// A street that most towns have, in the form in which it stands after «на» or alone.
pub(super) fn known(words: &[Token], place: usize) -> Option<(usize, String)> {
    static STREETS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
        let names = include_str!("../../../data/streets.csv").lines().skip(1);
        names.flat_map(|name| spellings(name).into_iter().map(|form| (form, name.to_owned()))).collect()
    });
    let first = words.get(place)?;
    let two = words.get(place + 1).filter(|second| second.before.is_none());
    let pair = two.and_then(|second| STREETS.get(&format!("{} {}", first.word, second.word)));
    let (end, name) =
        pair.map(|name| (2, name)).or_else(|| STREETS.get(&first.word).map(|name| (1, name)))?;
    Some((place + end, name.clone()))
}

fn spellings(name: &str) -> Vec<String> {
    let plain = normalise(name);
    match plain.strip_suffix("ая") {
        Some(stem) => vec![format!("{stem}ой"), format!("{stem}ую"), plain],
        None => vec![plain],
    }
}

/// Any word with a capital that ends as streets do.
pub(super) fn unknown(words: &[Token], place: usize) -> Option<(usize, String)> {
    let token = &words[place];
    let ends = ["ой", "ей", "ого", "его", "ых", "их", "ова", "ева", "ина", "ая"];
    let fits = token.shape == Shape::Capital && token.word.chars().count() > 4;
    let fits = fits && ends.iter().any(|end| token.word.ends_with(end));
    fits.then(|| (place + 1, nominative(&capital(&token.word), true)))
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// «Советской» → «Советская», «Тихом» → «Тихий»; genitives stay: «Ленина».
fn nominative(name: &str, feminine: bool) -> String {
    let swap = |from: &str, to: &str| name.strip_suffix(from).map(|stem| format!("{stem}{to}"));
    let hard = |stem: String| {
        let soft = stem.ends_with(['г', 'к', 'х', 'ш', 'ж', 'щ', 'ч']);
        stem + if soft { "ий" } else { "ый" }
    };
    let found = if feminine {
        swap("ской", "ская")
            .or_else(|| swap("ной", "ная"))
            .or_else(|| swap("вой", "вая"))
            .or_else(|| swap("ую", "ая"))
    } else {
        swap("ому", "").or_else(|| swap("ом", "")).map(hard)
    };
    found.unwrap_or_else(|| name.to_owned())
}
