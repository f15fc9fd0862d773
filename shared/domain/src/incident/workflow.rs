//! The workflow of an incident: which state may follow which, and what each step must bring along.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::MessageKey;

/// Where an incident stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Stored, not yet looked at.
    New,
    /// A person of the centre decides.
    Triage,
    /// With an agency that has not said a word yet.
    Routed,
    /// The agency took it.
    Accepted,
    /// The agency works on it.
    InProgress,
    /// The resident was asked.
    WaitingAuthor,
    /// An outside body was asked.
    WaitingExternal,
    /// Will be done on a day.
    Planned(NaiveDate),
    /// An answer waits for a second pair of eyes.
    AnswerPendingApproval,
    /// The resident has an answer.
    Answered,
    /// Ended, with an outcome.
    Closed,
    /// Not a matter for this system.
    Rejected,
    /// The agency named another one; the next entry of the log says where it went.
    NotOurs,
    /// A voice of another incident now.
    Merged(MessageKey),
    /// Closed too early; goes back to work.
    Reopened,
}

impl State {
    /// Every state's name.
    pub const NAMES: [&'static str; 15] = [
        "new",
        "triage",
        "routed",
        "accepted",
        "in_progress",
        "waiting_author",
        "waiting_external",
        "planned",
        "answer_pending_approval",
        "answered",
        "closed",
        "rejected",
        "not_ours",
        "merged",
        "reopened",
    ];

    /// The name used in storage and the API, without the date or key that belongs to it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Triage => "triage",
            Self::Routed => "routed",
            Self::Accepted => "accepted",
            Self::InProgress => "in_progress",
            Self::WaitingAuthor => "waiting_author",
            Self::WaitingExternal => "waiting_external",
            Self::Planned(_) => "planned",
            Self::AnswerPendingApproval => "answer_pending_approval",
            Self::Answered => "answered",
            Self::Closed => "closed",
            Self::Rejected => "rejected",
            Self::NotOurs => "not_ours",
            Self::Merged(_) => "merged",
            Self::Reopened => "reopened",
        }
    }

    /// Whether nothing is left to do.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Closed | Self::Rejected | Self::Merged(_))
    }

    /// Whether the clocks stand still.
    pub const fn is_paused(&self) -> bool {
        matches!(self, Self::WaitingAuthor | Self::WaitingExternal)
    }

    /// Whether `next` may follow.
    pub fn may_become(&self, next: &Self) -> bool {
        let allowed: &[&str] = match self {
            Self::New => &["triage", "merged", "rejected", "routed"],
            Self::Triage => &["routed", "waiting_author", "merged", "rejected", "answered"],
            Self::Routed => &["accepted", "in_progress", "not_ours", "triage"],
            Self::Accepted => &["in_progress", "not_ours", "waiting_author", "waiting_external"],
            Self::InProgress => {
                &["waiting_author", "waiting_external", "planned", "answer_pending_approval", "not_ours"]
            }
            Self::WaitingAuthor | Self::WaitingExternal => {
                &["in_progress", "answer_pending_approval", "closed"]
            }
            Self::Planned(_) => &["in_progress", "answer_pending_approval"],
            Self::AnswerPendingApproval => &["answered", "in_progress"],
            Self::Answered => &["in_progress", "closed"],
            Self::Closed => &["reopened"],
            Self::NotOurs | Self::Reopened => &["triage", "routed"],
            Self::Merged(_) => &["triage"],
            Self::Rejected => &[],
        };
        allowed.contains(&next.name())
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// How an incident ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Outcome {
    /// It is mended.
    Fixed,
    /// It was explained.
    Explained,
    /// It will be done on a day.
    Planned {
        /// The day.
        date: NaiveDate,
    },
    /// Nothing will be done.
    NoFurtherAction,
    /// Somebody outside is responsible.
    NotResponsible {
        /// Who.
        forwarded_to: String,
    },
    /// The same as another incident.
    Duplicate,
    /// The resident took it back.
    CancelledByAuthor,
    /// Too little was said, and nothing more came.
    InsufficientInformation,
    /// Spam, or not meant.
    SpamOrBogus,
    /// The resident cannot be reached.
    AuthorUnreachable,
    /// There is no money for it until a year.
    DeferredForBudget {
        /// The year.
        year: i32,
    },
}

impl Outcome {
    /// The name used in storage and the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Explained => "explained",
            Self::Planned { .. } => "planned",
            Self::NoFurtherAction => "no_further_action",
            Self::NotResponsible { .. } => "not_responsible",
            Self::Duplicate => "duplicate",
            Self::CancelledByAuthor => "cancelled_by_author",
            Self::InsufficientInformation => "insufficient_information",
            Self::SpamOrBogus => "spam_or_bogus",
            Self::AuthorUnreachable => "author_unreachable",
            Self::DeferredForBudget { .. } => "deferred_for_budget",
        }
    }

    /// Whether the matter is mended: never inferred from closing or from silence.
    pub const fn is_fixed(&self) -> bool {
        matches!(self, Self::Fixed)
    }

    /// Whether there was something that could be mended.
    pub const fn is_solvable(&self) -> bool {
        matches!(
            self,
            Self::Fixed | Self::Planned { .. } | Self::NoFurtherAction | Self::DeferredForBudget { .. }
        )
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::incident) fn example(name: &str) -> State {
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let key = MessageKey::parse("00000000000000000000").unwrap();
        let all = [
            State::New,
            State::Triage,
            State::Routed,
            State::Accepted,
            State::InProgress,
            State::WaitingAuthor,
            State::WaitingExternal,
            State::Planned(day),
            State::AnswerPendingApproval,
            State::Answered,
            State::Closed,
            State::Rejected,
            State::NotOurs,
            State::Merged(key),
            State::Reopened,
        ];
        all.into_iter().find(|state| state.name() == name).unwrap()
    }

    #[test]
    fn the_steps_of_the_workflow_are_these_and_no_others() {
        let allowed: Vec<String> = State::NAMES
            .iter()
            .flat_map(|from| State::NAMES.iter().map(move |to| (from, to)))
            .filter(|(from, to)| example(from).may_become(&example(to)))
            .map(|(from, to)| format!("{from} → {to}"))
            .collect();
        assert_eq!(allowed.len(), 40, "{allowed:#?}");
        assert!(!example("rejected").may_become(&example("triage")));
        assert!(!example("routed").may_become(&example("closed")));
        assert!(!example("closed").may_become(&example("in_progress")));
        assert!(!example("answered").may_become(&example("answered")));
    }
}
