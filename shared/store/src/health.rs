//! How pages are connected: one document for each page, written over the version that was read.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{PageId, RegionId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::item::{Item, corrupt};
use crate::{Store, StoreError, keys, paging};

/// A page's document as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Health<T> {
    /// What it says; the default where there is none yet.
    pub value: T,
    /// Counts the writes; 0 has not been written.
    pub version: u64,
}

impl Store {
    /// Reads the document of a page.
    pub async fn health<T: DeserializeOwned + Default>(
        &self,
        region: &RegionId,
        page: &PageId,
    ) -> Result<Health<T>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.names.stats)
            .key("pk", AttributeValue::S(keys::health(region)))
            .key("sk", AttributeValue::S(page.to_string()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| StoreError::of("read health", error))?;
        answer.item.map_or_else(|| Ok(Health { value: T::default(), version: 0 }), |item| read(&item))
    }

    /// The documents of all pages of a region.
    pub async fn healths<T: DeserializeOwned>(
        &self,
        region: &RegionId,
    ) -> Result<Vec<(PageId, T)>, StoreError> {
        let request = self.client.query().table_name(&self.names.stats).key_condition_expression("pk = :pk");
        let request = request.expression_attribute_values(":pk", AttributeValue::S(keys::health(region)));
        let keep = |item: Item| {
            let page = item.get("sk").and_then(|page| PageId::parse(page.as_s().ok()?).ok());
            let page = page.ok_or(corrupt("the health of a page names none"))?;
            Ok(Some((page, read(&item)?.value)))
        };
        let all = (usize::MAX, usize::MAX);
        Ok(paging::query("list health", request, &["pk", "sk"], None, all, keep).await?.items)
    }

    /// Writes a document over the version that it was read at; says whether it was still that one.
    pub async fn put_health<T: Serialize + Sync>(
        &self,
        region: &RegionId,
        page: &PageId,
        health: &Health<T>,
    ) -> Result<bool, StoreError> {
        let document =
            serde_json::to_string(&health.value).map_err(|_| corrupt("health cannot be written"))?;
        let put = self
            .client
            .put_item()
            .table_name(&self.names.stats)
            .item("pk", AttributeValue::S(keys::health(region)))
            .item("sk", AttributeValue::S(page.to_string()))
            .item("n", AttributeValue::N((health.version + 1).to_string()))
            .item("doc", AttributeValue::S(document));
        let put = if health.version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("n = :read")
                .expression_attribute_values(":read", AttributeValue::N(health.version.to_string()))
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
            Err(error) => Err(StoreError::of("write health", error)),
        }
    }
}

fn read<T: DeserializeOwned>(item: &Item) -> Result<Health<T>, StoreError> {
    let version = item.get("n").and_then(|number| number.as_n().ok()?.parse().ok());
    let value = item.get("doc").and_then(|document| serde_json::from_str(document.as_s().ok()?).ok());
    let (value, version) = value.zip(version).ok_or(corrupt("the health of a page cannot be read"))?;
    Ok(Health { value, version })
}
