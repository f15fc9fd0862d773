//! Telegram: webhook of a bot that is in the discussion group of a channel, or that people write to.

mod bot;
mod entities;
mod files;
mod message;
mod place;

pub(crate) use place::comment_link;

use chrono::{DateTime, Utc};
use domain::{Change, Page};
use http::HeaderMap;

use crate::answer::{Answer, Refusal, Verified};
use crate::json::Members;
use crate::reading::{Ignored, Malformed, Reading};
use crate::{secret, words};

const SECRET: &str = "x-telegram-bot-api-secret-token";

pub(crate) fn verify(
    page: &Page,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Verified, Refusal> {
    secret::check_header(page, headers, SECRET, now)?;
    Ok(Verified { body: body.to_vec(), answer: Answer::Empty, keep: true })
}

pub(crate) fn number(members: &Members<'_>) -> Option<i64> {
    members.id("update_id")
}

pub(crate) fn read(
    page: &Page,
    members: &Members<'_>,
    received_at: DateTime<Utc>,
) -> Result<Reading, Malformed> {
    let delivery =
        members.id("update_id").map_or_else(|| words::digest(&[members.body()]), |id| format!("update:{id}"));
    for read in [("message", Change::Created), ("edited_message", Change::Edited)] {
        if members.raw(read.0).is_some() {
            return message::read(page, members, read, received_at, delivery);
        }
    }
    if members.raw("callback_query").is_some() {
        return bot::pressed(members);
    }
    if members.raw("my_chat_member").is_some() {
        return bot::membership(members, received_at);
    }
    Ok(Reading::ignored(match members.names().find(|name| *name != "update_id") {
        Some("channel_post" | "edited_channel_post") => Ignored::OwnMessage,
        Some(kind) => Ignored::unknown(kind),
        None => Ignored::Empty,
    }))
}
