//! The names of places, for whoever looks for them in a text.

use std::collections::BTreeMap;

use crate::directory::Directory;
use crate::ids::Oktmo;
use crate::territory::{Municipality, Settlement, SettlementKind, Territory};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// A municipality as a whole.
    Municipality,
    /// A settlement in it.
    Settlement(SettlementKind),
}

/// A place with its names in the nominative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceName<'a> {
    /// The name.
    pub name: &'a str,
    /// What else people call it.
    pub aliases: &'a [String],
    /// The municipality that it is or lies in.
    pub oktmo: &'a Oktmo,
    /// The settlement, unless it is the municipality.
    pub settlement: Option<&'a Settlement>,
    /// What it is.
    pub kind: PlaceKind,
    /// A place in another municipality has the same name, so the name alone decides nothing.
    pub shared: bool,
    /// An everyday word is written alike, so a small letter means the word.
    pub word: bool,
}

impl Directory {
    /// The names of every municipality and every known settlement.
    pub fn place_names(&self) -> impl Iterator<Item = PlaceName<'_>> {
        let homes = Homes::of(&self.territory);
        self.territory.municipalities.iter().flat_map(move |unit| {
            let settlements: Vec<_> = unit
                .settlements
                .iter()
                .map(|settlement| of_settlement(unit, settlement, homes.is_shared(unit, settlement)))
                .collect();
            std::iter::once(of_municipality(unit)).chain(settlements)
        })
    }
}

/// Which municipalities have a settlement of a name, and how much it weighs there.
struct Homes<'a>(BTreeMap<&'a str, Vec<(&'a Oktmo, bool)>>);

impl<'a> Homes<'a> {
    fn of(territory: &'a Territory) -> Self {
        let mut homes = BTreeMap::<_, Vec<_>>::new();
        for unit in &territory.municipalities {
            for settlement in &unit.settlements {
                let home = (&unit.oktmo, is_known_by_itself(unit, settlement));
                homes.entry(settlement.name.as_str()).or_default().push(home);
            }
        }
        Self(homes)
    }

    /// A city or the seat of a municipality keeps its name; a village that is called alike does not.
    fn is_shared(&self, unit: &Municipality, settlement: &Settlement) -> bool {
        let weight = is_known_by_itself(unit, settlement);
        let others = self.0.get(settlement.name.as_str()).into_iter().flatten();
        let rivals = others.filter(|(oktmo, other)| **oktmo != unit.oktmo && weight <= *other);
        settlement.shared || rivals.count() > 0
    }
}

fn is_known_by_itself(unit: &Municipality, settlement: &Settlement) -> bool {
    settlement.kind == SettlementKind::City || settlement.name == unit.seat
}

fn of_municipality(unit: &Municipality) -> PlaceName<'_> {
    PlaceName {
        name: &unit.name,
        aliases: &unit.aliases,
        oktmo: &unit.oktmo,
        settlement: None,
        kind: PlaceKind::Municipality,
        shared: false,
        word: unit.settlements.iter().any(|settlement| settlement.word && settlement.name == unit.name),
    }
}

fn of_settlement<'a>(unit: &'a Municipality, settlement: &'a Settlement, shared: bool) -> PlaceName<'a> {
    PlaceName {
        name: &settlement.name,
        aliases: &settlement.aliases,
        oktmo: &unit.oktmo,
        settlement: Some(settlement),
        kind: PlaceKind::Settlement(settlement.kind),
        shared,
        word: settlement.word,
    }
}
