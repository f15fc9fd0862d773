//! One kept-alive connection to the server, made anew whenever it breaks.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Who has not answered by then will not answer on this connection.
const PATIENCE: Duration = Duration::from_secs(15);
/// After so long the impatient caller hangs up: the request has left, the answer has not come.
const IMPATIENCE: Duration = Duration::from_millis(1);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoAnswer {
    /// Nobody listens.
    #[error("nobody listens")]
    Refused,
    /// The connection broke, or the answer never came: what became of the request is not known.
    #[error("the answer was lost")]
    Lost,
}

/// A connection.
#[derive(Debug)]
pub(super) struct Line {
    address: SocketAddr,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Line {
    /// A line to `address` that is not open yet.
    pub(super) const fn to(address: SocketAddr) -> Self {
        Self { address, open: None }
    }

    /// Sends `request` and reads the answer.
    pub(super) async fn send(&mut self, request: Request<Bytes>) -> Result<(StatusCode, Bytes), NoAnswer> {
        let answer = self.exchange(request, PATIENCE).await;
        if answer.is_err() {
            self.open = None;
        }
        answer
    }

    /// Sends `request` and hangs up before the answer can be read.
    pub(super) async fn send_and_hang_up(&mut self, request: Request<Bytes>) {
        let _unheard = self.exchange(request, IMPATIENCE).await;
        self.open = None;
    }

    async fn exchange(
        &mut self,
        request: Request<Bytes>,
        patience: Duration,
    ) -> Result<(StatusCode, Bytes), NoAnswer> {
        let open = self.opened().await?;
        let exchange = async {
            open.ready().await?;
            let (head, body) = open.send_request(request.map(Full::new)).await?.into_parts();
            Ok::<_, hyper::Error>((head.status, body.collect().await?.to_bytes()))
        };
        match timeout(patience, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) | Err(_) => Err(NoAnswer::Lost),
        }
    }

    async fn opened(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, NoAnswer> {
        let usable = self.open.take().filter(|open| !open.is_closed());
        let open = match usable {
            Some(open) => open,
            None => connect(self.address).await?,
        };
        Ok(self.open.insert(open))
    }
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>, NoAnswer> {
    let stream = timeout(PATIENCE, TcpStream::connect(address)).await;
    let stream = stream.map_err(|_| NoAnswer::Refused)?.map_err(|_| NoAnswer::Refused)?;
    let _slower = stream.set_nodelay(true);
    let (open, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| NoAnswer::Lost)?;
    // It ends with the server or with the sender's half; either way the next request finds out.
    tokio::spawn(async move { drop(connection.await) });
    Ok(open)
}
