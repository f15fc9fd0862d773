//! A topic or a whole group of topics: "roads.potholes" or "roads.*".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::TopicCode;

/// Which topics a policy is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TopicPattern {
    /// One leaf of the taxonomy.
    Leaf(TopicCode),
    /// Every leaf of a group.
    Group(String),
}

/// The text names no topic and no group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a topic pattern: expected group.leaf or group.*")]
pub struct PatternError;

impl TopicPattern {
    /// Whether `topic` is meant.
    pub fn matches(&self, topic: &TopicCode) -> bool {
        match self {
            Self::Leaf(leaf) => leaf == topic,
            Self::Group(group) => topic.as_str().split_once('.').is_some_and(|(own, _)| own == group),
        }
    }

    pub(super) const fn specificity(&self) -> u8 {
        match self {
            Self::Leaf(_) => 2,
            Self::Group(_) => 1,
        }
    }
}

impl fmt::Display for TopicPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(leaf) => leaf.fmt(formatter),
            Self::Group(group) => write!(formatter, "{group}.*"),
        }
    }
}

impl FromStr for TopicPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let Some(group) = text.strip_suffix(".*") else {
            return TopicCode::parse(text).map(Self::Leaf).map_err(|_| PatternError);
        };
        // A group has no id type of its own; it is sound if it can stand before a leaf.
        TopicCode::parse(&format!("{group}.x")).map_err(|_| PatternError)?;
        Ok(Self::Group(group.to_owned()))
    }
}

impl TryFrom<String> for TopicPattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        text.parse()
    }
}

impl From<TopicPattern> for String {
    fn from(pattern: TopicPattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_means_its_leaves_and_no_other_group_that_begins_alike() {
        let group: TopicPattern = "roads.*".parse().unwrap();
        assert!(group.matches(&TopicCode::parse("roads.potholes").unwrap()));
        assert!(!group.matches(&TopicCode::parse("roads-regional.potholes").unwrap()));
        assert_eq!(group.to_string(), "roads.*");
    }

    #[test]
    fn what_names_no_topic_is_refused() {
        for text in ["", "*", ".*", "roads", "roads.**", "Roads.*", "a.b.*"] {
            assert_eq!(text.parse::<TopicPattern>(), Err(PatternError), "{text:?}");
        }
    }
}
