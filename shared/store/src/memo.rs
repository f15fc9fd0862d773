//! What platforms tell beside messages, kept in small items: which post a thread belongs to, what became of a chat,
//! who was answered in a dialog. Every kind of memo merges, so that order and repetition do not matter.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::{MessageKey, PageId, Private, Pseudonym, RegionId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::item::corrupt;
use crate::{Store, StoreError, keys};

/// What a memo is about.
#[derive(Debug, Clone, Copy)]
pub enum About<'a> {
    /// The dialog with somebody who wrote privately: [`Dialog`].
    Dialog(&'a Pseudonym),
    /// A thread of comments in a chat of a page: [`Thread`].
    Thread(&'a PageId, i64, i64),
    /// A chat of a page that got another id: [`Migration`].
    Migration(&'a PageId, i64),
    /// A page's bot in a chat: [`Membership`].
    Membership(&'a PageId, i64),
    /// How much a page usually says, and where: in the words of whoever watches it.
    Habits(&'a PageId),
    /// The outages that operators declared: `Vec<domain::Outage>`.
    Outages,
    /// Numbers of a page's deliveries, by one of their remainders: in the words of whoever watches it.
    Numbers(&'a PageId, u8),
    /// How far reading a page back from its platform has come.
    BackFill(&'a PageId),
}

/// The last messages of a dialog, and the answers that people gave in it past this system.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dialog {
    /// Messages, with the milliseconds of their writing, oldest first.
    pub messages: Vec<(i64, MessageKey)>,
    /// Answers, with the milliseconds of theirs, oldest first.
    pub answers: Vec<(i64, Private<String>)>,
}

/// The official post under which a thread of comments stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thread {
    /// The post, once it is known.
    pub post: Option<ThreadPost>,
    /// Comments that came before that, whose addresses are to be mended.
    pub waiting: Vec<MessageKey>,
}

/// A post of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadPost {
    /// The channel.
    pub channel: i64,
    /// The post in it.
    pub post: i64,
    /// The channel's public name.
    pub username: Option<String>,
}

/// What became of a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Migration {
    /// Its id from now on.
    pub to: Option<i64>,
}

/// Whether a page's bot is in a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Membership {
    /// Whether it is in it.
    pub present: bool,
    /// Since when.
    pub at: Option<DateTime<Utc>>,
}

/// A memo as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Memo<T> {
    /// What it says; the default where there is none yet.
    pub value: T,
    /// Counts the writes; 0 has not been written.
    pub version: u64,
}

impl Store {
    /// Reads a memo.
    pub async fn memo<T: DeserializeOwned + Default>(
        &self,
        region: &RegionId,
        about: About<'_>,
    ) -> Result<Memo<T>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.names.incidents)
            .key("pk", AttributeValue::S(keys::memo(region, about)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| StoreError::of("read memo", error))?;
        let Some(item) = answer.item else { return Ok(Memo { value: T::default(), version: 0 }) };
        let version = item.get("n").and_then(|number| number.as_n().ok()?.parse().ok());
        let value = item.get("doc").and_then(|document| serde_json::from_str(document.as_s().ok()?).ok());
        let (value, version) = value.zip(version).ok_or(corrupt("a memo cannot be read"))?;
        Ok(Memo { value, version })
    }

    /// Writes a memo over the version that it was read at; says whether it was still that one.
    pub async fn keep_memo<T: Serialize + Sync>(
        &self,
        region: &RegionId,
        about: About<'_>,
        memo: &Memo<T>,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let document = serde_json::to_string(&memo.value).map_err(|_| corrupt("a memo cannot be written"))?;
        let put = self
            .client
            .put_item()
            .table_name(&self.names.incidents)
            .item("pk", AttributeValue::S(keys::memo(region, about)))
            .item("n", AttributeValue::N((memo.version + 1).to_string()))
            .item("doc", AttributeValue::S(document))
            .item("ttl", AttributeValue::N(until.timestamp().to_string()));
        let put = if memo.version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("n = :read")
                .expression_attribute_values(":read", AttributeValue::N(memo.version.to_string()))
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(StoreError::of("keep memo", error)),
            },
        }
    }
}
