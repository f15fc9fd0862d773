//! Codes with their names.

use domain::agency::Desk;
use domain::incident::{Case, Outcome, State};
use domain::topics::Taxonomy;
use domain::{Directory, Oktmo, PageId, TopicCode, texts};
use serde::Serialize;
use serde_json::{Value, json};

/// A code with its name.
pub(super) fn named(code: impl Serialize, title: &str) -> Value {
    json!({ "code": code, "title": title })
}

pub(super) fn state(state: &State) -> Value {
    let mut view = named(state.name(), texts::state(state));
    match state {
        State::Planned(date) => view["date"] = json!(date),
        State::Merged(into) => view["into"] = json!(into),
        _ => {}
    }
    view
}

/// An outcome, with the date, year or addressee that belongs to it.
pub(super) fn outcome(outcome: &Outcome) -> Value {
    let mut view = json!(outcome);
    if let Some(fields) = view.as_object_mut() {
        let code = fields.remove("outcome").unwrap_or_default();
        fields.insert("code".to_owned(), code);
        fields.insert("title".to_owned(), json!(texts::outcome(outcome)));
    }
    view
}

pub(super) fn desk(directory: &Directory, desk: &Desk) -> Value {
    json!({ "code": desk, "title": directory.desk_name(desk) })
}

pub(crate) fn municipality(directory: &Directory, oktmo: Option<&Oktmo>) -> Value {
    let Some(oktmo) = oktmo else { return Value::Null };
    json!({ "oktmo": oktmo, "name": directory.municipality(oktmo).map(|unit| &unit.name) })
}

pub(super) fn page(directory: &Directory, id: &PageId) -> Value {
    json!({ "id": id, "title": directory.page(id).map(|page| &page.title) })
}

pub(super) fn topic(case: &Case) -> Value {
    let Some(code) = &case.decision.topic else { return Value::Null };
    let mut view = of_topic(code);
    view["confidence_percent"] = json!(case.decision.confidence);
    view
}

/// A topic; null for what has none.
pub(crate) fn of_code(code: Option<&TopicCode>) -> Value {
    code.map_or(Value::Null, of_topic)
}

fn of_topic(code: &TopicCode) -> Value {
    let topic = Taxonomy::built_in().get(code);
    json!({
        "code": code,
        "title": topic.map(|topic| &topic.title),
        "group": topic.map(|topic| named(&topic.group, &topic.group_title)),
    })
}
