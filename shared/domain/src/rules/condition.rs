//! When a rule applies: tests of single facts, joined by `all`, `any` and `not`.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};

use super::facts::{Fact, Facts, Word};
use crate::ids::{CentreId, PageId};
use crate::message::{Form, Kind, Platform};
use crate::sla::TopicPattern;

/// When a rule applies. [`Condition::all`], [`Condition::any`] and [`Condition::negated`] keep it in its one form, in
/// which what is printed reads back as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Condition {
    /// To every message.
    #[default]
    Always,
    /// A fact is as the test says.
    Fits(Test),
    /// The condition does not hold.
    Not(Box<Self>),
    /// Each of them holds.
    All(Vec<Self>),
    /// One of them holds.
    Any(Vec<Self>),
}

/// One test of one fact. A fact that is not known fits no test but [`Test::Unknown`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// The topic is one of these or in one of these groups.
    Topic(Vec<TopicPattern>),
    /// The severity of the topic lies between these, both included.
    Severity(u8, u8),
    /// The kind is one of these.
    Kind(Vec<Kind>),
    /// The municipality's code begins with one of these digits.
    Place(Vec<String>),
    /// The centre that serves the municipality is one of these.
    Centre(Vec<CentreId>),
    /// The settlement has one of these names.
    Settlement(Vec<String>),
    /// It came through one of these pages.
    Page(Vec<PageId>),
    /// It came through one of these channels.
    Channel(Vec<Platform>),
    /// It was written in one of these ways.
    Form(Vec<Form>),
    /// It was written on one of these days of the week.
    Weekday(Vec<Weekday>),
    /// It was written between these days, both included.
    Date(NaiveDate, NaiveDate),
    /// It was written from the first minute of a day until before the second; a second before the first is on the next
    /// day.
    Hour(u16, u16),
    /// The region's centres were at work, or were not.
    Working(bool),
    /// The text has one of these words.
    Words(Vec<Word>),
    /// The fact is not known.
    Unknown(Fact),
}

impl Condition {
    /// Each of `parts` holds; always, where there is none.
    pub fn all(parts: Vec<Self>) -> Self {
        let flat = flatten(parts, |part| match part {
            Self::All(inner) => Ok(inner),
            other => Err(other),
        });
        one_of(flat, Self::All).unwrap_or(Self::Always)
    }

    /// One of `parts` holds; never, where there is none.
    pub fn any(parts: Vec<Self>) -> Self {
        let flat = flatten(parts, |part| match part {
            Self::Any(inner) => Ok(inner),
            other => Err(other),
        });
        one_of(flat, Self::Any).unwrap_or_else(|| Self::Always.negated())
    }

    /// The condition does not hold.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Whether it holds. What it looked at on the way is added to `read`.
    pub fn holds(&self, facts: &Facts, read: &mut BTreeSet<Fact>) -> bool {
        match self {
            Self::Always => true,
            Self::Fits(test) => {
                read.insert(test.fact());
                test.fits(facts)
            }
            Self::Not(inner) => !inner.holds(facts, read),
            Self::All(parts) => parts.iter().all(|part| part.holds(facts, read)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(facts, read)),
        }
    }

    /// Every test in it, from left to right.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::Always => Vec::new(),
            Self::Fits(test) => vec![test],
            Self::Not(inner) => inner.tests(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
        }
    }

    /// The words that it asks for.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.tests().into_iter().flat_map(|test| match test {
            Test::Words(words) => words.as_slice(),
            _ => &[],
        })
    }
}

fn flatten(
    parts: Vec<Condition>,
    open: fn(Condition) -> Result<Vec<Condition>, Condition>,
) -> Vec<Condition> {
    let inner = |part| open(part).unwrap_or_else(|closed| vec![closed]);
    parts.into_iter().flat_map(inner).collect()
}

fn one_of(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Option<Condition> {
    if parts.len() > 1 { Some(join(parts)) } else { parts.pop() }
}

impl Test {
    /// The fact that it asks about.
    pub const fn fact(&self) -> Fact {
        match self {
            Self::Topic(_) => Fact::Topic,
            Self::Severity(..) => Fact::Severity,
            Self::Kind(_) => Fact::Kind,
            Self::Place(_) => Fact::Municipality,
            Self::Centre(_) => Fact::Centre,
            Self::Settlement(_) => Fact::Settlement,
            Self::Page(_) => Fact::Page,
            Self::Channel(_) => Fact::Platform,
            Self::Form(_) => Fact::Form,
            Self::Weekday(_) | Self::Date(..) => Fact::Date,
            Self::Hour(..) => Fact::Hour,
            Self::Working(_) => Fact::Working,
            Self::Words(_) => Fact::Words,
            Self::Unknown(fact) => *fact,
        }
    }

    /// Whether the facts fit.
    pub fn fits(&self, facts: &Facts) -> bool {
        let told = &facts.told;
        match self {
            Self::Topic(patterns) => {
                told.topic.as_ref().is_some_and(|topic| patterns.iter().any(|pattern| pattern.matches(topic)))
            }
            Self::Severity(least, most) => facts.severity.is_some_and(|own| (*least..=*most).contains(&own)),
            Self::Kind(kinds) => kinds.contains(&told.kind),
            Self::Place(codes) => told
                .municipality
                .as_ref()
                .is_some_and(|own| codes.iter().any(|code| own.as_str().starts_with(code.as_str()))),
            Self::Centre(centres) => facts.centre.as_ref().is_some_and(|own| centres.contains(own)),
            Self::Settlement(names) => told.settlement.as_ref().is_some_and(|own| names.contains(own)),
            Self::Page(pages) => pages.contains(&told.page),
            Self::Channel(channels) => channels.contains(&told.platform),
            Self::Form(forms) => forms.contains(&told.form),
            Self::Weekday(days) => days.contains(&told.on.weekday()),
            Self::Date(first, last) => (*first..=*last).contains(&told.on),
            Self::Hour(from, until) => is_between(told.time, *from, *until),
            Self::Working(wanted) => facts.working == Some(*wanted),
            Self::Words(words) => words.iter().any(|word| told.words.contains(word)),
            Self::Unknown(fact) => is_unknown(*fact, facts),
        }
    }
}

fn is_between(time: NaiveTime, from: u16, until: u16) -> bool {
    let minute = time.hour() * 60 + time.minute();
    let (from, until) = (u32::from(from), u32::from(until));
    if from < until { (from..until).contains(&minute) } else { from <= minute || minute < until }
}

const fn is_unknown(fact: Fact, facts: &Facts) -> bool {
    match fact {
        Fact::Topic => facts.told.topic.is_none(),
        Fact::Severity => facts.severity.is_none(),
        Fact::Municipality => facts.told.municipality.is_none(),
        Fact::Settlement => facts.told.settlement.is_none(),
        Fact::Centre => facts.centre.is_none(),
        Fact::Working => facts.working.is_none(),
        _ => false,
    }
}
