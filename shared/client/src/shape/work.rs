//! By when, how far, and how it ended.

use domain::{AgencyId, CalendarId, PolicyId};
use serde::{Deserialize, Serialize};

use super::{Moment, Named, OutcomeName};

/// By when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Deadline {
    /// For the first answer.
    pub answer_due: Option<Moment>,
    /// For the end.
    pub resolve_due: Option<Moment>,
    /// How it came about, in Russian and in the region's own time.
    pub explanation: Option<String>,
    /// The SLA policy.
    pub policy: Option<PolicyId>,
    /// The calendar.
    pub calendar: Option<CalendarId>,
}

/// An end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Closing {
    /// When.
    pub at: Moment,
    /// With what outcome.
    pub outcome: OutcomeName,
}

/// How far an agency has been told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HandOver {
    /// The agency.
    pub agency: AgencyId,
    /// Its name; null when the directory knows it no more.
    pub title: Option<String>,
    /// The hand-over's number.
    pub hop: u32,
    /// How far it is.
    pub state: Named,
    /// How often it was tried.
    pub attempts: u32,
    /// What came of the last try: an HTTP status, or the code of a failure.
    pub last: Option<String>,
    /// When.
    pub at: Moment,
}
