//! One rule of routing: when it applies, and where it sends.

use serde::{Deserialize, Serialize};

use crate::agency::Role;
use crate::ids::{AgencyId, Oktmo, PageId, RuleId};
use crate::message::{Kind, Platform};
use crate::sla::TopicPattern;

/// When a rule applies: every list that is not empty must hold the message's value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// Topics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicPattern>,
    /// Kinds of message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// Municipalities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub municipalities: Vec<Oktmo>,
    /// Pages that the message came through.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageId>,
    /// Channels that the message came through.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub platforms: Vec<Platform>,
    /// The least severity of the topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity_at_least: Option<u8>,
}

impl Condition {
    /// Whether every message that fits `other` fits this one too, so that `other` comes too late after it.
    pub fn covers(&self, other: &Self) -> bool {
        let topics = self.topics.is_empty()
            || !other.topics.is_empty()
                && other.topics.iter().all(|theirs| self.topics.iter().any(|own| means_all_of(own, theirs)));
        topics
            && all_within(&other.kinds, &self.kinds)
            && all_within(&other.municipalities, &self.municipalities)
            && all_within(&other.pages, &self.pages)
            && all_within(&other.platforms, &self.platforms)
            && self
                .severity_at_least
                .is_none_or(|own| other.severity_at_least.is_some_and(|least| own <= least))
    }
}

/// Whether every topic that `narrow` means is meant by `wide`.
fn means_all_of(wide: &TopicPattern, narrow: &TopicPattern) -> bool {
    match narrow {
        TopicPattern::Leaf(topic) => wide.matches(topic),
        TopicPattern::Group(_) => wide == narrow,
    }
}

/// Whether the values allowed by `inner` are allowed by `outer`, where an empty list allows all.
fn all_within<T: PartialEq>(inner: &[T], outer: &[T]) -> bool {
    outer.is_empty() || !inner.is_empty() && inner.iter().all(|value| outer.contains(value))
}

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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(text: &str) -> Condition {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_wider_condition_covers_a_narrower_one_and_not_the_reverse() {
        let pairs = [
            ("", "topics = ['roads.*']"),
            ("topics = ['roads.*', 'yards.*']", "topics = ['yards.*']"),
            ("topics = ['roads.*']", "topics = ['roads.potholes']"),
            (
                "topics = ['roads.*', 'yards.*']",
                "topics = ['roads.snow', 'yards.trees']\nkinds = ['complaint']",
            ),
            ("severity_at_least = 2", "severity_at_least = 4"),
            ("platforms = ['vk', 'max']", "platforms = ['max']"),
        ];
        for (wide, narrow) in pairs {
            assert!(condition(wide).covers(&condition(narrow)), "{wide} | {narrow}");
            assert!(!condition(narrow).covers(&condition(wide)), "{wide} | {narrow}");
        }
    }

    #[test]
    fn targets_are_written_as_people_write_them() {
        #[derive(Deserialize)]
        struct File {
            to: Vec<Target>,
        }
        let text = "to = [{ role = 'roads' }, { agency = 'vyksa-roads' }, 'centre']";
        let file: File = toml::from_str(text).unwrap();
        assert_eq!(file.to[1], Target::Agency(AgencyId::parse("vyksa-roads").unwrap()));
        assert_eq!(file.to[2], Target::Centre);
    }
}
