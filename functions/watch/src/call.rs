//! One call to a platform. Nothing of it but the name of its method is logged: address, headers and body hold tokens.

use domain::Page;
use http::{HeaderMap, HeaderValue, StatusCode};
use platforms::publish::Call;
use tracing::info;

use crate::Deps;

/// What a platform answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Makes the call; none if there is no answer.
pub(crate) async fn make(deps: &Deps, page: &Page, call: &Call) -> Option<Answer> {
    let answer = send(deps, call).await;
    let status = answer.as_ref().map(|answer| answer.status.as_u16());
    info!(page = %page.id, method = call.name, status, "platform asked");
    answer
}

async fn send(deps: &Deps, call: &Call) -> Option<Answer> {
    let mut headers = HeaderMap::new();
    for (name, value) in &call.headers {
        let mut value = HeaderValue::from_str(value.expose()).ok()?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    let body = call.body.expose().clone().into();
    let answer = deps.http.call(call.method.clone(), call.url.expose(), headers, body).await.ok()?;
    let status = StatusCode::from_u16(answer.status).ok()?;
    Some(Answer { status, headers: answer.headers, body: answer.body })
}
