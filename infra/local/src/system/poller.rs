//! Lambda's side of a queue: receive a batch, run it, delete what succeeded, and let the rest come again.

use std::ops::AddAssign;

use aws_sdk_sqs::config::StalledStreamProtectionConfig;
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, Message,
    MessageSystemAttributeName,
};
use chrono::DateTime;
use contracts::QueueName;
use futures::future::try_join_all;
use kit::{BatchResponse, Failure, Function, Record, Trigger, run_batch};
use tokio::time::Duration;

use super::{System, deadline, setup};

/// SQS gives and takes at most so many at once.
const PER_CALL: usize = 10;

/// What a round brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Polled {
    /// Records done with.
    pub handled: usize,
    /// Records that come again, or lie with the dead letters now.
    pub failed: usize,
}

impl AddAssign for Polled {
    fn add_assign(&mut self, other: Self) {
        self.handled += other.handled;
        self.failed += other.failed;
    }
}

pub(super) async fn poll(system: &System, queue: QueueName, wait: Duration) -> Result<Polled, Failure> {
    let function = setup::reader(queue);
    let Trigger::Queue { batch, .. } = function.trigger else { return Ok(Polled::default()) };
    let messages = receive(system, queue, batch as usize, wait).await?;
    if messages.is_empty() {
        return Ok(Polled::default());
    }
    let records: Vec<Record> = messages.iter().filter_map(record).collect();
    let answer = run(system, function, records).await;
    let (failed, handled): (Vec<_>, Vec<_>) =
        messages.iter().partition(|message| answer.failed(message.message_id.as_deref().unwrap_or_default()));
    let url = url(system, queue);
    try_join_all(handled.chunks(PER_CALL).map(|messages| delete(system, url, messages))).await?;
    try_join_all(failed.chunks(PER_CALL).map(|messages| release(system, url, messages))).await?;
    Ok(Polled { handled: handled.len(), failed: failed.len() })
}

fn url(system: &System, queue: QueueName) -> &str {
    match queue {
        QueueName::Messages => &system.settings.messages_queue_url,
        QueueName::Deliveries => &system.settings.deliveries_queue_url,
    }
}

async fn receive(
    system: &System,
    queue: QueueName,
    batch: usize,
    wait: Duration,
) -> Result<Vec<Message>, Failure> {
    let mut messages = Vec::new();
    let mut seconds = i32::try_from(wait.as_secs()).unwrap_or(20);
    while messages.len() < batch {
        let call = system
            .sqs
            .receive_message()
            .queue_url(url(system, queue))
            .max_number_of_messages(10)
            .wait_time_seconds(seconds)
            .message_system_attribute_names(MessageSystemAttributeName::All);
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(wait + Duration::from_secs(5))
            .operation_timeout(wait + Duration::from_secs(10))
            .build();
        let patient = aws_sdk_sqs::config::Config::builder()
            .timeout_config(timeouts)
            // A long poll is a silence that is meant.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        let received = call.customize().config_override(patient).send().await;
        let received =
            received.map_err(|error| Failure::retry("queue.receive", error))?.messages.unwrap_or_default();
        let last = received.len() < PER_CALL;
        messages.extend(received);
        if last {
            break;
        }
        seconds = 0;
    }
    Ok(messages)
}

fn record(message: &Message) -> Option<Record> {
    let attribute =
        |name: &MessageSystemAttributeName| message.attributes.as_ref()?.get(name)?.parse::<i64>().ok();
    let count = attribute(&MessageSystemAttributeName::ApproximateReceiveCount).unwrap_or(1);
    let sent_at =
        attribute(&MessageSystemAttributeName::SentTimestamp).and_then(DateTime::from_timestamp_millis);
    let id = message.message_id.clone()?;
    Record::new(id, message.body.clone().unwrap_or_default(), u32::try_from(count).unwrap_or(1), sent_at)
}

async fn run(system: &System, function: &Function, records: Vec<Record>) -> BatchResponse {
    let (concurrency, deadline) = (function.concurrency(), deadline(function));
    kit::metrics::gather(function, system.clock.now(), async {
        if function.name == triage::FUNCTION.name {
            run_batch(records, concurrency, deadline, |record| triage::handle(&system.triage, record)).await
        } else {
            run_batch(records, concurrency, deadline, |record| deliver::handle(&system.deliver, record)).await
        }
    })
    .await
}

async fn delete(system: &System, url: &str, messages: &[&Message]) -> Result<(), Failure> {
    let entry = |(index, message): (usize, &&Message)| {
        DeleteMessageBatchRequestEntry::builder()
            .id(index.to_string())
            .receipt_handle(message.receipt_handle.clone().unwrap_or_default())
            .build()
            .expect("id and handle are given")
    };
    let entries = messages.iter().enumerate().map(entry).collect();
    let call = system.sqs.delete_message_batch().queue_url(url).set_entries(Some(entries));
    call.send().await.map(drop).map_err(|error| Failure::retry("queue.delete", error))
}

/// On AWS a failed record waits out its visibility. On one machine it comes again sooner: at once under a clock that
/// is moved by hand, else after a pause that doubles.
async fn release(system: &System, url: &str, messages: &[&Message]) -> Result<(), Failure> {
    let entry = |(index, message): (usize, &&Message)| {
        let count = record(message).map_or(1, |record| record.receive_count);
        let pause = if system.clock.is_manual() { 0 } else { 1 << count.min(6) };
        ChangeMessageVisibilityBatchRequestEntry::builder()
            .id(index.to_string())
            .receipt_handle(message.receipt_handle.clone().unwrap_or_default())
            .visibility_timeout(pause)
            .build()
            .expect("id and handle are given")
    };
    let entries = messages.iter().enumerate().map(entry).collect();
    let call = system.sqs.change_message_visibility_batch().queue_url(url).set_entries(Some(entries));
    call.send().await.map(drop).map_err(|error| Failure::retry("queue.release", error))
}

/// Moves dead letters back one batch at a time: each is sent before it is deleted, so none is lost on the way.
pub(super) async fn redrive(system: &System, queue: QueueName) -> Result<usize, Failure> {
    let dead = system.sqs.get_queue_url().queue_name(format!("{queue}-dead")).send().await;
    let dead = dead.map_err(|error| Failure::retry("queue.url", error))?.queue_url.unwrap_or_default();
    let mut moved = 0;
    loop {
        let letters = system.sqs.receive_message().queue_url(&dead).max_number_of_messages(10).send().await;
        let letters =
            letters.map_err(|error| Failure::retry("queue.receive", error))?.messages.unwrap_or_default();
        if letters.is_empty() {
            return Ok(moved);
        }
        for letter in &letters {
            let body = letter.body.clone().unwrap_or_default();
            let sent =
                system.sqs.send_message().queue_url(url(system, queue)).message_body(body).send().await;
            sent.map_err(|error| Failure::retry("queue.send", error))?;
        }
        delete(system, &dead, &letters.iter().collect::<Vec<_>>()).await?;
        moved += letters.len();
    }
}
