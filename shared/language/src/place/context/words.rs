//! Words that stand beside names of places.

use crate::normalise::{Shape, Token};
use crate::place::declension::{ACCUSATIVE, DATIVE, GENITIVE, INSTRUMENTAL, PREPOSITIONAL};

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

/// The cases that a preposition asks for; none if the word is no preposition of place.
pub(super) fn governed(word: &str) -> Option<u8> {
    Some(match word {
        "в" | "во" | "на" => ACCUSATIVE | PREPOSITIONAL,
        "из" | "до" | "от" | "около" | "возле" | "близ" | "мимо" | "вокруг" | "у" => {
            GENITIVE
        }
        "под" | "за" => INSTRUMENTAL | ACCUSATIVE,
        "между" | "перед" | "над" => INSTRUMENTAL,
        "к" | "ко" => DATIVE,
        "по" => DATIVE | PREPOSITIONAL,
        "через" => ACCUSATIVE,
        _ => return None,
    })
}

/// Prepositions of ways.
pub(super) fn is_way(word: &str) -> bool {
    matches!(word, "до" | "между" | "через" | "мимо")
}

/// «мы из …».
pub(super) fn is_self(word: &str) -> bool {
    matches!(
        word,
        "мы" | "я" | "сам" | "сама" | "родом" | "пишу" | "пишем" | "семья" | "пенсионерка" | "пенсионер"
    )
}

/// What goes from one place to another.
pub(super) fn is_route(word: &str) -> bool {
    let stems = ["маршрут", "трасс", "электрич", "автобус", "поезд", "рейс", "дорог"];
    stems.iter().any(|stem| is_form(word, stem, 4))
}

/// What bears the names of places without being there.
pub(super) fn is_brand(word: &str) -> bool {
    const STEMS: [&str; 19] = [
        "канал",
        "паблик",
        "групп",
        "газет",
        "сайт",
        "команд",
        "фирм",
        "ресторан",
        "бар",
        "колбас",
        "молок",
        "санатори",
        "лагер",
        "отел",
        "вод",
        "хлеб",
        "завод",
        "журнал",
        "радио",
    ];
    matches!(word, "ооо" | "ао" | "зао" | "ип" | "пао" | "фк" | "хк")
        || STEMS.iter().any(|stem| is_form(word, stem, 2))
}

/// «Богородское Варнавинского района».
pub(super) fn is_of_district(token: &Token) -> bool {
    token.shape != Shape::Lower && (token.word.ends_with("ского") || token.word.ends_with("цкого"))
}

/// A word that ends as verbs do: after it no noun belongs to an adjective.
pub(super) fn is_verbal(word: &str) -> bool {
    const ENDINGS: [&str; 16] = [
        "ли", "ло", "ала", "ила", "ела", "ют", "ут", "ит", "ят", "ает", "еет", "ся", "сь", "ть", "ано", "ено",
    ];
    ENDINGS.iter().any(|ending| word.ends_with(ending))
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
    let between = words().take_while(|token| is_form_of_adjective(&token.word)).count();
    let head = after.get(between).filter(|_| words().count() > between)?;
    let second = after.get(between + 1).map(|token| token.word.as_str());
    let named = is_form(&head.word, "район", 3)
        || is_form(&head.word, "округ", 3)
        || matches!(
            (head.word.as_str(), second),
            ("мо" | "го" | "рн", _) | ("м" | "г", Some("о")) | ("р", Some("н"))
        );
    if named {
        let grid = second.is_some_and(|word| word.starts_with("электр") || word == "рэс");
        return (!grid).then_some(0.95);
    }
    INSTITUTIONS.iter().any(|stem| head.word.starts_with(stem)).then_some(0.8)
}

fn is_form_of_adjective(word: &str) -> bool {
    let long = word.chars().count() > 4;
    long && ["ый", "ий", "ого", "ому", "ом", "ая", "ой", "ую", "ые", "ых"]
        .iter()
        .any(|end| word.ends_with(end))
        && !is_form(word, "район", 3)
}
