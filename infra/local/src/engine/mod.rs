//! The engines that stand in for AWS inside one process: a queue of our own, a store, and the connector that
//! lets the real SDK clients talk to both without a socket.

pub mod clock;
pub mod connector;
pub mod dynamodb;
pub mod faults;
pub mod sqs;

pub use clock::Clock;
pub use connector::Connector;
pub use sqs::Sqs;

/// What an engine answers to one call: an HTTP response that has not met a socket.
#[derive(Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers beyond the content type, which is always `application/x-amz-json-1.0`.
    pub headers: Vec<(&'static str, String)>,
    /// The JSON body.
    pub body: Vec<u8>,
}

impl Response {
    fn json(status: u16, body: &serde_json::Value) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string().into_bytes() }
    }
}

/// The size and status only: a body may carry what a resident wrote.
impl std::fmt::Debug for Response {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Response(status={}, len={})", self.status, self.body.len())
    }
}
