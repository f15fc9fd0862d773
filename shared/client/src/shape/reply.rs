//! Answers, and how far each is under each message.

use domain::{MessageKey, Platform, Private};
use serde::{Deserialize, Serialize};

use super::{Moment, Named, OutcomeName};

/// An answer to an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Answer {
    /// Its number, from 1.
    pub number: u32,
    /// `pending_approval`, `approved`, `returned`, `removed` or `by_hand`.
    pub state: Named,
    /// Its words; null when it was given by hand.
    pub text: Option<Private<String>>,
    /// Counts its wordings from 1.
    pub edition: u32,
    /// It goes to everybody who joined.
    pub to_all: bool,
    /// How the incident ends when it is approved.
    pub outcome: Option<OutcomeName>,
    /// When it was given.
    pub given_at: Moment,
    /// By whom: the public half of a key.
    pub given_by: Option<String>,
    /// When it was approved, returned or removed.
    pub decided_at: Option<Moment>,
    /// By whom.
    pub decided_by: Option<String>,
    /// Why it was returned or removed.
    pub comment: Option<Private<String>>,
}

/// How far an answer is under a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Publication {
    /// The incident that was answered; null for the message's own.
    pub incident: Option<MessageKey>,
    /// The number of the answer.
    pub answer: u32,
    /// `queued`, `sending`, `sent`, `failed`, `unknown`, `withheld` or `removed`.
    pub state: Named,
    /// Why it is not there.
    pub reason: Option<Named>,
    /// The edition that stands there.
    pub edition: u32,
    /// The platform's name of it.
    pub object: Option<String>,
    /// Calls in a row that brought nothing.
    pub attempts: u32,
    /// When the state was reached.
    pub at: Moment,
    /// Who decided what to do about it.
    pub decided_by: Option<String>,
}

/// A reply that failed or is in doubt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Attention {
    /// How far it is; its incident is always named here.
    #[serde(flatten)]
    pub publication: Publication,
    /// Under which message.
    pub message: MessageKey,
    /// Where the message can be read.
    pub link: Option<String>,
    /// Where it was written.
    pub platform: Platform,
    /// Since when a person is needed.
    pub since: Moment,
    /// The words of the answer.
    pub text: Option<Private<String>>,
}

/// A page of the list of replies that need a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Attentions {
    /// Longest waiting first.
    pub items: Vec<Attention>,
    /// What to ask for the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// A message with its replies after a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MessageReplies {
    /// The message.
    pub id: MessageKey,
    /// How far each answer is under it.
    pub replies: Vec<Publication>,
}
