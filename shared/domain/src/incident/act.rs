//! What people do with an incident, step by step.

use chrono::{DateTime, Utc};

use super::case::{Case, first_state_on};
use super::log::{Actor, Entry, Happening, LogFull, MAX_LOG_BYTES, ReplyChange};
use super::workflow::{Action, Outcome, Refused, State};
use crate::agency::Desk;
use crate::private::Private;

impl Case {
    /// Does what `action` asks for, or says why not. On success the log has one entry for each step.
    pub fn act(
        &mut self,
        action: &Action,
        actor: &Actor,
        request: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        self.require_words(action)?;
        let mut changed = self.clone();
        changed.perform(action, actor, request, now)?;
        if changed.log_bytes() > MAX_LOG_BYTES {
            return Err(LogFull.into());
        }
        *self = changed;
        Ok(())
    }

    fn require_words(&self, action: &Action) -> Result<(), Refused> {
        let (field, words) = match action {
            Action::PassOn { to, reason } if *to != self.desk => ("reason", reason),
            Action::PassOn { .. } => return Err(Refused::SameDesk),
            Action::AskAuthor { question } => ("question", question),
            Action::AskExternal { note } => ("note", note),
            Action::Answer { text, .. } => ("text", text),
            Action::Reopen { reason } | Action::Reject { reason } => ("reason", reason),
            _ => return Ok(()),
        };
        if words.expose().trim().is_empty() { Err(Refused::Missing { field }) } else { Ok(()) }
    }

    fn perform(
        &mut self,
        action: &Action,
        actor: &Actor,
        request: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refused> {
        let step = Step { actor, request, now };
        match action {
            Action::Accept {} => self.go(&step, State::Accepted),
            Action::Start {} | Action::Resume {} => self.go(&step, State::InProgress),
            Action::AskAuthor { question } => self.go_with(&step, State::WaitingAuthor, Some(question), None),
            Action::AskExternal { note } => self.go_with(&step, State::WaitingExternal, Some(note), None),
            Action::Plan { date } => self.go(&step, State::Planned(*date)),
            Action::Reject { reason } => self.go_with(&step, State::Rejected, Some(reason), None),
            Action::Answer { text, outcome } => self.answer(&step, text, outcome.as_ref()),
            Action::Close { outcome, reason } => {
                self.go_with(&step, State::Closed, reason.as_ref(), Some(outcome))
            }
            Action::PassOn { to, reason } => self.pass_on(&step, to, reason),
            Action::Reopen { reason } => {
                self.go_with(&step, State::Reopened, Some(reason), None)?;
                let next = first_state_on(&self.desk);
                self.go(&step, next)
            }
        }
    }

    fn answer(
        &mut self,
        step: &Step<'_>,
        text: &crate::Private<String>,
        outcome: Option<&Outcome>,
    ) -> Result<(), Refused> {
        if matches!(self.state, State::Routed | State::Accepted) {
            self.go(step, State::InProgress)?;
        }
        if self.state != State::Triage && self.state != State::AnswerPendingApproval {
            self.go(step, State::AnswerPendingApproval)?;
        }
        self.go_with(step, State::Answered, Some(text), None)?;
        match outcome {
            Some(outcome) => self.go_with(step, State::Closed, None, Some(outcome)),
            None => Ok(()),
        }
    }

    fn pass_on(
        &mut self,
        step: &Step<'_>,
        to: &Desk,
        reason: &crate::Private<String>,
    ) -> Result<(), Refused> {
        if self.state != State::Triage {
            if self.state.may_become(&State::Triage) && !matches!(to, Desk::Agency(_)) {
                self.go_with(step, State::Triage, Some(reason), None)?;
            } else {
                self.go_with(step, State::NotOurs, Some(reason), None)?;
            }
        }
        let next = first_state_on(to);
        if self.state != next {
            self.go(step, next)?;
        }
        self.move_to(to, step.now, step.actor, Some(reason.clone()), Some(step.request));
        Ok(())
    }

    fn go(&mut self, step: &Step<'_>, to: State) -> Result<(), Refused> {
        self.go_with(step, to, None, None)
    }

    fn go_with(
        &mut self,
        step: &Step<'_>,
        to: State,
        note: Option<&crate::Private<String>>,
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

    fn log_bytes(&self) -> usize {
        self.log.iter().map(Entry::size).sum()
    }
}

struct Step<'a> {
    actor: &'a Actor,
    request: &'a str,
    now: DateTime<Utc>,
}
