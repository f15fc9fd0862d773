//! ПОС: a list in pages behind a token. The platform publishes no interface, so this is the simplest that can be
//! polled: `GET /appeals?updatedFrom=…&page=0&size=100`, newest changes last. What changes while somebody reads moves to the
//! end, so that the pages shift under the reader's eyes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    rows: Mutex<Rows>,
    waiting: Mutex<Option<(usize, DateTime<Utc>, Value)>>,
    asked: AtomicUsize,
}

/// Appeals with the moments of their last changes.
type Rows = Vec<(DateTime<Utc>, Value)>;

fn put(rows: &mut Rows, changed_at: DateTime<Utc>, row: Value) {
    rows.retain(|(_, known)| known["id"] != row["id"]);
    rows.push((changed_at, row));
    rows.sort_by_key(|(at, _)| *at);
}

impl List {
    /// An empty one.
    pub fn new(token: &str) -> Arc<Self> {
        Arc::new(Self {
            token: token.into(),
            rows: Mutex::default(),
            waiting: Mutex::default(),
            asked: AtomicUsize::new(0),
        })
    }

    /// Adds an appeal, or puts a later state of one in its place.
    pub fn put(&self, changed_at: DateTime<Utc>, row: Value) {
        put(&mut self.lock(), changed_at, row);
    }

    /// Right after page `page` was given out, an appeal changes.
    pub fn change_after(&self, page: usize, changed_at: DateTime<Utc>, row: Value) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some((page, changed_at, row));
    }

    /// How often a page was asked for.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
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
        let since = ask.query.get("updatedFrom").and_then(|since| DateTime::parse_from_rfc3339(since).ok());
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut rows = self.lock();
        let all: Vec<_> = rows.iter().filter(|(at, _)| since.is_none_or(|since| *at >= since)).collect();
        let items: Vec<_> = all.iter().skip(page * size).take(size).map(|(_, row)| row).collect();
        let said = json!({"total": all.len(), "page": page, "items": items});
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, changed_at, row)) = waiting.take_if(|(after, ..)| *after == page) {
            put(&mut rows, changed_at, row);
        }
        Said::good(said)
    }
}
