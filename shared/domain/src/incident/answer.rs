//! The answers to an incident, read from its log: what was said, who approved it, what became of its words.

use chrono::{DateTime, Utc};

use super::case::Case;
use super::log::{Actor, Entry, Happening, ReplyChange, Source};
use super::workflow::{Outcome, State};
use crate::private::Private;

/// How far an answer is before anybody outside reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerState {
    /// It waits for a second pair of eyes.
    PendingApproval,
    /// It may be published.
    Approved,
    /// It went back to who wrote it, or gave way to another.
    Returned,
    /// It was approved and is taken back.
    Removed,
    /// It was given on the platform itself: nothing is published for it.
    ByHand,
}

impl AnswerState {
    /// The name used in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PendingApproval => "pending_approval",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Removed => "removed",
            Self::ByHand => "by_hand",
        }
    }
}

/// An answer to the author, and to everybody who joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Counts the answers of the incident, from 1.
    pub number: u32,
    /// How far it is.
    pub state: AnswerState,
    /// Its words, and those that took their place later.
    pub editions: Vec<Private<String>>,
    /// It goes to everybody who joined the incident, not only to its first author.
    pub to_all: bool,
    /// How the incident ends when the answer is approved.
    pub outcome: Option<Outcome>,
    /// Who gave it.
    pub given_by: Actor,
    /// When.
    pub given_at: DateTime<Utc>,
    /// Who approved, returned or removed it.
    pub decided_by: Option<Actor>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was returned or removed.
    pub comment: Option<Private<String>>,
}

impl Answer {
    fn given(number: usize, text: &Private<String>, entry: &Entry) -> Self {
        Self {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            state: AnswerState::PendingApproval,
            editions: vec![text.clone()],
            to_all: true,
            outcome: None,
            given_by: entry.actor.clone(),
            given_at: entry.at,
            decided_by: None,
            decided_at: None,
            comment: None,
        }
    }

    fn decided(&mut self, state: AnswerState, comment: Option<&Private<String>>, entry: &Entry) {
        self.state = state;
        self.decided_by = Some(entry.actor.clone());
        self.decided_at = Some(entry.at);
        self.comment = comment.cloned();
    }

    /// The number of its newest words, from 0.
    pub fn edition(&self) -> u32 {
        u32::try_from(self.editions.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Its words of an edition.
    pub fn text_of(&self, edition: u32) -> Option<&Private<String>> {
        self.editions.get(usize::try_from(edition).ok()?)
    }

    /// Its newest words.
    pub fn text(&self) -> Option<&Private<String>> {
        self.editions.last()
    }

    /// Whether it was ever approved, and so may stand somewhere outside.
    pub const fn is_public(&self) -> bool {
        matches!(self.state, AnswerState::Approved | AnswerState::Removed)
    }
}

impl Case {
    /// Every answer, oldest first.
    pub fn answers(&self) -> Vec<Answer> {
        read_all(&self.log)
    }

    /// The answers that `request` has changed for those outside: approved, worded anew or taken back.
    pub fn answers_touched_by(&self, request: &str) -> Vec<u32> {
        let asked = |entry: &&(usize, &Entry)| entry.1.request.as_deref() == Some(request);
        let entries: Vec<_> = self.log.iter().enumerate().collect();
        let mut touched: Vec<u32> =
            entries.iter().filter(asked).filter_map(|(at, entry)| self.touched(*at, entry)).collect();
        touched.dedup();
        touched
    }

    fn touched(&self, at: usize, entry: &Entry) -> Option<u32> {
        match &entry.happening {
            Happening::Moved { to: State::Answered, .. } => {
                let approved = |answer: &Answer| answer.state == AnswerState::Approved;
                read_all(&self.log[..=at]).into_iter().rfind(approved).map(|answer| answer.number)
            }
            Happening::Reply { change: ReplyChange::Terms { .. }, .. } => None,
            Happening::Reply { answer, .. } => Some(*answer),
            _ => None,
        }
    }

    /// The answer of a number.
    pub fn answer_of(&self, number: u32) -> Option<Answer> {
        self.answers().into_iter().find(|answer| answer.number == number)
    }

    /// The answer that holds now: the newest approved one that was not taken back.
    pub fn standing_answer(&self) -> Option<Answer> {
        self.answers().into_iter().rfind(|answer| answer.state == AnswerState::Approved)
    }
}

fn read_all(log: &[Entry]) -> Vec<Answer> {
    let mut answers = Vec::new();
    for entry in log {
        read(&mut answers, entry);
    }
    answers
}

fn read(answers: &mut Vec<Answer>, entry: &Entry) {
    match &entry.happening {
        Happening::Moved { to: State::AnswerPendingApproval, note: Some(text), .. } => {
            answers.push(Answer::given(answers.len() + 1, text, entry));
        }
        Happening::Moved { to: State::Answered, note: Some(text), .. } => {
            if let Some(waiting) = waiting(answers) {
                waiting.decided(AnswerState::Returned, None, entry);
            }
            let mut answer = Answer::given(answers.len() + 1, text, entry);
            let by_hand = entry.actor.source == Source::ByHand;
            let state = if by_hand { AnswerState::ByHand } else { AnswerState::Approved };
            answer.decided(state, None, entry);
            answers.push(answer);
        }
        Happening::Moved { from: State::AnswerPendingApproval, to, note, .. } => {
            let state = if *to == State::Answered { AnswerState::Approved } else { AnswerState::Returned };
            if let Some(waiting) = waiting(answers) {
                waiting.decided(state, note.as_ref(), entry);
            }
        }
        Happening::Reply { answer, change } => {
            if let Some(answer) = answers.iter_mut().find(|known| known.number == *answer) {
                change_of(answer, change, entry);
            }
        }
        Happening::Moved { .. }
        | Happening::Hop { .. }
        | Happening::Corrected { .. }
        | Happening::Overdue { .. }
        | Happening::Noted(_) => {}
    }
}

fn waiting(answers: &mut [Answer]) -> Option<&mut Answer> {
    answers.iter_mut().rfind(|answer| answer.state == AnswerState::PendingApproval)
}

fn change_of(answer: &mut Answer, change: &ReplyChange, entry: &Entry) {
    match change {
        ReplyChange::Terms { to_all, outcome } => {
            answer.to_all = *to_all;
            answer.outcome.clone_from(outcome);
        }
        ReplyChange::Edited { text } => answer.editions.push(text.clone()),
        ReplyChange::Removed { reason } => answer.decided(AnswerState::Removed, Some(reason), entry),
    }
}

#[cfg(test)]
mod tests;
