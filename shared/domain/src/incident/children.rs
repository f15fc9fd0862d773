//! Several agencies on one incident: parts of it are incidents of their own, one level deep.
//!
//! An incident is not answered as fixed while a part of it is open; with any other outcome its closing cancels the open
//! parts. A part tells its parent when it ends, and the parent counts; what a part answers reaches no resident by itself.

use chrono::{DateTime, Utc};

use super::act::Step;
use super::action::{MAX_PARTS, Refused};
use super::case::{Case, Decision, Lead};
use super::log::{Actor, Happening};
use super::message::Message;
use super::note::Note;
use super::record::{Record, Standing};
use super::workflow::{Outcome, State};
use crate::agency::Desk;
use crate::identity::IdKey;
use crate::ids::MessageKey;
use crate::private::Private;

/// The incident that another one is a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// The whole.
    pub incident: MessageKey,
    /// Which part it is, from 1.
    pub number: u32,
}

/// A part of an incident, as the whole knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Counts the parts, from 1.
    pub number: u32,
    /// Who was asked to do it.
    pub to: Desk,
    /// How it ended; none while it is open.
    pub ended: Option<Outcome>,
}

impl Case {
    /// Its parts, in the order in which they were opened.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for entry in &self.log {
            match &entry.happening {
                Happening::Noted(Note::Part { number, to, .. }) => {
                    parts.push(Part { number: *number, to: to.clone(), ended: None });
                }
                Happening::Noted(Note::PartEnded { number, outcome }) => {
                    if let Some(part) = parts.iter_mut().find(|part| part.number == *number) {
                        part.ended.clone_from(outcome);
                    }
                }
                _ => {}
            }
        }
        parts
    }

    /// The part that `request` has opened.
    pub fn part_opened_by(&self, request: &str) -> Option<u32> {
        self.log.iter().filter(|entry| entry.request.as_deref() == Some(request)).find_map(|entry| {
            match &entry.happening {
                Happening::Noted(Note::Part { number, .. }) => Some(*number),
                _ => None,
            }
        })
    }

    /// Takes down that a part has ended, or was opened again. Says whether that was news.
    pub fn part_stands(&mut self, number: u32, ended: Option<&Outcome>, now: DateTime<Utc>) -> bool {
        let known = self.parts().into_iter().find(|part| part.number == number);
        if known.is_none_or(|part| part.ended.as_ref() == ended) {
            return false;
        }
        let outcome = ended.cloned();
        self.record(now, &Actor::rule(None), None, Happening::Noted(Note::PartEnded { number, outcome }));
        true
    }

    /// Ends a part because the whole has ended. It is the one step outside the workflow, for the part has no say in it.
    pub fn cancel_part(&mut self, now: DateTime<Utc>) -> bool {
        if self.parent.is_none() || self.state.is_final() {
            return false;
        }
        let from = std::mem::replace(&mut self.state, State::Closed);
        let outcome = Some(Outcome::NoFurtherAction);
        let moved = Happening::Moved { from, to: State::Closed, note: None, outcome };
        self.record(now, &Actor::rule(Some("parent-closed".to_owned())), None, moved);
        true
    }

    pub(super) fn split(
        &mut self,
        step: &Step<'_>,
        to: &Desk,
        task: &Private<String>,
    ) -> Result<(), Refused> {
        if self.parent.is_some() {
            return Err(Refused::PartOfPart);
        }
        let working =
            matches!(self.state, State::Triage | State::Routed | State::Accepted | State::InProgress);
        if !working {
            return Err(Refused::NotNow { state: self.state.name() });
        }
        if *to == self.desk {
            return Err(Refused::SameDesk);
        }
        let parts = self.parts();
        if parts.len() >= MAX_PARTS {
            return Err(Refused::TooManyParts);
        }
        let number = u32::try_from(parts.len() + 1).unwrap_or(u32::MAX);
        self.note(step, Note::Part { number, to: to.clone(), task: task.clone() });
        Ok(())
    }

    /// Refuses to call an incident fixed while a part of it is open.
    pub(super) fn check_parts(&self, outcome: Option<&Outcome>) -> Result<(), Refused> {
        let open = || self.parts().iter().any(|part| part.ended.is_none());
        if outcome.is_some_and(Outcome::is_fixed) && open() { Err(Refused::OpenParts) } else { Ok(()) }
    }

    fn task(&self, number: u32) -> Option<(&Desk, &Private<String>, DateTime<Utc>)> {
        self.log.iter().find_map(|entry| match &entry.happening {
            Happening::Noted(Note::Part { number: own, to, task }) if *own == number => {
                Some((to, task, entry.at))
            }
            _ => None,
        })
    }
}

impl Record {
    /// The record of a part of this incident, made of what the incident's log says of it. It has the words of the whole
    /// in place of a message of its own, and its deadlines: they began when the resident wrote.
    pub fn part(&self, key: &IdKey, number: u32) -> Option<Self> {
        let whole = self.case()?;
        let (to, task, at) = whole.task(number)?;
        let said = self.said()?.clone();
        let decision = Decision {
            desk: to.clone(),
            rule: None,
            rules: None,
            read: crate::FactsRead::default(),
            ..whole.decision.clone()
        };
        let mut case = Case::open(decision, at);
        if let Some(Happening::Moved { note, .. }) = case.log.first_mut().map(|entry| &mut entry.happening) {
            *note = Some(task.clone());
        }
        case.parent = Some(Parent { incident: self.key.clone(), number });
        case.lead = Some(Lead { voice: self.key.clone(), said });
        Some(Self {
            key: key.part(&self.key, number),
            received_at: at,
            message: Message::default(),
            standing: Standing::Case(Box::new(case)),
            publications: Vec::new(),
            imported: None,
            version: 0,
            ..self.clone()
        })
    }
}
