//! One answer under one message on its platform: what is to be done next, and what a call has brought.
//!
//! A reply is claimed before the call: the claim is written first, so a run that finds a claim of an earlier run knows
//! that the call may have been made. What it may do then depends on the platform: make the same call again where the
//! platform recognises it, look into the thread where that is possible, or else leave it to a person.

use chrono::{DateTime, Duration, Utc};

use super::answer::{Answer, AnswerState};
use crate::ids::MessageKey;

/// A claim holds so long: longer than any run that made it may live.
pub const CLAIM: Duration = Duration::minutes(2);
/// After this part of its claim a run that was held up makes no call any more.
pub const CALL_WITHIN: Duration = Duration::seconds(20);

/// The reason of a reply that is not sent because its author took the message back.
pub const WITHDRAWN: &str = "withdrawn";
/// The reason of a reply that was taken back before it was sent.
pub const TAKEN_BACK: &str = "taken_back";

/// What a call is to bring about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The answer stands under the message.
    Send {
        /// In these of its words.
        edition: u32,
    },
    /// What stands there has other words.
    Edit {
        /// These.
        edition: u32,
    },
    /// It stands there no more.
    Remove,
}

/// How far the publication of an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicationState {
    /// To be sent.
    Queued,
    /// A run has claimed it and makes the call, or has died over it.
    Sending(Work),
    /// It stands under the message.
    Sent,
    /// It will not be sent, or not be changed, unless a person asks for it.
    Failed {
        /// Why: a word of the code.
        reason: String,
    },
    /// Nobody knows whether it was sent: a person looks.
    Unknown {
        /// What hid the answer.
        reason: String,
    },
    /// It is not to be sent.
    Withheld {
        /// Why: a word of the code.
        reason: String,
    },
    /// It was taken back.
    Removed,
}

impl PublicationState {
    /// The name used in storage and the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending(_) => "sending",
            Self::Sent => "sent",
            Self::Failed { .. } => "failed",
            Self::Unknown { .. } => "unknown",
            Self::Withheld { .. } => "withheld",
            Self::Removed => "removed",
        }
    }

    /// Why it is so, where there is a reason.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Failed { reason } | Self::Unknown { reason } | Self::Withheld { reason } => Some(reason),
            _ => None,
        }
    }

    /// It failed for good.
    pub fn failed(reason: &str) -> Self {
        Self::Failed { reason: reason.to_owned() }
    }

    /// Nobody knows.
    pub fn unknown(reason: &str) -> Self {
        Self::Unknown { reason: reason.to_owned() }
    }

    /// It is not to be sent.
    pub fn withheld(reason: &str) -> Self {
        Self::Withheld { reason: reason.to_owned() }
    }

    /// Whether a person must look at it.
    pub const fn needs_a_person(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::Unknown { .. })
    }
}

/// What a person decides about a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is not there: send it again.
    Resend,
    /// It is there.
    MarkSent,
    /// It is not there, and it shall stay so.
    GiveUp,
}

/// The last decision of a person about a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The public half of the person's key.
    pub by: String,
    /// The request that asked for it, so that its repetition is recognised.
    pub request: String,
}

/// One answer under one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The incident that was answered, where it is another message's: numbers of answers are its own, and a message may
    /// join an incident and leave it again.
    pub of: Option<MessageKey>,
    /// The number of the answer.
    pub answer: u32,
    /// How far it is.
    pub state: PublicationState,
    /// The edition of its words that stands there, or of the parts that do.
    pub edition: u32,
    /// Counts how often a person asked to send it again: each time is another reply to the platform.
    pub round: u32,
    /// The platform's names of what stands there, part by part.
    pub object: Option<String>,
    /// Calls in a row that brought nothing.
    pub attempts: u32,
    /// When the state was reached, until when a claim holds, or when the next call is due.
    pub at: DateTime<Utc>,
    /// What a person decided about it.
    pub decided: Option<Decided>,
}

/// What is to be done about a publication now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Nothing,
    /// Not yet: it is claimed by another run, or its time has not come.
    Wait(DateTime<Utc>),
    /// It is to be in this state, without any call.
    Settle(PublicationState),
    /// It is to be claimed, and the call made.
    Do(Work),
    /// An earlier run claimed it and its call may have been made.
    Recover(Work),
}

impl Publication {
    /// A publication of which nothing is done yet.
    pub const fn queued(answer: u32, now: DateTime<Utc>) -> Self {
        let state = PublicationState::Queued;
        Self {
            of: None,
            answer,
            state,
            edition: 0,
            round: 0,
            object: None,
            attempts: 0,
            at: now,
            decided: None,
        }
    }

    /// Whether both are about the same answer to the same incident.
    pub fn is_same_reply(&self, other: &Self) -> bool {
        self.answer == other.answer && self.of == other.of
    }

    /// What is to be done, given the answer as it stands and what speaks against sending.
    pub fn next(&self, answer: &Answer, obstacle: Option<&str>, now: DateTime<Utc>) -> Next {
        let removed = answer.state == AnswerState::Removed;
        let stands = self.object.is_some();
        match &self.state {
            _ if !answer.is_public() => Next::Nothing,
            PublicationState::Sending(_) | PublicationState::Queued | PublicationState::Sent
                if self.at > now =>
            {
                Next::Wait(self.at)
            }
            PublicationState::Sending(Work::Send { .. }) if removed => {
                Next::Settle(PublicationState::unknown(TAKEN_BACK))
            }
            PublicationState::Sending(work) => Next::Recover(*work),
            PublicationState::Sent | PublicationState::Failed { .. } if stands => {
                if removed {
                    Next::Do(Work::Remove)
                } else if self.edition < answer.edition() {
                    Next::Do(Work::Edit { edition: answer.edition() })
                } else {
                    Next::Nothing
                }
            }
            PublicationState::Queued => self.first(answer, removed, obstacle),
            PublicationState::Withheld { reason } if reason == WITHDRAWN && obstacle != Some(WITHDRAWN) => {
                self.first(answer, removed, obstacle)
            }
            _ => Next::Nothing,
        }
    }

    fn first(&self, answer: &Answer, removed: bool, obstacle: Option<&str>) -> Next {
        match obstacle {
            _ if removed && self.object.is_some() => Next::Do(Work::Remove),
            _ if removed => Next::Settle(PublicationState::withheld(TAKEN_BACK)),
            Some(obstacle) => Next::Settle(PublicationState::withheld(obstacle)),
            // The parts of a long answer are of one edition.
            None if self.object.is_some() => Next::Do(Work::Send { edition: self.edition }),
            None => Next::Do(Work::Send { edition: answer.edition() }),
        }
    }

    /// Takes it for the run that writes this down.
    pub fn claim(&mut self, work: Work, now: DateTime<Utc>) {
        self.state = PublicationState::Sending(work);
        self.at = now + CLAIM;
    }

    /// Whether the run that claimed it may still make the call.
    pub fn may_call(&self, now: DateTime<Utc>) -> bool {
        now < self.at - CLAIM + CALL_WITHIN
    }

    /// Whether this is still what a run claimed as `claimed`, so that what its call brought can be written down.
    ///
    /// That a reply stands there counts even if another run or a person has given it up meanwhile.
    pub fn continues(&self, claimed: &Self, brought: &Brought) -> bool {
        let same = self.is_same_reply(claimed) && self.object == claimed.object;
        match (&self.state, brought) {
            (state, _) if *state == claimed.state && self.round == claimed.round && self.at == claimed.at => {
                same
            }
            (
                PublicationState::Sending(_) | PublicationState::Unknown { .. } | PublicationState::Queued,
                Brought::Part { .. } | Brought::Whole { .. },
            ) => same,
            _ => false,
        }
    }

    /// Writes down what the call for `work` has brought.
    pub fn bring(&mut self, work: Work, brought: &Brought, now: DateTime<Utc>) {
        self.at = now;
        match brought {
            Brought::Part { object, edition } => {
                self.object = Some(object.clone());
                self.edition = *edition;
                self.attempts = 0;
                self.claim(work, now);
            }
            Brought::Whole { object, edition } => {
                self.object = Some(object.clone());
                self.edition = *edition;
                self.attempts = 0;
                self.state = PublicationState::Sent;
            }
            Brought::Gone => {
                self.object = None;
                self.attempts = 0;
                self.state = PublicationState::Removed;
            }
            Brought::Nothing { until, counts } => {
                self.attempts += u32::from(*counts);
                self.state = if matches!(work, Work::Send { .. }) {
                    PublicationState::Queued
                } else {
                    PublicationState::Sent
                };
                self.at = *until;
            }
            Brought::Doubt { until } => {
                self.attempts += 1;
                self.state = PublicationState::Sending(work);
                self.at = *until;
            }
            Brought::End(state) => self.state = state.clone(),
        }
    }

    /// Does what a person decides; says whether that was possible.
    pub fn decide(&mut self, verdict: Verdict, decided: Decided, now: DateTime<Utc>) -> bool {
        let open = match verdict {
            Verdict::Resend => matches!(
                self.state,
                PublicationState::Failed { .. }
                    | PublicationState::Unknown { .. }
                    | PublicationState::Withheld { .. }
            ),
            Verdict::MarkSent | Verdict::GiveUp => self.state.needs_a_person(),
        };
        if !open {
            return false;
        }
        self.state = match verdict {
            // What stands there already needs an edit or a deletion, not another reply.
            Verdict::Resend if self.object.is_some() => PublicationState::Sent,
            Verdict::Resend => PublicationState::Queued,
            Verdict::MarkSent => PublicationState::Sent,
            Verdict::GiveUp => PublicationState::withheld("given_up"),
        };
        self.round += u32::from(verdict == Verdict::Resend);
        self.attempts = 0;
        self.at = now;
        self.decided = Some(decided);
        true
    }
}

/// What a call has brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// A further part stands there, and more are to follow: the claim goes on.
    Part {
        /// The platform's names of all parts so far.
        object: String,
        /// The edition of its words.
        edition: u32,
    },
    /// All of it stands there.
    Whole {
        /// The platform's names of its parts.
        object: String,
        /// The edition of its words.
        edition: u32,
    },
    /// It stands there no more.
    Gone,
    /// The platform did nothing: the call may be made then.
    Nothing {
        /// When.
        until: DateTime<Utc>,
        /// Whether it counts as a try that failed; a flood does not.
        counts: bool,
    },
    /// Nobody knows, but it can be found out then.
    Doubt {
        /// When.
        until: DateTime<Utc>,
    },
    /// This is the end of it.
    End(PublicationState),
}

#[cfg(test)]
mod tests;
