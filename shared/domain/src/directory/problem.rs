//! What is wrong in the files of a directory, so that a person finds the place without searching.

use std::fmt;

/// One fault in one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, counted from one; none if it is the whole file.
    pub line: Option<usize>,
    /// The column or key; empty if it is the whole line.
    pub field: String,
    /// What is wrong. It quotes no secret.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        if !self.field.is_empty() {
            write!(formatter, ": {}", self.field)?;
        }
        write!(formatter, ": {}", self.message)
    }
}

impl std::error::Error for Problem {}
