//! A resident's message in the shape in which its platform delivers it.

mod max;
mod standard;
mod telegram;
mod vk;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{Form, Page, Platform, Private};
use serde_json::Value;

/// The message of another resident that a message answers.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    /// Its number on the page.
    pub(super) number: i64,
    /// When it was written.
    pub(super) written_at: DateTime<Utc>,
    /// Who wrote it.
    pub(super) author: i64,
}

/// A resident's message, before any platform has given it a shape.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// Its number on the page.
    pub(super) number: i64,
    /// How it was written.
    pub(super) form: Form,
    /// When.
    pub(super) at: DateTime<Utc>,
    /// Who wrote it: an invented number.
    pub(super) author: i64,
    /// The official post under which it stands.
    pub(super) post: i64,
    /// What it answers.
    pub(super) answered: Option<Answered>,
    /// The words.
    pub(super) text: Private<String>,
    /// The place, on channels with a field for it.
    pub(super) address: Option<Private<String>>,
}

/// What happened to a message.
#[derive(Debug, Clone)]
pub(super) enum Told {
    /// It was written.
    Created,
    /// It says this now.
    Edited(Private<String>),
    /// Its author took it away.
    Removed,
    /// Something that nobody reads.
    Unknown,
}

/// A delivery before it is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Private<Bytes>,
}

/// The delivery that tells of `told` at the moment `at`. `serial` names the delivery among all others of the page.
pub(super) fn parcel(page: &Page, written: &Written, told: &Told, serial: u64, at: DateTime<Utc>) -> Parcel {
    let external = page.external.as_deref().and_then(|id| id.parse().ok()).unwrap_or_default();
    let secret = page.secrets.first().map(|secret| secret.value.expose().clone()).unwrap_or_default();
    match page.platform {
        Platform::Vk => {
            let mut body = vk::body(external, written, told, serial, at);
            body["secret"] = Value::from(secret);
            plain(&body, vec![])
        }
        Platform::Telegram => {
            let body = telegram::body(external, &page.title, written, told, serial, at);
            plain(&body, vec![("x-telegram-bot-api-secret-token", secret)])
        }
        Platform::Max => {
            let body = max::body(external, written, told, at);
            plain(&body, vec![("x-max-bot-api-secret", secret)])
        }
        _ => standard::signed(&standard::body(written, told, at), &secret, serial, at),
    }
}

/// The same delivery once more, at the moment `at`: signatures carry a time.
pub(super) fn again(page: &Page, parcel: &Parcel, at: DateTime<Utc>) -> Parcel {
    let secret = page.secrets.first().map(|secret| secret.value.expose().clone()).unwrap_or_default();
    match page.platform {
        Platform::Standard => standard::signed_again(parcel, &secret, at),
        _ => parcel.clone(),
    }
}

/// Gives a delivery of Telegram the number that `number` finds for its serial one.
pub(super) fn count(parcel: &mut Parcel, number: impl FnOnce(u64) -> u64) {
    if !parcel.headers.iter().any(|(name, _)| name.starts_with("x-telegram")) {
        return;
    }
    let body = serde_json::from_slice::<Value>(parcel.body.expose());
    if let Ok(mut body) = body
        && let Some(serial) = body["update_id"].as_u64()
    {
        body["update_id"] = number(serial).into();
        parcel.body = Private::new(Bytes::from(body.to_string()));
    }
}

/// The name that all deliveries about a message give it.
pub(super) fn object(page: &Page, written: &Written) -> String {
    let external = page.external.as_deref().and_then(|id| id.parse().ok()).unwrap_or_default();
    match page.platform {
        Platform::Vk => vk::object(external, written),
        Platform::Telegram => telegram::object(external, written),
        Platform::Max => max::mid(external, written.form, written.author, written.number, written.at),
        _ => standard::object(written),
    }
}

/// Whether the platform tells of such a thing at all.
pub(super) fn is_told(platform: Platform, form: Form, told: &Told) -> bool {
    match (platform, told) {
        (_, Told::Created | Told::Unknown) => true,
        (Platform::Vk, Told::Edited(_)) => form != Form::Post,
        (Platform::Vk, Told::Removed) => form == Form::Comment,
        (Platform::Telegram, told) => matches!(told, Told::Edited(_)),
        _ => true,
    }
}

fn plain(body: &Value, mut headers: Vec<(&'static str, String)>) -> Parcel {
    headers.push(("content-type", "application/json".to_owned()));
    Parcel { headers, body: Private::new(body.to_string().into()) }
}
