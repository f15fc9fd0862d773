//! Answers that somebody gave on the platform itself, past this system: they count, and nothing is published for them.

use chrono::{DateTime, Utc};

use super::case::Case;
use super::log::{Actor, Happening};
use super::record::Record;
use super::workflow::State;
use crate::private::Private;

/// An answer given by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// When.
    pub at: DateTime<Utc>,
    /// The words.
    pub text: Private<String>,
}

impl Record {
    /// Takes down that somebody answered by hand. Of several such answers the first counts.
    pub fn answered_by_hand(&mut self, answer: &ByHand) {
        let told =
            !self.publications.is_empty() || self.case().is_some_and(|case| case.first_answer_at().is_some());
        let earlier = |known: &ByHand| (known.at, known.text.expose()) <= (answer.at, answer.text.expose());
        if !told && !self.message.by_hand.as_ref().is_some_and(earlier) {
            self.message.by_hand = Some(answer.clone());
        }
        self.count_by_hand();
    }

    /// Counts an answer by hand as the first answer to the incident that the message opened.
    pub fn count_by_hand(&mut self) {
        if let Some(answer) = self.message.by_hand.clone()
            && let Some(case) = self.case_mut()
        {
            case.answer_by_hand(&answer);
        }
    }
}

impl Case {
    fn answer_by_hand(&mut self, answer: &ByHand) {
        let steps: &[State] = match self.state {
            _ if self.first_answer_at().is_some() => return,
            State::Triage => &[State::Answered],
            State::Routed | State::Accepted => {
                &[State::InProgress, State::AnswerPendingApproval, State::Answered]
            }
            State::InProgress | State::WaitingAuthor | State::WaitingExternal | State::Planned(_) => {
                &[State::AnswerPendingApproval, State::Answered]
            }
            _ => return,
        };
        for to in steps {
            let note = (*to == State::Answered).then(|| answer.text.clone());
            let from = std::mem::replace(&mut self.state, to.clone());
            let moved = Happening::Moved { from, to: to.clone(), note, outcome: None };
            self.record(answer.at, &Actor::by_hand(), None, moved);
        }
    }
}
