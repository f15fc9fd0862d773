//! The unit of work: one problem, question, request or proposal, with its messages and its own log of events.

mod act;
mod answer;
mod by_hand;
mod case;
mod clocks;
mod correct;
mod decide;
mod hand_over;
mod imported;
mod log;
mod message;
mod parts;
pub mod publication;
mod record;
mod workflow;

#[cfg(test)]
mod tests;

pub use answer::{Answer, AnswerState};
pub use by_hand::ByHand;
pub use case::{Case, Decision, Lead};
pub use clocks::Terms;
pub use correct::Corrected;
pub use decide::Around;
pub use hand_over::{HandOver, HandOverState};
pub use imported::{Imported, Voice};
pub use log::{Actor, Entry, Happening, LogFull, MAX_LOG_BYTES, ReplyChange, Source};
pub use message::{KEPT_MARKS, KEPT_REVISIONS, Mark, Message, Removal, Revision, Said};
pub use publication::{Publication, PublicationState};
pub use record::{Record, Report, Standing};
pub use workflow::{Action, Outcome, Refused, State};
