#![doc = include_str!("../README.md")]

mod error;
mod pack;

use std::time::Duration;

use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
pub use aws_sdk_sqs::{Client, Config};
use contracts::encode;
use serde::Serialize;

pub use error::QueueError;

/// The longest time that a queue holds a message back.
pub const MAX_DELAY: Duration = Duration::from_mins(15);

/// Pauses before what a batch did not take is sent again.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(900)];

/// A client for all queues; `config` is `kit::aws::Config::sqs` by reference.
pub fn client(config: impl Into<Config>) -> Client {
    Client::from_conf(config.into())
}

/// One queue.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue at `url`, reached as `config` says.
    pub fn connect<'a, C>(config: &'a C, url: &str) -> Self
    where
        &'a C: Into<Config>,
    {
        Self::new(client(config), url)
    }

    /// The queue at `url`.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }

    /// Sends `task`, to be seen after `delay`. A delay longer than [`MAX_DELAY`] is cut to it: a receiver that must
    /// wait longer reads the time in the task and sends it again.
    pub async fn send<T: Serialize>(&self, task: &T, delay: Option<Duration>) -> Result<(), QueueError> {
        let body = encode(task).map_err(QueueError::unencodable)?;
        let seconds = delay.map(|delay| i32::try_from(delay.min(MAX_DELAY).as_secs()).unwrap_or(i32::MAX));
        let call = self.client.send_message().queue_url(&self.url).message_body(body);
        call.set_delay_seconds(seconds).send().await.map(drop).map_err(QueueError::call)
    }

    /// Sends `tasks`, in batches. On an error some of them may have been sent.
    pub async fn send_all<T: Serialize>(&self, tasks: &[T]) -> Result<(), QueueError> {
        let bodies =
            tasks.iter().map(encode).collect::<Result<Vec<_>, _>>().map_err(QueueError::unencodable)?;
        for batch in pack::batches(bodies) {
            self.send_batch(batch).await?;
        }
        Ok(())
    }

    async fn send_batch(&self, mut bodies: Vec<String>) -> Result<(), QueueError> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let (left, refusal) = self.send_once(bodies).await?;
            let Some(refusal) = refusal else { return Ok(()) };
            let Some(pause) = pauses.next().filter(|_| refusal.is_retryable()) else { return Err(refusal) };
            wait(pause).await;
            bodies = left;
        }
    }

    /// Sends a batch once; gives back what the queue did not take, and why.
    async fn send_once(&self, bodies: Vec<String>) -> Result<(Vec<String>, Option<QueueError>), QueueError> {
        let entry = |(index, body): (usize, &String)| {
            let entry = SendMessageBatchRequestEntry::builder().id(index.to_string()).message_body(body);
            entry.build().expect("an entry has an id and a body")
        };
        let entries = bodies.iter().enumerate().map(entry).collect();
        let call = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries));
        let output = call.send().await.map_err(QueueError::call)?;
        let refused = |index: usize| output.failed().iter().any(|failed| failed.id() == index.to_string());
        let left: Vec<_> = bodies
            .into_iter()
            .enumerate()
            .filter(|(index, _)| refused(*index))
            .map(|(_, body)| body)
            .collect();
        Ok((left, QueueError::refused(output.failed())))
    }
}

#[expect(clippy::disallowed_methods, reason = "a pause between two sends is no waiting for a condition")]
async fn wait(pause: Duration) {
    tokio::time::sleep(pause).await;
}

#[cfg(test)]
mod tests;
