//! One delivery: recognise the page, check the proof, keep the body, answer.

use std::time::Duration;

use bytes::Bytes;
use contracts::{MessageTask, RawBody, RawDelivery};
use domain::Platform;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use kit::metrics::{Dimension, Metric, count_by};
use platforms::{KEPT_HEADERS, Refusal, Verified};
use store::PageItem;
use tokio::time::{Instant, timeout_at};
use tracing::{info, warn};

use crate::{Deps, door, page_digest};

/// The largest body that is taken, in bytes. In base64 it fits into a message of every queue that is supported.
pub const BODY_LIMIT: usize = 180_000;

/// When a platform is to come back if we cannot keep its delivery now, in seconds.
const RETRY_AFTER: &str = "30";

/// How long a platform waits for us at most: Одноклассники give up after 5 seconds, all others later.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(4);
const TOO_SLOW: Turned = Turned::NotKept("storage.slow");

enum Turned {
    Method,
    TooLarge,
    NoSuchPage,
    Refused(Refusal),
    /// We cannot keep it; the platform is to try again.
    NotKept(&'static str),
}

/// Answers `POST /hooks/{page}`, and `OPTIONS`, by which a sender of CloudEvents asks whether it may send.
pub async fn handle(deps: &Deps, request: Request<Bytes>) -> Response<Bytes> {
    let peer = door::peer(&request);
    let (mut head, body) = request.into_parts();
    if head.method != Method::POST && head.method != Method::OPTIONS {
        return turned(&Turned::Method);
    }
    if body.len() > BODY_LIMIT {
        return turned(&Turned::TooLarge);
    }
    let deadline = Instant::now() + ANSWER_WITHIN;
    let page = match timeout_at(deadline, page(deps, head.uri.path())).await.unwrap_or(Err(TOO_SLOW)) {
        Ok(page) => page,
        Err(why) => return turned(&why),
    };
    if head.method == Method::OPTIONS {
        return door::handshake(&page.page, &head.headers).unwrap_or_else(|| turned(&Turned::Method));
    }
    if page.page.platform == Platform::CloudEvents {
        door::show_token(&mut head);
    }
    let taken = if platforms::may_come_from(&page.page, peer) {
        timeout_at(deadline, take(deps, &page, &head.headers, &body)).await.unwrap_or(Err(TOO_SLOW))
    } else {
        Err(Turned::Refused(Refusal::WrongPage))
    };
    match taken {
        Ok(verified) => answer(&verified),
        Err(why) => {
            let status = status(&why).as_u16();
            info!(page = %page.page.id, platform = %page.page.platform, status, "delivery turned away");
            count_by(Metric::DeliveriesRefused, Dimension::Platform(page.page.platform));
            turned(&why)
        }
    }
}

async fn page(deps: &Deps, path: &str) -> Result<std::sync::Arc<PageItem>, Turned> {
    let key = path.strip_prefix("/hooks/").filter(|key| is_page_key(key)).ok_or(Turned::NoSuchPage)?;
    let digest = page_digest(&deps.id_key, key);
    match deps.pages.get(&digest, deps.clock.now()).await {
        Ok(Some(page)) => Ok(page),
        Ok(None) => Err(Turned::NoSuchPage),
        Err(error) => Err(Turned::NotKept(error.code())),
    }
}

fn is_page_key(key: &str) -> bool {
    (1..=128).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

async fn take(deps: &Deps, item: &PageItem, headers: &HeaderMap, body: &[u8]) -> Result<Verified, Turned> {
    let now = deps.clock.now();
    let verified = platforms::verify(&item.page, headers, body, now).map_err(Turned::Refused)?;
    if verified.keep {
        let kept = |name: &&str| {
            let value = headers.get(*name)?.to_str().ok()?;
            Some(((*name).to_owned(), value.to_owned()))
        };
        let task = MessageTask::RawDeliveryV1(RawDelivery {
            region: item.region.clone(),
            page: item.page.id.clone(),
            received_at: now,
            headers: KEPT_HEADERS.iter().filter_map(kept).collect(),
            body: RawBody(verified.body.clone()),
        });
        deps.messages.send(&task, None).await.map_err(|error| Turned::NotKept(error.code()))?;
    }
    Ok(verified)
}

fn status(why: &Turned) -> StatusCode {
    match why {
        Turned::Method => StatusCode::METHOD_NOT_ALLOWED,
        Turned::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Turned::NoSuchPage => StatusCode::NOT_FOUND,
        Turned::Refused(refusal) => StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST),
        Turned::NotKept(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn turned(why: &Turned) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status(why);
    if let Turned::NotKept(code) = why {
        warn!(code, "delivery not kept: the platform is asked to come back");
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static(RETRY_AFTER));
    }
    if matches!(why, Turned::Method) {
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
    }
    response
}

fn answer(verified: &Verified) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(verified.answer.body().as_bytes()));
    *response.status_mut() = StatusCode::from_u16(verified.answer.status()).unwrap_or(StatusCode::OK);
    if let Some(kind) = verified.answer.content_type() {
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_alphabet_of_page_keys_reaches_the_store() {
        assert!(is_page_key("Zar_k-9"));
        for path in ["", "../x", "a/b", "a%2fb", "я", "a b"] {
            assert!(!is_page_key(path), "{path:?}");
        }
        assert!(!is_page_key(&"a".repeat(129)));
    }
}
