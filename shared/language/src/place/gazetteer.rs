//! All places of a region, by every form of their names.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use domain::Oktmo;

use super::address;
use super::context::{self, Context, Trait};
use super::decide::{Mention, decide};
use super::declension::{district_forms, forms};
use super::{Located, Marks, PlaceKind, PlaceName};
use crate::normalise::{Token, normalise, tokens};

/// Words that stand beside the adjective of a district.
const DISTRICT_WORDS: [&str; 10] =
    ["город", "район", "округ", "муниципальный", "городской", "городское", "поселение", "мо", "р", "н"];

/// One form of a name.
struct Form {
    place: u32,
    role: Role,
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

/// The names of a region's places, ready for finding them in texts.
pub struct Gazetteer {
    places: Vec<PlaceName>,
    marks: Vec<Marks>,
    forms: HashMap<String, Vec<Form>>,
    /// For the first word of a name, the longest name that begins with it.
    longest: HashMap<String, usize>,
    common: HashMap<String, Trait>,
}

impl Gazetteer {
    /// Computes every form of every name.
    pub fn new(places: impl IntoIterator<Item = PlaceName>) -> Self {
        Self::marked(places.into_iter().map(|place| (place, Marks::default())))
    }

    /// The same, with what the directory knows of the names beside their letters.
    pub fn marked(places: impl IntoIterator<Item = (PlaceName, Marks)>) -> Self {
        let (places, marks): (Vec<PlaceName>, Vec<Marks>) = places.into_iter().unzip();
        let (forms, longest, common) = Default::default();
        let mut gazetteer = Self { places: Vec::new(), marks, forms, longest, common };
        for (index, place) in places.iter().enumerate() {
            let Ok(number) = u32::try_from(index) else { break };
            for name in std::iter::once(&place.name).chain(&place.aliases) {
                gazetteer.add_name(number, place.kind, name, name == &place.name);
            }
        }
        gazetteer.places = places;
        gazetteer
    }

    /// Finds the place of a text that stands on a page of the municipality `home`.
    pub fn locate(&self, text: &str, home: Option<&Oktmo>) -> Located {
        let words = tokens(text).words;
        let address = address::find(&words, |word| self.forms.contains_key(word));
        let taken = address.as_ref().map_or(0..0, |(range, _)| range.clone());
        let mentions = self.mentions(&words, &taken, home);
        Located { address: address.map(|(_, address)| address), ..decide(&self.places, &mentions, home) }
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
                self.add_form(form, Form { place, role: Role::District });
            }
            return;
        }
        let word = self.marks[place as usize].word.then_some(Trait::Word);
        let wary = word.or_else(|| context::name_trait(&plain));
        let name = if kind == PlaceKind::District { kept.join(" ") } else { name.to_owned() };
        for form in forms(&name) {
            let role = if form == plain { Role::Nominative } else { Role::Oblique };
            if let Some(wary) = wary {
                self.common.insert(form.clone(), wary);
            }
            self.add_form(form, Form { place, role });
        }
    }

    fn add_form(&mut self, form: String, entry: Form) {
        let first = form.split(' ').next().unwrap_or_default();
        let length = form.split(' ').count();
        let longest = self.longest.entry(first.to_owned()).or_default();
        *longest = length.max(*longest);
        let entries = self.forms.entry(form).or_default();
        if !entries.iter().any(|other| other.place == entry.place && other.role == entry.role) {
            entries.push(entry);
        }
    }

    fn mentions(&self, words: &[Token], taken: &Range<usize>, home: Option<&Oktmo>) -> Vec<Mention> {
        let shouted = context::is_shouted(words);
        let mut mentions = Vec::new();
        let mut place = 0;
        while place < words.len() {
            let free = !taken.contains(&place);
            let found = free.then(|| self.longest_at(words, place)).flatten();
            if let Some((end, forms)) = found {
                let context = Context::of(words, place..end, shouted);
                mentions.extend(self.mention(forms, &context, &words[place..end], home));
                place = end;
            } else {
                place += 1;
            }
        }
        mentions
    }

    fn longest_at(&self, words: &[Token], place: usize) -> Option<(usize, &[Form])> {
        let longest = *self.longest.get(&words[place].word)?;
        let last = (place + longest).min(words.len());
        (place + 1..=last).rev().find_map(|end| {
            let inner = &words[place..end];
            if inner[1..].iter().any(|token| token.before.is_some()) {
                return None;
            }
            let phrase: Vec<&str> = inner.iter().map(|token| token.word.as_str()).collect();
            self.forms.get(&phrase.join(" ")).map(|forms| (end, forms.as_slice()))
        })
    }

    /// The places that the words may name here, if the context lets them name one.
    fn mention(
        &self,
        forms: &[Form],
        context: &Context,
        words: &[Token],
        home: Option<&Oktmo>,
    ) -> Option<Mention> {
        let phrase: Vec<&str> = words.iter().map(|token| token.word.as_str()).collect();
        let wary = self.common.get(&phrase.join(" ")).copied();
        let mut seen = HashSet::new();
        let mut best = Mention {
            places: Vec::new(),
            confidence: 0.0,
            own: context.is_own(),
            village: context.village(),
            shared: Vec::new(),
        };
        for form in forms {
            let place = &self.places[form.place as usize];
            let at_home = home == Some(&place.oktmo);
            let trust = context.trust(place.kind, form.role, wary, at_home);
            if trust > 0.0 && seen.insert(form.place) {
                best.places.push(form.place as usize);
                best.confidence = best.confidence.max(trust);
                if form.role != Role::District && self.marks[form.place as usize].shared {
                    best.shared.push(form.place as usize);
                }
            }
        }
        (!best.places.is_empty()).then_some(best)
    }
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
