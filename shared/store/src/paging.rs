//! One helper through which every query pages.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

use crate::StoreError;
use crate::item::{Item, corrupt};

/// Where a listing was left: the key of the last item, all of whose parts are strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(BTreeMap<String, String>);

impl Position {
    fn of(item: &Item, key: &[&str]) -> Result<Self, StoreError> {
        let part = |name: &&str| match item.get(*name) {
            Some(AttributeValue::S(value)) => Ok(((*name).to_owned(), value.clone())),
            _ => Err(corrupt("a listed item lacks a part of its key")),
        };
        key.iter().map(part).collect::<Result<_, _>>().map(Self)
    }

    fn into_key(self) -> HashMap<String, AttributeValue> {
        self.0.into_iter().map(|(name, value)| (name, AttributeValue::S(value))).collect()
    }
}

/// A part of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next part begins, unless this was the last.
    pub next: Option<Position>,
}

/// Reads up to `limit` items that `keep` accepts. An empty page in the middle is no end; reading stops after
/// `most_read` items even if few were kept, with a position to go on from.
pub(crate) async fn query<T>(
    operation: &'static str,
    request: QueryFluentBuilder,
    key: &[&str],
    from: Option<Position>,
    (limit, most_read): (usize, usize),
    mut keep: impl FnMut(Item) -> Result<Option<T>, StoreError>,
) -> Result<Listed<T>, StoreError> {
    let mut items = Vec::new();
    let mut start = from.map(Position::into_key);
    let mut read = 0;
    loop {
        let page = i32::try_from(limit.saturating_sub(items.len()).clamp(1, 500)).unwrap_or(500);
        let answer = request
            .clone()
            .limit(page)
            .set_exclusive_start_key(start.take())
            .send()
            .await
            .map_err(|error| StoreError::of(operation, error))?;
        for item in answer.items.unwrap_or_default() {
            read += 1;
            let position = Position::of(&item, key)?;
            items.extend(keep(item)?);
            if items.len() >= limit || read >= most_read {
                return Ok(Listed { items, next: Some(position) });
            }
        }
        match answer.last_evaluated_key {
            Some(key) if !key.is_empty() => start = Some(key),
            _ => return Ok(Listed { items, next: None }),
        }
    }
}
