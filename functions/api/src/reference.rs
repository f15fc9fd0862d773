//! What the other answers refer to: the directory of the region, and what each number means.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use metrics::{FORMULA_VERSION, FORMULAS, MINIMUM_N};
use serde_json::json;

use crate::handler::Ask;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::stats::cached_json;
use crate::view;

/// Answers `GET /v1/openapi.json`: what [`client`] says, as it is committed.
pub(crate) fn openapi() -> Response<Bytes> {
    let mut response = kit::http::text(StatusCode::OK, Bytes::from_static(include_bytes!("../openapi.json")));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kit::http::JSON));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}

/// Answers `GET /v1/directory`.
pub(crate) fn directory(ask: &Ask<'_>) -> Result<Response<Bytes>, Refusal> {
    Params::read(ask.query, &[])?;
    Ok(cached_json(ask, &view::directory(&ask.directory)))
}

/// Answers `GET /v1/formulas`.
pub(crate) fn formulas(ask: &Ask<'_>) -> Result<Response<Bytes>, Refusal> {
    Params::read(ask.query, &[])?;
    let dictionary = json!({ "version": FORMULA_VERSION, "too_few_below": MINIMUM_N, "formulas": FORMULAS });
    Ok(cached_json(ask, &dictionary))
}
