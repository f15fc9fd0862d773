//! Why a request is not done, as the specification says it: a list with a code and a description.

use http::StatusCode;
use queue::QueueError;
use store::StoreError;

use super::document::{Document, Node, object, text};

/// Come back after so many seconds.
const RETRY_AFTER_S: u16 = 2;

/// Why a request is not done. Nothing of what was sent is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) description: String,
    pub(super) code: Option<&'static str>,
    pub(super) retry_after_s: Option<u16>,
}

impl Fault {
    fn new(status: StatusCode, description: impl Into<String>) -> Self {
        Self { status, description: description.into(), code: None, retry_after_s: None }
    }

    /// The request cannot be done as it is.
    pub(super) fn bad(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, description)
    }

    /// There is no such thing.
    pub(super) fn not_found(description: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, description)
    }

    /// No key, or not a good one.
    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "api_key is missing or not valid")
    }

    /// Too many at once.
    pub(super) fn too_many(seconds: u16) -> Self {
        let fault = Self::new(StatusCode::TOO_MANY_REQUESTS, "too many requests: come back later");
        Self { retry_after_s: Some(seconds), ..fault }
    }

    fn unavailable(code: &'static str) -> Self {
        let fault = Self::new(StatusCode::SERVICE_UNAVAILABLE, "not available now: come back later");
        Self { code: Some(code), retry_after_s: Some(RETRY_AFTER_S), ..fault }
    }

    /// The document that says so.
    pub(super) fn document(&self) -> Document {
        let error = object(vec![
            ("code", Node::Whole(self.status.as_u16().into())),
            ("description", text(self.description.as_str())),
        ]);
        Document { root: "errors", node: Node::List("error", vec![error]) }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        if error.is_retryable() {
            return Self::unavailable(error.code());
        }
        let fault = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "something stored here cannot be read");
        Self { code: Some(error.code()), ..fault }
    }
}

impl From<QueueError> for Fault {
    fn from(error: QueueError) -> Self {
        Self::unavailable(error.code())
    }
}
