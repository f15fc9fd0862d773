//! One rule: when it applies, since when it holds, and where it sends.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::condition::{Condition, Test};
use crate::agency::Role;
use crate::directory::register::Named;
use crate::ids::{AgencyId, RuleId};

/// Where a rule sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// To one agency.
    Agency(AgencyId),
    /// To the agency that has this role in the municipality.
    Role(Role),
    /// To the operators of the municipality's centre.
    Centre,
}

/// One rule: the first that applies decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name, which a decision quotes.
    pub id: RuleId,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
    /// Where it sends.
    pub to: Target,
    /// The first day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Rules with one name here promise that no message fits two of them, so that their order does not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<RuleId>,
    /// It takes messages too whose topic is not known; they wait for a person otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_topic: bool,
}

impl Named for Rule {
    type Id = RuleId;

    fn id(&self) -> &RuleId {
        &self.id
    }
}

impl Rule {
    /// Whether it holds on a day.
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.from.is_none_or(|first| first <= on) && self.until.is_none_or(|last| on <= last)
    }

    /// The condition with everything else that decides whether the rule applies.
    pub fn whole_condition(&self) -> Condition {
        let (first, last) = (self.from.unwrap_or(NaiveDate::MIN), self.until.unwrap_or(NaiveDate::MAX));
        let dated = (self.from.is_some() || self.until.is_some()).then_some(Test::Date(first, last));
        let known =
            (!self.without_topic).then(|| Condition::Fits(Test::Unknown(super::Fact::Topic)).negated());
        let parts = [known, dated.map(Condition::Fits), Some(self.when.clone())];
        Condition::all(parts.into_iter().flatten().collect())
    }
}
