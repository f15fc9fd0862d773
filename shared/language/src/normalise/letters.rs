//! One spelling for one word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: no cue is longer.
const MAX_WORD: usize = 64;

/// Whether the character belongs to a word: a letter, a digit, an accent, or something that cannot be seen.
pub(crate) fn is_part_of_word(char: char) -> bool {
    char.is_alphanumeric() || (!char.is_ascii() && (is_combining_mark(char) || is_invisible(char)))
}

const fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Lower case, ё as е, look-alike letters as Cyrillic ones, nothing invisible, no letter three times in a row.
pub(super) fn fold(word: &str) -> String {
    let plain = word.chars().all(|char| matches!(char, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    let chars = if plain { word.chars().map(lower_cyrillic).collect() } else { fold_slowly(word) };
    shorten(&chars)
}

/// Lower case, ё as е, look-alikes as Cyrillic letters, repetitions kept: «III» stays three.
pub(crate) fn plain(word: &str) -> String {
    if word.chars().all(is_russian) {
        word.chars().map(lower_cyrillic).collect()
    } else {
        fold_slowly(word).into_iter().collect()
    }
}

const fn is_russian(char: char) -> bool {
    matches!(char, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')
}

fn lower_cyrillic(char: char) -> char {
    match char {
        'ё' | 'Ё' => 'е',
        'А'..='Я' => char::from_u32(char as u32 + 32).unwrap_or(char),
        char => char,
    }
}

fn fold_slowly(word: &str) -> Vec<char> {
    let visible: String = word.nfkc().filter(|char| char.is_alphanumeric()).collect();
    let mut chars: Vec<char> = visible.nfkc().filter(|char| char.is_alphanumeric()).collect();
    let disguised = chars.len() > 2 && chars.iter().all(|&char| look_alike(char) != char);
    if disguised || chars.iter().any(|&char| is_cyrillic(char)) {
        for char in &mut chars {
            *char = look_alike(*char);
        }
    }
    let lower = chars.iter().flat_map(|char| char.to_lowercase()).filter(|char| char.is_alphanumeric());
    let mut lower: Vec<char> = lower.map(|char| if char == 'ё' { 'е' } else { char }).collect();
    for index in 1..lower.len().saturating_sub(1) {
        if lower[index] == '0' && is_cyrillic(lower[index - 1]) && is_cyrillic(lower[index + 1]) {
            lower[index] = 'о';
        }
    }
    lower
}

const fn is_cyrillic(char: char) -> bool {
    matches!(char, '\u{400}'..='\u{4FF}')
}

const fn look_alike(char: char) -> char {
    match char {
        'a' | 'A' => 'а',
        'B' => 'в',
        'c' | 'C' => 'с',
        'e' | 'E' => 'е',
        'H' => 'н',
        'k' | 'K' => 'к',
        'm' | 'M' => 'м',
        'o' | 'O' => 'о',
        'p' | 'P' => 'р',
        't' | 'T' => 'т',
        'x' | 'X' => 'х',
        'y' | 'Y' => 'у',
        char => char,
    }
}

fn shorten(chars: &[char]) -> String {
    let runs = chars.chunk_by(|left, right| left == right);
    let kept = runs.flat_map(|run| {
        let stretched = run.len() > 2 && run[0].is_alphabetic();
        &run[..if stretched { 1 } else { run.len() }]
    });
    kept.take(MAX_WORD).collect()
}
