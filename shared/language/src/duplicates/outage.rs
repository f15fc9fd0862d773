//! A known outage: which messages tell of it, so that one approved text answers all of them.

use chrono::{DateTime, Utc};

use domain::OutagePlace;

use super::{Facts, PlaceMark, Seal, Subject};

/// An outage as an operator declares it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outage {
    /// What failed; a message of the same family counts.
    pub subject: Subject,
    /// Where: the municipality.
    pub municipality: PlaceMark,
    /// Only these settlements; all if empty.
    pub settlements: Vec<PlaceMark>,
    /// Only these streets; all if empty.
    pub streets: Vec<PlaceMark>,
    /// Only these houses of the streets; all if empty.
    pub houses: Vec<PlaceMark>,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; not known while it lasts.
    pub until: Option<DateTime<Utc>>,
}

/// Whether a message tells of an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affected {
    /// It does.
    Yes,
    /// It may: it names no street where the outage is on some, or is about another thing of the family. A person
    /// decides.
    Perhaps,
    /// It does not.
    No,
}

impl Outage {
    /// Whether the message tells of this outage.
    pub fn affects(&self, message: &Facts) -> Affected {
        let Some(subject) = message.subject.filter(|subject| subject.family == self.subject.family) else {
            return Affected::No;
        };
        let in_time =
            message.written_at.is_some_and(|at| self.from <= at && self.until.is_none_or(|until| at < until));
        if !in_time || message.place.municipality != Some(self.municipality) {
            return Affected::No;
        }
        let settlement = among(&self.settlements, message.place.settlement);
        let street = among(&self.streets, message.place.street);
        let house = among(&self.houses, message.place.house);
        let topic = if subject.leaf == self.subject.leaf { Affected::Yes } else { Affected::Perhaps };
        [settlement, street, house, topic].into_iter().fold(Affected::Yes, Affected::and)
    }
}

/// Whether a message tells of a declared outage: of any of its places.
pub fn declared(outage: &domain::Outage, seal: Seal, message: &Facts) -> Affected {
    let marks = |number: Option<u32>| number.map(PlaceMark::of_number).into_iter().collect();
    let at = |place: Option<&OutagePlace>| Outage {
        subject: Subject::of(&outage.topic),
        municipality: seal.place(&[outage.municipality.as_str()]),
        settlements: marks(place.and_then(|place| place.settlement)),
        streets: marks(place.and_then(|place| place.street)),
        houses: marks(place.and_then(|place| place.house)),
        from: outage.from,
        until: outage.over_at(),
    };
    if outage.places.is_empty() {
        return at(None).affects(message);
    }
    let each = outage.places.iter().map(|place| at(Some(place)).affects(message));
    each.fold(Affected::No, Affected::or)
}

impl Affected {
    const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Perhaps, _) | (_, Self::Perhaps) => Self::Perhaps,
            (Self::No, Self::No) => Self::No,
        }
    }

    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Perhaps, _) | (_, Self::Perhaps) => Self::Perhaps,
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }
}

fn among(places: &[PlaceMark], named: Option<PlaceMark>) -> Affected {
    match named {
        _ if places.is_empty() => Affected::Yes,
        None => Affected::Perhaps,
        Some(named) if places.contains(&named) => Affected::Yes,
        Some(_) => Affected::No,
    }
}

#[cfg(test)]
mod tests {
    use domain::TopicCode;

    use super::*;
    use crate::duplicates::{Place, PlaceNames, Sketch};

    fn place(street: Option<&str>, municipality: &str) -> Place {
        let names = PlaceNames { municipality: Some(municipality), street, ..PlaceNames::default() };
        Place::sealed(&names, Seal::new("test"))
    }

    fn subject(code: &str) -> Subject {
        Subject::of(&TopicCode::parse(code).unwrap())
    }

    fn message(code: &str, place: Place, at: &str) -> Facts {
        let written_at = Some(at.parse().unwrap());
        Facts { subject: Some(subject(code)), place, point: None, written_at, sketch: Sketch::default() }
    }

    fn outage() -> Outage {
        Outage {
            subject: subject("water.no-cold"),
            municipality: place(None, "22").municipality.unwrap(),
            settlements: Vec::new(),
            streets: ["мира", "садовая"]
                .iter()
                .filter_map(|street| place(Some(street), "22").street)
                .collect(),
            houses: Vec::new(),
            from: "2026-11-18T06:00:00Z".parse().unwrap(),
            until: Some("2026-11-18T18:00:00Z".parse().unwrap()),
        }
    }

    #[test]
    fn a_message_about_it_from_a_named_street_is_affected() {
        let of = |code, place, at| outage().affects(&message(code, place, at));
        let noon = "2026-11-18T12:00:00Z";
        assert_eq!(of("water.no-cold", place(Some("мира"), "22"), noon), Affected::Yes);
        assert_eq!(of("water.no-cold", place(None, "22"), noon), Affected::Perhaps);
        assert_eq!(of("water.pressure", place(Some("мира"), "22"), noon), Affected::Perhaps);
        assert_eq!(of("water.no-cold", place(Some("лесная"), "22"), noon), Affected::No);
        assert_eq!(of("water.no-cold", place(Some("мира"), "23"), noon), Affected::No);
        assert_eq!(of("heating.no-heat", place(Some("мира"), "22"), noon), Affected::No);
    }

    #[test]
    fn an_outage_has_a_beginning_and_an_end() {
        let of = |at| outage().affects(&message("water.no-cold", place(Some("мира"), "22"), at));
        assert_eq!(of("2026-11-18T05:59:59Z"), Affected::No);
        assert_eq!(of("2026-11-18T06:00:00Z"), Affected::Yes);
        assert_eq!(of("2026-11-18T18:00:00Z"), Affected::No);
        let lasting = Outage { until: None, ..outage() };
        let later = message("water.no-cold", place(Some("мира"), "22"), "2026-11-20T00:00:00Z");
        assert_eq!(lasting.affects(&later), Affected::Yes);
    }

    #[test]
    fn of_a_street_with_listed_houses_only_these_are_affected() {
        let seal = Seal::new("test");
        let at = |street, house| {
            let names = PlaceNames { municipality: Some("22"), street, house, ..PlaceNames::default() };
            Place::sealed(&names, seal)
        };
        let five = at(Some("мира"), Some("5"));
        let outage = Outage { houses: five.house.into_iter().collect(), ..outage() };
        let of = |place| outage.affects(&message("water.no-cold", place, "2026-11-18T12:00:00Z"));
        assert_eq!(of(five), Affected::Yes);
        assert_eq!(of(at(Some("мира"), None)), Affected::Perhaps);
        assert_eq!(of(at(Some("мира"), Some("7"))), Affected::No);
        assert_eq!(of(at(None, None)), Affected::Perhaps);
    }
}
