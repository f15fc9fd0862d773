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
            parent: None,
            decision,
        }
    }

    /// The same case by a later and longer history. What clocks marked here stays, and so does who was told of it.
    #[must_use]
    pub fn retold(&self, decision: Decision, history: Vec<(DateTime<Utc>, Happening)>) -> Self {
        let mut case = Self::imported(decision, history);
        let marked = self.log.iter().filter(|entry| entry.actor.source == Source::Clock);
        case.log.extend(marked.cloned());
        case.log.sort_by_key(|entry| entry.at);
        case.hand_over.clone_from(&self.hand_over);
        case.likeness.clone_from(&self.likeness);
        case
    }

    /// How much another system has told of it.
    pub fn told(&self) -> usize {
        self.log.iter().filter(|entry| entry.actor.source == Source::Import).count()
    }

    /// Whether all that happened was told by another system, or marked by a clock.
    pub fn is_only_told(&self) -> bool {
        self.log.iter().all(|entry| matches!(entry.actor.source, Source::Import | Source::Clock))
    }

    /// Lets the agency on whose desk it lies know of it, if it is still to be worked on.
    pub fn tell_agency(&mut self, at: DateTime<Utc>) {
        if self.hand_over.is_none() && !self.state.is_final() {
            self.renew_hand_over(at);
        }
    }

    /// Whether nothing happened here since it was brought over.
    pub fn is_as_imported(&self) -> bool {
        self.log.iter().all(|entry| entry.actor.source == Source::Import)
    }
}
