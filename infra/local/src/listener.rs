//! The door of the one-process system: HTTP for the functions, and the engines' own protocol for tools beside it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing::debug;

use crate::engine::Connector;
use crate::system::System;

/// The largest request of all: more than any function takes, less than what hurts.
const LARGEST: usize = 2 * 1024 * 1024;
/// Who has not sent the head of a request by then is a burden.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Who has not sent a body by then as well.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// Something that answers requests.
pub trait Answer: Send + Sync + 'static {
    /// Answers one.
    fn answer(&self, request: Request<Bytes>) -> impl Future<Output = Response<Bytes>> + Send;
}

impl Answer for System {
    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.respond(request).await
    }
}

/// The engines behind an address that has to be known.
#[derive(Debug)]
pub struct EngineDoor {
    /// The engines.
    pub engines: Connector,
    /// The first part of the path.
    pub secret: String,
}

impl Answer for EngineDoor {
    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let known = request.uri().path().trim_matches('/') == self.secret;
        let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
        let (true, Some(target)) = (known, target) else { return kit::http::empty(StatusCode::NOT_FOUND) };
        match self.engines.call(target, request.body()).await {
            Ok(answer) => {
                let mut response = Response::builder().status(answer.status);
                response = response.header(header::CONTENT_TYPE, "application/x-amz-json-1.0");
                for (name, value) in answer.headers {
                    response = response.header(name, value);
                }
                response.body(answer.body.into()).unwrap_or_default()
            }
            Err(_) => kit::http::empty(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

/// Answers on `listener` until `stop` says so, and lets requests that are under way end.
pub async fn serve<A: Answer>(listener: TcpListener, answer: Arc<A>, mut stop: watch::Receiver<bool>) {
    let graceful = hyper_util::server::graceful::GracefulShutdown::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    debug!(%error, "a connection was not accepted");
                    continue;
                }
            },
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let _slower = stream.set_nodelay(true);
        let answer = Arc::clone(&answer);
        let service = service_fn(move |request| {
            let answer = Arc::clone(&answer);
            async move { Ok::<_, Infallible>(one(&*answer, request).await.map(Full::new)) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "a connection ended early");
            }
        });
    }
    graceful.shutdown().await;
}

async fn one<A: Answer>(answer: &A, request: Request<Incoming>) -> Response<Bytes> {
    let (head, body) = request.into_parts();
    let collected = tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, LARGEST).collect()).await;
    match collected {
        Ok(Ok(body)) => answer.answer(Request::from_parts(head, body.to_bytes())).await,
        Ok(Err(error)) if error.is::<LengthLimitError>() => kit::http::empty(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => kit::http::empty(StatusCode::BAD_REQUEST),
        Err(_) => kit::http::empty(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Opens a port. Port 0 takes a free one.
pub async fn open(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}
