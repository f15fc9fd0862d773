//! What was brought over from another system's file and has no place of its own here.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::case::{Case, Decision};
use super::log::{Actor, Entry, Happening, Source};
use super::workflow::State;
use crate::private::Private;

/// How the author took the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// Content.
    Satisfied,
    /// Neither.
    Neutral,
    /// Not content.
    Dissatisfied,
    /// Asked, and silent.
    NoAnswer,
    /// Never asked.
    NotAsked,
}

/// The rest of a row: what this record cannot say by itself, cell by cell as it stood in the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// Column and text.
    pub cells: BTreeMap<u8, Private<String>>,
    /// How the author took it.
    pub voice: Option<Voice>,
}

impl Actor {
    /// Another system's file.
    pub const fn import() -> Self {
        Self { source: Source::Import, name: None }
    }
}

impl Case {
    /// A case with the history that another system's file tells of it, oldest first. It stands where that ended.
    pub fn imported(decision: Decision, history: Vec<(DateTime<Utc>, Happening)>) -> Self {
        let moved = |happening: &Happening| match happening {
            Happening::Moved { to, .. } => Some(to.clone()),
            _ => None,
        };
        let state = history.iter().rev().find_map(|(_, happening)| moved(happening)).unwrap_or(State::New);
        let entry = |(at, happening)| Entry { at, actor: Actor::import(), request: None, happening };
        Self {
            desk: decision.desk.clone(),
            state,
            log: history.into_iter().map(entry).collect(),
            hand_over: None,
            lead: None,
            likeness: Vec::new(),
            decision,
        }
    }

    /// Whether nothing happened here since it was brought over.
    pub fn is_as_imported(&self) -> bool {
        self.log.iter().all(|entry| entry.actor.source == Source::Import)
    }
}
