//! The register of claims that ask for a check: how long they live after the rebuttal, and how many proved true.
//!
//! A claim closes nobody's incident, an opinion is no claim, and nobody who repeats one is counted as a person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::formulas::MINIMUM_N;
use crate::sample::Sample;

/// What the check of a claim showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// It is so.
    True,
    /// It is not so.
    False,
    /// It cannot be decided.
    Undecided,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// When it was flagged for a check.
    pub flagged_at: DateTime<Utc>,
    /// What the check showed, and when that was said in public.
    pub checked: Option<(Checked, DateTime<Utc>)>,
    /// When messages that repeat it were written.
    pub seen: Vec<DateTime<Utc>>,
}

/// The numbers of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Register {
    /// Claims flagged.
    pub flagged: u32,
    /// Of these: not checked yet.
    pub waiting: u32,
    /// Proved true.
    pub proved_true: u32,
    /// Proved false.
    pub proved_false: u32,
    /// Not to be decided.
    pub undecided: u32,
    /// Fewer than ten were decided: no share is to be told.
    pub too_few: bool,
}

impl Claim {
    /// Minutes after the rebuttal within which half of the repetitions since then came; none before a rebuttal, or with fewer
    /// than ten repetitions after it.
    pub fn half_life(&self) -> Option<u32> {
        let (_, rebutted_at) = self.checked.filter(|(checked, _)| *checked == Checked::False)?;
        let after = self.seen.iter().filter(|at| rebutted_at < **at);
        let minutes: Sample =
            after.map(|at| u32::try_from((*at - rebutted_at).num_minutes()).unwrap_or(u32::MAX)).collect();
        minutes.quantile(500).filter(|_| MINIMUM_N <= minutes.len())
    }
}

/// Counts the claims as they stood at `as_of`.
pub fn register(claims: &[Claim], as_of: DateTime<Utc>) -> Register {
    let mut counts = [0_u32; 4];
    let known = claims.iter().filter(|claim| claim.flagged_at <= as_of);
    for claim in known {
        let checked = claim.checked.filter(|(_, at)| *at <= as_of).map(|(checked, _)| checked);
        counts[match checked {
            None => 0,
            Some(Checked::True) => 1,
            Some(Checked::False) => 2,
            Some(Checked::Undecided) => 3,
        }] += 1;
    }
    let [waiting, proved_true, proved_false, undecided] = counts;
    let too_few = proved_true + proved_false < MINIMUM_N;
    Register { flagged: counts.iter().sum(), waiting, proved_true, proved_false, undecided, too_few }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::fixture::at;

    fn claim(checked: Option<Checked>) -> Claim {
        let flagged_at = at("2025-03-10 09:00");
        let checked = checked.map(|checked| (checked, at("2025-03-11 09:00")));
        let seen = (-5..12).map(|hour| at("2025-03-11 09:00") + TimeDelta::hours(hour)).collect();
        Claim { flagged_at, checked, seen }
    }

    #[test]
    fn the_half_life_counts_from_the_rebuttal_and_only_what_comes_after_it() {
        assert_eq!(claim(Some(Checked::False)).half_life(), Some(360), "the sixth of eleven hours");
        assert_eq!(claim(Some(Checked::True)).half_life(), None);
        let mut short = claim(Some(Checked::False));
        short.seen.truncate(15);
        assert_eq!(short.half_life(), None, "nine repetitions are too few");
    }

    #[test]
    fn a_check_that_comes_later_is_not_known_yet() {
        let claims = [claim(Some(Checked::True)), claim(Some(Checked::Undecided)), claim(None)];
        let count = |moment| {
            let found = register(&claims, at(moment));
            (found.flagged, found.waiting, found.proved_true, found.undecided)
        };
        assert_eq!(count("2025-03-10 08:00"), (0, 0, 0, 0));
        assert_eq!(count("2025-03-11 08:00"), (3, 3, 0, 0));
        assert_eq!(count("2025-03-12 08:00"), (3, 1, 1, 1));
    }
}
