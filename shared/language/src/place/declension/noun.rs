//! Nouns as names or in names: «Павлово», «Городец», «Шатки».

use super::Cases;

/// Endings by case, nominative first; alternatives divided by `/`.
type Endings = [&'static str; 6];

const HARD_NEUTER: Endings = ["о", "а/о", "у/о", "о", "ом/о", "е/о"];
const SOFT_NEUTER: Endings = ["е", "я/е", "ю/е", "е", "ем/е", "е/и"];
const HARD_FEMININE: Endings = ["а", "ы", "е", "у", "ой/ою", "е"];
const VELAR_FEMININE: Endings = ["а", "и", "е", "у", "ой/ей", "е"];
const SOFT_FEMININE: Endings = ["я", "и", "е/и", "ю", "ей/ею", "е/и"];
const MASCULINE: Endings = ["", "а", "у", "", "ом/ем", "е/у"];
const SOFT_MASCULINE: Endings = ["й", "я", "ю", "й", "ем", "е/и"];
const SOFT_SIGN: Endings = ["ь", "и/я", "и/ю", "ь", "ью/ем", "и/е"];
const PLURAL_AFTER_VELAR: Endings = ["и", "/ов/ей", "ам/ям", "и", "ами/ями", "ах/ях"];
const PLURAL: Endings = ["ы", "/ов", "ам", "ы", "ами", "ах"];
const FIXED: Endings = [""; 6];

/// The noun in the six cases.
pub(super) fn cases(word: &str) -> Cases {
    let (stem, endings) = split(word);
    let mut cases =
        endings.map(|variants| variants.split('/').map(|ending| format!("{stem}{ending}")).collect());
    drop_vowel(word, stem, &mut cases);
    insert_vowel(word, stem, &mut cases);
    possessive(word, &mut cases);
    cases
}

fn split(word: &str) -> (&str, Endings) {
    let last = word.chars().next_back().unwrap_or_default();
    let stem = &word[..word.len() - last.len_utf8()];
    let hushing = stem.ends_with(['г', 'к', 'х', 'ж', 'ч', 'ш', 'щ']);
    match last {
        'о' => (stem, HARD_NEUTER),
        'е' => (stem, SOFT_NEUTER),
        'а' if hushing => (stem, VELAR_FEMININE),
        'а' => (stem, HARD_FEMININE),
        'я' => (stem, SOFT_FEMININE),
        'й' => (stem, SOFT_MASCULINE),
        'ь' => (stem, SOFT_SIGN),
        'и' => (stem, PLURAL_AFTER_VELAR),
        'ы' => (stem, PLURAL),
        'б'..='щ' => (word, MASCULINE),
        _ => (word, FIXED),
    }
}

/// «Городец → Городца», «Ручеёк → Ручейка», «Борок → Борка».
fn drop_vowel(word: &str, stem: &str, cases: &mut Cases) {
    let endings = [("ец", "ц"), ("ок", "к"), ("ек", "к")];
    let Some((short, consonant)) = endings
        .iter()
        .find_map(|(ending, consonant)| word.strip_suffix(ending).map(|short| (short, consonant)))
    else {
        return;
    };
    if short.chars().count() < 2 {
        return;
    }
    let bridge = match short.chars().next_back() {
        Some('а' | 'е' | 'и' | 'о' | 'у' | 'я') => "й",
        Some('л') => "ь",
        _ => "",
    };
    for forms in &mut cases[1..] {
        let shorter = |form: &String| {
            form.strip_prefix(stem)
                .filter(|ending| !ending.is_empty())
                .map(|ending| format!("{short}{bridge}{consonant}{ending}"))
        };
        let short_forms: Vec<String> = forms.iter().filter_map(shorter).collect();
        forms.extend(short_forms);
    }
}

/// «Починки → Починок», «Ваньки → Ванек».
fn insert_vowel(word: &str, stem: &str, cases: &mut Cases) {
    if !word.ends_with(['и', 'ы']) {
        return;
    }
    if let Some(short) = stem.strip_suffix('к') {
        let short = short.trim_end_matches('ь');
        cases[1].extend([format!("{short}ок"), format!("{short}ек")]);
    } else {
        cases[1].push(format!("{stem}ь"));
    }
}

/// «Мамонтова Гора → в Мамонтовой Горе».
fn possessive(word: &str, cases: &mut Cases) {
    if ["ова", "ева", "ина"].iter().any(|ending| word.ends_with(ending)) {
        let form = format!("{}ой", word.trim_end_matches('а'));
        for case in [1, 2, 4, 5] {
            cases[case].push(form.clone());
        }
    }
}
