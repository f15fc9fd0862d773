//! Directories of regions in memory: read again after a minute, and kept when they cannot be.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use domain::{Directory, RegionId};

use crate::item::corrupt;
use crate::{Store, StoreError};

const FRESH_FOR: Duration = Duration::seconds(60);

#[derive(Debug)]
struct Known {
    read_at: DateTime<Utc>,
    version: u64,
    directory: Arc<Directory>,
}

/// The directories that a function has read.
#[derive(Debug)]
pub struct Directories {
    store: Store,
    known: Mutex<HashMap<RegionId, Known>>,
}

impl Directories {
    /// Directories read from `store`.
    pub fn new(store: Store) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// The directory of a region, at most a minute old; an older one when the store does not give a good one.
    pub async fn get(&self, region: &RegionId, now: DateTime<Utc>) -> Result<Arc<Directory>, StoreError> {
        let kept = self.kept(region);
        if let Some((read_at, _, directory)) = &kept
            && now.signed_duration_since(*read_at) < FRESH_FOR
        {
            return Ok(Arc::clone(directory));
        }
        match (
            self.read(region, kept.as_ref().map(|(_, version, directory)| (*version, directory))).await,
            kept,
        ) {
            (Ok((version, directory)), _) => {
                let known = Known { read_at: now, version, directory: Arc::clone(&directory) };
                self.lock().insert(region.clone(), known);
                Ok(directory)
            }
            (Err(error), Some((_, version, directory))) => {
                tracing::warn!(region = %region, version, code = error.code(), "keeping the last good directory");
                Ok(directory)
            }
            (Err(error), None) => Err(error),
        }
    }

    async fn read(
        &self,
        region: &RegionId,
        kept: Option<(u64, &Arc<Directory>)>,
    ) -> Result<(u64, Arc<Directory>), StoreError> {
        if let Some((version, directory)) = kept
            && self.store.region_version(region).await? == Some(version)
        {
            return Ok((version, Arc::clone(directory)));
        }
        let item = self.store.region(region).await?.ok_or(corrupt("the region has no directory"))?;
        serde_json::from_str(&item.document)
            .map(|directory| (item.version, Arc::new(directory)))
            .map_err(|_| corrupt("the directory of the region cannot be read"))
    }

    fn kept(&self, region: &RegionId) -> Option<(DateTime<Utc>, u64, Arc<Directory>)> {
        self.lock().get(region).map(|known| (known.read_at, known.version, Arc::clone(&known.directory)))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RegionId, Known>> {
        self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
