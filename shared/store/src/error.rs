//! One error for all of storage, with what a caller may ask of it.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use std::error::Error;

/// Why storage did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A condition failed and the item is another one's.
    #[error("{operation}: somebody else wrote the item first")]
    Conflict {
        /// What was asked.
        operation: &'static str,
    },
    /// The engine asks for patience.
    #[error("{operation}: the database is throttling")]
    Throttled {
        /// What was asked.
        operation: &'static str,
        /// What the SDK said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The engine did not answer, or not well.
    #[error("{operation}: the database did not answer")]
    Unavailable {
        /// What was asked.
        operation: &'static str,
        /// What the SDK said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// An item does not have the shape that it is written in.
    #[error("{operation}: the item cannot be read: {what}")]
    Corrupt {
        /// What was asked.
        operation: &'static str,
        /// What is wrong with it, in our words.
        what: &'static str,
    },
}

impl StoreError {
    /// Whether a further try may succeed.
    pub fn is_retryable(&self) -> bool {
        !matches!(self, Self::Corrupt { .. })
    }

    /// Whether somebody else was first.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }

    /// Whether the engine asks for patience.
    pub fn is_throttled(&self) -> bool {
        matches!(self, Self::Throttled { .. })
    }

    /// A short code for logs and metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "store.conflict",
            Self::Throttled { .. } => "store.throttled",
            Self::Unavailable { .. } => "store.unavailable",
            Self::Corrupt { .. } => "store.corrupt",
        }
    }

    pub(crate) fn of<E, R>(operation: &'static str, error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
        R: Send + Sync + std::fmt::Debug + 'static,
    {
        let code = error.code().unwrap_or_default();
        let throttled =
            code.contains("Throttl") || code.contains("LimitExceeded") || code.contains("Throughput");
        let source: Box<dyn Error + Send + Sync> = Box::new(Quiet { code: code.to_owned() });
        drop(error);
        if throttled {
            Self::Throttled { operation, source }
        } else {
            Self::Unavailable { operation, source }
        }
    }
}

/// The SDK's error without the item that it may carry.
#[derive(Debug, thiserror::Error)]
#[error("the engine said {code:?}")]
struct Quiet {
    code: String,
}
