//! Answers that may be kept for a minute, and told apart by a hash of their body.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::handler::Ask;
use crate::params::Params;
use crate::refusal::Refusal;

const KEPT: &str = "private, max-age=60";

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
}

impl Format {
    /// What the request asks for: by its parameter, or else by `Accept`.
    pub(crate) fn of(params: &Params, headers: &HeaderMap) -> Result<Self, Refusal> {
        let accepts_csv = || {
            let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
            accept.is_some_and(|accept| accept.split(',').any(|kind| kind.trim().starts_with("text/csv")))
        };
        match params.get("format") {
            Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some(_) => Err(Refusal::bad("format", "must be json or csv")),
            None if accepts_csv() => Ok(Self::Csv),
            None => Ok(Self::Json),
        }
    }
}

/// A JSON answer that may be kept for a minute.
pub(crate) fn cached_json(ask: &Ask<'_>, document: &impl Serialize) -> Response<Bytes> {
    cached(ask, kit::http::JSON, kit::http::json(StatusCode::OK, document).into_body())
}

/// An answer that may be kept for a minute; without its body where the client has it already.
pub(crate) fn cached(ask: &Ask<'_>, content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let tag = tag(ask, &body);
    let fresh = ask.headers.get_all(header::IF_NONE_MATCH).iter().any(|known| names(known, &tag));
    let mut response = kit::http::text(StatusCode::OK, body);
    if fresh {
        response = kit::http::empty(StatusCode::NOT_MODIFIED);
    } else {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).expect("a digest in quotes is ASCII"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    headers.insert(header::VARY, HeaderValue::from_static("authorization, accept"));
    response
}

fn tag(ask: &Ask<'_>, body: &Bytes) -> String {
    let digest = ask.deps.id_key.secret("etag", &String::from_utf8_lossy(body));
    format!("\"{}\"", &digest[..26])
}

fn names(known: &HeaderValue, tag: &str) -> bool {
    let known = known.to_str().unwrap_or_default();
    known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(query: &str, accept: &str) -> Result<Format, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        Format::of(&Params::read(Some(query), &["format"]).unwrap(), &headers)
    }

    #[test]
    fn the_parameter_decides_before_the_header() {
        assert_eq!(format("", "*/*"), Ok(Format::Json));
        assert_eq!(format("", "text/html"), Ok(Format::Json));
        assert_eq!(format("", "application/json;q=0.5, text/csv"), Ok(Format::Csv));
        assert_eq!(format("format=json", "text/csv"), Ok(Format::Json));
        assert_eq!(format("format=xml", "*/*"), Err(Refusal::bad("format", "must be json or csv")));
    }

    #[test]
    fn a_known_tag_is_recognised_among_others() {
        let names = |text: &str| names(&HeaderValue::from_str(text).unwrap(), "\"abc\"");
        assert!(names("\"abc\"") && names("W/\"abc\"") && names("\"x\", \"abc\"") && names("*"));
        assert!(!names("\"abcd\"") && !names("abc"));
    }
}
