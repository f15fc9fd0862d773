//! `triage`: makes incidents of deliveries. It reads what was delivered, merges it into what is known of the message,
//! understands and routes what is new, stores the result in one write, and tells the agency.

mod appeal;
mod decide;
mod handler;
mod mind;
mod models;
mod notes;
mod outages;
mod twins;

use contracts::QueueName;
use domain::IdKey;
use kit::{Clock, Function, Settings, Table, Use};
use queue::Queue;
use store::{Directories, Store, TableNames};

pub use decide::{Understood, understand};
pub use handler::handle;
pub use mind::{Mind, Minds};

/// What the function is.
pub const FUNCTION: Function = Function::on_queue("triage", QueueName::Messages).memory_mb(512).uses(&[
    Use::Table { table: Table::Incidents, actions: &["GetItem", "PutItem"] },
    Use::Table { table: Table::Directory, actions: &["GetItem"] },
    Use::Table { table: Table::Stats, actions: &["PutItem"] },
    Use::Send(QueueName::Deliveries),
    Use::IdKey,
]);

/// What the function works with.
#[derive(Debug)]
pub struct Deps {
    store: Store,
    directories: Directories,
    minds: Minds,
    outages: outages::Outages,
    deliveries: Queue,
    id_key: IdKey,
    clock: Clock,
}

impl Deps {
    /// Puts the function's parts together.
    pub fn connect(settings: &Settings, aws: &kit::aws::Config, clock: Clock) -> Self {
        let names =
            TableNames::new(&settings.incidents_table, &settings.directory_table, &settings.stats_table);
        let store = Store::connect(&aws.dynamodb, names);
        Self {
            directories: Directories::new(store.clone()),
            store,
            minds: Minds::default(),
            outages: outages::Outages::default(),
            deliveries: Queue::connect(&aws.sqs, &settings.deliveries_queue_url),
            id_key: settings.id_key(),
            clock,
        }
    }
}
