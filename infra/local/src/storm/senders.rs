//! The platforms' part: many senders at once, each of which repeats a delivery until it is acknowledged.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{Page, Platform};
use http::{HeaderValue, Request, StatusCode};
use kit::Clock;
use standardwebhooks::Webhook;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::line::{Line, NoAnswer};
use super::payload::Parcel;
use super::plan::{Door, Errand, Plan};
use crate::commands::Failed;

/// The first pause before a repetition; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// How far the senders have come, seen from outside.
#[derive(Debug, Default)]
pub(super) struct Progress {
    next: AtomicUsize,
    /// Deliveries that were acknowledged.
    pub(super) acknowledged: AtomicUsize,
    /// Tries that found nobody listening.
    pub(super) refused: AtomicUsize,
    /// Tries whose answer was lost.
    pub(super) lost: AtomicUsize,
    /// Tries that were asked to come back.
    pub(super) put_off: AtomicUsize,
}

impl Progress {
    /// Deliveries that were acknowledged so far.
    pub(super) fn done(&self) -> usize {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// All tries that had to be repeated.
    pub(super) fn retries(&self) -> usize {
        [&self.refused, &self.lost, &self.put_off]
            .into_iter()
            .map(|count| count.load(Ordering::Relaxed))
            .sum()
    }
}

/// Why a delivery is given up.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    /// The server does not want what it should take.
    #[error("delivery {delivery} to page {page} was answered with {status}")]
    Turned { delivery: String, page: String, status: StatusCode },
    /// The platform would not take the answer for an acknowledgement.
    #[error("delivery {delivery} to page {page} was acknowledged with a wrong word")]
    WrongWord { delivery: String, page: String },
    /// There is no more time.
    #[error("delivery {0} was not acknowledged in time")]
    OutOfTime(String),
}

/// What all senders share.
#[derive(Debug)]
pub(super) struct Senders {
    /// The storm.
    pub(super) plan: Arc<Plan>,
    /// The server.
    pub(super) address: SocketAddr,
    /// Counts the starts of the server: whoever waits for it hears of it.
    pub(super) starts: watch::Receiver<usize>,
    /// When to give up.
    pub(super) deadline: Instant,
    /// How far they have come.
    pub(super) progress: Arc<Progress>,
}

impl Senders {
    /// Sends everything with `many` senders at once.
    pub(super) async fn run(self, many: usize) -> Result<(), Failed> {
        let shared = Arc::new(self);
        let mut senders = JoinSet::new();
        for _ in 0..many {
            senders.spawn(Arc::clone(&shared).send());
        }
        while let Some(sender) = senders.join_next().await {
            sender??;
        }
        Ok(())
    }

    async fn send(self: Arc<Self>) -> Result<(), SendError> {
        let mut line = Line::to(self.address);
        loop {
            let next = self.progress.next.fetch_add(1, Ordering::Relaxed);
            let Some(errand) = self.plan.errands.get(next) else { return Ok(()) };
            self.run_errand(&mut line, errand).await?;
        }
    }

    async fn run_errand(&self, line: &mut Line, errand: &Errand) -> Result<(), SendError> {
        if let (true, Some(first)) = (errand.unheard, errand.parcels.first()) {
            line.send_and_hang_up(self.request(first)).await;
            self.progress.lost.fetch_add(1, Ordering::Relaxed);
        }
        for parcel in &errand.parcels {
            self.insist(line, parcel).await?;
        }
        Ok(())
    }

    /// Repeats a delivery until it is acknowledged.
    async fn insist(&self, line: &mut Line, parcel: &Parcel) -> Result<(), SendError> {
        let (mut pause, mut starts) = (FIRST_PAUSE, self.starts.clone());
        while Instant::now() < self.deadline {
            starts.mark_unchanged();
            let counted = match line.send(self.request(parcel)).await {
                Ok((status, body)) if status.is_success() => return self.acknowledged(parcel, &body),
                Ok((StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT, _)) => {
                    &self.progress.put_off
                }
                Ok((status, _)) => {
                    let (delivery, page) = self.named(parcel);
                    return Err(SendError::Turned { delivery, page, status });
                }
                Err(NoAnswer::Refused) => &self.progress.refused,
                Err(NoAnswer::Lost) => &self.progress.lost,
            };
            counted.fetch_add(1, Ordering::Relaxed);
            let _earlier = timeout(pause, starts.changed()).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Err(SendError::OutOfTime(parcel.delivery.clone()))
    }

    fn acknowledged(&self, parcel: &Parcel, body: &Bytes) -> Result<(), SendError> {
        let expected: &[u8] = if self.page(parcel).platform == Platform::Vk { b"ok" } else { b"" };
        if body != expected {
            let (delivery, page) = self.named(parcel);
            return Err(SendError::WrongWord { delivery, page });
        }
        self.progress.acknowledged.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn named(&self, parcel: &Parcel) -> (String, String) {
        (parcel.delivery.clone(), self.page(parcel).id.to_string())
    }

    fn page(&self, parcel: &Parcel) -> &Page {
        &self.plan.doors[parcel.page].page
    }

    fn request(&self, parcel: &Parcel) -> Request<Bytes> {
        let door = &self.plan.doors[parcel.page];
        request(door, parcel, &self.address.to_string(), Clock::system().now())
    }
}

/// A delivery as its platform sends it, proof included.
pub(super) fn request(door: &Door, parcel: &Parcel, host: &str, now: DateTime<Utc>) -> Request<Bytes> {
    let mut request = Request::post(door.path.as_str())
        .header("host", host)
        .header("content-type", "application/json")
        .body(parcel.body.clone())
        .expect("the path of a page is a path");
    prove(&door.page, parcel, now.timestamp(), request.headers_mut());
    request
}

/// What the platform puts into the headers to show where a delivery comes from.
fn prove(page: &Page, parcel: &Parcel, now: i64, headers: &mut http::HeaderMap) {
    let secret = page.secrets.first().map_or("", |secret| secret.value.expose().as_str());
    let mut set = |name: &'static str, value: &str| {
        headers.insert(name, HeaderValue::from_str(value).expect("what proves a delivery is plain text"));
    };
    match page.platform {
        Platform::Vk => {}
        Platform::Telegram => set("x-telegram-bot-api-secret-token", secret),
        Platform::Max => set("x-max-bot-api-secret", secret),
        _ => {
            let signed =
                Webhook::new(secret).and_then(|webhook| webhook.sign(&parcel.delivery, now, &parcel.body));
            set("webhook-id", &parcel.delivery);
            set("webhook-timestamp", &now.to_string());
            set("webhook-signature", &signed.unwrap_or_default());
        }
    }
}
