//! The events of an HTTP API (payload format 2.0) and of a function URL, read into requests and written from
//! responses. Other formats are refused by name: a version 1.0 event read as 2.0 would lose its path.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::string::FromUtf8Error;

use bytes::Bytes;
use data_encoding::BASE64;
use http::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, SET_COOKIE};
use http::{HeaderMap, Method, Request, Response};
use serde::{Deserialize, Serialize};

/// The address that a request came from, among its extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceIp(pub IpAddr);

/// Why an event is no request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// A load balancer, or an API with another payload format.
    #[error("the event is not of payload format 2.0: set it on the integration")]
    Format,
    /// A field that is not what the format says.
    #[error("the request's {0} is not what payload format 2.0 says")]
    Field(&'static str),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    version: Option<String>,
    raw_path: Option<String>,
    raw_query_string: Option<String>,
    headers: Option<BTreeMap<String, Option<String>>>,
    cookies: Option<Vec<String>>,
    request_context: Option<RequestContext>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

#[derive(Deserialize)]
struct RequestContext {
    stage: Option<String>,
    http: Option<HttpContext>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HttpContext {
    method: String,
    source_ip: Option<String>,
}

/// Reads an event.
pub(crate) fn from_event(text: &str) -> Result<Request<Bytes>, EventError> {
    let event: Event = serde_json::from_str(text).map_err(|_| EventError::Format)?;
    let context = event.request_context.as_ref().ok_or(EventError::Format)?;
    let call = context.http.as_ref().ok_or(EventError::Format)?;
    if event.version.as_deref() != Some("2.0") {
        return Err(EventError::Format);
    }
    let mut request = Request::new(body(&event)?);
    *request.method_mut() =
        Method::from_bytes(call.method.as_bytes()).map_err(|_| EventError::Field("method"))?;
    *request.uri_mut() = uri(&event, context)?.parse().map_err(|_| EventError::Field("rawPath"))?;
    *request.headers_mut() = headers(&event)?;
    let source = call.source_ip.as_deref().and_then(|text| text.parse().ok()).map(SourceIp);
    if let Some(source) = source {
        request.extensions_mut().insert(source);
    }
    Ok(request)
}

fn body(event: &Event) -> Result<Bytes, EventError> {
    let text = event.body.as_deref().unwrap_or_default();
    if event.is_base64_encoded == Some(true) {
        BASE64.decode(text.as_bytes()).map(Bytes::from).map_err(|_| EventError::Field("isBase64Encoded"))
    } else {
        Ok(Bytes::copy_from_slice(text.as_bytes()))
    }
}

/// The path comes decoded in some cases, with the stage before it in others.
fn uri(event: &Event, context: &RequestContext) -> Result<String, EventError> {
    let path =
        event.raw_path.as_deref().filter(|path| path.starts_with('/')).ok_or(EventError::Field("rawPath"))?;
    let stage = context.stage.as_deref().filter(|stage| *stage != "$default").unwrap_or_default();
    let staged = path.strip_prefix('/').and_then(|path| path.strip_prefix(stage));
    let path = match staged {
        Some("") if !stage.is_empty() => "/",
        Some(rest) if !stage.is_empty() && rest.starts_with('/') => rest,
        _ => path,
    };
    let query = event.raw_query_string.as_deref().filter(|query| !query.is_empty());
    let mut uri = String::with_capacity(path.len());
    escape(&mut uri, path, b"?#");
    if let Some(query) = query {
        uri.push('?');
        escape(&mut uri, query, b"#");
    }
    Ok(uri)
}

/// Percent-encodes what a URI cannot hold; what is encoded already stays.
fn escape(uri: &mut String, text: &str, reserved: &[u8]) {
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) && !reserved.contains(&byte) {
            uri.push(byte.into());
        } else {
            write!(uri, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
}

fn headers(event: &Event) -> Result<HeaderMap, EventError> {
    let mut headers = HeaderMap::new();
    for (name, value) in event.headers.iter().flatten() {
        let Some(value) = value else { continue };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| EventError::Field("headers"))?;
        headers.append(name, HeaderValue::from_str(value).map_err(|_| EventError::Field("headers"))?);
    }
    if let Some(cookies) = event.cookies.as_ref().filter(|cookies| !cookies.is_empty()) {
        let value = HeaderValue::from_str(&cookies.join("; ")).map_err(|_| EventError::Field("cookies"))?;
        headers.insert(COOKIE, value);
    }
    Ok(headers)
}

/// What the platform makes a response of.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reply {
    status_code: u16,
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<String>,
    body: String,
    is_base64_encoded: bool,
}

/// Writes a response.
pub(crate) fn to_event(response: Response<Bytes>) -> Reply {
    let (parts, body) = response.into_parts();
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    let mut cookies = Vec::new();
    for (name, value) in &parts.headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        if name == SET_COOKIE {
            cookies.push(value);
        } else if let Some(first) = headers.get_mut(name.as_str()) {
            first.push_str(", ");
            first.push_str(&value);
        } else {
            headers.insert(name.to_string(), value);
        }
    }
    let (body, is_base64_encoded) = text_or_base64(is_text(&parts.headers), body.into());
    Reply { status_code: parts.status.as_u16(), headers, cookies, body, is_base64_encoded }
}

fn text_or_base64(is_text: bool, body: Vec<u8>) -> (String, bool) {
    let text = if is_text { String::from_utf8(body).map_err(FromUtf8Error::into_bytes) } else { Err(body) };
    text.map_or_else(|bytes| (BASE64.encode(&bytes), true), |text| (text, false))
}

fn is_text(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(CONTENT_TYPE) else { return true };
    content_type
        .to_str()
        .is_ok_and(|kind| kind.starts_with("text/") || kind.contains("json") || kind.contains("xml"))
}

#[cfg(test)]
mod tests;
