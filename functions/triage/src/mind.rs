//! What understanding needs to know of a region, made once for each version of its directory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::{Directory, RegionId};
use language::{Gazetteer, Understander};
use store::Store;

use crate::models::Models;

/// A region's directory with the places of its map ready to be found in a text.
pub struct Mind {
    /// The directory.
    pub directory: Arc<Directory>,
    /// The places.
    pub gazetteer: Gazetteer,
    /// What tells topics by the region's own model, if it has one.
    own: Option<Arc<Understander>>,
}

impl fmt::Debug for Mind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mind").field("region", &self.directory.region.id).finish_non_exhaustive()
    }
}

impl Mind {
    /// Prepares a directory.
    pub fn new(directory: Arc<Directory>) -> Self {
        let gazetteer = Gazetteer::of(&directory);
        Self { directory, gazetteer, own: None }
    }

    /// What reads messages: with the region's own model, or with those that come with Otklik.
    pub fn understander(&self) -> &Understander {
        self.own.as_deref().unwrap_or_else(|| Understander::built_in())
    }
}

/// The minds of the regions seen so far.
#[derive(Debug, Default)]
pub struct Minds {
    minds: Mutex<HashMap<RegionId, Arc<Mind>>>,
    models: Models,
}

impl Minds {
    /// The mind for this version of a directory, with the model that its region uses.
    pub async fn of(&self, store: &Store, directory: &Arc<Directory>, now: DateTime<Utc>) -> Arc<Mind> {
        let region = &directory.region.id;
        let own = self.models.of(store, region, now).await;
        let mut minds = self.minds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mind) = minds.get(region)
            && Arc::ptr_eq(&mind.directory, directory)
            && same(mind.own.as_ref(), own.as_ref())
        {
            return Arc::clone(mind);
        }
        let mind = Arc::new(Mind { own, ..Mind::new(Arc::clone(directory)) });
        minds.insert(region.clone(), Arc::clone(&mind));
        mind
    }
}

fn same(one: Option<&Arc<Understander>>, other: Option<&Arc<Understander>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}
