//! Streets and houses in a text: «ул. Ленина, 5», «на Ленина 5а», «проспект Гагарина д. 12 корп 1».

mod house;
mod street;

use std::ops::Range;

use domain::Private;

use crate::normalise::{Mark, Token};

/// A street and perhaps a house. Both are private: together they may be somebody's home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The street as it is called: «улица Советская».
    pub street: Private<String>,
    /// The house: «5а», «12 к. 1».
    pub house: Option<Private<String>>,
}

/// The first address of the text, with the words that it takes.
pub(super) fn find(words: &[Token], is_place: impl Fn(&str) -> bool) -> Option<(Range<usize>, Address)> {
    (0..words.len()).find_map(|place| marked(words, place).or_else(|| bare(words, place, &is_place)))
}

/// «улица Ленина 5» and «Советская улица, 5».
fn marked(words: &[Token], place: usize) -> Option<(Range<usize>, Address)> {
    let sort = street::sort(&words[place].word)?;
    if let Some((end, name)) = street::name_after(words, place + 1, sort) {
        let (end, house) = house::read(words, end);
        return Some((place..end, address(&format!("{} {name}", sort.title), house)));
    }
    let name = street::name_before(words, place, sort)?;
    let (end, house) = house::read(words, place + 1);
    Some((place - 1..end, address(&format!("{} {name}", sort.title), house)))
}

/// «на Ленина 5а», «Мира, 14»: without a house it would be a guess.
fn bare(words: &[Token], place: usize, is_place: &impl Fn(&str) -> bool) -> Option<(Range<usize>, Address)> {
    let (end, name) = street::known(words, place).or_else(|| {
        let called = place > 0 && matches!(words[place - 1].word.as_str(), "на" | "по" | "адрес" | "адресу");
        let divided = words[place].before.is_some_and(|mark| mark >= Mark::Stop);
        if !called || divided || is_place(&words[place].word) {
            return None;
        }
        street::unknown(words, place)
    })?;
    let (end, house) = house::read(words, end);
    house.is_some().then(|| (place..end, address(&name, house)))
}

fn address(street: &str, house: Option<String>) -> Address {
    Address { street: Private::from(street), house: house.map(Private::new) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::tokens;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        let (_, address) = find(&tokens(text).words, |word| word == "сарова")?;
        Some((address.street.into_inner(), address.house.map(Private::into_inner)))
    }

    #[test]
    fn addresses_are_found_as_people_write_them() {
        for (text, street, house) in [
            ("Яма на ул. Ленина, 5", "улица Ленина", Some("5")),
            ("ул.Ленина д.5", "улица Ленина", Some("5")),
            ("по улице Советской, дом 12а", "улица Советская", Some("12а")),
            ("на Ленина 5а прорвало трубу", "Ленина", Some("5а")),
            ("на ленина 5а прорвало трубу", "Ленина", Some("5а")),
            ("проспект Гагарина д. 12 корп 1", "проспект Гагарина", Some("12 к. 1")),
            ("пр-т Гагарина, 12к2", "проспект Гагарина", Some("12 к. 2")),
            ("Мира, 14", "Мира", Some("14")),
            ("на Советской улице нет света", "улица Советская", None),
            ("улица 8 Марта, 3", "улица 8 Марта", Some("3")),
            ("ул. Карла Маркса 7/2", "улица Карла Маркса", Some("7/2")),
            ("переулок Тихий 4", "переулок Тихий", Some("4")),
            ("в переулке Тихом дом 4", "переулок Тихий", Some("4")),
            ("мкр. Южный, д. 3", "микрорайон Южный", Some("3")),
            ("на Бутырской 12 не горит фонарь", "Бутырская", Some("12")),
            ("б-р Мира 5 стр. 2", "бульвар Мира", Some("5 стр. 2")),
            ("На улице Красных Зорь дом 3-б", "улица Красных Зорь", Some("3б")),
        ] {
            let found = read(text);
            assert_eq!(found, Some((street.to_owned(), house.map(str::to_owned))), "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_houses_make_no_address() {
        for text in [
            "на улице темно",
            "5 мая не было воды",
            "в Арзамасе 5 дней нет света",
            "из Сарова 5 часов",
            "у Ивана 3 детей",
            "мир 14 дней",
            "на улице 5 дней лежит снег",
            "дом 5",
            "на Сарова 5",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
