//! Case forms of place names by their endings: «Большое Болдино» gives «большого болдина», «в большом болдине» and so on.
//!
//! Where the ending does not tell the gender or a vowel may drop out, both variants are given: a form too many is
//! harmless, a form too few loses a message.

mod adjective;
mod noun;

use std::collections::BTreeMap;

use crate::normalise::tokens;

/// Variants of a word in the six cases: nominative, genitive, dative, accusative, instrumental, prepositional.
pub(crate) type Cases = [Vec<String>; 6];

pub(super) const NOMINATIVE: u8 = 1;
pub(super) const GENITIVE: u8 = 1 << 1;
pub(super) const DATIVE: u8 = 1 << 2;
pub(super) const ACCUSATIVE: u8 = 1 << 3;
pub(super) const INSTRUMENTAL: u8 = 1 << 4;
pub(super) const PREPOSITIONAL: u8 = 1 << 5;

/// More variants than any name needs.
const MOST_VARIANTS: usize = 64;

pub(crate) use adjective::{district_forms, is_adjective};

/// How a word of a name behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Adjective { neuter: bool },
    Noun,
    Fixed,
}

/// Every form of the name in normalised spelling, words with single spaces, with the cases that it may stand in: one bit
/// for each, the nominative first.
pub(crate) fn forms(name: &str) -> BTreeMap<String, u8> {
    let words: Vec<String> = tokens(name).words.into_iter().map(|token| token.word).collect();
    let parts = parts(name, &words);
    let declined: Vec<Cases> = words.iter().zip(&parts).map(|(word, part)| cases(word, *part)).collect();
    let mut forms = BTreeMap::from([(words.join(" "), NOMINATIVE)]);
    for case in 0..6 {
        let mut phrases = vec![String::new()];
        for word in &declined {
            phrases = extend(&phrases, &word[case]);
        }
        for phrase in phrases {
            *forms.entry(phrase).or_default() |= 1 << case;
        }
    }
    forms
}

fn extend(phrases: &[String], variants: &[String]) -> Vec<String> {
    let longer =
        phrases.iter().flat_map(|phrase| {
            variants.iter().map(move |variant| {
                if phrase.is_empty() { variant.clone() } else { format!("{phrase} {variant}") }
            })
        });
    longer.take(MOST_VARIANTS).collect()
}

fn cases(word: &str, part: Part) -> Cases {
    match part {
        Part::Adjective { .. } => adjective::cases(word),
        Part::Noun => noun::cases(word),
        Part::Fixed => std::array::from_fn(|_| vec![word.to_owned()]),
    }
}

/// «Красные Баки»: both change. «Первое Мая», «имени Калинина»: the tail does not. «Орехово-Зуево»: the head does not.
fn parts(name: &str, words: &[String]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(words.len());
    let mut settled = false;
    for (index, word) in words.iter().enumerate() {
        let adjective = is_adjective(word);
        let head = words.get(index + 1).is_some_and(|next| is_frozen_head(name, word, next));
        let part = if settled && !adjective || is_frozen(word) || head {
            Part::Fixed
        } else if adjective {
            Part::Adjective { neuter: word.ends_with("ое") || word.ends_with("ее") }
        } else if parts.last() == Some(&Part::Adjective { neuter: true }) && word.ends_with(['а', 'я']) {
            Part::Fixed
        } else {
            Part::Noun
        };
        settled = settled || is_frozen(word) || part == Part::Noun;
        parts.push(part);
    }
    parts
}

fn is_frozen(word: &str) -> bool {
    matches!(word, "им" | "имени" | "памяти" | "на" | "при" | "под")
        || word.starts_with(|char: char| char.is_ascii_digit())
}

/// «Орехово-» and «Санкт-» stay; «Каменск-Уральский» and «Ростов-на-Дону» change.
fn is_frozen_head(name: &str, word: &str, next: &str) -> bool {
    let joined = name.to_lowercase().replace('ё', "е").contains(&format!("{word}-{next}"));
    joined && (word.ends_with(['о', 'е']) || !(is_adjective(next) || is_frozen(next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_every_case() {
        for (name, forms_of_it) in [
            ("Арзамас", "арзамас арзамаса арзамасу арзамасом арзамасе"),
            ("Саров", "сарова сарову саровом сарове"),
            ("Бор", "бора бору бором боре"),
            ("Городец", "городца городцу городцом городце"),
            ("Воротынец", "воротынца воротынце"),
            ("Сергач", "сергача сергачем сергачом сергаче"),
            ("Урень", "урени уренью уреня урене"),
            ("Пермь", "перми пермью"),
            ("Выкса", "выксы выксе выксу выксой"),
            ("Ветлуга", "ветлуги ветлуге ветлугу"),
            ("Шахунья", "шахуньи шахунье шахунью шахуньей"),
            ("Сява", "сявы сяве сяву"),
            ("Сёмово", "семова семову семовом семове семово"),
            ("Ковернино", "ковернина ковернине"),
            ("Заволжье", "заволжья заволжью заволжьем"),
            ("Кулебаки", "кулебак кулебаков кулебакам кулебаками кулебаках"),
            ("Починки", "починок починкам починках"),
            ("Шатки", "шатков шатках"),
            ("Вознесенское", "вознесенского вознесенскому вознесенским вознесенском"),
            ("Выездное", "выездного выездном"),
            ("Ветлужский", "ветлужского ветлужском"),
            ("Дальняя", "дальней дальнюю"),
            ("Досчатое", "досчатом"),
        ] {
            let known = forms(name);
            for form in forms_of_it.split(' ') {
                assert!(known.contains_key(form), "{name}: {form} not in {known:?}");
            }
        }
    }

    #[test]
    fn a_form_knows_its_cases() {
        assert_eq!(forms("Арзамас")["арзамас"], NOMINATIVE | ACCUSATIVE);
        assert_eq!(forms("Выкса")["выксе"], DATIVE | PREPOSITIONAL);
        assert_eq!(forms("Починки")["починках"], PREPOSITIONAL);
        assert_eq!(forms("Павлово")["павлова"], GENITIVE);
        assert_eq!(
            forms("Павлово")["павлово"] & (PREPOSITIONAL | INSTRUMENTAL),
            PREPOSITIONAL | INSTRUMENTAL
        );
    }

    #[test]
    fn words_of_a_long_name_agree() {
        for (name, form) in [
            ("Большое Болдино", "большого болдина"),
            ("Большое Болдино", "большом болдино"),
            ("Дальнее Константиново", "дальнем константинове"),
            ("Красные Баки", "красных баков"),
            ("Красные Баки", "красных баках"),
            ("Нижний Новгород", "нижнего новгорода"),
            ("Зелёный Город", "зеленом городе"),
            ("Первое Мая", "первого мая"),
            ("Орехово-Зуево", "орехово зуеве"),
            ("Ближне-Песочное", "ближне песочном"),
            ("Ростов-на-Дону", "ростове на дону"),
            ("им Степана Разина", "им степана разина"),
            ("Борок Малый", "борке малом"),
        ] {
            let known = forms(name);
            assert!(known.contains_key(form), "{name}: {form} not in {known:?}");
        }
        assert!(!forms("Большое Болдино").contains_key("большое болдина"));
    }
}
