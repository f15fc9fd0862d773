//! After the answer: what the resident says of it, what a later look finds, and waits that last too long.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::act::Step;
use super::action::Refused;
use super::case::{Case, first_state_on};
use super::imported::Voice;
use super::log::{Actor, Happening};
use super::note::Note;
use super::workflow::{Outcome, State};
use crate::private::Private;

/// After so many days it is looked again whether what was fixed has stayed so.
pub const LATER_CHECKS: [u16; 2] = [7, 30];

/// Whether the outcome is as it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verification {
    /// Nobody has looked.
    Unverified,
    /// The resident says so.
    ConfirmedByAuthor,
    /// Somebody was there.
    ConfirmedByInspection,
    /// The resident, or somebody who was there, says otherwise.
    Disputed,
    /// It was so, and is so no more.
    Recurred,
}

impl Verification {
    /// Every value with the name used in the API.
    pub const NAMES: [(Self, &'static str); 5] = [
        (Self::Unverified, "unverified"),
        (Self::ConfirmedByAuthor, "confirmed_by_author"),
        (Self::ConfirmedByInspection, "confirmed_by_inspection"),
        (Self::Disputed, "disputed"),
        (Self::Recurred, "recurred"),
    ];

    /// The name used in the API.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(own, _)| *own == self).map_or("", |(_, name)| name)
    }
}

/// What a word of the author has led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The wait for it is over.
    Resumed,
    /// The incident is open again.
    Reopened,
    /// It was closed too long ago: it is a new matter.
    TooLate,
    /// Nothing.
    Nothing,
}

impl Case {
    /// How the author took the outcome, by their newest rating since the last closing.
    pub fn voice(&self) -> Voice {
        match self.rating() {
            Some(4..) => Voice::Satisfied,
            Some(3) => Voice::Neutral,
            Some(_) => Voice::Dissatisfied,
            None => Voice::NotAsked,
        }
    }

    /// The author's newest rating since the last closing.
    pub fn rating(&self) -> Option<u8> {
        self.since_closing().find_map(|happening| match happening {
            Happening::Noted(Note::Rated { rating, .. }) => Some(*rating),
            _ => None,
        })
    }

    /// Whether the outcome is as it was told, by the newest look since the last closing. Neither the closing itself nor
    /// silence says anything about that.
    pub fn verification(&self) -> Verification {
        let newest = self.since_closing().find_map(|happening| match happening {
            Happening::Noted(Note::Verified { verification, .. }) => Some(*verification),
            _ => None,
        });
        newest.unwrap_or(Verification::Unverified)
    }

    /// The later checks that are due: so many days have passed since it was closed as fixed.
    pub fn checks_due(&self, now: DateTime<Utc>) -> Vec<u16> {
        let Some((at, outcome)) = self.closing() else { return Vec::new() };
        let done = |days: u16| {
            self.since_closing().any(|happening| {
                matches!(happening, Happening::Noted(Note::Verified { after_days, .. }) if *after_days == Some(days))
            })
        };
        let due =
            |days: &u16| outcome.is_fixed() && at + Duration::days(i64::from(*days)) <= now && !done(*days);
        LATER_CHECKS.into_iter().filter(due).collect()
    }

    /// What happened since the last answer or closing that still holds, newest first.
    fn since_closing(&self) -> impl Iterator<Item = &Happening> {
        let over = matches!(self.state, State::Answered | State::Closed);
        let ends = |happening: &&Happening| {
            !matches!(happening, Happening::Moved { from: State::Answered | State::Closed, to, .. }
                if *to != State::Closed)
        };
        self.log.iter().rev().map(|entry| &entry.happening).take_while(ends).filter(move |_| over)
    }

    pub(super) fn rate(
        &mut self,
        step: &Step<'_>,
        rating: u8,
        comment: Option<&Private<String>>,
    ) -> Result<(), Refused> {
        if !(1..=5).contains(&rating) {
            return Err(Refused::Range { field: "rating" });
        }
        if self.state != State::Closed {
            return Err(Refused::NotNow { state: self.state.name() });
        }
        self.note(step, Note::Rated { rating, comment: comment.cloned() });
        Ok(())
    }

    pub(super) fn verify(
        &mut self,
        step: &Step<'_>,
        verification: Verification,
        after_days: Option<u16>,
        note: Option<&Private<String>>,
    ) -> Result<(), Refused> {
        if after_days.is_some_and(|days| !LATER_CHECKS.contains(&days)) {
            return Err(Refused::Range { field: "after_days" });
        }
        if !matches!(self.state, State::Answered | State::Closed) {
            return Err(Refused::NotNow { state: self.state.name() });
        }
        self.note(step, Note::Verified { verification, after_days, note: note.cloned() });
        Ok(())
    }

    /// What follows from a further message of the author: a wait for it ends, and a matter closed no longer than `days`
    /// ago is open again. `request` names the message, so that it counts once.
    pub fn hear_author(
        &mut self,
        (written_at, request): (DateTime<Utc>, &str),
        days: u16,
        why: &Private<String>,
        now: DateTime<Utc>,
    ) -> Heard {
        if self.has_done(request) {
            return Heard::Nothing;
        }
        let author = Actor::author();
        let hierarchy = super::arbitration::Hierarchy::default();
        let step = Step { actor: &author, request, now, hierarchy };
        if self.state == State::WaitingAuthor {
            let resumed = self.go(&step, State::InProgress);
            return if resumed.is_ok() { Heard::Resumed } else { Heard::Nothing };
        }
        let Some((closed_at, _)) = self.closing() else { return Heard::Nothing };
        if written_at <= closed_at {
            return Heard::Nothing;
        }
        if closed_at + Duration::days(i64::from(days)) < written_at {
            return Heard::TooLate;
        }
        let next = first_state_on(&self.desk);
        let reopened = self.go_with(&step, State::Reopened, Some(why), None);
        if reopened.and_then(|()| self.go(&step, next)).is_ok() { Heard::Reopened } else { Heard::Nothing }
    }

    /// Closes an incident whose author has not answered a question for `days`: what was asked is missing, or, where the
    /// question never reached them, nobody is there.
    pub fn give_up_waiting(&mut self, days: u16, reached: bool, now: DateTime<Utc>) -> bool {
        let Some(since) = self.waiting_since().filter(|_| self.state == State::WaitingAuthor) else {
            return false;
        };
        if now < since + Duration::days(i64::from(days)) {
            return false;
        }
        let outcome = if reached { Outcome::InsufficientInformation } else { Outcome::AuthorUnreachable };
        let (from, to) = (State::WaitingAuthor, State::Closed);
        self.state = State::Closed;
        let moved = Happening::Moved { from, to, note: None, outcome: Some(outcome) };
        self.record(now, &Actor::clock(), None, moved);
        true
    }

    /// Since when it waits for somebody, if it does.
    pub fn waiting_since(&self) -> Option<DateTime<Utc>> {
        self.pauses()
            .pop()
            .filter(|pause| pause.to.is_none() && self.state.is_paused())
            .map(|pause| pause.from)
    }
}
