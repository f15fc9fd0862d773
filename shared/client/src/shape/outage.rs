//! Declared outages.

use domain::{MessageKey, Oktmo, Private, TopicCode};
use serde::{Deserialize, Serialize};

use super::{Moment, MunicipalityName, TopicName};

/// A declaration: everybody who tells of it joins one incident and gets one text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OutageDeclaration {
    /// What failed.
    pub topic: TopicCode,
    /// Where.
    pub municipality: Oktmo,
    /// Settlements, streets or houses of it: `ул. Мира, 5`; everywhere without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(length(max = 100)))]
    pub places: Vec<String>,
    /// Since when: within the last seven days, or to come.
    pub from: Moment,
    /// Until when, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// The approved text.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 4000)))]
    pub text: Private<String>,
}

/// It works again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OutageEnd {
    /// What everybody is asked; whether it works again without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Private<String>>,
}

/// A declared outage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Outage {
    /// Its name, from what was declared: the same declaration is the same outage.
    pub id: String,
    /// The one incident that everybody joins.
    pub incident: MessageKey,
    /// What failed.
    pub topic: TopicName,
    /// Where.
    pub municipality: MunicipalityName,
    /// Where within it, as it was declared.
    pub places: Vec<String>,
    /// Since when.
    pub from: Moment,
    /// Until when, if that is known.
    pub until: Option<Moment>,
    /// What everybody is told.
    pub text: Private<String>,
    /// When it was declared.
    pub declared_at: Moment,
    /// By whom: the public half of a key.
    pub declared_by: String,
    /// When somebody said that it is over.
    pub ended_at: Option<Moment>,
    /// Who.
    pub ended_by: Option<String>,
    /// How many incidents joined at once; only in the answer to the declaration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<usize>,
    /// Whether the incident beside which it is shown tells of it: `yes` or `perhaps`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected: Option<String>,
}

/// The outages that are known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Outages {
    /// In the order of their declaration, up to a week after their end.
    pub items: Vec<Outage>,
}
