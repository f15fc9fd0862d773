//! Every delivery in `events/webhook/` is taken or refused, and read, as its file says.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::BASE64;
use domain::{Change, Content, Event, Page, Platform};
use http::{HeaderMap, HeaderName, HeaderValue};
use platforms::{KEPT_HEADERS, Note, Verified, read, verify};
use serde::Deserialize;
use serde_json::{Value, json};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delivery {
    case: String,
    platform: Platform,
    page: Page,
    received_at: DateTime<Utc>,
    headers: BTreeMap<String, String>,
    body: Option<Value>,
    body_text: Option<String>,
    body_base64: Option<String>,
    expect: Option<Expected>,
    answer: Answered,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Expected {
    events: Vec<serde_json::Map<String, Value>>,
    ignored: Option<String>,
    malformed: Option<String>,
    notes: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Answered {
    status: u16,
    body: String,
}

fn cases() -> Vec<(String, Delivery)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/webhook");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let case = serde_json::from_slice(&fs::read(&path).unwrap());
            (name.clone(), case.unwrap_or_else(|error| panic!("{name}: {error}")))
        })
        .collect()
}

impl Delivery {
    fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_text, &self.body_base64) {
            (Some(json), None, None) => serde_json::to_vec(json).unwrap(),
            (None, Some(text), None) => text.clone().into_bytes(),
            (None, None, Some(encoded)) => BASE64.decode(encoded.as_bytes()).unwrap(),
            _ => panic!("one body, please"),
        }
    }

    /// The headers; a delivery by Standard Webhooks is signed on the way, unless its file has a signature.
    fn headers(&self, body: &[u8]) -> HeaderMap {
        let mut headers: HeaderMap = self
            .headers
            .iter()
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap()))
            .collect();
        if self.platform == Platform::Standard && !headers.contains_key(HEADER_WEBHOOK_SIGNATURE) {
            let key = Webhook::new(self.page.secrets_at(self.received_at).next().unwrap()).unwrap();
            let time = self.headers[HEADER_WEBHOOK_TIMESTAMP].parse().unwrap();
            let signature = key.sign(&self.headers[HEADER_WEBHOOK_ID], time, body).unwrap();
            headers.insert(HEADER_WEBHOOK_SIGNATURE, signature.parse().unwrap());
        }
        headers
    }

    fn kept(&self) -> Vec<(String, String)> {
        let kept = self.headers.iter().filter(|(name, _)| KEPT_HEADERS.contains(&name.as_str()));
        kept.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn check(&self) -> Result<(), String> {
        let body = self.bytes();
        let outcome = verify(&self.page, &self.headers(&body), &body, self.received_at);
        let (status, text) = match &outcome {
            Ok(verified) => (verified.answer.status(), verified.answer.body().to_owned()),
            Err(refusal) => (refusal.status(), String::new()),
        };
        let answer = Answered { status, body: text };
        if answer != self.answer {
            return Err(format!("answered {answer:?}"));
        }
        match (outcome, &self.expect) {
            (Ok(verified), Some(expected)) => self.check_reading(&body, &verified, expected),
            (Err(_), None) => Ok(()),
            _ => Err("what is taken is expected to say something, what is refused is not".to_owned()),
        }
    }

    fn check_reading(&self, body: &[u8], verified: &Verified, expected: &Expected) -> Result<(), String> {
        let shows = |secret: &str| String::from_utf8_lossy(&verified.body).contains(&format!("\"{secret}\""));
        if self.page.secrets_at(self.received_at).any(shows) {
            return Err("the secret is still in the body".to_owned());
        }
        if self.platform != Platform::Vk && verified.body != body {
            return Err("the body was changed".to_owned());
        }
        let reading = match read(&self.page, &self.kept(), &verified.body, self.received_at) {
            Ok(reading) => reading,
            Err(error) if expected.malformed.as_deref() == Some(error.field()) => return Ok(()),
            Err(error) => return Err(error.to_string()),
        };
        if verified.keep == (reading.ignored == Some(platforms::Ignored::Confirmation)) {
            return Err("a handshake alone is not kept".to_owned());
        }
        let ignored = reading.ignored.as_ref().map(platforms::Ignored::as_str);
        if ignored != expected.ignored.as_deref() || expected.malformed.is_some() {
            return Err(format!("ignored as {ignored:?}"));
        }
        if reading.events.len() != expected.events.len() {
            return Err(format!("{} events", reading.events.len()));
        }
        if let Some(expected) = &expected.notes {
            let seen: Vec<Value> = reading.notes.iter().map(note).collect();
            if seen != *expected {
                return Err(format!("notes are {seen:?}"));
            }
        }
        reading.events.iter().zip(&expected.events).try_for_each(|(event, fields)| compare(event, fields))
    }
}

/// Compares the fields that the file names; `object` and `change` it must name.
fn compare(event: &Event, expected: &serde_json::Map<String, Value>) -> Result<(), String> {
    let seen = flat(event);
    for required in ["object", "change"] {
        expected.get(required).ok_or(format!("expects no {required}"))?;
    }
    for (field, value) in expected {
        let any = field == "object" && value == "?";
        if seen.get(field) != Some(value) && !any {
            return Err(format!("{field} is {:?}", seen.get(field)));
        }
    }
    Ok(())
}

fn flat(event: &Event) -> Value {
    let mut fields = json!({
        "object": event.object,
        "delivery": event.delivery,
        "change": change(event.change),
        "version_at": event.version_at.map(moment),
    });
    if let Some(content) = &event.content {
        fields.as_object_mut().unwrap().append(flat_content(content).as_object_mut().unwrap());
    }
    fields
}

fn flat_content(content: &Content) -> Value {
    json!({
        "form": content.form,
        "written_at": moment(content.written_at),
        "clock_doubt": content.clock_doubt,
        "author": content.author.as_ref().map(|author| author.id.expose()),
        "text": content.text.expose(),
        "parent": content.parent,
        "post": content.post,
        "link": content.link,
        "attachments": content.attachments.iter().map(|it| &it.reference).collect::<Vec<_>>(),
        "point": content.point.as_ref().map(|it| [it.expose().latitude, it.expose().longitude]),
        "address": content.address.as_ref().map(domain::Private::expose),
        "part": content.part,
        "reply_to": content.reply_to.as_ref().map(domain::Private::expose),
    })
}

fn note(note: &Note) -> Value {
    let code = note.as_str();
    match note {
        Note::Thread { chat, thread, channel, post, username } => json!({
            "note": code, "chat": chat, "thread": thread, "channel": channel, "post": post, "username": username,
        }),
        Note::Migrated { from, to } => json!({ "note": code, "from": from, "to": to }),
        Note::Membership { chat, present, at } => {
            json!({ "note": code, "chat": chat, "present": present, "at": moment(*at) })
        }
        Note::AnsweredByHand { object, peer, at, text } => json!({
            "note": code, "object": object, "peer": peer.as_ref().map(domain::Private::expose),
            "at": moment(*at), "text": text.expose(),
        }),
        Note::Cropped { object } => json!({ "note": code, "object": object }),
        Note::Pressed { object, payload, press, person } => json!({
            "note": code, "object": object, "payload": payload.expose(), "press": press,
            "person": person.as_ref().map(domain::Private::expose),
        }),
    }
}

fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

const fn change(change: Change) -> &'static str {
    match change {
        Change::Created => "created",
        Change::Edited => "edited",
        Change::Deleted { by_author: false } => "deleted",
        Change::Deleted { by_author: true } => "deleted_by_author",
        Change::Restored => "restored",
    }
}

#[test]
fn every_delivery_is_answered_and_read_as_its_file_says() {
    let failed: Vec<String> = cases()
        .iter()
        .filter_map(|(name, case)| case.check().err().map(|error| format!("{name} ({}): {error}", case.case)))
        .collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn the_files_cover_every_platform_change_and_reason() {
    let cases = cases();
    for platform in Platform::DELIVERING {
        assert!(cases.iter().filter(|(_, case)| case.platform == platform).count() >= 10, "{platform}");
    }
    let expected = || cases.iter().filter_map(|(_, case)| case.expect.as_ref());
    let changes: BTreeSet<_> =
        expected().flat_map(|it| &it.events).filter_map(|event| event["change"].as_str()).collect();
    assert_eq!(changes.len(), 5, "{changes:?}");
    let reasons: BTreeSet<_> = expected().filter_map(|it| it.ignored.as_deref()).collect();
    assert_eq!(reasons.len(), 6, "{reasons:?}");
    let statuses: BTreeSet<_> = cases.iter().map(|(_, case)| case.answer.status).collect();
    assert_eq!(statuses, BTreeSet::from([200, 400, 401, 403]));
}

#[test]
fn an_edit_a_delete_and_a_restore_name_the_object_of_their_create() {
    let objects: BTreeMap<String, String> = cases()
        .into_iter()
        .filter_map(|(name, case)| {
            let event = case.expect?.events.into_iter().next()?;
            Some((name, event["object"].as_str()?.to_owned()))
        })
        .collect();
    for (create, later) in [
        ("vk-comment", "vk-comment-edited"),
        ("vk-comment", "vk-comment-deleted"),
        ("vk-comment", "vk-comment-restored"),
        ("vk-photo-comment", "vk-photo-comment-deleted"),
        ("vk-board-post", "vk-board-post-deleted"),
        ("vk-dialog", "vk-dialog-old-shape"),
        ("vk-dialog", "vk-dialog-edited"),
        ("telegram-comment-nested", "telegram-comment-edited"),
        ("max-dialog", "max-dialog-edited"),
        ("max-dialog", "max-dialog-removed"),
        ("max-comment", "max-comment-edited"),
        ("max-comment", "max-comment-removed"),
        ("vk-post-suggested", "vk-post-published"),
        ("vk-photo-comment-edited", "vk-photo-comment-restored"),
        ("vk-video-comment-edited", "vk-video-comment-deleted"),
        ("vk-market-comment-edited", "vk-market-comment-deleted"),
        ("vk-market-comment-edited", "vk-market-comment-deleted-by-author"),
        ("telegram-private-album-first", "telegram-private-album-third"),
        ("telegram-private-album-first", "telegram-private-album-edited"),
        ("telegram-comment-album-first", "telegram-comment-album-third"),
        ("cloudevents-created", "cloudevents-namespaced"),
        ("cloudevents-created", "cloudevents-deleted"),
        ("standard-created", "standard-edited"),
        ("standard-created", "standard-deleted"),
        ("standard-created", "standard-restored"),
    ] {
        assert_eq!(objects[create], objects[later], "{create} and {later}");
    }
}
