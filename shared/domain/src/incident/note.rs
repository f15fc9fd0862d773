//! What happens to an incident beside the steps of its workflow, as its log keeps it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::aftermath::Verification;
use super::workflow::Outcome;
use crate::agency::Desk;
use crate::private::Private;

/// One such event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "k")]
pub enum Note {
    /// It was passed to and fro. Until `decider` decides nobody passes it on.
    Frozen {
        /// Who decides.
        decider: Desk,
        /// Where it was to go.
        wanted: Desk,
    },
    /// The dispute is decided; counting begins anew.
    Decided {
        /// Who keeps it.
        to: Desk,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Private<String>>,
    },
    /// A part of it became an incident of its own.
    Part {
        /// Counts the parts, from 1.
        number: u32,
        /// Who does it.
        to: Desk,
        /// What it is.
        task: Private<String>,
    },
    /// A part has ended, or was opened again.
    PartEnded {
        /// The part.
        number: u32,
        /// How; none when it was opened again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
    },
    /// A body outside the system was asked.
    Forwarded {
        /// Who.
        body: String,
        /// The number under which it has the incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// The body outside answered.
    OutsideAnswer {
        /// What it says.
        text: Private<String>,
    },
    /// The resident rated the outcome.
    Rated {
        /// From 1 to 5.
        rating: u8,
        /// In their own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<Private<String>>,
    },
    /// Somebody has looked whether the outcome is as it was told.
    Verified {
        /// What was found.
        verification: Verification,
        /// So many days after the closing, if it is one of the later checks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_days: Option<u16>,
        /// What there is to say about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Private<String>>,
    },
    /// So much of the time for a deadline is used up that a desk above was told.
    Escalated {
        /// The deadline.
        due: DateTime<Utc>,
        /// The part of the time, in percent.
        percent: u16,
        /// Who was told.
        to: Desk,
    },
    /// The day for which it was planned is over, and it is not done.
    PlanMissed {
        /// The day.
        date: NaiveDate,
        /// Who was told.
        to: Desk,
    },
}

impl Note {
    /// The name used in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Frozen { .. } => "redirection_frozen",
            Self::Decided { .. } => "dispute_decided",
            Self::Part { .. } => "part_opened",
            Self::PartEnded { outcome: Some(_), .. } => "part_ended",
            Self::PartEnded { outcome: None, .. } => "part_reopened",
            Self::Forwarded { .. } => "forwarded",
            Self::OutsideAnswer { .. } => "outside_answer",
            Self::Rated { .. } => "rated",
            Self::Verified { .. } => "verified",
            Self::Escalated { .. } => "escalated",
            Self::PlanMissed { .. } => "plan_missed",
        }
    }

    /// The words that people wrote with it.
    pub const fn words(&self) -> Option<&Private<String>> {
        match self {
            Self::Part { task: words, .. } | Self::OutsideAnswer { text: words } => Some(words),
            Self::Decided { reason: words, .. }
            | Self::Rated { comment: words, .. }
            | Self::Verified { note: words, .. } => words.as_ref(),
            _ => None,
        }
    }

    pub(super) fn size(&self) -> usize {
        self.words().map_or(0, |words| words.expose().len()) + 160
    }
}
