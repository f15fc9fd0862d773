//! Shelves: short lists by which incidents that tell of the same find each other. What stands on them is not read here.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::RegionId;

use crate::item::corrupt;
use crate::{Store, StoreError, keys};

/// A shelf as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShelfItem {
    /// What stands on it.
    pub bytes: Vec<u8>,
    /// Counts its writes; 0 has not been written.
    pub version: u64,
}

impl Store {
    /// Reads a shelf; one that is not there is empty.
    pub async fn shelf(&self, region: &RegionId, name: &str) -> Result<ShelfItem, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.names.incidents)
            .key("pk", AttributeValue::S(keys::shelf(region, name)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| StoreError::of("read shelf", error))?;
        let Some(item) = answer.item else { return Ok(ShelfItem::default()) };
        let bytes = item.get("t").and_then(|bytes| bytes.as_b().ok());
        let version =
            item.get("v").and_then(|number| number.as_n().ok()).and_then(|number| number.parse().ok());
        match (bytes, version) {
            (Some(bytes), Some(version)) => Ok(ShelfItem { bytes: bytes.as_ref().to_vec(), version }),
            _ => Err(corrupt("a shelf lacks a part")),
        }
    }

    /// Writes a shelf over the version that it was read at. Says no where somebody else was first.
    pub async fn write_shelf(
        &self,
        region: &RegionId,
        name: &str,
        item: &ShelfItem,
        expires: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.names.incidents)
            .item("pk", AttributeValue::S(keys::shelf(region, name)))
            .item("t", AttributeValue::B(Blob::new(item.bytes.clone())))
            .item("v", AttributeValue::N((item.version + 1).to_string()))
            .item("ttl", AttributeValue::N(expires.timestamp().to_string()));
        let put = if item.version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("v = :read")
                .expression_attribute_values(":read", AttributeValue::N(item.version.to_string()))
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(StoreError::of("write shelf", error)),
            },
        }
    }
}
