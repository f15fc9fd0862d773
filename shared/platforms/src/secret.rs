//! Proofs of origin, compared in a time that tells nothing about them.

use chrono::{DateTime, Utc};
use domain::Page;
use http::HeaderMap;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::answer::Refusal;

/// Whether two values are equal; both are hashed first, so that neither content nor length shows.
pub(crate) fn equal(one: &[u8], other: &[u8]) -> Choice {
    Sha256::digest(one).as_slice().ct_eq(Sha256::digest(other).as_slice())
}

/// Whether `shown` is one of the secrets that the page accepts at `now`. An empty secret is none.
pub(crate) fn accepted(page: &Page, now: DateTime<Utc>, shown: &[u8]) -> bool {
    let secrets = page.secrets_at(now).filter(|secret| !secret.is_empty());
    secrets.fold(Choice::from(0), |found, secret| found | equal(secret.as_bytes(), shown)).into()
}

/// The one value of a header; a header that is missing or stands twice proves nothing.
pub(crate) fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a [u8], Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.as_bytes()),
        _ => Err(Refusal::Unauthorized),
    }
}

/// Checks a static secret that comes in a header, as Telegram and MAX send it.
pub(crate) fn check_header(
    page: &Page,
    headers: &HeaderMap,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    if accepted(page, now, only(headers, name)?) { Ok(()) } else { Err(Refusal::Unauthorized) }
}
