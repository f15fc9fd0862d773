//! HTTP on loopback that can do what a decent server never does: take a request and hang up.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::ask::Said;

/// What comes of a request.
#[derive(Debug)]
pub(super) enum Outcome {
    /// An answer.
    Answer(Said),
    /// The work is done and nobody hears of it.
    Cut,
}

/// Answers until `stop` says so.
pub(super) async fn serve<F>(listener: TcpListener, answer: Arc<F>, mut stop: watch::Receiver<bool>)
where
    F: Fn(Request<Bytes>) -> Outcome + Send + Sync + 'static,
{
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => continue,
            },
            _ = stop.wait_for(|stop| *stop) => return,
        };
        let answer = Arc::clone(&answer);
        let service = service_fn(move |request: Request<Incoming>| {
            let answer = Arc::clone(&answer);
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
                match answer(Request::from_parts(head, body)) {
                    Outcome::Answer(said) => Ok(said.response().map(Full::new)),
                    Outcome::Cut => Err(io::Error::other("the connection is cut")),
                }
            }
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            let _cut = connection.await;
        });
    }
}
