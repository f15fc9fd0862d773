#![doc = include_str!("../README.md")]

pub mod aftermath;
pub mod brief;
pub mod chance;
pub mod completeness;
pub mod counts;
pub mod day;
pub mod details;
pub mod doubt;
pub mod effects;
pub mod facts;
pub mod formulas;
pub mod influence;
pub mod numbering;
pub mod pages;
pub mod period;
pub mod polls;
pub mod projection;
pub mod recount;
pub mod report;
pub mod risk;
pub mod rollup;
pub mod rumours;
pub mod sample;
pub mod scope;
pub mod silence;
pub mod spikes;
pub mod suppression;
pub mod survival;
mod tally;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod traps;

pub use counts::Counts;
pub use day::{AsOf, DayStats, Gap, HandOvers, Scope, day};
pub use details::Details;
pub use doubt::{Closed, ClosedBy, Doubt, Link, PageDoubts, PageHealth};
pub use facts::{AnswerClock, Closing, IncidentFacts, VoiceFacts};
pub use formulas::{FORMULA_VERSION, FORMULAS, Formula, MINIMUM_N};
pub use period::{PeriodError, Step, Window, day_bounds, local_day};
pub use projection::{Fact, facts_of};
pub use recount::{Difference, differences};
pub use report::{Clock, Completeness, Figures, Report, Share, Slice, Statistic, combine, report};
pub use sample::{ClockSample, Sample, SampleError};
pub use silence::{Silence, Tempo};
pub use survival::Level;
