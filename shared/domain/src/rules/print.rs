//! A condition as an administrator writes it.

use std::fmt;

use chrono::{NaiveDate, Weekday};

use super::condition::{Condition, Test};
use super::facts::Word;
use crate::message::{Form, Kind};

/// The kinds of message by the names that rules use.
pub(super) const KINDS: [(Kind, &str); 7] = [
    (Kind::Complaint, "complaint"),
    (Kind::Request, "request"),
    (Kind::Question, "question"),
    (Kind::Proposal, "proposal"),
    (Kind::Thanks, "thanks"),
    (Kind::Rumour, "rumour"),
    (Kind::Other, "other"),
];

/// The ways of writing by the names that rules use.
pub(super) const FORMS: [(Form, &str); 4] =
    [(Form::Comment, "comment"), (Form::Post, "post"), (Form::Direct, "direct"), (Form::Appeal, "appeal")];

/// The days of the week by the names that rules use.
pub(super) const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];

/// Words that are no values unless they stand in quotes.
pub(super) const KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "all", "any", "always", "never", "unknown"];

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => formatter.write_str("always"),
            Self::Fits(test) => test.fmt(formatter),
            Self::Not(inner) => match **inner {
                Self::Always => formatter.write_str("never"),
                Self::All(_) | Self::Any(_) => write!(formatter, "not ({inner})"),
                _ => write!(formatter, "not {inner}"),
            },
            Self::All(parts) => joined(formatter, parts, " and "),
            Self::Any(parts) => joined(formatter, parts, " or "),
        }
    }
}

fn joined(formatter: &mut fmt::Formatter<'_>, parts: &[Condition], word: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            formatter.write_str(word)?;
        }
        match part {
            Condition::Any(_) | Condition::All(_) => write!(formatter, "({part})")?,
            _ => write!(formatter, "{part}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Test {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.fact().name();
        match self {
            Self::Topic(values) => list(formatter, name, values.iter().map(ToString::to_string)),
            Self::Severity(least, most) if least == most => write!(formatter, "severity = {least}"),
            Self::Severity(least, most) => write!(formatter, "severity in {least}..{most}"),
            Self::Kind(values) => list(formatter, name, values.iter().map(|own| named(*own, &KINDS))),
            Self::Place(values) | Self::Settlement(values) => list(formatter, name, values.iter().cloned()),
            Self::Centre(values) => list(formatter, name, values.iter().map(ToString::to_string)),
            Self::Page(values) => list(formatter, name, values.iter().map(ToString::to_string)),
            Self::Channel(values) => list(formatter, name, values.iter().map(ToString::to_string)),
            Self::Form(values) => list(formatter, name, values.iter().map(|own| named(*own, &FORMS))),
            Self::Weekday(values) => {
                list(formatter, "weekday", values.iter().map(|own| named(*own, &WEEKDAYS)))
            }
            Self::Date(first, last) if first == last => write!(formatter, "date = {first}"),
            Self::Date(first, NaiveDate::MAX) => write!(formatter, "date >= {first}"),
            Self::Date(NaiveDate::MIN, last) => write!(formatter, "date <= {last}"),
            Self::Date(first, last) => write!(formatter, "date in {first}..{last}"),
            Self::Hour(from, until) => write!(formatter, "hour in {}..{}", clock(*from), clock(*until)),
            Self::Working(wanted) => write!(formatter, "working = {}", if *wanted { "yes" } else { "no" }),
            Self::Words(values) => list(formatter, name, values.iter().map(word)),
            Self::Unknown(_) => write!(formatter, "{name} = unknown"),
        }
    }
}

fn named<T: PartialEq + Copy>(value: T, names: &[(T, &str)]) -> String {
    names.iter().find(|(own, _)| *own == value).map_or("", |(_, name)| name).to_owned()
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A word in any of its forms stands as it is; one that must be as it is written has a mark before it.
fn word(word: &Word) -> String {
    match word {
        Word::Stem(text) => text.clone(),
        Word::Exact(text) => format!("={text}"),
    }
}

fn list(formatter: &mut fmt::Formatter<'_>, name: &str, values: impl Iterator<Item = String>) -> fmt::Result {
    let values: Vec<String> = values.map(|value| quoted(&value)).collect();
    match values.as_slice() {
        [one] => write!(formatter, "{name} = {one}"),
        many => write!(formatter, "{name} in [{}]", many.join(", ")),
    }
}

fn quoted(value: &str) -> String {
    let bare = !value.is_empty() && value.chars().all(is_bare) && !value.contains("..");
    if bare && !KEYWORDS.contains(&value) {
        return value.to_owned();
    }
    let quote = if value.contains('"') { '\'' } else { '"' };
    format!("{quote}{value}{quote}")
}

/// Whether a character needs no quotes around it.
pub(super) fn is_bare(character: char) -> bool {
    character.is_alphanumeric() || ".*-_:".contains(character)
}
