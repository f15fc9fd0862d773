//! Any sender that signs by Standard Webhooks: a web form, another system, a gateway.

pub(crate) mod message;

use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use domain::{Change, Page};
use http::HeaderMap;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use subtle::Choice;

use crate::answer::{Answer, Refusal, Verified};
use crate::json::Members;
use crate::reading::{Ignored, Malformed, Reading};
use crate::{secret, words};

pub(crate) const ID: &str = HEADER_WEBHOOK_ID;
pub(crate) const TIMESTAMP: &str = HEADER_WEBHOOK_TIMESTAMP;
const TOLERANCE_SECONDS: u64 = 300;
const LEAST_SECRET_BYTES: usize = 24;
const MOST_SIGNATURES: usize = 16;

/// The crate's own check reads the system's clock, so its signature is compared here, at `now`.
pub(crate) fn verify(
    page: &Page,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Verified, Refusal> {
    let (id, time) = (text(headers, ID)?, text(headers, TIMESTAMP)?);
    let shown = text(headers, HEADER_WEBHOOK_SIGNATURE)?;
    let time: i64 = time.parse().map_err(|_| Refusal::Unauthorized)?;
    let fresh = now.timestamp().abs_diff(time) <= TOLERANCE_SECONDS;
    if !fresh || id.is_empty() || id.contains('.') {
        return Err(Refusal::Unauthorized);
    }
    str::from_utf8(body).map_err(|_| Refusal::Malformed("body"))?;
    let mut proven = Choice::from(0);
    for key in page.secrets_at(now).filter_map(webhook) {
        let expected = key.sign(id, time, body).map_err(|_| Refusal::Malformed("body"))?;
        for signature in shown.split(' ').take(MOST_SIGNATURES) {
            proven |= secret::equal(expected.as_bytes(), signature.as_bytes());
        }
    }
    if !bool::from(proven) {
        return Err(Refusal::Unauthorized);
    }
    Ok(Verified { body: body.to_vec(), answer: Answer::Empty, keep: true })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Refusal> {
    str::from_utf8(secret::only(headers, name)?).map_err(|_| Refusal::Unauthorized)
}

/// The crate would take an empty key; a key shorter than the standard allows is refused here.
fn webhook(secret: &str) -> Option<Webhook> {
    let bytes = BASE64.decode(secret.strip_prefix("whsec_").unwrap_or(secret).as_bytes()).ok()?;
    if bytes.len() < LEAST_SECRET_BYTES { None } else { Webhook::from_bytes(bytes).ok() }
}

/// What kind of event tells what.
pub(crate) fn change(kind: &str) -> Option<Change> {
    match kind {
        "message.created" => Some(Change::Created),
        "message.edited" => Some(Change::Edited),
        "message.deleted" => Some(Change::Deleted { by_author: false }),
        "message.restored" => Some(Change::Restored),
        _ => None,
    }
}

pub(crate) fn read(
    headers: &[(String, String)],
    members: &Members<'_>,
    received_at: DateTime<Utc>,
) -> Result<Reading, Malformed> {
    let id = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(ID));
    let delivery = id.map_or_else(
        || words::digest(&[members.body()]),
        |(_, id)| words::key(id).unwrap_or_else(|| words::digest(&[id.as_bytes()])),
    );
    members.raw("type").ok_or(Malformed::field_of("type"))?;
    let kind = members.text("type").unwrap_or_default();
    let Some(change) = change(&kind) else { return Ok(Reading::ignored(Ignored::unknown(&kind))) };
    let data = members.object("data")?.ok_or(Malformed::field_of("data"))?;
    let changed_at = members.text("timestamp");
    message::read(data, change, changed_at.as_deref(), delivery, received_at)
}
