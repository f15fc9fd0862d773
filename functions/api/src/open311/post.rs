//! Taking a request: checked, made durable in the queue, answered with its id.

use chrono::{DateTime, Days, TimeDelta, Timelike, Utc};
use contracts::{MessageTask, RawBody, RawDelivery};
use domain::{MessageKey, Platform};
use http::header;
use platforms::open311::{self, Form};
use tracing::info;

use super::Ask;
use super::document::{Document, maybe, object as fields, text};
use super::fault::Fault;
use super::jurisdiction::{self, Jurisdiction};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const NOTICE: &str =
    "Обращение зарегистрировано. Через несколько секунд по этому номеру видно его состояние.";
/// A repetition after midnight is looked for this long.
const AFTER_MIDNIGHT: TimeDelta = TimeDelta::hours(1);

/// Answers `POST /requests`.
pub(super) async fn take(ask: &Ask<'_>) -> Result<Document, Fault> {
    let form = form(ask)?;
    let jurisdiction = jurisdiction::find(ask, form.get("jurisdiction_id")).await?;
    let now = ask.deps.clock.now();
    let key = form.get("api_key").unwrap_or_default();
    if !open311::accepts(&jurisdiction.page, key, now) {
        return Err(Fault::forbidden());
    }
    let client = ask.deps.id_key.mark(&["open311 client", key]);
    ask.deps.gate.pass(&client, now).map_err(Fault::too_many)?;
    open311::check(&form).map_err(|fault| match fault {
        open311::Fault::NoService => Fault::not_found(fault.to_string()),
        _ => Fault::bad(fault.to_string()),
    })?;
    let (object, id) = object_of(ask, &jurisdiction, &form, &client, now).await?;
    let delivery = RawDelivery {
        region: jurisdiction.region.clone(),
        page: jurisdiction.page.id.clone(),
        received_at: now,
        headers: vec![(open311::OBJECT.to_owned(), object)],
        body: RawBody(form.without_key()),
    };
    ask.deps.messages.send(&MessageTask::RawDeliveryV1(delivery), None).await?;
    info!(page = %jurisdiction.page.id, incident = %id, "open311 request taken");
    let answer = fields(vec![
        ("service_request_id", text(id.as_str())),
        ("service_notice", text(NOTICE)),
        ("account_id", maybe(form.get("account_id"))),
    ]);
    Ok(Document::of_requests(vec![answer]))
}

fn form(ask: &Ask<'_>) -> Result<Form, Fault> {
    let kind = ask.request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.is_some_and(|kind| !kind.starts_with("application/x-www-form-urlencoded")) {
        return Err(Fault::bad("send application/x-www-form-urlencoded; a file goes as media_url"));
    }
    Form::parse(ask.request.body()).map_err(|_| Fault::bad("the body is not a form in UTF-8"))
}

/// The object of the form and its public id. Shortly after midnight it may be a repetition of yesterday's.
async fn object_of(
    ask: &Ask<'_>,
    jurisdiction: &Jurisdiction,
    form: &Form,
    client: &str,
    now: DateTime<Utc>,
) -> Result<(String, MessageKey), Fault> {
    let (region, page) = (&jurisdiction.region, &jurisdiction.page);
    let of = |object: String| {
        let id = ask.deps.id_key.message(region, Platform::Open311, &page.id, &object);
        (object, id)
    };
    let local = now.with_timezone(&jurisdiction.directory.region.zone);
    let today = local.date_naive();
    if let Some(named) = idempotency_key(ask)? {
        return Ok(of(open311::object(form, client, Some(named), today)));
    }
    if local.hour() == 0 {
        let yesterday = of(open311::object(form, client, None, today - Days::new(1)));
        let known = ask.deps.store.record(region, &yesterday.1).await?;
        if known.is_some_and(|record| now - record.received_at <= AFTER_MIDNIGHT) {
            return Ok(yesterday);
        }
    }
    Ok(of(open311::object(form, client, None, today)))
}

fn idempotency_key<'a>(ask: &'a Ask<'_>) -> Result<Option<&'a str>, Fault> {
    let Some(value) = ask.request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let sound = |key: &&str| (1..=128).contains(&key.len());
    let key = value.to_str().ok().filter(sound);
    key.map(Some).ok_or_else(|| Fault::bad("Idempotency-Key must be 1 to 128 printable characters"))
}
