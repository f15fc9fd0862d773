//! What must hold for any delivery at all.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Change, Page, Platform};
use http::HeaderMap;
use platforms::{Ignored, Reading, Refusal, read, verify};
use proptest::prelude::*;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

const SECRET: &str = "whsec_aW52ZW50ZWQgc2VjcmV0IG9mIHRoaXMgdGVzdA==";
/// The platforms that show a proof with each delivery.
const PROVING: [Platform; 4] = [Platform::Vk, Platform::Telegram, Platform::Max, Platform::Standard];
const GROUP: i64 = 216_000_101;

fn page(platform: Platform) -> Page {
    serde_json::from_value(json!({
        "id": "page", "platform": platform, "external": GROUP.to_string(), "title": "Page",
        "secrets": [{"value": SECRET, "valid_until": null}], "confirmation": "c0de",
    }))
    .unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn read_json(platform: Platform, body: &Value) -> Reading {
    read(&page(platform), &[], body.to_string().as_bytes(), now()).unwrap()
}

fn object_of(reading: &Reading) -> String {
    reading.events[0].object.clone()
}

/// A delivery of `platform` that shows `secret` in the place where that platform has it.
fn delivery(platform: Platform, secret: &str, text: &str) -> (HeaderMap, Vec<u8>) {
    let mut headers = HeaderMap::new();
    let mut body = json!({"type": "wall_reply_new", "group_id": GROUP, "object": {"id": 1, "text": text}});
    match platform {
        Platform::Vk => body["secret"] = secret.into(),
        Platform::Telegram => put(&mut headers, "x-telegram-bot-api-secret-token", secret.as_bytes()),
        Platform::Max => put(&mut headers, "x-max-bot-api-secret", secret.as_bytes()),
        _ => {
            let time = now().timestamp();
            let signature = Webhook::new(secret)
                .map(|key| key.sign("msg_1", time, body.to_string().as_bytes()).unwrap())
                .unwrap_or_default();
            put(&mut headers, "webhook-id", b"msg_1");
            put(&mut headers, "webhook-timestamp", time.to_string().as_bytes());
            put(&mut headers, "webhook-signature", signature.as_bytes());
        }
    }
    (headers, body.to_string().into_bytes())
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &[u8]) {
    headers.append(name, value.try_into().unwrap());
}

fn platform() -> impl Strategy<Value = Platform> {
    proptest::sample::select(&PROVING)
}

/// JSON of any shape, made of the words that platforms use.
fn document() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(&[
        "type",
        "update_type",
        "object",
        "message",
        "id",
        "date",
        "text",
        "chat",
        "from",
        "body",
        "mid",
        "data",
        "attachments",
        "photo",
        "geo",
        "coordinates",
        "link",
        "sender",
        "recipient",
        "reply_to_message",
        "message_id",
        "peer_id",
        "wall_reply_new",
        "message_new",
        "message_created",
        "message.created",
        "fwd_messages",
        "timestamp",
        "written_at",
        "thread",
        "author",
        "1",
        "-1",
        "true",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::hash_map(word.clone().prop_map(str::to_owned), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(platform in platform(), body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let page = page(platform);
        prop_assert!(verify(&page, &HeaderMap::new(), &body, now()).is_err());
        let _ = read(&page, &[], &body, now());
    }

    #[test]
    fn a_reading_never_says_nothing(platform in platform(), body in document(), kind in 0..4_usize) {
        let mut body = body;
        if let Some(map) = body.as_object_mut() {
            let kinds = ["wall_reply_new", "message_new", "message.created", "wall_post_new"];
            map.insert("type".into(), kinds[kind].into());
            map.insert("update_type".into(), "message_created".into());
        }
        if let Ok(reading) = read(&page(platform), &[], body.to_string().as_bytes(), now()) {
            prop_assert_eq!(reading.events.is_empty(), reading.ignored.is_some());
            for event in reading.events {
                prop_assert!(!event.object.is_empty() && !event.delivery.is_empty());
                if let Some(content) = event.content {
                    prop_assert!(content.text.expose().chars().count() <= 16_000);
                    prop_assert!(!content.text.expose().contains('\0'));
                    prop_assert!(content.written_at <= now() + TimeDelta::minutes(5));
                }
            }
        }
    }

    #[test]
    fn a_wrong_secret_of_any_length_is_refused(platform in platform(), shown in "[ -~]{0,80}", cut in 0..60_usize) {
        let near = [SECRET.get(..cut).unwrap_or(SECRET).to_owned(), format!("{SECRET}{shown}"), shown];
        for secret in near.iter().filter(|secret| *secret != SECRET) {
            let (headers, body) = delivery(platform, secret, "текст");
            prop_assert_eq!(verify(&page(platform), &headers, &body, now()), Err(Refusal::Unauthorized));
        }
    }

    #[test]
    fn the_right_secret_is_accepted_and_leaves_no_trace(platform in platform(), text in ".*") {
        let (headers, body) = delivery(platform, SECRET, &text);
        let verified = verify(&page(platform), &headers, &body, now()).unwrap();
        prop_assert!(verified.keep);
        let mut expected: Value = serde_json::from_slice(&body).unwrap();
        expected.as_object_mut().unwrap().remove("secret");
        prop_assert_eq!(serde_json::from_slice::<Value>(&verified.body).unwrap(), expected);
    }

    #[test]
    fn a_vk_delete_names_the_object_of_its_create(id: i64, owner: i64, thing: i64) {
        for (stem, verb, owner_field, thing_field) in [
            ("wall_reply", "new", "post_owner_id", "post_id"),
            ("photo_comment", "edit", "photo_owner_id", "photo_id"),
            ("video_comment", "restore", "video_owner_id", "video_id"),
            ("market_comment", "new", "market_owner_id", "item_id"),
            ("board_post", "new", "topic_owner_id", "topic_id"),
        ] {
            let said = json!({"id": id, "text": "да", "from_id": 7, owner_field: owner, thing_field: thing});
            let gone = json!({"id": id.to_string(), "owner_id": owner, thing_field: thing, "deleter_id": 7});
            let event = |verb: &str, object: Value| {
                read_json(Platform::Vk, &json!({"type": format!("{stem}_{verb}"), "group_id": GROUP, "object": object}))
            };
            let deleted = event("delete", gone);
            prop_assert_eq!(object_of(&event(verb, said)), object_of(&deleted));
            prop_assert_eq!(deleted.events[0].change, Change::Deleted { by_author: false });
        }
    }

    #[test]
    fn a_max_removal_names_the_object_of_its_create(mid in "mid\\.[0-9a-f]{32}", chat: i64) {
        let said = read_json(Platform::Max, &json!({
            "update_type": "comment_created", "timestamp": 1,
            "message": {"recipient": {"chat_id": chat, "chat_type": "channel"}, "body": {"mid": mid, "text": "да"}},
        }));
        let gone = read_json(Platform::Max, &json!({"update_type": "comment_removed", "message_id": mid, "chat_id": chat}));
        prop_assert_eq!(object_of(&said), object_of(&gone));
    }

    #[test]
    fn a_repetition_reads_the_same_however_late(seconds in 0..86_400_i64, text in ".{1,40}", date in 1_794_000_000..1_795_000_000_i64) {
        let vk = json!({"type": "wall_reply_new", "group_id": GROUP, "object": {"id": 5, "date": date, "text": text, "post_id": 1}});
        let telegram = json!({"update_id": 9, "message": {"message_id": 5, "date": date, "chat": {"id": 3}, "text": text}});
        let max = json!({"update_type": "message_created", "timestamp": date * 1_000,
            "message": {"timestamp": date * 1_000, "body": {"mid": "mid.1", "text": text}}});
        for (platform, body) in [(Platform::Vk, vk), (Platform::Telegram, telegram), (Platform::Max, max)] {
            let at = |time| read(&page(platform), &[], body.to_string().as_bytes(), time);
            prop_assert_eq!(at(now()), at(now() + TimeDelta::seconds(seconds)));
        }
    }
}

#[test]
fn a_header_that_stands_twice_proves_nothing() {
    for (platform, name) in [
        (Platform::Telegram, "x-telegram-bot-api-secret-token"),
        (Platform::Max, "x-max-bot-api-secret"),
        (Platform::Standard, "webhook-signature"),
        (Platform::Standard, "webhook-id"),
    ] {
        let (mut headers, body) = delivery(platform, SECRET, "текст");
        assert!(verify(&page(platform), &headers, &body, now()).is_ok());
        let value = headers[name].clone();
        headers.append(name, value);
        assert_eq!(verify(&page(platform), &headers, &body, now()), Err(Refusal::Unauthorized), "{name}");
    }
}

#[test]
fn an_empty_secret_opens_no_page() {
    for platform in PROVING {
        let mut page = page(platform);
        page.secrets[0].value = "".into();
        let (headers, body) = delivery(platform, "", "текст");
        assert_eq!(verify(&page, &headers, &body, now()), Err(Refusal::Unauthorized), "{platform}");
        page.secrets.clear();
        assert_eq!(verify(&page, &headers, &body, now()), Err(Refusal::Unauthorized), "{platform}");
    }
}

#[test]
fn a_rotated_secret_does_not_change_what_a_delivery_is_called() {
    let call = |secret: &str| {
        let mut page = page(Platform::Vk);
        page.secrets[0].value = secret.into();
        let (headers, body) = delivery(Platform::Vk, secret, "текст");
        let verified = verify(&page, &headers, &body, now()).unwrap();
        read(&page, &[], &verified.body, now()).unwrap().events.remove(0).delivery
    };
    assert_eq!(call("one"), call("another"));
    assert!(call("one").starts_with("sha256:"));
}

#[test]
fn a_huge_body_is_read_in_bounded_time_and_memory() {
    let empty = vec!["{}"; 700_000].join(",");
    let body = format!(
        r#"{{"type":"wall_reply_new","group_id":{GROUP},"object":{{"id":1,"text":"да","attachments":[{empty}]}}}}"#
    );
    let reading = read(&page(Platform::Vk), &[], body.as_bytes(), now()).unwrap();
    assert_eq!(reading.events.len(), 1);
    let kind = format!(r#"{{"type":"{}"}}"#, "x".repeat(10_000));
    let reading = read(&page(Platform::Vk), &[], kind.as_bytes(), now()).unwrap();
    assert_eq!(reading.ignored, Some(Ignored::UnknownKind("x".repeat(64))));
}

#[test]
fn nothing_a_resident_wrote_shows_in_debug() {
    let body = json!({"update_id": 1, "message": {"message_id": 5, "chat": {"id": 3}, "date": 1,
        "from": {"id": 77_001, "first_name": "Канарейка"}, "text": "Канарейка поёт",
        "venue": {"title": "Канарейка"}, "location": {"latitude": 56.123_456, "longitude": 44.0}}});
    let shown = format!("{:?}", read_json(Platform::Telegram, &body));
    assert!(!shown.contains("Канарейка") && !shown.contains("77001") && !shown.contains("56.12"), "{shown}");
}
