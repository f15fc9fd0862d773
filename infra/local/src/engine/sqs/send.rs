//! Sending: check what is carried, keep it, answer with its id and sums.

use rusqlite::params;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    batch,
    contents::{self, Attributes},
    digest,
    error::SqsError,
    session::{Queue, Session},
};

const LONGEST_DELAY: i64 = 900;

/// What one message consists of, alone or as an entry of a batch.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Outgoing {
    message_body: String,
    delay_seconds: Option<i64>,
    #[serde(default)]
    message_attributes: Attributes,
    message_deduplication_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Send {
    queue_url: String,
    #[serde(flatten)]
    message: Outgoing,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SendBatch {
    queue_url: String,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    id: String,
    #[serde(flatten)]
    message: Outgoing,
}

pub(super) fn send(session: &Session, request: &Send) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    keep(session, &queue, &request.message)
}

pub(super) fn send_batch(session: &Session, request: &SendBatch) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    let total: usize = request.entries.iter().map(|entry| entry.message.size()).sum();
    if total > contents::LONGEST {
        return Err(SqsError::BatchRequestTooLong);
    }
    batch::each(&request.entries, |entry| &entry.id, |entry| keep(session, &queue, &entry.message))
}

fn keep(session: &Session, queue: &Queue, message: &Outgoing) -> Result<Value, SqsError> {
    message.check(queue)?;
    let attributes = serde_json::to_string(&message.message_attributes).map_err(|_| SqsError::Malformed)?;
    let delay = message.delay_seconds.unwrap_or_else(|| queue.settings.number("DelaySeconds"));
    session
        .connection
        .prepare_cached(
            "INSERT INTO messages (queue, body, attributes, sent_at, visible_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            queue.id,
            message.message_body,
            attributes,
            session.now,
            session.now + delay * 1_000
        ])?;
    let mut answer = json!({
        "MessageId": session.message_id(session.connection.last_insert_rowid()),
        "MD5OfMessageBody": digest::of_body(&message.message_body),
    });
    if !message.message_attributes.is_empty() {
        answer["MD5OfMessageAttributes"] = digest::of_attributes(&message.message_attributes).into();
    }
    Ok(answer)
}

impl Outgoing {
    fn check(&self, queue: &Queue) -> Result<(), SqsError> {
        contents::check_body(&self.message_body)?;
        contents::check_attributes(&self.message_attributes)?;
        let most = usize::try_from(queue.settings.number("MaximumMessageSize")).unwrap_or(contents::LONGEST);
        if self.size() > most {
            return Err(SqsError::InvalidParameterValue("MessageBody"));
        }
        if !(0..=LONGEST_DELAY).contains(&self.delay_seconds.unwrap_or(0)) {
            return Err(SqsError::InvalidParameterValue("DelaySeconds"));
        }
        if self.message_deduplication_id.is_some() {
            return Err(SqsError::InvalidParameterValue("MessageDeduplicationId"));
        }
        Ok(())
    }

    fn size(&self) -> usize {
        contents::size(&self.message_body, &self.message_attributes)
    }
}
