//! Looking into the queues without receiving: for tests, the console and the queue's own attributes.

use rusqlite::{Row, params};

use super::{
    error::SqsError,
    session::{Queue, Session},
};

/// How many messages a queue holds, by what can be done with them now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// A receive would get these.
    pub visible: u64,
    /// Received, and hidden until they are deleted or their time runs out.
    pub in_flight: u64,
    /// Sent with a delay that has not passed.
    pub delayed: u64,
}

impl Counts {
    /// All of them.
    pub fn total(self) -> u64 {
        self.visible + self.in_flight + self.delayed
    }
}

/// A message seen without receiving it. It has no `Debug`: the body may hold what a resident wrote.
#[derive(Clone, PartialEq, Eq)]
pub struct Peeked {
    /// The id that `SendMessage` answered with.
    pub id: String,
    /// The body as sent.
    pub body: String,
    /// The message attributes as JSON, in the wire's spelling.
    pub attributes: String,
    /// How often it was received.
    pub receives: i64,
    /// Milliseconds since the epoch.
    pub sent_at: i64,
    /// When it can be received (again), in milliseconds since the epoch.
    pub visible_at: i64,
    /// The queue it was dead-lettered from.
    pub source: Option<String>,
}

pub(super) fn counts(session: &Session, queue: &Queue) -> Result<Counts, SqsError> {
    let mut statement = session.connection.prepare_cached(
        "SELECT count(*) FILTER (WHERE visible_at <= ?2),
                count(*) FILTER (WHERE visible_at > ?2 AND receives > 0),
                count(*) FILTER (WHERE visible_at > ?2 AND receives = 0)
         FROM messages WHERE queue = ?1",
    )?;
    Ok(statement.query_row(params![queue.id, session.now], |row| {
        Ok(Counts { visible: row.get(0)?, in_flight: row.get(1)?, delayed: row.get(2)? })
    })?)
}

pub(super) fn peek(session: &Session, queue: &Queue) -> Result<Vec<Peeked>, SqsError> {
    let mut statement =
        session.connection.prepare_cached("SELECT * FROM messages WHERE queue = ?1 ORDER BY seq")?;
    let rows = statement.query_map([queue.id], |row| Peeked::from_row(session, row))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn names(session: &Session) -> Result<Vec<String>, SqsError> {
    let mut statement = session.connection.prepare_cached("SELECT name FROM queues ORDER BY name")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

impl Peeked {
    fn from_row(session: &Session, row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            id: session.message_id(row.get("seq")?),
            body: row.get("body")?,
            attributes: row.get("attributes")?,
            receives: row.get("receives")?,
            sent_at: row.get("sent_at")?,
            visible_at: row.get("visible_at")?,
            source: row.get("source")?,
        })
    }
}
