//! What is more than usual today, what explains it, and where it is too quiet.
//!
//! Counts of a topic in a municipality are compared with a negative binomial distribution around what weekday, season and
//! the last six weeks let expect ([`baseline`]); the tail is summed exactly ([`tail`]), and of all cells of a night only so
//! many are named that the stated share of them is false at most ([`detect`]).

pub mod baseline;
pub mod cause;
pub mod detect;
pub mod silent;
pub mod tail;

pub use baseline::{Expected, Profile};
pub use cause::{Cause, causes};
pub use detect::{Cell, FALSE_SHARE, Spike, spikes};
pub use silent::{Heard, Silent, silent};
