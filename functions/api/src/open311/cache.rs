//! Lists in memory for a minute: strangers may ask for them as often as they like, and each reads much.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::document::Document;

const FRESH_FOR: TimeDelta = TimeDelta::seconds(60);
const MOST: usize = 64;

/// The lists that were asked for in the last minute, by the question.
#[derive(Debug, Default)]
pub(crate) struct Lists(Mutex<HashMap<String, (DateTime<Utc>, Document)>>);

impl Lists {
    pub(super) fn get(&self, question: &str, now: DateTime<Utc>) -> Option<Document> {
        let lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, document) = lists.get(question)?;
        (now - *at < FRESH_FOR).then(|| document.clone())
    }

    pub(super) fn keep(&self, question: String, now: DateTime<Utc>, document: Document) {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.retain(|_, (at, _)| now - *at < FRESH_FOR);
        if lists.len() < MOST {
            lists.insert(question, (now, document));
        }
    }
}
