//! A call as a platform sees it, and what it answers.

use std::collections::BTreeMap;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use http::{Method, Request, Response, header};
use md5::{Digest, Md5};
use serde_json::Value;

/// A call, taken apart.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) form: BTreeMap<String, String>,
    pub(super) json: Value,
    pub(super) authorization: String,
    /// The same for the same call.
    pub(super) digest: String,
}

impl Ask {
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        let text = |name: header::HeaderName| {
            let value = request.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let kind = text(header::CONTENT_TYPE);
        let body = request.body();
        let words = String::from_utf8_lossy(body);
        let form = kind.starts_with("application/x-www-form-urlencoded").then(|| pairs(&words));
        let json = kind.starts_with("application/json").then(|| serde_json::from_slice(body).ok()).flatten();
        let mut hash = Md5::new();
        hash.update(request.method().as_str());
        hash.update(request.uri().to_string());
        hash.update(body);
        Self {
            method: request.method().clone(),
            path: unescaped(request.uri().path()),
            query: pairs(request.uri().query().unwrap_or_default()),
            form: form.unwrap_or_default(),
            json: json.unwrap_or_default(),
            authorization: text(header::AUTHORIZATION),
            digest: HEXLOWER.encode(&hash.finalize()),
        }
    }

    /// A number of the form.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.form.get(name)?.parse().ok()
    }

    /// A text of the form that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.form.get(name).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// A number of the query.
    pub(super) fn asked(&self, name: &str) -> Option<i64> {
        self.query.get(name)?.parse().ok()
    }
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (unescaped(name), unescaped(value))).collect()
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a platform answers.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) body: Value,
    retry_after: Option<u64>,
    good: bool,
}

impl Said {
    pub(super) fn good(body: Value) -> Self {
        Self { status: 200, body, retry_after: None, good: true }
    }

    pub(super) fn bad(status: u16, body: Value) -> Self {
        Self { status, body, retry_after: None, good: false }
    }

    pub(super) fn after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// Whether what was asked for was done.
    pub(super) const fn is_good(&self) -> bool {
        self.good
    }

    pub(super) fn response(self) -> Response<Bytes> {
        let mut response = Response::builder().status(self.status);
        response = response.header(header::CONTENT_TYPE, "application/json; charset=utf-8");
        if let Some(seconds) = self.retry_after {
            response = response.header(header::RETRY_AFTER, seconds);
        }
        response.body(Bytes::from(self.body.to_string())).expect("the parts are sound")
    }
}
