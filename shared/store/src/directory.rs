//! The directory: one document for each region, and what a request is recognised by.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{AgencyId, Page, PageId, Private, RegionId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::item::corrupt;
use crate::{Store, StoreError, keys};

/// A region's directory as one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionItem {
    /// Counts the loads.
    pub version: u64,
    /// The document.
    pub document: String,
}

/// A page, as the webhook needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageItem {
    /// The tenant.
    pub region: RegionId,
    /// The page with its secrets.
    pub page: Page,
}

/// A key of the API. The key itself is kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// The digest of its secret half.
    pub digest: String,
    /// The tenant.
    pub region: RegionId,
    /// What its holder may do: `reader`, `operator`, `agency`, `admin`.
    pub role: String,
    /// The unit it is bound to, as a desk or a municipality; none is the whole region.
    pub unit: Option<String>,
    /// After this second it is refused.
    pub expires_at: Option<i64>,
}

const ONLY: &str = "-";

impl Store {
    /// The version of a region's directory, in a small item beside the large document: functions ask every minute.
    pub async fn region_version(&self, region: &RegionId) -> Result<Option<u64>, StoreError> {
        let item = self.directory_item(keys::region_version(region)).await?;
        item.map(|item| version(&item).ok_or(corrupt("a region lacks its version"))).transpose()
    }

    /// Reads the directory of a region.
    pub async fn region(&self, region: &RegionId) -> Result<Option<RegionItem>, StoreError> {
        let Some(item) = self.directory_item(keys::region(region)).await? else { return Ok(None) };
        let version = version(&item);
        let document = item.get("doc").and_then(|document| document.as_s().ok());
        match (version, document) {
            (Some(version), Some(document)) => Ok(Some(RegionItem { version, document: document.clone() })),
            _ => Err(corrupt("a region lacks its version or document")),
        }
    }

    /// Stores the directory of a region as its next version: the document first, so that whoever sees the version finds
    /// at least that document.
    pub async fn put_region(&self, region: &RegionId, item: &RegionItem) -> Result<(), StoreError> {
        let key = keys::region(region);
        let number = AttributeValue::N(item.version.to_string());
        let document = AttributeValue::S(item.document.clone());
        self.put_directory(key, [("v", number.clone()), ("doc", document)]).await?;
        self.put_directory(keys::region_version(region), [("v", number)]).await
    }

    /// The page whose address has this digest.
    pub async fn page(&self, digest: &str) -> Result<Option<PageItem>, StoreError> {
        self.document(keys::page(digest)).await
    }

    /// Stores a page under the digest of its address.
    pub async fn put_page(&self, digest: &str, page: &PageItem) -> Result<(), StoreError> {
        self.put_document(keys::page(digest), page).await
    }

    /// The unguessable part of a page's address: needed to tell its platform where to deliver.
    pub async fn page_key(
        &self,
        region: &RegionId,
        page: &PageId,
    ) -> Result<Option<Private<String>>, StoreError> {
        self.document(keys::page_key(region, page)).await
    }

    /// Keeps the unguessable part of a page's address.
    pub async fn put_page_key(
        &self,
        region: &RegionId,
        page: &PageId,
        key: &Private<String>,
    ) -> Result<(), StoreError> {
        self.put_document(keys::page_key(region, page), key).await
    }

    /// The key of the API with this public half.
    pub async fn api_key(&self, prefix: &str) -> Result<Option<ApiKey>, StoreError> {
        self.document(keys::api_key(prefix)).await
    }

    /// Stores a key of the API under its public half.
    pub async fn put_api_key(&self, prefix: &str, key: &ApiKey) -> Result<(), StoreError> {
        self.put_document(keys::api_key(prefix), key).await
    }

    /// The address that an agency said is gone, if it said so.
    pub async fn gone_endpoint(
        &self,
        region: &RegionId,
        agency: &AgencyId,
    ) -> Result<Option<String>, StoreError> {
        self.document(keys::gone_endpoint(region, agency)).await
    }

    /// Remembers that the agency's endpoint at `url` is gone: it is called again only at another address.
    pub async fn put_gone_endpoint(
        &self,
        region: &RegionId,
        agency: &AgencyId,
        url: &str,
    ) -> Result<(), StoreError> {
        self.put_document(keys::gone_endpoint(region, agency), &url).await
    }

    pub(crate) async fn document<T: DeserializeOwned>(&self, key: String) -> Result<Option<T>, StoreError> {
        let Some(item) = self.directory_item(key).await? else { return Ok(None) };
        let text = item.get("doc").and_then(|document| document.as_s().ok());
        let text = text.ok_or(corrupt("a directory item has no document"))?;
        serde_json::from_str(text)
            .map(Some)
            .map_err(|_| corrupt("a document of the directory cannot be read"))
    }

    pub(crate) async fn put_document<T: Serialize + Sync>(
        &self,
        key: String,
        document: &T,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(document).map_err(|_| corrupt("a document cannot be written"))?;
        self.put_directory(key, [("doc", AttributeValue::S(text))]).await
    }

    pub(crate) async fn directory_item(
        &self,
        key: String,
    ) -> Result<Option<HashMap<String, AttributeValue>>, StoreError> {
        self.client
            .get_item()
            .table_name(&self.names.directory)
            .key("pk", AttributeValue::S(key))
            .key("sk", AttributeValue::S(ONLY.to_owned()))
            .send()
            .await
            .map(|answer| answer.item)
            .map_err(|error| StoreError::of("read directory", error))
    }

    pub(crate) async fn put_directory(
        &self,
        key: String,
        attributes: impl IntoIterator<Item = (&str, AttributeValue)>,
    ) -> Result<(), StoreError> {
        let mut put = self
            .client
            .put_item()
            .table_name(&self.names.directory)
            .item("pk", AttributeValue::S(key))
            .item("sk", AttributeValue::S(ONLY.to_owned()));
        for (name, value) in attributes {
            put = put.item(name, value);
        }
        put.send().await.map(drop).map_err(|error| StoreError::of("write directory", error))
    }
}

fn version(item: &HashMap<String, AttributeValue>) -> Option<u64> {
    item.get("v")?.as_n().ok()?.parse().ok()
}
