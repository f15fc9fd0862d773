//! The append-only log of an incident: who did what, when, and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::correct::Corrected;
use super::note::Note;
use super::workflow::{Outcome, State};
use crate::agency::Desk;
use crate::private::Private;

/// The log of one incident grows no further than this, so that its item stays storable.
pub const MAX_LOG_BYTES: usize = 250_000;

/// The log has no room for a further entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the log of the incident is full")]
pub struct LogFull;

/// Where a decision comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Source {
    /// Somebody with a key.
    Person,
    /// A rule of the region.
    Rule,
    /// A clock.
    Clock,
    /// The resident, through the platform.
    Author,
    /// Somebody of the page, on the platform itself and past this system.
    ByHand,
    /// A file of another system.
    Import,
    /// A body outside the system.
    External,
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What stands behind the act.
    pub source: Source,
    /// The public half of a person's key, or the id of a rule.
    pub name: Option<String>,
}

impl Actor {
    /// A person, by the public half of their key.
    pub fn person(name: impl Into<String>) -> Self {
        Self { source: Source::Person, name: Some(name.into()) }
    }

    /// A rule, by its id.
    pub fn rule(name: Option<String>) -> Self {
        Self { source: Source::Rule, name }
    }

    /// The passing of time.
    pub const fn clock() -> Self {
        Self { source: Source::Clock, name: None }
    }

    /// Somebody of the page, past this system.
    pub const fn by_hand() -> Self {
        Self { source: Source::ByHand, name: None }
    }

    /// A body outside the system, by its name.
    pub fn external(name: impl Into<String>) -> Self {
        Self { source: Source::External, name: Some(name.into()) }
    }

    /// The resident.
    pub const fn author() -> Self {
        Self { source: Source::Author, name: None }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// The workflow went on.
    Moved {
        /// From here.
        from: State,
        /// To here.
        to: State,
        /// The words of an answer, a comment or a reason.
        note: Option<Private<String>>,
        /// How it ended, on closing.
        outcome: Option<Outcome>,
    },
    /// It was handed from desk to desk.
    Hop {
        /// From here.
        from: Desk,
        /// To here.
        to: Desk,
        /// Why.
        reason: Option<Private<String>>,
    },
    /// What was understood was put right.
    Corrected {
        /// What.
        what: Corrected,
        /// Why, where somebody said so.
        reason: Option<Private<String>>,
    },
    /// A deadline passed; the desk above was told.
    Overdue {
        /// The deadline that passed.
        due: DateTime<Utc>,
        /// Who was told.
        escalated_to: Desk,
    },
    /// Something beside the steps of the workflow.
    Noted(Note),
    /// Something about an answer that the workflow does not show.
    Reply {
        /// Its number, from 1.
        answer: u32,
        /// What.
        change: ReplyChange,
    },
}

/// What happens to an answer beside the steps of the workflow.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplyChange {
    /// It was given with other terms than the usual ones.
    Terms {
        /// It goes to everybody who joined the incident, not only to its first author.
        to_all: bool,
        /// How the incident is to end when the answer is approved.
        outcome: Option<Outcome>,
    },
    /// It has other words now.
    Edited {
        /// The words.
        text: Private<String>,
    },
    /// It is taken back from wherever it was published.
    Removed {
        /// Why.
        reason: Private<String>,
    },
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// The request that asked for it, so that its repetition is recognised.
    pub request: Option<String>,
    /// What.
    pub happening: Happening,
}

impl Entry {
    /// About how many bytes the entry takes in storage.
    pub fn size(&self) -> usize {
        let words = match &self.happening {
            Happening::Moved { note, .. } => note.as_ref().map_or(0, |note| note.expose().len()),
            Happening::Hop { reason, .. } => reason.as_ref().map_or(0, |reason| reason.expose().len()) + 100,
            Happening::Corrected { reason, .. } => {
                reason.as_ref().map_or(0, |reason| reason.expose().len()) + 120
            }
            Happening::Overdue { .. } => 60,
            Happening::Reply { change, .. } => change.size(),
            Happening::Noted(note) => note.size(),
        };
        words + 80
    }
}

impl ReplyChange {
    fn size(&self) -> usize {
        match self {
            Self::Terms { .. } => 60,
            Self::Edited { text: words } | Self::Removed { reason: words } => words.expose().len() + 20,
        }
    }
}
