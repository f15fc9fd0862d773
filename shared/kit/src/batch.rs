//! A batch of records from a queue: a few at once, none able to harm another, the failed ones named.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::{FutureExt, StreamExt, future, stream};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, error, info_span};

use crate::failure::{Failure, Fate};
use crate::metrics::{self, Metric};

/// With less time than this left no record is begun.
pub const MARGIN: Duration = Duration::from_secs(2);

/// With less time than this left unfinished records are given up, so that the finished ones can be acknowledged.
const LAST_MOMENT: Duration = Duration::from_millis(500);

/// One record of a queue. Its `Debug` shows only how long its body is.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    id: String,
    /// The envelope.
    pub body: String,
    /// How often it was delivered, this time included.
    pub receive_count: u32,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
}

impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, body, receive_count, .. } = self;
        write!(formatter, "Record({id}, receive_count={receive_count}, len={})", body.len())
    }
}

impl Record {
    /// A record, unless its id is empty: an empty id among the failed makes the whole batch fail.
    pub fn new(id: String, body: String, receive_count: u32, sent_at: Option<DateTime<Utc>>) -> Option<Self> {
        (!id.is_empty()).then_some(Self { id, body, receive_count, sent_at })
    }

    /// What the queue calls it.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Which records of a batch are to be delivered again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    /// The failed ones; all others are done with.
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// A failed record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemFailure {
    /// What the queue calls it.
    pub item_identifier: String,
}

impl BatchResponse {
    /// Whether the record is to be delivered again.
    pub fn failed(&self, id: &str) -> bool {
        self.batch_item_failures.iter().any(|failure| failure.item_identifier == id)
    }
}

/// Handles `records`, up to `concurrency` at once, until shortly before `deadline`.
///
/// A record that fails, panics, is not finished or not begun in time is reported as failed and delivered again; one
/// that can never succeed goes to the dead letters by the queue's own redrive policy.
pub async fn run_batch<H, F>(
    records: Vec<Record>,
    concurrency: usize,
    deadline: Instant,
    handler: H,
) -> BatchResponse
where
    H: Fn(Record) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    let failed: BTreeSet<String> = stream::iter(records)
        .map(|record| report(record, deadline, &handler))
        .buffer_unordered(concurrency.max(1))
        .filter_map(future::ready)
        .collect()
        .await;
    BatchResponse {
        batch_item_failures: failed
            .into_iter()
            .map(|item_identifier| BatchItemFailure { item_identifier })
            .collect(),
    }
}

/// Handles one record; gives its id if it failed, after the one log line that says why.
async fn report<H, F>(record: Record, deadline: Instant, handler: &H) -> Option<String>
where
    H: Fn(Record) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    let id = record.id.clone();
    let attempt = record.receive_count;
    let span = info_span!("record", message.id = id, attempt);
    async {
        let Err(failure) = attempt_one(record, deadline, handler).await else {
            metrics::count(Metric::RecordsHandled);
            return None;
        };
        metrics::count(match failure.fate() {
            Fate::Retry => Metric::RecordsRetried,
            Fate::Park => Metric::RecordsParked,
        });
        error!(code = failure.code(), fate = failure.fate().as_str(), cause = %failure, "record failed");
        Some(id)
    }
    .instrument(span)
    .await
}

async fn attempt_one<H, F>(record: Record, deadline: Instant, handler: &H) -> Result<(), Failure>
where
    H: Fn(Record) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    if deadline.saturating_duration_since(Instant::now()) < MARGIN {
        return Err(Failure::bare("record.not_begun", Fate::Retry));
    }
    let last_moment = deadline.checked_sub(LAST_MOMENT).unwrap_or(deadline);
    let work = AssertUnwindSafe(async { handler(record).await }).catch_unwind();
    match timeout_at(last_moment, work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_panic)) => {
            metrics::count(Metric::Panics);
            Err(Failure::bare("record.panicked", Fate::Retry))
        }
        Err(_elapsed) => Err(Failure::bare("record.not_finished", Fate::Retry)),
    }
}

#[cfg(test)]
mod tests;
