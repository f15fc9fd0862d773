//! The hand-over of an incident to the agency that has it now.

use chrono::{DateTime, Utc};

use crate::ids::AgencyId;

/// How far the hand-over to an agency is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandOverState {
    /// On its way.
    Pending,
    /// The agency's endpoint took it.
    Delivered,
    /// Given up, with the code of the last failure.
    Failed,
    /// The agency has no endpoint: it works through the API.
    NoEndpoint,
    /// The endpoint said that it is gone.
    Disabled,
}

impl HandOverState {
    /// The name used in storage and the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::NoEndpoint => "no_endpoint",
            Self::Disabled => "disabled",
        }
    }
}

/// The hand-over of an incident to the agency that has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// To whom.
    pub agency: AgencyId,
    /// Counts the hand-overs of the incident.
    pub hop: u32,
    /// How far.
    pub state: HandOverState,
    /// Calls made so far.
    pub attempts: u32,
    /// What the last call brought: an HTTP status or the code of a failure.
    pub last: Option<String>,
    /// When the state was reached, or the next call is due.
    pub at: DateTime<Utc>,
}

impl HandOver {
    /// Whether no call was made yet.
    pub fn is_untold(&self) -> bool {
        self.state == HandOverState::Pending && self.attempts == 0
    }
}
