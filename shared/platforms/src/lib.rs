#![doc = include_str!("../README.md")]

mod answer;
mod cloudevents;
mod json;
mod lenient;
mod max;
mod moment;
mod ok;
pub mod open311;
pub mod poll;
pub mod pos;
pub mod publish;
mod reading;
pub mod registry;
mod secret;
mod standard;
mod surrogate;
mod telegram;
mod vk;
pub mod watch;
mod words;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use domain::{Page, Platform};
use http::HeaderMap;

pub use answer::{Answer, Refusal, Verified};
pub use reading::{Ignored, Malformed, Note, Reading};

/// The headers that [`read`] needs beside the body; the rest of a request is dropped at the door.
pub const KEPT_HEADERS: &[&str] = &[
    standard::ID,
    standard::TIMESTAMP,
    "content-type",
    "ce-specversion",
    "ce-id",
    "ce-source",
    "ce-type",
    "ce-time",
    "ce-subject",
];

/// Whether a delivery may come from `peer`. Only Одноклассники prove themselves by nothing but their address; where
/// nobody knows the peer's, the unguessable address of the page has to do.
pub fn may_come_from(page: &Page, peer: Option<IpAddr>) -> bool {
    page.platform != Platform::Ok || peer.is_none_or(ok::is_source)
}

/// The address of a comment under a channel's post.
pub fn telegram_comment_link(
    channel: i64,
    username: Option<&str>,
    post: i64,
    comment: i64,
) -> Option<String> {
    telegram::comment_link(channel, username, post, comment)
}

/// What VK's proposed post and its publication are both called; none if nothing connects them.
pub fn vk_proposed(owner: i64, resident: i64, text: &str) -> Option<String> {
    vk::matter(owner, Some(resident), text)
}

/// Decides whether a delivery comes from the platform of `page`, and what the platform wants to hear.
pub fn verify(
    page: &Page,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Verified, Refusal> {
    match page.platform {
        Platform::Vk => vk::verify(page, body, now),
        Platform::Telegram => telegram::verify(page, headers, body, now),
        Platform::Max => max::verify(page, headers, body, now),
        Platform::Standard => standard::verify(page, headers, body, now),
        Platform::Ok => ok::verify(body),
        Platform::CloudEvents => cloudevents::verify(page, headers, body, now),
        Platform::Open311 | Platform::Pos | Platform::Registry => Err(Refusal::Malformed("platform")),
    }
}

/// Which delivery it is by the platform's own counting, where that goes on by one from each to the next. VK counts
/// nothing, MAX and OK count in leaps.
pub fn number(page: &Page, body: &[u8]) -> Option<i64> {
    if page.platform != Platform::Telegram {
        return None;
    }
    let body = surrogate::repair(body);
    telegram::number(&json::Members::parse(&body).ok()?)
}

/// Says what a verified delivery reports, in the words of [`domain`].
///
/// `headers` are those named in [`KEPT_HEADERS`], in lower case.
pub fn read(
    page: &Page,
    headers: &[(String, String)],
    body: &[u8],
    received_at: DateTime<Utc>,
) -> Result<Reading, Malformed> {
    if page.platform == Platform::Open311 {
        return open311::read(headers, body, received_at);
    }
    let body = surrogate::repair(body);
    if page.platform == Platform::CloudEvents {
        return cloudevents::read(headers, &body, received_at);
    }
    let members = json::Members::parse(&body)?;
    match page.platform {
        Platform::Vk => vk::read(page, &members, received_at),
        Platform::Telegram => telegram::read(page, &members, received_at),
        Platform::Max => max::read(page, &members, received_at),
        Platform::Standard => standard::read(headers, &members, received_at),
        Platform::Ok => ok::read(&members, received_at),
        Platform::Pos => pos::read(&members, received_at),
        Platform::Open311 | Platform::CloudEvents | Platform::Registry => {
            Err(Malformed::field_of("platform"))
        }
    }
}
