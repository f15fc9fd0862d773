//! Where invented residents live: real settlements in the case that «в» asks for, and streets that every town has.

use domain::Directory;
use domain::territory::{Municipality, SettlementKind};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// Names after which streets everywhere are called: these do not change.
const OF_SOMEBODY: [&str; 18] = [
    "Ленина",
    "Мира",
    "Гагарина",
    "Кирова",
    "Пушкина",
    "Чкалова",
    "Победы",
    "Калинина",
    "Горького",
    "Свердлова",
    "Маяковского",
    "Строителей",
    "Космонавтов",
    "Дружбы",
    "Чапаева",
    "Жукова",
    "Некрасова",
    "Механизаторов",
];
/// Names that agree with «улица»: all end in «-ая».
const OF_A_KIND: [&str; 14] = [
    "Советская",
    "Школьная",
    "Садовая",
    "Лесная",
    "Заводская",
    "Октябрьская",
    "Новая",
    "Центральная",
    "Молодёжная",
    "Луговая",
    "Полевая",
    "Заречная",
    "Вокзальная",
    "Юбилейная",
];
/// Names that follow no rule.
const IRREGULAR: [(&str, &str); 4] =
    [("Бор", "на Бору"), ("Урень", "в Урене"), ("Первое Мая", "в Первом Мая"), ("Вад", "в Ваде")];

/// Where something is, in the words of the message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// «в Выксе»; empty where the author does not say.
    pub(super) place: String,
    /// «на улице Советской», «на Ленина, 12».
    pub(super) street: String,
    /// «Ленина, 12».
    pub(super) address: String,
    /// The settlement's name, for forms that ask for it.
    pub(super) settlement: String,
}

/// How a municipality is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Not at all.
    Silent,
    /// By its seat.
    Seat,
    /// By one of its settlements whose name stands for no other place.
    Settlement,
}

/// A spot in `municipality`.
pub(super) fn spot(random: &mut ChaCha8Rng, municipality: &Municipality, naming: Naming) -> Spot {
    // The seat of a district may be a town that is a municipality of its own.
    let has_seat = municipality.settlements.iter().any(|settlement| settlement.name == municipality.seat);
    let settlement = match naming {
        Naming::Silent | Naming::Seat if has_seat => municipality.seat.clone(),
        _ => lesser(random, municipality),
    };
    let (street, address) = street(random);
    let place = if naming == Naming::Silent { String::new() } else { in_place(&settlement) };
    let place = if naming != Naming::Silent && random.random_bool(0.3) {
        format!("у нас {place}")
    } else {
        place
    };
    Spot { place, street, address, settlement }
}

/// A settlement other than the seat, or the seat where no other has a name of its own.
fn lesser(random: &mut ChaCha8Rng, municipality: &Municipality) -> String {
    let own = municipality.settlements.iter().filter(|settlement| {
        let odd = settlement.name.contains(char::is_numeric) || settlement.name.contains("имени");
        settlement.name != municipality.seat && !settlement.shared && !settlement.word && !odd
    });
    let mut own: Vec<_> = own.collect();
    let larger = |kind: SettlementKind| matches!(kind, SettlementKind::City | SettlementKind::Town);
    if own.iter().any(|settlement| larger(settlement.kind)) && random.random_bool(0.6) {
        own.retain(|settlement| larger(settlement.kind));
    }
    own.choose(random).map_or_else(|| municipality.seat.clone(), |settlement| settlement.name.clone())
}

/// Municipalities by how many of the region's people live there, roughly.
pub(super) fn weight(directory: &Directory, municipality: &Municipality) -> u32 {
    let seat = municipality.settlements.iter().find(|settlement| settlement.name == municipality.seat);
    let is_city = seat.is_some_and(|settlement| settlement.kind == SettlementKind::City);
    let with_more_pages = || {
        let pages = directory.pages.iter();
        pages.filter(|page| page.municipality.as_ref() == Some(&municipality.oktmo)).count() > 1
    };
    match municipality.oktmo.as_str() {
        "22701000" => 40,
        "22721000" => 22,
        "22703000" => 12,
        _ if is_city && with_more_pages() => 9,
        _ if is_city => 5,
        _ => 3,
    }
}

fn street(random: &mut ChaCha8Rng) -> (String, String) {
    let house = random.random_range(1..=96_u32);
    let (name, at) = if random.random_bool(0.55) {
        let name = *OF_SOMEBODY.choose(random).expect("the list is not empty");
        (name.to_owned(), name.to_owned())
    } else {
        let name = *OF_A_KIND.choose(random).expect("the list is not empty");
        (name.to_owned(), name.trim_end_matches("ая").to_owned() + "ой")
    };
    let street = match random.random_range(0..4) {
        0 => format!("на улице {at}"),
        1 => format!("на ул. {name}"),
        2 => format!("на {at}, {house}"),
        _ => format!("на {at}"),
    };
    let address = if random.random_bool(0.3) {
        format!("ул. {name}, д. {house}")
    } else {
        format!("{name}, {house}")
    };
    (street, address)
}

/// «в Выксе», «в Большом Болдино», «во Фролищах».
pub(super) fn in_place(name: &str) -> String {
    if let Some((_, form)) = IRREGULAR.iter().find(|(known, _)| *known == name) {
        return (*form).to_owned();
    }
    let form: Vec<String> = name.split(' ').map(prepositional).collect();
    let form = form.join(" ");
    let mut letters = form.chars();
    let clumsy = matches!(letters.next(), Some('В' | 'Ф'))
        && letters.next().is_some_and(|letter| !"аеёиоуыэюя".contains(letter));
    format!("{} {form}", if clumsy { "во" } else { "в" })
}

/// The ending of a place's name, and what becomes of it; the first that fits.
const ENDINGS: [(&str, &str); 30] = [
    ("ье", "ье"),
    ("ово", "ово"),
    ("ево", "ево"),
    ("ёво", "ёво"),
    ("ино", "ино"),
    ("ыно", "ыно"),
    ("ое", "ом"),
    ("ее", "ем"),
    ("ая", "ой"),
    ("яя", "ей"),
    ("ые", "ых"),
    ("ие", "их"),
    ("ний", "нем"),
    ("ий", "ом"),
    ("ый", "ом"),
    ("ой", "ом"),
    ("ия", "ии"),
    ("ец", "це"),
    ("ок", "ке"),
    ("ки", "ках"),
    ("ги", "гах"),
    ("хи", "хах"),
    ("щи", "щах"),
    ("чи", "чах"),
    ("ши", "шах"),
    ("и", "ях"),
    ("ы", "ах"),
    ("а", "е"),
    ("я", "е"),
    ("ь", "и"),
];

fn prepositional(word: &str) -> String {
    for (ending, form) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending) {
            return format!("{stem}{form}");
        }
    }
    match word.strip_suffix('о') {
        Some(stem) => format!("{stem}е"),
        None if word.ends_with(['е', 'у', 'э', 'ю']) => word.to_owned(),
        None => format!("{word}е"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_case_that_the_preposition_asks_for() {
        for (name, form) in [
            ("Выкса", "в Выксе"),
            ("Павлово", "в Павлово"),
            ("Городец", "в Городце"),
            ("Большое Болдино", "в Большом Болдино"),
            ("Красные Баки", "в Красных Баках"),
            ("Нижний Новгород", "в Нижнем Новгороде"),
            ("Фролищи", "во Фролищах"),
            ("Вознесенское", "в Вознесенском"),
            ("Володарск", "в Володарске"),
            ("Заволжье", "в Заволжье"),
            ("Шахунья", "в Шахунье"),
            ("Бор", "на Бору"),
            ("Кулебаки", "в Кулебаках"),
            ("Шаранга", "в Шаранге"),
            ("Ветлужский", "в Ветлужском"),
            ("Шатки", "в Шатках"),
        ] {
            assert_eq!(in_place(name), form);
        }
    }
}
