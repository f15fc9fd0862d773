//! The loops: one invocation after another from the Lambda runtime, each inside a span, with its metrics and its
//! deadline. Events are taken as raw JSON, because what the runtime cannot read it logs with a quotation.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use contracts::{ScheduleEvent, decode};
use futures::FutureExt;
use http::{Request, Response};
use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::time::Instant;
use tracing::{Instrument, info_span};

use crate::batch::{BatchResponse, Record, run_batch};
use crate::clock::Clock;
use crate::failure::{Error, Failure, Fate};
use crate::function::Function;
use crate::http::{Reply, answer, from_event, to_event};
use crate::metrics::{self, Metric};
use crate::sqs_event;
use crate::telemetry;

/// Answers requests until the process is stopped.
pub async fn serve_http<H, F>(function: &Function, handler: H) -> Result<(), Error>
where
    H: Fn(Request<Bytes>) -> F,
    F: Future<Output = Response<Bytes>>,
{
    serve(function, async |event, _, deadline| Box::pin(http_invocation(event, deadline, &handler)).await)
        .await
}

/// Handles the records of a queue until the process is stopped.
pub async fn serve_queue<H, F>(function: &Function, handler: H) -> Result<(), Error>
where
    H: Fn(Record) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    let concurrency = function.concurrency();
    serve(function, async |event, now, deadline| {
        Box::pin(queue_invocation(event, now, concurrency, deadline, &handler)).await
    })
    .await
}

/// Does scheduled work until the process is stopped.
pub async fn serve_schedule<H, F>(function: &Function, handler: H) -> Result<(), Error>
where
    H: Fn(ScheduleEvent) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    serve(function, async |event, now, _| Box::pin(schedule_invocation(event, now, &handler)).await).await
}

async fn http_invocation<H, F>(event: &str, deadline: Instant, handler: &H) -> Result<Reply, Failure>
where
    H: Fn(Request<Bytes>) -> F,
    F: Future<Output = Response<Bytes>>,
{
    let request = from_event(event).map_err(|error| Failure::park("http.event", error))?;
    Ok(to_event(answer(handler, request, deadline).await))
}

async fn queue_invocation<H, F>(
    event: &str,
    now: DateTime<Utc>,
    concurrency: usize,
    deadline: Instant,
    handler: &H,
) -> Result<BatchResponse, Failure>
where
    H: Fn(Record) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    let records = sqs_event::records(event).map_err(|error| Failure::retry("queue.event", error))?;
    for sent_at in records.iter().filter_map(|record| record.sent_at) {
        metrics::time(Metric::AgeOfMessage, (now - sent_at).to_std().unwrap_or_default());
    }
    Ok(run_batch(records, concurrency, deadline, handler).await)
}

async fn schedule_invocation<H, F>(event: &str, now: DateTime<Utc>, handler: &H) -> Result<(), Failure>
where
    H: Fn(ScheduleEvent) -> F,
    F: Future<Output = Result<(), Failure>>,
{
    let event = decode::<ScheduleEvent>(event).and_then(|event| event.checked(now));
    handler(event.map_err(|error| Failure::park("schedule.event", error))?).await
}

async fn serve<R: Serialize>(
    function: &Function,
    invocation: impl AsyncFn(&str, DateTime<Utc>, Instant) -> Result<R, Failure>,
) -> Result<(), Error> {
    telemetry::init();
    let clock = Clock::system();
    let service = service_fn(|event: LambdaEvent<Box<RawValue>>| {
        let (function, clock, invocation) = (function, &clock, &invocation);
        async move {
            let now = clock.now();
            let deadline = Instant::now() + remaining(event.context.deadline, now);
            let span =
                info_span!("invocation", function = function.name, request.id = event.context.request_id);
            let work = invocation(event.payload.get(), now, deadline);
            metrics::gather(function, now, caught(work)).instrument(span).await
        }
    });
    Runtime::new(service).run().await.map_err(Error::Runtime)
}

/// A bug outside a record or a request: the runtime would tell its message to whoever invoked the function.
async fn caught<R>(work: impl Future<Output = Result<R, Failure>>) -> Result<R, Failure> {
    static STARTED: AtomicBool = AtomicBool::new(false);
    if !STARTED.swap(true, Ordering::Relaxed) {
        metrics::count(Metric::ColdStart);
    }
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_panic| {
        metrics::count(Metric::Panics);
        Err(Failure::bare("bug", Fate::Retry))
    })
}

fn remaining(deadline_ms: u64, now: DateTime<Utc>) -> Duration {
    let now_ms = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    Duration::from_millis(deadline_ms.saturating_sub(now_ms))
}

#[cfg(test)]
mod tests;
