//! What is fuzzed. A parser that is to be added gets one line in [`TARGETS`]: where its samples come from, and what is
//! to be done with a body.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use contracts::{MessageTask, RawBody, RawDelivery};
use domain::{Directory, DirectoryFiles, Page, PageId, Platform, Private, RegionId};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::exchange;

/// A parser.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Bodies to begin with.
    pub(crate) corpus: fn() -> Vec<Vec<u8>>,
    /// Reads a body; what it says of it does not matter.
    pub(crate) run: fn(&[u8]),
    /// How many bytes are read beside the body.
    pub(crate) beside: fn() -> usize,
    /// How many times the body's length it may take.
    pub(crate) times: usize,
}

/// What is allowed to whatever comes from outside.
const TIMES: usize = 20;
/// What is allowed to files that administrators write: the reader of TOML holds a token and an event for every
/// bracket at once.
const TIMES_OF_FILES: usize = 200;

const fn nothing() -> usize {
    0
}

pub(crate) static TARGETS: &[Target] = &[
    target("vk", || deliveries(Platform::Vk), |body| read(Platform::Vk, body)),
    target("telegram", || deliveries(Platform::Telegram), |body| read(Platform::Telegram, body)),
    target("max", || deliveries(Platform::Max), |body| read(Platform::Max, body)),
    target("ok", || deliveries(Platform::Ok), |body| read(Platform::Ok, body)),
    target("standard", || deliveries(Platform::Standard), |body| read(Platform::Standard, body)),
    target("cloudevents", || deliveries(Platform::CloudEvents), cloudevents),
    target("open311", forms, |body| read(Platform::Open311, body)),
    target("pos", exchange::items, exchange::item),
    target("registry", exchange::rows, exchange::row),
    target("envelope", envelopes, envelope),
    Target { beside: region_bytes, times: TIMES_OF_FILES, ..target("region", region_files, region) },
];

const fn target(name: &'static str, corpus: fn() -> Vec<Vec<u8>>, run: fn(&[u8])) -> Target {
    Target { name, corpus, run, beside: nothing, times: TIMES }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let listed = fs::read_dir(root().join(folder)).into_iter().flatten().flatten();
    let mut files: Vec<_> = listed
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, fs::read(entry.path()).ok()?)))
        .collect();
    files.sort();
    files
}

/// The bodies of the recorded deliveries of a platform.
fn deliveries(platform: Platform) -> Vec<Vec<u8>> {
    let cases = files("events/webhook").into_iter().filter_map(|(_, text)| {
        let case: Value = serde_json::from_slice(&text).ok()?;
        (case["platform"] == platform.as_str()).then(|| match (&case["body"], &case["body_text"]) {
            (Value::Null, Value::String(text)) => text.clone().into_bytes(),
            (body, _) => body.to_string().into_bytes(),
        })
    });
    cases.collect()
}

const SECRET: &str = "whsec_aW52ZW50ZWQgc2VjcmV0IG9mIHRoaXMgdGVzdA==";

fn page(platform: Platform) -> Page {
    let page = json!({
        "id": "page", "platform": platform, "external": "216000101", "title": "Page", "confirmation": "c0de",
        "secrets": [{ "value": SECRET, "valid_until": null }],
    });
    serde_json::from_value(page).expect("the page is well formed")
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_176_000, 0).expect("a moment of 2026")
}

/// Both halves: the proof at the door, and the reading behind it, which must bear whatever the door let in.
fn read(platform: Platform, body: &[u8]) {
    read_with(platform, &[], body);
}

fn read_with(platform: Platform, kept: &[(&str, &str)], body: &[u8]) {
    let page = page(platform);
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("x-telegram-bot-api-secret-token", SECRET),
        ("x-max-bot-api-secret", SECRET),
        ("authorization", "Bearer x"),
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1795176000"),
        ("webhook-signature", "v1,AAAA v1a,BBBB"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let _ = platforms::verify(&page, &headers, body, now());
    let kept: Vec<_> = kept.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let _ = platforms::read(&page, &kept, body, now());
}

/// As the body is, and as the data of an event in the headers.
fn cloudevents(body: &[u8]) {
    read(Platform::CloudEvents, body);
    let headers = [
        ("ce-specversion", "1.0"),
        ("ce-id", "1"),
        ("ce-source", "a"),
        ("ce-type", "message.created"),
        ("ce-time", "2026-11-20T12:00:00Z"),
    ];
    read_with(Platform::CloudEvents, &headers, body);
}

fn forms() -> Vec<Vec<u8>> {
    let form = "service_code=roads.potholes&lat=56.3&long=44.0&description=%D0%AF%D0%BC%D0%B0&email=a%40b.example\
        &attribute%5BSIZE%5D=big&attribute%5BHAZARDS%5D%5B%5D=a&attribute[HAZARDS][]=b&address_string=x";
    vec![form.into(), "api_key=k&service_code=001&address_id=7".into()]
}

fn envelopes() -> Vec<Vec<u8>> {
    let task = |body| {
        MessageTask::RawDeliveryV1(RawDelivery {
            region: RegionId::parse("zarechye").expect("a slug"),
            page: PageId::parse("zar-vk").expect("a slug"),
            received_at: now(),
            headers: vec![("webhook-id".to_owned(), "msg_1".to_owned())],
            body: RawBody(body),
        })
    };
    let bodies = deliveries(Platform::Standard).into_iter();
    bodies.filter_map(|body| contracts::encode(&task(body)).ok()).map(String::into_bytes).collect()
}

fn envelope(body: &[u8]) {
    if let Ok(text) = str::from_utf8(body) {
        let _ = contracts::decode::<MessageTask>(text);
        let _ = contracts::decode::<contracts::DeliveryTask>(text);
    }
}

/// Each file of the test region, with its name as the first line.
fn region_files() -> Vec<Vec<u8>> {
    files("tests/region").into_iter().map(|(name, text)| [name.as_bytes(), b"\n", &text].concat()).collect()
}

/// What reading the region as it is takes, as the length of a body that might take as much.
fn region_bytes() -> usize {
    thread_local! {
        static TAKES: usize = REGION.with(|files| {
            let before = crate::MEMORY.current_usage();
            crate::MEMORY.reset_peak_usage();
            let loaded = Directory::load(files).is_ok();
            assert!(loaded, "the test region is sound");
            crate::MEMORY.peak_usage().saturating_sub(before)
        });
    }
    TAKES.with(|bytes| bytes / TIMES_OF_FILES)
}

thread_local! {
    static REGION: DirectoryFiles = files("tests/region")
        .into_iter()
        .filter_map(|(name, text)| Some((name, String::from_utf8(text).ok()?)))
        .collect();
}

/// The test region with one of its files replaced.
fn region(body: &[u8]) {
    let Some((name, text)) = str::from_utf8(body).ok().and_then(|text| text.split_once('\n')) else { return };
    let mut files = REGION.with(Clone::clone);
    if let Some(file) = files.get_mut(name) {
        text.clone_into(file);
        let _ = Directory::load(&files).map(|(directory, _)| Private::new(directory));
    }
}
