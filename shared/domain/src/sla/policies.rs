//! The policies of a region, checked together.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{SlaFacts, SlaPolicy};
use crate::ids::PolicyId;

/// From the first hundredth of the time to ten times as much.
const PERCENTS: std::ops::RangeInclusive<u16> = 1..=1000;

/// A set of policies that has an answer for every incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<SlaPolicy>", into = "Vec<SlaPolicy>")]
pub struct SlaPolicies(Vec<SlaPolicy>);

/// What is wrong with a set of policies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlaError {
    /// Two policies have one name.
    #[error("id: {0} is used twice")]
    DuplicateId(PolicyId),
    /// A policy ends before it begins.
    #[error("valid_until: {0} ends before it begins")]
    NeverInForce(PolicyId),
    /// The levels of an escalation chain are not each at a percentage of its own between 1 and 1000.
    #[error("escalation: the levels of {0} need percentages of their own between 1 and 1000")]
    Escalation(PolicyId),
    /// A policy without conditions must be in force on every day from the first on, and is not on this one.
    #[error("no policy without conditions is in force on {0}")]
    NoDefault(NaiveDate),
}

impl SlaPolicies {
    /// Checks the policies, which keep their order.
    pub fn new(policies: Vec<SlaPolicy>) -> Result<Self, SlaError> {
        let mut ids = BTreeSet::new();
        for policy in &policies {
            if !ids.insert(&policy.id) {
                return Err(SlaError::DuplicateId(policy.id.clone()));
            }
            let percents: BTreeSet<u16> = policy.escalation.iter().map(|level| level.percent).collect();
            if percents.len() < policy.escalation.len()
                || percents.iter().any(|percent| !PERCENTS.contains(percent))
            {
                return Err(SlaError::Escalation(policy.id.clone()));
            }
            if policy.valid_until.is_some_and(|last| last < policy.valid_from) {
                return Err(SlaError::NeverInForce(policy.id.clone()));
            }
        }
        day_without_default(&policies).map_or(Ok(()), |day| Err(SlaError::NoDefault(day)))?;
        Ok(Self(policies))
    }

    /// The most specific policy that holds; of equals the first.
    pub fn choose(&self, facts: &SlaFacts<'_>) -> Option<&SlaPolicy> {
        // `max_by_key` keeps the last of equals, so the order is turned round.
        self.0.iter().rev().filter(|policy| policy.matches(facts)).max_by_key(|policy| policy.specificity())
    }

    /// The policies in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, SlaPolicy> {
        self.0.iter()
    }

    /// The policy with this name.
    pub fn get(&self, id: &PolicyId) -> Option<&SlaPolicy> {
        self.0.iter().find(|policy| policy.id == *id)
    }
}

impl<'a> IntoIterator for &'a SlaPolicies {
    type Item = &'a SlaPolicy;
    type IntoIter = std::slice::Iter<'a, SlaPolicy>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl TryFrom<Vec<SlaPolicy>> for SlaPolicies {
    type Error = SlaError;

    fn try_from(policies: Vec<SlaPolicy>) -> Result<Self, SlaError> {
        Self::new(policies)
    }
}

impl From<SlaPolicies> for Vec<SlaPolicy> {
    fn from(policies: SlaPolicies) -> Self {
        policies.0
    }
}

/// The first day, from the first of all policies on, for which only conditional policies may hold.
fn day_without_default(policies: &[SlaPolicy]) -> Option<NaiveDate> {
    let mut defaults: Vec<&SlaPolicy> = policies.iter().filter(|policy| policy.is_default()).collect();
    defaults.sort_by_key(|policy| policy.valid_from);
    let first = policies.iter().map(|policy| policy.valid_from).min();
    let mut covered_until = first.unwrap_or(NaiveDate::MIN);
    for policy in defaults {
        if covered_until < policy.valid_from {
            break;
        }
        let next = policy.valid_until?.succ_opt()?;
        covered_until = covered_until.max(next);
    }
    Some(covered_until)
}
