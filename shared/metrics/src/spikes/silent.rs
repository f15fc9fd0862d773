//! Municipalities from which far less comes than from others of their size: probably unheard, not content.

use std::collections::BTreeSet;

use domain::Oktmo;
use serde::Serialize;

use super::detect::false_shares;
use super::tail::at_most;
use crate::day::Gap;

/// Only who is heard less than this part of what is expected is called silent, however sure the rest is.
const PART: f64 = 0.5;
/// Towns are never taken to be more alike than this: they differ for reasons that are no silence.
const LARGEST_SIZE: f64 = 10.0;
/// The size is an estimate from some dozens of towns: it is taken for so much smaller.
const CAUTION: f64 = 0.7;

/// What came from a municipality in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heard {
    /// The municipality.
    pub municipality: Oktmo,
    /// How many live there.
    pub residents: u32,
    /// How many incidents came.
    pub received: u32,
    /// It has a page that is connected.
    pub has_page: bool,
    /// Doubts about its pages in the period.
    pub doubts: BTreeSet<Gap>,
}

/// The likely reason of a silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No page of it is connected.
    NoPage,
    /// Its pages were in doubt.
    Doubts(BTreeSet<Gap>),
    /// None is known: somebody should ask there.
    Unknown,
}

/// A municipality that is probably not heard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Silent {
    /// The municipality.
    pub municipality: Oktmo,
    /// What came.
    pub received: u32,
    /// What comes from so many residents elsewhere in the region.
    pub expected: f64,
    /// The probability of so few or fewer by chance.
    pub probability: f64,
    /// Why, as far as is known.
    pub reason: Reason,
}

/// The municipalities that are probably not heard; of those named, at most `false_share` are heard well.
pub fn silent(heard: &[Heard], false_share: f64) -> Vec<Silent> {
    let judged: Vec<(f64, f64)> = (0..heard.len()).map(|own| judge(heard, own)).collect();
    let probabilities: Vec<f64> = judged.iter().map(|(_, probability)| *probability).collect();
    let shares = false_shares(&probabilities);
    heard
        .iter()
        .zip(judged.iter().zip(shares))
        .filter(|(heard, ((expected, _), share))| {
            *share <= false_share && f64::from(heard.received) < PART * expected
        })
        .map(|(heard, ((expected, probability), _))| Silent {
            municipality: heard.municipality.clone(),
            received: heard.received,
            expected: *expected,
            probability: *probability,
            reason: match heard {
                Heard { has_page: false, .. } => Reason::NoPage,
                Heard { doubts, .. } if !doubts.is_empty() => Reason::Doubts(doubts.clone()),
                _ => Reason::Unknown,
            },
        })
        .collect()
}

/// What is expected of one by all others, and how probable so few are. How much towns differ is measured on the others, and
/// those among them from which nothing comes do not count: they may be silent themselves.
fn judge(heard: &[Heard], own: usize) -> (f64, f64) {
    let all = heard.iter().enumerate().filter(|(index, _)| *index != own).map(|(_, heard)| heard);
    let others: Vec<(f64, f64)> = all
        .filter(|heard| heard.received > 0)
        .map(|heard| (f64::from(heard.received), f64::from(heard.residents)))
        .collect();
    let residents: f64 = others.iter().map(|(_, residents)| residents).sum();
    let rate = others.iter().map(|(received, _)| received).sum::<f64>() / residents.max(1.0);
    let (excess, squares) = others.iter().fold((0.0, 0.0), |(excess, squares), (received, residents)| {
        let mean = rate * residents;
        (excess + (received - mean).powi(2) - mean, squares + mean * mean)
    });
    let size = if excess <= 0.0 { LARGEST_SIZE } else { (CAUTION * squares / excess).min(LARGEST_SIZE) };
    let expected = rate * f64::from(heard[own].residents);
    (expected, at_most(heard[own].received, expected, size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::fixture::oktmo;

    fn region(seed: u64) -> Vec<Heard> {
        let mut chance = Chance::new(seed);
        (1..=50)
            .map(|number| {
                let residents = 5_000 + u32::try_from(chance.below(60_000)).unwrap();
                let received = chance.negative_binomial(f64::from(residents) / 500.0, 8.0);
                Heard { municipality: oktmo(number), residents, received, has_page: true, doubts: [].into() }
            })
            .collect()
    }

    #[test]
    fn a_region_that_is_heard_everywhere_has_no_silent_town_on_nearly_all_days() {
        let named = (0..400).filter(|seed| !silent(&region(*seed), 0.05).is_empty()).count();
        println!("regions of 400 with a false silent town: {named}");
        assert!(named <= 20, "{named} of 400");
    }

    #[test]
    fn a_town_of_which_little_is_left_is_named_with_its_reason() {
        let mut found = 0;
        for seed in 0..200 {
            let mut heard = region(seed);
            heard[7].residents = 40_000;
            heard[7].received = 6;
            heard[7].doubts = [Gap::SilentPage].into();
            heard[9] = Heard { residents: 40_000, received: 0, has_page: false, ..heard[9].clone() };
            let silent = silent(&heard, 0.05);
            let reason = |number| {
                let own = silent.iter().find(|silent| silent.municipality == oktmo(number));
                own.map(|silent| silent.reason.clone())
            };
            let seen = [reason(8), reason(10)];
            let right = [Some(Reason::Doubts([Gap::SilentPage].into())), Some(Reason::NoPage)];
            found += usize::from(seen == right);
        }
        assert!(found >= 190, "{found} of 200");
    }
}
