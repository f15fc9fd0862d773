//! The real region, read from the files that people edit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;

use super::*;
use crate::ids::{CentreId, RuleId, TopicCode};
use crate::message::{Kind, Platform};
use crate::rules::RoutingReason;
use crate::topics::{Level, Taxonomy};

/// The centres announced in November 2024, and the units that each serves beside its own.
const CENTRES: [(&str, &[&str]); 16] = [
    ("Арзамас", &[]),
    ("Бор", &[]),
    ("Дзержинск", &[]),
    ("Кстово", &[]),
    ("Саров", &[]),
    ("Богородск", &["Ардатовский", "Сосновский"]),
    ("Володарск", &["Балахна"]),
    ("Выкса", &["Вознесенское", "Кулебаки"]),
    ("Городец", &["Сокольское", "Чкаловск"]),
    (
        "Княгинино",
        &["Большое Болдино", "Большое Мурашкино", "Дальнее Константиново", "Сергач", "Бутурлино", "Гагино"],
    ),
    ("Лукоянов", &["Вад", "Перевоз", "Починки", "Шатки"]),
    ("Лысково", &["Воротынец", "Краснооктябрьский", "Пильна", "Сеченово", "Спасское"]),
    ("Павлово", &["Вача"]),
    ("Первомайск", &["Дивеево", "Навашино"]),
    ("Семёнов", &["Варнавино", "Воскресенское", "Ковернино", "Красные Баки"]),
    ("Урень", &["Ветлуга", "Тонкино", "Тоншаево", "Шаранга", "Шахунья"]),
];

/// The largest document that leaves room below the 400 KB of a database item.
const LARGEST_DOCUMENT: usize = 300_000;

fn files() -> DirectoryFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/local/regions/nizhny-novgorod");
    let read = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap());
    Directory::FILES.into_iter().map(read).collect()
}

fn load() -> (Directory, Vec<PageAccess>) {
    Directory::load(&files()).unwrap_or_else(|problems| {
        let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

fn today() -> NaiveDate {
    "2025-03-01".parse().unwrap()
}

/// The municipality that an announcement calls so: by its own name, its adjective or its seat.
fn unit<'a>(directory: &'a Directory, name: &str) -> &'a Municipality {
    let units = || directory.territory.municipalities.iter();
    let by_name = units().find(|unit| unit.name == name || unit.name.split(' ').next() == Some(name));
    let by_seat = || units().find(|unit| unit.seat == name);
    by_name.or_else(by_seat).unwrap_or_else(|| panic!("{name}"))
}

fn facts(municipality: Option<&Municipality>, topic: Option<&TopicCode>) -> RoutingFacts {
    RoutingFacts {
        municipality: municipality.map(|unit| unit.oktmo.clone()),
        topic: topic.cloned(),
        kind: Kind::Complaint,
        page: PageId::parse("region-vk").unwrap(),
        settlement: None,
        form: crate::Form::Comment,
        time: chrono::NaiveTime::MIN,
        words: BTreeSet::new(),
        platform: Platform::Vk,
        on: today(),
    }
}

#[test]
fn every_announced_unit_belongs_to_its_centre() {
    let (directory, _) = load();
    let mut served = BTreeSet::new();
    for (centre, others) in CENTRES {
        for name in std::iter::once(&centre).chain(others) {
            let unit = unit(&directory, name);
            assert!(served.insert(unit.oktmo.clone()), "{name} is {}", unit.name);
            let found = directory.centre_of(&unit.oktmo, today()).map(|centre| centre.name.as_str());
            assert_eq!(found, Some(format!("МЦУ {centre}").as_str()), "{name}");
        }
    }
    assert_eq!(served.len(), 50);
}

#[test]
fn beside_the_announced_units_there_are_the_district_around_arzamas_and_the_city_of_nizhny_novgorod() {
    let (directory, _) = load();
    assert_eq!(directory.territory.municipalities.len(), 52);
    assert_eq!(directory.territory.centres.len(), 16);
    assert_eq!(directory.territory.memberships.len(), 51);
    let around = directory.municipality(&Oktmo::parse("22503000").unwrap()).unwrap();
    assert_eq!(around.name, "Арзамасский округ");
    assert_eq!(directory.centre_of(&around.oktmo, today()).unwrap().name, "МЦУ Арзамас");
    let apart: Vec<_> = directory.territory.municipalities_of_region(today()).collect();
    assert_eq!(apart.iter().map(|unit| unit.oktmo.as_str()).collect::<Vec<_>>(), ["22701000"]);
}

#[test]
fn the_map_begins_with_the_announcement() {
    let (directory, _) = load();
    let first: NaiveDate = "2024-11-01".parse().unwrap();
    assert_eq!(directory.territory.map_changes(), BTreeSet::from([first]));
    let vyksa = Oktmo::parse("22715000").unwrap();
    assert_eq!(directory.centre_of(&vyksa, first.pred_opt().unwrap()), None);
}

#[test]
fn every_topic_in_every_municipality_reaches_an_agency() {
    let (directory, _) = load();
    let mut rules = BTreeSet::new();
    for municipality in &directory.territory.municipalities {
        for topic in Taxonomy::built_in().iter() {
            let decision = directory.route(&facts(Some(municipality), Some(&topic.code)));
            let agency = decision.desk.agency().and_then(|id| directory.agency(id));
            let agency = agency.unwrap_or_else(|| panic!("{} in {}", topic.code, municipality.name));
            assert!(agency.serves(&municipality.oktmo), "{} of {}", agency.id, municipality.name);
            let for_region = topic.level != Level::Municipal;
            assert!(!for_region || agency.is_regional(), "{} at {}", topic.code, agency.id);
            rules.insert(decision.rule.unwrap());
        }
    }
    let idle: Vec<_> =
        directory.router.rules.iter().map(|rule| &rule.id).filter(|id| !rules.contains(*id)).collect();
    let expected = ["not-a-case", "regional-roads"].map(|id| RuleId::parse(id).unwrap());
    assert_eq!(idle, expected.iter().collect::<Vec<_>>());
}

#[test]
fn without_a_municipality_a_message_reaches_the_region() {
    let (directory, _) = load();
    for topic in Taxonomy::built_in().iter() {
        let decision = directory.route(&facts(None, Some(&topic.code)));
        let regional = decision.desk.agency().and_then(|id| directory.agency(id));
        let reached = regional.map_or(decision.desk == Desk::Region, Agency::is_regional);
        assert!(reached, "{}: {}", topic.code, decision.desk);
    }
}

#[test]
fn without_a_topic_a_message_waits_at_its_centre() {
    let (directory, _) = load();
    for municipality in &directory.territory.municipalities {
        let decision = directory.route(&facts(Some(municipality), None));
        assert_eq!(decision.reason, RoutingReason::NoTopic);
        let centre = directory.centre_of(&municipality.oktmo, today()).map(|centre| centre.id.clone());
        assert_eq!(decision.desk, centre.map_or(Desk::Region, Desk::Centre));
    }
}

#[test]
fn every_municipality_lies_somewhere_on_the_map_of_the_region() {
    let (directory, _) = load();
    for unit in &directory.territory.municipalities {
        let spots: Vec<_> = unit.settlements.iter().filter_map(|found| found.at).collect();
        assert!(!spots.is_empty(), "{}", unit.name);
        let inside = spots
            .iter()
            .map(|spot| spot.point())
            .all(|point| (54.4..58.2).contains(&point.latitude) && (41.7..47.8).contains(&point.longitude));
        assert!(inside, "{}", unit.name);
    }
}

#[test]
fn a_pothole_in_vyksa_goes_to_the_road_service_of_vyksa() {
    let (directory, _) = load();
    let topic = TopicCode::parse("roads.potholes").unwrap();
    let decision = directory.route(&facts(Some(unit(&directory, "Выкса")), Some(&topic)));
    assert_eq!(decision.desk.to_string(), "agency:vyksa-roads");
    assert_eq!(directory.desk_name(&decision.desk), Some("МКУ «Дорожная служба» Выксунского округа"));
}

#[test]
fn the_document_fits_into_one_item_of_the_database() {
    let (directory, access) = load();
    let document = serde_json::to_string(&directory).unwrap();
    println!("{} bytes, {} agencies, {} pages", document.len(), directory.agencies.len(), access.len());
    assert!(document.len() < LARGEST_DOCUMENT, "{}", document.len());
    assert_eq!(serde_json::from_str::<Directory>(&document).unwrap(), directory);
}

#[test]
fn every_municipality_has_a_vk_page_and_every_page_a_way_in() {
    let (directory, access) = load();
    let opened: BTreeSet<_> = access.iter().map(|access| &access.page).collect();
    assert_eq!(opened.len(), directory.pages.len());
    for unit in &directory.territory.municipalities {
        let own =
            |page: &&Page| page.municipality.as_ref() == Some(&unit.oktmo) && page.platform == Platform::Vk;
        assert_eq!(directory.pages.iter().filter(own).count(), 1, "{}", unit.name);
    }
}

#[test]
fn a_name_that_decides_alone_means_one_municipality() {
    let (directory, _) = load();
    let mut homes: BTreeMap<&str, &Oktmo> = BTreeMap::new();
    for place in directory.place_names().filter(|place| !place.shared) {
        for name in std::iter::once(place.name).chain(place.aliases.iter().map(String::as_str)) {
            let home = homes.entry(name).or_insert(place.oktmo);
            assert_eq!(*home, place.oktmo, "{name}");
        }
    }
    assert_eq!(homes["Виля"].as_str(), "22715000");
    assert_eq!(homes["Выксунский район"].as_str(), "22715000");
    assert_eq!(homes["Павлово"].as_str(), "22542000");
    assert!(!homes.contains_key("Красная Горка"));
}

#[test]
fn centres_bear_the_names_of_their_desks() {
    let (directory, _) = load();
    let id = CentreId::parse("semyonov").unwrap();
    assert_eq!(directory.desk_name(&Desk::Centre(id)), Some("МЦУ Семёнов"));
    assert_eq!(directory.desk_name(&Desk::Region), Some("ЦУР Нижегородской области"));
}
