//! What understanding needs to know of a region, made once for each version of its directory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Directory, RegionId};
use language::Gazetteer;

/// A region's directory with the places of its map ready to be found in a text.
pub struct Mind {
    /// The directory.
    pub directory: Arc<Directory>,
    /// The places.
    pub gazetteer: Gazetteer,
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
        Self { directory, gazetteer }
    }
}

/// The minds of the regions seen so far.
#[derive(Debug, Default)]
pub struct Minds(Mutex<HashMap<RegionId, Arc<Mind>>>);

impl Minds {
    /// The mind for this version of a directory.
    pub fn of(&self, directory: &Arc<Directory>) -> Arc<Mind> {
        let mut minds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match minds.get(&directory.region.id) {
            Some(mind) if Arc::ptr_eq(&mind.directory, directory) => Arc::clone(mind),
            _ => {
                let mind = Arc::new(Mind::new(Arc::clone(directory)));
                minds.insert(directory.region.id.clone(), Arc::clone(&mind));
                mind
            }
        }
    }
}
