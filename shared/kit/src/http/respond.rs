//! Responses with the headers that each of them must have.

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{Response, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// JSON.
pub const JSON: &str = "application/json; charset=utf-8";
/// A problem by RFC 9457.
pub const PROBLEM: &str = "application/problem+json; charset=utf-8";
/// Plain text.
pub const TEXT: &str = "text/plain; charset=utf-8";
/// CSV.
pub const CSV: &str = "text/csv; charset=utf-8";
/// HTML.
pub const HTML: &str = "text/html; charset=utf-8";

/// A JSON response.
pub fn json(status: StatusCode, value: &impl Serialize) -> Response<Bytes> {
    let body = serde_json::to_vec(value).expect("our own answers have text keys and finite numbers");
    with_body(status, JSON, body.into())
}

/// A problem by RFC 9457, with a stable `code` for programs, the `field` it is about, and a `message` for people.
pub fn problem(status: StatusCode, code: &str, field: Option<&str>, message: &str) -> Response<Bytes> {
    let mut members = Map::new();
    members.insert("type".to_owned(), json!("about:blank"));
    members.insert("title".to_owned(), json!(status.canonical_reason().unwrap_or("Problem")));
    members.insert("status".to_owned(), json!(status.as_u16()));
    members.insert("code".to_owned(), json!(code));
    members.extend(field.map(|field| ("field".to_owned(), json!(field))));
    members.insert("detail".to_owned(), json!(message));
    let mut response = with_body(status, PROBLEM, Value::Object(members).to_string().into());
    set(&mut response, CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 503: the sender may try again after so many seconds.
pub fn unavailable(retry_after_s: u32) -> Response<Bytes> {
    let mut response =
        problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable", None, "Try again a little later.");
    set(&mut response, RETRY_AFTER, retry_after_s.into());
    response
}

/// A plain text response: what platforms want to read.
pub fn text(status: StatusCode, body: impl Into<Bytes>) -> Response<Bytes> {
    with_body(status, TEXT, body.into())
}

/// A response without a body.
pub fn empty(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

fn with_body(status: StatusCode, content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, HeaderValue::from_static(content_type));
    set(&mut response, X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn set(response: &mut Response<Bytes>, name: HeaderName, value: HeaderValue) {
    response.headers_mut().insert(name, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_what_it_is_and_is_not_guessed_at() {
        let response = json(StatusCode::OK, &["<script>"]);
        assert_eq!(response.headers()[CONTENT_TYPE], JSON);
        assert_eq!(response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(response.body().as_ref(), br#"["<script>"]"#);
    }

    #[test]
    fn a_problem_names_its_field() {
        let response = problem(StatusCode::BAD_REQUEST, "limit", Some("limit"), "must be 1 to 100");
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert_eq!(response.headers()[CONTENT_TYPE], PROBLEM);
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(
            body,
            json!({"type": "about:blank", "title": "Bad Request", "status": 400, "code": "limit", "field": "limit",
                "detail": "must be 1 to 100"})
        );
    }

    #[test]
    fn a_problem_without_a_field_has_none() {
        let response = problem(StatusCode::NOT_FOUND, "not_found", None, "no such thing");
        assert!(!String::from_utf8_lossy(response.body()).contains("field"));
    }

    #[test]
    fn unavailable_says_when_to_come_back() {
        let response = unavailable(7);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[RETRY_AFTER], "7");
    }

    #[test]
    fn an_empty_response_has_neither_type_nor_body() {
        let response = empty(StatusCode::NO_CONTENT);
        assert!(response.headers().is_empty() && response.body().is_empty());
    }
}
