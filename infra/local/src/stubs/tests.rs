mod circle;
mod faults;
mod health;

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{Event, Page};
use http::{HeaderMap, HeaderValue, StatusCode};
use kit::HttpClient;
use kit::http_client::AddressPolicy;
use platforms::publish::{Call, Deed, Letter, Verdict, judge, requests};
use serde_json::json;

use super::*;

const GROUP: i64 = 215_000_001;
const PERSON: i64 = 600_000_101;
const POST: i64 = 500;
const PLATFORMS: [Platform; 4] = [Platform::Vk, Platform::Telegram, Platform::Max, Platform::Ok];

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// A stub that listens, and the page on it.
struct Rig {
    stub: Arc<Stub>,
    page: Page,
    clock: Clock,
    http: HttpClient,
    _listening: Listening,
}

impl Rig {
    async fn new(platform: Platform, faults: Faults) -> Self {
        let clock = Clock::manual(now());
        let identity = Identity {
            external: GROUP,
            token: "bot-token".into(),
            user_token: "CPUBLIC:SECRETKEY:session".into(),
            confirmation: "c0ffee".into(),
        };
        let stub = Stub::new(platform, identity, faults, clock.clone());
        let listening = stub.listen().await.unwrap();
        let page = serde_json::from_value(json!({
            "id": "page", "platform": platform, "external": GROUP.to_string(), "title": "Page",
            "secrets": [{"value": "invented_secret", "valid_until": null}], "confirmation": "c0ffee",
            "token": "bot-token", "user_token": "CPUBLIC:SECRETKEY:session", "api": listening.url(),
        }))
        .unwrap();
        let http = HttpClient::new(AddressPolicy::PublicAndPrivate);
        Self { stub, page, clock, http, _listening: listening }
    }

    /// The event that the platform would send about a message.
    fn event(&self, number: i64) -> Event {
        let event = self.stub.event(&self.stub.lock(), number).unwrap();
        let body = event.body.to_string();
        platforms::read(&self.page, &[], body.as_bytes(), self.clock.now()).unwrap().events.remove(0)
    }

    async fn call(&self, call: &Call) -> Option<(StatusCode, HeaderMap, Vec<u8>)> {
        let mut headers = HeaderMap::new();
        for (name, value) in &call.headers {
            headers.insert(name, HeaderValue::from_str(value.expose()).unwrap());
        }
        let body = call.body.expose().clone().into();
        let answer = self.http.call(call.method.clone(), call.url.expose(), headers, body).await.ok()?;
        Some((StatusCode::from_u16(answer.status).unwrap(), answer.headers, answer.body))
    }

    /// What comes of a deed, call by call.
    async fn act(&self, deed: Deed, letter: &Letter<'_>) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for call in requests(deed, letter).unwrap() {
            let verdict = match self.call(&call).await {
                Some((status, headers, body)) => judge(deed, letter, status, &headers, &body),
                None => Verdict::Unclear,
            };
            let ends = deed == Deed::Find && verdict != Verdict::More;
            verdicts.push(verdict);
            if ends {
                break;
            }
        }
        verdicts
    }

    async fn send(&self, to: &str, text: &str, token: &str) -> Verdict {
        let person = PERSON.to_string();
        let letter = Letter { page: &self.page, to, person: Some(&person), text, token, object: None };
        self.act(Deed::Send, &letter).await.remove(0)
    }

    /// Where a message is answered.
    fn address(&self, number: i64) -> String {
        self.event(number).content.unwrap().reply_to.unwrap().into_inner()
    }
}
