//! Where a message belongs: by its point, by its words, by its page. The region is the one that comes with Otklik.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use domain::{Directory, Filed, Form, Oktmo, PageId, Platform, Point, Private};

use super::*;

const VYKSA: &str = "22715000";
const KULEBAKI: &str = "22727000";
const BOR: &str = "22511000";

fn mind() -> &'static Mind {
    static MIND: LazyLock<Mind> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/local/regions/nizhny-novgorod");
        let read = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap());
        let (directory, _) = Directory::load(&Directory::FILES.into_iter().map(read).collect()).unwrap();
        Mind::new(Arc::new(directory))
    });
    &MIND
}

fn page(municipality: &str) -> Page {
    let mut page = mind().directory.pages.iter().next().unwrap().clone();
    page.id = PageId::parse("invented").unwrap();
    page.platform = Platform::Vk;
    page.municipality = Some(Oktmo::parse(municipality).unwrap());
    page
}

fn said(text: &str) -> Said {
    Said {
        form: Form::Comment,
        written_at: "2025-03-03T09:00:00Z".parse().unwrap(),
        clock_doubt: false,
        author: None,
        text: Private::from(text),
        link: None,
        attachments: Vec::new(),
        point: None,
        address: None,
        part: None,
        reply_to: None,
        filed: Filed::default(),
    }
}

fn at(latitude: f64, longitude: f64, text: &str) -> Said {
    Said { point: Some(Private::new(Point { latitude, longitude })), ..said(text) }
}

#[track_caller]
fn belongs(page_of: &str, said: &Said, municipality: &str) {
    let understood = understand(mind(), &page(page_of), said);
    assert_eq!(understood.decision.municipality.as_ref().map(Oktmo::as_str), Some(municipality));
}

#[test]
fn the_page_decides_where_the_text_says_nothing() {
    belongs(BOR, &said("Нет воды третий день"), BOR);
    belongs(BOR, &said("До Выксы не доехать, автобус отменили"), BOR);
}

#[test]
fn a_place_in_the_text_or_in_the_address_outweighs_the_page() {
    belongs(BOR, &said("В Кулебаках нет воды"), KULEBAKI);
    let filed = Said {
        address: Some(Private::from("г. Кулебаки, ул. Мира, 5")), ..said("Нет воды")
    };
    belongs(BOR, &filed, KULEBAKI);
    let located = understand(mind(), &page(BOR), &filed).located;
    assert!(located.is_seat && located.address.is_some_and(|address| address.house.is_some()));
}

#[test]
fn a_point_in_a_town_outweighs_text_and_page() {
    belongs(BOR, &at(55.32, 42.16, "Нет воды"), VYKSA);
    belongs(BOR, &at(55.32, 42.16, "В Кулебаках нет воды"), VYKSA);
}

#[test]
fn a_point_between_towns_leaves_the_choice_to_text_and_page() {
    belongs(KULEBAKI, &at(55.375, 42.34, "Яма на дороге"), KULEBAKI);
    belongs(KULEBAKI, &at(55.375, 42.34, "В Выксе яма на дороге"), VYKSA);
}
