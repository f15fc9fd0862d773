//! Durations in whole minutes, kept one by one and yet small, so that samples of days add up to the sample of a period.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// Why a text is not a sample.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a sample: expected increments of minutes, each with an optional *count")]
pub struct SampleError;

/// Minutes, each with how often it occurs.
///
/// The stored form is a text of increments in rising order: `82*3 5 10` is 82, 82, 82, 87, 97.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sample(BTreeMap<u32, u32>);

impl Sample {
    /// Takes one more duration.
    pub fn add(&mut self, minutes: u32) {
        *self.0.entry(minutes).or_default() += 1;
    }

    /// Takes all durations of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (minutes, count) in &other.0 {
            *self.0.entry(*minutes).or_default() += count;
        }
    }

    /// How many durations there are.
    pub fn len(&self) -> u32 {
        self.0.values().sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All minutes together.
    pub fn sum(&self) -> u64 {
        self.0.iter().map(|(minutes, count)| u64::from(*minutes) * u64::from(*count)).sum()
    }

    /// The smallest duration that at least so many thousandths of all do not exceed (numpy's `inverted_cdf`, type 1 of
    /// Hyndman and Fan, 1996); none without any.
    pub fn quantile(&self, thousandths: u32) -> Option<u32> {
        let wanted = u64::from(self.len()) * u64::from(thousandths.clamp(1, 1_000));
        let mut reached = 0;
        self.iter().find_map(|(minutes, count)| {
            reached += u64::from(count) * 1_000;
            (wanted <= reached).then_some(minutes)
        })
    }

    /// Minutes in rising order, with how often each occurs.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().map(|(minutes, count)| (*minutes, *count))
    }
}

impl FromIterator<u32> for Sample {
    fn from_iter<I: IntoIterator<Item = u32>>(durations: I) -> Self {
        let mut sample = Self::default();
        durations.into_iter().for_each(|minutes| sample.add(minutes));
        sample
    }
}

impl From<Sample> for String {
    fn from(sample: Sample) -> Self {
        let mut text = Self::new();
        let mut previous = 0;
        for (minutes, count) in sample.iter() {
            let space = if text.is_empty() { "" } else { " " };
            let times = if count == 1 { Self::new() } else { format!("*{count}") };
            write!(text, "{space}{}{times}", minutes - previous).expect("a string takes every text");
            previous = minutes;
        }
        text
    }
}

impl TryFrom<String> for Sample {
    type Error = SampleError;

    fn try_from(text: String) -> Result<Self, SampleError> {
        let mut sample = BTreeMap::new();
        let mut minutes = 0_u32;
        for step in text.split_ascii_whitespace() {
            let (increment, count) = step.split_once('*').unwrap_or((step, "1"));
            let increment: u32 = increment.parse().map_err(|_| SampleError)?;
            let count: u32 = count.parse().map_err(|_| SampleError)?;
            minutes = minutes.checked_add(increment).ok_or(SampleError)?;
            if count == 0 || sample.insert(minutes, count).is_some() {
                return Err(SampleError);
            }
        }
        Ok(Self(sample))
    }
}

/// Times to the first answer on one clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClockSample {
    /// From writing to the answer.
    #[serde(skip_serializing_if = "Sample::is_empty")]
    pub answered: Sample,
    /// From writing to the moment of looking, or to the withdrawal: the answer had not come by then.
    #[serde(skip_serializing_if = "Sample::is_empty")]
    pub waiting: Sample,
    /// Closed without the answer that was owed: it will not come.
    #[serde(skip_serializing_if = "crate::counts::is_zero")]
    pub never: u32,
}

impl ClockSample {
    /// Takes all of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.answered.merge(&other.answered);
        self.waiting.merge(&other.waiting);
        self.never += other.never;
    }

    /// Answered or not, all together.
    pub fn len(&self) -> u32 {
        self.answered.len() + self.waiting.len() + self.never
    }

    /// Whether there is nothing on this clock.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_stored_form_is_increments_with_counts() {
        let sample: Sample = [87, 82, 97, 82, 82].into_iter().collect();
        assert_eq!(String::from(sample.clone()), "82*3 5 10");
        assert_eq!((sample.len(), sample.sum()), (5, 430));
    }

    #[test]
    fn a_text_that_no_sample_writes_is_refused() {
        for text in ["x", "1*", "1*0", "5 0", "-1", "1,2", "4294967295 1", "*2", "1*2*3"] {
            assert_eq!(Sample::try_from(text.to_owned()), Err(SampleError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_sample_reads_back(durations in proptest::collection::vec(0_u32..5_000, 0..60)) {
            let sample: Sample = durations.iter().copied().collect();
            prop_assert_eq!(sample.len() as usize, durations.len());
            prop_assert_eq!(Sample::try_from(String::from(sample.clone())), Ok(sample));
        }
    }
}
