//! How pages are connected, and what may have been missed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Oktmo, PageId, Platform};
use serde::{Deserialize, Serialize};

use super::{Moment, Named};

/// The function answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Status {
    /// `ok`.
    pub status: String,
}

/// How all pages are connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PageHealths {
    /// In the order of the directory.
    pub items: Vec<PageHealth>,
}

/// How a page is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PageHealth {
    /// The page.
    pub page: PageId,
    /// Its platform.
    pub platform: Platform,
    /// Its name.
    pub title: String,
    /// Whose it is.
    pub municipality: Option<Oktmo>,
    /// How it is connected, and since when.
    pub state: PageState,
    /// It is silent for longer than usual.
    pub silent: bool,
    /// When it was last looked at.
    pub checked_at: Option<Moment>,
    /// When it was last heard.
    pub heard_at: Option<Moment>,
    /// Up to when everything has been read back.
    pub read_back_until: Option<Moment>,
    /// What may have been missed, newest first.
    pub doubts: Vec<Doubt>,
}

/// How a page is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PageState {
    /// `good`, `lost`, `failing`, `unconfirmed`, `refused`, `unanswered`, `not_asked` or `unseen`.
    pub code: String,
    /// The same in Russian.
    pub title: String,
    /// Since when.
    pub since: Option<Moment>,
}

/// A span in which messages of a page may have been missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Doubt {
    /// The page; not repeated where a page lists its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageId>,
    /// The last moment at which all was well.
    pub from: Moment,
    /// When it was well again; null while it is not.
    pub until: Option<Moment>,
    /// When it was noticed.
    pub noticed_at: Moment,
    /// Why.
    pub reason: String,
    /// The same in Russian.
    pub title: String,
    /// How it was settled; null until everything has been read back.
    pub settled: Option<Settled>,
}

/// The end of a doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Settled {
    /// When.
    pub at: Moment,
    /// How.
    pub by: Named,
    /// How many messages came late, by the day on which they were written.
    pub late: BTreeMap<NaiveDate, u32>,
    /// All of them.
    pub late_total: u32,
}
