//! The unit of work: one problem, question, request or proposal, with its messages and its own log of events.

mod case;
mod clocks;
mod log;
mod message;
mod parts;
mod record;
mod workflow;

#[cfg(test)]
mod tests;

pub use case::{Case, Decision, HandOver, HandOverState, Lead};
pub use clocks::Terms;
pub use log::{Actor, Entry, Happening, LogFull, MAX_LOG_BYTES, Source};
pub use message::{KEPT_MARKS, KEPT_REVISIONS, Mark, Message, Removal, Revision, Said};
pub use record::{Record, Report, Standing};
pub use workflow::{Action, Outcome, Refused, State};
