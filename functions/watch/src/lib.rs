//! `watch`: every five minutes, marks the deadlines that have passed and tells the desk above.

mod handler;

use contracts::Schedule;
use domain::RegionId;
use kit::{Clock, Function, Settings, Table, Use};
use store::{Directories, Store, TableNames};

pub use handler::handle;

/// What the function is.
pub const FUNCTION: Function = Function::on_schedule("watch", "rate(5 minutes)", Schedule::Watch).uses(&[
    Use::Table { table: Table::Incidents, actions: &["PutItem", "Query"] },
    Use::Table { table: Table::Directory, actions: &["GetItem"] },
    Use::Table { table: Table::Stats, actions: &["GetItem", "PutItem"] },
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
