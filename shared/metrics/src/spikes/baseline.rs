//! What is to be expected of a topic in a municipality on a day: weekday and season of the topic in the whole region, the
//! level of the last six weeks in the place itself.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days from which the level of a place is read.
pub const LEVEL_DAYS: usize = 42;
/// The same, to count back from.
const LAST: i32 = 42;
/// Days from which weekdays and bursts are read.
const RECENT_DAYS: usize = 112;
/// A year ago, on the same weekday.
const YEAR: usize = 364;
/// Days on either side that make last year's season smooth.
const SMOOTH: usize = 14;
/// As if so many incidents of every weekday had been seen beside the real ones: few tell little about weekdays.
const PRIOR: f64 = 10.0;
/// The size is an estimate, and tails are sensitive to it: it is taken for so much burstier.
const CAUTION: f64 = 0.9;
/// No topic is taken to be calmer than this, or burstier.
const SIZES: (f64, f64) = (0.5, 50.0);

/// Counts of the same days in a row, by municipality; the last is the day before the one of interest.
pub type Counts<'a> = &'a [&'a [u32]];

/// How a topic goes in the whole region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The first day after those it was learned from.
    pub from: NaiveDate,
    /// Monday to Sunday against the mean.
    pub weekdays: [f64; 7],
    /// Last year's smoothed daily counts, from the first day of the level to a week after `from`; empty when a year is not
    /// known, and then no season is.
    pub season: Vec<f64>,
    /// The negative binomial size: the smaller, the burstier.
    pub size: f64,
}

/// What is to be expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expected {
    /// How many.
    pub mean: f64,
    /// The negative binomial size: bursts of the topic, and what six weeks leave unsure about the level.
    pub size: f64,
}

impl Profile {
    /// Learns from the counts of all municipalities, which end the day before `from`.
    pub fn learn(units: Counts<'_>, from: NaiveDate) -> Self {
        let days = units.iter().map(|counts| counts.len()).min().unwrap_or_default();
        let total =
            |back: usize| -> f64 { units.iter().map(|counts| f64::from(counts[counts.len() - back])).sum() };
        let mut profile = Self { from, weekdays: [1.0; 7], season: Vec::new(), size: SIZES.1 };
        profile.learn_season(days, &total);
        profile.learn_weekdays(days.min(RECENT_DAYS), &total);
        profile.learn_size(units, days.min(RECENT_DAYS));
        profile
    }

    fn learn_season(&mut self, days: usize, total: &dyn Fn(usize) -> f64) {
        if days < YEAR + LEVEL_DAYS + SMOOTH {
            return;
        }
        let smooth = |back: usize| (back - SMOOTH..=back + SMOOTH).map(total).sum::<f64>() / 29.0;
        self.season = (YEAR - 7..=YEAR + LEVEL_DAYS).rev().map(|back| smooth(back).max(0.1)).collect();
    }

    fn learn_weekdays(&mut self, days: usize, total: &dyn Fn(usize) -> f64) {
        let (mut seen, mut around) = ([PRIOR; 7], [PRIOR; 7]);
        // Against the week around it, so that a season that rises is not taken for a weekday.
        for back in 4..days.saturating_sub(2) {
            let weekday = weekday(self.from, back);
            seen[weekday] += total(back);
            around[weekday] += (back - 3..=back + 3).map(total).sum::<f64>() / 7.0;
        }
        self.weekdays = std::array::from_fn(|weekday| seen[weekday] / around[weekday]);
    }

    /// By moments, over all places: how much more the counts spread than chance alone would have it.
    fn learn_size(&mut self, units: Counts<'_>, days: usize) {
        let (mut excess, mut squares) = (0.0, 0.0);
        for counts in units {
            for block in (0..days / 28).map(|block| block * 28 + 1) {
                let factors: Vec<f64> =
                    (block..block + 28).map(|back| self.weekdays[weekday(self.from, back)]).collect();
                let seen: Vec<f64> =
                    (block..block + 28).map(|back| f64::from(counts[counts.len() - back])).collect();
                let level = seen.iter().sum::<f64>() / factors.iter().sum::<f64>();
                for (seen, factor) in seen.iter().zip(factors) {
                    let mean = level * factor;
                    // The level is fitted to the same days, which takes one of 28 from the spread.
                    excess += (seen - mean).powi(2) * 28.0 / 27.0 - mean;
                    squares += mean * mean;
                }
            }
        }
        let size = if excess <= 0.0 { SIZES.1 } else { CAUTION * squares / excess };
        self.size = size.clamp(SIZES.0, SIZES.1);
    }

    /// Weekday times season of the day `back` days before `from`; on and after it `back` is not above zero.
    fn factor(&self, back: i32) -> f64 {
        let index = usize::try_from(LAST - back).unwrap_or_default();
        let season = self.season.get(index.min(self.season.len().saturating_sub(1))).copied().unwrap_or(1.0);
        self.weekdays[weekday_of(self.from, back)] * season
    }

    /// What is to be expected in a place on the day `from + ahead`, up to the moment by which `part` of a day's messages have
    /// usually come (1 for a whole day). `counts` end the day before `from`.
    pub fn expected(&self, counts: &[u32], ahead: u8, part: f64) -> Expected {
        let known = counts.len().min(LEVEL_DAYS);
        let recent = &counts[counts.len() - known..];
        let backs = (1..=known).rev().map(|back| i32::try_from(back).unwrap_or(i32::MAX));
        let exposure: f64 = backs.clone().map(|back| self.factor(back)).sum();
        if known == 0 || exposure <= 0.0 {
            return Expected { mean: 0.0, size: SIZES.0 };
        }
        let level = recent.iter().map(|count| f64::from(*count)).sum::<f64>() / exposure;
        // A spike of last week must not hide one of today.
        let capped: f64 = recent
            .iter()
            .zip(backs)
            .map(|(count, back)| {
                let mean = level * self.factor(back);
                f64::from(*count).min(mean + 4.0 * (mean + mean * mean / self.size).sqrt() + 1.0)
            })
            .sum::<f64>()
            + 0.5;
        let mean = capped / exposure * self.factor(-i32::from(ahead)) * part;
        Expected { mean, size: 1.0 / (1.0 / self.size + 1.0 / capped) }
    }
}

fn weekday(from: NaiveDate, back: usize) -> usize {
    weekday_of(from, i32::try_from(back).unwrap_or_default())
}

fn weekday_of(from: NaiveDate, back: i32) -> usize {
    let monday = i32::try_from(from.weekday().num_days_from_monday()).unwrap_or_default();
    usize::try_from((monday - back).rem_euclid(7)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::fixture::date;

    fn steady(mean: f64, days: usize, seed: u64) -> Vec<u32> {
        let mut chance = Chance::new(seed);
        (0..days).map(|_| chance.negative_binomial(mean, 5.0)).collect()
    }

    #[test]
    fn the_level_of_a_place_is_that_of_its_last_weeks() {
        let units: Vec<Vec<u32>> =
            (1_u32..=10).map(|unit| steady(2.0 * f64::from(unit), 200, unit.into())).collect();
        let slices: Vec<&[u32]> = units.iter().map(Vec::as_slice).collect();
        let profile = Profile::learn(&slices, date("2025-07-21"));
        assert!((3.0..6.5).contains(&profile.size), "{}", profile.size);
        let expected = profile.expected(slices[4], 0, 1.0);
        assert!((expected.mean - 10.0).abs() < 2.0 && expected.size < profile.size, "{expected:?}");
        assert!((profile.expected(slices[4], 0, 0.25).mean * 4.0 - expected.mean).abs() < 1e-9);
    }

    #[test]
    fn weekdays_are_learned_and_hold_for_the_day_of_interest() {
        // 2025-07-21 is a Monday; Sundays have half.
        let counts: Vec<u32> = (0..140).map(|day| if day % 7 == 6 { 20 } else { 40 }).collect();
        let profile = Profile::learn(&[&counts], date("2025-07-21"));
        let [monday, sunday] = [0, 6].map(|ahead| profile.expected(&counts, ahead, 1.0).mean);
        assert!((monday - 40.0).abs() < 1.5 && (sunday - 20.0).abs() < 1.5, "{monday} {sunday}");
    }

    #[test]
    fn last_years_season_is_expected_again() {
        let wave = |day: f64| 100.0 + 80.0 * (std::f64::consts::TAU * day / 364.0).sin();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
        let counts: Vec<u32> = (0..720).map(|day| wave(f64::from(day)) as u32).collect();
        let profile = Profile::learn(&[&counts], date("2025-07-21"));
        let mean = profile.expected(&counts, 0, 1.0).mean;
        assert!((mean / wave(720.0) - 1.0).abs() < 0.05, "{mean} against {}", wave(720.0));
        let young = Profile::learn(&[&counts[400..]], date("2025-07-21"));
        assert!(
            young.season.is_empty()
                && (young.expected(&counts[400..], 0, 1.0).mean / wave(720.0) - 1.0).abs() > 0.05
        );
    }

    #[test]
    fn a_place_without_any_day_expects_nothing() {
        let profile = Profile::learn(&[&[]], date("2025-07-21"));
        assert!(profile.expected(&[], 0, 1.0).mean < f64::EPSILON);
    }
}
