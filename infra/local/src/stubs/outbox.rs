//! Deliveries to the system: what a platform sends, with its proof of origin, until it is taken.

use bytes::Bytes;
use domain::Platform;
use http::{HeaderMap, HeaderName, HeaderValue};
use kit::HttpClient;
use serde_json::Value;

use super::state::Subscription;
use super::{Stub, standard};

/// One delivery.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) body: Value,
    /// VK's question who owns the address; its answer decides about the subscription.
    pub(super) confirms: bool,
}

/// What came of sending deliveries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Those that the system took.
    pub taken: usize,
    /// Those that it did not; they wait for the next time.
    pub refused: usize,
}

impl Event {
    pub(super) fn of(body: Value) -> Self {
        Self { body, confirms: false }
    }

    /// The request as the platform makes it.
    pub(super) fn request(
        &self,
        platform: Platform,
        subscription: &Subscription,
        now: i64,
    ) -> (HeaderMap, Bytes) {
        let mut headers = HeaderMap::new();
        let mut body = self.body.clone();
        let proof = match platform {
            Platform::Telegram => Some("x-telegram-bot-api-secret-token"),
            Platform::Max => Some("x-max-bot-api-secret"),
            _ => None,
        };
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        if platform == Platform::Vk {
            body["secret"] = subscription.secret.clone().into();
        }
        if let (Some(name), Ok(value)) = (proof, HeaderValue::from_str(&subscription.secret)) {
            headers.insert(HeaderName::from_static(name), value);
        }
        let text = body.to_string();
        if platform == Platform::Standard {
            let secret = subscription.secret.clone().into();
            headers.extend(standard::signed(&body, &text, &secret, now).unwrap_or_default());
        }
        (headers, text.into())
    }
}

impl Stub {
    /// Sends what waits, in its order. What the system does not take stays for the next time.
    pub async fn deliver(&self, http: &HttpClient) -> Delivered {
        let mut delivered = Delivered::default();
        let waiting: Vec<_> = self.lock().outbox.drain(..).collect();
        for event in waiting {
            let Some(subscription) = self.lock().subscription.clone() else { continue };
            let (headers, body) = event.request(self.platform, &subscription, self.clock.now().timestamp());
            let answer = http.post(&subscription.url, headers, body).await.ok();
            let answer =
                answer.map(|answer| (answer.status, String::from_utf8_lossy(&answer.body).into_owned()));
            let mut state = self.lock();
            if event.confirms {
                let expected = (200, state.identity.confirmation.expose().clone());
                let good = answer == Some(expected);
                if let Some(subscription) = &mut state.subscription {
                    subscription.good = good;
                }
                continue;
            }
            let taken = answer.is_some_and(|(status, body)| {
                status == 200 && (self.platform != Platform::Vk || body == "ok")
            });
            if taken {
                delivered.taken += 1;
            } else {
                delivered.refused += 1;
                state.outbox.push_back(event);
            }
        }
        delivered
    }
}
