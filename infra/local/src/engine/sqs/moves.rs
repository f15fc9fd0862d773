//! Redrive: dead letters go back to where they came from, or to a queue of one's choice, as new messages.

use rusqlite::params;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    error::SqsError,
    session::{Queue, Session, arn, name_of},
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Start {
    source_arn: String,
    destination_arn: Option<String>,
    max_number_of_messages_per_second: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct List {
    source_arn: String,
    max_results: Option<i64>,
}

/// Moves everything visible at once; a rate is kept by making the moved messages visible one after another.
pub(super) fn start(session: &Session, request: &Start) -> Result<Value, SqsError> {
    let source = dead_letters(session, &request.source_arn)?;
    let destination = request.destination_arn.as_deref().map(|arn| named(session, arn)).transpose()?;
    let rate = request.max_number_of_messages_per_second;
    if rate.is_some_and(|rate| !(1..=500).contains(&rate)) {
        return Err(SqsError::InvalidParameterValue("MaxNumberOfMessagesPerSecond"));
    }
    session.expire(&source)?;
    let moved = move_visible(session, &source, destination.as_ref(), rate)?;
    session.connection.execute(
        "INSERT INTO moves (source, destination, moved, started_at) VALUES (?1, ?2, ?3, ?4)",
        params![source.name, destination.map(|queue| queue.name), moved, session.now],
    )?;
    Ok(json!({ "TaskHandle": session.connection.last_insert_rowid().to_string() }))
}

/// Messages sent to the dead-letter queue directly have no origin: they stay, unless a destination is named.
fn move_visible(
    session: &Session,
    source: &Queue,
    destination: Option<&Queue>,
    rate: Option<i64>,
) -> Result<i64, SqsError> {
    let mut statement = session.connection.prepare_cached(
        "SELECT m.seq, coalesce(?3, q.id) FROM messages m LEFT JOIN queues q ON q.name = m.source
         WHERE m.queue = ?1 AND m.visible_at <= ?2 AND coalesce(?3, q.id) IS NOT NULL ORDER BY m.seq",
    )?;
    let destination = destination.map(|queue| queue.id);
    let rows = statement
        .query_map(params![source.id, session.now, destination], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found = rows.collect::<Result<Vec<(i64, i64)>, _>>()?;
    let mut moved = 0;
    for (seq, target) in found {
        let pause = rate.map_or(0, |rate| moved * 1_000 / rate);
        resend(session, seq, target, session.now + pause)?;
        moved += 1;
    }
    Ok(moved)
}

/// A new message with a new id, age and count, as AWS does it.
fn resend(session: &Session, seq: i64, target: i64, visible_at: i64) -> Result<(), SqsError> {
    session
        .connection
        .prepare_cached(
            "INSERT INTO messages (queue, body, attributes, sent_at, visible_at)
             SELECT ?2, body, attributes, ?3, ?4 FROM messages WHERE seq = ?1",
        )?
        .execute([seq, target, session.now, visible_at])?;
    session.connection.prepare_cached("DELETE FROM messages WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}

pub(super) fn list(session: &Session, request: &List) -> Result<Value, SqsError> {
    let source = dead_letters(session, &request.source_arn)?;
    let mut statement =
        session.connection.prepare("SELECT * FROM moves WHERE source = ?1 ORDER BY handle DESC LIMIT ?2")?;
    let most = request.max_results.unwrap_or(1).clamp(1, 10);
    let rows = statement.query_map(params![source.name, most], |row| {
        let destination: Option<String> = row.get("destination")?;
        Ok(json!({
            "Status": "COMPLETED",
            "SourceArn": request.source_arn,
            "DestinationArn": destination.as_deref().map(arn),
            "ApproximateNumberOfMessagesMoved": row.get::<_, i64>("moved")?,
            "ApproximateNumberOfMessagesToMove": row.get::<_, i64>("moved")?,
            "StartedTimestamp": row.get::<_, i64>("started_at")?,
        }))
    })?;
    Ok(json!({ "Results": rows.collect::<Result<Vec<_>, _>>()? }))
}

fn dead_letters(session: &Session, arn: &str) -> Result<Queue, SqsError> {
    let queue = named(session, arn)?;
    if session.sources(&queue.name)?.is_empty() { Err(SqsError::ResourceNotFound) } else { Ok(queue) }
}

fn named(session: &Session, arn: &str) -> Result<Queue, SqsError> {
    session.find(name_of(arn)?)?.ok_or(SqsError::ResourceNotFound)
}
