//! The system put together: engines, clients and functions, wired as on AWS but within one process.

mod poller;
mod setup;

use std::path::PathBuf;

use aws_sdk_sqs::Client as SqsClient;
use bytes::Bytes;
use contracts::{QueueName, Schedule, ScheduleEvent};
use domain::{IdKey, Private, RegionId};
use http::{Request, Response, StatusCode};
use kit::{Clock, Failure, Function, Settings, Trigger};
use store::{Store, StoreError};
use tokio::time::{Duration, Instant};

use crate::engine::Connector;
use crate::engine::sqs::SqsError;

pub use poller::Polled;

/// Where the engines keep what they hold.
#[derive(Debug, Clone)]
pub enum Engines {
    /// In memory: gone with the process.
    Memory,
    /// In files of a folder.
    Folder(PathBuf),
    /// In another process of this program, by the address of its engines.
    Running(Private<String>),
    /// Outside, as the environment of the functions describes them: tables and queues are there already.
    Outside(Box<Settings>),
}

/// What a system is made of.
#[derive(Debug, Clone)]
pub struct Options {
    /// The engines.
    pub engines: Engines,
    /// The time.
    pub clock: Clock,
    /// The key of ids.
    pub id_key: Private<Vec<u8>>,
    /// The tenants.
    pub regions: Vec<RegionId>,
    /// Whether agencies on this machine and in private networks may be called.
    pub allow_private_addresses: bool,
    /// Where platforms find this system, if they are to be asked whether they do.
    pub public_url: Option<String>,
}

/// Why a system does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store's engine.
    #[error("the store's file cannot be opened")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The queues' engine.
    #[error("the queues' file cannot be opened")]
    Queues(#[from] SqsError),
    /// A table.
    #[error("a table cannot be made")]
    Tables(#[from] StoreError),
    /// A queue.
    #[error("queue {0} cannot be made")]
    Queue(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The whole of Otklik in one process.
#[derive(Debug)]
pub struct System {
    settings: Settings,
    clock: Clock,
    store: Store,
    sqs: SqsClient,
    engines: Option<Connector>,
    webhook: webhook::Deps,
    triage: triage::Deps,
    deliver: deliver::Deps,
    api: api::Deps,
    watch: watch::Deps,
    analyze: analyze::Deps,
}

/// Every function, as data.
pub const FUNCTIONS: [&Function; 6] = [
    &webhook::FUNCTION,
    &triage::FUNCTION,
    &deliver::FUNCTION,
    &api::FUNCTION,
    &watch::FUNCTION,
    &analyze::FUNCTION,
];

impl System {
    /// Puts a system together: opens the engines, makes tables and queues that are not there yet.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        setup::start(options).await
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The engines within the process.
    pub fn engines(&self) -> Option<&Connector> {
        self.engines.as_ref()
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The key of ids.
    pub fn id_key(&self) -> IdKey {
        self.settings.id_key()
    }

    /// Answers a request as the function would whose route it takes.
    pub async fn respond(&self, request: Request<Bytes>) -> Response<Bytes> {
        let path = request.uri().path();
        if takes(&webhook::FUNCTION, path) {
            let deadline = deadline(&webhook::FUNCTION);
            Box::pin(kit::http::answer(|request| webhook::handle(&self.webhook, request), request, deadline))
                .await
        } else if takes(&api::FUNCTION, path) {
            let deadline = deadline(&api::FUNCTION);
            Box::pin(kit::http::answer(|request| api::handle(&self.api, request), request, deadline)).await
        } else {
            kit::http::empty(StatusCode::NOT_FOUND)
        }
    }

    /// Does what a schedule asks for.
    pub async fn run_schedule(&self, event: ScheduleEvent) -> Result<(), Failure> {
        match event.kind {
            Schedule::Watch => Box::pin(watch::handle(&self.watch, event)).await,
            Schedule::Night => Box::pin(analyze::handle(&self.analyze, event)).await,
        }
    }

    /// Takes a batch of a queue, if it has one, through its function.
    pub async fn poll(&self, queue: QueueName, wait: Duration) -> Result<Polled, Failure> {
        Box::pin(poller::poll(self, queue, wait)).await
    }

    /// Gives the dead letters of a queue back to it. Says how many.
    pub async fn redrive(&self, queue: QueueName) -> Result<usize, Failure> {
        poller::redrive(self, queue).await
    }

    /// Works until both queues have nothing more to give at this moment. What failed is tried again at once, until it
    /// succeeds or lies with the dead letters.
    pub async fn drain(&self) -> Result<Polled, Failure> {
        let mut all = Polled::default();
        loop {
            let mut round = Polled::default();
            for queue in QueueName::ALL {
                round += self.poll(queue, Duration::ZERO).await?;
            }
            all += round;
            if round.handled + round.failed == 0 {
                return Ok(all);
            }
        }
    }
}

fn takes(function: &Function, path: &str) -> bool {
    matches!(function.trigger, Trigger::Http { routes } if routes.iter().any(|route| route.matches_path(path)))
}

fn deadline(function: &Function) -> Instant {
    Instant::now() + Duration::from_secs(function.timeout_s.into())
}
