//! The queues between the functions.

use std::fmt;

/// A queue, by what travels in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueName {
    /// What the pages delivered, on its way to triage.
    Messages,
    /// What the agencies are to be told.
    Deliveries,
}

impl QueueName {
    /// Every queue.
    pub const ALL: [Self; 2] = [Self::Messages, Self::Deliveries];

    /// The name in the template, the log and the one-process system.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Deliveries => "deliveries",
        }
    }
}

impl fmt::Display for QueueName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
