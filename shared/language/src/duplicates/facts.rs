//! What of a message is compared.

use chrono::{DateTime, Utc};
use domain::Point;

use crate::place::PlaceKeys;

use super::seal::{PlaceMark, Seal};
use super::{Sketch, Subject};

/// The names of a place, in one spelling each.
#[derive(Clone, Copy, Default)]
pub struct PlaceNames<'a> {
    /// The municipality's code or name.
    pub municipality: Option<&'a str>,
    /// The settlement.
    pub settlement: Option<&'a str>,
    /// The street, unique within the municipality.
    pub street: Option<&'a str>,
    /// The house with all its letters and buildings.
    pub house: Option<&'a str>,
    /// A school, a stop, a clinic.
    pub object: Option<&'a str>,
}

/// A place as marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// The municipality.
    pub municipality: Option<PlaceMark>,
    /// The settlement.
    pub settlement: Option<PlaceMark>,
    /// The street.
    pub street: Option<PlaceMark>,
    /// Street and house.
    pub house: Option<PlaceMark>,
    /// The number of the house, to tell neighbours.
    pub number: Option<u16>,
    /// A school, a stop, a clinic.
    pub object: Option<PlaceMark>,
}

impl Place {
    /// The marks of a place's names. The settlement counts for what stands in it.
    pub fn sealed(names: &PlaceNames<'_>, seal: Seal) -> Self {
        let area = names.municipality.unwrap_or_default();
        let town = names.settlement.unwrap_or_default();
        let mark = |kind: &str, name: &str| seal.place(&[kind, area, town, name]);
        let house = |house: &str| {
            Some(seal.place(&["house", area, town, names.street.unwrap_or_default(), house]))
                .filter(|_| names.street.is_some())
        };
        Self {
            municipality: names.municipality.map(|name| seal.place(&["municipality", name])),
            settlement: names.settlement.map(|name| seal.place(&["settlement", area, name])),
            street: names.street.map(|name| mark("street", name)),
            house: names.house.and_then(house),
            number: names.house.and_then(number),
            object: names.object.map(|name| mark("object", name)),
        }
    }

    /// The marks of the keys of a place. Whether «Мира» is a street or an avenue is left open.
    pub fn of_keys(keys: &PlaceKeys, seal: Seal) -> Self {
        let mark = |key: &Option<_>| key.as_ref().map(|key: &crate::PlaceKey| seal.place(&[key.expose()]));
        let house =
            |key: &crate::PlaceKey| key.expose().rsplit_once('|').and_then(|(_, house)| number(house));
        Self {
            municipality: mark(&keys.municipality),
            settlement: mark(&keys.settlement),
            street: mark(&keys.street_of_any_sort),
            house: mark(&keys.house_of_any_sort),
            number: keys.house_of_any_sort.as_ref().and_then(house),
            object: mark(&keys.object),
        }
    }

    /// Whether it says more than the municipality.
    pub const fn is_usable(&self) -> bool {
        self.street.is_some() || self.object.is_some() || self.settlement.is_some()
    }
}

fn number(house: &str) -> Option<u16> {
    let digits: &str = house.trim_start_matches(|char: char| !char.is_ascii_digit());
    let end = digits.find(|char: char| !char.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// What of a message is compared with others.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// What about.
    pub subject: Option<Subject>,
    /// Where.
    pub place: Place,
    /// Where on the map, to about a hundred metres.
    pub point: Option<(i32, i32)>,
    /// When.
    pub written_at: Option<DateTime<Utc>>,
    /// Its words.
    pub sketch: Sketch,
}

impl Facts {
    /// Takes the house of a message that has joined, where only the street was known. Says whether it did.
    ///
    /// Else an incident whose first message names no house draws in whatever happens in the whole street.
    pub fn learn_house(&mut self, joined: &Self) -> bool {
        let (own, new) = (&mut self.place, &joined.place);
        let learns = own.street.is_some() && own.street == new.street && own.house.is_none();
        if !learns || new.house.is_none() {
            return false;
        }
        (own.house, own.number) = (new.house, new.number);
        true
    }

    /// A point as facts keep it: in thousandths of a degree.
    #[expect(clippy::cast_possible_truncation, reason = "a degree has three digits before the point")]
    pub fn rounded(point: Point) -> (i32, i32) {
        ((point.latitude * 1_000.0).round() as i32, (point.longitude * 1_000.0).round() as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_street_of_another_municipality_is_another_street() {
        let seal = Seal::new("test");
        let of = |area| {
            let names = PlaceNames {
                municipality: Some(area),
                street: Some("мира"),
                house: Some("5а"),
                ..PlaceNames::default()
            };
            Place::sealed(&names, seal)
        };
        assert_eq!(of("1").street, of("1").street);
        assert_ne!(of("1").street, of("2").street);
        assert_ne!(of("1").house, of("2").house);
        assert_eq!(of("1").number, Some(5));
    }

    #[test]
    fn a_house_is_learnt_once_and_only_in_its_street() {
        let facts = |street, house| {
            let names = PlaceNames { street: Some(street), house, ..PlaceNames::default() };
            let place = Place::sealed(&names, Seal::new("test"));
            Facts { subject: None, place, point: None, written_at: None, sketch: Sketch::default() }
        };
        let mut incident = facts("мира", None);
        assert!(!incident.learn_house(&facts("садовая", Some("7"))));
        assert!(!incident.learn_house(&facts("мира", None)));
        assert!(incident.learn_house(&facts("мира", Some("5"))));
        assert!(!incident.learn_house(&facts("мира", Some("90"))));
        assert_eq!(incident, facts("мира", Some("5")));
    }

    #[test]
    fn a_house_without_a_street_is_nowhere() {
        let names = PlaceNames { house: Some("5"), ..PlaceNames::default() };
        assert_eq!(Place::sealed(&names, Seal::new("test")).house, None);
    }
}
