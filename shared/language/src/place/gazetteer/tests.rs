use domain::Oktmo;
use proptest::prelude::*;

use super::*;
use crate::normalise::tokens;

const ARZAMAS: &str = "22703000";
const VYKSA: &str = "22715000";
const BOLDINO: &str = "22509000";
const BAKI: &str = "22535000";
const BOR: &str = "22511000";
const NIZHNY: &str = "22701000";
const GORODETS: &str = "22528000";
const SAROV: &str = "22704000";
const SEMENOV: &str = "22547000";
const KONSTANTINOVO: &str = "22530000";
const PAVLOVO: &str = "22542000";
const UREN: &str = "22554000";
const VAD: &str = "22514000";

fn code(oktmo: &str) -> Oktmo {
    Oktmo::parse(oktmo).unwrap()
}

fn place(name: &str, aliases: &[&str], oktmo: &str, kind: PlaceKind) -> PlaceName {
    let settlement = (kind != PlaceKind::District).then(|| name.to_owned());
    let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
    PlaceName { name: name.to_owned(), aliases, oktmo: code(oktmo), settlement, kind }
}

/// Real names of towns and districts; the villages Берёзовка and Сёмово are spread by us.
fn region() -> Gazetteer {
    use PlaceKind::{City, District, Town, Village};
    Gazetteer::new([
        place("Арзамас", &[], ARZAMAS, City),
        place("Выкса", &["Выксунский район"], VYKSA, City),
        place("Большое Болдино", &["Болдино"], BOLDINO, Village),
        place("Большеболдинский", &[], BOLDINO, District),
        place("Красные Баки", &[], BAKI, Town),
        place("Бор", &["Борский"], BOR, City),
        place("Нижний Новгород", &["Нижний"], NIZHNY, City),
        place("Городец", &[], GORODETS, City),
        place("Городецкий", &[], GORODETS, District),
        place("Заволжье", &[], GORODETS, City),
        place("Саров", &[], SAROV, City),
        place("Семёнов", &["Семёновский"], SEMENOV, City),
        place("Дальнее Константиново", &[], KONSTANTINOVO, Town),
        place("Павлово", &["Павловский"], PAVLOVO, City),
        place("Павлово", &[], UREN, Village),
        place("Урень", &["Уренский"], UREN, City),
        place("Вад", &["Вадский"], VAD, Village),
        place("Сёмово", &[], UREN, Village),
        place("Берёзовка", &[], ARZAMAS, Village),
        place("Берёзовка", &[], GORODETS, Village),
        place("Мир", &[], VYKSA, Village),
        place("Саров", &[], SAROV, District),
        place("Центральный", &[], UREN, PlaceKind::Settlement),
        place("Горы", &[], UREN, Village),
    ])
}

/// text; home; municipality
const CASES: &[(&str, Option<&str>, Option<&str>)] = &[
    ("В Арзамасе опять нет воды", None, Some(ARZAMAS)),
    ("Едем из Большого Болдина, дорога разбита", None, Some(BOLDINO)),
    ("в большом болдино нет света", None, Some(BOLDINO)),
    ("Под Выксой свалка", None, Some(VYKSA)),
    ("выкса без воды", None, Some(VYKSA)),
    ("ВЫКСА БЕЗ ВОДЫ", None, Some(VYKSA)),
    ("Живу в Сёмове", None, Some(UREN)),
    ("живу в деревне семово", None, Some(UREN)),
    ("В Красных Баках закрыли аптеку", None, Some(BAKI)),
    ("На Бору не чистят дороги", None, Some(BOR)),
    ("г. Бор, ул. Ленина, 5", None, Some(BOR)),
    ("город Бор без отопления", None, Some(BOR)),
    ("грибы собирали в бору", None, None),
    ("Из Сарова не ходит автобус", None, Some(SAROV)),
    ("Между Саровом и посёлком яма", None, Some(SAROV)),
    ("в Дальнем Константинове нет врача", None, Some(KONSTANTINOVO)),
    ("Выксунский район, дороги ужас", None, Some(VYKSA)),
    ("в Городецком муниципальном округе", None, Some(GORODETS)),
    ("В Городецкой больнице очередь", None, Some(GORODETS)),
    ("На Городецкой улице темно", None, None),
    ("ул. Павловская без света", None, None),
    ("врач Павлова грубит", None, None),
    ("В Павлове прорвало трубу", None, Some(PAVLOVO)),
    ("деревня Павлово без света", None, Some(UREN)),
    ("деревня Павлово без света", Some(UREN), Some(UREN)),
    ("Глава Семёнов обещал", None, None),
    ("В Семёнове нет тепла", None, Some(SEMENOV)),
    ("город Семенов замерзает", None, Some(SEMENOV)),
    ("В Берёзовке нет дороги", None, None),
    ("В Берёзовке нет дороги", Some(ARZAMAS), Some(ARZAMAS)),
    ("В Берёзовке нет дороги", Some(VYKSA), Some(VYKSA)),
    ("Городецкий район, деревня Берёзовка", None, Some(GORODETS)),
    ("Нет воды", Some(VYKSA), Some(VYKSA)),
    ("В Арзамасе нет воды", Some(VYKSA), Some(ARZAMAS)),
    ("У нас в Выксе нет автобуса до Арзамаса", None, Some(VYKSA)),
    ("Автобус из Арзамаса в Саров отменили", None, None),
    ("Автобус из Арзамаса в Саров отменили", Some(SAROV), Some(SAROV)),
    ("мир во всем мире", None, None),
    ("г. Саров, нет воды", None, Some(SAROV)),
    ("Сёмово дороги ужас", None, Some(UREN)),
    ("В Центральном районе темно", None, None),
    ("Центральный вход закрыт", None, None),
    ("Горы мусора во дворе", None, None),
    ("посёлок Центральный без воды", None, Some(UREN)),
    ("на улице выкса темно", None, None),
    ("В Нижнем Новгороде пробки", None, Some(NIZHNY)),
    ("на нижнем этаже темно", None, None),
    ("Вад замело снегом", None, None),
    ("село Вад замело снегом", None, Some(VAD)),
    ("в вад не проехать", Some(VAD), Some(VAD)),
    ("В Вaде нет света", None, Some(VAD)),
];

#[test]
fn places_are_found_as_people_name_them() {
    let region = region();
    let mut wrong = Vec::new();
    for &(text, home, expected) in CASES {
        let home = home.map(code);
        let found = region.locate(&tokens(text), home.as_ref());
        if found.municipality != expected.map(code) {
            wrong.push(format!("{text} ({home:?}): {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_alone_is_trusted_less_than_a_name() {
    let (region, home) = (region(), code(VYKSA));
    let silent = region.locate(&tokens("Нет воды"), Some(&home));
    let named = region.locate(&tokens("В Выксе нет воды"), Some(&home));
    let doubtful = region.locate(&tokens("В Берёзовке нет воды"), Some(&home));
    assert!(doubtful.confidence < silent.confidence && silent.confidence < named.confidence);
    assert_eq!(doubtful.ambiguous, [code(GORODETS), code(ARZAMAS)]);
    assert_eq!((named.words, named.settlement), (vec!["Выкса".to_owned()], Some("Выкса".to_owned())));
}

#[test]
fn a_district_tells_its_village_from_its_namesakes() {
    let found = region().locate(&tokens("Городецкий район, деревня Берёзовка, нет света"), None);
    assert_eq!(found.settlement.as_deref(), Some("Берёзовка"));
    assert_eq!(found.words, ["Городецкий", "Берёзовка"]);
    assert!(found.ambiguous.is_empty());
}

#[test]
fn marks_of_the_directory_make_a_name_wary() {
    let marks = Marks { shared: true, word: true, ..Marks::default() };
    let semenov = place("Семёнов", &[], SEMENOV, PlaceKind::City);
    let place = |name: &str, kind| place(name, &[], UREN, kind);
    let region = Gazetteer::marked([
        (place("Стрелка", PlaceKind::Village), marks),
        (place("Уренский округ", PlaceKind::District), Marks::default()),
        (place("Семёново", PlaceKind::Village), marks),
        (semenov, Marks::default()),
    ]);
    let found = |text: &str, home: Option<&Oktmo>| region.locate(&tokens(text), home).municipality;
    assert_eq!(found("В Семёнове нет света", None), Some(code(SEMENOV)));
    assert_eq!(found("В Стрелке нет света", None), None);
    assert_eq!(region.locate(&tokens("В Стрелке нет света"), None).ambiguous, [code(UREN)]);
    assert_eq!(found("В Стрелке нет света", Some(&code(UREN))), Some(code(UREN)));
    assert_eq!(found("Уренский район, Стрелка", None), Some(code(UREN)));
    assert_eq!(region.locate(&tokens("Сломана стрелка"), Some(&code(UREN))).settlement, None);
}

#[test]
fn a_municipality_is_known_by_its_official_name() {
    let region = Gazetteer::new([place(
        "Бор",
        &["городской округ город Бор", "Борский округ"],
        BOR,
        PlaceKind::District,
    )]);
    for text in
        ["г. Бор, нет воды", "На Бору нет воды", "в Борском районе нет воды", "городской округ город Бор"]
    {
        assert_eq!(region.locate(&tokens(text), None).municipality, Some(code(BOR)), "{text}");
    }
}

#[test]
fn an_address_is_no_place_and_stays_private() {
    let found = region().locate(&tokens("Арзамас, улица Павлова, д. 7"), None);
    assert_eq!(found.municipality, Some(code(ARZAMAS)));
    let address = found.address.as_ref().unwrap();
    assert_eq!(address.street.expose(), "улица Павлова");
    assert!(!format!("{found:?}").contains("улица"), "{found:?}");
}

proptest! {
    #[test]
    fn any_text_is_located(text in any::<String>()) {
        static REGION: LazyLock<Gazetteer> = LazyLock::new(region);
        let home = code(BOR);
        let found = REGION.locate(&tokens(&text), Some(&home));
        prop_assert!(found.municipality.is_some() && (0.0..=1.0).contains(&found.confidence));
    }
}

/// Texts that break readers: each is answered, and in the time of any other text of its length.
#[test]
fn strange_texts_are_located_too() {
    let zalgo: String = "Выкса".chars().flat_map(|char| [char, '\u{0336}', '\u{0489}', '\u{035c}']).collect();
    let region = region();
    for text in [
        "а".repeat(1_000_000),
        "Выкса ".repeat(100_000),
        "ул. Ленина, 5, ".repeat(50_000),
        "у школы № 3 ".repeat(50_000),
        "дом 5 по ".repeat(50_000),
        "Большое ".repeat(50_000),
        zalgo,
        "Авылда су юк, юллар начар".to_owned(),
        "Ялта шыв ҫук, ҫул япӑх".to_owned(),
        "ul. Lenina 5, v Arzamase net vody".to_owned(),
        "🏠🚰❌ \u{202e}Выкса\u{202c}".to_owned(),
        String::new(),
    ] {
        let found = region.locate(&tokens(&text), Some(&code(BOR)));
        assert!(found.municipality.is_some() && (0.0..=1.0).contains(&found.confidence));
    }
}
