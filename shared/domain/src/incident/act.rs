//! What people do with an incident, step by step.

use chrono::{DateTime, Utc};

use super::action::{Action, Refused};
use super::answer::{Answer, AnswerState};
use super::arbitration::Hierarchy;
use super::case::{Case, first_state_on};
use super::correct::Asked;
use super::log::{Actor, Entry, Happening, LogFull, MAX_LOG_BYTES, ReplyChange};
use super::note::Note;
use super::workflow::{Outcome, State};
use crate::private::Private;

impl Case {
    /// Does what `action` asks for, or says why not. On success the log has one entry for each step.
    ///
    /// Nothing is known of the region: the region decides disputes, and answers wait for other eyes only if they are
    /// laid before them.
    pub fn act(
        &mut self,
        action: &Action,
        actor: &Actor,
        request: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        self.act_under(Hierarchy::default(), action, actor, request, now)
    }

    /// The same by the rules and the hierarchy of a region.
    pub fn act_under(
        &mut self,
        hierarchy: Hierarchy<'_>,
        action: &Action,
        actor: &Actor,
        request: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        self.require_words(action)?;
        let mut changed = self.clone();
        changed.perform(action, &Step { actor, request, now, hierarchy })?;
        if changed.log_bytes() > MAX_LOG_BYTES {
            return Err(LogFull.into());
        }
        *self = changed;
        Ok(())
    }

    fn require_words(&self, action: &Action) -> Result<(), Refused> {
        let text = |field, text: &String| {
            if text.trim().is_empty() { Err(Refused::Missing { field }) } else { Ok(()) }
        };
        let (field, words) = match action {
            Action::Forward { body, .. } if body.trim().is_empty() => return text("body", body),
            Action::OutsideNumber { number } => return text("number", number),
            Action::OutsideAnswer { text } => ("text", text),
            Action::Split { task, .. } => ("task", task),
            Action::PassOn { to, reason } if *to != self.desk => ("reason", reason),
            Action::PassOn { .. } => return Err(Refused::SameDesk),
            Action::AskAuthor { question } => ("question", question),
            Action::AskExternal { note } | Action::Forward { note, .. } => ("note", note),
            Action::Answer { text, .. } | Action::Propose { text, .. } | Action::EditReply { text, .. } => {
                ("text", text)
            }
            Action::Return { comment } => ("comment", comment),
            Action::Merge { reason, .. }
            | Action::Unmerge { reason }
            | Action::Decide { reason, .. }
            | Action::Reopen { reason }
            | Action::Reject { reason }
            | Action::RemoveReply { reason, .. } => ("reason", reason),
            _ => return Ok(()),
        };
        text(field, words.expose())
    }

    fn perform(&mut self, action: &Action, step: &Step<'_>) -> Result<(), Refused> {
        match action {
            Action::Accept {} => self.go(step, State::Accepted),
            Action::Start {} | Action::Resume {} => self.go(step, State::InProgress),
            Action::AskAuthor { question } => self.go_with(step, State::WaitingAuthor, Some(question), None),
            Action::AskExternal { note } => self.go_with(step, State::WaitingExternal, Some(note), None),
            Action::Plan { date } => self.go(step, State::Planned(*date)),
            Action::Reject { reason } => self.go_with(step, State::Rejected, Some(reason), None),
            Action::Answer { text, outcome, to_all } => self.answer(step, text, outcome.as_ref(), *to_all),
            Action::Propose { text, outcome, to_all } => self.propose(step, text, outcome.as_ref(), *to_all),
            Action::Approve {} => self.approve(step),
            Action::Return { comment } => {
                self.waiting_answer()?;
                self.go_with(step, State::InProgress, Some(comment), None)
            }
            Action::EditReply { answer, text } => {
                self.change_reply(step, *answer, ReplyChange::Edited { text: text.clone() })
            }
            Action::RemoveReply { answer, reason } => {
                self.change_reply(step, *answer, ReplyChange::Removed { reason: reason.clone() })
            }
            Action::Close { outcome, reason } => {
                self.check_parts(Some(outcome))?;
                self.go_with(step, State::Closed, reason.as_ref(), Some(outcome))
            }
            Action::Decide { to, reason } => self.decide_dispute(step, to, reason),
            Action::Split { to, task } => self.split(step, to, task),
            Action::Forward { body, note, number } => self.forward(step, body, note, number.as_ref()),
            Action::OutsideNumber { number } => self.number_outside(step, number),
            Action::OutsideAnswer { text } => self.hear_outside(step, text),
            Action::Rate { rating, comment } => self.rate(step, *rating, comment.as_ref()),
            Action::Verify { verification, after_days, note } => {
                self.verify(step, *verification, *after_days, note.as_ref())
            }
            Action::PassOn { to, reason } => self.pass_on(step, to, reason),
            Action::Correct { topic, kind, municipality, reason } => {
                let (topic, municipality, reason) = (topic.as_ref(), municipality.as_ref(), reason.as_ref());
                self.correct(
                    Asked { topic, kind: *kind, municipality, reason },
                    step.actor,
                    step.request,
                    step.now,
                )
            }
            Action::Merge { into, reason } => {
                if self.state == State::Routed {
                    self.go(step, State::Triage)?;
                }
                self.go_with(step, State::Merged(into.clone()), Some(reason), None)
            }
            Action::Unmerge { reason } => self.unmerge(step, reason),
            Action::Reopen { reason } => {
                self.go_with(step, State::Reopened, Some(reason), None)?;
                let next = first_state_on(&self.desk);
                self.go(step, next)
            }
        }
    }

    fn answer(
        &mut self,
        step: &Step<'_>,
        text: &Private<String>,
        outcome: Option<&Outcome>,
        to_all: bool,
    ) -> Result<(), Refused> {
        self.check_parts(outcome)?;
        if self.needs_other_eyes(step) {
            return self.propose(step, text, outcome, to_all);
        }
        self.begin_answer(step)?;
        if self.state != State::Triage && self.state != State::AnswerPendingApproval {
            self.go(step, State::AnswerPendingApproval)?;
        }
        self.go_with(step, State::Answered, Some(text), None)?;
        self.note_terms(step, to_all, None);
        match outcome {
            Some(outcome) => self.go_with(step, State::Closed, None, Some(outcome)),
            None => Ok(()),
        }
    }

    /// Goes back to work on its own; its agency is told anew.
    fn unmerge(&mut self, step: &Step<'_>, reason: &Private<String>) -> Result<(), Refused> {
        if !matches!(self.state, State::Merged(_)) {
            return Err(Refused::Forbidden { from: self.state.name(), to: State::Triage.name() });
        }
        self.go_with(step, State::Triage, Some(reason), None)?;
        let next = first_state_on(&self.desk);
        if next != State::Triage {
            self.go(step, next)?;
        }
        let told = self.hand_over.as_ref().map_or(0, |last| last.hop);
        self.renew_hand_over(step.now);
        if let Some(hand_over) = &mut self.hand_over {
            hand_over.hop = hand_over.hop.max(told + 1);
        }
        Ok(())
    }

    fn propose(
        &mut self,
        step: &Step<'_>,
        text: &Private<String>,
        outcome: Option<&Outcome>,
        to_all: bool,
    ) -> Result<(), Refused> {
        self.check_parts(outcome)?;
        self.begin_answer(step)?;
        self.go_with(step, State::AnswerPendingApproval, Some(text), None)?;
        self.note_terms(step, to_all, outcome.cloned());
        Ok(())
    }

    /// Whoever answers works on it, whether they have said so or not.
    fn begin_answer(&mut self, step: &Step<'_>) -> Result<(), Refused> {
        if matches!(self.state, State::Routed | State::Accepted) {
            self.go(step, State::InProgress)?;
        }
        Ok(())
    }

    /// Only terms that are not the usual ones take room in the log.
    fn note_terms(&mut self, step: &Step<'_>, to_all: bool, outcome: Option<Outcome>) {
        if !to_all || outcome.is_some() {
            let answer = self.answers().last().map_or(0, |answer| answer.number);
            let change = ReplyChange::Terms { to_all, outcome };
            self.record(step.now, step.actor, Some(step.request), Happening::Reply { answer, change });
        }
    }

    fn approve(&mut self, step: &Step<'_>) -> Result<(), Refused> {
        let waiting = self.waiting_answer()?;
        self.check_parts(waiting.outcome.as_ref())?;
        if self.needs_other_eyes(step) && self.writers(&waiting).any(|writer| writer == step.actor) {
            return Err(Refused::SameEyes);
        }
        self.go(step, State::Answered)?;
        match &waiting.outcome {
            Some(outcome) => self.go_with(step, State::Closed, None, Some(outcome)),
            None => Ok(()),
        }
    }

    /// Whether the region has an answer on this topic approved by somebody who did not write it.
    fn needs_other_eyes(&self, step: &Step<'_>) -> bool {
        let answers = step.hierarchy.directory().map(|directory| &directory.region.answers);
        answers.is_some_and(|answers| answers.needs_other_eyes(self.decision.topic.as_ref()))
    }

    /// Everybody whose words an answer has.
    fn writers<'a>(&'a self, answer: &'a Answer) -> impl Iterator<Item = &'a Actor> {
        let edits = self.log.iter().filter(|entry| {
            matches!(&entry.happening, Happening::Reply { answer: number, change: ReplyChange::Edited { .. } }
                if *number == answer.number)
        });
        edits.map(|entry| &entry.actor).chain([&answer.given_by])
    }

    fn waiting_answer(&self) -> Result<Answer, Refused> {
        let waiting = self.answers().into_iter().find(|answer| answer.state == AnswerState::PendingApproval);
        waiting.ok_or(Refused::NothingWaits)
    }

    fn change_reply(
        &mut self,
        step: &Step<'_>,
        number: Option<u32>,
        change: ReplyChange,
    ) -> Result<(), Refused> {
        let edits = matches!(change, ReplyChange::Edited { .. });
        let fits = |answer: &Answer| match answer.state {
            AnswerState::Approved => true,
            AnswerState::PendingApproval => edits,
            AnswerState::Returned | AnswerState::Removed | AnswerState::ByHand => false,
        };
        let named = |answer: &Answer| number.is_none_or(|number| answer.number == number);
        let answer = self.answers().into_iter().rfind(|answer| fits(answer) && named(answer));
        let answer = answer.ok_or(Refused::NoAnswer)?.number;
        self.record(step.now, step.actor, Some(step.request), Happening::Reply { answer, change });
        Ok(())
    }

    pub(super) fn go(&mut self, step: &Step<'_>, to: State) -> Result<(), Refused> {
        self.go_with(step, to, None, None)
    }

    pub(super) fn go_with(
        &mut self,
        step: &Step<'_>,
        to: State,
        note: Option<&Private<String>>,
        outcome: Option<&Outcome>,
    ) -> Result<(), Refused> {
        if !self.state.may_become(&to) {
            return Err(Refused::Forbidden { from: self.state.name(), to: to.name() });
        }
        let happening = Happening::Moved {
            from: self.state.clone(),
            to: to.clone(),
            note: note.cloned(),
            outcome: outcome.cloned(),
        };
        self.record(step.now, step.actor, Some(step.request), happening);
        self.state = to;
        Ok(())
    }

    pub(super) fn note(&mut self, step: &Step<'_>, note: Note) {
        self.record(step.now, step.actor, Some(step.request), Happening::Noted(note));
    }

    fn log_bytes(&self) -> usize {
        self.log.iter().map(Entry::size).sum()
    }
}

/// One action on its way: who asks for it, when, and under whom.
pub(super) struct Step<'a> {
    pub(super) actor: &'a Actor,
    pub(super) request: &'a str,
    pub(super) now: DateTime<Utc>,
    pub(super) hierarchy: Hierarchy<'a>,
}
