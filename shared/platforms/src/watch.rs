//! Whether a platform still delivers: its list of subscriptions read, compared, and put right.

use chrono::{DateTime, Utc};
use domain::{Page, Platform};
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

use crate::publish::call::{self, Call};
use crate::publish::{Deed, Letter, Unsendable, Verdict, judge};

/// VK's events that are asked for.
pub const VK_EVENTS: &[&str] = &[
    "message_new",
    "message_reply",
    "message_edit",
    "message_event",
    "message_allow",
    "message_deny",
    "wall_post_new",
    "wall_repost",
    "wall_reply_new",
    "wall_reply_edit",
    "wall_reply_restore",
    "wall_reply_delete",
    "photo_comment_new",
    "photo_comment_edit",
    "photo_comment_restore",
    "photo_comment_delete",
    "video_comment_new",
    "video_comment_edit",
    "video_comment_restore",
    "video_comment_delete",
    "board_post_new",
    "board_post_edit",
    "board_post_restore",
    "board_post_delete",
    "market_comment_new",
    "market_comment_edit",
    "market_comment_restore",
    "market_comment_delete",
];

/// Telegram's kinds of update that are asked for.
pub const TELEGRAM_UPDATES: &[&str] =
    &["message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member"];

/// MAX's kinds of update that are asked for.
pub const MAX_UPDATES: &[&str] = &[
    "message_created",
    "message_edited",
    "message_removed",
    "message_callback",
    "comment_created",
    "comment_edited",
    "comment_removed",
    "bot_started",
    "bot_added",
    "bot_removed",
    "bot_admin_permissions_changed",
];

/// The version of VK's API whose shapes are read.
pub const VK_VERSION: &str = call::VK_VERSION;
/// The name of our server in VK's settings: at most 14 characters.
const VK_TITLE: &str = "Otklik";

/// What a platform says about its deliveries to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriptions {
    /// Our address is among them.
    pub ours: bool,
    /// Addresses of others.
    pub others: usize,
    /// How our own does.
    pub state: State,
    /// VK's number of our server.
    pub server: Option<i64>,
    /// Deliveries that wait, where the platform says so.
    pub pending: Option<u64>,
}

/// How a subscription does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing is wrong, as far as the platform says.
    Good,
    /// The platform has not had its confirmation yet.
    Unconfirmed,
    /// Deliveries fail, the last of them at this moment if that is known.
    Failing(Option<DateTime<Utc>>),
}

impl Subscriptions {
    /// Whether deliveries come.
    pub fn is_good(&self) -> bool {
        self.ours && self.state == State::Good
    }
}

/// The call that lists where a platform delivers to.
pub fn list_subscriptions(page: &Page) -> Result<Call, Unsendable> {
    let token = call::token(page)?;
    match page.platform {
        Platform::Vk => Ok(call::vk(page, token, "groups.getCallbackServers", &[group(page)?]).repeatable()),
        Platform::Telegram => Ok(call::telegram(page, token, "getWebhookInfo", &json!({})).repeatable()),
        Platform::Max => Ok(call::max(page, token, "subscriptions", Method::GET, "/subscriptions")),
        Platform::Ok => Ok(call::ok_graph(page, token, ("subscriptions", Method::GET), "subscriptions", &[])),
        _ => Err(Unsendable::Unsupported),
    }
}

/// What the answer to it says about `url`.
pub fn judge_subscriptions(
    page: &Page,
    url: &str,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Subscriptions, Verdict> {
    let body = good(page, status, headers, body)?;
    let found = match page.platform {
        Platform::Vk => listed(&body["response"]["items"], url),
        Platform::Telegram => webhook(&body["result"], url),
        _ => listed(&body["subscriptions"], url),
    };
    found.ok_or(Verdict::Unclear)
}

fn listed(list: &Value, url: &str) -> Option<Subscriptions> {
    let list = list.as_array()?;
    let ours = list.iter().find(|item| item["url"] == url);
    let state = match ours.and_then(|item| item["status"].as_str()) {
        Some("failed") => State::Failing(None),
        Some("wait" | "unconfigured") => State::Unconfirmed,
        _ => State::Good,
    };
    Some(Subscriptions {
        ours: ours.is_some(),
        others: list.iter().filter(|item| item["url"] != url).count(),
        state,
        server: ours.and_then(|item| item["id"].as_i64()),
        pending: None,
    })
}

/// Telegram has one webhook at most, and says when a delivery failed last. It forgets that only in time, so the
/// failure counts only while something waits.
fn webhook(info: &Value, url: &str) -> Option<Subscriptions> {
    let known = info["url"].as_str()?;
    let pending = info["pending_update_count"].as_u64();
    let failed = info["last_error_date"].as_i64().and_then(|at| DateTime::from_timestamp(at, 0));
    let failing = failed.is_some() && pending.is_some_and(|count| count > 0);
    Some(Subscriptions {
        ours: known == url,
        others: usize::from(!known.is_empty() && known != url),
        state: if failing { State::Failing(failed) } else { State::Good },
        server: None,
        pending,
    })
}

/// The call that makes the platform deliver to `url`, under the newest secret of the page. `known` is what the list
/// said: VK's server is changed rather than added twice, and has to be confirmed anew either way.
pub fn subscribe(page: &Page, url: &str, known: Option<&Subscriptions>) -> Result<Call, Unsendable> {
    let (token, secret) = (call::token(page)?, newest_secret(page));
    match page.platform {
        Platform::Vk => {
            let mut all = vec![group(page)?, ("url", url.to_owned()), ("title", VK_TITLE.to_owned())];
            all.push(("secret_key", secret.ok_or(Unsendable::Address)?.to_owned()));
            let server = known.and_then(|known| known.server);
            all.extend(server.map(|server| ("server_id", server.to_string())));
            let method =
                if server.is_some() { "groups.editCallbackServer" } else { "groups.addCallbackServer" };
            Ok(call::vk(page, token, method, &all))
        }
        Platform::Telegram => {
            let value = json!({"url": url, "secret_token": secret, "allowed_updates": TELEGRAM_UPDATES});
            Ok(call::telegram(page, token, "setWebhook", &value).repeatable())
        }
        Platform::Max => {
            let value = json!({"url": url, "secret": secret, "update_types": MAX_UPDATES});
            let call = call::max(page, token, "subscribe", Method::POST, "/subscriptions");
            Ok(call.json(&value).repeatable())
        }
        Platform::Ok => {
            let call = call::ok_graph(page, token, ("subscribe", Method::POST), "subscribe", &[]);
            Ok(call.json(&json!({"url": url})).repeatable())
        }
        _ => Err(Unsendable::Unsupported),
    }
}

/// What the answer to it says: VK's number of the server, where a number is given.
pub fn judge_subscribed(
    page: &Page,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Option<i64>, Verdict> {
    let body = good(page, status, headers, body)?;
    Ok(body["response"]["server_id"].as_i64())
}

/// The call that tells a server of VK's which events to send.
pub fn choose_events(page: &Page, server: i64) -> Result<Call, Unsendable> {
    let mut all = vec![group(page)?, ("server_id", server.to_string())];
    all.push(("api_version", VK_VERSION.to_owned()));
    all.extend(VK_EVENTS.iter().map(|event| (*event, "1".to_owned())));
    Ok(call::vk(page, call::token(page)?, "groups.setCallbackSettings", &all).repeatable())
}

/// The call that asks VK what its confirmation must be answered with.
pub fn confirmation_code(page: &Page) -> Result<Call, Unsendable> {
    let all = [group(page)?];
    Ok(call::vk(page, call::token(page)?, "groups.getCallbackConfirmationCode", &all).repeatable())
}

/// What the answer to it says.
pub fn judge_confirmation_code(
    page: &Page,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<domain::Private<String>, Verdict> {
    let body = good(page, status, headers, body)?;
    body["response"]["code"].as_str().map(Into::into).ok_or(Verdict::Unclear)
}

/// The secret that is good for longest; of several without an end, the first.
pub fn newest_secret(page: &Page) -> Option<&str> {
    let secrets = page.secrets.iter().filter(|secret| !secret.value.expose().is_empty()).rev();
    let best = secrets.max_by_key(|secret| secret.valid_until.unwrap_or(DateTime::<Utc>::MAX_UTC));
    best.map(|secret| secret.value.expose().as_str())
}

fn group(page: &Page) -> Result<(&'static str, String), Unsendable> {
    Ok(("group_id", page.external.clone().ok_or(Unsendable::Address)?))
}

/// The body of an answer that is none of the platform's refusals.
pub(crate) fn good(
    page: &Page,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, Verdict> {
    let letter = Letter { page, to: "", person: None, text: "", token: "", object: None };
    match judge(Deed::Edit, &letter, status, headers, body) {
        Verdict::Sent { .. } => serde_json::from_slice(body).map_err(|_| Verdict::Unclear),
        refusal => Err(refusal),
    }
}

#[cfg(test)]
mod tests;
