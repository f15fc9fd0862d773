#![doc = include_str!("../README.md")]

pub mod aws;
pub mod batch;
mod clock;
mod failure;
mod function;
pub mod http;
pub mod http_client;
pub mod metrics;
mod serve;
pub mod settings;
mod sqs_event;
pub mod telemetry;

pub use batch::{BatchResponse, Record, run_batch};
pub use clock::Clock;
pub use contracts::QueueName;
pub use failure::{Chain, Error, Failure, Fate};
pub use function::{Function, Method, Route, Table, Trigger, Use};
pub use http_client::HttpClient;
pub use serve::{serve_http, serve_queue, serve_schedule};
pub use settings::Settings;
