//! Bringing an incident in by hand or from another system. It takes the way of every other message, through the queue.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use client::shape::Accepted;
use contracts::{MessageTask, RawBody, RawDelivery};
use domain::{MessageKey, Page, PageId, Platform, Private};
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;
use tracing::info;

use crate::body::Object;
use crate::handler::Ask;
use crate::keys::Role;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::view;

const PAGE: &str = "must be a page of the platform `standard`";
const TEXT: &str = "must be a text that is not empty";
const MOMENT: &str = "must be a moment: 2026-03-01T09:00:00+03:00";
const EXTERNAL_ID: &str = "must be 1 to 128 printable ASCII characters without spaces";

/// What is brought in.
#[derive(Debug, PartialEq)]
struct Brought {
    page: PageId,
    text: Private<String>,
    written_at: Option<DateTime<Utc>>,
    address: Option<Private<String>>,
    external_id: String,
}

/// Answers `POST /v1/incidents`.
pub(crate) async fn take(ask: &Ask<'_>) -> Result<Response<Bytes>, Refusal> {
    if !matches!(ask.holder.role, Role::Operator | Role::Admin) {
        return Err(Refusal::Forbidden);
    }
    Params::read(ask.query, &[])?;
    let brought = read(Object::read(ask.body)?)?;
    let page = page(ask, &brought.page)?;
    let region = &ask.holder.region;
    let id = ask.deps.id_key.message(region, page.platform, &page.id, &brought.external_id);
    let delivery = RawDelivery {
        region: region.clone(),
        page: page.id.clone(),
        received_at: ask.now,
        headers: vec![("webhook-id".to_owned(), delivery_id(&id))],
        body: RawBody(event(&brought, ask.now).into_bytes()),
    };
    ask.deps.messages.send(&MessageTask::RawDeliveryV1(delivery), None).await?;
    info!(key.prefix = ask.holder.prefix, incident = %id, page = %page.id, "incident brought in");
    Ok(accepted(&id))
}

fn read(mut object: Object) -> Result<Brought, Refusal> {
    let text: Private<String> = object.take("text", TEXT)?;
    if text.expose().trim().is_empty() {
        return Err(Refusal::unprocessable("text", TEXT));
    }
    let external_id: String = object.take("external_id", EXTERNAL_ID)?;
    let sound =
        (1..=128).contains(&external_id.len()) && external_id.bytes().all(|byte| byte.is_ascii_graphic());
    if !sound {
        return Err(Refusal::unprocessable("external_id", EXTERNAL_ID));
    }
    let brought = Brought {
        page: object.take("page", PAGE)?,
        text,
        written_at: object.take_optional("written_at", MOMENT)?,
        address: object.take_optional("address", "must be a text")?,
        external_id,
    };
    object.end()?;
    Ok(brought)
}

/// The page, if it takes what other systems send and lies within the key's unit.
fn page<'a>(ask: &'a Ask<'_>, id: &PageId) -> Result<&'a Page, Refusal> {
    let page = ask.directory.page(id).filter(|page| page.platform == Platform::Standard);
    let within = |page: &&Page| ask.reach().holds(page.municipality.as_ref());
    page.filter(within).ok_or(Refusal::unprocessable("page", PAGE))
}

/// The same for every repetition, so that the first one stays.
fn delivery_id(id: &MessageKey) -> String {
    format!("api:{id}")
}

/// The event that a sender by Standard Webhooks would have sent.
fn event(brought: &Brought, now: DateTime<Utc>) -> String {
    let data = json!({
        "id": brought.external_id,
        "text": brought.text.expose(),
        "written_at": view::moment(brought.written_at.unwrap_or(now)),
        "address": brought.address.as_ref().map(Private::expose),
        "form": "appeal",
    });
    json!({ "type": "message.created", "timestamp": view::moment(now), "data": data }).to_string()
}

fn accepted(id: &MessageKey) -> Response<Bytes> {
    let mut response =
        kit::http::json(StatusCode::ACCEPTED, &Accepted { id: id.clone(), status: "accepted".to_owned() });
    let location = HeaderValue::from_str(&format!("/v1/incidents/{id}")).expect("an id is plain ASCII");
    response.headers_mut().insert(header::LOCATION, location);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Brought, Refusal> {
        read(Object::read(text.as_bytes()).unwrap())
    }

    const GOOD: &str = r#"{"page":"portal","text":"Яма у дома","written_at":"2026-03-01T09:00:00+03:00",
        "address":"ул. Мира, 4","external_id":"A-17/2026"}"#;

    #[test]
    fn what_is_brought_in_is_an_event_of_a_standard_sender() {
        let brought = read_text(GOOD).unwrap();
        let event: serde_json::Value =
            serde_json::from_str(&event(&brought, "2026-03-02T00:00:00Z".parse().unwrap())).unwrap();
        assert_eq!(event["type"], "message.created");
        assert_eq!(event["data"]["id"], "A-17/2026");
        assert_eq!(event["data"]["written_at"], "2026-03-01T06:00:00.000Z");
        assert_eq!(event["data"]["address"], "ул. Мира, 4");
    }

    #[test]
    fn what_cannot_be_brought_in_is_refused_by_its_field() {
        for (from, to, named) in [
            ("Яма у дома", " ", "text"),
            (r#""text""#, r#""texts""#, "text"),
            ("A-17/2026", "", "external_id"),
            ("A-17/2026", "А 17", "external_id"),
            ("2026-03-01T09:00:00+03:00", "вчера", "written_at"),
            (r#""portal""#, r#""Portal""#, "page"),
            (r#""address""#, r#""created_at""#, "created_at"),
        ] {
            let refused = read_text(&GOOD.replace(from, to)).unwrap_err();
            assert!(
                matches!(&refused, Refusal::Unprocessable { field, .. } if field == named),
                "{named}: {refused:?}"
            );
        }
    }
}
