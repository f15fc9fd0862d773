use domain::Oktmo;
use proptest::prelude::*;

use super::*;
use crate::normalise::tokens;
use crate::place::{Gazetteer, Marks, PlaceKind, PlaceName};

const VYKSA: &str = "22715000";

fn region() -> Gazetteer {
    let place = |name: &str, kind, seat| {
        let (name, oktmo) = (name.to_owned(), Oktmo::parse(VYKSA).unwrap());
        let settlement = Some(name.clone());
        (PlaceName { name, aliases: Vec::new(), oktmo, settlement, kind }, Marks { seat, ..Marks::default() })
    };
    Gazetteer::marked([
        place("Выкса", PlaceKind::City, true),
        place("Мотмос", PlaceKind::Village, false),
        place("Шиморское", PlaceKind::Town, false),
    ])
}

fn keys_of(text: &str) -> PlaceKeys {
    static REGION: std::sync::LazyLock<Gazetteer> = std::sync::LazyLock::new(region);
    keys(&REGION.locate(&tokens(text), Some(&Oktmo::parse(VYKSA).unwrap())))
}

/// Lines whose texts mean one house each.
const HOUSES: &[&[&str]] = &[
    &[
        "Ленина, 5",
        "ул. Ленина д.5",
        "на улице Ленина в доме №5 нет воды",
        "на Ленина 5 прорвало трубу",
        "УЛ. ЛЕНИНА, Д. 5",
        "Выкса, ул.Ленина, дом 5, кв. 12",
        "в доме 5 по улице Ленина",
        "улица Ленина 5, 3 подъезд",
        "ул. Лeнинa 5",
        "ул. Ленина д. 5-12",
        "В Выксе на улице Ленина, дом 5",
        "у дома № 5 на ул. Ленина",
    ],
    &[
        "проспект Ленина, 5",
        "пр-т Ленина 5",
        "пр. Ленина д 5",
        "на проспекте Ленина, 5",
        "просп. Ленина, дом 5",
    ],
    &[
        "Советская, 5а",
        "ул. Советская 5 А",
        "на Советской 5-а",
        "по улице Советской, 5А",
        "Советской улице, 5а",
    ],
    &["ул. Мира 5 корп. 2", "Мира 5к2", "ул. Мира, 5/2", "улица Мира, д. 5, корпус 2", "Мира 5 к.2, кв. 4"],
    &["ул. Зелёная, 1", "на зеленой 1", "ул. Зеленая д.1", "по Зелёной улице, 1"],
    &["ул. Карла Маркса, 7", "К. Маркса 7", "на ул. К.Маркса, 7", "Карла Маркса, д. 7", "ул. Маркса 7"],
    &[
        "ул. 2-я Кооперативная д. 12а к. 3 кв. 7",
        "2я Кооперативная улица, 12а к3",
        "улица Вторая Кооперативная 12 А корп 3",
    ],
    &["село Мотмос, ул. Ленина, 5", "В Мотмосе на Ленина 5", "мотмос ленина 5"],
];

#[test]
fn one_house_has_one_key_however_it_is_spelt() {
    let mut wrong = Vec::new();
    for group in HOUSES {
        let first = keys_of(group[0]).house;
        for text in *group {
            let found = keys_of(text).house;
            if found.is_none() || found != first {
                wrong.push(format!(
                    "{text}: {:?}, not {:?}",
                    found.map(|key| key.0),
                    first.as_ref().map(|key| &key.0)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn different_houses_have_different_keys() {
    let keys: Vec<_> = HOUSES.iter().map(|group| keys_of(group[0]).house).collect();
    let distinct: std::collections::HashSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), HOUSES.len());
}

#[test]
fn a_street_of_no_stated_sort_may_be_an_avenue() {
    let [street, avenue, bare] = ["ул. Ленина, 5", "проспект Ленина, 5", "Ленина, 5"].map(keys_of);
    assert!(!street.same_house(&avenue) && !street.same_street(&avenue));
    assert!(bare.same_house(&street) && bare.same_house(&avenue) && avenue.same_house(&bare));
    assert!(!PlaceKeys::default().same_house(&PlaceKeys::default()));
}

#[test]
fn objects_meet_by_number_or_name() {
    for group in [
        &["у 3-й школы", "возле школы № 3", "школа 3", "третья школа", "СОШ №3", "школы номер 3"][..],
        &["детсад «Солнышко»", "в детском саду \"Солнышко\"", "садик Солнышко"],
        &["остановка «Поликлиника»", "на остановке Поликлиника", "ост. Поликлиника"],
        &["двор дома 5 по ул. Мира", "во дворе дома Мира 5", "во дворе на Мира, 5"],
        &["детский сад № 12", "д/с 12", "детсад 12", "12-й детский сад"],
    ] {
        let first = keys_of(group[0]).object;
        assert!(first.is_some(), "{}", group[0]);
        for text in group {
            assert_eq!(keys_of(text).object.map(|key| key.0), first.clone().map(|key| key.0), "{text}");
        }
    }
    assert_eq!(keys_of("у школы яма").object, None);
    assert_eq!(keys_of("в Мотмосе у школы яма").object, keys_of("возле школы в селе Мотмос").object);
}

#[test]
fn a_key_shows_nothing_of_the_place() {
    let found = keys_of("Выкса, ул. Ленина, 5");
    assert!(!format!("{found:?}").contains("ленин"));
    assert_eq!(found.settlement.unwrap().expose(), "22715000|выкса");
    assert_eq!(found.municipality.unwrap().expose(), VYKSA);
}

/// (nominative with «улица», after «на», after «по улице»)
const STREETS: &[(&str, &str, &str)] = &[
    ("Ленина", "Ленина", "Ленина"),
    ("Советская", "Советской", "Советской"),
    ("Зелёная", "Зеленой", "Зелёной"),
    ("Красная", "Красной", "Красной"),
    ("Гоголя", "Гоголя", "Гоголя"),
    ("Кооперативная", "Кооперативной", "Кооперативной"),
    ("8 Марта", "8 Марта", "8 Марта"),
    ("Розы Люксембург", "Розы Люксембург", "Розы Люксембург"),
];

fn spelt(street: usize, number: u16, letter: &str, building: Option<u8>, style: usize) -> String {
    let (name, on, along) = STREETS[street];
    let letter = match style % 4 {
        0 => letter.to_owned(),
        1 if !letter.is_empty() => format!("-{letter}"),
        2 if !letter.is_empty() => format!(" {}", letter.to_uppercase()),
        _ => letter.to_uppercase(),
    };
    let building = building.map_or_else(String::new, |part| match style % 5 {
        0 => format!(" корп. {part}"),
        1 => format!("к{part}"),
        2 => format!("/{part}"),
        3 => format!(", корпус {part}"),
        _ => format!(" к. {part}"),
    });
    let house = format!("{number}{letter}{building}");
    match style % 9 {
        0 => format!("ул. {name}, {house}"),
        1 => format!("ул.{name} д.{house}"),
        2 => format!("на улице {along} в доме №{house}"),
        3 => format!("на {on} {house}"),
        4 => format!("{name}, {house}, кв. 7"),
        5 => format!("по ул. {along}, дом {house}, квартира 12, 3 подъезд"),
        6 => format!("В доме {house} по улице {along} нет воды"),
        7 => format!("Выкса, улица {name}, {house}"),
        _ => format!("УЛ. {}, Д. {}", name.to_uppercase(), house.to_uppercase()),
    }
}

proptest! {
    #[test]
    fn a_house_keeps_its_key_under_any_spelling(
        street in 0..STREETS.len(),
        number in 1u16..400,
        letter in prop::sample::select(vec!["", "а", "б"]),
        building in prop::option::of(1u8..9),
        style in 0usize..180,
    ) {
        let plain = keys_of(&spelt(street, number, letter, building, 0)).house;
        let text = spelt(street, number, letter, building, style);
        let found = keys_of(&text).house;
        prop_assert!(found.is_some(), "{}", text);
        prop_assert!(found == plain, "{}: {:?} {:?}", text, found.map(|key| key.0), plain.map(|key| key.0));
    }

    #[test]
    fn any_text_has_keys(text in any::<String>()) {
        let found = keys_of(&text);
        prop_assert!(found.municipality.is_some());
    }
}
