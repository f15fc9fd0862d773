//! Names in the spelling of keys: no case endings, no ranks, no initials, houses written one way.

use super::address::Address;

/// What stands before a surname in the name of a street and is as often left out.
const TITLES: [&str; 38] = [
    "им",
    "имени",
    "маршала",
    "генерала",
    "академика",
    "адмирала",
    "героя",
    "героев",
    "космонавта",
    "капитана",
    "лейтенанта",
    "полковника",
    "профессора",
    "доктора",
    "писателя",
    "поэта",
    "карла",
    "розы",
    "максима",
    "льва",
    "антона",
    "александра",
    "юрия",
    "зои",
    "олега",
    "павлика",
    "лизы",
    "николая",
    "ивана",
    "степана",
    "емельяна",
    "сергея",
    "владимира",
    "михаила",
    "феликса",
    "клары",
    "кузьмы",
    "валентины",
];

/// Endings of adjectives, the longest first.
const ENDINGS: [&str; 24] = [
    "ыми", "ими", "ого", "его", "ому", "ему", "ая", "яя", "ой", "ей", "ую", "юю", "ою", "ею", "ое", "ее",
    "ый", "ий", "ым", "им", "ом", "ем", "ых", "их",
];

/// Letters that a stem keeps at least.
const SHORTEST: usize = 3;

/// The name of a settlement.
pub(super) fn settlement(name: &str) -> String {
    plain(name)
}

/// Small letters, ё as е, words with single spaces. What the gazetteer finds is normalised but for its capitals.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for char in name.chars().flat_map(char::to_lowercase) {
        match char {
            'ё' => plain.push('е'),
            char if char.is_alphanumeric() => plain.push(char),
            _ if plain.is_empty() || plain.ends_with(' ') => {}
            _ => plain.push(' '),
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// The name of a street without its sort.
pub(super) fn street(address: &Address) -> String {
    let full = address.street.expose().as_str();
    let bare = address.sort.and_then(|sort| full.strip_prefix(sort.title())).unwrap_or(full);
    let plain = plain(bare);
    let words: Vec<&str> = plain.split(' ').collect();
    let kept: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(index, word)| index + 1 == words.len() || !(TITLES.contains(word) || is_initial(word)))
        .map(|(_, word)| *word)
        .collect();
    let mut stems: Vec<String> = kept.into_iter().map(word).collect();
    stems.sort_by_key(|stem| !stem.starts_with(|char: char| char.is_ascii_digit()));
    stems.join(" ")
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1 && !word.starts_with(|char: char| char.is_ascii_digit())
}

/// A name or number of an object.
pub(super) fn name(name: &str) -> String {
    let plain = plain(name);
    let words: Vec<String> = plain.split(' ').map(word).collect();
    words.join(" ")
}

/// «советской» and «советская» are «советск», «ленина» is «ленин», «вторая» and «2я» are «2».
fn word(word: &str) -> String {
    if let Some(number) = ordinal(word) {
        return number;
    }
    let long = |stem: &&str| stem.chars().count() >= SHORTEST;
    let adjective = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).filter(long);
    adjective.map_or_else(
        || {
            let stem = word.trim_end_matches(['а', 'я', 'о', 'е', 'ы', 'и', 'у', 'ю', 'ь', 'й']);
            if long(&stem) { stem.to_owned() } else { word.to_owned() }
        },
        str::to_owned,
    )
}

/// «2я», «2ой», «вторая» as a number.
pub(super) fn ordinal(word: &str) -> Option<String> {
    const WORDS: [(&str, &str); 12] = [
        ("перв", "1"),
        ("втор", "2"),
        ("трет", "3"),
        ("четверт", "4"),
        ("пят", "5"),
        ("шест", "6"),
        ("седьм", "7"),
        ("восьм", "8"),
        ("девят", "9"),
        ("десят", "10"),
        ("одиннадцат", "11"),
        ("двенадцат", "12"),
    ];
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let ending = &word[digits..];
        let known = ["", "я", "й", "е", "ой", "ая", "ый", "ий", "го", "му", "ую", "ю", "ей", "ом"];
        return known.contains(&ending).then(|| word[..digits].to_owned());
    }
    let found = WORDS.iter().find_map(|(stem, number)| Some((word.strip_prefix(stem)?, number)))?;
    let endings = [
        "ая", "ый", "ой", "ое", "ого", "ому", "ую", "ом", "ым", "ья", "ий", "ье", "ьей", "ьего", "ьему",
        "ью", "ьем",
    ];
    endings.contains(&found.0).then(|| (*found.1).to_owned())
}

/// «12 к. 2», «12к2» and «12/2» are «12/2»; «12 стр. 2» is «12с2».
pub(super) fn house(house: &str) -> String {
    house.replace(" к. ", "/").replace(" стр. ", "с").replace(' ', "")
}
