//! What everybody may see of a request: never who wrote it, and its words with personal data masked.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::incident::{Case, Record};
use domain::topics::Taxonomy;
use domain::{Directory, Private, texts};

use super::document::{Document, Node, maybe, object, text};

/// A position is shown to about ten metres.
const PLACES: f64 = 10_000.0;

/// Requests as the specification shows them.
pub(super) fn requests(directory: &Directory, records: &[Record]) -> Document {
    let shown = records.iter().filter_map(|record| Some(request(directory, record, record.case()?)));
    Document::of_requests(shown.collect())
}

/// Whether there is still something to do.
pub(super) fn is_open(record: &Record) -> bool {
    record.open_case().is_some()
}

fn request(directory: &Directory, record: &Record, case: &Case) -> Node {
    let moment = |at: DateTime<Utc>| {
        text(at.with_timezone(&directory.region.zone).to_rfc3339_opts(SecondsFormat::Secs, true))
    };
    let open = is_open(record);
    let decision = &case.decision;
    let topic = decision.topic.as_ref().and_then(|code| Taxonomy::built_in().get(code));
    let said = record.said();
    let point = said.and_then(|said| said.point.as_ref()).map(Private::expose);
    let degrees = |value: Option<f64>| value.map_or(Node::Nothing, |value| Node::Number(rounded(value)));
    let note =
        case.closing().map_or_else(|| texts::state(&case.state), |(_, outcome)| texts::outcome(outcome));
    let expected = decision.resolve_due.or(decision.answer_due).filter(|_| open);
    object(vec![
        ("service_request_id", text(record.key.as_str())),
        ("status", text(if open { "open" } else { "closed" })),
        ("status_notes", text(note)),
        ("service_name", maybe(topic.map(|topic| topic.title.as_str()))),
        ("service_code", maybe(topic.map(|topic| topic.code.as_str()))),
        ("description", maybe(said.map(|said| language::mask(said.text.expose())))),
        ("agency_responsible", maybe(directory.desk_name(&case.desk))),
        ("service_notice", Node::Nothing),
        ("requested_datetime", moment(record.written_at())),
        ("updated_datetime", moment(updated_at(record, case))),
        ("expected_datetime", expected.map_or(Node::Nothing, moment)),
        ("address", maybe(said.and_then(|said| said.address.as_ref()).map(|it| language::mask(it.expose())))),
        ("address_id", Node::Nothing),
        ("zipcode", Node::Nothing),
        ("lat", degrees(point.map(|point| point.latitude))),
        ("long", degrees(point.map(|point| point.longitude))),
        ("media_url", Node::Nothing),
    ])
}

fn updated_at(record: &Record, case: &Case) -> DateTime<Utc> {
    let last = case.log.last().map(|entry| entry.at);
    last.into_iter().chain(record.message.removed_at()).fold(record.written_at(), DateTime::max)
}

fn rounded(degrees: f64) -> f64 {
    (degrees * PLACES).round() / PLACES
}
