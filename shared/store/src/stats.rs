//! Numbers by scope and day, the days to count again, and how far repeated work has come.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::RegionId;
use domain::incident::Record;

use crate::item::corrupt;
use crate::{Store, StoreError, keys, paging};

/// The numbers of one scope on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatsRow {
    /// The day.
    pub day: NaiveDate,
    /// The numbers, as the crate `metrics` writes them.
    pub document: String,
}

/// A day that is to be counted again, because something on it changed after it was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// The day.
    pub day: NaiveDate,
    /// When it changed: what is counted as of an earlier moment does not see the change.
    pub at: DateTime<Utc>,
    /// Which change: a newer one leaves another mark.
    pub change: String,
}

impl Touch {
    /// The mark that a change of `record` at `now` leaves; none on a day that is not over and so not counted yet.
    pub fn of(record: &Record, zone: Tz, now: DateTime<Utc>) -> Option<Self> {
        let day = record.written_at().with_timezone(&zone).date_naive();
        let over = day < now.with_timezone(&zone).date_naive();
        over.then(|| Self { day, at: now, change: format!("{}:{}", record.key, record.version) })
    }

    fn token(&self) -> String {
        format!("{}#{}", keys::moment(self.at), self.change)
    }
}

impl Store {
    /// Marks a day as changed. Repeating it changes nothing.
    pub async fn touch(&self, region: &RegionId, touch: &Touch) -> Result<(), StoreError> {
        self.put_stats(keys::touched(region), touch.day.to_string(), "token", &touch.token(), None)
            .await
            .map(drop)
    }

    /// The days marked as changed, oldest first.
    pub async fn touched(&self, region: &RegionId) -> Result<Vec<Touch>, StoreError> {
        let request = self.client.query().table_name(&self.names.stats).key_condition_expression("pk = :pk");
        let request = request.expression_attribute_values(":pk", AttributeValue::S(keys::touched(region)));
        let read = |item: crate::item::Item| {
            let day = text(&item, "sk")?.parse().map_err(|_| corrupt("a touched day is no date"))?;
            let token =
                text(&item, "token")?.split_once('#').ok_or(corrupt("a touched day has no moment"))?;
            let at = token.0.parse().map_err(|_| corrupt("a touched day has no moment"))?;
            Ok(Some(Touch { day, at, change: token.1.to_owned() }))
        };
        let all = (usize::MAX, usize::MAX);
        Ok(paging::query("list touched days", request, &["pk", "sk"], None, all, read).await?.items)
    }

    /// Takes the mark of a day away, unless the day changed again since the mark was read.
    pub async fn untouch(&self, region: &RegionId, touch: &Touch) -> Result<(), StoreError> {
        let outcome = self
            .client
            .delete_item()
            .table_name(&self.names.stats)
            .key("pk", AttributeValue::S(keys::touched(region)))
            .key("sk", AttributeValue::S(touch.day.to_string()))
            .condition_expression("attribute_not_exists(pk) OR #token = :token")
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":token", AttributeValue::S(touch.token()))
            .send()
            .await;
        match outcome {
            Err(error) if error.code() != Some("ConditionalCheckFailedException") => {
                Err(StoreError::of("untouch day", error))
            }
            _ => Ok(()),
        }
    }

    /// Stores the numbers of a day as they stand at `as_of`; older numbers never replace newer ones.
    pub async fn put_day(
        &self,
        region: &RegionId,
        scope: &str,
        formula: u32,
        row: &StatsRow,
        as_of: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (pk, sk) = (keys::stats(region, scope), keys::day(row.day, formula));
        self.put_stats(pk, sk, "doc", &row.document, Some(as_of)).await
    }

    /// The stored numbers of a scope from `from` to `to`, both included, oldest first.
    pub async fn days(
        &self,
        region: &RegionId,
        scope: &str,
        formula: u32,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<StatsRow>, StoreError> {
        let request = self
            .client
            .query()
            .table_name(&self.names.stats)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", AttributeValue::S(keys::stats(region, scope)))
            .expression_attribute_values(":from", AttributeValue::S(keys::day(from, formula)))
            .expression_attribute_values(":to", AttributeValue::S(keys::day(to, formula)));
        let read = |item: crate::item::Item| {
            let day = text(&item, "sk")?.rsplit('#').next().and_then(|day| day.parse().ok());
            let day = day.ok_or(corrupt("a stored day is no date"))?;
            Ok(Some(StatsRow { day, document: text(&item, "doc")?.to_owned() }))
        };
        let all = (usize::MAX, usize::MAX);
        Ok(paging::query("list days", request, &["pk", "sk"], None, all, read).await?.items)
    }

    /// How far `work` has come: a date or a moment in the worker's own form.
    pub async fn progress(&self, region: &RegionId, work: &str) -> Result<Option<String>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.names.stats)
            .key("pk", AttributeValue::S(keys::progress(region)))
            .key("sk", AttributeValue::S(work.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| StoreError::of("read progress", error))?;
        answer.item.map(|item| text(&item, "at").map(ToOwned::to_owned)).transpose()
    }

    /// Remembers how far `work` has come.
    pub async fn put_progress(&self, region: &RegionId, work: &str, at: &str) -> Result<(), StoreError> {
        self.put_stats(keys::progress(region), work.to_owned(), "at", at, None).await.map(drop)
    }

    /// Puts one attribute; with `as_of`, only over an item that is not newer. Says whether it was put.
    async fn put_stats(
        &self,
        pk: String,
        sk: String,
        name: &str,
        value: &str,
        as_of: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreError> {
        let mut put = self
            .client
            .put_item()
            .table_name(&self.names.stats)
            .item("pk", AttributeValue::S(pk))
            .item("sk", AttributeValue::S(sk))
            .item(name, AttributeValue::S(value.to_owned()));
        if let Some(as_of) = as_of {
            let as_of = AttributeValue::S(keys::moment(as_of));
            put = put
                .item("as_of", as_of.clone())
                .condition_expression("attribute_not_exists(pk) OR as_of <= :as_of")
                .expression_attribute_values(":as_of", as_of);
        }
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
            Err(error) => Err(StoreError::of("write numbers", error)),
        }
    }
}

fn text<'a>(item: &'a crate::item::Item, name: &str) -> Result<&'a str, StoreError> {
    let value = item.get(name).and_then(|value| value.as_s().ok());
    value.map(String::as_str).ok_or(corrupt("a number's item lacks a part"))
}
