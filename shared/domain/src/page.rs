//! Official pages: where residents write, and how a delivery proves that it comes from there.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{AgencyId, Oktmo, PageId};
use crate::message::Platform;
use crate::private::Private;

/// An official page, bot or form on a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its name here.
    pub id: PageId,
    /// Its channel.
    pub platform: Platform,
    /// Its name there: a community id, a bot id.
    pub external: Option<String>,
    /// Its title.
    pub title: String,
    /// The municipality it speaks for.
    pub municipality: Option<Oktmo>,
    /// The agency it belongs to.
    pub agency: Option<AgencyId>,
    /// The secrets that a delivery may show; more than one while they rotate.
    pub secrets: Vec<PageSecret>,
    /// What VK expects as the answer to its `confirmation`.
    pub confirmation: Option<Private<String>>,
    /// What the platform asks for when the page speaks: the token of a bot or a community.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Private<String>>,
    /// The token of a person who manages the page: some methods of VK take no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<Private<String>>,
    /// Where the platform's methods are, if not at its own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
}

/// A secret of a page, with its last moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSecret {
    /// The secret itself.
    pub value: Private<String>,
    /// After this moment it is refused.
    pub valid_until: Option<DateTime<Utc>>,
}

impl Page {
    /// The secrets that are good at `now`.
    pub fn secrets_at(&self, now: DateTime<Utc>) -> impl Iterator<Item = &str> {
        self.secrets
            .iter()
            .filter(move |secret| secret.valid_until.is_none_or(|until| now <= until))
            .map(|secret| secret.value.expose().as_str())
    }
}
