use proptest::prelude::*;

use super::*;

#[test]
fn spellings_of_one_word_become_one() {
    for (typed, read) in [
        ("ДОРОГА", "дорога"),
        ("Ёлка", "елка"),
        ("дopoгa", "дорога"),
        ("М0СТ", "мост"),
        ("HЕТ BОДЫ", "нет воды"),
        ("му\u{200B}сор", "мусор"),
        ("\u{202E}мусор\u{202C}", "мусор"),
        ("за\u{301}мок", "замок"),
        ("и\u{306}од", "йод"),
        ("м у с о р", "мусор"),
        ("м.у.с.о.р", "мусор"),
        ("помогиииите", "помогите"),
        ("дом 1000", "дом 1000"),
        ("ｗｉｆｉ", "wifi"),
        ("доколе?!", "доколе ?"),
        ("яма - яма", "яма , яма"),
        ("кое-где", "кое где"),
        ("т.е. так", "т . е . так"),
        ("5а", "5а"),
        ("дοрοгα", "дорога"),
        ("ΜΟСТ", "мост"),
        ("дéнь", "день"),
        ("wifі", "wifi"),
        ("Vіber", "viber"),
        ("BOT", "вот"),
        ("дом 5a", "дом 5а"),
        ("п\u{336}р\u{335}\u{350}и\u{334}вет", "привет"),
        ("му\u{AD}сор", "мусор"),
        ("см. https://example.org/a?b=1 яма", "см . яма"),
        ("www.example.org яма", ", яма"),
        ("@anna_v где вода", ", где вода"),
        ("[id1|Анна], где вода", ", где вода"),
        ("почта@пример", "почта , пример"),
        ("https и http рядом", "https и http рядом"),
        ("", ""),
        ("🙂", ","),
    ] {
        assert_eq!(normalise(typed), read, "{typed}");
    }
}

#[test]
fn a_token_knows_where_it_stood() {
    let text = "Ах, му\u{200B}сор!";
    let found = tokens(text);
    assert_eq!(&text[found.words[1].span.clone()], "му\u{200B}сор");
    assert_eq!(found.words[1].before, Some(Mark::Comma));
    assert_eq!(found.tail, Some(Mark::Exclamation));
    assert!(found.words[0].shape == Shape::Capital && found.words[1].shape == Shape::Lower);
}

#[test]
fn a_question_mark_inside_a_link_asks_nothing() {
    assert!(!tokens("яма https://example.org/?page=1 тут").asks());
    assert!(tokens("яма? https://example.org/").asks());
}

#[test]
fn only_the_beginning_of_an_endless_text_is_read() {
    assert!(normalise(&"яма, ".repeat(100_000)).chars().count() <= MAX_CHARS);
    assert!(tokens(&"а".repeat(1_000_000)).words[0].word.chars().count() == 1);
}

fn messy() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[а-яА-ЯёaАceoOpxHB0-9 .,!?\\-_*\u{200B}\u{301}\n]{0,80}",
        "([а-в][ .\\-*]){0,12}",
    ]
}

#[test]
fn a_stretched_letter_after_a_number_is_read_as_the_letter_once() {
    assert_eq!(normalise("дом 5aaaa"), normalise("дом 5а"));
    assert_eq!(normalise(&normalise("0xxx")), normalise("0xxx"));
}

proptest! {
    #[test]
    fn a_normalised_text_stays_as_it_is(text in messy()) {
        let once = normalise(&text);
        prop_assert_eq!(&normalise(&once), &once);
    }

    #[test]
    fn spans_are_in_order_and_inside_the_text(text in messy()) {
        let mut end = 0;
        for token in tokens(&text).words {
            prop_assert!(token.span.start >= end && text.get(token.span.clone()).is_some());
            prop_assert!(!token.word.is_empty());
            end = token.span.end;
        }
    }
}
