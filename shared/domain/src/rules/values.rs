//! Reading one test: a field, a comparison, and values that fit the field.

use chrono::NaiveDate;

use super::condition::{Condition, Test};
use super::facts::{Fact, Word};
use super::parse::{ConditionError, Reader, Wrong};
use super::print::{FORMS, KINDS, WEEKDAYS};
use super::scan::Token;
use crate::sla::TopicPattern;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("it is in the calendar");
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2999, 12, 31).expect("it is in the calendar");
const ANY_DAY: (NaiveDate, NaiveDate) = (NaiveDate::MIN, NaiveDate::MAX);
const SEVERITIES: (u8, u8) = (1, 5);
/// A word that a rule asks for is no longer than this, in characters.
const LONGEST_WORD: usize = 40;

/// How a fact is compared with values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Is,
    IsNot,
    In,
    NotIn,
    AtLeast,
    AtMost,
}

type Values = Vec<(usize, String)>;

pub(super) fn test(reader: &mut Reader) -> Result<Condition, ConditionError> {
    let name = field(reader)?;
    let named = |error: ConditionError| ConditionError { field: Some(name), ..error };
    let place = reader.place();
    let how = comparison(reader).map_err(named)?;
    let negated = matches!(how, Comparison::IsNot | Comparison::NotIn);
    let test = if matches!(how, Comparison::Is | Comparison::IsNot) && reader.takes_word("unknown") {
        unknown(name).ok_or(ConditionError::at(place, Wrong::Value("a value: this fact is always known")))
    } else {
        read(reader, name, how)
    };
    let fits = Condition::Fits(test.map_err(named)?);
    Ok(if negated { fits.negated() } else { fits })
}

fn field(reader: &mut Reader) -> Result<&'static str, ConditionError> {
    const FURTHER: [&str; 2] = ["group", "weekday"];
    let Token::Bare(text) = reader.peek() else { return Err(reader.wrong(Wrong::Field)) };
    let names = Fact::NAMES.iter().map(|(_, name)| *name).chain(FURTHER);
    let name = names.into_iter().find(|name| name == text).ok_or(reader.wrong(Wrong::Field))?;
    reader.take();
    Ok(name)
}

fn comparison(reader: &mut Reader) -> Result<Comparison, ConditionError> {
    let signs = [
        ("=", Comparison::Is),
        ("!=", Comparison::IsNot),
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
    ];
    if let Some((_, how)) = signs.into_iter().find(|(sign, _)| reader.takes_sign(sign)) {
        return Ok(how);
    }
    let negated = reader.takes_word("not");
    if !reader.takes_word("in") {
        return Err(reader.wrong(Wrong::Operator("=, !=, >=, <=, in or not in")));
    }
    Ok(if negated { Comparison::NotIn } else { Comparison::In })
}

fn unknown(name: &str) -> Option<Test> {
    let fact = Fact::NAMES.iter().find(|(_, own)| *own == name).map(|(fact, _)| *fact)?;
    let may_be = matches!(
        fact,
        Fact::Topic | Fact::Severity | Fact::Municipality | Fact::Settlement | Fact::Centre | Fact::Working
    );
    may_be.then_some(Test::Unknown(fact))
}

fn read(reader: &mut Reader, name: &str, how: Comparison) -> Result<Test, ConditionError> {
    match name {
        "severity" => {
            let (least, most) = range(reader, how, SEVERITIES, "a severity: 1 to 5", |text| {
                text.parse().ok().filter(|severity| (SEVERITIES.0..=SEVERITIES.1).contains(severity))
            })?;
            Ok(Test::Severity(least, most))
        }
        "date" => {
            let (first, last) =
                range(reader, how, ANY_DAY, "a date: 2026-01-31, between 1970 and 2999", day)?;
            Ok(Test::Date(first, last))
        }
        "hour" => hours(reader, how),
        "working" => {
            let values = listed(reader, how, "yes or no")?;
            let [(at, text)] = values.as_slice() else {
                return Err(reader.wrong(Wrong::Value("one of yes and no")));
            };
            match text.as_str() {
                "yes" => Ok(Test::Working(true)),
                "no" => Ok(Test::Working(false)),
                _ => Err(ConditionError::at(*at, Wrong::Value("yes or no"))),
            }
        }
        _ => by_list(reader, name, how),
    }
}

fn by_list(reader: &mut Reader, name: &str, how: Comparison) -> Result<Test, ConditionError> {
    let mut values = |what| listed(reader, how, what);
    match name {
        "topic" => each(values(TOPIC)?, TOPIC, |text| text.parse().ok()).map(Test::Topic),
        "group" => each(values(GROUP)?, GROUP, |text| match format!("{text}.*").parse() {
            Ok(group @ TopicPattern::Group(_)) => Some(group),
            _ => None,
        })
        .map(Test::Topic),
        "kind" => each(values(KIND)?, KIND, |text| known(&KINDS, text)).map(Test::Kind),
        "place" => each(values(PLACE)?, PLACE, place).map(Test::Place),
        "centre" => {
            each(values("a centre")?, "the id of a centre", |text| text.parse().ok()).map(Test::Centre)
        }
        "settlement" => each(values(NAME)?, NAME, |text| Some(text.to_owned())).map(Test::Settlement),
        "page" => each(values("a page")?, "the id of a page", |text| text.parse().ok()).map(Test::Page),
        "channel" => each(values(CHANNEL)?, CHANNEL, |text| text.parse().ok()).map(Test::Channel),
        "form" => each(values(FORM)?, FORM, |text| known(&FORMS, text)).map(Test::Form),
        "weekday" => each(values(WEEKDAY)?, WEEKDAY, |text| known(&WEEKDAYS, text)).map(Test::Weekday),
        _ => each(values(WORD)?, WORD, word).map(Test::Words),
    }
}

const TOPIC: &str = "a topic: group.leaf or group.*";
const GROUP: &str = "a group of topics";
const KIND: &str = "a kind: complaint, request, question, proposal, thanks, rumour or other";
const PLACE: &str = "the code of a municipality or its first digits, two at least";
const NAME: &str = "the name of a settlement";
const CHANNEL: &str = "a channel: vk, telegram, max, standard, ok, open311, pos, cloudevents or registry";
const FORM: &str = "a form: comment, post, direct or appeal";
const WEEKDAY: &str = "a day of the week: mon to sun";
const WORD: &str = "one word of at most 40 letters, with = before it if it must be as it is written";
const HOURS: &str = "hours: 9..18 or 22:30..06:00";

fn known<T: Copy>(names: &[(T, &str)], text: &str) -> Option<T> {
    names.iter().find(|(_, name)| *name == text).map(|(value, _)| *value)
}

fn place(text: &str) -> Option<String> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (2..=11).contains(&text.len())).then(|| text.to_owned())
}

fn word(text: &str) -> Option<Word> {
    let lower = text.to_lowercase();
    let (exact, word) = lower.strip_prefix('=').map_or((false, lower.as_str()), |word| (true, word));
    let letters = word.chars().all(|character| character.is_alphanumeric() || character == '-');
    let fits = letters && (1..=LONGEST_WORD).contains(&word.chars().count());
    fits.then(|| if exact { Word::Exact(word.to_owned()) } else { Word::Stem(word.to_owned()) })
}

fn each<T>(
    values: Values,
    what: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, ConditionError> {
    let read_one =
        |(at, text): (usize, String)| read(&text).ok_or(ConditionError::at(at, Wrong::Value(what)));
    values.into_iter().map(read_one).collect()
}

/// One value, or a list of them.
fn listed(reader: &mut Reader, how: Comparison, what: &'static str) -> Result<Values, ConditionError> {
    match how {
        Comparison::Is | Comparison::IsNot => Ok(vec![reader.value(what)?]),
        Comparison::In | Comparison::NotIn => {
            reader.expect_sign("[", "a list in square brackets")?;
            let mut values = vec![reader.value(what)?];
            while reader.takes_sign(",") {
                values.push(reader.value(what)?);
            }
            reader.expect_sign("]", "a comma or a closing bracket")?;
            Ok(values)
        }
        Comparison::AtLeast | Comparison::AtMost => Err(reader.wrong(Wrong::Operator("=, !=, in or not in"))),
    }
}

/// One value, everything from or until a value, or `first..last`.
fn range<T: Copy + PartialOrd>(
    reader: &mut Reader,
    how: Comparison,
    (lowest, highest): (T, T),
    what: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<(T, T), ConditionError> {
    let (at, text) = reader.value(what)?;
    let one = |at, text: &str| read(text).ok_or(ConditionError::at(at, Wrong::Value(what)));
    let first = one(at, &text)?;
    match how {
        Comparison::Is | Comparison::IsNot => Ok((first, first)),
        Comparison::AtLeast => Ok((first, highest)),
        Comparison::AtMost => Ok((lowest, first)),
        Comparison::In | Comparison::NotIn => {
            reader.expect_sign("..", "two values with .. between them")?;
            let (at, text) = reader.value(what)?;
            let last = one(at, &text)?;
            if first <= last {
                Ok((first, last))
            } else {
                Err(ConditionError::at(at, Wrong::Value("a range from less to more")))
            }
        }
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|day| (FIRST_DAY..=LAST_DAY).contains(day))
}

fn hours(reader: &mut Reader, how: Comparison) -> Result<Test, ConditionError> {
    if !matches!(how, Comparison::In | Comparison::NotIn) {
        return Err(reader.wrong(Wrong::Operator("in or not in")));
    }
    let (_, from) = hour(reader)?;
    reader.expect_sign("..", "two hours with .. between them")?;
    let (at, until) = hour(reader)?;
    if from == until || from == DAY || until == 0 {
        return Err(ConditionError::at(at, Wrong::Value(HOURS)));
    }
    Ok(Test::Hour(from, until))
}

fn hour(reader: &mut Reader) -> Result<(usize, u16), ConditionError> {
    let (at, text) = reader.value(HOURS)?;
    minute(&text).map(|minute| (at, minute)).ok_or(ConditionError::at(at, Wrong::Value(HOURS)))
}

/// "9", "09:30" or "24:00" as minutes from midnight.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
    let number = |digits: &str| {
        let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if plain { digits.parse::<u16>().ok() } else { None }
    };
    let total = number(hour)? * 60 + number(minute).filter(|minute| minute < &60)?;
    (total <= DAY).then_some(total)
}
