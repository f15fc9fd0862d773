//! MAX: the messages of a chat, newest first, the comments under a post, and what is kept while nothing is subscribed.

use chrono::{DateTime, Utc};
use domain::{Page, Private};
use http::Method;
use serde_json::{Value, json};

use super::{Batch, Step};
use crate::publish::Unsendable;
use crate::publish::call::{self, Call, escaped};

/// So many are asked for at once.
const COUNT: usize = 100;
/// The place of the deliveries themselves.
const UPDATES: &str = "updates";
const MOST_UPDATES: usize = 1_000;

pub(super) fn request(page: &Page, step: &Step, since: DateTime<Utc>) -> Result<Call, Unsendable> {
    if step.place.expose() == UPDATES {
        let marker = step.cursor.as_ref().map(|cursor| format!("&marker={}", escaped(cursor)));
        let path = format!("/updates?limit={MOST_UPDATES}&timeout=0{}", marker.unwrap_or_default());
        return Ok(call::max(page, call::token(page)?, "updates", Method::GET, &path));
    }
    let path = match step.place.expose().split_once(':').ok_or(Unsendable::Address)? {
        ("chat", chat) => {
            let chat: i64 = chat.parse().map_err(|_| Unsendable::Address)?;
            // The time runs backwards here: `from` is the newer end.
            let from = step.cursor.as_ref().map(|cursor| format!("&from={}", escaped(cursor)));
            let from = from.unwrap_or_default();
            format!("/messages?chat_id={chat}&count={COUNT}&to={}{from}", since.timestamp_millis())
        }
        ("comments", post) => {
            let marker = step.cursor.as_ref().map(|cursor| format!("&marker={}", escaped(cursor)));
            format!("/messages/{}/comments?count={COUNT}{}", escaped(post), marker.unwrap_or_default())
        }
        _ => return Err(Unsendable::Address),
    };
    Ok(call::max(page, call::token(page)?, "list", Method::GET, &path))
}

pub(super) fn batch(step: &Step, since: DateTime<Utc>, body: &Value) -> Option<Batch> {
    if step.place.expose() == UPDATES {
        let updates = body["updates"].as_array()?;
        // To ask from the marker on says that everything before it has been taken.
        let marker = body["marker"].as_i64().filter(|_| !updates.is_empty());
        return Some(Batch {
            deliveries: updates.iter().map(|update| Private::new(update.to_string())).collect(),
            next: marker.map(|marker| step.then(marker.to_string())).into_iter().collect(),
        });
    }
    let (place, name) = step.place.expose().split_once(':')?;
    let comments = place == "comments";
    let list = ["comments", "messages"].into_iter().find_map(|key| body[key].as_array())?;
    let time = |message: &Value| message["timestamp"].as_i64();
    let recent = |message: &&Value| time(message).is_none_or(|time| time >= since.timestamp_millis());
    let deliveries = list.iter().filter(recent).map(|message| {
        let mut message = message.clone();
        if comments && message["recipient"].is_object() {
            message["recipient"]["post_id"] = name.into();
        } else if comments {
            message["recipient"] = json!({"chat_type": "channel", "post_id": name});
        }
        let kind = if comments { "comment_created" } else { "message_created" };
        let body = json!({"update_type": kind, "timestamp": message["timestamp"], "message": message});
        Private::new(body.to_string())
    });
    let mut batch = Batch { deliveries: deliveries.collect(), next: Vec::new() };
    let cursor = if comments {
        body["marker"].as_i64()
    } else {
        let oldest = list.iter().filter_map(time).min().filter(|_| list.len() >= COUNT);
        // The same moment is read again, unless that would be for ever.
        oldest.map(|at| if step.cursor.as_deref() == Some(&at.to_string()) { at - 1 } else { at })
    };
    batch.next.extend(cursor.filter(|_| !list.is_empty()).map(|cursor| step.then(cursor.to_string())));
    Some(batch)
}
