//! What is wrong with a set of rules, whatever message may come: nothing is tried, everything is proved.

mod diagram;
mod world;

use std::fmt;

use self::diagram::{Diagrams, EVERY, NONE, Set};
use self::world::Levels;
use super::condition::{Condition, Test};
use super::facts::{Fact, Facts, value_of};
use super::{Rule, RuleSet};
use crate::ids::RuleId;

pub use self::world::World;

/// The rules are too entangled to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the rules are too entangled to be checked")]
pub struct TooComplex;

/// A fault of a set of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No message of the region fits the rule.
    Dead {
        /// The rule.
        rule: RuleId,
    },
    /// Every message that fits the rule is taken by rules before it.
    Shadowed {
        /// The rule.
        rule: RuleId,
        /// The rules that take everything, as few as possible.
        by: Vec<RuleId>,
    },
    /// Two rules that should lie apart fit one message and send it to two desks.
    Overlapping {
        /// The two.
        rules: [RuleId; 2],
        /// Such a message.
        example: Box<Facts>,
    },
    /// No rule takes some message whose topic is known.
    NotTotal {
        /// Such a message.
        example: Box<Facts>,
    },
}

impl Fault {
    /// The rule that the fault lies in, if it is one.
    pub fn rule(&self) -> Option<&RuleId> {
        match self {
            Self::Dead { rule } | Self::Shadowed { rule, .. } => Some(rule),
            Self::Overlapping { rules: [_, later], .. } => Some(later),
            Self::NotTotal { .. } => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dead { .. } => formatter.write_str("never applies: no message fits it"),
            Self::Shadowed { by, .. } => {
                let names: Vec<String> = by.iter().map(|rule| format!("`{rule}`")).collect();
                write!(formatter, "never applies: taken whole by {}", names.join(", "))
            }
            Self::Overlapping { rules: [other, _], example } => {
                write!(formatter, "is not apart from `{other}`: both fit {}", in_words(example))
            }
            Self::NotTotal { example } => write!(formatter, "no rule takes {}", in_words(example)),
        }
    }
}

/// A message as `topic = roads.potholes, kind = complaint, …`.
pub(crate) fn in_words(facts: &Facts) -> String {
    let told = |(fact, name): &(Fact, &str)| Some(format!("{name} = {}", value_of(*fact, facts)?));
    Fact::NAMES.iter().filter_map(told).collect::<Vec<_>>().join(", ")
}

/// Finds every fault of a set of rules, in the order of the rules.
pub fn check(rules: &RuleSet, world: &World<'_>) -> Result<Vec<Fault>, TooComplex> {
    let conditions: Vec<Condition> = rules.rules.iter().map(Rule::whole_condition).collect();
    let known = Condition::Fits(Test::Unknown(Fact::Topic)).negated();
    let tests: Vec<Test> = conditions.iter().chain([&known]).flat_map(Condition::tests).cloned().collect();
    let Some(levels) = Levels::of(world, &tests) else { return Ok(Vec::new()) };
    let mut checker = Checker { diagrams: Diagrams::new(), levels, faults: Vec::new() };
    let sets = conditions.iter().map(|condition| checker.set(condition)).collect::<Result<Vec<_>, _>>()?;
    let known = checker.set(&known)?;
    checker.run(&rules.rules, &sets, known)?;
    Ok(checker.faults)
}

struct Checker {
    diagrams: Diagrams,
    levels: Levels,
    faults: Vec<Fault>,
}

impl Checker {
    /// The messages for which a condition holds.
    fn set(&mut self, condition: &Condition) -> Result<Set, TooComplex> {
        match condition {
            Condition::Always => Ok(EVERY),
            Condition::Fits(test) => self.fitting(test),
            Condition::Not(inner) => {
                let inner = self.set(inner)?;
                self.diagrams.without(EVERY, inner)
            }
            Condition::All(parts) => parts.iter().try_fold(EVERY, |all, part| {
                let part = self.set(part)?;
                self.diagrams.and(all, part)
            }),
            Condition::Any(parts) => parts.iter().try_fold(NONE, |any, part| {
                let part = self.set(part)?;
                self.diagrams.or(any, part)
            }),
        }
    }

    fn fitting(&mut self, test: &Test) -> Result<Set, TooComplex> {
        let mut set = NONE;
        for level in 0..self.levels.levels.len() {
            if let Some(marked) = self.levels.fitting(level, test) {
                let classes = self.diagrams.classes(level, &marked)?;
                set = self.diagrams.or(set, classes)?;
            }
        }
        Ok(set)
    }

    fn run(&mut self, rules: &[Rule], sets: &[Set], known: Set) -> Result<(), TooComplex> {
        let mut taken = NONE;
        for (index, rule) in rules.iter().enumerate() {
            let own = sets[index];
            if own == NONE {
                self.faults.push(Fault::Dead { rule: rule.id.clone() });
            } else if self.diagrams.without(own, taken)? == NONE {
                let by = self.takers(&rules[..index], &sets[..index], own)?;
                self.faults.push(Fault::Shadowed { rule: rule.id.clone(), by });
            } else {
                self.compare(rules, sets, index)?;
            }
            taken = self.diagrams.or(taken, own)?;
        }
        let left = self.diagrams.without(known, taken)?;
        if left != NONE {
            let example = Box::new(self.example(left));
            self.faults.push(Fault::NotTotal { example });
        }
        Ok(())
    }

    /// As few of the earlier rules as take all of `own` together.
    fn takers(&mut self, rules: &[Rule], sets: &[Set], own: Set) -> Result<Vec<RuleId>, TooComplex> {
        for (rule, set) in rules.iter().zip(sets) {
            if self.diagrams.without(own, *set)? == NONE {
                return Ok(vec![rule.id.clone()]);
            }
        }
        let mut needed: Vec<usize> = (0..rules.len()).collect();
        for candidate in 0..rules.len() {
            let mut left = own;
            for index in needed.iter().filter(|index| **index != candidate) {
                left = self.diagrams.without(left, sets[*index])?;
            }
            if left == NONE {
                needed.retain(|index| *index != candidate);
            }
        }
        Ok(needed.into_iter().map(|index| rules[index].id.clone()).collect())
    }

    /// Looks for earlier rules that should lie apart from this one, where no rule outside decides before both.
    fn compare(&mut self, rules: &[Rule], sets: &[Set], index: usize) -> Result<(), TooComplex> {
        let Some(apart) = &rules[index].apart else { return Ok(()) };
        for (earlier, other) in rules[..index].iter().enumerate() {
            if other.apart.as_ref() != Some(apart) || other.to == rules[index].to {
                continue;
            }
            let mut both = self.diagrams.and(sets[earlier], sets[index])?;
            for (rule, set) in rules[..earlier].iter().zip(sets) {
                if rule.apart.as_ref() != Some(apart) {
                    both = self.diagrams.without(both, *set)?;
                }
            }
            if both != NONE {
                let rules = [other.id.clone(), rules[index].id.clone()];
                let example = Box::new(self.example(both));
                self.faults.push(Fault::Overlapping { rules, example });
            }
        }
        Ok(())
    }

    fn example(&self, set: Set) -> Facts {
        self.levels.message(&self.diagrams.example(set))
    }
}

#[cfg(test)]
mod tests;
