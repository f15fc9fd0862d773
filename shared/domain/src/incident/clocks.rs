//! The clocks of a case: milestones, pauses and deadlines, all read from its log.

use chrono::{DateTime, NaiveDate, Utc};

use super::case::Case;
use super::hand_over::HandOverState;
use super::log::{Actor, Entry, Happening};
use super::workflow::{Outcome, State};
use crate::agency::Desk;
use crate::calendar::{CalendarError, WorkingCalendar};
use crate::deadline::{self, Pause, PauseReason};
use crate::directory::Directory;
use crate::sla::{SlaPolicy, Span};

/// What the deadlines of a case are computed from.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// When the message was written: no hop moves it.
    pub start: DateTime<Utc>,
    /// The spans.
    pub policy: &'a SlaPolicy,
    /// The working clock.
    pub calendar: &'a WorkingCalendar,
}

impl Case {
    fn moments(&self, wanted: &State) -> impl DoubleEndedIterator<Item = &Entry> {
        let name = wanted.name();
        self.log
            .iter()
            .filter(move |entry| matches!(&entry.happening, Happening::Moved { to, .. } if to.name() == name))
    }

    /// When the resident was first answered.
    pub fn first_answer_at(&self) -> Option<DateTime<Utc>> {
        self.moments(&State::Answered).next().map(|entry| entry.at)
    }

    /// When it was closed, and how, if it is closed now.
    pub fn closing(&self) -> Option<(DateTime<Utc>, &Outcome)> {
        let entry = self.moments(&State::Closed).next_back().filter(|_| self.state == State::Closed)?;
        match &entry.happening {
            Happening::Moved { outcome: Some(outcome), .. } => Some((entry.at, outcome)),
            _ => None,
        }
    }

    /// The times in which the clocks stood still.
    pub fn pauses(&self) -> Vec<Pause> {
        let mut pauses: Vec<Pause> = Vec::new();
        for entry in &self.log {
            let Happening::Moved { from, to, .. } = &entry.happening else { continue };
            if let Some(open) = pauses.last_mut().filter(|pause| from.is_paused() && pause.to.is_none()) {
                open.to = Some(entry.at);
            }
            if to.is_paused() {
                let reason =
                    if *to == State::WaitingAuthor { PauseReason::Author } else { PauseReason::External };
                pauses.push(Pause { from: entry.at, to: None, reason });
            }
        }
        pauses
    }

    /// The deadline that comes next; none while the clocks stand still or nothing is left to do.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        if self.state.is_final() || self.state.is_paused() {
            None
        } else if self.first_answer_at().is_none() {
            self.decision.answer_due
        } else {
            self.decision.resolve_due
        }
    }

    /// Marks the deadline `due` as passed and `desk` as told, once.
    pub fn mark_overdue(&mut self, due: DateTime<Utc>, desk: Desk, now: DateTime<Utc>) -> bool {
        let marked = |entry: &Entry| matches!(&entry.happening, Happening::Overdue { due: known, .. } if *known == due);
        if now <= due || self.due() != Some(due) || self.log.iter().any(marked) {
            return false;
        }
        self.record(now, &Actor::clock(), None, Happening::Overdue { due, escalated_to: desk });
        true
    }

    /// Computes the deadlines again, as pauses move them.
    pub fn reschedule(&mut self, terms: &Terms<'_>) -> Result<(), CalendarError> {
        let pauses = self.pauses();
        let basis = terms.policy.basis();
        let due = |span: Span| deadline::deadline(terms.start, span, basis, terms.calendar, &pauses);
        let answer = due(terms.policy.first_answer)?;
        self.decision.answer_due = Some(answer.due);
        self.decision.answer_trace = answer.trace.to_string();
        self.decision.resolve_due =
            terms.policy.resolution.map(due).transpose()?.map(|deadline| deadline.due);
        Ok(())
    }

    /// Does what follows from the state of the case by itself: who takes hand-overs, which deadline has passed.
    pub fn settle(&mut self, directory: &Directory, on: NaiveDate, now: DateTime<Utc>) {
        if let Some(hand_over) = self.hand_over.as_mut().filter(|hand_over| hand_over.is_untold()) {
            let agency = directory.agency(&hand_over.agency);
            if !agency.and_then(|agency| agency.endpoint.as_ref()).is_some_and(|endpoint| endpoint.enabled) {
                hand_over.state = HandOverState::NoEndpoint;
            }
        }
        if let Some(due) = self.due().filter(|due| *due < now) {
            let above = directory.parent_desk(&self.desk, self.decision.municipality.as_ref(), on);
            self.mark_overdue(due, above.unwrap_or(Desk::Region), now);
        }
    }
}
