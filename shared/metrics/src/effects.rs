//! The effect ledger: did a measure change anything, by a question that was asked before it began.
//!
//! A plan names metric, windows, target and owner, and is frozen with a hash before the effect window opens
//! ([`registration`]). Afterwards the town is compared with towns whose earlier course was like its own, week by week
//! ([`difference`]): what moved them all alike, the season or a wave of news, is in both and drops out. The same comparison
//! is made for every other town, in which nothing was done: an effect counts only if it stands out among those
//! ([`assessment`]).

pub mod assessment;
pub mod difference;
pub mod registration;

pub use assessment::{Assessment, Change, TooFew, Verdict, assess};
pub use difference::{Course, Measure, Week};
pub use registration::{Better, Frozen, Plan, PlanError};
