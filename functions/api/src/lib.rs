#![doc = include_str!("../README.md")]

mod act;
mod action;
mod body;
mod cursor;
mod duplicates;
mod handler;
mod holder;
mod incidents;
mod intake;
mod keyring;
pub mod keys;
mod open311;
mod outages;
mod pages;
mod params;
mod parked;
mod period;
mod reference;
mod refusal;
mod replies;
mod stats;
mod view;

#[cfg(test)]
mod fixture;

use contracts::QueueName;
use domain::{IdKey, RegionId};
use kit::{Clock, Function, Method, Route, Settings, Table, Use};
use queue::Queue;
use store::{Directories, Store, TableNames};

pub use handler::{BODY_LIMIT, handle};
use keyring::Keyring;
use stats::{Doubts, Today};

/// What the function is.
pub const FUNCTION: Function = Function::on_http("api", ROUTES).timeout_s(20).memory_mb(512).uses(&[
    Use::Table { table: Table::Incidents, actions: &["GetItem", "PutItem", "Query"] },
    Use::Table { table: Table::Directory, actions: &["GetItem"] },
    Use::Table { table: Table::Stats, actions: &["PutItem", "Query"] },
    Use::Send(QueueName::Deliveries),
    Use::Send(QueueName::Messages),
    Use::IdKey,
]);

const ROUTES: &[Route] =
    &[Route::new(Method::Any, "/v1/{rest+}"), Route::new(Method::Any, "/open311/v2/{rest+}")];

/// What the function works with.
#[derive(Debug)]
pub struct Deps {
    store: Store,
    directories: Directories,
    keyring: Keyring,
    today: Today,
    doubts: Doubts,
    messages: Queue,
    deliveries: Queue,
    id_key: IdKey,
    regions: Vec<RegionId>,
    lists: open311::Lists,
    gate: open311::Gate,
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
            keyring: Keyring::new(store.clone()),
            today: Today::default(),
            doubts: Doubts::default(),
            store,
            messages: Queue::connect(&aws.sqs, &settings.messages_queue_url),
            deliveries: Queue::connect(&aws.sqs, &settings.deliveries_queue_url),
            id_key: settings.id_key(),
            regions: settings.regions.clone(),
            lists: open311::Lists::default(),
            gate: open311::Gate::default(),
            clock,
        }
    }
}
