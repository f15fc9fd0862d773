//! Any other system that sends what residents write: signed by Standard Webhooks, and deaf to answers.

use domain::Private;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::outbox::Event;
use super::state::{Message, Place};

pub(super) fn event(message: &Message) -> Event {
    let mut data = json!({
        "id": message.number.to_string(), "text": message.text, "written_at": message.at.to_rfc3339(),
        "author": {"id": message.author.to_string()}, "form": "direct",
    });
    if let Place::Post(post) = message.place {
        data["form"] = "comment".into();
        let parent = message.answers.map(|number| number.to_string());
        data["thread"] = json!({"post": post.to_string(), "parent": parent});
    }
    Event::of(json!({"type": "message.created", "timestamp": message.at.to_rfc3339(), "data": data}))
}

/// The headers that sign a body; none if the secret is no key.
pub(super) fn signed(body: &Value, text: &str, secret: &Private<String>, now: i64) -> Option<HeaderMap> {
    let id = format!("msg_{}", body["data"]["id"].as_str().unwrap_or_default());
    let signature = Webhook::new(secret.expose()).ok()?.sign(&id, now, text.as_bytes()).ok()?;
    let mut headers = HeaderMap::new();
    for (name, value) in
        [("webhook-id", id), ("webhook-timestamp", now.to_string()), ("webhook-signature", signature)]
    {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?);
    }
    Some(headers)
}
