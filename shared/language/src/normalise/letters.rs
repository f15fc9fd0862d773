//! One spelling for one word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: no cue is longer.
const MAX_WORD: usize = 64;

/// Whether the character belongs to a word: a letter, a digit, an accent, or something that cannot be seen.
pub(crate) fn is_part_of_word(char: char) -> bool {
    match char {
        '\0'..='\u{7F}' => char.is_ascii_alphanumeric(),
        '\u{400}'..='\u{481}' | '\u{483}'..='\u{52F}' => true,
        _ => char.is_alphanumeric() || is_combining_mark(char) || is_invisible(char),
    }
}

/// Whether it is a letter. Russian ones are told at once: the tables of Unicode are slow.
pub(crate) fn is_letter(char: char) -> bool {
    is_russian(char) || !char.is_ascii_digit() && char.is_alphabetic()
}

/// Whether it is a capital.
pub(super) fn is_capital(char: char) -> bool {
    match char {
        'а'..='я' | 'ё' => false,
        'А'..='Я' | 'Ё' => true,
        char => char.is_uppercase(),
    }
}

const fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Lower case, ё as е, look-alike letters as Cyrillic ones, nothing invisible, no letter three times in a row.
pub(super) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        folded.push_str(&word[..word.len().min(MAX_WORD)]);
    } else if word.chars().all(is_russian) {
        shorten(word.chars().map(lower_cyrillic), &mut folded);
    } else if word.is_ascii() && !is_disguised(word) {
        shorten(word.chars().map(|char| char.to_ascii_lowercase()), &mut folded);
    } else {
        shorten(fold_slowly(word).into_iter(), &mut folded);
    }
    folded
}

/// A Latin word that a Russian reader sees as a Russian one: «BOT», and «5a» after a house. A stretched letter is one.
fn is_disguised(word: &str) -> bool {
    let (mut letters, mut digits) = (0, 0);
    let (mut last, mut run) = ('\0', 0);
    for char in word.chars() {
        if char.is_ascii_digit() {
            digits += 1;
        } else if look_alike(char) == char {
            return false;
        } else {
            letters += 1;
        }
        let lower = char.to_lowercase().next().unwrap_or(char);
        run = if lower == last { run + 1 } else { 1 };
        last = lower;
        match run {
            3 if char.is_alphabetic() => letters -= 2,
            4.. if char.is_alphabetic() => letters -= 1,
            _ => {}
        }
    }
    letters > 2 && digits == 0 || letters == 1 && digits > 0
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
    let visible: String = visible.nfkc().filter(|char| char.is_alphanumeric()).collect();
    let written = script(&visible);
    let spelt = visible.chars().map(|char| match written {
        Script::Cyrillic => look_alike(char),
        Script::Latin => latin(char),
        Script::Other => char,
    });
    let lower = spelt.flat_map(char::to_lowercase).filter(|char| char.is_alphanumeric());
    let mut lower: Vec<char> = lower.map(|char| if char == 'ё' { 'е' } else { char }).collect();
    for index in 1..lower.len().saturating_sub(1) {
        if lower[index] == '0' && is_cyrillic(lower[index - 1]) && is_cyrillic(lower[index + 1]) {
            lower[index] = 'о';
        }
    }
    lower
}

#[derive(Clone, Copy)]
enum Script {
    Cyrillic,
    Latin,
    Other,
}

/// The script of a word that may mix several: Latin if a letter is Latin alone and all Cyrillic ones have a twin.
fn script(word: &str) -> Script {
    let mut cyrillic = word.chars().filter(|&char| is_cyrillic(char)).peekable();
    if cyrillic.peek().is_none() {
        return if is_disguised(word) { Script::Cyrillic } else { Script::Other };
    }
    let latin_only = |char: char| char.is_ascii_alphabetic() && look_alike(char) == char;
    let twins = cyrillic.all(|char| latin(char) != char);
    if twins && word.chars().any(latin_only) { Script::Latin } else { Script::Cyrillic }
}

const fn is_cyrillic(char: char) -> bool {
    matches!(char, '\u{400}'..='\u{4FF}')
}

/// A Latin or Greek letter as the Cyrillic one that looks like it.
const fn look_alike(char: char) -> char {
    match char {
        'a' | 'A' | 'α' | 'Α' | 'á' | 'Á' => 'а',
        'B' | 'Β' => 'в',
        'c' | 'C' => 'с',
        'e' | 'E' | 'ε' | 'Ε' | 'é' | 'É' => 'е',
        'Γ' => 'г',
        'H' | 'Η' => 'н',
        'k' | 'K' | 'κ' | 'Κ' => 'к',
        'm' | 'M' | 'Μ' => 'м',
        'o' | 'O' | 'ο' | 'Ο' | 'ó' | 'Ó' => 'о',
        'p' | 'P' | 'ρ' | 'Ρ' => 'р',
        'Π' | 'π' => 'п',
        't' | 'T' | 'τ' | 'Τ' => 'т',
        'x' | 'X' | 'χ' | 'Χ' => 'х',
        'y' | 'Y' | 'υ' | 'Υ' | 'ý' | 'Ý' => 'у',
        char => char,
    }
}

/// A Cyrillic letter as the Latin one that looks like it.
const fn latin(char: char) -> char {
    match char {
        'а' | 'А' => 'a',
        'В' => 'b',
        'с' | 'С' => 'c',
        'е' | 'Е' => 'e',
        'Н' => 'h',
        'і' | 'І' => 'i',
        'ј' | 'Ј' => 'j',
        'к' | 'К' => 'k',
        'м' | 'М' => 'm',
        'о' | 'О' => 'o',
        'р' | 'Р' => 'p',
        'ѕ' | 'Ѕ' => 's',
        'т' | 'Т' => 't',
        'х' | 'Х' => 'x',
        'у' | 'У' => 'y',
        char => char,
    }
}

/// Three and more of one letter become one; a longer word is cut.
fn shorten(chars: impl Iterator<Item = char>, kept: &mut String) {
    let (mut last, mut run, mut count) = ('\0', 0, 0);
    for char in chars {
        run = if char == last { run + 1 } else { 1 };
        last = char;
        if run == 3 && char.is_alphabetic() {
            kept.pop();
            count -= 1;
        }
        if run >= 3 && char.is_alphabetic() {
            continue;
        }
        if count == MAX_WORD {
            return;
        }
        kept.push(char);
        count += 1;
    }
}
