//! What can go wrong when sending, told by predicates; the SDK's error is a cause and never a text.

use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::types::BatchResultErrorEntry;
use contracts::ContractError;

/// Codes of a service that has too much to do.
const THROTTLED: [&str; 6] = [
    "RequestThrottled",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "AWS.SimpleQueueService.OverLimit",
    "OverLimit",
];

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why something was not sent.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct QueueError(Kind);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("the task cannot be put in an envelope")]
    Unencodable(#[source] ContractError),
    #[error("the queue was not reached or refused the call")]
    Call {
        throttled: bool,
        retryable: bool,
        #[source]
        source: Source,
    },
    #[error("the queue did not take {count} of a batch")]
    Refused { count: usize, throttled: bool, retryable: bool },
}

impl QueueError {
    pub(crate) fn unencodable(error: ContractError) -> Self {
        Self(Kind::Unencodable(error))
    }

    pub(crate) fn call<E>(error: SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let throttled = error.code().is_some_and(|code| THROTTLED.contains(&code));
        let status = error.raw_response().map(|response| response.status().as_u16());
        // Without a response it may even have been sent; the service's own faults pass, the caller's do not.
        let may_pass = status.is_none_or(|status| status >= 500 || status == 429);
        let retryable = throttled || (may_pass && !matches!(error, SdkError::ConstructionFailure(_)));
        Self(Kind::Call { throttled, retryable, source: Box::new(error) })
    }

    pub(crate) fn refused(failed: &[BatchResultErrorEntry]) -> Option<Self> {
        let throttled = failed.iter().any(|entry| THROTTLED.contains(&entry.code()));
        let retryable = failed.iter().all(|entry| !entry.sender_fault() || THROTTLED.contains(&entry.code()));
        (!failed.is_empty()).then_some(Self(Kind::Refused { count: failed.len(), throttled, retryable }))
    }

    /// A short code for logs and metrics.
    pub const fn code(&self) -> &'static str {
        match self.0 {
            Kind::Unencodable(_) => "queue.unencodable",
            _ if self.is_throttled() => "queue.throttled",
            Kind::Call { .. } | Kind::Refused { .. } => "queue.unavailable",
        }
    }

    /// The service asked for fewer calls.
    pub const fn is_throttled(&self) -> bool {
        match self.0 {
            Kind::Unencodable(_) => false,
            Kind::Call { throttled, .. } | Kind::Refused { throttled, .. } => throttled,
        }
    }

    /// The same call can succeed later.
    pub const fn is_retryable(&self) -> bool {
        match self.0 {
            Kind::Unencodable(_) => false,
            Kind::Call { retryable, .. } | Kind::Refused { retryable, .. } => retryable,
        }
    }
}
