//! What understanding needs to know of a region, made once for each version of its directory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Directory, RegionId};
use domain::{PlaceKind, PlaceName, SettlementKind};
use language::{Gazetteer, Marks};

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
        let marks = |name: &PlaceName<'_>| Marks {
            shared: name.shared,
            word: name.word,
            seat: is_seat(&directory, name),
        };
        let gazetteer = Gazetteer::marked(directory.place_names().map(|name| (place(name), marks(&name))));
        Self { directory, gazetteer }
    }
}

/// Whether the administration of its municipality sits there.
fn is_seat(directory: &Directory, name: &PlaceName<'_>) -> bool {
    let unit = directory.municipality(name.oktmo);
    name.settlement.zip(unit).is_some_and(|(settlement, unit)| settlement.name == unit.seat)
}

fn place(name: PlaceName<'_>) -> language::PlaceName {
    language::PlaceName {
        name: name.name.to_owned(),
        aliases: name.aliases.to_vec(),
        oktmo: name.oktmo.clone(),
        settlement: name.settlement.map(|settlement| settlement.name.clone()),
        kind: match name.kind {
            PlaceKind::Municipality => language::PlaceKind::District,
            PlaceKind::Settlement(SettlementKind::City) => language::PlaceKind::City,
            PlaceKind::Settlement(SettlementKind::Town) => language::PlaceKind::Town,
            PlaceKind::Settlement(SettlementKind::Settlement) => language::PlaceKind::Settlement,
            PlaceKind::Settlement(SettlementKind::Village) => language::PlaceKind::Village,
        },
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
