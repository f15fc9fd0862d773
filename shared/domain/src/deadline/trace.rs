//! How a deadline came about, short enough to be stored with every incident.
//!
//! Moments are seconds of the epoch in base 36, each after the capital letter of its step:
//! `S` start, `O` the desk opens, then the span (`W` working hours, `E` working days, `H` hours, `C` calendar days) with
//! a small letter for what it rests on, `A` and `X` pauses for the author and for an outside body, `D` due.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::pause::{Pause, PauseReason};
use crate::sla::{Basis, Span};

/// The steps from the start of a clock to its deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Trace {
    pub(super) start: DateTime<Utc>,
    pub(super) opens: Option<DateTime<Utc>>,
    pub(super) span: Span,
    pub(super) basis: Basis,
    pub(super) pauses: Vec<Pause>,
    pub(super) due: DateTime<Utc>,
}

/// The text is no trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a deadline trace")]
pub struct TraceError;

impl Trace {
    /// When the clock was started: when the message was written.
    pub const fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// The span it was given.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// What the span rests on.
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// The pauses that moved it, one after another.
    pub fn pauses(&self) -> &[Pause] {
        &self.pauses
    }

    /// The deadline.
    pub const fn due(&self) -> DateTime<Utc> {
        self.due
    }
}

const BASES: [(char, Basis); 7] = [
    ('h', Basis::HighImportance),
    ('o', Basis::OrdinaryImportance),
    ('d', Basis::DirectMessage),
    ('f', Basis::FastTrack),
    ('t', Basis::Topic),
    ('p', Basis::Platform),
    ('a', Basis::Default),
];

impl fmt::Display for Trace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "S{}", moment(self.start))?;
        if let Some(opens) = self.opens {
            write!(formatter, "O{}", moment(opens))?;
        }
        let (tag, count) = match self.span {
            Span::WorkingHours(count) => ('W', count),
            Span::WorkingDays(count) => ('E', count),
            Span::Hours(count) => ('H', count),
            Span::CalendarDays(count) => ('C', count),
        };
        let letter = BASES.iter().find(|(_, basis)| *basis == self.basis).map_or('a', |(letter, _)| *letter);
        write!(formatter, "{tag}{count}{letter}")?;
        for pause in &self.pauses {
            let tag = match pause.reason {
                PauseReason::Author => 'A',
                PauseReason::External => 'X',
            };
            write!(formatter, "{tag}{}", moment(pause.from))?;
            if let Some(to) = pause.to {
                write!(formatter, "-{}", moment(to))?;
            }
        }
        write!(formatter, "D{}", moment(self.due))
    }
}

impl FromStr for Trace {
    type Err = TraceError;

    fn from_str(text: &str) -> Result<Self, TraceError> {
        let mut steps = steps(text)?.into_iter().peekable();
        let start = match steps.next() {
            Some(('S', body)) => read_moment(body)?,
            _ => return Err(TraceError),
        };
        let opens = steps.next_if(|(tag, _)| *tag == 'O').map(|(_, body)| read_moment(body)).transpose()?;
        let (tag, body) = steps.next().ok_or(TraceError)?;
        let (span, basis) = read_span(tag, body)?;
        let mut pauses = Vec::new();
        while let Some((tag, body)) = steps.next_if(|(tag, _)| *tag != 'D') {
            pauses.push(read_pause(tag, body)?);
        }
        let due = steps.next().map(|(_, body)| read_moment(body)).ok_or(TraceError)??;
        if steps.next().is_some() {
            return Err(TraceError);
        }
        Ok(Self { start, opens, span, basis, pauses, due })
    }
}

impl TryFrom<String> for Trace {
    type Error = TraceError;

    fn try_from(text: String) -> Result<Self, TraceError> {
        text.parse()
    }
}

impl From<Trace> for String {
    fn from(trace: Trace) -> Self {
        trace.to_string()
    }
}

/// Each capital letter with what follows it.
fn steps(text: &str) -> Result<Vec<(char, &str)>, TraceError> {
    if !text.is_ascii() || !text.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Err(TraceError);
    }
    let begins =
        text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase()).map(|(index, _)| index);
    let begins: Vec<usize> = begins.chain([text.len()]).collect();
    let step = |pair: &[usize]| (char::from(text.as_bytes()[pair[0]]), &text[pair[0] + 1..pair[1]]);
    Ok(begins.windows(2).map(step).collect())
}

fn read_span(tag: char, body: &str) -> Result<(Span, Basis), TraceError> {
    let letter = body.chars().next_back().ok_or(TraceError)?;
    let (_, basis) = BASES.iter().find(|(known, _)| *known == letter).ok_or(TraceError)?;
    let digits = &body[..body.len() - 1];
    let count = digits.parse().ok().filter(|_| !digits.starts_with('+')).ok_or(TraceError)?;
    let span = match tag {
        'W' => Span::WorkingHours(count),
        'E' => Span::WorkingDays(count),
        'H' => Span::Hours(count),
        'C' => Span::CalendarDays(count),
        _ => return Err(TraceError),
    };
    Ok((span, *basis))
}

fn read_pause(tag: char, body: &str) -> Result<Pause, TraceError> {
    let reason = match tag {
        'A' => PauseReason::Author,
        'X' => PauseReason::External,
        _ => return Err(TraceError),
    };
    let (from, to) = body.split_once('-').map_or((body, None), |(from, to)| (from, Some(to)));
    Ok(Pause { from: read_moment(from)?, to: to.map(read_moment).transpose()?, reason })
}

/// Seconds of the epoch in base 36: six characters until the year 2038. Earlier than 1970 is not written.
fn moment(at: DateTime<Utc>) -> String {
    let mut seconds = at.timestamp().max(0).unsigned_abs();
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(seconds % 36).expect("a remainder of 36 fits");
        digits.push(char::from_digit(digit, 36).expect("below the radix"));
        seconds /= 36;
        if seconds == 0 {
            break;
        }
    }
    digits.into_iter().rev().collect()
}

fn read_moment(text: &str) -> Result<DateTime<Utc>, TraceError> {
    if text.starts_with('+') {
        return Err(TraceError);
    }
    let seconds = i64::from_str_radix(text, 36).map_err(|_| TraceError)?;
    DateTime::from_timestamp(seconds, 0).filter(|_| 0 <= seconds).ok_or(TraceError)
}
