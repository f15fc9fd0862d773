//! `deliver`: tells agencies what became theirs, by signed webhooks, publishes answers as the page, and shows on the
//! incident and its voices how far both are.

mod backoff;
mod handler;
mod payload;
mod publish;
mod signature;

use contracts::QueueName;
use kit::http_client::AddressPolicy;
use kit::{Clock, Function, HttpClient, Settings, Table, Use};
use queue::Queue;
use store::{Directories, Store, TableNames};

pub use backoff::SCHEDULE;
pub use handler::handle;

/// What the function is.
pub const FUNCTION: Function =
    Function::on_queue("deliver", QueueName::Deliveries).timeout_s(60).batches(10, 0, 10, 20).uses(&[
        Use::Table { table: Table::Incidents, actions: &["GetItem", "PutItem", "Query"] },
        Use::Table { table: Table::Directory, actions: &["GetItem", "PutItem"] },
        Use::Send(QueueName::Deliveries),
        Use::Outside,
    ]);

/// Of an answer so many bytes are read: a thread in which a lost reply is looked for may be long.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// What the function works with.
#[derive(Debug)]
pub struct Deps {
    store: Store,
    directories: Directories,
    deliveries: Queue,
    http: HttpClient,
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
            deliveries: Queue::connect(&aws.sqs, &settings.deliveries_queue_url),
            http: HttpClient::new(AddressPolicy::allowing_private(settings.allow_private_addresses))
                .reading(ANSWER_LIMIT),
            clock,
        }
    }
}
