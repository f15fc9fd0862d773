//! What the queue refuses, in the words of the wire protocol.

use serde_json::json;

use crate::engine::Response;

/// A refusal, or a failure of the file underneath.
#[derive(Debug, thiserror::Error)]
pub enum SqsError {
    /// No queue of that name.
    #[error("the specified queue does not exist")]
    QueueDoesNotExist,
    /// A queue of that name has other attributes.
    #[error("a queue with this name exists and its attribute {0} differs")]
    QueueNameExists(String),
    /// An attribute this engine does not have.
    #[error("unknown attribute {0}")]
    InvalidAttributeName(String),
    /// An attribute out of its range.
    #[error("invalid value for the attribute {0}")]
    InvalidAttributeValue(String),
    /// A body with characters that SQS does not carry.
    #[error(
        "the body holds characters outside #x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF"
    )]
    InvalidMessageContents,
    /// A parameter out of its range.
    #[error("invalid value for the parameter {0}")]
    InvalidParameterValue(&'static str),
    /// A parameter left out or empty.
    #[error("the parameter {0} is missing")]
    MissingParameter(&'static str),
    /// Two entries of a batch share an id.
    #[error("the ids of a batch must differ")]
    BatchEntryIdsNotDistinct,
    /// A batch of more than 1 MiB.
    #[error("the batch is longer than 1048576 bytes")]
    BatchRequestTooLong,
    /// A batch of nothing.
    #[error("the batch has no entries")]
    EmptyBatchRequest,
    /// An entry's id is not 1–80 letters, digits, hyphens and underscores.
    #[error("an entry's id must be 1-80 letters, digits, hyphens and underscores")]
    InvalidBatchEntryId,
    /// A batch of more than ten.
    #[error("a batch holds at most 10 entries")]
    TooManyEntriesInBatchRequest,
    /// A handle that no receive gave out.
    #[error("the receipt handle is not valid")]
    ReceiptHandleIsInvalid,
    /// The message is not being worked on.
    #[error("the message is not in flight")]
    MessageNotInflight,
    /// A queue that is nobody's dead-letter queue, or an unknown destination.
    #[error("the resource does not exist or is not a dead-letter queue")]
    ResourceNotFound,
    /// An operation that this engine does not have.
    #[error("this engine does not have the operation")]
    UnsupportedOperation,
    /// The request is not the JSON that the operation takes.
    #[error("the request does not match the operation")]
    Malformed,
    /// The file could not be read or written; nothing of the call remains.
    #[error("the queue file could not be read or written")]
    Storage(#[from] rusqlite::Error),
    /// The commit that carried the call failed; nothing of the call remains.
    #[error("the commit that carried the call failed")]
    NotCommitted,
}

impl SqsError {
    /// The shape's name in the model, and the code of the old protocol that the SDKs report.
    fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::QueueDoesNotExist => ("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
            Self::QueueNameExists(_) => ("QueueNameExists", "QueueAlreadyExists"),
            Self::InvalidAttributeName(_) => ("InvalidAttributeName", "InvalidAttributeName"),
            Self::InvalidAttributeValue(_) => ("InvalidAttributeValue", "InvalidAttributeValue"),
            Self::InvalidMessageContents => ("InvalidMessageContents", "InvalidMessageContents"),
            Self::InvalidParameterValue(_) => ("InvalidParameterValue", "InvalidParameterValue"),
            Self::MissingParameter(_) => ("MissingParameter", "MissingParameter"),
            Self::BatchEntryIdsNotDistinct => {
                ("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct")
            }
            Self::BatchRequestTooLong => {
                ("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong")
            }
            Self::EmptyBatchRequest => ("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest"),
            Self::InvalidBatchEntryId => {
                ("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId")
            }
            Self::TooManyEntriesInBatchRequest => {
                ("TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest")
            }
            Self::ReceiptHandleIsInvalid => ("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid"),
            Self::MessageNotInflight => ("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
            Self::ResourceNotFound => ("ResourceNotFoundException", "ResourceNotFoundException"),
            Self::UnsupportedOperation => {
                ("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation")
            }
            Self::Malformed => ("SerializationException", "SerializationException"),
            Self::Storage(_) | Self::NotCommitted => ("InternalError", "InternalError"),
        }
    }

    /// Whether the caller is to blame, rather than the file underneath.
    pub(super) fn is_callers(&self) -> bool {
        !matches!(self, Self::Storage(_) | Self::NotCommitted)
    }

    pub(super) fn code(&self) -> &'static str {
        self.names().1
    }

    pub(super) fn to_response(&self) -> Response {
        let (shape, code) = self.names();
        let (status, fault) = if self.is_callers() { (400, "Sender") } else { (500, "Server") };
        let body = json!({ "__type": format!("com.amazonaws.sqs#{shape}"), "message": self.to_string() });
        let mut response = Response::json(status, &body);
        response.headers.push(("x-amzn-query-error", format!("{code};{fault}")));
        response
    }
}
