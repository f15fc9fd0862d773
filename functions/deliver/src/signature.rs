//! Signed headers by Standard Webhooks 1.0.0: with two secrets in rotation the list has two signatures.

use chrono::{DateTime, Utc};
use domain::Private;
use http::{HeaderMap, HeaderValue, header};
use standardwebhooks::Webhook;

/// An endpoint's secret cannot sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the agency's endpoint has no secret that can sign")]
pub(crate) struct NoSecret;

pub(crate) fn headers(
    id: &str,
    now: DateTime<Utc>,
    body: &str,
    secrets: &[Private<String>],
) -> Result<HeaderMap, NoSecret> {
    let sign = |secret: &Private<String>| {
        let webhook = Webhook::new(secret.expose()).ok()?;
        webhook.sign(id, now.timestamp(), body.as_bytes()).ok()
    };
    let signatures: Vec<String> = secrets.iter().filter_map(sign).collect();
    if signatures.is_empty() {
        return Err(NoSecret);
    }
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| NoSecret);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers
        .insert(header::USER_AGENT, HeaderValue::from_static(concat!("otklik/", env!("CARGO_PKG_VERSION"))));
    headers.insert("webhook-id", value(id)?);
    headers.insert("webhook-timestamp", value(&now.timestamp().to_string())?);
    headers.insert("webhook-signature", value(&signatures.join(" "))?);
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_secrets_of_a_rotation_verify() {
        let secrets: [Private<String>; 2] = [
            "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into(),
            "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=".into(),
        ];
        let now = DateTime::from_timestamp(1_795_252_681, 0).unwrap();
        let headers = headers("msg_1", now, "{}", &secrets).unwrap();
        let signatures: Vec<&str> = headers["webhook-signature"].to_str().unwrap().split(' ').collect();
        for secret in &secrets {
            let webhook = Webhook::new(secret.expose()).unwrap();
            assert!(signatures.contains(&webhook.sign("msg_1", now.timestamp(), b"{}").unwrap().as_str()));
        }
    }

    #[test]
    fn an_endpoint_without_a_good_secret_is_not_called() {
        let now = DateTime::from_timestamp(1_795_252_681, 0).unwrap();
        assert_eq!(headers("msg_1", now, "{}", &[]), Err(NoSecret));
        assert_eq!(headers("msg_1", now, "{}", &["whsec_%%%".into()]), Err(NoSecret));
    }
}
