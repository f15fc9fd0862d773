//! What an agency reads: `{type, timestamp, data}`, as Standard Webhooks recommends.

use chrono::{DateTime, SecondsFormat, Utc};
use contracts::{HandOver, HandOverEvent};
use domain::deadline::Trace;
use domain::incident::{Case, Record, Said};
use domain::topics::Taxonomy;
use domain::{Directory, Point};
use serde_json::{Value, json};

/// Longer texts are cut here and can be read in full through the API: endpoints may refuse large bodies.
const TEXT_LIMIT: usize = 4_000;

/// The body of a call.
pub(crate) fn body(directory: &Directory, call: &HandOver, record: &Record, now: DateTime<Utc>) -> String {
    let (kind, data) = match call.event {
        HandOverEvent::Assigned => ("incident.assigned", incident(directory, record)),
        HandOverEvent::Updated { .. } => ("incident.updated", incident(directory, record)),
        HandOverEvent::Returned { answer } => ("incident.returned", returned(directory, record, answer)),
        HandOverEvent::Withdrawn => {
            ("incident.withdrawn", json!({ "id": record.key, "region": record.region }))
        }
    };
    json!({ "type": kind, "timestamp": moment(now), "data": data }).to_string()
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn incident(directory: &Directory, record: &Record) -> Value {
    let mut data = json!({
        "id": record.key,
        "region": record.region,
        "version": record.version,
        "platform": record.platform,
        "page": { "id": record.page, "title": directory.page(&record.page).map(|page| &page.title) },
        "written_at": moment(record.written_at()),
    });
    if let Some(said) = record.said() {
        data["text"] = json!(cut(said.text.expose()));
        data["text_is_cut"] = json!(said.text.expose().chars().count() > TEXT_LIMIT);
        data["link"] = json!(said.link);
        data["attachments"] = attachments(said);
        data["point"] = json!(said.point.as_ref().map(|point| place(*point.expose())));
        data["address"] = json!(said.address.as_ref().map(domain::Private::expose));
    }
    if let Some(case) = record.case() {
        data["state"] = json!(case.state.name());
        data["hop"] = json!(case.hops() + 1);
        data["kind"] = json!(case.decision.kind);
        data["emergency"] = json!(case.decision.emergency);
        data["topic"] = topic(case);
        data["municipality"] = municipality(directory, case);
        data["settlement"] = json!(case.decision.settlement);
        data["deadline"] = deadline(directory, case);
    }
    data
}

/// The incident with what is to be done about the agency's answer.
fn returned(directory: &Directory, record: &Record, number: u32) -> Value {
    let mut data = incident(directory, record);
    if let Some(answer) = record.case().and_then(|case| case.answer_of(number)) {
        data["answer"] = json!({
            "number": number,
            "text": answer.text().map(domain::Private::expose),
            "comment": answer.comment.as_ref().map(domain::Private::expose),
        });
    }
    data
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(TEXT_LIMIT).map_or(text, |(end, _)| &text[..end])
}

fn place(point: Point) -> Value {
    json!({ "latitude": point.latitude, "longitude": point.longitude })
}

fn attachments(said: &Said) -> Value {
    said.attachments.iter().map(|file| json!({ "kind": file.kind, "reference": file.reference })).collect()
}

fn topic(case: &Case) -> Value {
    let Some(code) = &case.decision.topic else { return Value::Null };
    let title = Taxonomy::built_in().get(code).map(|topic| topic.title.as_str());
    json!({ "code": code, "title": title, "confidence_percent": case.decision.confidence })
}

fn municipality(directory: &Directory, case: &Case) -> Value {
    let Some(oktmo) = &case.decision.municipality else { return Value::Null };
    json!({ "oktmo": oktmo, "name": directory.municipality(oktmo).map(|found| &found.name) })
}

fn deadline(directory: &Directory, case: &Case) -> Value {
    let explanation =
        case.decision.answer_trace.parse::<Trace>().ok().map(|trace| trace.explain(directory.region.zone));
    json!({
        "answer_due": case.decision.answer_due.map(moment),
        "resolve_due": case.decision.resolve_due.map(moment),
        "explanation": explanation,
    })
}
