//! The names of places, for whoever looks for them in a text.

use std::collections::BTreeMap;

use crate::directory::Directory;
use crate::ids::Oktmo;
use crate::territory::{Municipality, Settlement, SettlementKind};

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
    /// A settlement of another municipality has the same name, so the name alone decides nothing.
    pub shared: bool,
}

impl Directory {
    /// The names of every municipality and every known settlement.
    pub fn place_names(&self) -> impl Iterator<Item = PlaceName<'_>> {
        let mut homes: BTreeMap<&str, Vec<&Oktmo>> = BTreeMap::new();
        for unit in &self.territory.municipalities {
            for settlement in &unit.settlements {
                homes.entry(&settlement.name).or_default().push(&unit.oktmo);
            }
        }
        let is_shared = move |settlement: &Settlement, own: &Oktmo| {
            homes.get(settlement.name.as_str()).is_some_and(|units| units.iter().any(|unit| *unit != own))
        };
        self.territory.municipalities.iter().flat_map(move |unit| {
            let settlements: Vec<_> = unit
                .settlements
                .iter()
                .map(|settlement| of_settlement(unit, settlement, is_shared(settlement, &unit.oktmo)))
                .collect();
            std::iter::once(of_municipality(unit)).chain(settlements)
        })
    }
}

fn of_municipality(unit: &Municipality) -> PlaceName<'_> {
    PlaceName {
        name: &unit.name,
        aliases: &unit.aliases,
        oktmo: &unit.oktmo,
        settlement: None,
        kind: PlaceKind::Municipality,
        shared: false,
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
    }
}
