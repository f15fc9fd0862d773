//! ПОС: a list in pages behind a token. The platform publishes no interface, so this is the simplest that can be
//! polled: `GET /appeals?page=0&size=100&since=…`, newest changes last.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::Private;
use http::Request;
use serde_json::{Value, json};

use super::Listening;
use super::ask::{Ask, Said};
use super::server::Outcome;

/// The list.
#[derive(Debug)]
pub struct List {
    token: Private<String>,
    rows: Mutex<Vec<(DateTime<Utc>, Value)>>,
}

impl List {
    /// An empty one.
    pub fn new(token: &str) -> Arc<Self> {
        Arc::new(Self { token: token.into(), rows: Mutex::default() })
    }

    /// Adds an appeal, or a later state of one.
    pub fn put(&self, changed_at: DateTime<Utc>, row: Value) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.push((changed_at, row));
        rows.sort_by_key(|(at, _)| *at);
    }

    /// Listens on a free port of this machine.
    pub async fn listen(self: &Arc<Self>) -> std::io::Result<Listening> {
        let list = Arc::clone(self);
        super::listen(move |request| Outcome::Answer(list.answer(&request))).await
    }

    fn answer(&self, request: &Request<Bytes>) -> Said {
        let ask = Ask::of(request);
        if ask.authorization != format!("Bearer {}", self.token.expose()) {
            return Said::bad(401, json!({"error": "unauthorized"}));
        }
        if ask.path != "/appeals" {
            return Said::bad(404, json!({"error": "not_found"}));
        }
        let number =
            |name, otherwise| ask.asked(name).and_then(|it| usize::try_from(it).ok()).unwrap_or(otherwise);
        let (page, size) = (number("page", 0), number("size", 100).clamp(1, 100));
        let since = ask.query.get("since").and_then(|since| DateTime::parse_from_rfc3339(since).ok());
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let all: Vec<_> = rows.iter().filter(|(at, _)| since.is_none_or(|since| *at >= since)).collect();
        let items: Vec<_> = all.iter().skip(page * size).take(size).map(|(_, row)| row).collect();
        Said::good(json!({"total": all.len(), "page": page, "items": items}))
    }
}
