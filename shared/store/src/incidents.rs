//! Records: create, read, replace, list. One item each, changed by one conditional write.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::{PutItemError, PutItemOutput};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use chrono::{DateTime, Duration, Utc};
use domain::agency::Desk;
use domain::incident::Record;
use domain::{MessageKey, Oktmo, RegionId};

use crate::item::{self, Item};
use crate::paging::{self, Listed, Position};
use crate::schema::{BY_MUNICIPALITY, OPEN_BY_DESK};
use crate::{Store, StoreError, keys};

/// What came of writing a record that was thought to be new.
#[derive(Debug, Clone, PartialEq)]
pub enum Created {
    /// It is stored now: by this call, or by an earlier try of it whose answer was lost.
    Stored(Record),
    /// There is one already: this one.
    Exists(Record),
}

/// What came of writing a record over its earlier version.
#[derive(Debug, Clone, PartialEq)]
pub enum Replaced {
    /// It is stored now.
    Stored(Record),
    /// Somebody else was first; this is what stands there.
    Conflict(Record),
}

/// A failed condition is either somebody else's item, which is returned, or our own of a try whose answer was lost.
fn settle(
    operation: &'static str,
    outcome: Result<PutItemOutput, SdkError<PutItemError>>,
    ours: &Item,
) -> Result<Option<Record>, StoreError> {
    let Err(error) = outcome else { return Ok(None) };
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(failed)) => match failed.item() {
            Some(theirs) if theirs == ours => Ok(None),
            Some(theirs) => item::read(theirs.clone()).map(Some),
            None => Err(StoreError::Conflict { operation }),
        },
        _ => Err(StoreError::of(operation, error)),
    }
}

impl Store {
    /// Writes a record that was not there before, in one write and without a read.
    pub async fn create(&self, record: &Record) -> Result<Created, StoreError> {
        let item = item::write(record, 1)?;
        let put = self.put(&item).condition_expression("attribute_not_exists(pk)");
        match settle("create record", put.send().await, &item)? {
            None => Ok(Created::Stored(Record { version: 1, ..record.clone() })),
            Some(other) => Ok(Created::Exists(other)),
        }
    }

    /// Writes a record over the version that it was read at.
    pub async fn replace(&self, record: &Record) -> Result<Replaced, StoreError> {
        let item = item::write(record, record.version + 1)?;
        let put = self
            .put(&item)
            .condition_expression("v = :read")
            .expression_attribute_values(":read", AttributeValue::N(record.version.to_string()));
        match settle("replace record", put.send().await, &item)? {
            None => Ok(Replaced::Stored(Record { version: record.version + 1, ..record.clone() })),
            Some(other) => Ok(Replaced::Conflict(other)),
        }
    }

    fn put(&self, item: &Item) -> aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder {
        self.client
            .put_item()
            .table_name(&self.names.incidents)
            .set_item(Some(item.clone()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }

    /// Reads a record.
    pub async fn record(&self, region: &RegionId, key: &MessageKey) -> Result<Option<Record>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.names.incidents)
            .key("pk", AttributeValue::S(keys::message(region, key)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| StoreError::of("read record", error))?;
        answer.item.map(item::read).transpose()
    }

    /// Lists what was written in a municipality (`None`: nobody knows where) from `from` until before `until`.
    pub async fn in_municipality(
        &self,
        region: &RegionId,
        oktmo: Option<&Oktmo>,
        (from, until): (DateTime<Utc>, DateTime<Utc>),
        position: Option<Position>,
        limit: usize,
        keep: impl Fn(&Record) -> bool,
    ) -> Result<Listed<Record>, StoreError> {
        let last = until - Duration::milliseconds(1);
        let request = self
            .client
            .query()
            .table_name(&self.names.incidents)
            .index_name(BY_MUNICIPALITY)
            .key_condition_expression("m = :m AND w BETWEEN :from AND :last")
            .expression_attribute_values(":m", AttributeValue::S(keys::municipality(region, oktmo)))
            .expression_attribute_values(":from", AttributeValue::S(keys::moment(from)))
            .expression_attribute_values(":last", AttributeValue::S(keys::moment(last)));
        self.listed("list municipality", request, &["pk", "m", "w"], position, limit, keep).await
    }

    /// Lists what is open on a desk, earliest deadline first, within deadlines `from` to `until` where given.
    pub async fn on_desk(
        &self,
        region: &RegionId,
        desk: &Desk,
        due: Option<(DateTime<Utc>, DateTime<Utc>)>,
        position: Option<Position>,
        limit: usize,
        keep: impl Fn(&Record) -> bool,
    ) -> Result<Listed<Record>, StoreError> {
        let mut request = self
            .client
            .query()
            .table_name(&self.names.incidents)
            .index_name(OPEN_BY_DESK)
            .key_condition_expression(if due.is_some() {
                "d = :d AND u BETWEEN :from AND :until"
            } else {
                "d = :d"
            })
            .expression_attribute_values(":d", AttributeValue::S(keys::desk(region, desk)));
        if let Some((from, until)) = due {
            request = request
                .expression_attribute_values(":from", AttributeValue::S(keys::moment(from)))
                .expression_attribute_values(":until", AttributeValue::S(keys::moment(until)));
        }
        self.listed("list desk", request, &["pk", "d", "u"], position, limit, keep).await
    }

    async fn listed(
        &self,
        operation: &'static str,
        request: aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder,
        key: &[&str],
        position: Option<Position>,
        limit: usize,
        keep: impl Fn(&Record) -> bool,
    ) -> Result<Listed<Record>, StoreError> {
        let most_read = limit.saturating_mul(20);
        let keep = |item| Ok(Some(item::read(item)?).filter(&keep));
        paging::query(operation, request, key, position, (limit, most_read), keep).await
    }

    /// Lists the voices of an incident, earliest first.
    pub async fn voices(
        &self,
        region: &RegionId,
        incident: &MessageKey,
        position: Option<Position>,
        limit: usize,
    ) -> Result<Listed<Record>, StoreError> {
        let request = self
            .client
            .query()
            .table_name(&self.names.incidents)
            .index_name(OPEN_BY_DESK)
            .key_condition_expression("d = :d")
            .expression_attribute_values(":d", AttributeValue::S(keys::voices(region, incident)));
        self.listed("list voices", request, &["pk", "d", "u"], position, limit, |_| true).await
    }
}
