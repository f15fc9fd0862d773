//! A long text in parts that a platform takes.

use super::limits::Length;

/// A part is at least so full before a nicer place to break is preferred to a later one: one third.
const LEAST_FILL: usize = 3;

/// The text in parts of at most `length`. Put together again, they are the text.
///
/// A break falls between paragraphs, else behind a line, a sentence, a word; in the middle of a word only if the
/// word alone is too long.
pub fn split<'a>(text: &'a str, length: &Length) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = cut(rest, length);
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after;
    }
    parts
}

/// How many bytes of `text` make the next part.
fn cut(text: &str, length: &Length) -> usize {
    let full = reach(text, length);
    if full == text.len() {
        return full;
    }
    let fits = &text[..full];
    let least = full / LEAST_FILL;
    let ends: [fn(&str) -> Option<usize>; 4] = [paragraph, line, sentence, word];
    ends.iter().filter_map(|end| end(fits)).find(|at| *at > least).unwrap_or(full)
}

/// How many bytes fit; at least one character, however small the limit.
fn reach(text: &str, length: &Length) -> usize {
    let mut size = 0;
    for (at, character) in text.char_indices() {
        size += length.unit.of(character);
        if size > length.most && at > 0 {
            return at;
        }
    }
    text.len()
}

fn paragraph(text: &str) -> Option<usize> {
    text.rfind("\n\n").map(|at| at + 2)
}

fn line(text: &str) -> Option<usize> {
    text.rfind('\n').map(|at| at + 1)
}

fn sentence(text: &str) -> Option<usize> {
    let ends = text.char_indices().zip(text.chars().skip(1));
    let at = |((at, end), next): ((usize, char), char)| {
        (matches!(end, '.' | '!' | '?' | '…') && next.is_whitespace())
            .then(|| at + end.len_utf8() + next.len_utf8())
    };
    ends.filter_map(at).last()
}

fn word(text: &str) -> Option<usize> {
    text.char_indices().rfind(|(_, char)| char.is_whitespace()).map(|(at, char)| at + char.len_utf8())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::limits::Unit;
    use super::*;

    fn of(most: usize) -> Length {
        Length { most, unit: Unit::Utf16 }
    }

    #[test]
    fn a_short_text_stays_whole() {
        assert_eq!(split("Яму заделали.", &of(4096)), ["Яму заделали."]);
        assert!(split("", &of(4096)).is_empty());
    }

    #[test]
    fn a_break_falls_between_paragraphs_first() {
        let text = "Бригада выехала. Будет до шести.\n\nВопросы — по телефону приёмной.";
        assert_eq!(
            split(text, &of(50)),
            ["Бригада выехала. Будет до шести.\n\n", "Вопросы — по телефону приёмной."]
        );
    }

    #[test]
    fn else_behind_a_sentence_then_behind_a_word_and_last_anywhere() {
        assert_eq!(split("Раз два. Три четыре", &of(12)), ["Раз два. ", "Три четыре"]);
        assert_eq!(split("раз два три четыре", &of(12)), ["раз два три ", "четыре"]);
        assert_eq!(split("абвгдежз", &of(3)), ["абв", "где", "жз"]);
    }

    #[test]
    fn an_emoji_is_never_halved() {
        assert_eq!(split("🙁🙁🙁", &of(3)), ["🙁", "🙁", "🙁"]);
    }

    proptest! {
        #[test]
        fn no_character_is_lost_and_no_part_is_too_long(text in r"[ а-яё.!?\n🙁a]{0,400}", most in 2_usize..80) {
            let parts = split(&text, &of(most));
            prop_assert_eq!(parts.concat(), text.as_str());
            for part in parts {
                prop_assert!(!part.is_empty() && of(most).of(part) <= most);
            }
        }

        #[test]
        fn any_text_is_split(text in any::<String>(), most in 1_usize..40) {
            prop_assert_eq!(split(&text, &of(most)).concat(), text);
        }
    }
}
