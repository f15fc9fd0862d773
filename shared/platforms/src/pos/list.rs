//! Asking for the list, page by page: which page comes next, and what an answer brings.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Items of one page.
const SIZE: u32 = 100;
/// More pages than one round ever reads: a list that never ends is somebody's mistake.
const MOST_PAGES: u32 = 1_000;

/// What an answer brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// Items, each with its own bytes, and the number of the next page if there is one.
    Items {
        /// The items.
        items: Vec<String>,
        /// The next page.
        next: Option<u32>,
    },
    /// Come back later.
    Later,
    /// The key is not taken.
    Refused,
    /// It is no list.
    Unreadable,
}

#[derive(Deserialize)]
struct Answered<'a> {
    #[serde(borrow, alias = "content", alias = "data")]
    items: Vec<&'a RawValue>,
}

/// The query of a page: what changed since a moment, oldest first.
pub fn query(since: DateTime<Utc>, page: u32) -> Vec<(&'static str, String)> {
    let since = since.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    vec![("updatedFrom", since), ("page", page.to_string()), ("size", SIZE.to_string())]
}

/// Says what the answer to page `page` brings. A full page is followed by another one.
pub fn judge(page: u32, status: u16, body: &[u8]) -> Listed {
    match status {
        200 => {}
        401 | 403 => return Listed::Refused,
        _ => return Listed::Later,
    }
    let items = match (
        serde_json::from_slice::<Answered<'_>>(body),
        serde_json::from_slice::<Vec<&RawValue>>(body),
    ) {
        (Ok(answered), _) => answered.items,
        (_, Ok(items)) => items,
        _ => return Listed::Unreadable,
    };
    let full = items.len() >= SIZE as usize && page + 1 < MOST_PAGES;
    Listed::Items {
        items: items.into_iter().map(|item| item.get().to_owned()).collect(),
        next: full.then_some(page + 1),
    }
}
