//! What was missed, read back from the platform.
//!
//! A place is read step by step. What stands there is turned into the deliveries that the platform would have sent, so
//! that everything behind the door treats it alike and finds the same names of the same messages.

mod max;
pub(crate) mod ok;
mod vk;

use std::fmt;

use chrono::{DateTime, Utc};
use domain::{Event, Page, Platform, Private};
use http::{HeaderMap, StatusCode};

use crate::publish::{Call, Unsendable, Verdict};

/// One step: a place, and how far it has been read.
///
/// | platform | places |
/// |---|---|
/// | VK | `wall`, `dialogs`, `dialog:{peer}`, and what messages have as their `post`: `wall_post:{owner}:{post}`, `photo:…`, `video:…`, `topic:…`, `market:…`; `thread:{owner}:{post}:{comment}` |
/// | MAX | `chat:{chat}`, `comments:{post}`; `updates`, while nothing is subscribed |
/// | OK | `chat:{chat}`, `discussions`, `discussion:{type}:{id}` |
#[derive(Clone, PartialEq, Eq)]
pub struct Step {
    /// The place; that of a private dialog names a person.
    pub place: Private<String>,
    /// Where to go on; none at first.
    pub cursor: Option<String>,
}

/// What one step has brought.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// The deliveries as the platform would have sent them.
    pub deliveries: Vec<Private<String>>,
    /// The steps to take next.
    pub next: Vec<Step>,
}

impl fmt::Debug for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.place.expose().split(':').next().unwrap_or_default();
        formatter.debug_struct("Step").field("kind", &kind).finish_non_exhaustive()
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Batch(deliveries={}, next={})", self.deliveries.len(), self.next.len())
    }
}

impl Step {
    /// The first step at a place.
    pub fn at(place: impl Into<String>) -> Self {
        Self { place: Private::new(place.into()), cursor: None }
    }

    fn then(&self, cursor: String) -> Self {
        Self { place: self.place.clone(), cursor: Some(cursor) }
    }

    fn offset(&self) -> usize {
        self.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or_default()
    }
}

/// The call of a step. Nothing older than `since` is of interest.
pub fn request(page: &Page, step: &Step, since: DateTime<Utc>) -> Result<Call, Unsendable> {
    match page.platform {
        Platform::Vk => vk::request(page, step),
        Platform::Max => max::request(page, step, since),
        Platform::Ok => ok::request(page, step, since),
        _ => Err(Unsendable::Unsupported),
    }
}

/// What the answer holds.
pub fn judge(
    page: &Page,
    step: &Step,
    since: DateTime<Utc>,
    (status, headers, body): (StatusCode, &HeaderMap, &[u8]),
) -> Result<Batch, Verdict> {
    let body = crate::watch::good(page, status, headers, body)?;
    let batch = match page.platform {
        Platform::Vk => vk::batch(page, step, since, &body),
        Platform::Max => max::batch(step, since, &body),
        _ => ok::batch(page, step, since, &body),
    };
    batch.ok_or(Verdict::Unclear)
}

/// The events of a batch, as triage would read them.
pub fn events(page: &Page, batch: &Batch, received_at: DateTime<Utc>) -> Vec<Event> {
    let bodies = batch.deliveries.iter().map(|body| body.expose().as_bytes());
    let readings = bodies.filter_map(|body| crate::read(page, &[], body, received_at).ok());
    readings.flat_map(|reading| reading.events).collect()
}

#[cfg(test)]
mod tests;
