//! One call to a platform: made, and read.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode};
use kit::http_client::CallError;
use platforms::publish::{Call, Deed, Letter, Verdict, judge};
use tracing::{info, warn};

use crate::Deps;

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// The platform said something about it.
    Said(Verdict),
    /// It never left this house, and never will.
    Refused,
    /// It did not get there.
    Unheard,
    /// Nobody knows whether it was done.
    Lost,
}

/// Makes the call. Nothing of it but the name of its method is logged: address, headers and body hold tokens and words.
pub(super) async fn make(deps: &Deps, deed: Deed, letter: &Letter<'_>, call: &Call) -> Heard {
    let Some(headers) = headers(call) else { return Heard::Refused };
    let body = call.body.expose().clone().into();
    let heard = match deps.http.call(call.method.clone(), call.url.expose(), headers, body).await {
        Ok(answer) => {
            let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
            match judge(deed, letter, status, &answer.headers, &answer.body) {
                Verdict::Unclear if deed != Deed::Find => Heard::Lost,
                verdict => Heard::Said(verdict),
            }
        }
        Err(CallError::Url(_) | CallError::Address) => {
            warn!(page = %letter.page.id, "the address of the platform is refused");
            Heard::Refused
        }
        Err(error) if error.is_undone() => Heard::Unheard,
        Err(_) => Heard::Lost,
    };
    info!(page = %letter.page.id, method = call.name, outcome = heard.name(), "platform called");
    heard
}

fn headers(call: &Call) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, value) in &call.headers {
        let mut value = HeaderValue::from_str(value.expose()).ok()?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Some(headers)
}

impl Heard {
    /// The word for logs and metrics.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Said(Verdict::Sent { .. }) => "sent",
            Self::Said(Verdict::Retry { .. }) => "retry",
            Self::Said(Verdict::Flood { .. }) => "flood",
            Self::Said(Verdict::Terminal { .. }) => "failed",
            Self::Said(Verdict::Moved { .. }) => "moved",
            Self::Said(Verdict::Found(Some(_))) => "found",
            Self::Said(Verdict::Found(None)) => "not_found",
            Self::Said(Verdict::More) => "read_on",
            Self::Said(Verdict::Unclear) | Self::Lost => "lost",
            Self::Refused => "refused",
            Self::Unheard => "unheard",
        }
    }

    /// How long the platform asks to wait.
    pub(super) const fn wish(&self) -> Option<Duration> {
        match self {
            Self::Said(Verdict::Retry { after } | Verdict::Flood { after }) => Some(*after),
            _ => None,
        }
    }
}
