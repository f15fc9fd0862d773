//! Which desk takes an incident: ordered rules, the first that applies decides, and a decision names what it read.
//!
//! Nothing falls through: whatever no rule or no agency takes lies on the desk of the municipality's centre.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::agency::{Agency, Desk, Role};
use crate::directory::register::Register;
use crate::ids::{Oktmo, PageId, RuleId, TopicCode};
use crate::message::{Kind, Platform};
use crate::territory::Territory;

pub mod rule;

pub use rule::{Condition, Rule, Target};

/// What is known of a message when its desk is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingFacts {
    /// The municipality, if the page or the text tells.
    pub municipality: Option<Oktmo>,
    /// The topic, if it is certain enough.
    pub topic: Option<TopicCode>,
    /// What the resident wants.
    pub kind: Kind,
    /// The page it came through.
    pub page: PageId,
    /// The channel it came through.
    pub platform: Platform,
    /// The day by whose map it is routed.
    pub on: NaiveDate,
}

/// A fact that a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The topic.
    Topic,
    /// The kind of message.
    Kind,
    /// The municipality.
    Municipality,
    /// The page.
    Page,
    /// The channel.
    Platform,
    /// The severity of the topic.
    Severity,
}

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
    /// The facts that the rule read.
    pub read: Vec<Fact>,
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
pub struct Router {
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
}

impl Router {
    /// Chooses the desk.
    pub fn decide(&self, facts: &RoutingFacts, ground: Ground<'_>) -> RoutingDecision {
        let by_place = |reason, rule: Option<&Rule>| RoutingDecision {
            desk: ground.territory.default_desk(facts.municipality.as_ref(), facts.on),
            rule: rule.map(|rule| rule.id.clone()),
            reason,
            read: rule.map_or_else(|| vec![Fact::Topic, Fact::Municipality], Rule::reads),
            version: self.version,
        };
        if facts.topic.is_none() {
            return by_place(RoutingReason::NoTopic, None);
        }
        let Some(rule) = self.rules.iter().find(|rule| rule.when.fits(facts, ground.severity)) else {
            return by_place(RoutingReason::NoRule, None);
        };
        match ground.find(&rule.to, facts) {
            Some(desk) => RoutingDecision { desk, ..by_place(RoutingReason::Rule, Some(rule)) },
            None => by_place(RoutingReason::NoAgency, Some(rule)),
        }
    }
}

impl Ground<'_> {
    fn find(&self, target: &Target, facts: &RoutingFacts) -> Option<Desk> {
        match target {
            Target::Agency(id) => self.agencies.contains(id).then(|| Desk::Agency(id.clone())),
            Target::Role(role) => agency_for(self.agencies, role, facts.municipality.as_ref())
                .map(|agency| Desk::Agency(agency.id.clone())),
            Target::Centre => Some(self.territory.default_desk(facts.municipality.as_ref(), facts.on)),
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

impl Condition {
    /// Whether a message fits.
    pub fn fits(&self, facts: &RoutingFacts, severity: Option<u8>) -> bool {
        let topic =
            || facts.topic.as_ref().is_some_and(|code| self.topics.iter().any(|own| own.matches(code)));
        let municipality =
            || facts.municipality.as_ref().is_some_and(|code| self.municipalities.contains(code));
        (self.topics.is_empty() || topic())
            && (self.municipalities.is_empty() || municipality())
            && (self.kinds.is_empty() || self.kinds.contains(&facts.kind))
            && (self.pages.is_empty() || self.pages.contains(&facts.page))
            && (self.platforms.is_empty() || self.platforms.contains(&facts.platform))
            && self.severity_at_least.is_none_or(|least| severity.is_some_and(|own| least <= own))
    }
}

impl Rule {
    /// The facts that the rule reads.
    pub fn reads(&self) -> Vec<Fact> {
        let when = &self.when;
        let by_place = !matches!(self.to, Target::Agency(_));
        [
            (Fact::Topic, !when.topics.is_empty()),
            (Fact::Kind, !when.kinds.is_empty()),
            (Fact::Municipality, !when.municipalities.is_empty() || by_place),
            (Fact::Page, !when.pages.is_empty()),
            (Fact::Platform, !when.platforms.is_empty()),
            (Fact::Severity, when.severity_at_least.is_some()),
        ]
        .into_iter()
        .filter_map(|(fact, read)| read.then_some(fact))
        .collect()
    }
}

#[cfg(test)]
mod tests;
