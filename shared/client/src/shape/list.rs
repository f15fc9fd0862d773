//! Pages of lists.

use serde::{Deserialize, Serialize};

use super::Moment;

/// A page of a list. It may have fewer items than asked for and still a next one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "{T}Page"))]
pub struct Found<T> {
    /// What was found.
    pub items: Vec<T>,
    /// What to ask for the next page; null at the end.
    pub next_cursor: Option<String>,
    /// The time that is listed; null when it is not bounded.
    pub period: Option<Period>,
}

/// A time, its end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Period {
    /// Its beginning.
    pub from: Moment,
    /// Its end.
    pub until: Moment,
}
