//! Streets and houses in a text: «ул. Ленина, 5», «на Ленина 5а», «в доме 5 по улице Мира».

mod house;
mod street;

use std::ops::Range;

use domain::Private;

use super::lexis::{Lexeme, lexeme};
use crate::normalise::{Mark, Shape, Token};

pub use super::lexis::StreetSort;
pub(super) use house::is_counted;

/// A street and perhaps a house; never a flat. Both are private: together they may be somebody's home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// What the street is, if the text says so.
    pub sort: Option<StreetSort>,
    /// The street as it is called: «улица Советская».
    pub street: Private<String>,
    /// The house: «5а», «12 к. 1».
    pub house: Option<Private<String>>,
}

/// The address that begins with the word at `place`, which announces one, with the words that it takes.
pub(super) fn read(
    words: &[Token],
    place: usize,
    lexeme: Lexeme,
    is_place: &impl Fn(&str) -> bool,
) -> Option<(Range<usize>, Address)> {
    if let Some(sort) = lexeme.sort
        && let Some(found) = marked(words, place, sort, lexeme.short)
    {
        return Some(found);
    }
    if lexeme.house
        && let Some(found) = house_first(words, place)
    {
        return Some(found);
    }
    if lexeme.street
        && let Some((end, name)) = street::known(words, place)
        && let Some(found) = with_house(words, place, end, name)
    {
        return Some(found);
    }
    let called = lexeme.call.then_some(place + 1).filter(|&next| next < words.len())?;
    let word = words.get(called).filter(|token| token.before.is_none_or(|mark| mark < Mark::Stop))?;
    if is_place(&word.word) {
        return None;
    }
    let (end, name) = street::unknown(words, called)?;
    with_house(words, called, end, &name)
}

/// «Кооперативная, 1»: a street that no word announces.
pub(super) fn read_bare(
    words: &[Token],
    place: usize,
    is_place: &impl Fn(&str) -> bool,
) -> Option<(Range<usize>, Address)> {
    let token = &words[place];
    let named = token.shape == Shape::Capital && token.word.ends_with("ая");
    let numbered =
        || words.get(place + 1).is_some_and(|next| next.word.starts_with(|c: char| c.is_ascii_digit()));
    if !named || !numbered() || is_place(&token.word) {
        return None;
    }
    let (end, name) = street::unknown(words, place)?;
    let (range, address) = with_house(words, place, end, &name)?;
    let closed = words.get(range.end).is_none_or(|next| next.before.is_some());
    closed.then_some((range, address))
}

/// «улица Ленина 5» and «Советская улица, 5».
fn marked(
    words: &[Token],
    place: usize,
    sort: StreetSort,
    abbreviated: bool,
) -> Option<(Range<usize>, Address)> {
    let sort = street::sort(words, place, sort)?;
    if let Some((end, name)) = street::name_after(words, place + 1, sort, abbreviated) {
        let (end, house) = house::read(words, end);
        return Some((place..end, address(Some(sort), &format!("{} {name}", sort.title()), house)));
    }
    let (start, name) = street::name_before(words, place, sort)?;
    let (end, house) = house::read(words, street::after_sort(words, place));
    Some((start..end, address(Some(sort), &format!("{} {name}", sort.title()), house)))
}

/// «в доме 5 по улице Ленина», «дом № 12а на Мира».
fn house_first(words: &[Token], place: usize) -> Option<(Range<usize>, Address)> {
    let (end, house) = house::read(words, place);
    let house = house?;
    let call = usize::from(
        words
            .get(end)
            .is_some_and(|token| matches!(token.word.as_str(), "по" | "на" | "с") && token.before.is_none()),
    );
    let start = end + call;
    let next = words.get(start).filter(|token| token.before.is_none_or(|mark| mark < Mark::Stop))?;
    let announced = lexeme(&next.word).unwrap_or_default();
    let (end, sort, name) = if let Some(sort) = announced.sort {
        let sort = street::sort(words, start, sort)?;
        let (end, name) = street::name_after(words, start + 1, sort, announced.short)?;
        (end, Some(sort), format!("{} {name}", sort.title()))
    } else if announced.street {
        let (end, name) = street::known(words, start)?;
        street::sort_after(words, end).map_or_else(
            || (end, None, name.to_owned()),
            |(end, sort)| (end, Some(sort), format!("{} {name}", sort.title())),
        )
    } else {
        let at = (start + 1..=start + 2).find(|&at| street::sort_after(words, at).is_some())?;
        let (end, sort) = street::sort_after(words, at)?;
        let (_, name) = street::name_before(words, at, sort)?;
        (end, Some(sort), format!("{} {name}", sort.title()))
    };
    Some((place..end, address(sort, &name, Some(house))))
}

/// «Мира, 14»: without a house it would be a guess.
fn with_house(words: &[Token], start: usize, end: usize, name: &str) -> Option<(Range<usize>, Address)> {
    if let Some((end, sort)) = street::sort_after(words, end) {
        let (end, house) = house::read(words, end);
        return Some((start..end, address(Some(sort), &format!("{} {name}", sort.title()), house)));
    }
    let (end, house) = house::read(words, end);
    house.is_some().then(|| (start..end, address(None, name, house)))
}

fn address(sort: Option<StreetSort>, street: &str, house: Option<String>) -> Address {
    Address { sort, street: Private::from(street), house: house.map(Private::new) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::tokens;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        let words = tokens(text).words;
        let is_place = |word: &str| word == "сарова";
        let (_, address) = (0..words.len())
            .find_map(|place| super::read(&words, place, lexeme(&words[place].word)?, &is_place))?;
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
            ("ул. 2-я Кооперативная д. 12а к. 3 кв. 7", "улица 2 Кооперативная", Some("12а к. 3")),
            ("ул. Ленина д. 5-7", "улица Ленина", Some("5")),
            ("Ленина 5, кв 12", "Ленина", Some("5")),
            ("во дворе дома 5 по улице Ленина", "улица Ленина", Some("5")),
            ("на улице Ленина в доме №5", "улица Ленина", Some("5")),
            ("дом № 12а на Мира", "Мира", Some("12а")),
            ("у дома 7 по Советской улице", "улица Советская", Some("7")),
            ("ул. К. Маркса, 3", "улица К Маркса", Some("3")),
            ("на Арзамасском шоссе 12", "шоссе Арзамасское", Some("12")),
            ("ул. кооперативная 8 А", "улица Кооперативная", Some("8а")),
            ("Ленина 5 «А»", "Ленина", Some("5а")),
            ("12-й мкр., д. 4", "микрорайон 12", Some("4")),
            ("мкр 7 дом 4", "микрорайон 7", Some("4")),
            ("пр-д Строителей 4", "проезд Строителей", Some("4")),
            ("Ленина 5 А когда включат", "Ленина", Some("5")),
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
