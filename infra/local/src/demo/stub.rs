//! The systems of invented agencies: one small HTTP server that checks what it is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use data_encoding::BASE64;
use domain::{AgencyId, Directory, Oktmo, Private};
use http::{Request, Response, StatusCode};
use kit::Clock;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use standardwebhooks::Webhook;

use super::chance::{Chance, share};
use crate::listener::Answer;

/// One delivery of so many finds the agency's system down, and comes again.
const DOWN_ONE_IN: u64 = 40;
/// Signatures are good for so many seconds.
const TOLERANCE: i64 = 300;

/// An incident that an agency was told of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told {
    pub(super) incident: String,
    pub(super) agency: AgencyId,
    pub(super) version: u64,
    pub(super) municipality: Option<Oktmo>,
}

/// What the server saw.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Hand-overs with a good signature that were taken, each once however often it came.
    pub(super) taken: BTreeSet<String>,
    /// Calls that were asked to come again.
    pub(super) down: u32,
    /// Calls whose signature or time is wrong.
    pub(super) refused: u32,
    inbox: Vec<Told>,
    turned_away: BTreeSet<String>,
}

/// The server.
#[derive(Debug)]
pub(super) struct Stub {
    secrets: BTreeMap<AgencyId, Private<String>>,
    clock: Clock,
    seed: u64,
    seen: Mutex<Seen>,
}

impl Stub {
    /// A server for most agencies; the others work through the API alone.
    pub(super) fn new(directory: &Directory, seed: u64, clock: Clock) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x05EC_2E75);
        let connected = |id: &AgencyId| share(seed, &["endpoint", id.as_str()]) < 85;
        let agencies = directory.agencies.iter().map(|agency| agency.id.clone()).filter(connected);
        let secrets = agencies.map(|agency| {
            let bytes: [u8; 32] = random.random();
            (agency, Private::new(format!("whsec_{}", BASE64.encode(&bytes))))
        });
        Self { secrets: secrets.collect(), clock, seed, seen: Mutex::default() }
    }

    /// Whether an agency has a system of its own.
    pub(super) fn serves(&self, agency: &AgencyId) -> bool {
        self.secrets.contains_key(agency)
    }

    /// The file that tells Otklik of the endpoints, with the server at `address`.
    pub(super) fn endpoints(&self, address: std::net::SocketAddr) -> String {
        let mut file = String::new();
        for (agency, secret) in &self.secrets {
            let secret = secret.expose();
            writeln!(
                file,
                "[[endpoint]]\nagency = \"{agency}\"\nurl = \"http://{address}/{agency}\"\nsecrets = [\"{secret}\"]\nenabled = true\n"
            )
            .expect("a text takes what is written to it");
        }
        file
    }

    /// What agencies were told of since the last time, in an order that does not depend on the network.
    pub(super) fn take(&self) -> Vec<Told> {
        let mut told = std::mem::take(&mut self.lock().inbox);
        told.sort();
        told.dedup();
        told
    }

    /// What was seen so far.
    pub(super) fn seen(&self) -> Seen {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn receive(&self, request: &Request<Bytes>) -> StatusCode {
        let agency = AgencyId::parse(request.uri().path().trim_start_matches('/')).ok();
        let secret = agency.as_ref().and_then(|agency| self.secrets.get(agency));
        let (Some(agency), Some(secret)) = (agency, secret) else { return StatusCode::NOT_FOUND };
        let header =
            |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let time: i64 = header("webhook-timestamp").parse().unwrap_or_default();
        let fresh = (self.clock.now().timestamp() - time).abs() <= TOLERANCE;
        // The crate's own check asks the machine's clock, so what it would sign at this moment is compared.
        let expected = Webhook::new(secret.expose())
            .and_then(|key| key.sign(header("webhook-id"), time, request.body()))
            .unwrap_or_default();
        let signed =
            header("webhook-signature").split(' ').any(|shown| !shown.is_empty() && shown == expected);
        let mut seen = self.lock();
        if !(fresh && signed) {
            seen.refused += 1;
            return StatusCode::UNAUTHORIZED;
        }
        let id = header("webhook-id").to_owned();
        let Some(told) = read(agency, request.body()) else { return StatusCode::NO_CONTENT };
        let down = Chance::of(self.seed, &["down", &id]).one_in(DOWN_ONE_IN);
        if down && seen.turned_away.insert(id.clone()) {
            seen.down += 1;
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        seen.taken.insert(id);
        seen.inbox.push(told);
        StatusCode::NO_CONTENT
    }
}

impl Answer for Stub {
    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        kit::http::empty(self.receive(&request))
    }
}

fn read(agency: AgencyId, body: &[u8]) -> Option<Told> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let data = &body["data"];
    (body["type"] == "incident.assigned").then_some(Told {
        incident: data["id"].as_str()?.to_owned(),
        agency,
        version: data["version"].as_u64()?,
        municipality: data["municipality"]["oktmo"].as_str().and_then(|oktmo| oktmo.parse().ok()),
    })
}
