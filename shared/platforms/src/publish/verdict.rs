//! What a platform's answer means for a reply.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Deed;

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Done. `object` names the part that was published; after an edit or a deletion, all that was.
    Sent {
        /// The platform's name of it.
        object: String,
    },
    /// Not done; the same call may be made again after this time.
    Retry {
        /// How long to wait.
        after: Duration,
    },
    /// Not done, and the whole page has to be silent for this time.
    Flood {
        /// How long to wait.
        after: Duration,
    },
    /// Not done, and no attempt will be.
    Terminal {
        /// Why.
        reason: Reason,
    },
    /// Not done: the chat has another address now.
    Moved {
        /// Where to reply instead.
        to: String,
    },
    /// What the thread holds: the name of our part, if it is there.
    Found(Option<String>),
    /// The part of the thread that was read is full and does not hold it: the next call reads on.
    More,
    /// Nobody can know whether it was done.
    Unclear,
}

/// Why a reply will never be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The person does not take messages from the page, or has blocked it.
    Blocked,
    /// The message, thread, chat or person is no more.
    Gone,
    /// Nobody may comment there.
    CommentsClosed,
    /// The platform wants a person to solve a riddle or to confirm something.
    Captcha,
    /// The page may not do this.
    NoPermission,
    /// The text is longer than the platform takes.
    TooLong,
    /// The time for an answer, an edit or a deletion is over.
    TooLate,
    /// The platform allows no links there.
    Links,
    /// The token is no longer good.
    TokenDead,
    /// The platform refuses the call as it stands.
    Invalid,
}

impl Reason {
    /// The code that is stored and counted.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Gone => "gone",
            Self::CommentsClosed => "comments_closed",
            Self::Captcha => "captcha",
            Self::NoPermission => "no_permission",
            Self::TooLong => "too_long",
            Self::TooLate => "too_late",
            Self::Links => "links",
            Self::TokenDead => "token_dead",
            Self::Invalid => "invalid",
        }
    }
}

impl Verdict {
    pub(super) const fn terminal(reason: Reason) -> Self {
        Self::Terminal { reason }
    }

    pub(super) const fn retry(seconds: u64) -> Self {
        Self::Retry { after: Duration::from_secs(seconds) }
    }

    pub(super) const fn flood(seconds: u64) -> Self {
        Self::Flood { after: Duration::from_secs(seconds) }
    }

    pub(super) fn sent(object: &str) -> Self {
        Self::Sent { object: object.to_owned() }
    }
}

/// One answer, as it came.
pub(super) struct Answer<'a> {
    pub(super) deed: Deed,
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

/// The longest wait that an answer may ask for; a mistake there must not silence a page for good.
const LONGEST: u64 = 24 * 60 * 60;

impl Answer<'_> {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(self.body).unwrap_or_default()
    }

    /// The header `Retry-After` in seconds, or `otherwise`.
    pub(super) fn wait(&self, otherwise: u64) -> u64 {
        let header = self.headers.get(http::header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        bounded(header.and_then(|value| value.trim().parse().ok()), otherwise)
    }
}

/// A wait that an answer names, if it is a sensible one.
pub(super) fn bounded(seconds: Option<u64>, otherwise: u64) -> u64 {
    seconds.unwrap_or(otherwise).clamp(1, LONGEST)
}

/// An id as a name: of digits, or a text that is safe to keep and to put into an address.
pub(super) fn name(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => number.as_i64().filter(|id| *id != 0).map(|id| id.to_string()),
        Value::String(text) => crate::words::key(text).filter(|text| !text.contains(super::BETWEEN_PARTS)),
        _ => None,
    }
}
