//! All places of a region, by every form of their names.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use domain::{Coordinates, Directory, Oktmo, Point};

use super::address::{self, Address};
use super::context::{self, Context, Trait};
use super::decide::{Mention, decide};
use super::declension::{ACCUSATIVE, PREPOSITIONAL, district_forms, forms, is_adjective};
use super::lexis::lexeme;
use super::misspelt;
use super::nearby;
use super::object::{self, Object};
use super::table::Table;
use super::{Located, Marks, PlaceKind, PlaceName};
use crate::normalise::{Mark, Shape, Token, Tokens, normalise};

/// Words that stand beside the adjective of a district.
const DISTRICT_WORDS: [&str; 10] =
    ["город", "район", "округ", "муниципальный", "городской", "городское", "поселение", "мо", "р", "н"];

/// What is left of the trust in names when the text names another region.
const IN_ANOTHER_REGION: f32 = 0.4;

/// What is left of the trust in a name that only sounds like a town's.
const MISSPELT: f32 = 0.8;

const ANY_CASE: u8 = u8::MAX;

/// One form of a name.
struct Form {
    place: u32,
    role: Role,
    /// The cases that it may stand in.
    cases: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The name as it stands in the directory.
    Nominative,
    /// Another case.
    Oblique,
    /// An adjective of the municipality.
    District,
}

/// What a phrase may name.
#[derive(Default)]
struct Entry {
    forms: Vec<Form>,
    wary: Option<Trait>,
}

impl Entry {
    /// Whether it may be a place after «на»: «на Семёнова» is a street, «на Бору» a town.
    fn stands_after_on(&self) -> bool {
        self.forms
            .iter()
            .any(|form| form.role != Role::District && form.cases & (ACCUSATIVE | PREPOSITIONAL) != 0)
    }
}

/// The names of a region's places, ready for finding them in texts.
pub struct Gazetteer {
    places: Vec<PlaceName>,
    marks: Vec<Marks>,
    phrases: Table<Entry>,
    /// For the first word of a name, the number of words of the longest name that begins with it.
    longest: Table<usize>,
    /// Forms of the names of towns by how they sound; none where two towns sound alike.
    sounds: Table<Option<Box<str>>>,
    /// Where the municipalities lie.
    spots: Vec<(Oktmo, Vec<Point>)>,
}

/// What one text names.
#[derive(Default)]
struct Reading {
    mentions: Vec<(Range<usize>, Mention)>,
    address: Option<Address>,
    object: Option<Object>,
    /// The text names another region: «Кировской области».
    elsewhere: bool,
}

impl Gazetteer {
    /// Computes every form of every name.
    pub fn new(places: impl IntoIterator<Item = PlaceName>) -> Self {
        Self::marked(places.into_iter().map(|place| (place, Marks::default())))
    }

    /// The same, with what the directory knows of the names beside their letters.
    pub fn marked(places: impl IntoIterator<Item = (PlaceName, Marks)>) -> Self {
        let (places, marks): (Vec<PlaceName>, Vec<Marks>) = places.into_iter().unzip();
        let mut gazetteer = Self {
            places: Vec::new(),
            marks,
            phrases: Table::default(),
            longest: Table::default(),
            sounds: Table::default(),
            spots: Vec::new(),
        };
        for (index, place) in places.iter().enumerate() {
            let Ok(number) = u32::try_from(index) else { break };
            for name in std::iter::once(&place.name).chain(&place.aliases) {
                gazetteer.add_name(number, place.kind, name, name == &place.name);
            }
        }
        let spots = places.iter().zip(&gazetteer.marks);
        let spots = spots.filter_map(|(place, marks)| Some((place.oktmo.clone(), marks.at?)));
        gazetteer.spots = nearby::grouped(spots);
        gazetteer.places = places;
        gazetteer
    }

    /// The places of a directory.
    pub fn of(directory: &Directory) -> Self {
        let marks = |name: &domain::PlaceName<'_>| {
            let unit = directory.municipality(name.oktmo);
            let seat = name.settlement.zip(unit).is_some_and(|(found, unit)| found.name == unit.seat);
            let at = name.settlement.and_then(|found| found.at).map(Coordinates::point);
            Marks { shared: name.shared, word: name.word, seat, at }
        };
        Self::marked(directory.place_names().map(|name| (PlaceName::from(name), marks(&name))))
    }

    /// Finds the place of a text that stands on a page of the municipality `home`.
    pub fn locate(&self, tokens: &Tokens, home: Option<&Oktmo>) -> Located {
        let reading = self.read(&tokens.words, home);
        let mut mentions: Vec<Mention> = reading.mentions.into_iter().map(|(_, mention)| mention).collect();
        if reading.elsewhere {
            for mention in &mut mentions {
                mention.confidence *= IN_ANOTHER_REGION;
            }
        }
        let decided = decide(&self.places, &self.marks, &mentions, home);
        Located { address: reading.address, object: reading.object, ..decided }
    }

    /// The same for a message with a point on the map, as far as the directory knows where settlements lie.
    ///
    /// A point in the middle of a municipality decides; one that may lie in several leaves the choice among them to the
    /// text and the page.
    pub fn locate_at(&self, tokens: &Tokens, point: Point, home: Option<&Oktmo>) -> Located {
        nearby::decide(self.locate(tokens, home), nearby::around(&self.spots, point), home)
    }

    fn add_name(&mut self, place: u32, kind: PlaceKind, name: &str, canonical: bool) {
        let plain = normalise(name);
        let kept: Vec<&str> = plain.split(' ').filter(|word| !DISTRICT_WORDS.contains(word)).collect();
        let adjectives = match kept[..] {
            [word] if kind == PlaceKind::District || !canonical => district_forms(word),
            _ => Vec::new(),
        };
        if !adjectives.is_empty() {
            for form in adjectives {
                self.add_form(form, Form { place, role: Role::District, cases: ANY_CASE }, None);
            }
            return;
        }
        let word = self.marks[place as usize].word.then_some(Trait::Word);
        let wary = word.or_else(|| context::name_trait(&plain));
        let name = if kind == PlaceKind::District { kept.join(" ") } else { name.to_owned() };
        for spelling in spellings(&name, is_large(kind) || self.marks[place as usize].seat) {
            let plain = normalise(&spelling);
            for (form, cases) in forms(&spelling) {
                let role = if form == plain { Role::Nominative } else { Role::Oblique };
                if is_large(kind) && wary.is_none_or(|wary| wary == Trait::PersonInCases) {
                    self.add_sound(place, &form);
                }
                self.add_form(form, Form { place, role, cases }, wary);
            }
        }
    }

    fn add_sound(&mut self, place: u32, form: &str) {
        let Some(sound) = misspelt::sound(form) else { return };
        let taken = |other: &str| {
            let entry = self.phrases.get(other);
            entry.is_some_and(|entry| entry.forms.iter().all(|form| form.place != place))
        };
        let known = self.sounds.get(sound.as_str());
        let unclear = known.is_some_and(|known| known.as_deref().is_none_or(taken));
        if known.is_none() || unclear {
            self.sounds.insert(Box::from(sound), (!unclear).then(|| Box::from(form)));
        }
    }

    fn add_form(&mut self, form: String, entry: Form, wary: Option<Trait>) {
        let first = form.split(' ').next().unwrap_or_default();
        let length = form.split(' ').count();
        let longest = self.longest.entry(Box::from(first)).or_default();
        *longest = length.max(*longest);
        let known = self.phrases.entry(Box::from(form)).or_default();
        known.wary = wary.or(known.wary);
        let same = |other: &&mut Form| other.place == entry.place && other.role == entry.role;
        match known.forms.iter_mut().find(same) {
            Some(other) => other.cases |= entry.cases,
            None => known.forms.push(entry),
        }
    }

    fn read(&self, words: &[Token], home: Option<&Oktmo>) -> Reading {
        let shouted = context::is_shouted(words);
        let is_place = |word: &str| self.phrases.contains_key(word);
        let stands_there = |word: &str| self.phrases.get(word).is_some_and(Entry::stands_after_on);
        let mut reading = Reading::default();
        let mut place = 0;
        while place < words.len() {
            let known = lexeme(&words[place].word);
            reading.elsewhere |=
                known.is_some_and(|lexeme| lexeme.region) && context::is_elsewhere(words, place);
            if let Some(lexeme) = known.filter(|lexeme| lexeme.begins_address())
                && let Some((range, address)) = address::read(words, place, lexeme, &stands_there)
            {
                place = range.end.max(place + 1);
                reading.take_address(&range, address);
                continue;
            }
            if known.is_none()
                && let Some((range, address)) = address::read_bare(words, place, &is_place)
            {
                place = range.end;
                reading.take_address(&range, address);
                continue;
            }
            if let Some(found) = object::announced(words, place, known)
                .and_then(|(at, kind)| object::read(words, at, kind, is_place))
            {
                place = found.range.end;
                reading.take_object(found.object);
                continue;
            }
            let (end, mention) = self.mention_at(words, place, shouted, home);
            reading.mentions.extend(mention.map(|mention| (place..end, mention)));
            place = end;
        }
        reading
    }

    /// What the words name here, and where they end.
    fn mention_at(
        &self,
        words: &[Token],
        place: usize,
        shouted: bool,
        home: Option<&Oktmo>,
    ) -> (usize, Option<Mention>) {
        let Some((end, entry)) = self.longest_at(words, place) else {
            return (place + 1, self.misspelt(words, place, shouted, home));
        };
        let context = Context::of(words, place..end, shouted);
        (end, self.mention(entry, &context, home))
    }

    /// A town that sounds like the word, where a name is to be expected.
    fn misspelt(
        &self,
        words: &[Token],
        place: usize,
        shouted: bool,
        home: Option<&Oktmo>,
    ) -> Option<Mention> {
        let expected =
            words[place].shape == Shape::Capital || place > 0 && context::is_before_place(&words[place - 1]);
        let sound = expected.then(|| misspelt::sound(&words[place].word)).flatten()?;
        let form = self.sounds.get(sound.as_str())?.as_deref()?;
        let context = Context::of(words, place..place + 1, shouted);
        let mention = self.mention(self.phrases.get(form)?, &context, home)?;
        Some(Mention { confidence: mention.confidence * MISSPELT, ..mention })
    }

    fn longest_at(&self, words: &[Token], place: usize) -> Option<(usize, &Entry)> {
        let longest = *self.longest.get(words[place].word.as_str())?;
        let initial = words[place].word.chars().nth(1).is_none();
        let follows = |(index, token): &(usize, &Token)| {
            token.before.is_none() || *index == 0 && initial && token.before == Some(Mark::Stop)
        };
        let joined = words[place + 1..].iter().take(longest - 1).enumerate().take_while(follows);
        let last = place + 1 + joined.count();
        let mut phrase = String::new();
        (place + 1..=last).rev().find_map(|end| {
            if end == place + 1 {
                return self.phrases.get(words[place].word.as_str()).map(|entry| (end, entry));
            }
            phrase.clear();
            for (index, token) in words[place..end].iter().enumerate() {
                if index > 0 {
                    phrase.push(' ');
                }
                phrase.push_str(&token.word);
            }
            self.phrases.get(phrase.as_str()).map(|entry| (end, entry))
        })
    }

    /// The places that the words may name here, if the context lets them name one.
    fn mention(&self, entry: &Entry, context: &Context, home: Option<&Oktmo>) -> Option<Mention> {
        let mut seen = HashSet::new();
        let mut best = Mention {
            places: Vec::new(),
            confidence: 0.0,
            own: context.is_own(),
            direction: false,
            village: context.village(),
            shared: Vec::new(),
        };
        let governed = context.governed(entry.forms.iter().map(|form| (form.role, form.cases)));
        let fits =
            |form: &&Form| form.role == Role::District || governed.is_none_or(|mask| form.cases & mask != 0);
        for form in entry.forms.iter().filter(fits) {
            let place = &self.places[form.place as usize];
            let at_home = home == Some(&place.oktmo);
            let trust = context.trust(place.kind, form.role, entry.wary, at_home);
            if trust > 0.0 && seen.insert(form.place) {
                best.places.push(form.place as usize);
                best.direction |= context.is_direction(form.role, form.cases);
                best.confidence = best.confidence.max(trust);
                if form.role != Role::District && self.marks[form.place as usize].shared {
                    best.shared.push(form.place as usize);
                }
            }
        }
        (!best.places.is_empty()).then_some(best)
    }
}

impl Reading {
    /// The first address counts, unless a later one has a house and it has none.
    fn take_address(&mut self, range: &Range<usize>, address: Address) {
        while self.mentions.last().is_some_and(|(taken, _)| taken.end > range.start) {
            self.mentions.pop();
        }
        let better =
            self.address.as_ref().is_none_or(|first| first.house.is_none() && address.house.is_some());
        if better {
            self.address = Some(address);
        }
    }

    /// The first object counts, unless a later one has a name and it has none.
    fn take_object(&mut self, object: Object) {
        let better = self.object.as_ref().is_none_or(|first| first.name.is_none() && object.name.is_some());
        if better {
            self.object = Some(object);
        }
    }
}

const fn is_large(kind: PlaceKind) -> bool {
    matches!(kind, PlaceKind::City | PlaceKind::Town)
}

/// The name and how it is shortened: «Н. Новгород», «имени Калинина» without initials.
fn spellings(name: &str, large: bool) -> Vec<String> {
    let mut spellings = vec![name.to_owned()];
    let words: Vec<&str> = name.split([' ', '.']).filter(|word| !word.is_empty()).collect();
    if let [first, second] = words[..]
        && large
        && is_adjective(&normalise(first))
    {
        spellings.extend(first.chars().next().map(|initial| format!("{initial} {second}")));
        spellings.push(format!("{second} {first}"));
    }
    if words.first() == Some(&"имени") {
        let full: Vec<&str> =
            words[1..].iter().copied().filter(|word| word.chars().nth(1).is_some()).collect();
        spellings.extend([format!("имени {}", full.join(" ")), format!("им {}", full.join(" "))]);
    }
    spellings
}

/// Names that are also words or people.
pub(super) fn common_names() -> &'static HashMap<String, Trait> {
    static NAMES: LazyLock<HashMap<String, Trait>> = LazyLock::new(|| {
        let lines = include_str!("../../data/common-names.csv").lines().skip(1);
        let rows = lines.filter_map(|line| line.split_once(','));
        rows.map(|(name, reason)| {
            (normalise(name), if reason == "person" { Trait::Person } else { Trait::Word })
        })
        .collect()
    });
    &NAMES
}

#[cfg(test)]
mod tests;
