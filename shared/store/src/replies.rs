//! What publishing needs beside the records: addresses of people, silences of pages, and what a person must look at.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Duration, Utc};
use domain::{MessageKey, PageId, Private, Pseudonym, RegionId};

use crate::item::{self, Item, corrupt};
use crate::paging::{self, Listed, Position};
use crate::schema::OPEN_BY_DESK;
use crate::{Store, StoreError, keys};

/// How long an author's address and the mark of a reply that needs a person are kept.
const KEPT_DAYS: i64 = 90;

/// A reply that a person must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// The message that is answered.
    pub message: MessageKey,
    /// Its incident.
    pub incident: MessageKey,
    /// The number of the answer.
    pub answer: u32,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Store {
    /// Keeps what is needed to answer somebody who wrote privately: for a while, and in this one place.
    pub async fn keep_author(
        &self,
        region: &RegionId,
        pseudonym: &Pseudonym,
        platform_id: &Private<String>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let expires = (now + Duration::days(KEPT_DAYS)).timestamp();
        self.client
            .put_item()
            .table_name(&self.names.incidents)
            .item("pk", AttributeValue::S(keys::author(region, pseudonym)))
            .item("id", AttributeValue::S(platform_id.expose().clone()))
            .item("ttl", AttributeValue::N(expires.to_string()))
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::of("keep author", error))
    }

    /// What was kept of somebody who wrote privately, while it is kept.
    pub async fn author(
        &self,
        region: &RegionId,
        pseudonym: &Pseudonym,
        now: DateTime<Utc>,
    ) -> Result<Option<Private<String>>, StoreError> {
        let item = self.small("read author", keys::author(region, pseudonym)).await?;
        let Some(mut item) = item.filter(|item| !is_over(item, now)) else { return Ok(None) };
        match item.remove("id") {
            Some(AttributeValue::S(id)) => Ok(Some(id.into())),
            _ => Err(corrupt("an author has no address")),
        }
    }

    /// Until when a page is to be silent, if it is.
    pub async fn pause(
        &self,
        region: &RegionId,
        page: &PageId,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let Some(item) = self.small("read pause", keys::pause(region, page)).await? else { return Ok(None) };
        let until = number(&item, "a").ok_or(corrupt("a pause has no end"))?;
        Ok(Some(item::from_millis(until)?).filter(|until| *until > now))
    }

    /// Lets a page be silent until then. A shorter silence in place of a longer one costs a further refusal.
    pub async fn put_pause(
        &self,
        region: &RegionId,
        page: &PageId,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let item = Item::from([
            ("pk".to_owned(), AttributeValue::S(keys::pause(region, page))),
            ("a".to_owned(), AttributeValue::N(until.timestamp_millis().to_string())),
            ("ttl".to_owned(), AttributeValue::N((until + Duration::hours(1)).timestamp().to_string())),
        ]);
        self.put_small("write pause", item).await
    }

    /// Marks a reply as one that a person must look at. The mark says only where to look: what is listed counts only
    /// as far as the message still says so.
    pub async fn put_attention(&self, region: &RegionId, attention: &Attention) -> Result<(), StoreError> {
        let Attention { message, incident, answer, since } = attention;
        let expires = (*since + Duration::days(KEPT_DAYS)).timestamp();
        let item = Item::from([
            ("pk".to_owned(), AttributeValue::S(keys::attention(region, message, *answer))),
            ("d".to_owned(), AttributeValue::S(keys::attentions(region))),
            ("u".to_owned(), AttributeValue::S(keys::moment(*since))),
            ("of".to_owned(), AttributeValue::S(incident.to_string())),
            ("ttl".to_owned(), AttributeValue::N(expires.to_string())),
        ]);
        self.put_small("mark reply", item).await
    }

    /// Takes the mark out of the list.
    pub async fn clear_attention(
        &self,
        region: &RegionId,
        message: &MessageKey,
        answer: u32,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let item = Item::from([
            ("pk".to_owned(), AttributeValue::S(keys::attention(region, message, answer))),
            ("ttl".to_owned(), AttributeValue::N(now.timestamp().to_string())),
        ]);
        self.put_small("unmark reply", item).await
    }

    /// Lists the replies that a person must look at, longest waiting first.
    pub async fn attentions(
        &self,
        region: &RegionId,
        position: Option<Position>,
        limit: usize,
    ) -> Result<Listed<Attention>, StoreError> {
        let request = self
            .client
            .query()
            .table_name(&self.names.incidents)
            .index_name(OPEN_BY_DESK)
            .key_condition_expression("d = :d")
            .expression_attribute_values(":d", AttributeValue::S(keys::attentions(region)));
        let read = |item: Item| read_attention(&item).map(Some);
        paging::query("list replies", request, &["pk", "d", "u"], position, (limit, limit), read).await
    }

    async fn small(&self, operation: &'static str, key: String) -> Result<Option<Item>, StoreError> {
        self.client
            .get_item()
            .table_name(&self.names.incidents)
            .key("pk", AttributeValue::S(key))
            .send()
            .await
            .map(|answer| answer.item)
            .map_err(|error| StoreError::of(operation, error))
    }

    async fn put_small(&self, operation: &'static str, item: Item) -> Result<(), StoreError> {
        self.client
            .put_item()
            .table_name(&self.names.incidents)
            .set_item(Some(item))
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::of(operation, error))
    }
}

fn number(item: &Item, name: &str) -> Option<i64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// The table drops what is over some time later; until then it is not read.
fn is_over(item: &Item, now: DateTime<Utc>) -> bool {
    number(item, "ttl").is_some_and(|ttl| ttl < now.timestamp())
}

fn read_attention(item: &Item) -> Result<Attention, StoreError> {
    const BROKEN: StoreError = corrupt("the mark of a reply is not whole");
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).ok_or(BROKEN);
    let mut parts = text("pk")?.rsplit('#');
    let answer = parts.next().and_then(|part| part.parse().ok()).ok_or(BROKEN)?;
    let message = parts.next().and_then(|part| MessageKey::parse(part).ok()).ok_or(BROKEN)?;
    let incident = MessageKey::parse(text("of")?).map_err(|_| BROKEN)?;
    let since = text("u")?.parse().map_err(|_| BROKEN)?;
    Ok(Attention { message, incident, answer, since })
}
