//! What somebody asks to be done with an incident, and why it is refused.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::aftermath::Verification;
use super::workflow::Outcome;
use crate::agency::Desk;
use crate::ids::{MessageKey, Oktmo, TopicCode};
use crate::message::Kind;
use crate::private::Private;

/// What somebody asks to be done with an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Action {
    /// The agency takes it.
    Accept {},
    /// The agency begins.
    Start {},
    /// It belongs to another desk.
    PassOn {
        /// The next desk: it must be named.
        to: Desk,
        /// Why.
        reason: Private<String>,
    },
    /// It tells of the same as another incident, and becomes a voice of that one.
    Merge {
        /// The other incident.
        into: MessageKey,
        /// Why.
        reason: Private<String>,
    },
    /// It was merged in error, and becomes an incident of its own again.
    Unmerge {
        /// Why.
        reason: Private<String>,
    },
    /// What was understood of it is put right; what is not named stays.
    Correct {
        /// What it is about.
        #[serde(default)]
        topic: Option<TopicCode>,
        /// What the resident wants.
        #[serde(default)]
        kind: Option<Kind>,
        /// Where it is.
        #[serde(default)]
        municipality: Option<Oktmo>,
        /// Why, where that is worth a word.
        #[serde(default)]
        reason: Option<Private<String>>,
    },
    /// The resident is asked for more.
    AskAuthor {
        /// The question.
        question: Private<String>,
    },
    /// An outside body is asked.
    AskExternal {
        /// Whom and what.
        note: Private<String>,
    },
    /// The wait is over.
    Resume {},
    /// It will be done on a day.
    Plan {
        /// The day.
        date: NaiveDate,
    },
    /// The resident is answered; with an outcome the incident is closed as well.
    Answer {
        /// The words of the answer.
        text: Private<String>,
        /// How it ended.
        #[serde(default)]
        outcome: Option<Outcome>,
        /// Everybody who joined the incident is answered, not only its first author.
        #[serde(default = "to_everybody")]
        to_all: bool,
    },
    /// An answer is laid before a second pair of eyes.
    Propose {
        /// The words of the answer.
        text: Private<String>,
        /// How the incident ends when the answer is approved.
        #[serde(default)]
        outcome: Option<Outcome>,
        /// Everybody who joined the incident is answered, not only its first author.
        #[serde(default = "to_everybody")]
        to_all: bool,
    },
    /// The answer that waits is good.
    Approve {},
    /// The answer that waits is not good yet.
    Return {
        /// What is to be done about it: required.
        comment: Private<String>,
    },
    /// An approved answer gets other words, also where it is published already.
    EditReply {
        /// Its number; the newest without it.
        #[serde(default)]
        answer: Option<u32>,
        /// The words.
        text: Private<String>,
    },
    /// An approved answer is taken back from wherever it is published.
    RemoveReply {
        /// Its number; the newest without it.
        #[serde(default)]
        answer: Option<u32>,
        /// Why: required.
        reason: Private<String>,
    },
    /// It is over.
    Close {
        /// How it ended: required.
        outcome: Outcome,
        /// Why, where the outcome does not say it all.
        #[serde(default)]
        reason: Option<Private<String>>,
    },
    /// It was closed too early.
    Reopen {
        /// Why: required.
        reason: Private<String>,
    },
    /// It is not a matter for this system.
    Reject {
        /// Why: required.
        reason: Private<String>,
    },
    /// Whoever was asked to decide says whose the incident is.
    Decide {
        /// The desk that keeps it.
        to: Desk,
        /// Why: required.
        reason: Private<String>,
    },
    /// A part of it is given to another agency as an incident of its own.
    Split {
        /// Who does the part.
        to: Desk,
        /// What the part is: required.
        task: Private<String>,
    },
    /// It is sent to a body outside the system.
    Forward {
        /// The body: required.
        body: String,
        /// What is asked of it: required.
        note: Private<String>,
        /// The number under which the body has it; it may come later.
        #[serde(default)]
        number: Option<String>,
    },
    /// The body has given it a number.
    OutsideNumber {
        /// The number: required.
        number: String,
    },
    /// The body has answered: the wait is over.
    OutsideAnswer {
        /// What it says: required.
        text: Private<String>,
    },
    /// The resident says how the outcome is.
    Rate {
        /// From 1 to 5.
        rating: u8,
        /// In their own words.
        #[serde(default)]
        comment: Option<Private<String>>,
    },
    /// Somebody has looked whether the outcome is as it was told.
    Verify {
        /// What was found.
        verification: Verification,
        /// So many days after the closing, if it is one of the later checks: 7 or 30.
        #[serde(default)]
        after_days: Option<u16>,
        /// What there is to say about it.
        #[serde(default)]
        note: Option<Private<String>>,
    },
}

const fn to_everybody() -> bool {
    true
}

/// An incident is divided into no more parts than these.
pub const MAX_PARTS: usize = 10;

impl Action {
    /// The name used in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accept {} => "accept",
            Self::Start {} => "start",
            Self::PassOn { .. } => "pass_on",
            Self::Merge { .. } => "merge",
            Self::Unmerge { .. } => "unmerge",
            Self::Correct { .. } => "correct",
            Self::AskAuthor { .. } => "ask_author",
            Self::AskExternal { .. } => "ask_external",
            Self::Resume {} => "resume",
            Self::Plan { .. } => "plan",
            Self::Answer { .. } => "answer",
            Self::Propose { .. } => "propose",
            Self::Approve {} => "approve",
            Self::Return { .. } => "return",
            Self::EditReply { .. } => "edit_reply",
            Self::RemoveReply { .. } => "remove_reply",
            Self::Close { .. } => "close",
            Self::Reopen { .. } => "reopen",
            Self::Reject { .. } => "reject",
            Self::Decide { .. } => "decide",
            Self::Split { .. } => "split",
            Self::Forward { .. } => "forward",
            Self::OutsideNumber { .. } => "outside_number",
            Self::OutsideAnswer { .. } => "outside_answer",
            Self::Rate { .. } => "rate",
            Self::Verify { .. } => "verify",
        }
    }
}

/// Why an action is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The workflow does not allow the step.
    #[error("an incident that is {from} cannot become {to}")]
    Forbidden {
        /// Where it stands.
        from: &'static str,
        /// Where the action would bring it.
        to: &'static str,
    },
    /// The action lacks something.
    #[error("{field} must not be empty")]
    Missing {
        /// What is missing.
        field: &'static str,
    },
    /// Two fields cannot both be true.
    #[error("{field} contradicts the rest: what is of kind other has no topic")]
    Contradiction {
        /// Which one to leave out or to change.
        field: &'static str,
    },
    /// It would go back to the desk where it lies.
    #[error("the incident is already on that desk")]
    SameDesk,
    /// No answer waits for approval.
    #[error("no answer waits for approval")]
    NothingWaits,
    /// There is no approved answer of that number.
    #[error("there is no approved answer of that number")]
    NoAnswer,
    /// Its redirection is frozen until somebody above decides.
    #[error("the incident was passed to and fro: the desk above must decide")]
    Frozen,
    /// Nobody has to decide.
    #[error("no decision is asked for")]
    NothingToDecide,
    /// A part of an incident has no parts itself.
    #[error("a part of an incident has no parts itself")]
    PartOfPart,
    /// There are as many parts as there may be.
    #[error("an incident has at most {MAX_PARTS} parts")]
    TooManyParts,
    /// It is not mended while parts of it are open.
    #[error("parts of the incident are still open: it is not fixed yet")]
    OpenParts,
    /// Whoever wrote an answer does not approve it.
    #[error("an answer is approved by somebody who did not write it")]
    SameEyes,
    /// A value is out of its range.
    #[error("{field} is out of range")]
    Range {
        /// The field.
        field: &'static str,
    },
    /// It is possible only in other states.
    #[error("not possible while the incident is {state}")]
    NotNow {
        /// Where it stands.
        state: &'static str,
    },
    /// The log is full.
    #[error(transparent)]
    Full(#[from] super::log::LogFull),
}

impl Refused {
    /// A short name that programs go by.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Forbidden { .. } => "transition_refused",
            Self::Missing { .. } => "missing",
            Self::Contradiction { .. } => "contradiction",
            Self::SameDesk => "same_desk",
            Self::NothingWaits => "nothing_waits",
            Self::NoAnswer => "no_answer",
            Self::Frozen => "redirection_frozen",
            Self::NothingToDecide => "nothing_to_decide",
            Self::PartOfPart => "part_of_part",
            Self::TooManyParts => "too_many_parts",
            Self::OpenParts => "open_parts",
            Self::SameEyes => "same_eyes",
            Self::Range { .. } => "out_of_range",
            Self::NotNow { .. } => "not_now",
            Self::Full(_) => "log_full",
        }
    }

    /// The field of the action that is at fault, if one is.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Missing { field } | Self::Range { field } | Self::Contradiction { field } => Some(field),
            Self::SameDesk => Some("to"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_with_an_unknown_field_or_without_its_own_is_refused() {
        let read = |text| serde_json::from_str::<Action>(text);
        assert!(read(r#"{"action":"accept"}"#).is_ok());
        assert!(read(r#"{"action":"accept","status":"closed"}"#).is_err());
        assert!(read(r#"{"action":"close"}"#).unwrap_err().to_string().contains("outcome"));
        assert!(read(r#"{"action":"reopen"}"#).unwrap_err().to_string().contains("reason"));
    }
}
