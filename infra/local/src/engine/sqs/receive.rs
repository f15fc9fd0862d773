//! Receiving: the messages that have been visible longest, each counted once and hidden for a while; those
//! received too often go to the dead-letter queue instead.

use rusqlite::{OptionalExtension, Row, params};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    contents::Attributes,
    digest,
    error::SqsError,
    session::{Queue, Receipt, Session, arn},
};

const MOST_MESSAGES: i64 = 10;
const LONGEST_WAIT: i64 = 20;
pub(super) const LONGEST_VISIBILITY: i64 = 43_200;

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Receive {
    queue_url: String,
    max_number_of_messages: Option<i64>,
    visibility_timeout: Option<i64>,
    wait_time_seconds: Option<i64>,
    #[serde(default)]
    message_attribute_names: Vec<String>,
    #[serde(default)]
    message_system_attribute_names: Vec<String>,
    /// The older spelling of the system attributes.
    #[serde(default)]
    attribute_names: Vec<String>,
}

/// One look at the queue, and what a long poll needs to know to look again.
pub(super) struct Look {
    pub(super) messages: Vec<Value>,
    pub(super) wait: i64,
    pub(super) next_visible_at: Option<i64>,
}

struct Candidate {
    seq: i64,
    body: String,
    attributes: String,
    sent_at: i64,
    visible_at: i64,
    receives: i64,
    first_received_at: Option<i64>,
    source: Option<String>,
}

pub(super) fn look(session: &Session, request: &Receive) -> Result<Look, SqsError> {
    request.check()?;
    let queue = session.queue(&request.queue_url)?;
    session.expire(&queue)?;
    let messages = take(session, &queue, request)?;
    let wait =
        request.wait_time_seconds.unwrap_or_else(|| queue.settings.number("ReceiveMessageWaitTimeSeconds"));
    let next_visible_at = if messages.is_empty() { next_visible_at(session, &queue)? } else { None };
    Ok(Look { messages, wait: wait * 1_000, next_visible_at })
}

fn take(session: &Session, queue: &Queue, request: &Receive) -> Result<Vec<Value>, SqsError> {
    let most = usize::try_from(request.max_number_of_messages.unwrap_or(1)).unwrap_or(1);
    let visibility = request.visibility_timeout.unwrap_or_else(|| queue.settings.number("VisibilityTimeout"));
    let dead_letters = session.dead_letters(queue)?;
    let most_receives = dead_letters.as_ref().map_or(i64::MAX, |(_, redrive)| redrive.most_receives);
    let (exhausted, mut messages) = choose(session, queue, most, most_receives)?;
    if let Some((target, _)) = &dead_letters {
        exhausted.iter().try_for_each(|message| bury(session, queue, target, message.seq))?;
    }
    messages.iter_mut().try_for_each(|message| hand_out(session, message, visibility))?;
    Ok(messages.into_iter().map(|message| message.describe(session, queue, request)).collect())
}

/// The first visible messages that may be received, and the exhausted ones before them. All are chosen before
/// any is changed: with a visibility of zero a message would be met again.
fn choose(
    session: &Session,
    queue: &Queue,
    most: usize,
    most_receives: i64,
) -> Result<(Vec<Candidate>, Vec<Candidate>), SqsError> {
    let (mut exhausted, mut chosen) = (Vec::new(), Vec::new());
    let mut after = (i64::MIN, 0);
    while chosen.len() < most {
        let wanted = most - chosen.len();
        let found = visible(session, queue, after, wanted)?;
        let Some(last) = found.last() else { break };
        after = (last.visible_at, last.seq);
        let is_last_page = found.len() < wanted;
        for message in found {
            if message.receives < most_receives { chosen.push(message) } else { exhausted.push(message) }
        }
        if is_last_page {
            break;
        }
    }
    Ok((exhausted, chosen))
}

fn visible(
    session: &Session,
    queue: &Queue,
    after: (i64, i64),
    most: usize,
) -> Result<Vec<Candidate>, SqsError> {
    let mut statement = session.connection.prepare_cached(
        "SELECT * FROM messages WHERE queue = ?1 AND visible_at <= ?2 AND (visible_at, seq) > (?3, ?4)
         ORDER BY visible_at, seq LIMIT ?5",
    )?;
    let most = i64::try_from(most).unwrap_or(MOST_MESSAGES);
    let rows =
        statement.query_map(params![queue.id, session.now, after.0, after.1, most], Candidate::from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The id, the count and the age stay with the message; handles given out before lose it.
fn bury(session: &Session, queue: &Queue, target: &Queue, seq: i64) -> Result<(), SqsError> {
    session
        .connection
        .prepare_cached("UPDATE messages SET queue = ?2, source = ?3, visible_at = ?4 WHERE seq = ?1")?
        .execute(params![seq, target.id, queue.name, session.now])?;
    Ok(())
}

fn hand_out(session: &Session, message: &mut Candidate, visibility: i64) -> Result<(), SqsError> {
    message.receives += 1;
    message.first_received_at.get_or_insert(session.now);
    session
        .connection
        .prepare_cached(
            "UPDATE messages SET receives = ?2, visible_at = ?3, received_at = ?4, first_received_at = ?5
             WHERE seq = ?1",
        )?
        .execute(params![
            message.seq,
            message.receives,
            session.now + visibility * 1_000,
            session.now,
            message.first_received_at,
        ])?;
    Ok(())
}

fn next_visible_at(session: &Session, queue: &Queue) -> Result<Option<i64>, SqsError> {
    let mut statement = session
        .connection
        .prepare_cached("SELECT min(visible_at) FROM messages WHERE queue = ?1 AND visible_at > ?2")?;
    Ok(statement.query_row([queue.id, session.now], |row| row.get(0)).optional()?.flatten())
}

impl Receive {
    fn check(&self) -> Result<(), SqsError> {
        let within = |value: Option<i64>, least, most, name| match value {
            Some(value) if !(least..=most).contains(&value) => Err(SqsError::InvalidParameterValue(name)),
            _ => Ok(()),
        };
        within(self.max_number_of_messages, 1, MOST_MESSAGES, "MaxNumberOfMessages")?;
        within(self.visibility_timeout, 0, LONGEST_VISIBILITY, "VisibilityTimeout")?;
        within(self.wait_time_seconds, 0, LONGEST_WAIT, "WaitTimeSeconds")
    }

    fn wants_system(&self, name: &str) -> bool {
        let mut asked = self.attribute_names.iter().chain(&self.message_system_attribute_names);
        asked.any(|asked| asked == "All" || asked == name)
    }

    /// A name, `All`, `.*`, or a prefix before `.*`.
    fn wants(&self, name: &str) -> bool {
        self.message_attribute_names.iter().any(|asked| {
            asked == "All"
                || asked == name
                || asked.strip_suffix(".*").is_some_and(|prefix| name.starts_with(prefix))
        })
    }
}

impl Candidate {
    fn from_row(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            body: row.get("body")?,
            attributes: row.get("attributes")?,
            sent_at: row.get("sent_at")?,
            visible_at: row.get("visible_at")?,
            receives: row.get("receives")?,
            first_received_at: row.get("first_received_at")?,
            source: row.get("source")?,
        })
    }

    fn describe(self, session: &Session, queue: &Queue, request: &Receive) -> Value {
        let receipt = Receipt { queue: queue.id, seq: self.seq, receives: self.receives };
        let mut message = json!({
            "MessageId": session.message_id(self.seq),
            "ReceiptHandle": receipt.handle(),
            "MD5OfBody": digest::of_body(&self.body),
            "Attributes": self.system_attributes(request),
        });
        let mut attributes: Attributes = serde_json::from_str(&self.attributes).unwrap_or_default();
        attributes.retain(|name, _| request.wants(name));
        if !attributes.is_empty() {
            message["MD5OfMessageAttributes"] = digest::of_attributes(&attributes).into();
            message["MessageAttributes"] = json!(attributes);
        }
        message["Body"] = self.body.into();
        message
    }

    fn system_attributes(&self, request: &Receive) -> Map<String, Value> {
        let known = [
            ("ApproximateReceiveCount", Some(self.receives.to_string())),
            ("ApproximateFirstReceiveTimestamp", self.first_received_at.map(|at| at.to_string())),
            ("SentTimestamp", Some(self.sent_at.to_string())),
            ("SenderId", Some("otklik".to_owned())),
            ("DeadLetterQueueSourceArn", self.source.as_deref().map(arn)),
        ];
        let wanted = known.into_iter().filter(|(name, _)| request.wants_system(name));
        wanted.filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect()
    }
}
