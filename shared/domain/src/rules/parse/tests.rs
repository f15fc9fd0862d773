//! What is promised of the language of rules.

use chrono::Weekday;
use proptest::prelude::*;

use super::*;
use crate::message::{Form, Kind, Platform};
use crate::rules::condition::Test;
use crate::rules::facts::{Fact, Word};

fn parsed(text: &str) -> Condition {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_condition_is_printed_in_one_form_however_it_was_written() {
    for (written, printed) in [
        (
            "topic in [roads.*] and place = 22701 and not kind = question",
            "topic = roads.* and place = 22701 and not kind = question",
        ),
        ("group in [roads, yards]", "topic in [roads.*, yards.*]"),
        ("kind != thanks", "not kind = thanks"),
        ("kind not in [thanks, rumour]", "not kind in [thanks, rumour]"),
        (
            "all(kind = thanks, any(form = post, form = direct))",
            "kind = thanks and (form = post or form = direct)",
        ),
        ("kind = thanks or form = post and channel = vk", "kind = thanks or (form = post and channel = vk)"),
        ("not (kind = thanks or form = post)", "not (kind = thanks or form = post)"),
        ("not not always", "always"),
        ("not always", "never"),
        ("severity >= 3", "severity in 3..5"),
        ("severity = 3", "severity = 3"),
        ("date >= 2026-01-01 and date <= 2026-12-31", "date >= 2026-01-01 and date <= 2026-12-31"),
        ("date in 2026-01-01..2026-01-08", "date in 2026-01-01..2026-01-08"),
        ("hour in 9..18", "hour in 09:00..18:00"),
        ("hour not in 22:30..06:00", "not hour in 22:30..06:00"),
        ("weekday in [sat, sun] or working = no", "weekday in [sat, sun] or working = no"),
        ("words in [Яма, '=ЖКХ', \"не\"]", "words in [яма, \"=жкх\", не]"),
        ("settlement = 'Большое Козино'", "settlement = \"Большое Козино\""),
        ("settlement = '5\" труба'", "settlement = '5\" труба'"),
        ("topic = unknown", "topic = unknown"),
        ("  place=22701000\n or centre = north ", "place = 22701000 or centre = north"),
        ("page = \"all\"", "page = \"all\""),
    ] {
        assert_eq!(parsed(written).to_string(), printed);
        assert_eq!(parsed(printed), parsed(written));
    }
}

#[test]
fn a_fault_is_named_with_its_place_and_its_field() {
    for (text, expected) in [
        ("", "at character 1: not a field"),
        ("colour = red", "at character 1: not a field"),
        ("topic = roads", "at character 9, topic: expected a topic"),
        ("kind in [thanks, gossip]", "at character 18, kind: expected a kind"),
        ("kind in thanks", "at character 9: expected a list"),
        ("kind in [thanks", "at character 16, kind: expected a comma or a closing bracket"),
        ("kind in []", "at character 10, kind: expected a kind"),
        ("kind >= thanks", "at character 9, kind: expected =, !=, in or not in"),
        ("kind thanks", "at character 6, kind: expected =, !=, >=, <=, in or not in"),
        ("severity >= 6", "at character 13, severity: expected a severity"),
        ("severity in 4..2", "at character 16, severity: expected a range from less to more"),
        ("date = 2026-02-30", "at character 8, date: expected a date"),
        ("hour = 9", "at character 8, hour: expected in or not in"),
        ("hour in 9..25", "at character 12, hour: expected hours"),
        ("hour in 9..9", "at character 12, hour: expected hours"),
        ("place = 2270a", "at character 9, place: expected the code"),
        ("words = 'два слова'", "at character 9, words: expected one word"),
        ("working = maybe", "at character 11, working: expected yes or no"),
        ("kind = unknown", "at character 6, kind: expected a value: this fact is always known"),
        ("kind = thanks and", "at character 18: not a field"),
        ("kind = thanks kind = other", "at character 15: expected `and`, `or` or the end"),
        ("(kind = thanks", "at character 15: expected a closing bracket"),
        ("settlement = 'Кстово", "at character 14: a quote that is never closed"),
        ("kind = thanks & form = post", "at character 15: a character that does not belong here"),
        ("page = all", "at character 8, page: expected a page"),
    ] {
        let error = text.parse::<Condition>().unwrap_err().to_string();
        let expected =
            if text == "kind in thanks" { expected.replace(": e", ", kind: e") } else { expected.to_owned() };
        assert!(error.starts_with(&expected), "{text}: {error}");
    }
}

#[test]
fn what_is_too_long_too_deep_or_too_much_is_refused() {
    let wrong = |text: String| text.parse::<Condition>().unwrap_err().wrong;
    assert_eq!(wrong("kind = thanks or ".repeat(400)), Wrong::Length);
    assert_eq!(wrong(format!("{}kind = thanks{}", "(".repeat(17), ")".repeat(17))), Wrong::Depth);
    assert_eq!(wrong(format!("{}kind = thanks", "not ".repeat(900))), Wrong::Depth);
    assert_eq!(wrong(format!("place in [{}]", vec!["22"; 401].join(","))), Wrong::Values);
    assert!(format!("{}kind = thanks{}", "(".repeat(16), ")".repeat(16)).parse::<Condition>().is_ok());
}

fn some<T: Clone + fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(prop::sample::select(values), 1..4)
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|text| (*text).to_owned()).collect()
}

fn any_test() -> impl Strategy<Value = Test> {
    let ids = |values: &[&str]| some(texts(values));
    let day =
        |number: i64| chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(number);
    prop_oneof![
        ids(&["roads.*", "roads.potholes", "yards.trees"])
            .prop_map(|values| Test::Topic(values.iter().map(|text| text.parse().unwrap()).collect())),
        (1..=5_u8, 0..5_u8).prop_map(|(least, more)| Test::Severity(least, (least + more).min(5))),
        some(vec![Kind::Complaint, Kind::Thanks, Kind::Other]).prop_map(Test::Kind),
        ids(&["22", "22701", "22701000", "22701000001"]).prop_map(Test::Place),
        ids(&["north", "and"])
            .prop_map(|values| Test::Centre(values.iter().map(|text| text.parse().unwrap()).collect())),
        ids(&["Кстово", "Большое Козино", "not", "О\"к", "a..b"]).prop_map(Test::Settlement),
        ids(&["page", "unknown"])
            .prop_map(|values| Test::Page(values.iter().map(|text| text.parse().unwrap()).collect())),
        some(Platform::ALL.to_vec()).prop_map(Test::Channel),
        some(vec![Form::Comment, Form::Direct]).prop_map(Test::Form),
        some(vec![Weekday::Mon, Weekday::Sun]).prop_map(Test::Weekday),
        (0..400_i64, 0..3_i64).prop_map(move |(first, more)| Test::Date(day(first), day(first + more))),
        Just(Test::Date(day(3), chrono::NaiveDate::MAX)),
        Just(Test::Date(chrono::NaiveDate::MIN, day(3))),
        (0..1440_u16, 1..1440_u16)
            .prop_filter("two hours", |(from, until)| from != until)
            .prop_map(|(from, until)| Test::Hour(from, until)),
        any::<bool>().prop_map(Test::Working),
        some(vec![Word::Stem("яма".into()), Word::Exact("яма".into()), Word::Stem("or".into())])
            .prop_map(Test::Words),
        prop::sample::select(vec![Fact::Topic, Fact::Municipality, Fact::Working, Fact::Severity])
            .prop_map(Test::Unknown),
    ]
}

pub(in crate::rules) fn any_condition(test: BoxedStrategy<Test>) -> BoxedStrategy<Condition> {
    let leaf = prop_oneof![Just(Condition::Always), test.prop_map(Condition::Fits)];
    let branch = |inner: BoxedStrategy<Condition>| {
        let several = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several().prop_map(Condition::all),
            several().prop_map(Condition::any),
            inner.clone().prop_map(Condition::negated),
        ]
    };
    leaf.prop_recursive(4, 24, 3, move |inner| branch(inner.boxed())).boxed()
}

proptest! {
    #[test]
    fn a_condition_reads_back_as_it_is_printed(condition in any_condition(any_test().boxed())) {
        prop_assert_eq!(parsed(&condition.to_string()), condition);
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = String::from_utf8_lossy(&bytes).parse::<Condition>();
    }

    #[test]
    fn no_heap_of_its_own_words_makes_the_reader_fall_over(
        parts in prop::collection::vec(prop::sample::select(vec![
            "topic", "in", "[", "]", "(", ")", "not", "and", "or", "all", "any", ",", "..", "=", ">=", "roads.*",
            "hour", "9", "'", "\"", "unknown", "date", "2026-01-01", "я", ".", "severity", "words", "=x",
        ]), 0..40),
        gap in prop::sample::select(vec!["", " "]),
    ) {
        if let Ok(condition) = parts.join(gap).parse::<Condition>() {
            prop_assert_eq!(parsed(&condition.to_string()), condition);
        }
    }
}
