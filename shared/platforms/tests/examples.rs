//! Payloads from elsewhere: a folder of them, given by `OTKLIK_EXAMPLES` when the test is built, one folder for each platform in it.
//!
//! Each has to be accepted with a meaning: events, notes, or a reason that is not a misunderstanding.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use domain::{Page, Platform};
use platforms::{Ignored, Note, Reading, read};
use serde_json::{Value, json};

/// What we send and what we are answered lies beside what is delivered.
const NOT_DELIVERED: [&str; 5] = ["api_", "error_", "send_", "subscribe_", "reply_in_"];

fn page(platform: Platform, group: &Value) -> Page {
    serde_json::from_value(json!({
        "id": "page", "platform": platform, "external": group.as_i64().map(|id| id.to_string()), "title": "Page",
        "secrets": [],
    }))
    .unwrap()
}

/// When the payload may have arrived: a minute after the newest time in it.
fn arrival(text: &str) -> DateTime<Utc> {
    let numbers =
        text.split(|char: char| !char.is_ascii_digit()).filter_map(|digits| digits.parse::<i64>().ok());
    let seconds = numbers.map(|number| if number > 1_000_000_000_000 { number / 1_000 } else { number });
    let newest = seconds.filter(|seconds| (1_400_000_000..2_000_000_000).contains(seconds)).max();
    DateTime::from_timestamp(newest.unwrap_or(1_795_252_681) + 60, 0).unwrap()
}

fn meaning(reading: &Reading) -> Option<String> {
    if let Some(event) = reading.events.first() {
        return Some(format!(
            "{:?} {}",
            event.change,
            event.content.as_ref().map_or("", |it| it.text.expose())
        ));
    }
    let notes: Vec<&str> = reading.notes.iter().map(Note::as_str).collect();
    match reading.ignored.as_ref()? {
        Ignored::UnknownKind(name) => Some(format!("unknown kind {name}")),
        reason => Some(format!("{} {}", reason.as_str(), notes.join(" "))),
    }
}

#[test]
fn every_payload_of_the_folder_given_is_accepted_with_a_meaning() {
    let Some(folder) = option_env!("OTKLIK_EXAMPLES") else {
        println!("nothing was read: OTKLIK_EXAMPLES names no folder");
        return;
    };
    let mut count = 0;
    for platform in Platform::DELIVERING {
        let files = fs::read_dir(Path::new(folder).join(platform.as_str())).into_iter().flatten().flatten();
        for file in files.map(|file| file.path()) {
            let name = file.file_name().unwrap().to_str().unwrap();
            let text = fs::read_to_string(&file).unwrap();
            let body: Value = serde_json::from_str(&text).unwrap();
            let delivered = !NOT_DELIVERED.iter().any(|prefix| name.starts_with(prefix));
            if !delivered || body.get("raw_body").is_some() {
                continue;
            }
            let reading = read(&page(platform, &body["group_id"]), &[], text.as_bytes(), arrival(&text));
            let reading = reading.unwrap_or_else(|error| panic!("{platform}/{name}: {error}"));
            println!("{platform}/{name}: {}", meaning(&reading).unwrap());
            count += 1;
        }
    }
    assert!(count > 0, "there is no payload in the folder");
}
