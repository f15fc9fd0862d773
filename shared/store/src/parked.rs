//! Deliveries that could not be read.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Duration, Utc};
use domain::{Private, RegionId};

use crate::item::{self, corrupt};
use crate::{Store, StoreError, keys};

/// How long one is kept.
const KEPT_DAYS: i64 = 90;

/// A delivery that could not be read, kept whole so that it can be tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// Names the delivery: the same for every repetition.
    pub digest: String,
    /// Why it could not be read.
    pub code: String,
    /// The task as it stood in the queue.
    pub task: Private<String>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
}

impl Store {
    /// Keeps a delivery that could not be read. A repetition overwrites it with the same.
    pub async fn park(&self, region: &RegionId, parked: &Parked) -> Result<(), StoreError> {
        let expires = (parked.received_at + Duration::days(KEPT_DAYS)).timestamp();
        self.client
            .put_item()
            .table_name(&self.names.incidents)
            .item("pk", AttributeValue::S(keys::parked(region, &parked.digest)))
            .item("code", AttributeValue::S(parked.code.clone()))
            .item("task", AttributeValue::S(parked.task.expose().clone()))
            .item("r", AttributeValue::N(parked.received_at.timestamp_millis().to_string()))
            .item("ttl", AttributeValue::N(expires.to_string()))
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::of("park delivery", error))
    }

    /// Reads a parked delivery back.
    pub async fn parked(&self, region: &RegionId, digest: &str) -> Result<Option<Parked>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.names.incidents)
            .key("pk", AttributeValue::S(keys::parked(region, digest)))
            .send()
            .await
            .map_err(|error| StoreError::of("read parked delivery", error))?;
        let Some(mut item) = answer.item else { return Ok(None) };
        let mut text = |name: &str| match item.remove(name) {
            Some(AttributeValue::S(text)) => Ok(text),
            _ => Err(corrupt("a parked delivery lacks a part")),
        };
        let (code, task) = (text("code")?, Private::new(text("task")?));
        let received =
            item.get("r").and_then(|number| number.as_n().ok()).and_then(|number| number.parse().ok());
        let received_at = item::from_millis(received.ok_or(corrupt("a parked delivery has no time"))?)?;
        Ok(Some(Parked { digest: digest.to_owned(), code, task, received_at }))
    }
}
