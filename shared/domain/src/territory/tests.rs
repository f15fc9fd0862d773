use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn oktmo(text: &str) -> Oktmo {
    Oktmo::parse(text).unwrap()
}

fn centre(id: &str) -> Centre {
    Centre { id: CentreId::parse(id).unwrap(), name: id.to_owned() }
}

fn municipality(code: &str) -> Municipality {
    Municipality {
        oktmo: oktmo(code),
        name: code.to_owned(),
        kind: MunicipalityKind::MunicipalOkrug,
        seat: code.to_owned(),
        aliases: Vec::new(),
        settlements: Vec::new(),
    }
}

fn edge(centre: &str, municipality: &str, from: &str, until: Option<&str>) -> Membership {
    Membership {
        centre: CentreId::parse(centre).unwrap(),
        municipality: oktmo(municipality),
        from: day(from),
        until: until.map(day),
    }
}

/// An invented region: the southern municipality moves from one centre to the other, the far one leaves both.
fn invented() -> Territory {
    Territory {
        municipalities: ["99100000", "99200000", "99300000"].map(municipality).into_iter().collect(),
        centres: ["north", "south"].map(centre).into_iter().collect(),
        memberships: vec![
            edge("north", "99100000", "2022-01-01", None),
            edge("north", "99200000", "2022-01-01", Some("2024-11-01")),
            edge("south", "99200000", "2024-11-01", None),
            edge("south", "99300000", "2022-01-01", Some("2023-06-01")),
        ],
    }
}

fn codes_of(territory: &Territory, centre: &str, on: &str) -> Vec<String> {
    let id = CentreId::parse(centre).unwrap();
    territory.municipalities_of(&id, day(on)).map(|unit| unit.oktmo.to_string()).collect()
}

#[test]
fn an_old_day_is_read_by_the_map_of_that_day() {
    let territory = invented();
    assert_eq!(codes_of(&territory, "north", "2024-10-31"), ["99100000", "99200000"]);
    assert_eq!(codes_of(&territory, "north", "2024-11-01"), ["99100000"]);
    assert_eq!(codes_of(&territory, "south", "2024-11-01"), ["99200000"]);
}

#[test]
fn a_municipality_without_a_centre_belongs_to_the_region() {
    let territory = invented();
    let far = oktmo("99300000");
    assert_eq!(territory.default_desk(Some(&far), day("2023-05-31")).to_string(), "centre:south");
    assert_eq!(territory.default_desk(Some(&far), day("2023-06-01")), Desk::Region);
    assert_eq!(territory.default_desk(Some(&oktmo("99100000")), day("2021-12-31")), Desk::Region);
    assert_eq!(territory.default_desk(None, day("2023-05-31")), Desk::Region);
}

#[test]
fn every_change_of_the_map_is_listed_once() {
    let changes: Vec<_> = invented().map_changes().into_iter().collect();
    assert_eq!(changes, [day("2022-01-01"), day("2023-06-01"), day("2024-11-01")]);
}

#[test]
fn a_settlement_code_leads_to_its_municipality() {
    let territory = invented();
    let found = territory.municipality(&oktmo("99200000123")).unwrap();
    assert_eq!(found.oktmo, oktmo("99200000"));
    assert!(territory.municipality(&oktmo("99400000123")).is_none());
}

proptest! {
    #[test]
    fn edges_overlap_exactly_when_some_day_is_in_both(starts in (0..20i64, 0..20i64), ends in (0..25i64, 0..25i64)) {
        let first = day("2024-01-01");
        let span = |start: i64, end: i64| Membership {
            from: first + chrono::Duration::days(start),
            until: (end < 22).then(|| first + chrono::Duration::days(start + 1 + end)),
            ..edge("north", "99100000", "2024-01-01", None)
        };
        let (left, right) = (span(starts.0, ends.0), span(starts.1, ends.1));
        let shared = (0..60).map(|offset| first + chrono::Duration::days(offset)).any(|on| left.covers(on) && right.covers(on));
        prop_assert_eq!(left.overlaps(&right), shared);
    }

    #[test]
    fn on_every_day_each_municipality_is_counted_once(offset in 0..2000i64) {
        let territory = invented();
        let on = day("2021-06-01") + chrono::Duration::days(offset);
        let in_centres: usize = territory.centres.iter().map(|centre| territory.municipalities_of(&centre.id, on).count()).sum();
        prop_assert_eq!(in_centres + territory.municipalities_of_region(on).count(), 3);
    }
}
