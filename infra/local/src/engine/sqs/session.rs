//! One call's view of the file: the transaction, the time, and how queues and messages are named.

use data_encoding::BASE64URL_NOPAD;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    digest,
    error::SqsError,
    settings::{Redrive, Settings},
};

const ACCOUNT: &str = "000000000000";
const ARN: &str = "arn:aws:sqs:us-east-1";
/// Retention is in seconds and time in milliseconds.
const RETENTION: &str = "MessageRetentionPeriod";

/// How this engine names things towards its callers.
pub(super) struct Origin {
    pub(super) endpoint: String,
    pub(super) salt: Vec<u8>,
}

pub(super) struct Session<'a> {
    pub(super) connection: &'a Connection,
    pub(super) now: i64,
    pub(super) origin: &'a Origin,
}

pub(super) struct Queue {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) settings: Settings,
    pub(super) created_at: i64,
    pub(super) modified_at: i64,
}

/// A receipt: this queue, this message, its so-many-th receive. A later receive makes it stale.
#[derive(Clone, Copy)]
pub(super) struct Receipt {
    pub(super) queue: i64,
    pub(super) seq: i64,
    pub(super) receives: i64,
}

impl Session<'_> {
    pub(super) fn queue(&self, url: &str) -> Result<Queue, SqsError> {
        self.queue_named(url.rsplit('/').next().unwrap_or_default())
    }

    pub(super) fn queue_named(&self, name: &str) -> Result<Queue, SqsError> {
        self.find(name)?.ok_or(SqsError::QueueDoesNotExist)
    }

    pub(super) fn find(&self, name: &str) -> Result<Option<Queue>, SqsError> {
        let mut statement = self.connection.prepare_cached("SELECT * FROM queues WHERE name = ?1")?;
        Ok(statement.query_row([name], Queue::from_row).optional()?)
    }

    pub(super) fn url(&self, name: &str) -> String {
        format!("{}/{ACCOUNT}/{name}", self.origin.endpoint)
    }

    /// The queue that exhausted messages of `queue` go to, if it exists.
    pub(super) fn dead_letters(&self, queue: &Queue) -> Result<Option<(Queue, Redrive)>, SqsError> {
        let Some(redrive) = queue.settings.redrive() else { return Ok(None) };
        Ok(self.find(&redrive.target)?.map(|target| (target, redrive)))
    }

    /// The queues whose exhausted messages come to `target`, by name.
    pub(super) fn sources(&self, target: &str) -> Result<Vec<Queue>, SqsError> {
        let mut statement = self.connection.prepare_cached("SELECT * FROM queues ORDER BY name")?;
        let queues = statement.query_map([], Queue::from_row)?.collect::<Result<Vec<_>, _>>()?;
        let feeds = |queue: &Queue| queue.settings.redrive().is_some_and(|redrive| redrive.target == target);
        Ok(queues.into_iter().filter(feeds).collect())
    }

    /// Removes what the queue has kept for its whole retention period.
    pub(super) fn expire(&self, queue: &Queue) -> Result<(), SqsError> {
        let kept_since = self.now - queue.settings.milliseconds(RETENTION);
        self.connection
            .prepare_cached("DELETE FROM messages WHERE queue = ?1 AND sent_at <= ?2")?
            .execute(params![queue.id, kept_since])?;
        Ok(())
    }

    pub(super) fn message_id(&self, seq: i64) -> String {
        digest::message_id(&self.origin.salt, seq)
    }
}

impl Queue {
    pub(super) fn from_row(row: &Row) -> rusqlite::Result<Self> {
        let settings: String = row.get("settings")?;
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            settings: serde_json::from_str(&settings).unwrap_or_default(),
            created_at: row.get("created_at")?,
            modified_at: row.get("modified_at")?,
        })
    }
}

impl Receipt {
    pub(super) fn parse(handle: &str) -> Result<Self, SqsError> {
        let bytes = BASE64URL_NOPAD.decode(handle.as_bytes()).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let numbers: Vec<i64> = text.split('.').map_while(|number| number.parse().ok()).collect();
        match numbers[..] {
            [queue, seq, receives] => Ok(Self { queue, seq, receives }),
            _ => Err(SqsError::ReceiptHandleIsInvalid),
        }
    }

    pub(super) fn handle(self) -> String {
        BASE64URL_NOPAD.encode(format!("{}.{}.{}", self.queue, self.seq, self.receives).as_bytes())
    }
}

pub(super) fn arn(name: &str) -> String {
    format!("{ARN}:{ACCOUNT}:{name}")
}

/// The queue's name at the end of an ARN of this engine.
pub(super) fn name_of(arn: &str) -> Result<&str, SqsError> {
    arn.strip_prefix("arn:aws:sqs:")
        .and_then(|rest| rest.rsplit(':').next())
        .ok_or(SqsError::ResourceNotFound)
}
