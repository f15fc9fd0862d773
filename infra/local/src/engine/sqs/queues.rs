//! Queues: make, find, describe, change, empty, remove.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    error::SqsError,
    inspect,
    session::{Queue, Session, arn},
    settings::Settings,
};

const LONGEST_NAME: usize = 80;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Create {
    queue_name: String,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

/// Names a queue by its URL, and nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ByUrl {
    queue_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ByName {
    queue_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct List {
    #[serde(default)]
    queue_name_prefix: String,
    max_results: Option<usize>,
    #[serde(default)]
    next_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Describe {
    queue_url: String,
    #[serde(default)]
    attribute_names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Change {
    queue_url: String,
    attributes: BTreeMap<String, String>,
}

pub(super) fn create(session: &Session, request: &Create) -> Result<Value, SqsError> {
    let name = &request.queue_name;
    let spelled = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if name.is_empty() || name.len() > LONGEST_NAME || !spelled {
        return Err(SqsError::InvalidParameterValue("QueueName"));
    }
    let settings = Settings::default().with(&request.attributes)?;
    if let Some(queue) = session.find(name)? {
        return match queue.settings.difference(&request.attributes) {
            Some(attribute) => Err(SqsError::QueueNameExists(attribute)),
            None => Ok(json!({ "QueueUrl": session.url(name) })),
        };
    }
    check_target(session, &settings)?;
    session.connection.execute(
        "INSERT INTO queues (name, settings, created_at, modified_at) VALUES (?1, ?2, ?3, ?3)",
        params![name, encode(&settings), session.now],
    )?;
    Ok(json!({ "QueueUrl": session.url(name) }))
}

pub(super) fn url(session: &Session, request: &ByName) -> Result<Value, SqsError> {
    let queue = session.queue_named(&request.queue_name)?;
    Ok(json!({ "QueueUrl": session.url(&queue.name) }))
}

pub(super) fn list(session: &Session, request: &List) -> Result<Value, SqsError> {
    let most = request.max_results.unwrap_or(1_000).clamp(1, 1_000);
    let mut statement =
        session.connection.prepare("SELECT name FROM queues WHERE name > ?1 ORDER BY name")?;
    let names = statement.query_map([&request.next_token], |row| row.get(0))?;
    let mut names = names.collect::<Result<Vec<String>, _>>()?;
    names.retain(|name| name.starts_with(&request.queue_name_prefix));
    let more = names.len() > most;
    names.truncate(most);
    let urls: Vec<_> = names.iter().map(|name| session.url(name)).collect();
    // AWS pages only where the caller named a size.
    let next = request.max_results.and(names.pop()).filter(|_| more);
    Ok(json!({ "QueueUrls": urls, "NextToken": next }))
}

pub(super) fn describe(session: &Session, request: &Describe) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    session.expire(&queue)?;
    let all = attributes(session, &queue)?;
    let wanted =
        |name: &String| request.attribute_names.iter().any(|wanted| wanted == "All" || wanted == name);
    let unknown = |name: &&String| *name != "All" && !all.contains_key(*name) && !name.ends_with("Policy");
    if let Some(name) = request.attribute_names.iter().find(unknown) {
        return Err(SqsError::InvalidAttributeName(name.clone()));
    }
    let chosen: BTreeMap<_, _> = all.iter().filter(|(name, _)| wanted(name)).collect();
    Ok(json!({ "Attributes": chosen }))
}

fn attributes(session: &Session, queue: &Queue) -> Result<BTreeMap<String, String>, SqsError> {
    let counts = inspect::counts(session, queue)?;
    let mut all = queue.settings.all();
    let further = [
        ("ApproximateNumberOfMessages", counts.visible.to_string()),
        ("ApproximateNumberOfMessagesNotVisible", counts.in_flight.to_string()),
        ("ApproximateNumberOfMessagesDelayed", counts.delayed.to_string()),
        ("CreatedTimestamp", (queue.created_at / 1_000).to_string()),
        ("LastModifiedTimestamp", (queue.modified_at / 1_000).to_string()),
        ("QueueArn", arn(&queue.name)),
    ];
    all.extend(further.map(|(name, value)| (name.to_owned(), value)));
    Ok(all)
}

pub(super) fn change(session: &Session, request: &Change) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    let settings = queue.settings.with(&request.attributes)?;
    check_target(session, &settings)?;
    session.connection.execute(
        "UPDATE queues SET settings = ?2, modified_at = ?3 WHERE id = ?1",
        params![queue.id, encode(&settings), session.now],
    )?;
    Ok(json!({}))
}

pub(super) fn purge(session: &Session, request: &ByUrl) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    session.connection.execute("DELETE FROM messages WHERE queue = ?1", [queue.id])?;
    Ok(json!({}))
}

pub(super) fn delete(session: &Session, request: &ByUrl) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    session.connection.execute("DELETE FROM queues WHERE id = ?1", [queue.id])?;
    Ok(json!({}))
}

pub(super) fn sources(session: &Session, request: &ByUrl) -> Result<Value, SqsError> {
    let queue = session.queue(&request.queue_url)?;
    let urls: Vec<_> = session.sources(&queue.name)?.iter().map(|source| session.url(&source.name)).collect();
    Ok(json!({ "queueUrls": urls }))
}

/// A dead-letter queue has to exist before something points to it.
fn check_target(session: &Session, settings: &Settings) -> Result<(), SqsError> {
    let Some(redrive) = settings.redrive() else { return Ok(()) };
    match session.find(&redrive.target)? {
        Some(_) => Ok(()),
        None => Err(SqsError::InvalidAttributeValue("RedrivePolicy".to_owned())),
    }
}

fn encode(settings: &Settings) -> String {
    serde_json::to_string(settings).expect("a map of strings has a JSON form")
}
