//! The template says what the functions say of themselves.

use std::collections::BTreeSet;
use std::fs;

use kit::settings::VARIABLES;
use kit::{Trigger, Use};
use otklik::system::FUNCTIONS;
use serde_json::Value;
use yaml_rust2::{Yaml, YamlLoader};

/// The template, with the short forms of intrinsic functions read as plain text.
fn template() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/template.yaml");
    let text = fs::read_to_string(path).expect("the template is there");
    to_json(&YamlLoader::load_from_str(&text).expect("the template is YAML")[0])
}

fn to_json(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Hash(members) => {
            let member = |(name, value): (&Yaml, &Yaml)| Some((name.as_str()?.to_owned(), to_json(value)));
            members.iter().filter_map(member).collect::<serde_json::Map<_, _>>().into()
        }
        Yaml::Array(values) => values.iter().map(to_json).collect(),
        Yaml::String(text) | Yaml::Real(text) => text.as_str().into(),
        Yaml::Integer(number) => (*number).into(),
        Yaml::Boolean(value) => (*value).into(),
        _ => Value::Null,
    }
}

fn properties(template: &Value, resource: &str) -> Value {
    let found = &template["Resources"][resource]["Properties"];
    assert!(found.is_object(), "the template has no {resource}");
    found.clone()
}

#[test]
fn every_function_has_the_time_and_memory_that_it_asks_for() {
    let template = template();
    for function in FUNCTIONS {
        let properties = properties(&template, function.name);
        assert_eq!(properties["Timeout"], function.timeout_s, "{}", function.name);
        assert_eq!(properties["MemorySize"], function.memory_mb, "{}", function.name);
    }
}

#[test]
fn every_role_may_do_what_its_function_uses_and_no_more() {
    let template = template();
    for function in FUNCTIONS {
        let policies = properties(&template, &format!("{}Role", function.name))["Policies"].clone();
        let allowed: BTreeSet<String> =
            actions(&policies).into_iter().filter(|action| !is_plumbing(action)).collect();
        let mut used = BTreeSet::new();
        for one in function.uses {
            match one {
                Use::Table { actions, .. } => {
                    used.extend(actions.iter().map(|action| format!("dynamodb:{action}")));
                }
                Use::Send(_) => _ = used.insert("sqs:SendMessage".to_owned()),
                Use::IdKey | Use::Outside => {}
            }
        }
        assert_eq!(allowed, used, "{}", function.name);
    }
}

/// What Lambda needs to read a queue for a function.
fn is_plumbing(action: &str) -> bool {
    ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].contains(&action)
        || action.starts_with("logs:")
}

fn actions(policies: &Value) -> Vec<String> {
    match policies {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match (name.as_str(), value) {
                ("Action", Value::String(action)) => vec![action.clone()],
                ("Action", Value::Array(actions)) => {
                    actions.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect()
                }
                _ => actions(value),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(actions).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_function_gets_the_variables_that_it_needs_and_no_secret_beside() {
    let template = template();
    for function in FUNCTIONS {
        let given = properties(&template, function.name)["Environment"]["Variables"].clone();
        let given: BTreeSet<&str> =
            given.as_object().expect("a function has variables").keys().map(String::as_str).collect();
        for variable in VARIABLES.iter().filter(|variable| variable.needed_by(function)) {
            assert!(given.contains(variable.name), "{} lacks {}", function.name, variable.name);
        }
        let key = given.contains("OTKLIK_ID_KEY");
        assert_eq!(key, function.uses.contains(&Use::IdKey), "{} and the key of ids", function.name);
    }
}

#[test]
fn every_queue_is_read_as_its_function_says_and_waits_six_times_its_limit() {
    let template = template();
    for function in FUNCTIONS {
        let Trigger::Queue { queue, batch, window_s, invocations, .. } = function.trigger else { continue };
        let events = properties(&template, function.name)["Events"].clone();
        let event =
            &events.as_object().expect("a reader has an event").values().next().expect("one")["Properties"];
        assert_eq!(event["BatchSize"], batch, "{}", function.name);
        assert_eq!(event["MaximumBatchingWindowInSeconds"], window_s, "{}", function.name);
        assert_eq!(event["ScalingConfig"]["MaximumConcurrency"], invocations, "{}", function.name);
        assert_eq!(event["FunctionResponseTypes"][0], "ReportBatchItemFailures", "{}", function.name);
        let name = if queue.as_str() == "messages" { "MessagesQueue" } else { "DeliveriesQueue" };
        let visibility = properties(&template, name)["VisibilityTimeout"].as_u64().expect("a number");
        assert!(
            visibility >= u64::from(function.timeout_s) * 6,
            "{name} hides a message for {visibility} s only"
        );
    }
}

#[test]
fn the_tables_are_those_of_the_store() {
    let template = template();
    for table in &store::TABLES {
        let mut name = table.name.to_owned();
        name[..1].make_ascii_uppercase();
        let properties = properties(&template, &format!("{name}Table"));
        let text = properties["KeySchema"].to_string();
        assert!(text.contains(table.partition), "{name}: {text}");
        assert!(table.sort.is_none_or(|sort| text.contains(sort)), "{name}: {text}");
        let indexes = properties["GlobalSecondaryIndexes"].as_array().cloned().unwrap_or_default();
        assert_eq!(indexes.len(), table.indexes.len(), "{name}");
        for (index, declared) in table.indexes.iter().zip(&indexes) {
            assert_eq!(declared["IndexName"], index.name);
            assert_eq!(declared["KeySchema"][0]["AttributeName"], index.partition);
            assert_eq!(declared["KeySchema"][1]["AttributeName"], index.sort);
        }
        let ttl = properties["TimeToLiveSpecification"]["AttributeName"].as_str();
        assert_eq!(ttl, table.ttl, "{name}");
    }
}
