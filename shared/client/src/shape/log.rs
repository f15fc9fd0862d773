//! The log of an incident, entry by entry.

use chrono::NaiveDate;
use domain::incident::{Source, Verification};
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
    /// It was passed to and fro: nobody passes it on until somebody decides.
    RedirectionFrozen {
        /// Who decides.
        decider: DeskName,
        /// Where it was to go.
        wanted: DeskName,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// The dispute is decided.
    DisputeDecided {
        /// Who keeps it.
        to: DeskName,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// A part of it became an incident of its own.
    PartOpened {
        /// Its number, from 1.
        part: u32,
        /// Who does it.
        to: DeskName,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// A part has ended.
    PartEnded {
        /// Its number.
        part: u32,
        /// How.
        outcome: OutcomeName,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// A part was opened again.
    PartReopened {
        /// Its number.
        part: u32,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// A body outside the system was asked.
    Forwarded {
        /// Who.
        body: String,
        /// The number under which it has the incident.
        number: Option<String>,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// The body outside answered.
    OutsideAnswer {
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// The resident rated the outcome.
    Rated {
        /// From 1 to 5.
        rating: u8,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// Somebody has looked whether the outcome is as it was told.
    Verified {
        /// What was found.
        verification: Named<Verification>,
        /// So many days after the closing, if it is one of the later checks.
        after_days: Option<u16>,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// So much of the time for a deadline is used up that a desk above was told.
    Escalated {
        /// The deadline.
        due: Moment,
        /// The part of the time, in percent.
        percent: u16,
        /// Who was told.
        to: DeskName,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
    },
    /// The day for which it was planned is over, and it is not done.
    PlanMissed {
        /// The day.
        date: NaiveDate,
        /// Who was told.
        to: DeskName,
        /// What people said of it.
        #[serde(flatten)]
        told: Told,
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

/// What it is called, and what people said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Told {
    /// What happened, in Russian.
    pub title: String,
    /// Words that people wrote with it.
    pub text: Option<Private<String>>,
}
