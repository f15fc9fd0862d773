//! The description of the API in OpenAPI 3.1, made of [`Operation`] and the shapes.

mod answers;
mod parameters;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::operation::Operation;
use crate::shape::Problem;

/// The description.
pub fn document() -> Value {
    let mut shapes = generator();
    let problem = shapes.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for operation in Operation::ALL {
        let methods = paths.entry(operation.path()).or_insert_with(|| json!({}));
        methods[operation.method().as_str().to_lowercase()] = described(operation, &mut shapes);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Otklik",
            "version": "1",
            "description": INTRODUCTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "key": [] }],
        "paths": paths,
        "components": {
            "schemas": shapes.take_definitions(true),
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "A key of the API: otk_…_…" },
            },
            "responses": { "Problem": {
                "description": "It is not done, and why.",
                "content": { "application/problem+json": { "schema": problem } },
            } },
        },
    })
}

/// The description as it is committed and served.
pub fn text() -> String {
    let mut text = serde_json::to_string_pretty(&document()).expect("a JSON value is JSON");
    text.push('\n');
    text
}

const INTRODUCTION: &str = "Incidents of residents, what is done about them, and numbers that can be computed again. \
    A key says the region and how far its holder reaches; what lies outside answers like what does not exist: 404. \
    Moments are in UTC, days in the region's zone. Objects may get further fields in later versions.";

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator()
}

fn described(operation: Operation, shapes: &mut SchemaGenerator) -> Value {
    let mut described = json!({
        "operationId": operation.name(),
        "summary": answers::summary(operation),
        "responses": responses(operation, shapes),
    });
    let parameters = parameters::of(operation, shapes);
    if !parameters.is_empty() {
        described["parameters"] = Value::Array(parameters);
    }
    if let Some(body) = answers::body(operation, shapes) {
        described["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": body } } });
    }
    if operation == Operation::Health || operation == Operation::OpenApi {
        described["security"] = json!([]);
    }
    described
}

fn responses(operation: Operation, shapes: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    let (status, answer) = answers::success(operation, shapes);
    responses.insert(status.to_string(), answer);
    for status in answers::refusals(operation) {
        responses.insert(status.to_string(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    if answers::is_cached(operation) {
        responses.insert("304".to_owned(), json!({ "description": "It is what `If-None-Match` names." }));
    }
    Value::Object(responses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_description_is_what_the_code_says() {
        let committed = include_str!("../../../functions/api/openapi.json");
        assert!(
            committed == text(),
            "make it anew: cargo run -p client --features openapi --example openapi"
        );
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let mut found = 0;
        let mut open = vec![&document];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    if let Some(Value::String(path)) = members.get("$ref") {
                        assert!(document.pointer(path.trim_start_matches('#')).is_some(), "{path}");
                        found += 1;
                    }
                    open.extend(members.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        assert!(found > 50);
    }
}
