//! A stretch of one local day, written "08:30-12:00".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The length of a day by the clock on the wall.
const DAY: u16 = 24 * 60;

/// From one minute of a day to another; the end may be 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    start: u16,
    end: u16,
}

/// The text is no period of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a period of one day: expected 08:30-12:00, up to 24:00; split one that crosses midnight")]
pub struct PeriodError;

impl Period {
    /// All day long.
    pub const WHOLE_DAY: Self = Self { start: 0, end: DAY };

    /// The minutes since midnight from `start` to `end`, which must be later.
    pub const fn new(start: u16, end: u16) -> Result<Self, PeriodError> {
        if start < end && end <= DAY { Ok(Self { start, end }) } else { Err(PeriodError) }
    }

    /// The minute of the day at which it begins.
    pub const fn start(self) -> u16 {
        self.start
    }

    /// The minute of the day before which it ends.
    pub const fn end(self) -> u16 {
        self.end
    }

    /// How many minutes it lasts by the clock on the wall.
    pub const fn minutes(self) -> u16 {
        self.end - self.start
    }
}

/// Takes `minutes` of work away from the end of a day.
pub(super) fn shorten(periods: &mut Vec<Period>, mut minutes: u16) {
    while let Some(last) = periods.last_mut() {
        if minutes < last.minutes() {
            last.end -= minutes;
            return;
        }
        minutes -= last.minutes();
        periods.pop();
    }
}

/// Whether each period begins after the one before it has ended.
pub(super) fn in_order(periods: &[Period]) -> bool {
    periods.is_sorted_by(|earlier, later| earlier.end <= later.start)
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (self.start, self.end);
        write!(formatter, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (start, end) = text.split_once('-').ok_or(PeriodError)?;
        Self::new(minute_of_day(start)?, minute_of_day(end)?)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

fn minute_of_day(text: &str) -> Result<u16, PeriodError> {
    let two_digits = |part: &str| match part.as_bytes() {
        [b'0'..=b'9', b'0'..=b'9'] => part.parse::<u16>().map_err(|_| PeriodError),
        _ => Err(PeriodError),
    };
    let (hours, minutes) = text.trim().split_once(':').ok_or(PeriodError)?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    if 59 < minutes { Err(PeriodError) } else { Ok(hours * 60 + minutes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods(texts: &[&str]) -> Vec<Period> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_period_reads_back_as_it_was_written() {
        for text in ["08:30-12:00", "00:00-24:00", "23:59-24:00"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_part_of_one_day_is_refused() {
        for text in
            ["", "8:30-12:00", "12:00-12:00", "22:00-06:00", "08:60-12:00", "08:30-24:01", "+8:30-12:00"]
        {
            assert_eq!(text.parse::<Period>(), Err(PeriodError), "{text:?}");
        }
    }

    #[test]
    fn a_shorter_day_loses_an_hour_of_work_and_not_of_the_break() {
        let mut day = periods(&["08:00-12:00", "13:00-13:20"]);
        shorten(&mut day, 60);
        assert_eq!(day, periods(&["08:00-11:20"]));
        let mut day = periods(&["08:00-09:00"]);
        shorten(&mut day, 60);
        assert_eq!(day, []);
    }
}
