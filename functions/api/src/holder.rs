//! Who asks, and how far that reaches: which incidents a key sees, which it may act on, whose numbers it reads.

use chrono::NaiveDate;
use domain::agency::Desk;
use domain::incident::Record;
use domain::{CentreId, Directory, Oktmo, RegionId};
use store::ApiKey;

use crate::keys::{Role, Unit};

/// Whoever shows a good key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The public half of the key.
    pub(crate) prefix: String,
    /// The tenant.
    pub(crate) region: RegionId,
    /// What it may do.
    pub(crate) role: Role,
    /// What it is bound to.
    pub(crate) unit: Unit,
}

impl Holder {
    /// The holder of a stored key; none if its role or unit is not known here, or do not go together.
    pub(crate) fn of(prefix: &str, key: &ApiKey) -> Option<Self> {
        let role = key.role.parse().ok()?;
        let unit = key.unit.as_deref().map_or(Ok(Unit::WHOLE), str::parse).ok()?;
        let of_agency = matches!(unit, Unit::Desk(Desk::Agency(_)));
        let sound = role != Role::Agency || of_agency;
        sound.then(|| Self { prefix: prefix.to_owned(), region: key.region.clone(), role, unit })
    }
}

/// A holder on the map of a day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach<'a> {
    pub(crate) holder: &'a Holder,
    pub(crate) directory: &'a Directory,
    pub(crate) today: NaiveDate,
}

impl Reach<'_> {
    /// Whether what happens there is the holder's to see; `None` is what has no known place.
    pub(crate) fn holds(&self, municipality: Option<&Oktmo>) -> bool {
        match &self.holder.unit {
            Unit::Desk(Desk::Region) => true,
            Unit::Desk(Desk::Centre(centre)) => municipality.is_some_and(|oktmo| {
                self.directory.centre_of(oktmo, self.today).is_some_and(|serving| serving.id == *centre)
            }),
            Unit::Municipality(own) => municipality == Some(own),
            Unit::Desk(Desk::Agency(_)) => false,
        }
    }

    /// Whether the numbers of the whole region are the holder's to read.
    pub(crate) fn holds_region(&self) -> bool {
        self.holder.unit == Unit::WHOLE
    }

    /// Whether the numbers of a centre are the holder's to read.
    pub(crate) fn holds_centre(&self, centre: &CentreId) -> bool {
        self.holds_region() || matches!(&self.holder.unit, Unit::Desk(Desk::Centre(own)) if own == centre)
    }

    /// Whether an incident is the holder's to see.
    pub(crate) fn sees(&self, record: &Record) -> bool {
        let Some(case) = record.case() else { return false };
        let on_own_desk = matches!(&self.holder.unit, Unit::Desk(own) if *own == case.desk);
        let handed_over = match (&self.holder.unit, &case.hand_over) {
            (Unit::Desk(Desk::Agency(own)), Some(hand_over)) => hand_over.agency == *own,
            _ => false,
        };
        on_own_desk || handed_over || self.holds(case.decision.municipality.as_ref())
    }

    /// Whether the holder may act on an incident: an agency only while it lies on its desk.
    pub(crate) fn acts_on(&self, record: &Record) -> bool {
        let on_desk = |own: &Desk| record.case().is_some_and(|case| case.desk == *own);
        match &self.holder.unit {
            _ if self.holder.role == Role::Reader => false,
            Unit::Desk(own @ Desk::Agency(_)) => on_desk(own),
            _ => self.sees(record),
        }
    }

    /// Whether a listing of a municipality can hold anything for the holder. What it holds is still looked at one by one.
    pub(crate) fn lists(&self, municipality: Option<&Oktmo>) -> bool {
        matches!(self.holder.unit, Unit::Desk(_)) || self.holds(municipality)
    }

    /// Whether a listing of a desk can hold anything for the holder. What it holds is still looked at one by one.
    pub(crate) fn lists_desk(&self, desk: &Desk) -> bool {
        match (&self.holder.unit, desk) {
            (Unit::Desk(Desk::Region), _) => true,
            (Unit::Desk(own), desk) if own == desk => true,
            // Of another centre's desk nothing is theirs; of an agency's or the region's some of it may be.
            (Unit::Desk(Desk::Agency(_)), _) | (Unit::Desk(Desk::Centre(_)), Desk::Centre(_)) => false,
            (Unit::Desk(Desk::Centre(_)) | Unit::Municipality(_), _) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{directory, record_on};

    const NORTH: &str = "99100000";
    const SOUTH: &str = "99200000";

    fn holder(role: Role, unit: &str) -> Holder {
        let region = RegionId::parse("lakeside").unwrap();
        Holder { prefix: "0".repeat(12), region, role, unit: unit.parse().unwrap() }
    }

    fn check(role: Role, unit: &str, desk: &str, place: Option<&str>) -> (bool, bool) {
        let (directory, holder) = (directory(), holder(role, unit));
        let today = "2026-03-01".parse().unwrap();
        let reach = Reach { holder: &holder, directory: &directory, today };
        let record = record_on(desk, place);
        (reach.sees(&record), reach.acts_on(&record))
    }

    #[test]
    fn who_sees_and_who_acts() {
        const BOTH: (bool, bool) = (true, true);
        const SEES: (bool, bool) = (true, false);
        const NOTHING: (bool, bool) = (false, false);
        for (role, unit, desk, place, expected) in [
            (Role::Reader, "region", "agency:grid", Some(NORTH), SEES),
            (Role::Operator, "region", "agency:grid", Some(NORTH), BOTH),
            (Role::Operator, "region", "region", None, BOTH),
            (Role::Admin, "region", "centre:north", Some(NORTH), BOTH),
            (Role::Operator, "centre:north", "agency:grid", Some(NORTH), BOTH),
            (Role::Operator, "centre:north", "agency:grid", Some(SOUTH), NOTHING),
            (Role::Operator, "centre:north", "centre:north", Some(SOUTH), BOTH),
            (Role::Operator, "centre:north", "region", None, NOTHING),
            (Role::Reader, NORTH, "agency:grid", Some(NORTH), SEES),
            (Role::Operator, NORTH, "agency:grid", Some(NORTH), BOTH),
            (Role::Reader, NORTH, "agency:grid", Some(SOUTH), NOTHING),
            (Role::Reader, NORTH, "region", None, NOTHING),
            (Role::Agency, "agency:grid", "agency:grid", Some(SOUTH), BOTH),
            (Role::Agency, "agency:grid", "agency:north-roads", Some(NORTH), NOTHING),
            (Role::Agency, "agency:grid", "centre:north", Some(NORTH), NOTHING),
            (Role::Reader, "agency:grid", "agency:grid", Some(NORTH), SEES),
        ] {
            assert_eq!(check(role, unit, desk, place), expected, "{role} of {unit}: {desk}, {place:?}");
        }
    }

    #[test]
    fn an_agency_reads_what_was_handed_to_it_and_acts_no_more() {
        let directory = directory();
        let holder = holder(Role::Agency, "agency:grid");
        let reach = Reach { holder: &holder, directory: &directory, today: "2026-03-01".parse().unwrap() };
        let mut record = record_on("agency:grid", Some(NORTH));
        record.case_mut().unwrap().desk = "centre:north".parse().unwrap();
        assert_eq!((reach.sees(&record), reach.acts_on(&record)), (true, false));
    }

    #[test]
    fn numbers_follow_the_unit_by_the_map_of_today() {
        let directory = directory();
        let (north, south): (Oktmo, Oktmo) = (NORTH.parse().unwrap(), SOUTH.parse().unwrap());
        for (unit, day, of_north, of_south, of_centre, of_region) in [
            ("region", "2026-03-01", true, true, true, true),
            ("centre:north", "2026-03-01", true, false, true, false),
            ("centre:north", "2025-01-01", true, true, true, false),
            ("centre:south", "2026-03-01", false, true, false, false),
            (NORTH, "2026-03-01", true, false, false, false),
            ("agency:grid", "2026-03-01", false, false, false, false),
        ] {
            let holder = holder(Role::Reader, unit);
            let reach = Reach { holder: &holder, directory: &directory, today: day.parse().unwrap() };
            let centre = CentreId::parse("north").unwrap();
            let seen = (reach.holds(Some(&north)), reach.holds(Some(&south)));
            assert_eq!(seen, (of_north, of_south), "{unit} on {day}");
            assert_eq!((reach.holds_centre(&centre), reach.holds_region()), (of_centre, of_region), "{unit}");
        }
    }

    #[test]
    fn a_listing_that_can_hold_nothing_is_not_read() {
        let directory = directory();
        for (unit, desk, lists) in [
            ("region", "agency:grid", true),
            ("centre:north", "agency:grid", true),
            ("centre:north", "centre:south", false),
            (NORTH, "centre:south", true),
            ("agency:grid", "agency:grid", true),
            ("agency:grid", "agency:north-roads", false),
            ("agency:grid", "region", false),
        ] {
            let holder = holder(Role::Reader, unit);
            let reach =
                Reach { holder: &holder, directory: &directory, today: "2026-03-01".parse().unwrap() };
            assert_eq!(reach.lists_desk(&desk.parse().unwrap()), lists, "{unit}: {desk}");
        }
    }

    #[test]
    fn a_key_of_an_unknown_role_or_unit_opens_nothing() {
        let key = |role: &str, unit: Option<&str>| ApiKey {
            digest: String::new(),
            region: RegionId::parse("lakeside").unwrap(),
            role: role.to_owned(),
            unit: unit.map(ToOwned::to_owned),
            expires_at: None,
        };
        assert!(Holder::of("p", &key("reader", None)).is_some());
        for (role, unit) in [
            ("owner", None),
            ("", None),
            ("reader", Some("north")),
            ("agency", None),
            ("agency", Some(NORTH)),
        ] {
            assert_eq!(Holder::of("p", &key(role, unit)), None, "{role} {unit:?}");
        }
    }
}
