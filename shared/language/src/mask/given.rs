//! Given names in every case, from `data/given-names.csv`.

use std::collections::HashMap;
use std::sync::LazyLock;

const NAMES: &str = include_str!("../../data/given-names.csv");

/// How sure a word is a name of a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// Alone.
    Alone,
    /// Beside a surname or a word that introduces a person: it is also a word or a place.
    Beside,
}

static FORMS: LazyLock<HashMap<String, Sure>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    for line in NAMES.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let (name, also) = line.split_once(',').unwrap_or((line, ""));
        let sure = if also.is_empty() { Sure::Alone } else { Sure::Beside };
        for form in cases(&name.to_lowercase().replace('ё', "е")) {
            forms.entry(form).or_insert(sure);
        }
    }
    forms
});

/// Whether the normalised word is a given name.
pub(super) fn given(word: &str) -> Option<Sure> {
    FORMS.get(word).copied()
}

fn cases(name: &str) -> Vec<String> {
    let irregular = match name {
        "лев" => "лев льва льву львом льве",
        "павел" => "павел павла павлу павлом павле",
        "петр" => "петр петра петру петром петре",
        "любовь" => "любовь любови любовью",
        "илья" => "илья ильи илье илью ильей",
        _ => "",
    };
    if !irregular.is_empty() {
        return irregular.split(' ').map(str::to_owned).collect();
    }
    let endings: (usize, &[&str]) = match name.chars().last() {
        Some('а') => (1, &["а", "ы", "и", "е", "у", "ой", "ей"]),
        Some('я') if name.ends_with("ия") => (1, &["я", "и", "ю", "ей"]),
        Some('я') => (1, &["я", "и", "е", "ю", "ей"]),
        Some('й' | 'ь') => (1, &["й", "ь", "я", "ю", "ем", "и", "е"]),
        _ => (0, &["", "а", "у", "ом", "е", "ем"]),
    };
    let stem: String = name.chars().take(name.chars().count() - endings.0).collect();
    endings.1.iter().map(|ending| format!("{stem}{ending}")).collect()
}

const PATRONYMICS: [&str; 6] = ["ович", "евич", "ьич", "овн", "евн", "иничн"];
const MALE_ENDINGS: [&str; 5] = ["", "а", "у", "ем", "е"];
const FEMALE_ENDINGS: [&str; 5] = ["а", "ы", "е", "у", "ой"];

/// «Петрович», «Ивановне»; «ильиничны» and «кузьмичу» too.
pub(super) fn is_patronymic(word: &str) -> bool {
    let ended = |ending: &str, beginnings: &[&str]| {
        word.strip_suffix(ending).is_some_and(|stem| {
            beginnings.iter().any(|beginning| stem.len() > beginning.len() + 3 && stem.ends_with(beginning))
        })
    };
    MALE_ENDINGS
        .iter()
        .any(|ending| ended(ending, &PATRONYMICS[..3]) || ended(ending, &["кузьмич", "лукич", "фомич"]))
        || FEMALE_ENDINGS.iter().any(|ending| ended(ending, &PATRONYMICS[3..]))
}

const SURNAMES: [&str; 32] = [
    "ов",
    "ев",
    "ин",
    "ын",
    "ова",
    "ева",
    "ина",
    "ына",
    "ову",
    "еву",
    "ину",
    "овым",
    "евым",
    "иным",
    "ове",
    "еве",
    "овой",
    "евой",
    "иной",
    "ыной",
    "ский",
    "ского",
    "скому",
    "ским",
    "ская",
    "ской",
    "скую",
    "цкий",
    "цкая",
    "енко",
    "швили",
    "ян",
];

/// Whether the word ends as most surnames do.
pub(super) fn is_surname(word: &str) -> bool {
    word.len() >= 8 && SURNAMES.iter().any(|ending| word.ends_with(ending))
}
