#![doc = include_str!("../README.md")]

mod delivery;
mod envelope;
mod message;
mod queue_name;
mod schedule;
mod told;

pub use delivery::{DeliveryTask, HandOver, HandOverEvent, Publish, PublishAll};
pub use envelope::{ContractError, Envelope, QUEUE_LIMIT, decode, encode};
pub use message::{MessageTask, RawBody, RawDelivery};
pub use queue_name::QueueName;
pub use schedule::{Schedule, ScheduleEvent};
pub use told::{hand_overs, publication_of, publications_after};
