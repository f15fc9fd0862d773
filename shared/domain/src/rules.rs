//! Which desk takes an incident: ordered rules, the first that applies decides, and a decision names what it read.
//!
//! Nothing falls through: whatever no rule or no agency takes lies on the desk of the municipality's centre.

mod condition;
mod facts;
mod legacy;
pub mod lint;
mod parse;
mod plan;
mod print;
mod replay;
mod rule;
mod scan;
mod values;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::agency::{Agency, Desk, Role};
use crate::calendar::WorkingCalendar;
use crate::directory::register::Register;
use crate::ids::{Oktmo, RuleId};
use crate::territory::Territory;

pub use condition::{Condition, Test};
pub use facts::{Fact, Facts, FactsRead, FactsReadError, RoutingFacts, Word};
pub use parse::{ConditionError, MAX_DEPTH, MAX_LENGTH, MAX_VALUES, Wrong};
pub use plan::{Change, Plan, PlanRefused};
pub use replay::{Moved, Past, Replay};
pub use rule::{Rule, Target};

/// Why this desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutingReason {
    /// A rule applied.
    Rule,
    /// The topic is not known: a person looks first.
    NoTopic,
    /// No rule applied.
    NoRule,
    /// A rule applied, and nobody has its role there.
    NoAgency,
}

/// Where an incident goes, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingDecision {
    /// The desk.
    pub desk: Desk,
    /// The rule that applied.
    pub rule: Option<RuleId>,
    /// Why.
    pub reason: RoutingReason,
    /// The facts that were read on the way: with the same ones the same rules decide the same.
    pub read: FactsRead,
    /// The version of the rules.
    pub version: u64,
}

impl RoutingDecision {
    /// Whether a rule found its desk; otherwise a person must.
    pub fn is_routed(&self) -> bool {
        self.reason == RoutingReason::Rule
    }
}

/// The rules of a region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Grows with every change, so that a decision can be repeated.
    pub version: u64,
    /// The rules, in order.
    pub rules: Vec<Rule>,
}

/// What the rules stand on.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The map.
    pub territory: &'a Territory,
    /// Who answers.
    pub agencies: &'a Register<Agency>,
    /// The severity of the message's topic.
    pub severity: Option<u8>,
    /// When the centres work.
    pub calendar: Option<&'a WorkingCalendar>,
}

impl RuleSet {
    /// The words that whoever makes [`RoutingFacts`] must look for in the text.
    pub fn words(&self) -> BTreeSet<&Word> {
        self.rules.iter().flat_map(|rule| rule.when.words()).collect()
    }

    /// Chooses the desk.
    pub fn decide(&self, told: &RoutingFacts, ground: Ground<'_>) -> RoutingDecision {
        let facts = ground.complete(told);
        let mut read = BTreeSet::from([Fact::Topic]);
        let rule = self.first(&facts, &mut read);
        let found = rule.and_then(|rule| ground.find(&rule.to, told));
        let reason = match (rule, &found) {
            (Some(_), Some(_)) => RoutingReason::Rule,
            (Some(_), None) => RoutingReason::NoAgency,
            (None, _) if told.topic.is_none() => RoutingReason::NoTopic,
            (None, _) => RoutingReason::NoRule,
        };
        if rule.is_none_or(|rule| !matches!(rule.to, Target::Agency(_))) {
            read.extend([Fact::Municipality, Fact::Date]);
        }
        RoutingDecision {
            desk: found.unwrap_or_else(|| ground.default_desk(told)),
            rule: rule.map(|rule| rule.id.clone()),
            reason,
            read: FactsRead::of(&read, &facts),
            version: self.version,
        }
    }

    /// The first rule that applies.
    fn first(&self, facts: &Facts, read: &mut BTreeSet<Fact>) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.applies(facts, read))
    }
}

impl Rule {
    /// Whether it applies. What it looked at on the way is added to `read`.
    pub fn applies(&self, facts: &Facts, read: &mut BTreeSet<Fact>) -> bool {
        if self.from.is_some() || self.until.is_some() {
            read.insert(Fact::Date);
        }
        (self.without_topic || facts.told.topic.is_some())
            && self.in_force(facts.told.on)
            && self.when.holds(facts, read)
    }
}

impl Ground<'_> {
    /// The facts with what the directory adds to them.
    pub fn complete(&self, told: &RoutingFacts) -> Facts {
        let centre = told.municipality.as_ref().and_then(|unit| self.territory.centre_of(unit, told.on));
        Facts {
            told: told.clone(),
            severity: self.severity,
            centre: centre.map(|centre| centre.id.clone()),
            working: self.calendar.and_then(|calendar| facts::is_working(calendar, told.on, told.time)),
        }
    }

    fn default_desk(&self, told: &RoutingFacts) -> Desk {
        self.territory.default_desk(told.municipality.as_ref(), told.on)
    }

    fn find(&self, target: &Target, told: &RoutingFacts) -> Option<Desk> {
        match target {
            Target::Agency(id) => self.agencies.contains(id).then(|| Desk::Agency(id.clone())),
            Target::Role(role) => agency_for(self.agencies, role, told.municipality.as_ref())
                .map(|agency| Desk::Agency(agency.id.clone())),
            Target::Centre => Some(self.default_desk(told)),
        }
    }
}

/// The agency that has a role in a municipality: one of its own, or else one of the whole region.
pub fn agency_for<'a>(
    agencies: &'a Register<Agency>,
    role: &Role,
    municipality: Option<&Oktmo>,
) -> Option<&'a Agency> {
    let holders = || agencies.iter().filter(|agency| agency.roles.contains(role));
    holders()
        .find(|agency| municipality.is_some_and(|oktmo| agency.municipalities.contains(oktmo)))
        .or_else(|| holders().find(|agency| agency.is_regional()))
}

#[cfg(test)]
mod tests;
