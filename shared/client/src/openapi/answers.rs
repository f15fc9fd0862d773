//! What each operation takes and gives.

use domain::incident::Action;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use crate::operation::Operation;
use crate::shape::{
    Accepted, Attentions, BroughtIn, Directory, Formulas, Found, Incident, MessageReplies, Numbers, Outage,
    OutageDeclaration, OutageEnd, Outages, PageHealths, Parked, Replayed, ReplyDecision, Status, Summary,
};

/// What it is for.
pub(super) const fn summary(operation: Operation) -> &'static str {
    match operation {
        Operation::Health => "Whether the function answers.",
        Operation::OpenApi => "This description.",
        Operation::ListIncidents => {
            "Incidents of a municipality, oldest first, or on a desk, earliest deadline first."
        }
        Operation::BringIn => "Brings a message in. The same page and `external_id` are the same message.",
        Operation::Incident => "Everything about one incident.",
        Operation::Act => "Acts on a version of an incident. The same request may be sent again.",
        Operation::Queue => "What is open on a desk, earliest deadline first.",
        Operation::MunicipalityStats => "Numbers of a municipality.",
        Operation::CentreStats => "Numbers of a centre: the sum of whom it serves.",
        Operation::RegionStats => "Numbers of a region.",
        Operation::ListReplies => "Replies that failed or are in doubt, longest waiting first.",
        Operation::DecideReply => "What a person decides about a reply that failed or is in doubt.",
        Operation::ListOutages => "Declared outages, up to a week after their end.",
        Operation::DeclareOutage => {
            "Declares an outage: who tells of it joins one incident and gets the approved text."
        }
        Operation::EndOutage => "An outage is over: nobody joins any more, everybody is asked once.",
        Operation::Pages => "How the pages are connected, and what may have been missed.",
        Operation::Directory => "Who lives where, and who answers.",
        Operation::Formulas => "What each number means, and from what it is computed.",
        Operation::Parked => "A delivery that could not be read: never its words.",
        Operation::Replay => "Puts a delivery that could not be read back into the queue.",
    }
}

/// The shape of the body that it takes.
pub(super) fn body(operation: Operation, shapes: &mut SchemaGenerator) -> Option<Value> {
    match operation {
        Operation::BringIn => Some(shapes.subschema_for::<BroughtIn>().into()),
        Operation::Act => Some(shapes.subschema_for::<Action>().into()),
        Operation::DeclareOutage => Some(shapes.subschema_for::<OutageDeclaration>().into()),
        Operation::EndOutage => Some(shapes.subschema_for::<OutageEnd>().into()),
        Operation::DecideReply => Some(shapes.subschema_for::<ReplyDecision>().into()),
        _ => None,
    }
}

/// The status of success with what is answered then.
pub(super) fn success(operation: Operation, shapes: &mut SchemaGenerator) -> (u16, Value) {
    match operation {
        Operation::Health => (200, json::<Status>(shapes)),
        Operation::OpenApi => (200, document()),
        Operation::ListIncidents | Operation::Queue => (200, json::<Found<Summary>>(shapes)),
        Operation::BringIn => (202, json::<Accepted>(shapes)),
        Operation::Incident | Operation::Act => (200, versioned(json::<Incident>(shapes))),
        Operation::MunicipalityStats | Operation::CentreStats | Operation::RegionStats => {
            (200, table(json::<Numbers>(shapes)))
        }
        Operation::ListReplies => (200, json::<Attentions>(shapes)),
        Operation::DecideReply => (200, json::<MessageReplies>(shapes)),
        Operation::ListOutages => (200, json::<Outages>(shapes)),
        Operation::DeclareOutage => (201, json::<Outage>(shapes)),
        Operation::EndOutage => (200, json::<Outage>(shapes)),
        Operation::Pages => (200, json::<PageHealths>(shapes)),
        Operation::Directory => (200, json::<Directory>(shapes)),
        Operation::Formulas => (200, json::<Formulas>(shapes)),
        Operation::Parked => (200, json::<Parked>(shapes)),
        Operation::Replay => (202, json::<Replayed>(shapes)),
    }
}

/// The statuses with which it may refuse.
pub(super) fn refusals(operation: Operation) -> Vec<u16> {
    let mut refusals = match operation {
        Operation::Health | Operation::OpenApi => return vec![503],
        _ => vec![400, 401, 500, 503],
    };
    refusals.extend_from_slice(match operation {
        Operation::Act => &[403, 404, 409, 413, 422, 428],
        Operation::DeclareOutage => &[403, 409, 413, 422],
        Operation::EndOutage | Operation::DecideReply => &[403, 404, 409, 413, 422],
        Operation::BringIn => &[403, 413, 422],
        Operation::Parked => &[403, 404],
        Operation::Replay => &[403, 404, 409, 413],
        Operation::Pages => &[403],
        Operation::ListReplies | Operation::ListOutages | Operation::Directory | Operation::Formulas => &[],
        _ => &[404],
    });
    refusals
}

/// Whether it may be kept for a minute and asked for by its tag.
pub(super) const fn is_cached(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::MunicipalityStats
            | Operation::CentreStats
            | Operation::RegionStats
            | Operation::Directory
            | Operation::Formulas
    )
}

fn json<T: JsonSchema>(shapes: &mut SchemaGenerator) -> Value {
    let schema: Value = shapes.subschema_for::<T>().into();
    json!({ "description": "It is done.", "content": { "application/json": { "schema": schema } } })
}

fn document() -> Value {
    let content = json!({ "application/json": { "schema": { "type": "object" } } });
    json!({ "description": "OpenAPI 3.1.", "content": content })
}

/// The answer with the version that the next action must name.
fn versioned(mut answer: Value) -> Value {
    let description = "The version of the incident, in quotes.";
    answer["headers"] = json!({ "ETag": { "description": description, "schema": { "type": "string" } } });
    answer
}

/// The answer, also as a table.
fn table(mut answer: Value) -> Value {
    answer["content"]["text/csv"] = json!({ "schema": { "type": "string" } });
    answer
}
