//! A change of the rules: made, looked at, and only then put in force.

use serde::Serialize;

use super::lint::Fault;
use super::{Replay, Rule, RuleSet};
use crate::ids::RuleId;

/// What becomes of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    Added(RuleId),
    /// It goes.
    Removed(RuleId),
    /// It says something else.
    Changed(RuleId),
    /// It says the same at another place among the others.
    Moved(RuleId),
}

/// A change of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The version of the rules that it changes.
    pub from: u64,
    /// The rules as they will be.
    pub rules: RuleSet,
    /// What becomes of each rule.
    pub changes: Vec<Change>,
    /// What is wrong with them.
    pub faults: Vec<Fault>,
    /// What they would have made of past messages.
    pub replay: Replay,
}

/// Why a plan is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefused {
    /// The rules have changed since it was made.
    #[error("version: the rules are no longer those that the plan changes")]
    Stale,
    /// It changes nothing.
    #[error("rules: the plan changes nothing")]
    Empty,
    /// Its rules contradict themselves.
    #[error("rules: {0} of them never apply or are not apart from others")]
    Faulty(usize),
}

impl Plan {
    /// A plan to put `rules` in the place of `current`. Their version follows from the current one.
    pub fn new(current: &RuleSet, rules: Vec<Rule>, faults: Vec<Fault>, replay: Replay) -> Self {
        let changes = changes(&current.rules, &rules);
        let rules = RuleSet { version: current.version + 1, rules };
        Self { from: current.version, rules, changes, faults, replay }
    }

    /// The rules to be put in force. That some message is left to a person ([`Fault::NotTotal`]) is no reason against it.
    pub fn apply(&self, current: &RuleSet) -> Result<RuleSet, PlanRefused> {
        if current.version != self.from {
            return Err(PlanRefused::Stale);
        }
        if self.changes.is_empty() {
            return Err(PlanRefused::Empty);
        }
        match self.faults.iter().filter(|fault| fault.rule().is_some()).count() {
            0 => Ok(self.rules.clone()),
            count => Err(PlanRefused::Faulty(count)),
        }
    }
}

fn changes(old: &[Rule], new: &[Rule]) -> Vec<Change> {
    let find = |rules: &[Rule], id: &RuleId| rules.iter().position(|rule| rule.id == *id);
    let mut changes = Vec::new();
    for rule in old.iter().filter(|rule| find(new, &rule.id).is_none()) {
        changes.push(Change::Removed(rule.id.clone()));
    }
    // The order of those that stay, without those that come and go.
    let order = |rules: &[Rule], others: &[Rule]| -> Vec<RuleId> {
        rules.iter().filter(|rule| find(others, &rule.id).is_some()).map(|rule| rule.id.clone()).collect()
    };
    let (before, after) = (order(old, new), order(new, old));
    for rule in new {
        match find(old, &rule.id) {
            None => changes.push(Change::Added(rule.id.clone())),
            Some(index) if old[index] != *rule => changes.push(Change::Changed(rule.id.clone())),
            Some(_) => {
                let at = |order: &[RuleId]| order.iter().position(|id| *id == rule.id);
                if at(&before) != at(&after) {
                    changes.push(Change::Moved(rule.id.clone()));
                }
            }
        }
    }
    changes
}
