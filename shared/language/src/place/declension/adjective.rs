//! Adjectives as names or in names: «Вознесенское», «Красные», «Нижний», and those of districts: «Выксунский».

use super::Cases;

/// Endings by case; the key is the ending of the nominative.
const PATTERNS: [(&str, [&[&str]; 6]); 13] = [
    ("ое", [&["ое"], &["ого"], &["ому"], &["ое"], &["ым", "им"], &["ом"]]),
    ("нее", [&["нее"], &["него"], &["нему"], &["нее"], &["ним"], &["нем"]]),
    ("ее", [&["ее"], &["его"], &["ему"], &["ее"], &["им"], &["ем"]]),
    ("ая", [&["ая"], &["ой", "ей"], &["ой", "ей"], &["ую"], &["ой", "ей", "ою"], &["ой", "ей"]]),
    ("яя", [&["яя"], &["ей"], &["ей"], &["юю"], &["ей"], &["ей"]]),
    ("ые", [&["ые"], &["ых"], &["ым"], &["ые"], &["ыми"], &["ых"]]),
    ("ие", [&["ие"], &["их"], &["им"], &["ие"], &["ими"], &["их"]]),
    ("ый", [&["ый"], &["ого"], &["ому"], &["ый"], &["ым"], &["ом"]]),
    ("ой", [&["ой"], &["ого"], &["ому"], &["ой"], &["ым", "им"], &["ом"]]),
    ("ний", [&["ний"], &["него"], &["нему"], &["ний"], &["ним"], &["нем"]]),
    ("кий", [&["кий"], &["кого"], &["кому"], &["кий"], &["ким"], &["ком"]]),
    ("гий", [&["гий"], &["гого"], &["гому"], &["гий"], &["гим"], &["гом"]]),
    ("ий", [&["ий"], &["его", "ого"], &["ему", "ому"], &["ий"], &["им"], &["ем", "ом"]]),
];

/// What follows «-ск» in any gender, number and case.
const DISTRICT_ENDINGS: [&str; 13] =
    ["ий", "ой", "ого", "ому", "им", "ом", "ая", "ую", "ою", "ое", "ие", "их", "ими"];

fn pattern(word: &str) -> Option<&'static (&'static str, [&'static [&'static str]; 6])> {
    let known = PATTERNS.iter().find(|(ending, _)| word.ends_with(ending));
    known.filter(|(ending, _)| word.len() >= ending.len() + 4)
}

/// Whether the word looks like an adjective; «-ье» and «-лие» are nouns.
pub(crate) fn is_adjective(word: &str) -> bool {
    pattern(word).is_some() && !["лие", "тие", "рие", "чие", "сие"].iter().any(|noun| word.ends_with(noun))
}

/// The adjective in the six cases of its own gender and number.
pub(super) fn cases(word: &str) -> Cases {
    let Some((nominative, endings)) = pattern(word) else {
        return std::array::from_fn(|_| vec![word.to_owned()]);
    };
    let stem = word.strip_suffix(nominative).unwrap_or(word);
    endings.map(|variants| variants.iter().map(|ending| format!("{stem}{ending}")).collect())
}

/// Forms of a district's adjective in every gender, or none if the word is not one.
pub(crate) fn district_forms(word: &str) -> Vec<String> {
    let stem = word.strip_suffix("ий").or_else(|| word.strip_suffix("ой"));
    let stem = stem.filter(|stem| stem.ends_with("ск") || stem.ends_with("цк"));
    stem.map_or_else(Vec::new, |stem| {
        DISTRICT_ENDINGS.iter().map(|ending| format!("{stem}{ending}")).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_relative_adjective_names_a_district() {
        assert!(district_forms("выксунский").contains(&"выксунском".to_owned()));
        assert!(district_forms("городецкий").contains(&"городецкая".to_owned()));
        assert!(district_forms("нижний").is_empty() && district_forms("выкса").is_empty());
    }

    #[test]
    fn short_words_are_no_adjectives() {
        assert!(is_adjective("красные") && is_adjective("верхнее") && !is_adjective("мое"));
    }
}
