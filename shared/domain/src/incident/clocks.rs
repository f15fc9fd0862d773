//! The clocks of a case: milestones, pauses and deadlines, all read from its log.

use chrono::{DateTime, NaiveDate, Utc};

use super::case::Case;
use super::hand_over::HandOverState;
use super::log::{Actor, Entry, Happening};
use super::note::Note;
use super::workflow::{Outcome, State};
use crate::agency::Desk;
use crate::calendar::{CalendarError, WorkingCalendar};
use crate::deadline::{self, Deadline, Pause, PauseReason};
use crate::directory::Directory;
use crate::sla::{EscalationLevel, EscalationTarget, SlaPolicy, Span};

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

    /// The deadlines of the first answer and of the result, each with its trace. No hop is read for them.
    pub fn deadlines(&self, terms: &Terms<'_>) -> Result<(Deadline, Option<Deadline>), CalendarError> {
        let pauses = self.pauses();
        let basis = terms.policy.basis();
        let due = |span: Span| deadline::deadline(terms.start, span, basis, terms.calendar, &pauses);
        Ok((due(terms.policy.first_answer)?, terms.policy.resolution.map(due).transpose()?))
    }

    /// Computes the deadlines again, as pauses move them.
    pub fn reschedule(&mut self, terms: &Terms<'_>) -> Result<(), CalendarError> {
        let (answer, resolution) = self.deadlines(terms)?;
        self.decision.answer_due = Some(answer.due);
        self.decision.answer_trace = answer.trace.to_string();
        self.decision.resolve_due = resolution.map(|deadline| deadline.due);
        Ok(())
    }

    /// When the next level of the escalation chain is reached, and which it is; none where none is left.
    pub fn next_escalation(
        &self,
        terms: &Terms<'_>,
    ) -> Result<Option<(DateTime<Utc>, EscalationLevel)>, CalendarError> {
        let Some(due) = self.due() else { return Ok(None) };
        let (answer, resolution) = self.deadlines(terms)?;
        let current = [Some(answer), resolution].into_iter().flatten().find(|deadline| deadline.due == due);
        let Some(current) = current else { return Ok(None) };
        // A pause moves the deadline; whoever was told of it is not told again. An answer begins another chain.
        let answered = self.first_answer_at();
        let told = |level: &EscalationLevel| {
            self.log.iter().any(|entry| {
                let same_clock = answered.is_none_or(|answered| answered <= entry.at);
                matches!(entry.happening, Happening::Noted(Note::Escalated { percent, .. })
                    if same_clock && percent == level.percent)
            })
        };
        let left =
            terms.policy.escalation.iter().filter(|level| !told(level)).min_by_key(|level| level.percent);
        left.map(|level| Ok((current.part(level.percent, terms.calendar)?, *level))).transpose()
    }

    /// Notes every level of the escalation chain that is reached, and whom it tells. Says whether there was one.
    pub fn escalate(
        &mut self,
        terms: &Terms<'_>,
        directory: &Directory,
        on: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<bool, CalendarError> {
        let mut any = false;
        while let Some((at, level)) = self.next_escalation(terms)?
            && let Some(due) = self.due()
            && at <= now
        {
            let municipality = self.decision.municipality.as_ref();
            let to = match level.to {
                EscalationTarget::Superior => directory.parent_desk(&self.desk, municipality, on),
                EscalationTarget::Centre => Some(directory.territory.default_desk(municipality, on)),
                EscalationTarget::Region => None,
            };
            let note = Note::Escalated { due, percent: level.percent, to: to.unwrap_or(Desk::Region) };
            self.record(now, &Actor::clock(), None, Happening::Noted(note));
            any = true;
        }
        Ok(any)
    }

    /// Notes, once, that the day for which it was planned is over.
    fn miss_plan(&mut self, directory: &Directory, on: NaiveDate, now: DateTime<Utc>) {
        let State::Planned(date) = self.state else { return };
        let known = |entry: &Entry| matches!(entry.happening, Happening::Noted(Note::PlanMissed { date: known, .. }) if known == date);
        if now.with_timezone(&directory.region.zone).date_naive() <= date || self.log.iter().any(known) {
            return;
        }
        let above = directory.parent_desk(&self.desk, self.decision.municipality.as_ref(), on);
        let note = Note::PlanMissed { date, to: above.unwrap_or(Desk::Region) };
        self.record(now, &Actor::clock(), None, Happening::Noted(note));
    }

    /// Does what follows from the state of the case by itself: who takes hand-overs, which deadline has passed.
    pub fn settle(&mut self, directory: &Directory, on: NaiveDate, now: DateTime<Utc>) {
        if let Some(hand_over) = self.hand_over.as_mut().filter(|hand_over| hand_over.is_untold()) {
            let agency = directory.agency(&hand_over.agency);
            if !agency.and_then(|agency| agency.endpoint.as_ref()).is_some_and(|endpoint| endpoint.enabled) {
                hand_over.state = HandOverState::NoEndpoint;
            }
        }
        self.miss_plan(directory, on, now);
        if let Some(due) = self.due().filter(|due| *due < now) {
            let above = directory.parent_desk(&self.desk, self.decision.municipality.as_ref(), on);
            self.mark_overdue(due, above.unwrap_or(Desk::Region), now);
        }
    }
}
