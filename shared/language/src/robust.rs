//! What the crate promises about texts that are no Russian, no sentence or no text at all: no panic, bounded work, and
//! a topic that is left to a person.

use chrono::NaiveDate;

use crate::normalise::{MAX_CHARS, is_legible};
use crate::{Lexicon, Understander, dates, mask, normalise, replies, tokens};

const FOREIGN: [&str; 8] = [
    "Безнең урамда юл бик начар, машиналар йөри алмый, ярдәм итегезче",
    "Исәнмесез, өч көн инде кайнар су юк, кайчан булыр икән?",
    "Пирӗн урамра ҫул питӗ начар, тархасшӑн тӑвӑр",
    "Ырӑ кун, виҫӗ кун ӗнтӗ шыв ҫук",
    "dobryj den, u nas vo dvore uzhe nedelyu net sveta, pomogite pozhalujsta",
    "Here is a question about nothing in particular",
    "您好，请问什么时候修路",
    "مرحبا كيف حالك",
];

const STRANGE: [&str; 9] = [
    "🙂🙃😡🔥🔥🔥👍🏽👨‍👩‍👧",
    "\0\0\0",
    "\u{202E}\u{2066}\u{2069}\u{200F}",
    r"\ud83d \udc00 \uD800\uD800",
    "\u{FFFD}\u{FFFD}",
    "я\u{336}м\u{335}\u{350}а\u{334}\u{301}\u{302}\u{303}",
    "((((((((((",
    "«»—…!?!?",
    "",
];

fn endless() -> Vec<String> {
    ["а", " ", "\u{301}", "🙂", "\0", "1", "А.", "ё\u{301}", "\u{202E}", "[id1|", "@", "до "]
        .iter()
        .map(|piece| piece.repeat(1_000_000 / piece.len()))
        .collect()
}

fn read_all(text: &str) {
    let written =
        NaiveDate::from_ymd_opt(2026, 4, 20).and_then(|day| day.and_hms_opt(10, 0, 0)).expect("a day");
    normalise(text);
    mask(text);
    dates::promises(text, written, &|_, _| None);
    replies::Sketch::of(text, written);
    Lexicon::built_in().understand(text);
}

#[test]
fn tatar_chuvash_translit_zalgo_and_other_scripts_are_left_to_a_person() {
    for text in FOREIGN.iter().chain(&STRANGE) {
        read_all(text);
        let understood = Lexicon::built_in().understand(text);
        let left = understood.topic.is_none() || !is_legible(text, &tokens(text));
        assert!(left, "{text}: {understood:?}");
        assert_eq!(Understander::built_in().understand(text).topic, None, "{text}");
    }
}

#[test]
fn a_megabyte_of_one_letter_or_piece_is_read_up_to_a_bound_and_left_to_a_person() {
    for text in endless() {
        read_all(&text);
        assert_eq!(Understander::built_in().understand(&text).topic, None, "{:?}", text.chars().next());
        let read = tokens(&text);
        let end = read.words.last().map_or(0, |token| token.span.end);
        assert!(text[..end].chars().count() <= MAX_CHARS, "{:?}", text.chars().next());
        assert!(
            read.words.len() <= MAX_CHARS && read.words.iter().all(|token| token.word.chars().count() <= 64)
        );
        assert!(normalise(&text).chars().count() <= MAX_CHARS);
    }
}

#[test]
fn accents_heaped_on_a_word_hide_nothing() {
    let heaped: String =
        "яма на дороге".chars().flat_map(|char| [char, '\u{336}', '\u{35C}', '\u{489}']).collect();
    assert_eq!(normalise(&heaped), "яма на дороге");
    let topic = Lexicon::built_in().understand(&heaped).topic.map(|guess| guess.topic.to_string());
    assert_eq!(topic.as_deref(), Some("roads.potholes"));
}
