//! A whole system in memory.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{IdKey, MessageKey, PageId, Platform, Private, RegionId};
use http::{Request, Response, StatusCode, header};
use kit::Clock;
use otklik::engine::faults::Faults;
use otklik::region;
use otklik::system::{Engines, Options, System};
use serde_json::Value;

use crate::agency::Agency;
use crate::shapes;

/// A moment by its text.
///
/// # Panics
/// If it is none.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment as 2026-11-18T09:00:00Z")
}

/// A system in memory with the test region, its time standing still, and an agency that listens.
#[derive(Debug)]
pub struct World {
    /// The system.
    pub system: Arc<System>,
    /// The endpoint of the agency `roads`.
    pub agency: Agency,
    /// The tenant.
    pub region: RegionId,
}

/// The bytes from which all ids of the worlds are made.
const ID_KEY: [u8; 32] = [42; 32];

impl World {
    /// A Wednesday morning.
    pub async fn new() -> Self {
        Self::starting(at("2026-11-18T09:00:00Z")).await
    }

    /// A world that begins at a moment.
    pub async fn starting(now: DateTime<Utc>) -> Self {
        Self::reachable(now, None).await
    }

    /// A world that begins at a moment, and that platforms find at an address.
    ///
    /// # Panics
    /// If engines in memory do not start.
    pub async fn reachable(now: DateTime<Utc>, public_url: Option<String>) -> Self {
        let region = RegionId::parse("zarechye").expect("a slug");
        let options = Options {
            engines: Engines::Memory,
            clock: Clock::manual(now),
            id_key: Private::new(ID_KEY.to_vec()),
            regions: vec![region.clone()],
            allow_private_addresses: true,
            public_url,
        };
        let system = Arc::new(System::start(options).await.expect("engines in memory start"));
        let agency = Agency::open().await;
        let world = Self { system, agency, region };
        world.load(&world.files()).await;
        world
    }

    /// The files of the test region, with the agency's address.
    pub fn files(&self) -> domain::DirectoryFiles {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/region");
        let mut files = region::read_folder(folder.as_ref()).expect("the test region is there");
        let endpoints = files.get_mut("endpoints.toml").expect("the test region has endpoints");
        *endpoints = endpoints.replace("http://127.0.0.1:9/agency", &self.agency.url());
        files
    }

    /// Loads a directory.
    pub async fn load(&self, files: &domain::DirectoryFiles) {
        let store = self.system.store();
        let plan = region::plan(store, files).await.expect("the test region is good");
        let now = self.system.clock().now();
        region::apply(store, &self.system.id_key(), &plan, now).await.expect("the store takes it");
    }

    /// The fault plan of the engines.
    pub fn faults(&self) -> &Faults {
        self.system.engines().expect("the engines are inside").faults()
    }

    /// Asks the system, and holds what its API answers to the shapes of its description.
    pub async fn respond(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.system.respond(request).await;
        shapes::hold(&method, &path, &response);
        response
    }

    /// Posts a delivery to a page, with the proof that its platform shows.
    pub async fn post(&self, page: &str, body: &Value) -> Response<Bytes> {
        self.post_bytes(page, serde_json::to_vec(body).expect("a value is JSON").into()).await
    }

    /// Posts bytes to a page.
    pub async fn post_bytes(&self, page: &str, body: Bytes) -> Response<Bytes> {
        let request = Request::post(format!("/hooks/invented-key-of-{page}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-telegram-bot-api-secret-token", "invented_zar_telegram")
            .header("x-max-bot-api-secret", "invented_zar_max")
            .body(body);
        self.system.respond(request.expect("the request is well formed")).await
    }

    /// Posts a delivery, as often as it takes until it is acknowledged.
    ///
    /// # Panics
    /// If it is refused, or not acknowledged after many tries.
    pub async fn deliver(&self, page: &str, body: &Value) {
        for _ in 0..20 {
            let status = self.post(page, body).await.status();
            if status == StatusCode::OK {
                return;
            }
            assert!(status.is_server_error(), "refused with {status}");
        }
        panic!("not acknowledged after 20 tries");
    }

    /// Lets the queues run until they are quiet.
    ///
    /// # Panics
    /// If a queue cannot be read again and again.
    pub async fn drain(&self) {
        for _ in 0..20 {
            if self.system.drain().await.is_ok() {
                return;
            }
        }
        panic!("the queues cannot be read");
    }

    /// The key of a comment on the VK page.
    pub fn vk_key(&self, comment: i64) -> MessageKey {
        self.key(Platform::Vk, "zar-vk", &format!("wall_reply:-999100001:{comment}"))
    }

    /// The key of any message.
    pub fn key(&self, platform: Platform, page: &str, object: &str) -> MessageKey {
        let id_key = IdKey::new(ID_KEY.to_vec()).expect("32 bytes");
        id_key.message(&self.region, platform, &PageId::parse(page).expect("a slug"), object)
    }

    /// What is stored under a key.
    pub async fn record(&self, key: &MessageKey) -> Option<domain::incident::Record> {
        self.system.store().record(&self.region, key).await.expect("the store answers")
    }
}
