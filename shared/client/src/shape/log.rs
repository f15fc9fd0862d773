//! The log of an incident, entry by entry.

use domain::incident::Source;
use domain::{Kind, Private};
use serde::{Deserialize, Serialize};

use super::{DeskName, Moment, MunicipalityName, Named, OutcomeName, StateName, TopicName};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Entry {
    /// When.
    pub at: Moment,
    /// Where the decision comes from.
    pub source: Named<Source>,
    /// The public half of a key, a rule, a program; null for none of them.
    pub actor: Option<String>,
    /// What.
    #[serde(flatten)]
    pub happened: Happened,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happened {
    /// It went from one state to another.
    Moved {
        /// From this one.
        from: StateName,
        /// To this one.
        to: StateName,
        /// Words that go with it.
        note: Option<Private<String>>,
        /// How it ended.
        outcome: Option<OutcomeName>,
    },
    /// It went from one desk to another.
    PassedOn {
        /// From this one.
        from: DeskName,
        /// To this one.
        to: DeskName,
        /// Why.
        reason: Option<Private<String>>,
    },
    /// What was understood was put right.
    Corrected {
        /// What.
        #[serde(flatten)]
        change: Correction,
        /// Why.
        reason: Option<Private<String>>,
    },
    /// A deadline passed.
    Overdue {
        /// The deadline.
        due: Moment,
        /// Which desk was told.
        escalated_to: DeskName,
    },
    /// An answer was given with other terms than the usual ones.
    AnswerTerms {
        /// Its number.
        answer: u32,
        /// It goes to everybody who joined.
        to_all: bool,
        /// How the incident ends when it is approved.
        outcome: Option<OutcomeName>,
    },
    /// An answer has other words now.
    AnswerEdited {
        /// Its number.
        answer: u32,
        /// The words.
        text: Private<String>,
    },
    /// An answer was taken back.
    AnswerRemoved {
        /// Its number.
        answer: u32,
        /// Why.
        reason: Private<String>,
    },
}

/// What was put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "field", rename_all = "snake_case")]
pub enum Correction {
    /// What it is about.
    Topic {
        /// What was thought.
        from: Option<TopicName>,
        /// What is so.
        to: Option<TopicName>,
    },
    /// What the resident wants.
    Kind {
        /// What was thought.
        from: Named<Kind>,
        /// What is so.
        to: Named<Kind>,
    },
    /// Where it is.
    Municipality {
        /// What was thought.
        from: Option<MunicipalityName>,
        /// What is so.
        to: MunicipalityName,
    },
}
