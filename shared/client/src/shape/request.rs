//! What is asked for, beside actions on incidents, and the short answers to it.

use domain::{MessageKey, PageId, Private};
use serde::{Deserialize, Serialize};

use super::Moment;

/// A message that another system brings in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BroughtIn {
    /// A page of the platform `standard`.
    pub page: PageId,
    /// What the resident says; not empty.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1)))]
    pub text: Private<String>,
    /// The sender's own name of it, printable ASCII without spaces. The same name is the same message.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 128), regex(pattern = "^[!-~]+$")))]
    pub external_id: String,
    /// When it was written; now without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_at: Option<Moment>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Private<String>>,
}

/// It is in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Accepted {
    /// The incident that it will be.
    pub id: MessageKey,
    /// `accepted`.
    pub status: String,
}

/// What is to become of a reply that failed or is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplyDecision {
    /// The number of the answer.
    pub answer: u32,
    /// What.
    pub action: Verdict,
}

/// What is to become of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is sent anew.
    Resend,
    /// It stands there.
    MarkSent,
    /// It shall not be sent.
    GiveUp,
}

/// A delivery that could not be read. None of its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Parked {
    /// Its name.
    pub digest: String,
    /// Why it could not be read.
    pub code: String,
    /// When it arrived.
    pub received_at: Moment,
    /// What is known of it; null when not even that.
    pub delivery: Option<ParkedDelivery>,
}

/// What is known of a delivery that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ParkedDelivery {
    /// To which page it came.
    pub page: PageId,
    /// How large it is.
    pub bytes: usize,
}

/// A delivery is back in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Replayed {
    /// Its name.
    pub digest: String,
    /// `accepted`.
    pub status: String,
}
