//! Whether a text can be read as Russian at all: what cannot is left to a person.

use unicode_normalization::char::is_combining_mark;

use super::{Tokens, beginning, is_letter};

/// Letters that Tatar, Chuvash, Bashkir and others have and Russian has not.
const NOT_RUSSIAN: &str = "әөүҗңһӑӗҫӳіїєґқғұҡҙҥӱӧӹљњћђќѓјѕџ";

/// One word of another language is a name; from this share on the text is another language.
const FOREIGN_SHARE: usize = 8;
/// One accent for so many letters is a stress mark, more is a disguise.
const LETTERS_PER_ACCENT: usize = 2;

/// Whether most of the text is Russian, and not buried under accents.
///
/// A text of no words is not legible. It looks at letters only: a short phrase of Tatar without its own letters passes.
pub fn is_legible(text: &str, tokens: &Tokens) -> bool {
    let (mut letters, mut accents) = (0, 0);
    if !text.is_ascii() {
        for char in beginning(text).chars() {
            letters += usize::from(is_letter(char));
            let unusual = char >= '\u{300}' && !matches!(char, '\u{400}'..='\u{47f}');
            accents += usize::from(unusual && is_combining_mark(char));
        }
    }
    let (mut russian, mut foreign, mut special) = (0, 0, 0);
    for token in &tokens.words {
        let own = token.word.chars().all(|char| matches!(char, 'а'..='я'));
        if own || is_russian(&token.word) {
            russian += usize::from(own || token.word.chars().any(is_letter));
        } else {
            foreign += 1;
            special += usize::from(token.word.chars().any(|char| NOT_RUSSIAN.contains(char)));
        }
    }
    let words = russian + foreign;
    words > 0
        && russian * 2 >= words
        && special * FOREIGN_SHARE < words
        && accents * LETTERS_PER_ACCENT <= letters
}

/// Whether no letter of the word is of another alphabet; digits and the like do not count.
fn is_russian(word: &str) -> bool {
    word.chars().filter(|&char| is_letter(char)).all(|char| matches!(char, 'а'..='я'))
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;

    fn legible(text: &str) -> bool {
        is_legible(text, &tokens(text))
    }

    #[test]
    fn russian_as_people_type_it_is_legible() {
        for text in [
            "яма",
            "Нет ГОРЯЧЕЙ воды!!",
            "дopoгa разбита",
            "почините wifi в школе",
            "за́мок на воротах",
            "кв 5 нет света",
        ] {
            assert!(legible(text), "{text}");
        }
    }

    #[test]
    fn other_languages_disguises_and_no_words_are_not() {
        for text in [
            "Безнең урамда юл бик начар",
            "Пирӗн урамра ҫул питӗ начар",
            "dobryj den, net sveta",
            "я\u{336}м\u{335}а\u{334} н\u{336}а",
            "🙂🙂",
            "12 34",
            "",
        ] {
            assert!(!legible(text), "{text}");
        }
    }
}
