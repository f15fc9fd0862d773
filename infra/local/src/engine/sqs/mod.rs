//! A small SQS: standard queues over one file of `SQLite`, spoken to in SQS's own JSON protocol.
//!
//! A message is one row. Its id is a function of its place in the file, its receipt names the queue and the
//! count of receives, so nothing random is kept or compared. Sends in flight together share a commit.

mod batch;
mod commit;
mod contents;
mod digest;
mod error;
mod inspect;
mod moves;
mod queues;
mod receive;
mod schema;
mod send;
mod session;
mod settings;
mod settle;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::watch;

use self::{
    commit::Committer,
    receive::Receive,
    session::{Origin, Session},
};
pub use self::{
    error::SqsError,
    inspect::{Counts, Peeked},
    schema::Place,
};
use super::{Clock, Response};

/// Where queue URLs point unless told otherwise.
const ENDPOINT: &str = "http://127.0.0.1:9324";

/// The queues. A clone is another handle to the same ones.
#[derive(Clone)]
pub struct Sqs {
    committer: Committer,
    clock: Clock,
    origin: Arc<Origin>,
    /// Raised by whatever may make a message visible; long polls listen.
    changes: Arc<watch::Sender<u64>>,
}

impl Sqs {
    /// Opens the file, or starts with nothing in memory.
    pub fn open(place: Place, clock: Clock) -> Result<Self, SqsError> {
        Self::with_endpoint(place, clock, ENDPOINT)
    }

    /// As `open`, with queue URLs under `endpoint`, for clients that call the host of the URL.
    pub fn with_endpoint(place: Place, clock: Clock, endpoint: &str) -> Result<Self, SqsError> {
        let connection = place.open()?;
        schema::release(&connection, clock.now())?;
        let origin = Origin { endpoint: endpoint.to_owned(), salt: schema::salt(&connection)? };
        Ok(Self {
            committer: Committer::new(connection, place.is_durable()),
            clock,
            origin: Arc::new(origin),
            changes: Arc::new(watch::Sender::new(0)),
        })
    }

    /// Wakes every long poll: call it after moving a clock by hand.
    pub fn notify(&self) {
        self.changes.send_modify(|change| *change += 1);
    }

    /// Answers one call; `target` is the header `X-Amz-Target`. What it answers is committed.
    pub async fn call(&self, target: &str, body: &[u8]) -> Response {
        let operation = target.strip_prefix("AmazonSQS.").unwrap_or_default();
        match self.dispatch(operation, body).await {
            Ok(answer) => Response::json(200, &answer),
            Err(error) => error.to_response(),
        }
    }

    async fn dispatch(&self, operation: &str, body: &[u8]) -> Result<Value, SqsError> {
        match operation {
            "SendMessage" => self.waking(body, send::send).await,
            "SendMessageBatch" => self.waking(body, send::send_batch).await,
            "ReceiveMessage" => self.receive(&parse(body)?).await,
            "DeleteMessage" => self.quietly(body, settle::delete).await,
            "DeleteMessageBatch" => self.quietly(body, settle::delete_batch).await,
            "ChangeMessageVisibility" => self.waking(body, settle::hide).await,
            "ChangeMessageVisibilityBatch" => self.waking(body, settle::hide_batch).await,
            "CreateQueue" => self.quietly(body, queues::create).await,
            "GetQueueUrl" => self.quietly(body, queues::url).await,
            "ListQueues" => self.quietly(body, queues::list).await,
            "GetQueueAttributes" => self.quietly(body, queues::describe).await,
            "SetQueueAttributes" => self.quietly(body, queues::change).await,
            "PurgeQueue" => self.quietly(body, queues::purge).await,
            "DeleteQueue" => self.quietly(body, queues::delete).await,
            "ListDeadLetterSourceQueues" => self.quietly(body, queues::sources).await,
            "StartMessageMoveTask" => self.waking(body, moves::start).await,
            "ListMessageMoveTasks" => self.quietly(body, moves::list).await,
            _ => Err(SqsError::UnsupportedOperation),
        }
    }

    /// Runs an operation that makes nothing visible.
    async fn quietly<R: DeserializeOwned + Send + 'static>(
        &self,
        body: &[u8],
        operation: fn(&Session, &R) -> Result<Value, SqsError>,
    ) -> Result<Value, SqsError> {
        let request: R = parse(body)?;
        self.run(move |session| operation(session, &request)).await
    }

    /// Runs an operation after which a long poll may find something.
    async fn waking<R: DeserializeOwned + Send + 'static>(
        &self,
        body: &[u8],
        operation: fn(&Session, &R) -> Result<Value, SqsError>,
    ) -> Result<Value, SqsError> {
        let answer = self.quietly(body, operation).await?;
        self.notify();
        Ok(answer)
    }

    /// Looks, and looks again whenever something may have come, until the wait is over.
    async fn receive(&self, request: &Receive) -> Result<Value, SqsError> {
        let stopwatch = self.clock.stopwatch();
        let mut changes = self.changes.subscribe();
        loop {
            changes.mark_unchanged();
            let again = request.clone();
            let look = self.run(move |session| receive::look(session, &again)).await?;
            let left = look.wait - stopwatch.elapsed();
            if !look.messages.is_empty() || left <= 0 {
                return Ok(json!({ "Messages": look.messages }));
            }
            let until_next = look.next_visible_at.map_or(left, |at| at - self.clock.now());
            stopwatch.wait(left.min(until_next), changes.changed()).await;
        }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Session) -> Result<T, SqsError> + Send + 'static,
    ) -> Result<T, SqsError> {
        let (clock, origin) = (self.clock.clone(), Arc::clone(&self.origin));
        let job = move |connection: &_| work(&Session { connection, now: clock.now(), origin: &origin });
        self.committer.run(job).await
    }

    /// How many messages a queue holds.
    pub fn counts(&self, queue: &str) -> Result<Counts, SqsError> {
        self.inspect(|session| inspect::counts(session, &session.queue_named(queue)?))
    }

    /// What a queue holds, oldest first, without receiving it.
    pub fn peek(&self, queue: &str) -> Result<Vec<Peeked>, SqsError> {
        self.inspect(|session| inspect::peek(session, &session.queue_named(queue)?))
    }

    /// The names of all queues.
    pub fn queue_names(&self) -> Result<Vec<String>, SqsError> {
        self.inspect(inspect::names)
    }

    fn inspect<T>(&self, work: impl FnOnce(&Session) -> Result<T, SqsError>) -> Result<T, SqsError> {
        let now = self.clock.now();
        self.committer.read(|connection| work(&Session { connection, now, origin: &self.origin }))
    }
}

fn parse<R: DeserializeOwned>(body: &[u8]) -> Result<R, SqsError> {
    serde_json::from_slice(body).map_err(|_| SqsError::Malformed)
}
