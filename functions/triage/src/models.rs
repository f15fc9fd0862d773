//! The models that regions have taught, each read once for every version.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::RegionId;
use language::Understander;
use language::model::Model;
use store::{Store, StoreError};
use tracing::{info, warn};

/// How long an answer about which model is in use holds.
const FRESH: TimeDelta = TimeDelta::seconds(60);

/// What is known of a region's model.
#[derive(Clone)]
struct Known {
    asked_at: DateTime<Utc>,
    version: Option<u64>,
    own: Option<Arc<Understander>>,
}

/// The models seen so far.
#[derive(Default)]
pub(crate) struct Models(Mutex<HashMap<RegionId, Known>>);

impl fmt::Debug for Models {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Models").finish_non_exhaustive()
    }
}

impl Models {
    /// What reads with the model that the region uses; none if it uses the one that comes with Otklik.
    ///
    /// What cannot be read now leaves the last good one in use: no message waits for a model.
    pub(crate) async fn of(
        &self,
        store: &Store,
        region: &RegionId,
        now: DateTime<Utc>,
    ) -> Option<Arc<Understander>> {
        let known = self.lock().get(region).cloned();
        if let Some(known) = &known
            && now - known.asked_at < FRESH
        {
            return known.own.clone();
        }
        let (version, own) = match asked(store, region, known.as_ref()).await {
            Ok(found) => found,
            Err(cause) => {
                warn!(region = %region, cause = %kit::Chain(&cause), "the region's model cannot be read");
                known.map_or((None, None), |known| (known.version, known.own))
            }
        };
        let fresh = Known { asked_at: now, version, own: own.clone() };
        self.lock().insert(region.clone(), fresh);
        own
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RegionId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Found = (Option<u64>, Option<Arc<Understander>>);

async fn asked(store: &Store, region: &RegionId, known: Option<&Known>) -> Result<Found, StoreError> {
    let Some(version) = store.model_in_use(region).await? else { return Ok((None, None)) };
    let last = known.map_or((None, None), |known| (known.version, known.own.clone()));
    if last.0 == Some(version) {
        return Ok(last);
    }
    let bytes = store.model(region, version).await?;
    Ok(match bytes.map(|bytes| Model::from_bytes(&bytes)) {
        Some(Ok(model)) => {
            info!(region = %region, version, "the region's model is in use");
            (Some(version), Some(Arc::new(Understander::with_topics(model))))
        }
        Some(Err(cause)) => {
            warn!(region = %region, version, cause = %cause, "the region's model is no model");
            last
        }
        None => {
            warn!(region = %region, version, "the region's model is not stored");
            last
        }
    })
}
