//! The unit of work: one problem, question, request or proposal, with its messages and its own log of events.

mod act;
mod action;
mod aftermath;
mod answer;
mod arbitration;
mod by_hand;
mod case;
mod children;
mod clocks;
mod correct;
mod decide;
mod hand_over;
mod imported;
mod log;
mod message;
mod note;
mod outside;
mod parts;
pub mod publication;
mod record;
mod workflow;

#[cfg(test)]
mod hand_over_tests;
#[cfg(test)]
mod model;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod traps;

pub use action::{Action, MAX_PARTS, Refused};
pub use aftermath::{Heard, LATER_CHECKS, Verification};
pub use answer::{Answer, AnswerState};
pub use arbitration::Hierarchy;
pub use by_hand::ByHand;
pub use case::{Case, Decision, Lead};
pub use children::{Parent, Part};
pub use clocks::Terms;
pub use correct::Corrected;
pub use decide::Around;
pub use hand_over::{HandOver, HandOverState};
pub use imported::{Imported, Voice};
pub use log::{Actor, Entry, Happening, LogFull, MAX_LOG_BYTES, ReplyChange, Source};
pub use message::{KEPT_MARKS, KEPT_REVISIONS, Mark, Message, Removal, Revision, Said};
pub use note::Note;
pub use outside::Outside;
pub use publication::{Publication, PublicationState};
pub use record::{Record, Report, Standing};
pub use workflow::{Outcome, State};
