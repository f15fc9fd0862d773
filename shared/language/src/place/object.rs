//! Schools, stops, yards and the like in a text: «у 3-й школы», «детсад «Солнышко»», «остановка Поликлиника».

use std::ops::Range;

use domain::Private;

use super::canon;
use super::lexis::{Lexeme, lexeme};
use crate::normalise::{Mark, Shape, Token};

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    /// Школа, гимназия, лицей.
    School,
    /// Детский сад.
    Kindergarten,
    /// Поликлиника, амбулатория, ФАП.
    Clinic,
    /// Больница.
    Hospital,
    /// Остановка.
    Stop,
    /// Двор.
    Yard,
    /// Парк, сквер.
    Park,
    /// Магазин, кафе, гостиница.
    Shop,
    /// Рынок.
    Market,
    /// Аптека.
    Pharmacy,
    /// Вокзал.
    Station,
    /// Дом культуры, клуб.
    Culture,
    /// Стадион.
    Stadium,
    /// Мост.
    Bridge,
    /// Почта.
    Post,
}

impl ObjectKind {
    /// The word for it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::School => "школа",
            Self::Kindergarten => "детский сад",
            Self::Clinic => "поликлиника",
            Self::Hospital => "больница",
            Self::Stop => "остановка",
            Self::Yard => "двор",
            Self::Park => "парк",
            Self::Shop => "магазин",
            Self::Market => "рынок",
            Self::Pharmacy => "аптека",
            Self::Station => "вокзал",
            Self::Culture => "дом культуры",
            Self::Stadium => "стадион",
            Self::Bridge => "мост",
            Self::Post => "почта",
        }
    }

    /// Whether any word may be its name, a town's as well: «магазин Выкса».
    const fn takes_any_name(self) -> bool {
        matches!(self, Self::Shop | Self::Market | Self::Pharmacy)
    }
}

/// An object of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its number or name, if the text gives one.
    pub name: Option<Private<String>>,
}

/// An object with the words that it takes.
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) object: Object,
}

/// The object that is announced at `place`, and by which word.
pub(super) fn announced(
    words: &[Token],
    place: usize,
    lexeme: Option<Lexeme>,
) -> Option<(usize, ObjectKind)> {
    let lexeme = lexeme?;
    let kindergarten = lexeme.house
        && words[place].word == "д"
        && words.get(place + 1).is_some_and(|next| next.glued && next.word == "с");
    let nursery = kindergarten.then_some((place + 1, ObjectKind::Kindergarten));
    nursery.or_else(|| Some((place, lexeme.object?)))
}

/// Reads the object that the word at `place` announces. `is_place` tells names of places: «больница Арзамаса».
pub(super) fn read(
    words: &[Token],
    place: usize,
    kind: ObjectKind,
    is_place: impl Fn(&str) -> bool,
) -> Option<Found> {
    if is_plain_word(words, place, kind) {
        return None;
    }
    let found = number_after(words, place)
        .or_else(|| number_before(words, place))
        .or_else(|| name_after(words, place, kind, is_place));
    let (range, name) = found.map_or((place..place + 1, None), |(range, name)| (range, Some(name)));
    Some(Found { range, object: Object { kind, name: name.map(Private::new) } })
}

/// «сад» without «детский» and without a number is a garden.
fn is_plain_word(words: &[Token], place: usize, kind: ObjectKind) -> bool {
    let word = words[place].word.as_str();
    let garden = kind == ObjectKind::Kindergarten && word.starts_with("сад") && !word.starts_with("садик");
    garden
        && !(place > 0 && words[place - 1].word.starts_with("детск"))
        && number_after(words, place).is_none()
}

/// «школа № 3», «школа 3», «школа номер 3».
fn number_after(words: &[Token], place: usize) -> Option<(Range<usize>, String)> {
    let named = words.get(place + 1).is_some_and(|token| matches!(token.word.as_str(), "номер" | "no" | "n"));
    let at = place + 1 + usize::from(named);
    let token = words.get(at).filter(|token| token.before.is_none_or(|mark| mark < Mark::Stop))?;
    let number = number(&token.word)?;
    let counted = words.get(at + 1).is_some_and(|next| {
        next.before.is_none()
            && next.shape == Shape::Lower
            && next.word.chars().count() > 2
            && token.before.is_none()
            && !named
            && super::address::is_counted(&next.word)
    });
    (!counted).then(|| (place..at + 1, number))
}

/// «3-й школы», «третья школа», «10 лицей».
fn number_before(words: &[Token], place: usize) -> Option<(Range<usize>, String)> {
    let mut at = place.checked_sub(1).filter(|_| words[place].before.is_none())?;
    if words[at].word.starts_with("детск") {
        at = at.checked_sub(1).filter(|&at| words[at + 1].before.is_none())?;
    }
    if let Some(number) = canon::ordinal(&words[at].word) {
        return Some((at..place + 1, number));
    }
    let tail = words[at].glued && words[at].word.chars().count() <= 2;
    let number = number(&words[at.checked_sub(1).filter(|_| tail)?].word)?;
    Some((at - 1..place + 1, number))
}

fn number(word: &str) -> Option<String> {
    let plain = (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    (plain && !word.starts_with('0')).then(|| word.to_owned())
}

/// «детсад «Солнышко»», «остановка Поликлиника», «парк Победы».
fn name_after(
    words: &[Token],
    place: usize,
    kind: ObjectKind,
    is_place: impl Fn(&str) -> bool,
) -> Option<(Range<usize>, String)> {
    let first = words.get(place + 1)?;
    let ends = |at: usize| words.get(at).is_none_or(|next| next.before.is_some());
    let quoted = first.before == Some(Mark::Comma);
    let lone = first.shape != Shape::Lower && first.word.chars().count() > 1;
    let short = words[place].word.chars().count() <= 3 && first.before == Some(Mark::Stop);
    if kind == ObjectKind::Yard || !lone || !short && first.before.is_some_and(|mark| mark >= Mark::Stop) {
        return None;
    }
    if !quoted && !kind.takes_any_name() && is_place(&first.word) {
        return None;
    }
    if lexeme(&first.word).is_some_and(|lexeme| lexeme.sort.is_some() || lexeme.call || lexeme.house) {
        return None;
    }
    let mut end = place + 2;
    while end < place + 4
        && words.get(end).is_some_and(|next| next.before.is_none() && next.shape != Shape::Lower)
    {
        end += 1;
    }
    if quoted && !ends(end) {
        return None;
    }
    let name: Vec<&str> = words[place + 1..end].iter().map(|token| token.word.as_str()).collect();
    Some((place..end, name.join(" ")))
}
