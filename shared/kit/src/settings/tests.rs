use contracts::QueueName;

use super::*;
use crate::function::{Table, Use};

const EVERYTHING: Function = Function::on_queue("everything", QueueName::Messages).uses(&[
    Use::Table { table: Table::Incidents, actions: &["GetItem"] },
    Use::Table { table: Table::Directory, actions: &["Query"] },
    Use::Table { table: Table::Stats, actions: &["PutItem"] },
    Use::Send(QueueName::Messages),
    Use::Send(QueueName::Deliveries),
    Use::IdKey,
]);
const NOTHING: Function = Function::on_queue("nothing", QueueName::Messages);

const GOOD: [(&str, &str); 7] = [
    ("OTKLIK_INCIDENTS_TABLE", "incidents"),
    ("OTKLIK_DIRECTORY_TABLE", "directory"),
    ("OTKLIK_STATS_TABLE", "stats"),
    ("OTKLIK_MESSAGES_QUEUE_URL", "https://sqs.example/1/messages"),
    ("OTKLIK_DELIVERIES_QUEUE_URL", "https://sqs.example/1/deliveries"),
    ("OTKLIK_ID_KEY", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
    ("OTKLIK_REGIONS", "zarechye, priozerye"),
];

fn read(function: &Function, changed: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    Settings::read(function, |name| {
        let all = changed.iter().chain(&GOOD);
        all.into_iter().find(|(variable, _)| *variable == name).map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn good_settings_are_typed() {
    let settings = read(&EVERYTHING, &[]).unwrap();
    assert_eq!(settings.regions.iter().map(RegionId::as_str).collect::<Vec<_>>(), ["zarechye", "priozerye"]);
    assert_eq!(settings.id_key.expose(), &(0..32).collect::<Vec<u8>>());
    assert!(!settings.allow_private_addresses);
    assert_eq!(settings.log, "info");
    assert_eq!(settings.sqs_endpoint, None);
}

#[test]
fn all_problems_are_reported_at_once() {
    let error = Settings::read(&EVERYTHING, |_| None).unwrap_err();
    assert_eq!(error.0.len(), GOOD.len());
    let text = error.to_string();
    for (variable, _) in GOOD {
        assert!(text.contains(&format!("{variable} is missing")), "{text}");
    }
}

#[test]
fn a_function_is_asked_only_for_what_it_uses() {
    let error = Settings::read(&NOTHING, |_| None).unwrap_err();
    assert_eq!(error.to_string(), "OTKLIK_REGIONS is missing");
}

#[test]
fn a_bad_value_is_a_problem_with_the_variables_name_and_without_the_value() {
    for (variable, value) in [
        ("OTKLIK_INCIDENTS_TABLE", ""),
        ("OTKLIK_INCIDENTS_TABLE", "two words"),
        ("OTKLIK_INCIDENTS_TABLE", " "),
        ("OTKLIK_MESSAGES_QUEUE_URL", "messages"),
        ("OTKLIK_MESSAGES_QUEUE_URL", "ftp://sqs.example/messages"),
        ("OTKLIK_DELIVERIES_QUEUE_URL", " https://sqs.example/1/deliveries"),
        ("OTKLIK_ID_KEY", "c2hvcnQ="),
        ("OTKLIK_ID_KEY", "canary canary canary canary canary canary"),
        ("OTKLIK_REGIONS", "zarechye,,priozerye"),
        ("OTKLIK_REGIONS", "Заречье"),
        ("OTKLIK_REGIONS", "zarechye,zarechye"),
        ("OTKLIK_ALLOW_PRIVATE_ADDRESSES", "yes"),
        ("OTKLIK_DYNAMODB_ENDPOINT", "localhost"),
        ("OTKLIK_LOG", "loud=very=much"),
    ] {
        let error = read(&EVERYTHING, &[(variable, value)]).unwrap_err();
        assert_eq!(error.0.len(), 1, "{variable}: {error}");
        assert_eq!(error.0[0].variable, variable);
        assert!(!error.to_string().contains("canary"));
    }
}

#[test]
fn the_key_may_be_hex_or_either_base64() {
    let key: Vec<u8> = (0..=255).rev().take(33).collect();
    for text in
        [BASE64.encode(&key), BASE64URL_NOPAD.encode(&key), HEXLOWER_PERMISSIVE.encode(&key).to_uppercase()]
    {
        let settings = read(&EVERYTHING, &[("OTKLIK_ID_KEY", &text)]).unwrap();
        assert_eq!(settings.id_key.expose(), &key, "{text}");
    }
}

#[test]
fn settings_have_no_debug_of_the_key() {
    let shown = format!("{:?}", read(&EVERYTHING, &[]).unwrap());
    assert!(shown.contains("id_key: Private"), "{shown}");
    assert!(!shown.contains("[0, 1, 2"), "{shown}");
}

#[test]
fn the_readme_lists_every_variable() {
    let readme = include_str!("../../README.md");
    for variable in VARIABLES {
        let row = format!("| `{}` | {} | {} |", variable.name, variable.needed_by_words(), variable.meaning);
        assert!(readme.contains(&row), "missing in README.md: {row}");
    }
    assert_eq!(readme.matches("| `OTKLIK_").count(), VARIABLES.len());
}
