//! Why a request is not done, and the problem (RFC 9457) that says so. Nothing of a resident is in it.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};
use kit::http::{problem, unavailable};
use queue::QueueError;
use serde_json::{Map, Value};
use store::StoreError;

/// Come back after so many seconds.
const RETRY_AFTER_S: u32 = 2;

/// Why a request is not done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// No key, or not a good one.
    Unauthorized,
    /// The key's role does not do this.
    Forbidden,
    /// There is no such thing within the key's reach.
    NotFound,
    /// The path takes other methods.
    Method(Vec<Method>),
    /// The body is too large.
    TooLarge,
    /// The request cannot be read, because of this part of it.
    Bad { field: Cow<'static, str>, message: &'static str },
    /// The request is read, but this part of it cannot be done.
    Unprocessable { field: Cow<'static, str>, message: &'static str },
    /// It does not say which version it is about.
    VersionNeeded,
    /// What stands there does not allow it; the members tell what does stand there.
    Conflict { code: &'static str, message: String, members: Map<String, Value> },
    /// Something below does not answer now.
    Unavailable(&'static str),
    /// Something stored cannot be read.
    Broken(&'static str),
}

impl Refusal {
    /// A part of the request that cannot be read.
    pub(crate) fn bad(field: impl Into<Cow<'static, str>>, message: &'static str) -> Self {
        Self::Bad { field: field.into(), message }
    }

    /// A part of the request that cannot be done.
    pub(crate) fn unprocessable(field: impl Into<Cow<'static, str>>, message: &'static str) -> Self {
        Self::Unprocessable { field: field.into(), message }
    }

    /// The answer to the sender.
    pub(crate) fn response(&self) -> Response<Bytes> {
        match self {
            Self::Unauthorized => challenge(problem(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                None,
                "a valid key is needed: Authorization: Bearer otk_…",
            )),
            Self::Forbidden => {
                problem(StatusCode::FORBIDDEN, "forbidden", None, "the role of the key does not do this")
            }
            Self::NotFound => problem(StatusCode::NOT_FOUND, "not_found", None, "there is no such thing"),
            Self::Method(allow) => with(
                problem(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", None, "use another method"),
                header::ALLOW,
                &allow.iter().map(Method::as_str).collect::<Vec<_>>().join(", "),
            ),
            Self::TooLarge => {
                problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large", None, "the body is over 64 KB")
            }
            Self::Bad { field, message } => {
                problem(StatusCode::BAD_REQUEST, "bad_request", Some(field), message)
            }
            Self::Unprocessable { field, message } => {
                problem(StatusCode::UNPROCESSABLE_ENTITY, "unprocessable", Some(field), message)
            }
            Self::VersionNeeded => problem(
                StatusCode::PRECONDITION_REQUIRED,
                "version_needed",
                Some("If-Match"),
                "say which version it is about: If-Match: \"7\", or version=7",
            ),
            Self::Conflict { code, message, members } => {
                extended(problem(StatusCode::CONFLICT, code, None, message), members)
            }
            Self::Unavailable(_) => unavailable(RETRY_AFTER_S),
            Self::Broken(_) => problem(
                StatusCode::INTERNAL_SERVER_ERROR,
                "broken",
                None,
                "something stored here cannot be read",
            ),
        }
    }
}

fn challenge(response: Response<Bytes>) -> Response<Bytes> {
    with(response, header::WWW_AUTHENTICATE, "Bearer")
}

fn with(mut response: Response<Bytes>, name: header::HeaderName, value: &str) -> Response<Bytes> {
    let value = HeaderValue::from_str(value).expect("our own words are ASCII");
    response.headers_mut().insert(name, value);
    response
}

/// The problem with further members.
fn extended(mut response: Response<Bytes>, members: &Map<String, Value>) -> Response<Bytes> {
    let mut body: Map<String, Value> =
        serde_json::from_slice(response.body()).expect("a problem is a JSON object");
    body.extend(members.clone());
    *response.body_mut() = Value::Object(body).to_string().into();
    response
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        if error.is_retryable() { Self::Unavailable(error.code()) } else { Self::Broken(error.code()) }
    }
}

impl From<QueueError> for Refusal {
    fn from(error: QueueError) -> Self {
        Self::Unavailable(error.code())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(refusal: &Refusal) -> Value {
        serde_json::from_slice(refusal.response().body()).unwrap()
    }

    #[test]
    fn a_bad_part_is_named() {
        let refusal = Refusal::bad("limit", "must be 1 to 200");
        assert_eq!(refusal.response().status(), StatusCode::BAD_REQUEST);
        assert_eq!(body(&refusal)["field"], "limit");
    }

    #[test]
    fn a_conflict_tells_what_stands_there() {
        let members = json!({ "version": 7, "state": "routed" }).as_object().unwrap().clone();
        let refusal = Refusal::Conflict { code: "version_conflict", message: "other".to_owned(), members };
        let body = body(&refusal);
        assert_eq!(
            (&body["status"], &body["version"], &body["state"]),
            (&json!(409), &json!(7), &json!("routed"))
        );
    }

    #[test]
    fn a_silent_store_is_no_empty_answer() {
        let response = Refusal::Unavailable("store.unavailable").response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers().contains_key(header::RETRY_AFTER));
    }

    #[test]
    fn a_refused_method_names_the_others() {
        assert_eq!(
            Refusal::Method(vec![Method::GET, Method::POST]).response().headers()[header::ALLOW],
            "GET, POST"
        );
    }
}
