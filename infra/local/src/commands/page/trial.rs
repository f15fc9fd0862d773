//! Deliveries that say nothing, to see whether the door opens: signed as the platform signs, of a kind that is
//! acknowledged, counted and dropped.

use bytes::Bytes;
use domain::{Page, Platform};
use http::{HeaderMap, HeaderName, HeaderValue};
use platforms::watch;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::Failed;

/// The kind of event that only a check sends.
const KIND: &str = "otklik_check";

/// A delivery.
pub(super) struct Trial {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Trial {
    fn of(body: &Value) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        Self { headers, body: body.to_string().into() }
    }

    fn show(&mut self, name: &'static str, value: &str) -> Result<(), Failed> {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        Ok(())
    }
}

/// A delivery that proves its origin, with `secret` instead of the page's if one is given. None for platforms to which
/// nothing is delivered.
pub(super) fn delivery(page: &Page, secret: Option<&str>, now: i64) -> Result<Option<Trial>, Failed> {
    let secret = secret.or_else(|| watch::newest_secret(page)).unwrap_or_default();
    let group = page.external.as_deref().and_then(|id| id.parse::<i64>().ok());
    Ok(Some(match page.platform {
        Platform::Vk => Trial::of(&json!({"type": KIND, "group_id": group, "secret": secret, "object": {}})),
        Platform::Telegram => {
            // No number: those of real deliveries go on without a hole.
            let mut trial = Trial::of(&json!({KIND: {}}));
            trial.show("x-telegram-bot-api-secret-token", secret)?;
            trial
        }
        Platform::Max => {
            let mut trial = Trial::of(&json!({"update_type": KIND, "timestamp": now * 1_000}));
            trial.show("x-max-bot-api-secret", secret)?;
            trial
        }
        Platform::Ok => Trial::of(&json!({"webhookType": KIND})),
        Platform::Standard => {
            let mut trial =
                Trial::of(&json!({"type": KIND, "timestamp": "2026-01-01T00:00:00Z", "data": {}}));
            let id = format!("msg_check_{now}");
            let signature = Webhook::new(secret)?.sign(&id, now, &trial.body)?;
            trial.show("webhook-id", &id)?;
            trial.show("webhook-timestamp", &now.to_string())?;
            trial.show("webhook-signature", &signature)?;
            trial
        }
        _ => return Ok(None),
    }))
}

/// VK's question who owns the address.
pub(super) fn confirmation(page: &Page) -> Trial {
    let group = page.external.as_deref().and_then(|id| id.parse::<i64>().ok());
    let secret = watch::newest_secret(page);
    Trial::of(&json!({"type": "confirmation", "group_id": group, "secret": secret}))
}

/// A secret of the right shape that no page has.
pub(super) fn wrong_secret(platform: Platform) -> &'static str {
    match platform {
        Platform::Standard => "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        _ => "not-the-secret-of-this-page",
    }
}
