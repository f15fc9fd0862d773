//! Words that stand beside names of places.

use crate::normalise::{Shape, Token};

/// What a word before a name says of the place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    City,
    Settlement,
    Village,
}

pub(super) fn marker(word: &str, name: Shape) -> Option<Marker> {
    let named = name != Shape::Lower;
    match word {
        "гор" => Some(Marker::City),
        "г" if named => Some(Marker::City),
        "пос" | "рп" | "пгт" => Some(Marker::Settlement),
        "п" if named => Some(Marker::Settlement),
        "дер" | "село" | "села" | "селе" | "селу" | "селом" | "сельсовет" => {
            Some(Marker::Village)
        }
        "с" | "д" if named => Some(Marker::Village),
        _ if is_form(word, "город", 2) && word != "городок" => Some(Marker::City),
        _ if is_form(word, "поселок", 2) || is_form(word, "поселк", 3) => {
            Some(Marker::Settlement)
        }
        _ if is_form(word, "деревн", 2) => Some(Marker::Village),
        _ => None,
    }
}

fn is_form(word: &str, stem: &str, most: usize) -> bool {
    word.strip_prefix(stem).is_some_and(|ending| ending.chars().count() <= most)
}

pub(super) fn is_preposition(word: &str) -> bool {
    const PREPOSITIONS: [&str; 20] = [
        "в",
        "во",
        "из",
        "до",
        "от",
        "под",
        "около",
        "возле",
        "близ",
        "на",
        "через",
        "за",
        "по",
        "к",
        "ко",
        "мимо",
        "между",
        "вокруг",
        "перед",
        "над",
    ];
    PREPOSITIONS.contains(&word)
}

/// Words after which, or before which, a sentence goes on without naming what a name belongs to.
pub(super) fn is_light(word: &str) -> bool {
    const LIGHT: [&str; 24] = [
        "нет",
        "не",
        "без",
        "опять",
        "снова",
        "уже",
        "и",
        "на",
        "в",
        "очень",
        "когда",
        "до",
        "с",
        "по",
        "за",
        "у",
        "из",
        "есть",
        "был",
        "было",
        "была",
        "были",
        "почему",
        "где",
    ];
    LIGHT.contains(&word)
}

pub(super) fn is_street(word: &str) -> bool {
    matches!(
        word,
        "ул" | "пер"
            | "пр"
            | "проспект"
            | "наб"
            | "бульвар"
            | "шоссе"
            | "площадь"
            | "площади"
            | "имени"
            | "им"
    ) || is_form(word, "улиц", 2)
        || is_form(word, "переул", 3)
}

pub(super) fn is_own(word: &str) -> bool {
    matches!(word, "нас" | "живу" | "живем" | "проживаю" | "проживаем" | "житель" | "жители" | "жительница")
        || is_form(word, "наш", 3)
}

/// «… район» names it surely, «… администрация» almost.
pub(super) fn district(after: &[Token]) -> Option<f32> {
    const INSTITUTIONS: [&str; 12] = [
        "администрац",
        "больниц",
        "црб",
        "поликлиник",
        "водоканал",
        "школ",
        "отдел",
        "дума",
        "глав",
        "кладбищ",
        "суд",
        "мэр",
    ];
    let near = |token: &&Token| token.before.is_none();
    let words = || after.iter().take_while(near).take(3);
    let named = words().any(|token| {
        is_form(&token.word, "район", 3)
            || is_form(&token.word, "округ", 3)
            || matches!(token.word.as_str(), "мо" | "го" | "рн")
            || token.word == "р"
    });
    if named {
        return Some(0.95);
    }
    let institution = |token: &Token| INSTITUTIONS.iter().any(|stem| token.word.starts_with(stem));
    words().take(2).any(institution).then_some(0.8)
}
