//! VK: Callback API of a community.

mod attachment;
mod comment;
mod dialog;
mod post;

pub(crate) use post::matter;

use chrono::{DateTime, Utc};
use domain::Page;

use crate::answer::{Answer, Refusal, Verified};
use crate::json::{self, Members};
use crate::reading::{Ignored, Malformed, Reading};
use crate::{secret, words};

const CONFIRMATION: &str = "confirmation";

/// VK signs nothing: a `secret` inside the body, and the community's id, are all there is to check.
pub(crate) fn verify(page: &Page, body: &[u8], now: DateTime<Utc>) -> Result<Verified, Refusal> {
    let members = Members::parse(body).map_err(|_| Refusal::Malformed("body"))?;
    let confirming = members.text("type").as_deref() == Some(CONFIRMATION);
    let proven = match members.text("secret") {
        Some(shown) => secret::accepted(page, now, shown.as_bytes()),
        // VK may ask before it knows the secret, and learns only what its own settings show.
        None => confirming && page.secrets_at(now).any(|secret| !secret.is_empty()),
    };
    if !proven {
        return Err(Refusal::Unauthorized);
    }
    let group = members.id("group_id").map(|id| id.to_string());
    if group.is_none() || group != page.external {
        return Err(Refusal::WrongPage);
    }
    let answer = match (confirming, &page.confirmation) {
        (false, _) => Answer::Text("ok"),
        (true, Some(code)) => Answer::Confirmation(code.clone()),
        (true, None) => return Err(Refusal::WrongPage),
    };
    // What opens a resident's file must not lie in queues and quarantines.
    let body = json::blanked(&members.without("secret"), "access_key");
    Ok(Verified { body, answer, keep: !confirming })
}

/// What every event has around its object.
struct Envelope {
    group: i64,
    delivery: String,
    received_at: DateTime<Utc>,
}

impl Envelope {
    fn read(page: &Page, members: &Members<'_>, received_at: DateTime<Utc>) -> Result<Self, Malformed> {
        let known = || page.external.as_deref().and_then(|id| id.parse().ok());
        let group = members.id("group_id").or_else(known).ok_or(Malformed::field_of("group_id"))?;
        Ok(Self { group, delivery: delivery(members), received_at })
    }

    /// The owner of the community's wall, photos and videos.
    fn owner(&self) -> i64 {
        self.group.saturating_neg()
    }

    fn is_own(&self, from: Option<i64>) -> bool {
        from == Some(self.owner())
    }
}

/// Old versions send no `event_id`; then what the event says names it.
fn delivery(members: &Members<'_>) -> String {
    members.text("event_id").and_then(|id| words::key(&id)).unwrap_or_else(|| {
        let part = |name| members.raw(name).unwrap_or_default().as_bytes();
        words::digest(&[part("type"), part("group_id"), part("object")])
    })
}

pub(crate) fn read(
    page: &Page,
    members: &Members<'_>,
    received_at: DateTime<Utc>,
) -> Result<Reading, Malformed> {
    members.raw("type").ok_or(Malformed::field_of("type"))?;
    let kind = members.text("type").unwrap_or_default();
    if kind == CONFIRMATION {
        return Ok(Reading::ignored(Ignored::Confirmation));
    }
    let envelope = Envelope::read(page, members, received_at)?;
    if let Some((family, change)) = comment::kind(&kind) {
        return comment::read(&envelope, family, change, members);
    }
    match kind.as_str() {
        "wall_post_new" => post::read(&envelope, members),
        "wall_repost" => post::read_repost(&envelope, members),
        "message_new" | "message_edit" | "message_reply" => dialog::read(&envelope, &kind, members),
        "message_event" => dialog::pressed(members),
        "message_allow" | "message_deny" => Ok(Reading::ignored(Ignored::Service)),
        _ => Ok(Reading::ignored(Ignored::unknown(&kind))),
    }
}

/// The author by id; VK sends no names.
fn author(from: Option<i64>) -> Option<domain::Author> {
    from.map(|id| domain::Author { id: id.to_string().into(), name: None })
}
