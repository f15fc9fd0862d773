//! An agency's endpoint on this machine: it checks signatures and answers as it is told.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use otklik::listener::{self, Answer};
use serde_json::Value;
use standardwebhooks::Webhook;
use tokio::sync::watch;

/// The secret of the test region's agency.
const SECRET: &str = "whsec_aW52ZW50ZWQgc2VjcmV0IG9mIHRoZSB0ZXN0IHJvYWRz";

/// A call that an agency took.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its `webhook-id`.
    pub id: String,
    /// Its body.
    pub body: Value,
    /// Whether its signature is good.
    pub verified: bool,
}

#[derive(Debug, Default)]
struct Books {
    calls: Vec<Call>,
    answers: VecDeque<u16>,
}

#[derive(Debug, Default)]
struct Desk(Mutex<Books>);

/// An agency's endpoint.
#[derive(Debug)]
pub struct Agency {
    desk: Arc<Desk>,
    address: SocketAddr,
    _stop: watch::Sender<bool>,
}

impl Answer for Desk {
    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let mut books = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id =
            head.headers.get("webhook-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
        let verified = verified(&head.headers, &body);
        books.calls.push(Call { id, body: serde_json::from_slice(&body).unwrap_or_default(), verified });
        let status = books.answers.pop_front().unwrap_or(200);
        let mut response = Response::default();
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        response
    }
}

/// The library's own check asks the machine's clock, and the world's clock is another: so it signs and compares.
fn verified(headers: &HeaderMap, body: &Bytes) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let timestamp = text("webhook-timestamp").parse().unwrap_or_default();
    let webhook = Webhook::new(SECRET).expect("the test secret is good");
    let signature = webhook.sign(text("webhook-id"), timestamp, body).expect("the body is text");
    text("webhook-signature").split(' ').any(|one| one == signature)
}

impl Agency {
    /// Opens an endpoint on a free port.
    pub async fn open() -> Self {
        let desk = Arc::new(Desk::default());
        let (stop, stopped) = watch::channel(false);
        let door = listener::open(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port is free");
        let address = door.local_addr().expect("an open port has an address");
        tokio::spawn(listener::serve(door, Arc::clone(&desk), stopped));
        Self { desk, address, _stop: stop }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}/agency", self.address)
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.desk.0.lock().unwrap_or_else(PoisonError::into_inner).calls.clone()
    }

    /// Answers the next calls with these statuses, and those after them with 200.
    pub fn will_answer(&self, statuses: &[u16]) {
        self.desk.0.lock().unwrap_or_else(PoisonError::into_inner).answers.extend(statuses);
    }
}
