//! A page of the test region on a stub of its platform, with a real door for its deliveries: subscriptions can die.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use contracts::{Schedule, ScheduleEvent};
use domain::{PageId, Platform, RegionId};
use kit::http_client::AddressPolicy;
use kit::{Clock, HttpClient};
use metrics::PageHealth;
use otklik::listener;
use otklik::stubs::{Faults, Identity, Listening, Stub};
use otklik::system::System;
use tokio::sync::watch;

use crate::world::World;

const TOKEN: &str = "999100001:invented_token_of_the_page_0001";
const USER_TOKEN: &str = "PUBLICKEY:SECRETKEY:invented-token-of-a-person";

/// A world and the platform of one of its pages.
#[derive(Debug)]
pub struct OnPlatform {
    /// The world.
    pub world: World,
    /// The platform.
    pub stub: Arc<Stub>,
    /// The page.
    pub page: PageId,
    http: HttpClient,
    _platform: Listening,
    _stop: watch::Sender<bool>,
}

impl OnPlatform {
    /// A world whose page `page` lives on a stub, and that platforms can reach.
    ///
    /// # Panics
    /// If the machine has no port left, or the test region has no such page.
    pub async fn open(page: &str, platform: Platform, now: DateTime<Utc>) -> Self {
        Self::among(None, page, platform, now).await
    }

    /// The same in a region with no other pages than `others`.
    ///
    /// # Panics
    /// As [`OnPlatform::open`].
    pub async fn among(others: Option<&[&str]>, page: &str, platform: Platform, now: DateTime<Utc>) -> Self {
        let door = listener::open(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port is free");
        let address = format!("http://{}", door.local_addr().expect("it has an address"));
        let world = World::reachable(now, Some(address.clone())).await;
        let identity = Identity {
            external: if platform == Platform::Ok { 57_000_000_000_001 } else { 999_100_001 },
            token: TOKEN.into(),
            user_token: USER_TOKEN.into(),
            confirmation: "invented102".into(),
        };
        let stub = Stub::new(platform, identity, Faults::default(), world.system.clock().clone());
        let listening = stub.listen().await.expect("a port is free");
        let mut files = world.files();
        let pages = files.get_mut("pages.csv").expect("the test region has pages");
        if let Some(others) = others {
            let named = |line: &&str| {
                let id = line.split(',').next().unwrap_or_default();
                id == "id" || id == page || others.contains(&id)
            };
            *pages = pages.split_inclusive('\n').filter(named).collect();
        }
        *pages = with_tokens(pages, page, &listening.url());
        world.load(&files).await;
        let secret = format!("invented_zar_{platform}");
        stub.connect(&format!("{address}/hooks/invented-key-of-{page}"), &secret);
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(listener::serve(door, Arc::clone(&world.system), stopped));
        Self {
            world,
            stub,
            page: PageId::parse(page).expect("a slug"),
            http: HttpClient::new(AddressPolicy::PublicAndPrivate),
            _platform: listening,
            _stop: stop,
        }
    }

    /// Lets time pass in steps of five minutes: the platform delivers, the queues run, `watch` makes its round.
    pub async fn pass(&self, minutes: i64) {
        for _ in 0..minutes / 5 {
            self.clock().advance(Duration::minutes(5));
            self.round().await;
        }
    }

    /// Lets the platform deliver, the queues run and `watch` look.
    ///
    /// # Panics
    /// If `watch` fails.
    pub async fn round(&self) {
        self.deliver().await;
        self.system().run_schedule(ScheduleEvent::due(Schedule::Watch)).await.expect("watch looks");
        self.deliver().await;
    }

    /// Lets the platform deliver what waits, and the queues run.
    pub async fn deliver(&self) {
        self.stub.deliver(&self.http).await;
        self.world.drain().await;
    }

    /// What is known about the page's connection.
    ///
    /// # Panics
    /// If the store does not answer.
    pub async fn health(&self) -> PageHealth {
        let known = self.system().store().health(&self.world.region, &self.page).await;
        known.expect("the store answers").value
    }

    /// The system.
    pub fn system(&self) -> &System {
        &self.world.system
    }

    /// The tenant.
    pub fn region(&self) -> &RegionId {
        &self.world.region
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        self.world.system.clock()
    }
}

/// The pages with tokens for one of them.
fn with_tokens(pages: &str, page: &str, api: &str) -> String {
    let line = |line: &str| {
        if line.starts_with("id,") {
            format!("{line},token,user_token,api\n")
        } else if line.starts_with(&format!("{page},")) {
            format!("{line},{TOKEN},{USER_TOKEN},{api}\n")
        } else {
            format!("{line},,,\n")
        }
    };
    pages.lines().map(line).collect()
}
