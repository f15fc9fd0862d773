//! What answers look like: every code with its Russian name beside it.

mod doubt;
mod incident;
mod log;
mod names;
mod reply;
mod territory;

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use http::{HeaderValue, Response, header};

pub(crate) use doubt::doubt;
pub(crate) use incident::{incident, summary, voices};
pub(crate) use names::{municipality, of_code as topic};
pub(crate) use reply::{publication, publications};
pub(crate) use territory::directory;

/// A moment in UTC with milliseconds.
pub(crate) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The answer with the version that an action on it must name.
pub(crate) fn with_version(mut response: Response<Bytes>, version: u64) -> Response<Bytes> {
    let tag = HeaderValue::from_str(&format!("\"{version}\"")).expect("a number in quotes is ASCII");
    response.headers_mut().insert(header::ETAG, tag);
    response
}
