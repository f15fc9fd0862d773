//! Calling agencies and platforms: the only calls that go to addresses which other people wrote down.

mod address;
mod check;

use std::error::Error;
use std::fmt;
use std::iter;
use std::time::Duration;

use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Connector, proxy::ProxyConfig};
use aws_smithy_runtime_api::client::dns::ResolveDns;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, HeaderValue};
use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use hyper_util::client;
use tokio::time::{Instant, timeout_at};

pub use address::AddressPolicy;
use address::{Guarded, Refused, SystemResolver};
pub use check::{UrlProblem, check_url};

/// The whole call, from the lookup of the name to the last byte of the answer.
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// Of an answer this much is read unless more is asked for; the rest is left.
pub const ANSWER_LIMIT: usize = 64 * 1024;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A client that calls agencies and platforms. It follows no redirect, obeys no proxy and reads no more than it must.
pub struct HttpClient {
    connector: Connector,
    policy: AddressPolicy,
    answer_limit: usize,
}

/// What was answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status; a redirect is an answer like any other.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// The body, or its beginning.
    pub body: Vec<u8>,
    /// The body was longer than is read, or did not end in time, or broke off.
    pub cut: bool,
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Answer({}, len={}, cut={})", self.status, self.body.len(), self.cut)
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The address may not be called.
    #[error("the address may not be called")]
    Url(#[source] UrlProblem),
    /// The name stands for an address inside a network.
    #[error("the name leads to an address that may not be called")]
    Address,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection came about, so nothing was done there.
    #[error("no connection")]
    NoConnection(#[source] ConnectorError),
    /// The call was made, and the connection ended without an answer.
    #[error("no answer")]
    NoAnswer(#[source] ConnectorError),
}

impl CallError {
    /// Whether the same call can succeed later without anyone changing the address.
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::Timeout | Self::NoConnection(_) | Self::NoAnswer(_))
    }

    /// Whether the call certainly never reached the other side.
    pub const fn is_undone(&self) -> bool {
        matches!(self, Self::Url(_) | Self::Address | Self::NoConnection(_))
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HttpClient").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl HttpClient {
    /// A client that calls public addresses, and private ones if they are allowed.
    pub fn new(policy: AddressPolicy) -> Self {
        Self::with_resolver(policy, SystemResolver)
    }

    fn with_resolver(policy: AddressPolicy, resolver: impl ResolveDns + Clone + 'static) -> Self {
        let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT).build();
        let connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .connector_settings(settings)
            .proxy_config(ProxyConfig::disabled())
            // Agencies are called seldom, and a connection kept over a pause of the function is dead.
            .pool_max_idle_per_host(0)
            .build_with_resolver(Guarded::new(policy, resolver));
        Self { connector, policy, answer_limit: ANSWER_LIMIT }
    }

    /// The same, reading answers up to this many bytes.
    #[must_use]
    pub const fn reading(mut self, answer_limit: usize) -> Self {
        self.answer_limit = answer_limit;
        self
    }

    /// Posts `body` to `url`.
    pub async fn post(&self, url: &str, headers: HeaderMap, body: Bytes) -> Result<Answer, CallError> {
        self.call(Method::POST, url, headers, body).await
    }

    /// Calls `url`. Neither the address nor the headers appear in an error: they may hold tokens.
    pub async fn call(
        &self,
        method: Method,
        url: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Answer, CallError> {
        let url = check_url(url, self.policy).map_err(CallError::Url)?;
        let request = Request::builder().method(method).uri(url.as_str());
        let mut request = request.body(SdkBody::from(body)).expect("a checked URL is a URI");
        *request.headers_mut() = headers;
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let request = HttpRequest::try_from(request).expect("header values are text");
        let deadline = Instant::now() + TIMEOUT;
        let response = match timeout_at(deadline, self.connector.call(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(call_error(error)),
            Err(_elapsed) => return Err(CallError::Timeout),
        };
        let response = response.try_into_http1x().expect("the connector speaks HTTP/1 types");
        let (parts, body) = response.into_parts();
        let (body, cut) = read(body, self.answer_limit, deadline).await;
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body, cut })
    }
}

/// The status says whether the agency took the call; a body that is huge, slow or broken does not unsay it.
async fn read(mut body: SdkBody, limit: usize, deadline: Instant) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    loop {
        let data = match timeout_at(deadline, body.frame()).await {
            Ok(None) => return (bytes, false),
            Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
            Ok(Some(Err(_))) | Err(_) => return (bytes, true),
        };
        let room = limit - bytes.len();
        bytes.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room {
            return (bytes, true);
        }
    }
}

fn call_error(error: ConnectorError) -> CallError {
    if error.is_timeout() {
        return CallError::Timeout;
    }
    // The refusal of an address lies below a failed connection, so it is looked for first.
    if causes(&error).any(<dyn Error>::is::<Refused>) {
        return CallError::Address;
    }
    let unconnected = |cause: &(dyn Error + 'static)| {
        cause.downcast_ref::<client::legacy::Error>().is_some_and(client::legacy::Error::is_connect)
    };
    if causes(&error).any(unconnected) { CallError::NoConnection(error) } else { CallError::NoAnswer(error) }
}

fn causes(error: &ConnectorError) -> impl Iterator<Item = &(dyn Error + 'static)> {
    iter::successors(Some(error as &(dyn Error + 'static)), |&error| error.source())
}

#[cfg(test)]
mod tests;
