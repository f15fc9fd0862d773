//! Whether a page is silent beyond expectation: what it said in the same hours of the weeks before, and how likely it is
//! that such a page says nothing.
//!
//! An hour in which `k` messages came within `n` weeks is taken as a Poisson hour whose rate is not known but guessed from
//! these weeks, which makes it negative binomial: it stays silent with probability `(n / (n + 1)) ^ (k + 1/2)`. A few
//! weeks therefore promise less than many, and a page that was never busy is never silent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// So many weeks are looked back on.
pub const WEEKS: i64 = 8;
/// Fewer weeks say nothing about an hour.
const LEAST_WEEKS: u32 = 2;
/// A silence less likely than this is a doubt.
pub const UNLIKELY: f64 = 1e-3;
/// Where fewer messages are expected, silence says little.
pub const LEAST_EXPECTED: f64 = 5.0;

const HOURS_OF_WEEK: i64 = 7 * 24;
const HOUR_S: i64 = 3_600;

/// Messages of a page by the hour of their writing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tempo {
    /// The first hour, counted from 1970.
    first: i64,
    counts: Vec<u32>,
}

/// A silence, measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Silence {
    /// How many messages the weeks before promise for it.
    pub expected: f64,
    /// How likely it is that none comes.
    pub probability: f64,
}

/// The hour of a moment, counted from 1970.
pub const fn hour(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(HOUR_S)
}

impl Tempo {
    /// Notes how many messages were written in an hour that is over. To note it again changes it.
    pub fn set(&mut self, hour: i64, count: u32) {
        if self.counts.is_empty() {
            self.first = hour;
        }
        let kept = WEEKS * HOURS_OF_WEEK;
        if hour < self.first || hour - self.first >= 2 * kept {
            // Older than what is kept, or so much newer that nothing known is of use.
            if hour > self.first {
                *self = Self { first: hour, counts: vec![count] };
            }
            return;
        }
        let index = usize::try_from(hour - self.first).unwrap_or_default();
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] = count;
        let surplus = self.counts.len().saturating_sub(usize::try_from(kept).unwrap_or_default());
        self.counts.drain(..surplus);
        self.first += i64::try_from(surplus).unwrap_or_default();
    }

    fn count(&self, hour: i64) -> Option<u32> {
        self.counts.get(usize::try_from(hour - self.first).ok()?).copied()
    }

    /// How likely it is that nothing is written from `from` until `until`.
    pub fn silence(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Silence {
        let mut silence = Silence { expected: 0.0, probability: 1.0 };
        let mut start = from;
        while start < until {
            let this = hour(start);
            let end = DateTime::from_timestamp((this + 1) * HOUR_S, 0).unwrap_or(until).min(until);
            self.add(&mut silence, this, hour(from), part_of_hour(start, end));
            start = end;
        }
        silence
    }

    fn add(&self, silence: &mut Silence, this: i64, silent_since: i64, part: f64) {
        let before = (1..=WEEKS).map(|week| this - week * HOURS_OF_WEEK);
        let mut known: Vec<u32> =
            before.filter(|hour| *hour < silent_since).filter_map(|hour| self.count(hour)).collect();
        known.sort_unstable();
        let weeks = u32::try_from(known.len()).unwrap_or_default();
        if weeks < LEAST_WEEKS {
            return;
        }
        // One storm must not promise another one every week.
        let most = known[(known.len() - 1) / 2].saturating_mul(3).max(3);
        let messages = f64::from(known.iter().map(|count| (*count).min(most)).sum::<u32>());
        let weeks = f64::from(weeks);
        silence.expected += part * messages / weeks;
        silence.probability *= (weeks / (weeks + part)).powf(messages + 0.5);
    }
}

fn part_of_hour(start: DateTime<Utc>, end: DateTime<Utc>) -> f64 {
    let seconds = u32::try_from((end - start).num_seconds()).unwrap_or_default();
    f64::from(seconds) / 3_600.0
}

impl Silence {
    /// Whether it is unlikely enough to doubt that the page is heard.
    pub fn is_doubtful(&self) -> bool {
        self.expected >= LEAST_EXPECTED && self.probability < UNLIKELY
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn monday() -> DateTime<Utc> {
        "2026-03-02T00:00:00Z".parse().unwrap()
    }

    /// Weeks before Monday in which every hour of the day saw `count(hour of the day)` messages.
    fn tempo(weeks: i64, count: impl Fn(i64) -> u32) -> Tempo {
        let mut tempo = Tempo::default();
        for hour in hour(monday()) - weeks * HOURS_OF_WEEK..hour(monday()) {
            tempo.set(hour, count(hour.rem_euclid(24)));
        }
        tempo
    }

    fn by_day(hour: i64) -> u32 {
        if (8..20).contains(&hour) { 4 } else { 0 }
    }

    fn silence(tempo: &Tempo, from_hour: i64, hours: i64) -> Silence {
        let from = monday() + TimeDelta::hours(from_hour);
        tempo.silence(from, from + TimeDelta::hours(hours))
    }

    #[test]
    fn a_busy_page_that_says_nothing_for_three_hours_is_in_doubt() {
        let tempo = tempo(8, by_day);
        let found = silence(&tempo, 9, 3);
        assert!((found.expected - 12.0).abs() < 1e-9);
        assert!(found.is_doubtful());
        assert!(!silence(&tempo, 9, 1).is_doubtful());
    }

    #[test]
    fn a_night_is_no_silence() {
        let tempo = tempo(8, by_day);
        let night = silence(&tempo, 20, 12);
        assert!(night.expected < 1e-9 && !night.is_doubtful());
        // The evening before counts, though.
        assert!(silence(&tempo, 17, 15).is_doubtful());
    }

    #[test]
    fn a_quiet_page_is_never_silent() {
        let tempo = tempo(8, |hour| u32::from(hour == 12));
        assert!(!silence(&tempo, 0, 72).is_doubtful());
    }

    #[test]
    fn one_week_promises_nothing() {
        assert!(!silence(&tempo(1, by_day), 9, 6).is_doubtful());
        assert!(silence(&tempo(2, by_day), 9, 6).is_doubtful());
    }

    #[test]
    fn fewer_weeks_are_less_sure() {
        let (few, many) = (silence(&tempo(2, by_day), 9, 2), silence(&tempo(8, by_day), 9, 2));
        assert!((few.expected - many.expected).abs() < 1e-9);
        assert!(few.probability > many.probability);
    }

    #[test]
    fn a_storm_is_not_expected_again() {
        let mut tempo = tempo(8, |_| 0);
        for quarter in 0..6 {
            tempo.set(hour(monday()) - HOURS_OF_WEEK + 9 + quarter, 500);
        }
        let found = silence(&tempo, 9, 6);
        assert!(found.expected < 3.0 && !found.is_doubtful(), "{found:?}");
    }

    #[test]
    fn what_is_older_than_eight_weeks_is_forgotten() {
        let tempo = tempo(20, |_| 1);
        assert_eq!(i64::try_from(tempo.counts.len()).unwrap(), WEEKS * HOURS_OF_WEEK);
        assert_eq!(tempo.count(hour(monday()) - 1), Some(1));
        assert_eq!(tempo.count(hour(monday()) - WEEKS * HOURS_OF_WEEK - 1), None);
    }

    proptest! {
        #[test]
        fn a_longer_silence_is_never_likelier(
            counts in proptest::collection::vec(0_u32..40, 24),
            from in 0_i64..24,
            hours in 1_i64..48,
        ) {
            let tempo = tempo(8, |hour| counts[usize::try_from(hour).unwrap()]);
            let (short, long) = (silence(&tempo, from, hours), silence(&tempo, from, hours + 1));
            prop_assert!(long.probability <= short.probability && long.expected >= short.expected);
            prop_assert!((0.0..=1.0).contains(&long.probability));
        }

        #[test]
        fn hours_in_any_order_and_any_far_hour_do_no_harm(
            hours in proptest::collection::vec((any::<i32>(), any::<u32>()), 0..20),
        ) {
            let mut tempo = Tempo::default();
            for (hour, count) in hours {
                tempo.set(i64::from(hour), count);
            }
            let _any = silence(&tempo, 0, 3);
        }
    }
}
