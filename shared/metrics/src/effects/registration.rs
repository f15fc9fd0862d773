//! What is to be measured, frozen before the measure begins.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Oktmo;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::difference::Measure;
use crate::formulas::{Formula, Unit};
use crate::period::{Window, day_bounds};

/// Which direction is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Fewer is better.
    Lower,
    /// More is better.
    Higher,
}

impl Better {
    /// What turns a change into a gain.
    pub(super) const fn sign(self) -> f64 {
        match self {
            Self::Lower => -1.0,
            Self::Higher => 1.0,
        }
    }
}

/// What somebody intends to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The id of a formula that is a count or a share.
    pub metric: String,
    /// Its version.
    pub formula: u16,
    /// Where the measure is taken.
    pub municipality: Oktmo,
    /// The days before it.
    pub baseline: Window,
    /// The days in which its effect is looked for.
    pub effect: Window,
    /// What is hoped for.
    pub better: Better,
    /// The change that is aimed at, in thousandths: of the expected count, or of one for a share (50 is five points).
    pub target_per_mille: u32,
    /// Who answers for it: the public name of a key, no person.
    pub owner: String,
    /// What the bootstrap starts from.
    pub seed: u64,
}

/// A plan that can no longer be changed unseen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The plan.
    pub plan: Plan,
    /// When it was frozen.
    pub at: DateTime<Utc>,
    /// SHA-256 over both, in hexadecimal.
    pub hash: String,
}

/// Why a plan cannot be frozen, or is not the one that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The metric is no count and no share, or its formula has another version now.
    #[error("`metric` and `formula` name no count and no share of today")]
    Metric,
    /// The baseline does not end before the effect window begins.
    #[error("`baseline` does not end before `effect` begins")]
    Overlap,
    /// The effect window has begun.
    #[error("the measure has begun: a plan is frozen before it")]
    TooLate,
    /// The plan was changed after it had been frozen.
    #[error("the plan does not bear out its hash")]
    Changed,
}

impl Plan {
    /// How the metric is compared.
    pub fn measure(&self) -> Result<Measure, PlanError> {
        let formula = Formula::named(&self.metric).filter(|formula| formula.version == self.formula);
        match formula.map(|formula| formula.unit) {
            Some(Unit::Share) => Ok(Measure::Share),
            Some(Unit::Incidents | Unit::Messages) => Ok(Measure::Count),
            _ => Err(PlanError::Metric),
        }
    }

    /// Freezes it at `now`, while the effect window has not begun in `zone`.
    pub fn freeze(self, now: DateTime<Utc>, zone: Tz) -> Result<Frozen, PlanError> {
        self.measure()?;
        if self.effect.from <= self.baseline.to {
            return Err(PlanError::Overlap);
        }
        if day_bounds(self.effect.from, zone).0 <= now {
            return Err(PlanError::TooLate);
        }
        let hash = hash(&self, now);
        Ok(Frozen { plan: self, at: now, hash })
    }
}

impl Frozen {
    /// The plan, if it is the one that was frozen.
    pub fn verified(&self) -> Result<&Plan, PlanError> {
        if hash(&self.plan, self.at) == self.hash { Ok(&self.plan) } else { Err(PlanError::Changed) }
    }
}

/// Fields are named, so that no two plans have one text.
fn hash(plan: &Plan, at: DateTime<Utc>) -> String {
    let Plan { metric, formula, municipality, baseline, effect, better, target_per_mille, owner, seed } =
        plan;
    let text = format!(
        "metric={metric:?}\nformula={formula}\nmunicipality={municipality}\nbaseline={}/{}\neffect={}/{}\n\
         better={better:?}\ntarget={target_per_mille}\nowner={owner:?}\nseed={seed}\nat={}\n",
        baseline.from,
        baseline.to,
        effect.from,
        effect.to,
        at.to_rfc3339(),
    );
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes every text");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{MOSCOW, at, date, oktmo};

    fn plan() -> Plan {
        Plan {
            metric: "received".to_owned(),
            formula: 1,
            municipality: oktmo(1),
            baseline: Window::new(date("2025-01-06"), date("2025-06-30")).unwrap(),
            effect: Window::new(date("2025-07-07"), date("2025-09-28")).unwrap(),
            better: Better::Lower,
            target_per_mille: 200,
            owner: "ok_1".to_owned(),
            seed: 7,
        }
    }

    #[test]
    fn a_plan_is_frozen_before_the_measure_begins_and_not_after() {
        assert!(plan().freeze(at("2025-07-06 20:59"), MOSCOW).is_ok());
        assert_eq!(plan().freeze(at("2025-07-06 21:00"), MOSCOW), Err(PlanError::TooLate));
        let overlapping = Plan { effect: plan().baseline, ..plan() };
        assert_eq!(overlapping.freeze(at("2025-01-01 00:00"), MOSCOW), Err(PlanError::Overlap));
        for metric in ["first_answer_median_wall", "hops_mean", "nothing"] {
            let plan = Plan { metric: metric.to_owned(), ..plan() };
            assert_eq!(plan.freeze(at("2025-07-01 00:00"), MOSCOW), Err(PlanError::Metric), "{metric}");
        }
    }

    #[test]
    fn whatever_is_changed_afterwards_is_seen() {
        let frozen = plan().freeze(at("2025-07-01 00:00"), MOSCOW).unwrap();
        assert_eq!(frozen.verified(), Ok(&plan()));
        let changes: [fn(&mut Frozen); 5] = [
            |frozen| frozen.plan.baseline.from = date("2025-02-06"),
            |frozen| frozen.plan.better = Better::Higher,
            |frozen| frozen.plan.target_per_mille = 100,
            |frozen| frozen.plan.owner = "ok_2".to_owned(),
            |frozen| frozen.at = at("2025-06-01 00:00"),
        ];
        for change in changes {
            let mut other = frozen.clone();
            change(&mut other);
            assert_eq!(other.verified(), Err(PlanError::Changed), "{other:?}");
        }
    }
}
