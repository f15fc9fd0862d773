//! `otklik send`: posts a payload file as its platform would.

use std::path::PathBuf;

use bytes::Bytes;
use clap::Args;
use data_encoding::BASE64;
use domain::{Page, Platform};
use http::{HeaderMap, HeaderName, HeaderValue};
use kit::HttpClient;
use kit::http_client::AddressPolicy;
use serde::Deserialize;
use serde_json::value::RawValue;
use standardwebhooks::Webhook;

use super::Failed;
use crate::region;

/// Post a payload file of `events/webhook`.
#[derive(Debug, Args)]
pub(super) struct Send {
    /// The file.
    file: PathBuf,
    /// The page of the region that comes with the program; by default the first one of the file's platform.
    #[arg(long)]
    page: Option<String>,
    /// The running system.
    #[arg(long, default_value = "http://127.0.0.1:8311")]
    to: String,
}

/// The part of a payload file that is sent.
#[derive(Debug, Deserialize)]
struct Payload {
    platform: Platform,
    #[serde(default)]
    body: Option<Box<RawValue>>,
    #[serde(default)]
    body_text: Option<String>,
    #[serde(default)]
    body_base64: Option<String>,
}

pub(super) async fn run(send: Send) -> Result<(), Failed> {
    let text =
        std::fs::read_to_string(&send.file).map_err(|error| format!("{}: {error}", send.file.display()))?;
    let payload: Payload = serde_json::from_str(&text)?;
    let (directory, access) =
        domain::Directory::load(&region::built_in()).map_err(region::LoadError::Problems)?;
    let wanted = |page: &&Page| match &send.page {
        Some(id) => page.id.as_str() == id,
        None => page.platform == payload.platform,
    };
    let page = directory.pages.iter().find(wanted).ok_or("the region has no such page")?;
    let key = access.iter().find(|access| access.page == page.id).ok_or("the page has no address")?;
    let body = as_from(page, body(&payload)?)?;
    let now = kit::Clock::system().now().timestamp();
    let headers = headers(page, &body, now)?;
    let url = format!("{}/hooks/{}", send.to.trim_end_matches('/'), key.key.expose());
    let answer = HttpClient::new(AddressPolicy::PublicAndPrivate).post(&url, headers, body).await?;
    crate::texts::answered(answer.status, &String::from_utf8_lossy(&answer.body));
    Ok(())
}

fn body(payload: &Payload) -> Result<Bytes, Failed> {
    match (&payload.body, &payload.body_text, &payload.body_base64) {
        (Some(body), _, _) => Ok(body.get().to_owned().into()),
        (None, Some(text), _) => Ok(text.clone().into()),
        (None, None, Some(base64)) => Ok(BASE64.decode(base64.as_bytes())?.into()),
        (None, None, None) => Err("the file has no body".into()),
    }
}

/// The body as the platform would send it to this page: VK names the community and shows the secret in it.
fn as_from(page: &Page, body: Bytes) -> Result<Bytes, Failed> {
    let (Platform::Vk, Ok(mut value)) = (page.platform, serde_json::from_slice::<serde_json::Value>(&body))
    else {
        return Ok(body);
    };
    value["group_id"] = page.external.as_ref().and_then(|id| id.parse::<i64>().ok()).into();
    value["secret"] = secret(page)?.into();
    Ok(serde_json::to_vec(&value)?.into())
}

fn secret(page: &Page) -> Result<&str, Failed> {
    page.secrets
        .first()
        .map(|secret| secret.value.expose().as_str())
        .ok_or_else(|| "the page has no secret".into())
}

fn headers(page: &Page, body: &Bytes, now: i64) -> Result<HeaderMap, Failed> {
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: &str| -> Result<(), Failed> {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        Ok(())
    };
    set("content-type", "application/json")?;
    match page.platform {
        Platform::Vk | Platform::Ok => {}
        Platform::CloudEvents => set("authorization", &format!("Bearer {}", secret(page)?))?,
        Platform::Telegram => set("x-telegram-bot-api-secret-token", secret(page)?)?,
        Platform::Max => set("x-max-bot-api-secret", secret(page)?)?,
        _ => {
            let id = format!("msg_{now}");
            let signature = Webhook::new(secret(page)?)?.sign(&id, now, body)?;
            set("webhook-id", &id)?;
            set("webhook-timestamp", &now.to_string())?;
            set("webhook-signature", &signature)?;
        }
    }
    Ok(headers)
}
