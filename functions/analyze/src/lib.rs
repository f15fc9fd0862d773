//! `analyze`: every night of a region, counts the days that are to be counted, whole and from the incidents. Once a month it
//! teaches the region's own model anew from what people corrected.

mod facts;
pub mod lessons;
mod night;
pub mod retrain;

use contracts::Schedule;
use domain::RegionId;
use kit::{Clock, Function, Settings, Table, Use};
use store::{Directories, Store, TableNames};

pub use facts::{DayFacts, day_facts};
pub use night::{WORK, handle};

/// What the function is. It looks in every hour and works when the night of a region has come.
pub const FUNCTION: Function =
    Function::on_schedule("analyze", "rate(1 hour)", Schedule::Night).timeout_s(900).memory_mb(512).uses(&[
        Use::Table { table: Table::Incidents, actions: &["GetItem", "Query"] },
        Use::Table { table: Table::Directory, actions: &["GetItem", "PutItem"] },
        Use::Table { table: Table::Stats, actions: &["DeleteItem", "GetItem", "PutItem", "Query"] },
    ]);

/// What the function works with.
#[derive(Debug)]
pub struct Deps {
    store: Store,
    directories: Directories,
    regions: Vec<RegionId>,
    clock: Clock,
}

impl Deps {
    /// Puts the function's parts together.
    pub fn connect(settings: &Settings, aws: &kit::aws::Config, clock: Clock) -> Self {
        let names =
            TableNames::new(&settings.incidents_table, &settings.directory_table, &settings.stats_table);
        let store = Store::connect(&aws.dynamodb, names);
        Self { directories: Directories::new(store.clone()), store, regions: settings.regions.clone(), clock }
    }
}
