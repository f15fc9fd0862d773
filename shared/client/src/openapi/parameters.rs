//! What stands in the address of a request, and in its headers.

use domain::{CentreId, Desk, MessageKey, Oktmo, RegionId};
use schemars::SchemaGenerator;
use serde_json::{Value, json};

use crate::operation::Operation;

/// The parameters of an operation.
pub(super) fn of(operation: Operation, shapes: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters: Vec<Value> = named(operation, shapes).into_iter().collect();
    match operation {
        Operation::ListIncidents => {
            parameters.push(query(
                "municipality",
                "An ОКТМО code, or `unplaced`.",
                json!({
                    "type": "string", "pattern": "^(unplaced|[0-9]{8}|[0-9]{11})$"
                }),
            ));
            parameters.push(query("desk", "A desk.", shapes.subschema_for::<Desk>()));
            parameters.extend(list());
        }
        Operation::Queue => parameters.extend(list()),
        Operation::ListReplies => parameters.extend([limit(), cursor()]),
        Operation::Act => parameters.extend(version()),
        Operation::CentreStats => {
            parameters.extend(numbers());
            parameters.push(query("map", "By the map of each day, or of today.", choice(&["then", "now"])));
        }
        Operation::MunicipalityStats | Operation::RegionStats => parameters.extend(numbers()),
        _ => {}
    }
    if super::answers::is_cached(operation) {
        parameters.push(header("If-None-Match", "What the client has already."));
    }
    parameters
}

/// The name in the path.
fn named(operation: Operation, shapes: &mut SchemaGenerator) -> Option<Value> {
    let (_, rest) = operation.path().split_once('{')?;
    let (name, _) = rest.split_once('}')?;
    let schema: Value = match operation {
        Operation::Queue => shapes.subschema_for::<Desk>().into(),
        Operation::MunicipalityStats => shapes.subschema_for::<Oktmo>().into(),
        Operation::CentreStats => shapes.subschema_for::<CentreId>().into(),
        Operation::RegionStats => shapes.subschema_for::<RegionId>().into(),
        Operation::Parked | Operation::Replay => {
            json!({ "type": "string", "pattern": "^[0-9A-Za-z]{1,64}$" })
        }
        Operation::EndOutage => json!({ "type": "string" }),
        _ => shapes.subschema_for::<MessageKey>().into(),
    };
    Some(json!({ "name": name, "in": "path", "required": true, "schema": schema }))
}

fn list() -> [Value; 5] {
    let moment = "A day, or a moment with its offset.";
    [
        query("state", "A state of the workflow.", json!({ "type": "string" })),
        query("from", moment, json!({ "type": "string" })),
        query("to", moment, json!({ "type": "string" })),
        limit(),
        cursor(),
    ]
}

fn numbers() -> [Value; 4] {
    let day = json!({ "type": "string", "format": "date" });
    [
        query("from", "The first day.", day.clone()),
        query("to", "The last day.", day),
        query("step", "How long the slices are.", choice(&["day", "week", "month"])),
        query("format", "How the numbers are written.", choice(&["json", "csv"])),
    ]
}

fn version() -> [Value; 2] {
    [
        header("If-Match", "The version that the action is about, in quotes: `\"7\"`."),
        query(
            "version",
            "The same, for clients that cannot set headers.",
            json!({ "type": "integer", "minimum": 0 }),
        ),
    ]
}

fn limit() -> Value {
    query(
        "limit",
        "How many on a page.",
        json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 }),
    )
}

fn cursor() -> Value {
    query("cursor", "From the page before.", json!({ "type": "string" }))
}

fn choice(of: &[&str]) -> Value {
    json!({ "type": "string", "enum": of, "default": of[0] })
}

fn query(name: &str, description: &str, schema: impl Into<Value>) -> Value {
    let schema: Value = schema.into();
    json!({ "name": name, "in": "query", "required": false, "description": description, "schema": schema })
}

fn header(name: &str, description: &str) -> Value {
    let schema = json!({ "type": "string" });
    json!({ "name": name, "in": "header", "required": false, "description": description, "schema": schema })
}
