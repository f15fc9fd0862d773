//! Whether the words around a name let it be a place: «в бору» is a wood, «на Бору» is the town.

use std::ops::Range;

use super::PlaceKind;
use super::declension::{ACCUSATIVE, NOMINATIVE, PREPOSITIONAL, is_adjective};
use super::gazetteer::{Role, common_names};
use super::lexis::lexeme;
use crate::normalise::{Mark, Shape, Token};

mod words;

use words::{
    Marker, district, governed, is_brand, is_light, is_of_district, is_own, is_route, is_self, is_street,
    is_verbal, is_way, marker,
};

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
        (surname && !plain.contains(' ')).then_some(Trait::PersonInCases)
    })
}

/// Whether capitals say nothing, because most of the text has them.
pub(super) fn is_shouted(words: &[Token]) -> bool {
    let upper = words.iter().filter(|token| token.shape == Shape::Upper).count();
    upper * 2 > words.len()
}

/// «Кировской области»: the text is about another region.
pub(super) fn is_elsewhere(words: &[Token], place: usize) -> bool {
    let Some(adjective) = place.checked_sub(1).map(|before| words[before].word.as_str()) else {
        return false;
    };
    let relative = ["ская", "ской", "скую", "ского", "ском", "скому", "цкой", "цкая"];
    relative.iter().any(|ending| adjective.ends_with(ending)) && !adjective.starts_with("нижегород")
}

/// «в», «из», «город»: the name of a place may follow.
pub(super) fn is_before_place(token: &Token) -> bool {
    governed(&token.word).is_some() || marker(&token.word, Shape::Capital).is_some()
}

/// What stands around a name.
#[expect(clippy::struct_excessive_bools, reason = "independent signs of one spot in a text")]
pub(super) struct Context {
    marker: Option<Marker>,
    /// The cases that the preposition before it asks for.
    preposition: Option<u8>,
    /// A preposition of ways: «до», «из», «между», or a word like «маршрут».
    way: bool,
    /// A person may stand after the preposition as well: «к Павлову».
    personal: bool,
    capital: bool,
    /// It begins a sentence, where a capital says nothing.
    first: bool,
    /// A comma or the end follows.
    ended: bool,
    /// That, or no noun follows: «Бор, улица Мира», «Бор без света».
    closed: bool,
    /// «район», «округ» or an institution follows.
    district: Option<f32>,
    street: bool,
    own: bool,
    /// A street follows: «мотмос ленина 5».
    addressed: bool,
    /// It stands beside «канал», «завод»: the name of something else.
    brand: bool,
    /// Only the beginning of a sentence gives its first word a capital: «Красные баки».
    split: bool,
    /// Several words, or one that is long: hardly a coincidence.
    telling: bool,
}

impl Context {
    pub(super) fn of(words: &[Token], name: Range<usize>, shouted: bool) -> Self {
        let before = |back: usize| name.start.checked_sub(back).map(|place| &words[place]);
        let start = &words[name.start];
        let is_before =
            |back: usize, known: fn(&str) -> bool| before(back).is_some_and(|token| known(&token.word));
        let first = start.before.is_some_and(|mark| mark >= Mark::Stop) || name.start == 0;
        let dotted = start.before == Some(Mark::Stop);
        let shape = if dotted { Shape::Capital } else { start.shape };
        let marker = before(1).and_then(|token| marker(&token.word, shape));
        let preposition =
            before(1).filter(|_| start.before.is_none()).and_then(|token| governed(&token.word));
        let own = (1..=3).any(|back| is_before(back, is_own))
            || is_before(1, |word| word == "из") && is_before(2, is_self);
        let source = is_before(1, |word| word == "из")
            && name.start > 1
            && words[name.start - 1].before.is_none_or(|mark| mark < Mark::Stop);
        let between = is_before(1, |word| word == "и") && is_before(3, |word| word == "между");
        let beside_word = is_before(1, |word| word == "между")
            && words.get(name.end + 1).is_none_or(|token| token.shape == Shape::Lower);
        let next = words.get(name.end);
        let next_joined = next.filter(|token| token.before.is_none());
        let route = start.before.is_none_or(|mark| mark == Mark::Comma)
            && (is_before(1, is_route)
                || start.before.is_some() && (2..=3).any(|back| is_before(back, is_route)));
        Self {
            marker,
            preposition,
            way: !own
                && (between
                    || preposition.is_some() && is_before(1, is_way) && !beside_word
                    || source
                    || route && preposition.is_none()),
            personal: is_before(1, |word| matches!(word, "к" | "ко" | "у" | "от")),
            capital: is_capital(words, &name, first) && !shouted,
            first: first && marker.is_none(),
            ended: next.is_none_or(|token| token.before.is_some()),
            closed: next_joined
                .is_none_or(|token| is_light(&token.word) || is_verbal(&token.word) || is_of_district(token)),
            district: district(&words[name.end..]),
            street: is_before(1, is_street)
                || before(1).is_some_and(|token| token.glued) && is_before(2, is_street)
                || next_joined.is_some_and(|token| is_street(&token.word))
                    && is_adjectival(&words[name.end - 1].word),
            addressed: next
                .and_then(|token| lexeme(&token.word))
                .is_some_and(|lexeme| lexeme.street || lexeme.sort.is_some()),
            brand: start.before.is_none_or(|mark| mark == Mark::Comma) && is_before(1, is_brand),
            telling: name.len() > 1 || start.word.chars().count() >= TELLING_LENGTH,
            split: first
                && name.len() > 1
                && start.shape == Shape::Capital
                && !is_capital(words, &name, first),
            own,
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

    /// Whether this is where one goes to or comes from: «до Арзамаса», «в Выксу», «маршрут Выкса – Навашино».
    pub(super) fn is_direction(&self, role: Role, cases: u8) -> bool {
        let toward = self.preposition == Some(ACCUSATIVE | PREPOSITIONAL) && cases & PREPOSITIONAL == 0;
        role != Role::District && !self.own && (self.way || toward && cases & ACCUSATIVE != 0)
    }

    /// The cases that are possible here, if any of the forms stands in one: a resident may not care.
    pub(super) fn governed(&self, forms: impl Iterator<Item = (Role, u8)>) -> Option<u8> {
        let asked = self.preposition.unwrap_or(NOMINATIVE);
        let asked = if self.marker.is_some() { NOMINATIVE } else { asked };
        let mut forms = forms.filter(|(role, _)| *role != Role::District);
        forms.any(|(_, cases)| cases & asked != 0).then_some(asked)
    }

    /// How far to trust that the name means a place of this kind here; zero is no.
    pub(super) fn trust(&self, kind: PlaceKind, role: Role, wary: Option<Trait>, at_home: bool) -> f32 {
        if self.street && self.marker.is_none() || self.brand && self.preposition.is_none() {
            return 0.0;
        }
        if role == Role::District {
            return self.district.unwrap_or(0.0);
        }
        if self.marker.is_some_and(|marker| fits(marker, kind)) {
            return 0.95;
        }
        let small = matches!(kind, PlaceKind::Settlement | PlaceKind::Village);
        if self.marker.is_some() || !self.is_name(role, wary, at_home, small) {
            return 0.0;
        }
        match (self.capital, self.preposition.is_some()) {
            (true, true) => 0.9,
            (true, false) if self.first && !self.closed && small => {
                if_else(wary == Some(Trait::PersonInCases), 0.55, 0.0)
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
    fn is_name(&self, role: Role, wary: Option<Trait>, at_home: bool, small: bool) -> bool {
        let preposition = self.preposition.is_some();
        if self.split && !preposition && !self.closed {
            return false;
        }
        let apart = if small { self.ended } else { self.closed };
        let telling = self.capital && (preposition || !self.first || apart);
        match wary {
            None => true,
            Some(Trait::Adjective) => {
                self.capital
                    && (preposition && self.closed || !small && self.ended && role == Role::Nominative)
            }
            Some(Trait::Word) => telling || at_home && preposition,
            Some(Trait::Person) => {
                preposition && !self.personal || telling && self.closed && self.first && !self.personal
            }
            Some(Trait::PersonInCases) => {
                role == Role::Nominative || preposition && !(self.personal && small)
            }
        }
    }
}

/// «Арзамасская улица», but not «дзержинск проспект ленина».
fn is_adjectival(word: &str) -> bool {
    ["ая", "ой", "ую", "ое", "ом", "ого", "ий", "ый", "ому"].iter().any(|ending| word.ends_with(ending))
}

/// A capital at the beginning of a sentence says nothing if the other words of the name have none: «Красные баки».
fn is_capital(words: &[Token], name: &Range<usize>, first: bool) -> bool {
    let skipped = usize::from(first && name.len() > 1);
    words[name.start + skipped..name.end].iter().any(|token| token.shape != Shape::Lower)
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
