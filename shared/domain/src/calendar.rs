//! When people work: the production calendar of the country and the working calendar of a desk.
//!
//! A calendar answers only for years that are loaded. Past them it refuses: a deadline that was guessed would be a
//! number that cannot be checked.

mod definition;
#[cfg(test)]
pub(crate) mod fixtures;
mod period;
mod production;
#[cfg(test)]
mod tests;
mod working;
mod zone;

pub use definition::CalendarDefinitionError;
pub use period::{Period, PeriodError};
pub use production::{CalendarFileError, DayKind, ProductionCalendar};
pub use working::WorkingCalendar;

/// Why a calendar does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The question needs a year after the last loaded one.
    #[error("the production calendar ends with {last}, and {year} was asked for")]
    PastLastYear {
        /// The year that was needed.
        year: i32,
        /// The last loaded year.
        last: i32,
    },
    /// The question needs a year before the first loaded one.
    #[error("the production calendar begins with {first}, and {year} was asked for")]
    BeforeFirstYear {
        /// The year that was needed.
        year: i32,
        /// The first loaded year.
        first: i32,
    },
    /// No answer within a century.
    #[error("the moment is out of the reach of a calendar")]
    OutOfReach,
    /// A deadline cannot lie before its start.
    #[error("a negative span of working time")]
    NegativeSpan,
}
