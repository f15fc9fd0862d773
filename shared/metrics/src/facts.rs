//! What the numbers are computed from: a few times and marks of each incident, read at one moment.

use chrono::{DateTime, Utc};
use domain::incident::Outcome;
use domain::{Kind, MessageKey, Oktmo, Platform, TopicCode};

use crate::details::Details;

/// How an incident was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closing {
    /// When it was closed the last time.
    pub at: DateTime<Utc>,
    /// The outcome says that the matter is mended; never inferred from the closing itself.
    pub solved: bool,
    /// The author is owed an answer. False for an outcome that asks for none: spam, a duplicate, taken back by its
    /// author.
    pub answer_owed: bool,
}

impl Closing {
    /// What a closing with `outcome` says.
    pub const fn with(at: DateTime<Utc>, outcome: &Outcome) -> Self {
        let nothing_owed =
            matches!(outcome, Outcome::Duplicate | Outcome::CancelledByAuthor | Outcome::SpamOrBogus);
        Self { at, solved: outcome.is_fixed(), answer_owed: !nothing_owed }
    }
}

/// What the numbers need to know of an incident. No desk and no assignment stand here: passing on cannot change a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IncidentFacts {
    /// Its name. A fact that is given twice counts once.
    pub key: MessageKey,
    /// Where it belongs, if that is known.
    pub municipality: Option<Oktmo>,
    /// When its first message was written: the start of every scored clock.
    pub written_at: DateTime<Utc>,
    /// What the resident wants.
    pub kind: Kind,
    /// What it is about, if that is known.
    pub topic: Option<TopicCode>,
    /// Until when it is to be answered, if a policy says so.
    pub answer_due: Option<DateTime<Utc>>,
    /// Until when it is to be closed, if a policy says so.
    pub resolve_due: Option<DateTime<Utc>>,
    /// When the author had the first answer.
    pub first_answer_at: Option<DateTime<Utc>>,
    /// How it was closed; none while it is open or open again.
    pub closing: Option<Closing>,
    /// When its author took it back. A removal by somebody else is no withdrawal.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// There is something that could be mended: by its kind and topic, not by the outcome, which who closes it chooses.
    pub solvable: bool,
    /// Minutes of the desk's calendar within [`IncidentFacts::answer_clock`]; none where no calendar covers them.
    pub working_minutes: Option<u32>,
    /// What not every record carries.
    pub details: Details,
}

/// What the numbers need to know of a further message of an incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VoiceFacts {
    /// Its name. A fact that is given twice counts once.
    pub key: MessageKey,
    /// Where it belongs, if that is known.
    pub municipality: Option<Oktmo>,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When its author took it back.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// On which channel, if that is known.
    pub channel: Option<Platform>,
}

/// The time for which an author waited, or waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerClock {
    /// When the message was written.
    pub from: DateTime<Utc>,
    /// The answer or the closing, the withdrawal, or the moment of looking.
    pub to: DateTime<Utc>,
}

impl AnswerClock {
    /// Whole minutes between its ends, none below zero.
    pub fn wall_minutes(&self) -> u32 {
        u32::try_from((self.to - self.from).num_minutes().max(0)).unwrap_or(u32::MAX)
    }
}

/// How the wait for an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    Answered(DateTime<Utc>),
    NotOwed,
    ClosedUnanswered,
    Withdrawn(DateTime<Utc>),
    Waiting,
}

/// Where the whole incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Course {
    Closed(Closing),
    Withdrawn(DateTime<Utc>),
    Open,
}

impl IncidentFacts {
    /// The time to measure with the desk's calendar for `working_minutes`.
    pub fn answer_clock(&self, as_of: DateTime<Utc>) -> AnswerClock {
        let to = match self.wait(as_of) {
            Wait::Answered(at) | Wait::Withdrawn(at) => at,
            Wait::NotOwed | Wait::ClosedUnanswered | Wait::Waiting => as_of,
        };
        AnswerClock { from: self.written_at, to: to.max(self.written_at) }
    }

    /// The time from writing to the closing, the withdrawal or the moment of looking.
    pub fn closing_clock(&self, as_of: DateTime<Utc>) -> AnswerClock {
        let to = match self.course(as_of) {
            Course::Closed(Closing { at, .. }) | Course::Withdrawn(at) => at,
            Course::Open => as_of,
        };
        AnswerClock { from: self.written_at, to: to.max(self.written_at) }
    }

    /// The end of [`IncidentFacts::answer_clock`], counted from the last hand-over before it: it flatters who had it
    /// last, so it is shown and never scored. None where the hand-overs are not known.
    pub fn assigned_clock(&self, as_of: DateTime<Utc>) -> Option<AnswerClock> {
        let AnswerClock { from, to } = self.answer_clock(as_of);
        let hops = self.details.hops.as_deref()?;
        let last = hops.iter().map(|hop| hop.at).filter(|at| *at <= to).max();
        Some(AnswerClock { from: last.map_or(from, |at| at.max(from)), to })
    }

    /// After its author took it back, nothing that others do with it counts.
    pub(crate) fn horizon(&self, as_of: DateTime<Utc>) -> DateTime<Utc> {
        self.withdrawn_by(as_of).unwrap_or(as_of)
    }

    fn withdrawn_by(&self, as_of: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.withdrawn_at.filter(|at| *at <= as_of)
    }

    pub(crate) fn course(&self, as_of: DateTime<Utc>) -> Course {
        let horizon = self.horizon(as_of);
        match (self.closing.filter(|closing| closing.at <= horizon), self.withdrawn_by(as_of)) {
            (Some(closing), _) => Course::Closed(closing),
            (None, Some(at)) => Course::Withdrawn(at),
            (None, None) => Course::Open,
        }
    }

    pub(crate) fn wait(&self, as_of: DateTime<Utc>) -> Wait {
        let horizon = self.horizon(as_of);
        match (self.first_answer_at.filter(|at| *at <= horizon), self.course(as_of)) {
            (Some(at), _) => Wait::Answered(at),
            (None, Course::Closed(Closing { answer_owed: true, .. })) => Wait::ClosedUnanswered,
            (None, Course::Closed(_)) => Wait::NotOwed,
            (None, Course::Withdrawn(at)) => Wait::Withdrawn(at),
            (None, Course::Open) => Wait::Waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{at, incident};

    #[test]
    fn of_all_outcomes_one_says_solved_and_three_owe_nothing() {
        let day = "2025-05-15".parse().unwrap();
        for (outcome, solved, answer_owed) in [
            (Outcome::Fixed, true, true),
            (Outcome::Explained, false, true),
            (Outcome::Planned { date: day }, false, true),
            (Outcome::NoFurtherAction, false, true),
            (Outcome::NotResponsible { forwarded_to: "a neighbour".to_owned() }, false, true),
            (Outcome::Duplicate, false, false),
            (Outcome::CancelledByAuthor, false, false),
            (Outcome::InsufficientInformation, false, true),
            (Outcome::SpamOrBogus, false, false),
            (Outcome::AuthorUnreachable, false, true),
            (Outcome::DeferredForBudget { year: 2026 }, false, true),
        ] {
            let at = at("2025-03-10 09:00");
            assert_eq!(Closing::with(at, &outcome), Closing { at, solved, answer_owed }, "{outcome:?}");
        }
    }

    #[test]
    fn the_answer_clock_ends_with_what_comes_first() {
        let [answer, withdrawal, looking] =
            ["2025-03-10 11:00", "2025-03-10 12:00", "2025-03-10 13:00"].map(at);
        let written = incident(1, "2025-03-10 09:00");
        let minutes = |first_answer_at, withdrawn_at, as_of| {
            let facts = IncidentFacts { first_answer_at, withdrawn_at, ..written.clone() };
            facts.answer_clock(as_of).wall_minutes()
        };
        assert_eq!(minutes(Some(answer), Some(withdrawal), looking), 120);
        assert_eq!(minutes(None, Some(withdrawal), looking), 180);
        assert_eq!(minutes(None, None, looking), 240);
        assert_eq!(minutes(Some(answer), None, at("2025-03-10 10:00")), 60);
        assert_eq!(minutes(None, None, at("2025-03-10 08:00")), 0);
    }
}
