//! A region's own models: stored in parts that fit into items, numbered, and one of them in use.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::RegionId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::item::corrupt;
use crate::{Store, StoreError, keys};

/// Bytes of a part: an item may have 400 KB.
const PART: usize = 350_000;

/// A stored model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelItem {
    /// Its number, from 1.
    pub version: u64,
    /// When it was stored.
    pub stored_at: DateTime<Utc>,
    /// Its length in bytes.
    pub bytes: usize,
    /// What it was taught, or how well it does.
    pub note: String,
}

impl ModelItem {
    fn parts(&self) -> usize {
        self.bytes.div_ceil(PART)
    }
}

impl Store {
    /// The models of a region, the oldest first.
    pub async fn models(&self, region: &RegionId) -> Result<Vec<ModelItem>, StoreError> {
        Ok(self.document(keys::models(region)).await?.unwrap_or_default())
    }

    /// Stores a model under the next number. It is not in use yet.
    ///
    /// All its parts are written before the list names it, so that what is listed is complete.
    pub async fn put_model(
        &self,
        region: &RegionId,
        model: &[u8],
        note: &str,
        now: DateTime<Utc>,
    ) -> Result<ModelItem, StoreError> {
        let mut models = self.models(region).await?;
        let version = models.last().map_or(0, |last| last.version) + 1;
        let item = ModelItem { version, stored_at: now, bytes: model.len(), note: note.to_owned() };
        for (part, bytes) in model.chunks(PART).enumerate() {
            let value = AttributeValue::B(Blob::new(bytes));
            self.put_directory(keys::model_part(region, version, part), [("part", value)]).await?;
        }
        models.push(item.clone());
        self.put_document(keys::models(region), &models).await?;
        Ok(item)
    }

    /// The number of the model that a region uses; none if it uses the one that comes with Otklik.
    pub async fn model_in_use(&self, region: &RegionId) -> Result<Option<u64>, StoreError> {
        Ok(self.document::<Option<u64>>(keys::model_in_use(region)).await?.flatten())
    }

    /// Lets a region use one of its models from now on, or with none the one that comes with Otklik.
    pub async fn use_model(&self, region: &RegionId, version: Option<u64>) -> Result<(), StoreError> {
        self.put_document(keys::model_in_use(region), &version).await
    }

    /// What the last retraining came to, in the words of whoever retrains.
    pub async fn model_plan<T: DeserializeOwned>(&self, region: &RegionId) -> Result<Option<T>, StoreError> {
        self.document(keys::model_plan(region)).await
    }

    /// Keeps what a retraining came to.
    pub async fn put_model_plan<T: Serialize + Sync>(
        &self,
        region: &RegionId,
        plan: &T,
    ) -> Result<(), StoreError> {
        self.put_document(keys::model_plan(region), plan).await
    }

    /// The bytes of a stored model; none if there is no such model.
    pub async fn model(&self, region: &RegionId, version: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let models = self.models(region).await?;
        let Some(item) = models.iter().find(|item| item.version == version) else { return Ok(None) };
        let mut model = Vec::with_capacity(item.bytes);
        for part in 0..item.parts() {
            let stored = self.directory_item(keys::model_part(region, version, part)).await?;
            let bytes = stored.as_ref().and_then(|item| item.get("part")?.as_b().ok());
            model.extend_from_slice(bytes.ok_or(corrupt("a model lacks a part"))?.as_ref());
        }
        if model.len() == item.bytes { Ok(Some(model)) } else { Err(corrupt("a model has another length")) }
    }
}
