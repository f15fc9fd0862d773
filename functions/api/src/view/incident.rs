//! An incident: whole, as a line of a list, and the voices that joined it.

use chrono::{DateTime, Utc};
use domain::deadline::Trace;
use domain::incident::{Case, HandOver, Record, Said};
use domain::{Directory, Point, Private, texts};
use serde_json::{Value, json};
use store::Listed;

use super::{log, moment, names, reply};

/// How many characters of a text a line of a list shows.
const SUMMARY_CHARS: usize = 500;

/// An incident with everything about it but its voices.
pub(crate) fn incident(directory: &Directory, record: &Record, now: DateTime<Utc>) -> Value {
    let mut view = common(directory, record, now);
    view["region"] = json!(record.region);
    view["received_at"] = json!(moment(record.received_at));
    view["page"] = names::page(directory, &record.page);
    view["revisions"] = json!(record.message.revisions.len());
    view["removed_at"] = json!(record.message.removed_at().map(moment));
    if let Some(words) = record.said() {
        said(&mut view, words);
        view["text"] = json!(words.text.expose());
    }
    view["replies"] = json!(reply::publications(&record.publications));
    if let Some(case) = record.case() {
        work(&mut view, directory, case);
        view["answers"] = json!(reply::answers(&case.answers()));
    }
    view
}

/// An incident as a line of a list.
pub(crate) fn summary(directory: &Directory, record: &Record, now: DateTime<Utc>) -> Value {
    let mut view = common(directory, record, now);
    let text = record.said().map_or("", |said| said.text.expose());
    let cut = text.char_indices().nth(SUMMARY_CHARS).map_or(text, |(end, _)| &text[..end]);
    view["text"] = json!(cut);
    view["text_is_cut"] = json!(cut.len() < text.len());
    view
}

/// The voices of an incident, and whether these are all.
pub(crate) fn voices(listed: &Listed<Record>) -> Value {
    let items: Vec<Value> = listed.items.iter().map(voice).collect();
    json!({ "items": items, "complete": listed.next.is_none() })
}

fn voice(record: &Record) -> Value {
    let mut view = json!({
        "id": record.key,
        "written_at": moment(record.written_at()),
        "removed_at": record.message.removed_at().map(moment),
        "replies": reply::publications(&record.publications),
    });
    if let Some(words) = record.said() {
        said(&mut view, words);
        view["text"] = json!(words.text.expose());
    }
    view
}

fn common(directory: &Directory, record: &Record, now: DateTime<Utc>) -> Value {
    let mut view = json!({
        "id": record.key,
        "version": record.version,
        "platform": names::named(record.platform, texts::platform(record.platform)),
        "written_at": moment(record.written_at()),
        "withdrawn_at": record.withdrawn_at().map(moment),
    });
    if let Some(case) = record.case() {
        let decision = &case.decision;
        view["state"] = names::state(&case.state);
        view["kind"] = names::named(decision.kind, texts::kind(decision.kind));
        view["topic"] = names::topic(case);
        view["importance"] = names::named(decision.importance, texts::importance(decision.importance));
        view["emergency"] = json!(decision.emergency);
        view["municipality"] = names::municipality(directory, decision.municipality.as_ref());
        view["settlement"] = json!(decision.settlement);
        view["desk"] = names::desk(directory, &case.desk);
        let due = record.open_case().and_then(Case::due);
        view["due"] = json!(due.map(moment));
        view["overdue"] = json!(due.is_some_and(|due| due < now));
        view["paused"] = json!(case.state.is_paused());
    }
    view
}

fn said(view: &mut Value, said: &Said) {
    view["form"] = names::named(said.form, texts::form(said.form));
    view["author"] = json!(said.author);
    view["link"] = json!(said.link);
    view["attachments"] = said
        .attachments
        .iter()
        .map(|file| json!({ "kind": file.kind, "reference": file.reference }))
        .collect();
    view["point"] = json!(said.point.as_ref().map(|point| place(*point.expose())));
    view["address"] = json!(said.address.as_ref().map(Private::expose));
    view["clock_doubt"] = json!(said.clock_doubt);
}

fn place(point: Point) -> Value {
    json!({ "latitude": point.latitude, "longitude": point.longitude })
}

fn work(view: &mut Value, directory: &Directory, case: &Case) {
    let decision = &case.decision;
    view["rule"] = json!(decision.rule);
    view["deadline"] = json!({
        "answer_due": decision.answer_due.map(moment),
        "resolve_due": decision.resolve_due.map(moment),
        "explanation": explanation(directory, case),
        "policy": decision.policy,
        "calendar": decision.calendar,
    });
    view["first_answer_at"] = json!(case.first_answer_at().map(moment));
    view["closing"] = json!(
        case.closing().map(|(at, outcome)| json!({ "at": moment(at), "outcome": names::outcome(outcome) }))
    );
    view["hops"] = json!(case.hops());
    view["hand_over"] = json!(case.hand_over.as_ref().map(|state| hand_over(directory, state)));
    view["log"] = json!(log::log(directory, &case.log));
}

/// How the deadline came about, in Russian and in the region's own time.
fn explanation(directory: &Directory, case: &Case) -> Option<String> {
    let trace = case.decision.answer_trace.parse::<Trace>().ok()?;
    Some(trace.explain(directory.region.zone))
}

fn hand_over(directory: &Directory, hand_over: &HandOver) -> Value {
    json!({
        "agency": hand_over.agency,
        "title": directory.agency(&hand_over.agency).map(|agency| &agency.name),
        "hop": hand_over.hop,
        "state": names::named(hand_over.state.name(), texts::hand_over(&hand_over.state)),
        "attempts": hand_over.attempts,
        "last": hand_over.last,
        "at": moment(hand_over.at),
    })
}

#[cfg(test)]
mod tests;
