//! Municipalities, settlements, centres and the edges of the map.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::Entry;
use super::source::{Entries, Loader, Placed, Spot, at};
use crate::ids::Oktmo;
use crate::message::Point;
use crate::territory::{Centre, Coordinates, Membership, Municipality, Settlement, Territory};

const MUNICIPALITIES: &str = "municipalities.csv";
const SETTLEMENTS: &str = "settlements.csv";
const CENTRES: &str = "centres.csv";
const MEMBERSHIPS: &str = "memberships.csv";

#[derive(Debug, Default)]
pub(super) struct TerritoryFiles {
    pub(super) municipalities: Entries<Municipality>,
    centres: Entries<Centre>,
    memberships: Vec<Placed<Membership>>,
}

impl TerritoryFiles {
    pub(super) fn read(loader: &mut Loader<'_>) -> Self {
        let units = loader.rows(MUNICIPALITIES, &["oktmo", "name", "kind", "seat", "aliases"]);
        let centres = loader.rows(CENTRES, &["id", "name"]);
        let mut files = Self {
            municipalities: Entries::read(loader, units, "oktmo", municipality),
            centres: Entries::read(loader, centres, "id", centre),
            memberships: Vec::new(),
        };
        files.read_settlements(loader);
        files.read_memberships(loader);
        files.check_names(loader);
        files.check_municipalities(loader);
        files.check_edges(loader);
        files
    }

    pub(super) fn has_centre(&self, id: &crate::ids::CentreId) -> bool {
        self.centres.knows(id)
    }

    pub(super) fn finish(self) -> Territory {
        Territory {
            municipalities: self.municipalities.into_register(),
            centres: self.centres.into_register(),
            memberships: self.memberships.into_iter().map(|edge| edge.value).collect(),
        }
    }

    fn read_settlements(&mut self, loader: &mut Loader<'_>) {
        let mut placed = Vec::new();
        let columns = ["oktmo", "name", "kind", "aliases", "shared", "word"];
        for mut row in loader.rows_with(SETTLEMENTS, &columns, &["lat", "lon"]) {
            let oktmo: Option<Oktmo> = row.required(loader, "oktmo");
            let settlement = settlement(&mut row, loader);
            let Some((oktmo, settlement)) = oktmo.zip(settlement) else { continue };
            loader.refuse_unknown(
                self.municipalities.knows(&oktmo),
                row.spot,
                "oktmo",
                "municipality",
                &oktmo,
            );
            placed.push(Placed { spot: row.spot, value: (oktmo, settlement) });
        }
        loader.refuse_repeats(&placed, "name", |(oktmo, settlement)| Some((oktmo, &settlement.name)));
        for Placed { value: (oktmo, settlement), .. } in placed {
            if let Some(unit) = self.municipalities.get_mut(&oktmo) {
                unit.settlements.push(settlement);
            }
        }
    }

    fn read_memberships(&mut self, loader: &mut Loader<'_>) {
        for mut row in loader.rows(MEMBERSHIPS, &["centre", "municipality", "from", "until"]) {
            let spot = row.spot;
            let Some(edge) = membership(&mut row, loader) else { continue };
            let (centre, unit) = (&edge.centre, &edge.municipality);
            let known = [
                loader.refuse_unknown(self.centres.knows(centre), spot, "centre", "centre", centre),
                loader.refuse_unknown(
                    self.municipalities.knows(unit),
                    spot,
                    "municipality",
                    "municipality",
                    unit,
                ),
            ];
            if known == [true, true] {
                self.memberships.push(Placed { spot, value: edge });
            }
        }
    }

    /// A name may stand for one municipality only, or a text could not be placed.
    fn check_names(&self, loader: &mut Loader<'_>) {
        loader.refuse_repeats(&self.centres.list, "name", |centre| Some(&centre.name));
        let mut named: BTreeMap<&str, Spot> = BTreeMap::new();
        for Placed { spot, value: unit } in &self.municipalities.list {
            let aliases = unit.aliases.iter().map(|name| ("aliases", name));
            for (field, name) in std::iter::once(("name", &unit.name)).chain(aliases) {
                if let Some(first) = named.insert(name, *spot) {
                    loader.complain(*spot, field, format!("`{name}` is the same as in {}", at(first)));
                }
            }
        }
    }

    fn check_municipalities(&self, loader: &mut Loader<'_>) {
        let units = || self.municipalities.list.iter();
        let settlements = units().flat_map(|unit| &unit.value.settlements);
        let names: BTreeSet<&str> = settlements.map(|settlement| settlement.name.as_str()).collect();
        for Placed { spot, value: unit } in units() {
            if unit.oktmo.as_str().len() != 8 {
                loader.complain(*spot, "oktmo", "the code of a municipality has 8 digits");
            }
            if !names.contains(unit.seat.as_str()) {
                loader.complain(*spot, "seat", format!("no settlement is called `{}`", unit.seat));
            }
        }
    }

    fn check_edges(&self, loader: &mut Loader<'_>) {
        for (index, Placed { spot, value: edge }) in self.memberships.iter().enumerate() {
            let before = &self.memberships[..index];
            let clash = before
                .iter()
                .find(|other| other.value.municipality == edge.municipality && other.value.overlaps(edge));
            if let Some(earlier) = clash {
                loader.complain(
                    *spot,
                    "from",
                    format!("the municipality is served by {} already", at(earlier.spot)),
                );
            }
        }
    }
}

fn municipality(row: &mut Entry, loader: &mut Loader<'_>) -> Option<Municipality> {
    let (oktmo, name) = (row.required(loader, "oktmo"), row.required(loader, "name"));
    let (kind, seat) = (row.required(loader, "kind"), row.required(loader, "seat"));
    let aliases = row.list(loader, "aliases");
    Some(Municipality {
        oktmo: oktmo?,
        name: name?,
        kind: kind?,
        seat: seat?,
        aliases,
        settlements: Vec::new(),
    })
}

fn settlement(row: &mut Entry, loader: &mut Loader<'_>) -> Option<Settlement> {
    let (name, kind) = (row.required(loader, "name"), row.required(loader, "kind"));
    let aliases = row.list(loader, "aliases");
    let (shared, word) = (row.mark(loader, "shared"), row.mark(loader, "word"));
    let at = coordinates(row, loader);
    Some(Settlement { name: name?, kind: kind?, aliases, shared, word, at })
}

/// Both of `lat` and `lon`, or neither.
fn coordinates(row: &mut Entry, loader: &mut Loader<'_>) -> Option<Coordinates> {
    let [latitude, longitude]: [Option<String>; 2] = ["lat", "lon"].map(|field| row.optional(loader, field));
    if latitude.is_none() && longitude.is_none() {
        return None;
    }
    let degrees = |text: Option<String>| text.and_then(|text| text.parse().ok());
    let point = degrees(latitude).zip(degrees(longitude)).and_then(|(lat, lon)| Point::checked(lat, lon));
    if point.is_none() {
        loader.complain(row.spot, "lat", "expected degrees north, and degrees east in `lon`");
    }
    point.map(Coordinates::of)
}

fn centre(row: &mut Entry, loader: &mut Loader<'_>) -> Option<Centre> {
    let (id, name) = (row.required(loader, "id"), row.required(loader, "name"));
    Some(Centre { id: id?, name: name? })
}

fn membership(row: &mut Entry, loader: &mut Loader<'_>) -> Option<Membership> {
    let (centre, municipality) = (row.required(loader, "centre"), row.required(loader, "municipality"));
    let (from, until) = (row.required(loader, "from"), row.optional(loader, "until"));
    let from = from?;
    if until.is_some_and(|until| until <= from) {
        loader.complain(row.spot, "until", "must be later than from");
        return None;
    }
    Some(Membership { centre: centre?, municipality: municipality?, from, until })
}
