//! Codes with their names.

use chrono::NaiveDate;
use domain::{Desk, MessageKey, Oktmo, TopicCode};
use serde::{Deserialize, Serialize};

/// A code of a list that may grow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct Code(pub String);

impl From<&str> for Code {
    fn from(code: &str) -> Self {
        Self(code.to_owned())
    }
}

impl From<String> for Code {
    fn from(code: String) -> Self {
        Self(code)
    }
}

/// A code with its Russian name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "{C}Name"))]
pub struct Named<C = Code> {
    /// The code.
    pub code: C,
    /// Its name for people.
    pub title: String,
}

impl<C> Named<C> {
    /// The code with its name.
    pub fn new(code: impl Into<C>, title: impl Into<String>) -> Self {
        Self { code: code.into(), title: title.into() }
    }
}

/// A state of the workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StateName {
    /// `new`, `triage`, `routed`, `accepted`, `in_progress`, `waiting_author`, `waiting_external`, `planned`,
    /// `answer_pending_approval`, `answered`, `closed`, `rejected`, `not_ours`, `merged` or `reopened`.
    pub code: String,
    /// Its name for people.
    pub title: String,
    /// The day for which it is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The incident into which it is merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<MessageKey>,
}

/// How an incident ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OutcomeName {
    /// `fixed`, `explained`, `planned`, `no_further_action`, `not_responsible`, `duplicate`, `cancelled_by_author`,
    /// `insufficient_information`, `spam_or_bogus`, `author_unreachable` or `deferred_for_budget`.
    pub code: String,
    /// Its name for people.
    pub title: String,
    /// The day for which it is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The year to whose budget it is put off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// To whom it was forwarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_to: Option<String>,
}

/// A desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeskName {
    /// `agency:…`, `centre:…` or `region`.
    pub code: Desk,
    /// Its name; null when the directory knows it no more.
    pub title: Option<String>,
}

/// A municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MunicipalityName {
    /// Its code in ОКТМО.
    pub oktmo: Oktmo,
    /// Its name; null when the directory knows it no more.
    pub name: Option<String>,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TopicName {
    /// `group.leaf`.
    pub code: TopicCode,
    /// Its name; null when the taxonomy knows it no more.
    pub title: Option<String>,
    /// Its group.
    pub group: Option<Named>,
}
