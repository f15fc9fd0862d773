//! `webhook`: lets a platform's delivery in. It proves where the delivery comes from, makes it durable, and only then
//! says the word that the platform waits for. It reads no further than the proof.

mod door;
mod handler;
mod pages;

use contracts::QueueName;
use domain::IdKey;
use kit::{Clock, Function, Method, Route, Settings, Table, Use};
use queue::Queue;
use store::{Store, TableNames};

pub use handler::{ANSWER_WITHIN, BODY_LIMIT, handle};
use pages::Pages;

/// What the function is.
pub const FUNCTION: Function = Function::on_http("webhook", &[Route::new(Method::Any, "/hooks/{page}")])
    .uses(&[
        Use::Table { table: Table::Directory, actions: &["GetItem"] },
        Use::Send(QueueName::Messages),
        Use::IdKey,
    ]);

/// What the function works with.
#[derive(Debug)]
pub struct Deps {
    pages: Pages,
    messages: Queue,
    id_key: IdKey,
    clock: Clock,
}

impl Deps {
    /// Puts the function's parts together.
    pub fn connect(settings: &Settings, aws: &kit::aws::Config, clock: Clock) -> Self {
        let names =
            TableNames::new(&settings.incidents_table, &settings.directory_table, &settings.stats_table);
        Self {
            pages: Pages::new(Store::connect(&aws.dynamodb, names)),
            messages: Queue::connect(&aws.sqs, &settings.messages_queue_url),
            id_key: settings.id_key(),
            clock,
        }
    }
}

/// The digest under which a page is stored, from the unguessable part of its address.
pub fn page_digest(id_key: &IdKey, key: &str) -> String {
    id_key.secret("page", key)
}
