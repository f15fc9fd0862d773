//! Dates that a reply promises: «до 15 мая», «в течение 10 рабочих дней», «во II квартале».
//!
//! Days are counted from the day of writing; working days are counted by the caller's calendar. What cannot be
//! computed stays a promise without a date, with the reason: nothing is guessed.

mod clock;
mod duration;
mod expression;
mod named;
mod names;
mod numerals;
mod pieces;
mod range;
mod reader;
mod relative;
mod tense;
mod term;
mod vague;
mod window;

use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use domain::WorkingCalendar;

use expression::Found;
use reader::Reader;
use tense::Tense;

/// How far working days are counted: a desk that never works must not be waited for.
const REACH_DAYS: usize = 20_000;

/// How exactly the words name the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// «до 18:00», «в течение 3 часов»
    Hour,
    /// «до 15 мая», «в течение 10 рабочих дней»
    Day,
    /// «в выходные»
    Weekend,
    /// «на следующей неделе», «через две недели»
    Week,
    /// «в мае», «в первой декаде июля»
    Month,
    /// «во II квартале», «весной»
    Quarter,
    /// «в I полугодии»
    HalfYear,
    /// «в 2027 году»
    Year,
    /// «в ближайшее время»
    Vague,
}

/// Why a promise has no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unresolved {
    /// «в ближайшее время», «до начала отопительного сезона»
    #[error("the words name no date")]
    Vague,
    /// «после 15 мая», «не ранее июня»
    #[error("the words name a beginning and no end")]
    NoEnd,
    /// «в течение 10 дней со дня поступления материалов»
    #[error("the term runs from another event")]
    AnotherEvent,
    /// «30 февраля»
    #[error("there is no such day")]
    NoSuchDay,
    /// The calendar has no working days that far.
    #[error("the calendar does not reach the day")]
    CalendarRefuses,
    /// Further than any calendar.
    #[error("the day is too far away")]
    OutOfReach,
}

/// A promised date or period, with the place of its words in the reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The first day, where the words name one.
    pub from: Option<NaiveDate>,
    /// The day by whose end it is due.
    pub due: Result<NaiveDate, Unresolved>,
    /// The hour of that day, where the words name one.
    pub hour: Option<NaiveTime>,
    /// How exactly the words name it.
    pub precision: Precision,
    /// Where the words stand, in bytes.
    pub words: Range<usize>,
}

/// Every promised date of a reply, in the order of the text.
///
/// `written` is the moment of writing by the clock of the agency's zone; `working_days(day, n)` is the n-th working day
/// after `day`, or none where the calendar ends. Dates that lie before the day of writing, and those in clauses that tell
/// what was, are left out.
pub fn promises(
    text: &str,
    written: NaiveDateTime,
    working_days: &dyn Fn(NaiveDate, u32) -> Option<NaiveDate>,
) -> Vec<Promise> {
    let pieces = pieces::pieces(text);
    let reader = Reader { pieces: &pieces, written, working_days };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < pieces.len() {
        let Some((outcome, next)) = reader.expression(at) else {
            at += 1;
            continue;
        };
        let next = next.clamp(at + 1, pieces.len());
        let promise = outcome.filter(|outcome| is_ahead(&reader, outcome, at, next));
        found.extend(promise.map(|outcome| promise_of(&outcome, reader.span(at, next))));
        at = next;
    }
    found
}

/// Where dates and terms stand, promised or past, with a day that can be computed; `written` counts as for `promises`.
pub(crate) fn named_days(text: &str, written: NaiveDateTime) -> Vec<Range<usize>> {
    let pieces = pieces::pieces(text);
    let reader = Reader { pieces: &pieces, written, working_days: &|day, _| Some(day) };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < pieces.len() {
        let outcome = reader.expression(at);
        let next = outcome.as_ref().map_or(at + 1, |(_, next)| (*next).clamp(at + 1, pieces.len()));
        if outcome.is_some_and(|(found, _)| found.is_some_and(|found| found.due.is_ok())) {
            found.push(reader.span(at, next));
        }
        at = next;
    }
    found
}

/// The same by the calendar of an agency and its zone.
pub fn promises_by(text: &str, written_at: DateTime<Utc>, calendar: &WorkingCalendar) -> Vec<Promise> {
    let written = written_at.with_timezone(&calendar.zone()).naive_local();
    promises(text, written, &|day, count| working_day(calendar, day, count))
}

/// The `count`-th working day after `day`; none where the calendar refuses.
pub fn working_day(calendar: &WorkingCalendar, day: NaiveDate, count: u32) -> Option<NaiveDate> {
    let mut left = count;
    for date in day.iter_days().take(REACH_DAYS) {
        left -= u32::from(date > day && !calendar.hours(date).ok()?.is_empty());
        if left == 0 {
            return Some(date);
        }
    }
    None
}

/// Whether the word names a month in any case.
pub(crate) fn is_month(word: &str) -> bool {
    names::month(word).is_some()
}

fn promise_of(found: &Found, words: Range<usize>) -> Promise {
    Promise { from: found.from, due: found.due, hour: found.hour, precision: found.precision, words }
}

fn is_ahead(reader: &Reader<'_>, found: &Found, from: usize, to: usize) -> bool {
    let today = reader.today();
    let over = found.due.is_ok_and(|due| due < today);
    let later = found.from.map_or(found.due.ok(), Some).is_some_and(|day| day > today);
    let told = || tense::tense(reader.pieces, from, to) == Tense::Past;
    !over && ((found.anchored && later) || !told())
}

#[cfg(test)]
mod tests;
