//! What a person says in place of what a machine understood, and what follows from it.

use chrono::{DateTime, Utc};

use super::action::Refused;
use super::case::{Case, Decision, first_state_on};
use super::decide::Around;
use super::log::{Actor, Entry, Happening, Source};
use super::workflow::State;
use crate::ids::{Oktmo, TopicCode};
use crate::message::Kind;
use crate::private::Private;

/// One thing that was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Corrected {
    /// What it is about.
    Topic {
        /// What it was.
        from: Option<TopicCode>,
        /// What it is; none for what has no topic.
        to: Option<TopicCode>,
    },
    /// What the resident wants.
    Kind {
        /// What it was.
        from: Kind,
        /// What it is.
        to: Kind,
    },
    /// Where it is.
    Municipality {
        /// Where it was thought to be.
        from: Option<Oktmo>,
        /// Where it is.
        to: Oktmo,
    },
}

impl Corrected {
    /// The name of what was put right.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Topic { .. } => "topic",
            Self::Kind { .. } => "kind",
            Self::Municipality { .. } => "municipality",
        }
    }

    fn undo(&self, decision: &mut Decision) {
        match self {
            Self::Topic { from, .. } => decision.topic.clone_from(from),
            Self::Kind { from, .. } => decision.kind = *from,
            Self::Municipality { from, .. } => decision.municipality.clone_from(from),
        }
    }
}

/// What is asked to be put right; what is not named stays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) topic: Option<&'a TopicCode>,
    pub(super) kind: Option<Kind>,
    pub(super) municipality: Option<&'a Oktmo>,
    pub(super) reason: Option<&'a Private<String>>,
}

impl Asked<'_> {
    /// What changes; what stands there already is no change. What is of kind `other` has no topic.
    fn changes(&self, decision: &Decision) -> Result<Vec<Corrected>, Refused> {
        if self.topic.is_none() && self.kind.is_none() && self.municipality.is_none() {
            return Err(Refused::Missing { field: "topic" });
        }
        let kind = self.kind.unwrap_or(decision.kind);
        if kind == Kind::Other && self.topic.is_some() {
            let field = if self.kind.is_some() { "topic" } else { "kind" };
            return Err(Refused::Contradiction { field });
        }
        let topic = match self.topic {
            _ if kind == Kind::Other => None,
            None => decision.topic.as_ref(),
            named => named,
        };
        let topic = (topic != decision.topic.as_ref())
            .then(|| Corrected::Topic { from: decision.topic.clone(), to: topic.cloned() });
        let kind = (kind != decision.kind).then_some(Corrected::Kind { from: decision.kind, to: kind });
        let place = self.municipality.filter(|to| decision.municipality.as_ref() != Some(to));
        let place =
            place.map(|to| Corrected::Municipality { from: decision.municipality.clone(), to: to.clone() });
        Ok(topic.into_iter().chain(kind).chain(place).collect())
    }
}

impl Case {
    /// Puts right what was understood. What a person says is certain.
    pub(super) fn correct(
        &mut self,
        asked: Asked<'_>,
        actor: &Actor,
        request: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        for what in asked.changes(&self.decision)? {
            match &what {
                Corrected::Topic { to, .. } => {
                    self.decision.topic.clone_from(to);
                    self.decision.confidence = 100;
                }
                Corrected::Kind { to, .. } => self.decision.kind = *to,
                Corrected::Municipality { to, .. } => self.decision.municipality = Some(to.clone()),
            }
            let happening = Happening::Corrected { what, reason: asked.reason.cloned() };
            self.record(now, actor, Some(request), happening);
        }
        Ok(())
    }

    /// What was put right, oldest first, with who did it and when.
    pub fn corrections(&self) -> impl Iterator<Item = (&Entry, &Corrected)> {
        self.log.iter().filter_map(|entry| match &entry.happening {
            Happening::Corrected { what, .. } => Some((entry, what)),
            _ => None,
        })
    }

    /// Does what follows from the corrections of `request`: the desk, while nobody has accepted the incident or passed it
    /// on by hand, and the deadlines, whose clocks go on from where they began.
    pub fn follow_correction(
        &mut self,
        around: &Around<'_>,
        actor: &Actor,
        request: &str,
        now: DateTime<Utc>,
    ) {
        let asked = |(entry, _): (&Entry, &Corrected)| entry.request.as_deref() == Some(request);
        if !self.corrections().any(asked) {
            return;
        }
        let waits = matches!(self.state, State::Triage | State::Routed);
        if waits && !self.was_passed_on() {
            let routing = around.route(&self.decision);
            let to = first_state_on(&routing.desk);
            if self.state != to {
                let from = std::mem::replace(&mut self.state, to.clone());
                let moved = Happening::Moved { from, to, note: None, outcome: None };
                self.record(now, actor, Some(request), moved);
            }
            self.decision.desk = routing.desk.clone();
            self.decision.rule = routing.rule;
            (self.decision.rules, self.decision.read) = (Some(routing.version), routing.read);
            let calendar = around.directory.calendar_of(&routing.desk).map(|calendar| calendar.id().clone());
            self.decision.calendar = calendar.or(self.decision.calendar.take());
            if self.desk != routing.desk {
                self.move_to(&routing.desk, now, actor, None, Some(request));
            }
        }
        self.set_terms(around);
    }

    /// Takes back the corrections that were made after a moment, and what followed from them for the deadlines.
    ///
    /// The log is to be cut to that moment already; `later` is what was cut off.
    pub fn take_back(&mut self, around: &Around<'_>, later: &[Entry]) {
        let mut corrected = false;
        for entry in later.iter().rev() {
            if let Happening::Corrected { what, .. } = &entry.happening {
                what.undo(&mut self.decision);
                corrected = true;
            }
        }
        if corrected {
            self.set_terms(around);
        }
    }

    /// Chooses importance, policy and deadlines by what is understood now. The verdict on an answer that was given stays,
    /// and where the calendar refuses everything stays.
    fn set_terms(&mut self, around: &Around<'_>) {
        let mut decision = self.decision.clone();
        decision.weigh(around.form);
        let calendar = decision.calendar.as_ref().and_then(|id| around.directory.calendar(id));
        if decision.set_terms(around, calendar, &self.pauses()).is_ok() {
            if self.first_answer_at().is_some() {
                decision.answer_due = self.decision.answer_due;
                decision.answer_trace.clone_from(&self.decision.answer_trace);
            }
            self.decision = decision;
        }
    }

    /// Whether a person chose its desk, other than by a correction.
    fn was_passed_on(&self) -> bool {
        let by_correction = |hop: &Entry| self.corrections().any(|(entry, _)| entry.request == hop.request);
        let mut hops = self.log.iter().filter(|entry| matches!(entry.happening, Happening::Hop { .. }));
        hops.any(|hop| hop.actor.source == Source::Person && !by_correction(hop))
    }
}
