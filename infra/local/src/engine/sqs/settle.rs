//! After a receive: delete the message, or change how long it stays hidden.

use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    batch,
    error::SqsError,
    receive::LONGEST_VISIBILITY,
    session::{Queue, Receipt, Session},
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Delete {
    queue_url: String,
    receipt_handle: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeleteBatch {
    queue_url: String,
    entries: Vec<DeleteEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteEntry {
    id: String,
    receipt_handle: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Hide {
    queue_url: String,
    receipt_handle: String,
    visibility_timeout: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct HideBatch {
    queue_url: String,
    entries: Vec<HideEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HideEntry {
    id: String,
    receipt_handle: String,
    visibility_timeout: Option<i64>,
}

pub(super) fn delete(session: &Session, request: &Delete) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    remove(session, &queue, &request.receipt_handle)
}

pub(super) fn delete_batch(session: &Session, request: &DeleteBatch) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    batch::each(&request.entries, |entry| &entry.id, |entry| remove(session, &queue, &entry.receipt_handle))
}

pub(super) fn hide(session: &Session, request: &Hide) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    rehide(session, &queue, &request.receipt_handle, request.visibility_timeout)
}

pub(super) fn hide_batch(session: &Session, request: &HideBatch) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    batch::each(
        &request.entries,
        |entry| &entry.id,
        |entry| rehide(session, &queue, &entry.receipt_handle, entry.visibility_timeout.unwrap_or(0)),
    )
}

/// Deletes by the newest receipt only; by a stale one nothing happens, and that is a success.
fn remove(session: &Session, queue: &Queue, handle: &str) -> Result<Value, SqsError> {
    let receipt = Receipt::parse(handle)?;
    if receipt.queue == queue.id {
        session
            .connection
            .prepare_cached("DELETE FROM messages WHERE seq = ?1 AND queue = ?2 AND receives = ?3")?
            .execute(params![receipt.seq, receipt.queue, receipt.receives])?;
    }
    Ok(json!({}))
}

fn rehide(session: &Session, queue: &Queue, handle: &str, timeout: i64) -> Result<Value, SqsError> {
    let receipt = Receipt::parse(handle)?;
    if !(0..=LONGEST_VISIBILITY).contains(&timeout) {
        return Err(SqsError::InvalidParameterValue("VisibilityTimeout"));
    }
    let (visible_at, received_at) = in_hand(session, queue, receipt)?;
    if visible_at <= session.now {
        return Err(SqsError::MessageNotInflight);
    }
    let visible_at = session.now + timeout * 1_000;
    // The limit counts from the receive, however often the time is prolonged.
    if visible_at > received_at + LONGEST_VISIBILITY * 1_000 {
        return Err(SqsError::InvalidParameterValue("VisibilityTimeout"));
    }
    session
        .connection
        .prepare_cached("UPDATE messages SET visible_at = ?2 WHERE seq = ?1")?
        .execute([receipt.seq, visible_at])?;
    Ok(json!({}))
}

/// When the message of this receipt comes back and when it was received.
fn in_hand(session: &Session, queue: &Queue, receipt: Receipt) -> Result<(i64, i64), SqsError> {
    let mut statement = session.connection.prepare_cached(
        "SELECT visible_at, received_at FROM messages WHERE seq = ?1 AND queue = ?2 AND receives = ?3",
    )?;
    let found = statement
        .query_row(params![receipt.seq, queue.id, receipt.receives], |row| Ok((row.get(0)?, row.get(1)?)));
    found
        .optional()?
        .filter(|_| receipt.queue == queue.id)
        .ok_or(SqsError::InvalidParameterValue("ReceiptHandle"))
}
