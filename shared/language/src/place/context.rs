//! Whether the words around a name let it be a place: «в бору» is a wood, «на Бору» is the town.

use std::ops::Range;

use super::PlaceKind;
use super::declension::is_adjective;
use super::gazetteer::{Role, common_names};
use super::lexis::lexeme;
use crate::normalise::{Mark, Shape, Token};

mod words;

use words::{Marker, district, is_light, is_own, is_preposition, is_street, marker};

/// Letters of a name that is hardly a word as well.
const TELLING_LENGTH: usize = 6;

/// Why a name needs more than its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trait {
    /// It is also a word: «бор».
    Word,
    /// It is also a surname: «Семёнов».
    Person,
    /// It is also an adjective of anything: «Грязный», «Центральный».
    Adjective,
    /// Only its other cases are surnames: «Павлово», «врач Павлова».
    PersonInCases,
}

/// What is known of a name before any text.
pub(super) fn name_trait(plain: &str) -> Option<Trait> {
    common_names().get(plain).copied().or_else(|| {
        if is_adjective(plain) && !plain.contains(' ') && !plain.ends_with("ское") && !plain.ends_with("цкое")
        {
            return Some(Trait::Adjective);
        }
        let surname = ["ово", "ево", "ино", "ыно", "ов", "ев"].iter().any(|ending| plain.ends_with(ending));
        surname.then_some(Trait::PersonInCases)
    })
}

/// Whether capitals say nothing, because most of the text has them.
pub(super) fn is_shouted(words: &[Token]) -> bool {
    let upper = words.iter().filter(|token| token.shape == Shape::Upper).count();
    upper * 2 > words.len()
}

/// What stands around a name.
#[expect(clippy::struct_excessive_bools, reason = "independent signs of one spot in a text")]
pub(super) struct Context {
    marker: Option<Marker>,
    preposition: bool,
    capital: bool,
    /// It begins a sentence, where a capital says nothing.
    first: bool,
    /// A comma, the end or no noun follows: «Бор, улица Мира», «Бор без света».
    closed: bool,
    /// «район», «округ» or an institution follows.
    district: Option<f32>,
    street: bool,
    own: bool,
    /// A street follows: «мотмос ленина 5».
    addressed: bool,
    /// Several words, or one that is long: hardly a coincidence.
    telling: bool,
}

impl Context {
    pub(super) fn of(words: &[Token], name: Range<usize>, shouted: bool) -> Self {
        let before = |back: usize| name.start.checked_sub(back).map(|place| &words[place]);
        let first = words[name.start].before.is_some_and(|mark| mark >= Mark::Stop) || name.start == 0;
        let marker = before(1).and_then(|token| marker(&token.word, words[name.start].shape));
        let joined = words[name.start].before.is_none();
        let preposition = joined && before(1).is_some_and(|token| is_preposition(&token.word));
        let capital = words[name.clone()].iter().any(|token| token.shape != Shape::Lower) && !shouted;
        let next = words.get(name.end);
        let telling = name.len() > 1 || words[name.start].word.chars().count() >= TELLING_LENGTH;
        Self {
            marker,
            preposition,
            capital,
            first: first && marker.is_none(),
            closed: next.is_none_or(|token| token.before.is_some() || is_light(&token.word)),
            district: district(&words[name.end..]),
            street: before(1).is_some_and(|token| is_street(&token.word))
                || before(1).is_some_and(|token| token.glued)
                    && before(2).is_some_and(|token| is_street(&token.word))
                || next.is_some_and(|token| token.before.is_none() && is_street(&token.word)),
            addressed: next
                .and_then(|token| lexeme(&token.word))
                .is_some_and(|lexeme| lexeme.street || lexeme.sort.is_some()),
            telling,
            own: (1..=3).filter_map(before).any(|token| is_own(&token.word)),
        }
    }

    /// «у нас в …», «живу в …».
    pub(super) const fn is_own(&self) -> bool {
        self.own
    }

    /// «деревня …», «село …».
    pub(super) fn village(&self) -> bool {
        self.marker == Some(Marker::Village)
    }

    /// How far to trust that the name means a place of this kind here; zero is no.
    pub(super) fn trust(&self, kind: PlaceKind, role: Role, wary: Option<Trait>, at_home: bool) -> f32 {
        if self.street && self.marker.is_none() {
            return 0.0;
        }
        if role == Role::District {
            return self.district.unwrap_or(0.0);
        }
        if self.marker.is_some_and(|marker| fits(marker, kind)) {
            return 0.95;
        }
        if self.marker.is_some() || !self.is_name(role, wary, at_home) {
            return 0.0;
        }
        let small = matches!(kind, PlaceKind::Settlement | PlaceKind::Village);
        match (self.capital, self.preposition) {
            (true, true) => 0.9,
            (true, false) if self.first && !self.closed && small => {
                if_else(wary == Some(Trait::PersonInCases), 0.6, 0.0)
            }
            (true, false) if self.first && !self.closed => 0.75,
            (true, false) => 0.85,
            (false, true) if small => if_else(at_home || self.telling, 0.6, 0.0),
            (false, true) => 0.75,
            (false, false) if small => {
                if_else(self.first && self.telling && self.addressed && wary.is_none(), 0.6, 0.0)
            }
            (false, false) => 0.55,
        }
    }

    /// A name that is also a word needs a capital that means something; one that is a surname needs a preposition.
    fn is_name(&self, role: Role, wary: Option<Trait>, at_home: bool) -> bool {
        let telling = self.capital && (self.preposition || !self.first || self.closed);
        match wary {
            None => true,
            Some(Trait::Adjective) => self.capital && self.preposition && self.closed,
            Some(Trait::Word) => telling || at_home && self.preposition,
            Some(Trait::Person) => self.preposition || telling && self.closed && self.first,
            Some(Trait::PersonInCases) => role == Role::Nominative || self.preposition,
        }
    }
}

const fn if_else(condition: bool, yes: f32, no: f32) -> f32 {
    if condition { yes } else { no }
}

fn fits(marker: Marker, kind: PlaceKind) -> bool {
    match marker {
        Marker::City => matches!(kind, PlaceKind::City | PlaceKind::Town | PlaceKind::District),
        Marker::Settlement => matches!(kind, PlaceKind::Town | PlaceKind::Settlement),
        Marker::Village => matches!(kind, PlaceKind::Village | PlaceKind::Settlement),
    }
}
