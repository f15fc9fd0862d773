//! How long something may take, written "4 working hours" or "30 days".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A length of time, by the clock that it is meant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Span {
    /// Hours during which the desk is open.
    WorkingHours(u32),
    /// Working days after the day of the start; the last one counts to its close.
    WorkingDays(u32),
    /// Hours on the wall.
    Hours(u32),
    /// Days of any kind after the day of the start; the last one counts to midnight.
    CalendarDays(u32),
}

/// The text is no span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a span: expected 4 working hours, 10 working days, 48 hours or 30 days")]
pub struct SpanError;

/// No rule gives longer than this; it keeps a slip of the pen from reaching past all calendars.
const LONGEST: u32 = 10_000;

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match *self {
            Self::WorkingHours(count) => (count, "working hour"),
            Self::WorkingDays(count) => (count, "working day"),
            Self::Hours(count) => (count, "hour"),
            Self::CalendarDays(count) => (count, "day"),
        };
        write!(formatter, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let (count, unit) = text.split_once(' ').ok_or(SpanError)?;
        let count = count.parse().map_err(|_| SpanError)?;
        if !(1..=LONGEST).contains(&count) {
            return Err(SpanError);
        }
        match unit.strip_suffix('s').unwrap_or(unit) {
            "working hour" => Ok(Self::WorkingHours(count)),
            "working day" => Ok(Self::WorkingDays(count)),
            "hour" => Ok(Self::Hours(count)),
            "day" | "calendar day" => Ok(Self::CalendarDays(count)),
            _ => Err(SpanError),
        }
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_back_as_it_was_written() {
        for text in ["4 working hours", "1 working hour", "10 working days", "48 hours", "30 days", "1 day"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_span_without_a_unit_or_a_length_is_refused() {
        for text in ["", "4", "0 hours", "-1 days", "4 weeks", "10001 days", "4  hours", "four hours"] {
            assert_eq!(text.parse::<Span>(), Err(SpanError), "{text:?}");
        }
    }
}
