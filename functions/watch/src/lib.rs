//! `watch`: every five minutes, marks the deadlines that have passed and tells the desk above; sees to it that every page
//! is connected, and reads back what was missed while one was not.

mod backfill;
mod call;
mod habits;
mod handler;
mod health;
mod list;
mod subscription;

use contracts::{QueueName, Schedule};
use domain::{IdKey, RegionId};
use kit::http_client::AddressPolicy;
use kit::{Clock, Function, HttpClient, Settings, Table, Use};
use queue::Queue;
use store::{Directories, Store, TableNames};

pub use handler::handle;

/// What the function is.
pub const FUNCTION: Function = Function::on_schedule("watch", "rate(5 minutes)", Schedule::Watch).uses(&[
    Use::Table { table: Table::Incidents, actions: &["GetItem", "PutItem", "Query"] },
    Use::Table { table: Table::Directory, actions: &["GetItem", "PutItem"] },
    Use::Table { table: Table::Stats, actions: &["GetItem", "PutItem"] },
    Use::Send(QueueName::Messages),
    Use::IdKey,
    Use::Outside,
]);

/// Of a list that a platform gives, so many bytes are read.
const ANSWER_LIMIT: usize = 8 * 1024 * 1024;

/// What the function works with.
#[derive(Debug)]
pub struct Deps {
    store: Store,
    directories: Directories,
    messages: Queue,
    http: HttpClient,
    id_key: IdKey,
    public_url: Option<String>,
    regions: Vec<RegionId>,
    clock: Clock,
}

impl Deps {
    /// Puts the function's parts together.
    pub fn connect(settings: &Settings, aws: &kit::aws::Config, clock: Clock) -> Self {
        let names =
            TableNames::new(&settings.incidents_table, &settings.directory_table, &settings.stats_table);
        let store = Store::connect(&aws.dynamodb, names);
        let policy = AddressPolicy::allowing_private(settings.allow_private_addresses);
        Self {
            directories: Directories::new(store.clone()),
            store,
            messages: Queue::connect(&aws.sqs, &settings.messages_queue_url),
            http: HttpClient::new(policy).reading(ANSWER_LIMIT),
            id_key: settings.id_key(),
            public_url: settings.public_url.clone(),
            regions: settings.regions.clone(),
            clock,
        }
    }
}
