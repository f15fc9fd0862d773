#![doc = include_str!("../README.md")]

mod answer;
mod json;
mod lenient;
mod max;
mod moment;
pub mod publish;
mod reading;
mod secret;
mod standard;
mod surrogate;
mod telegram;
mod vk;
mod words;

use chrono::{DateTime, Utc};
use domain::{Page, Platform};
use http::HeaderMap;

pub use answer::{Answer, Refusal, Verified};
pub use reading::{Ignored, Malformed, Note, Reading};

/// The headers that [`read`] needs beside the body; the rest of a request is dropped at the door.
pub const KEPT_HEADERS: &[&str] = &[standard::ID, standard::TIMESTAMP];

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
        Platform::Ok | Platform::Open311 | Platform::Pos | Platform::CloudEvents | Platform::Registry => {
            Err(Refusal::Malformed("platform"))
        }
    }
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
    let body = surrogate::repair(body);
    let members = json::Members::parse(&body)?;
    match page.platform {
        Platform::Vk => vk::read(page, &members, received_at),
        Platform::Telegram => telegram::read(page, &members, received_at),
        Platform::Max => max::read(page, &members, received_at),
        Platform::Standard => standard::read(headers, &members, received_at),
        Platform::Ok | Platform::Open311 | Platform::Pos | Platform::CloudEvents | Platform::Registry => {
            Err(Malformed::field_of("platform"))
        }
    }
}
