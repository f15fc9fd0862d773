//! Answering requests: the same way on Lambda and in the one-process system.

mod event;
mod respond;

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use bytes::Bytes;
use futures::FutureExt;
use http::{Request, Response, StatusCode};
use tokio::time::{Instant, timeout_at};

use crate::metrics::{self, Metric};
pub use event::{EventError, SourceIp};
pub(crate) use event::{Reply, from_event, to_event};
pub use respond::{CSV, HTML, JSON, PROBLEM, TEXT, empty, json, problem, text, unavailable};

/// The answer goes out this long before the function would be stopped.
const LAST_MOMENT: Duration = Duration::from_millis(300);

/// Answers `request`; when the handler has a bug or no time is left, with a problem that tells nothing about it.
pub async fn answer<H, F>(handler: H, request: Request<Bytes>, deadline: Instant) -> Response<Bytes>
where
    H: FnOnce(Request<Bytes>) -> F,
    F: Future<Output = Response<Bytes>>,
{
    let last_moment = deadline.checked_sub(LAST_MOMENT).unwrap_or(deadline);
    let work = AssertUnwindSafe(async { handler(request).await }).catch_unwind();
    let response = match timeout_at(last_moment, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => {
            metrics::count(Metric::Panics);
            problem(StatusCode::INTERNAL_SERVER_ERROR, "bug", None, "The server has a bug here.")
        }
        Err(_elapsed) => {
            tracing::error!(code = "request.not_finished", "request not finished in time");
            unavailable(1)
        }
    };
    metrics::count(Metric::RequestsAnswered);
    if response.status().is_server_error() {
        metrics::count(Metric::RequestsFailed);
    }
    response
}

/// The address that the request came from, if the request bears one.
pub fn source_ip<B>(request: &Request<B>) -> Option<IpAddr> {
    request.extensions().get::<SourceIp>().map(|SourceIp(address)| *address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[tokio::test]
    async fn a_bug_is_answered_without_its_words() {
        let response = answer(|_| async { panic!("canary") }, Request::default(), soon()).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!String::from_utf8_lossy(response.body()).contains("canary"));
    }

    #[tokio::test]
    async fn a_bug_before_the_first_await_is_caught_too() {
        let handler = |_: Request<Bytes>| -> std::future::Ready<Response<Bytes>> { panic!("at once") };
        assert_eq!(
            answer(handler, Request::default(), soon()).await.status(),
            StatusCode::INTERNAL_SERVER_ERROR
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_handler_is_answered_for_while_there_is_time() {
        let deadline = soon();
        let response = answer(|_| std::future::pending(), Request::default(), deadline).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[http::header::RETRY_AFTER], "1");
        assert!(Instant::now() < deadline);
    }

    #[tokio::test]
    async fn a_good_answer_passes_through() {
        let response = answer(|_| async { text(StatusCode::OK, "ok") }, Request::default(), soon()).await;
        assert_eq!(response.body().as_ref(), b"ok");
    }
}
