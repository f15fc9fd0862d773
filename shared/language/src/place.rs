//! Where: places by their names in any case, and addresses.

mod address;
mod canon;
mod context;
mod decide;
mod declension;
pub(crate) mod gazetteer;
mod key;
mod lexis;
mod misspelt;
mod nearby;
mod object;
mod table;

use domain::{Oktmo, Point, SettlementKind};

pub use address::{Address, StreetSort};
pub use gazetteer::Gazetteer;
pub use key::{PlaceKey, PlaceKeys, keys};
pub use object::{Object, ObjectKind};

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// Город.
    City,
    /// Рабочий посёлок, посёлок городского типа.
    Town,
    /// Посёлок.
    Settlement,
    /// Село, деревня.
    Village,
    /// The municipality itself: its name is an adjective, «Выксунский».
    District,
}

/// A place with its name in the nominative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceName {
    /// One word or several: «Большое Болдино».
    pub name: String,
    /// Other names; an adjective («Борский», «Борский округ») names the municipality.
    pub aliases: Vec<String>,
    /// Its municipality.
    pub oktmo: Oktmo,
    /// The settlement as incidents name it; none for a municipality.
    pub settlement: Option<String>,
    /// What it is.
    pub kind: PlaceKind,
}

impl From<domain::PlaceName<'_>> for PlaceName {
    fn from(name: domain::PlaceName<'_>) -> Self {
        Self {
            name: name.name.to_owned(),
            aliases: name.aliases.to_vec(),
            oktmo: name.oktmo.clone(),
            settlement: name.settlement.map(|settlement| settlement.name.clone()),
            kind: match name.kind {
                domain::PlaceKind::Municipality => PlaceKind::District,
                domain::PlaceKind::Settlement(SettlementKind::City) => PlaceKind::City,
                domain::PlaceKind::Settlement(SettlementKind::Town) => PlaceKind::Town,
                domain::PlaceKind::Settlement(SettlementKind::Settlement) => PlaceKind::Settlement,
                domain::PlaceKind::Settlement(SettlementKind::Village) => PlaceKind::Village,
            },
        }
    }
}

/// What the directory knows of a name that its letters do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Marks {
    /// A place elsewhere, perhaps not listed, has the same name: it decides only on a page of its own municipality, or
    /// beside another name of it.
    pub shared: bool,
    /// An everyday word is written alike.
    pub word: bool,
    /// The administration of its municipality sits there.
    pub seat: bool,
    /// Its middle on the map.
    pub at: Option<Point>,
}

/// From this confidence on the municipality that a text names outweighs the page it stands on.
pub const SURE: f32 = 0.6;

/// Where a message belongs, as far as its words and its page tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Located {
    /// The municipality; the page's own when the text names none.
    pub municipality: Option<Oktmo>,
    /// The settlement, if the text names one.
    pub settlement: Option<String>,
    /// Whether that settlement is the seat of the municipality.
    pub is_seat: bool,
    /// How far to trust the municipality, from 0 to 1.
    pub confidence: f32,
    /// The names that decided, in the nominative.
    pub words: Vec<String>,
    /// Municipalities that the text may mean as well: a person decides.
    pub ambiguous: Vec<Oktmo>,
    /// Street and house, never a flat.
    pub address: Option<Address>,
    /// A school, a stop, a yard.
    pub object: Option<Object>,
}

impl Located {
    /// Whether the text itself leaves no doubt about the municipality.
    pub fn is_sure(&self) -> bool {
        self.municipality.is_some() && self.confidence >= SURE
    }
}
