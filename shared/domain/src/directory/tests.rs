use std::collections::BTreeSet;

use super::fixture::files;
use super::*;
use crate::ids::TopicCode;
use crate::message::{Kind, Platform};

fn directory() -> Directory {
    Directory::load(&files()).unwrap().0
}

fn with(file: &str, from: &str, to: &str) -> Directory {
    let mut files = files();
    let text = files[file].replace(from, to);
    files.insert(file.to_owned(), text);
    Directory::load(&files).unwrap().0
}

fn place<'a>(directory: &'a Directory, name: &str) -> Vec<PlaceName<'a>> {
    directory.place_names().filter(|place| place.name == name && place.settlement.is_some()).collect()
}

#[test]
fn a_page_keeps_its_old_secret_until_its_moment() {
    let directory = directory();
    let page = directory.page(&PageId::parse("north-vk").unwrap()).unwrap();
    let at = |text: &str| page.secrets_at(text.parse().unwrap()).count();
    assert_eq!((at("2025-02-28T23:59:59Z"), at("2025-03-01T00:00:01Z")), (2, 1));
}

#[test]
fn a_late_incident_climbs_to_the_superior_then_the_centre_then_the_region() {
    let directory = directory();
    let unit = Oktmo::parse("99100000").unwrap();
    let mut desk = Desk::Agency(AgencyId::parse("north-roads").unwrap());
    let mut path = Vec::new();
    while let Some(parent) = directory.parent_desk(&desk, Some(&unit), "2025-01-01".parse().unwrap()) {
        path.push(parent.to_string());
        desk = parent;
    }
    assert_eq!(path, ["agency:north-hall", "centre:north", "region"]);
}

#[test]
fn a_desk_works_by_its_own_calendar_and_centres_by_the_regions() {
    let directory = directory();
    let of =
        |desk: &str| directory.calendar_of(&desk.parse().unwrap()).map(|calendar| calendar.id().to_string());
    assert_eq!(of("agency:grid").as_deref(), Some("dispatch"));
    assert_eq!(of("centre:north").as_deref(), Some("office"));
    assert_eq!(of("region").as_deref(), Some("office"));
}

#[test]
fn the_severity_of_the_topic_decides_where_a_rule_asks_for_it() {
    let rules = "when = { topics = [\"roads.*\"], severity_at_least = 4 }";
    let directory = with("rules.toml", "when = { topics = [\"roads.*\"] }", rules);
    let rule_for = |topic: &str| {
        let facts = RoutingFacts {
            municipality: Oktmo::parse("99100000").ok(),
            topic: TopicCode::parse(topic).ok(),
            kind: Kind::Complaint,
            page: PageId::parse("north-vk").unwrap(),
            settlement: None,
            form: crate::Form::Comment,
            time: chrono::NaiveTime::MIN,
            words: BTreeSet::new(),
            platform: Platform::Vk,
            on: "2025-01-01".parse().unwrap(),
        };
        directory.route(&facts).rule.unwrap().to_string()
    };
    assert_eq!((rule_for("roads.manholes"), rule_for("roads.potholes")), ("roads".into(), "rest".into()));
}

#[test]
fn a_city_keeps_its_name_beside_a_village_that_is_called_alike() {
    let village = "99100000,Каменка,village,,yes,\n99100000,Южный,village,,,";
    let directory = with("settlements.csv", "99100000,Каменка,village,,yes,", village);
    let shared: Vec<_> = place(&directory, "Южный")
        .iter()
        .map(|place| (place.oktmo.as_str(), place.shared, place.word))
        .collect();
    assert_eq!(shared, [("99100000", true, false), ("99200000", false, true)]);
}

#[test]
fn a_name_is_shared_if_the_file_says_so_or_two_villages_have_it() {
    assert!(place(&directory(), "Каменка")[0].shared);
    let twins = "99100000,Каменка,village,,,\n99200000,Каменка,village,,,";
    let twins = with("settlements.csv", "99100000,Каменка,village,,yes,", twins);
    assert!(place(&twins, "Каменка").iter().all(|place| place.shared));
    let alone = with("settlements.csv", "99100000,Каменка,village,,yes,", "99100000,Каменка,village,,,");
    assert!(!place(&alone, "Каменка")[0].shared);
}
