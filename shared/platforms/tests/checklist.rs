//! What is asked of every channel, point by point: the points that need no running system. The others stand in
//! `tests/it/checklist.rs`.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use chrono::{DateTime, Utc};
use domain::{Event, Page, Platform};
use http::HeaderMap;
use platforms::{Note, Reading, Refusal, may_come_from, read, telegram_comment_link, verify};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

const SIGNING: &str = "whsec_aW52ZW50ZWQgc2VjcmV0IG9mIHRoaXMgdGVzdA==";
const NEXT_SIGNING: &str = "whsec_YW5vdGhlciBpbnZlbnRlZCBzZWNyZXQgb2YgdGVzdHM=";

fn page(platform: Platform, secrets: &[&str]) -> Page {
    let secrets: Vec<Value> =
        secrets.iter().map(|secret| json!({ "value": secret, "valid_until": null })).collect();
    let page = json!({
        "id": "page", "platform": platform, "external": "216000101", "title": "Page",
        "confirmation": "c0de", "secrets": secrets,
    });
    serde_json::from_value(page).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn reading(platform: Platform, body: &Value) -> Reading {
    read(&page(platform, &[]), &[], body.to_string().as_bytes(), now()).unwrap()
}

fn vk(kind: &str, object: &Value) -> Reading {
    reading(
        Platform::Vk,
        &json!({ "type": kind, "group_id": 216_000_101, "event_id": kind, "object": object }),
    )
}

fn only(reading: Reading) -> Event {
    assert_eq!(reading.events.len(), 1, "{:?}", reading.ignored);
    reading.events.into_iter().next().unwrap()
}

#[test]
fn checklist_01_each_vk_group_hears_its_own_confirmation() {
    let ask = |group: i64, external: &str, code: &str| {
        let mut page = page(Platform::Vk, &["s"]);
        page.external = Some(external.to_owned());
        page.confirmation = Some(code.into());
        let body = json!({ "type": "confirmation", "group_id": group }).to_string();
        verify(&page, &HeaderMap::new(), body.as_bytes(), now())
            .map(|verified| verified.answer.body().to_owned())
    };
    assert_eq!(ask(1, "1", "one").as_deref(), Ok("one"));
    assert_eq!(ask(2, "2", "two").as_deref(), Ok("two"));
    assert_eq!(ask(3, "2", "two"), Err(Refusal::WrongPage));
    assert_eq!(Refusal::WrongPage.status(), 403);
}

#[test]
fn checklist_02_vk_hears_two_bytes_for_the_right_secret_only() {
    let tell = |secret: &str| {
        let body =
            json!({ "type": "wall_reply_new", "group_id": 216_000_101, "secret": secret, "object": {} });
        verify(&page(Platform::Vk, &["right"]), &HeaderMap::new(), body.to_string().as_bytes(), now())
    };
    let answer = tell("right").unwrap().answer;
    assert_eq!((answer.status(), answer.body(), answer.content_type()), (200, "ok", Some("text/plain")));
    assert_eq!(tell("wrong"), Err(Refusal::Unauthorized));
}

#[test]
fn checklist_04_vk_kinds_that_nobody_reads_are_answered_and_passed_over() {
    for (kind, object) in
        [("like_add", json!({ "liker_id": 1 })), ("custom_event", json!({})), ("donut_money", json!(null))]
    {
        let body =
            json!({ "type": kind, "group_id": 216_000_101, "secret": "s", "object": object }).to_string();
        let verified =
            verify(&page(Platform::Vk, &["s"]), &HeaderMap::new(), body.as_bytes(), now()).unwrap();
        assert_eq!(verified.answer.body(), "ok");
        assert_eq!(vk(kind, &object).ignored.unwrap().as_str(), "unknown_kind");
    }
}

#[test]
fn checklist_05_vk_without_owner_version_and_event_id_is_named_by_its_hash() {
    let old = json!({ "type": "wall_reply_new", "group_id": 216_000_101,
        "object": { "id": 5, "from_id": 7, "date": 1_795_166_281, "text": "Яма", "post_id": 3 } });
    let event = only(reading(Platform::Vk, &old));
    assert_eq!(event.object, "wall_reply:-216000101:5");
    assert!(event.delivery.starts_with("sha256:"));
    assert_eq!(only(reading(Platform::Vk, &old)).delivery, event.delivery);
}

#[test]
fn checklist_06_vk_suggested_and_published_are_one_matter_in_two_parts() {
    let post = |id: i64, extra: Value| {
        let mut post = json!({ "id": id, "owner_id": -216_000_101, "date": 1_795_166_281 + id, "text": "Нет воды: Лесная, 7." });
        post.as_object_mut().unwrap().append(extra.clone().as_object_mut().unwrap());
        only(vk("wall_post_new", &post))
    };
    let suggested = post(10, json!({ "post_type": "suggest", "from_id": 7 }));
    let published = post(12, json!({ "post_type": "post", "from_id": -216_000_101, "signer_id": 7 }));
    let other = post(13, json!({ "post_type": "suggest", "from_id": 8 }));
    assert_eq!(suggested.object, published.object);
    assert_ne!(suggested.object, other.object);
    let part = |event: &Event| event.content.clone().unwrap().part;
    assert_eq!((part(&suggested).as_deref(), part(&published).as_deref()), (Some("10"), Some("12")));
}

#[test]
fn checklist_07_vk_old_and_new_shapes_say_the_same_and_chats_do_not_collide() {
    let message = json!({ "id": 0, "conversation_message_id": 17, "date": 1_795_166_281, "from_id": 7,
        "peer_id": 2_000_000_004_i64, "out": 0, "text": "Мусор не вывозят" });
    let new = only(vk("message_new", &json!({ "message": message, "client_info": {} })));
    let old = only(vk("message_new", &message));
    assert_eq!(new, old);
    let mut other = message.clone();
    other["conversation_message_id"] = json!(18);
    assert_ne!(only(vk("message_new", &other)).object, new.object);
}

#[test]
fn checklist_09_vk_files_without_their_inside_are_files_all_the_same() {
    let comment = |attachments: Value| {
        let comment = json!({ "id": 5, "from_id": 7, "date": 1_795_166_281, "text": "", "post_id": 3, "attachments": attachments });
        only(vk("wall_reply_new", &comment)).content.unwrap().attachments
    };
    for attachments in [
        json!([{ "type": "photo", "photo": { "id": 1, "owner_id": 7, "access_key": "k" } }]),
        json!([{ "type": "photo", "photo": { "id": 1, "owner_id": 7, "photo_604": "https://a.example" } }]),
        json!([{ "type": "photo" }]),
        json!([{ "type": "hologram", "hologram": [] }]),
    ] {
        assert_eq!(comment(attachments.clone()).len(), 1, "{attachments}");
    }
}

#[test]
fn checklist_10_telegram_of_every_odd_shape_is_read() {
    let telegram = |body: Value| reading(Platform::Telegram, &body);
    assert!(telegram(json!({ "update_id": 1, "hologram": {} })).ignored.is_some());
    assert!(telegram(json!({ "update_id": 1 })).ignored.is_some());
    let bare = json!({ "update_id": "1", "message": { "message_id": "5", "date": "1795166281", "text": "Яма",
        "from": { "id": "9007199254740993", "first_name": "Ева" }, "chat": { "id": "9007199254740993" } } });
    let event = only(telegram(bare));
    assert_eq!((event.object.as_str(), event.delivery.as_str()), ("9007199254740993:5", "update:1"));
    assert_eq!(event.content.unwrap().author.unwrap().id.expose(), "9007199254740993");
}

fn copy_of_post() -> Value {
    let channel = json!({ "id": -1_002_100_000_001_i64, "type": "channel", "username": "town_example" });
    json!({ "message_id": 9001, "from": { "id": 777_000, "is_bot": false }, "sender_chat": channel,
        "chat": { "id": -1_002_100_000_002_i64, "type": "supergroup" }, "date": 1_795_166_002, "is_automatic_forward": true,
        "forward_origin": { "type": "channel", "chat": channel, "message_id": 412 }, "text": "Отключат воду" })
}

fn in_thread(id: i64, answered: &Value) -> Value {
    json!({ "update_id": id, "message": { "message_id": id, "from": { "id": 5_000_000_001_i64, "is_bot": false },
        "chat": { "id": -1_002_100_000_002_i64, "type": "supergroup" }, "date": 1_795_166_420, "message_thread_id": 9001,
        "reply_to_message": answered, "text": "Воды нет" } })
}

#[test]
fn checklist_11_telegram_comments_of_any_depth_stand_under_the_post_and_its_copy_is_none() {
    let copy = reading(Platform::Telegram, &json!({ "update_id": 1, "message": copy_of_post() }));
    assert_eq!(copy.ignored.unwrap().as_str(), "automatic_forward");
    let Note::Thread { channel, post, username, .. } = &copy.notes[0] else { panic!("{:?}", copy.notes) };
    let first = in_thread(9005, &copy_of_post());
    let nested = only(reading(Platform::Telegram, &in_thread(9006, &first["message"])));
    let first = only(reading(Platform::Telegram, &first)).content.unwrap();
    assert_eq!(first.post, nested.content.as_ref().unwrap().post);
    assert_eq!(first.link.as_deref(), Some("https://t.me/town_example/412?comment=9005"));
    let resolved = telegram_comment_link(*channel, username.as_deref(), *post, 9006);
    assert_eq!(resolved.as_deref(), Some("https://t.me/town_example/412?comment=9006"));
    let private = telegram_comment_link(-1_002_100_000_001, None, 412, 9006);
    assert_eq!(private.as_deref(), Some("https://t.me/c/2100000001/412?comment=9006"));
}

#[test]
fn checklist_13_telegram_counts_in_utf16_and_so_do_we() {
    let body = json!({ "update_id": 1, "message": { "message_id": 5, "date": 1_795_166_281, "chat": { "id": 7, "type": "private" },
        "from": { "id": 7 }, "text": "🙁🙁 фото двора",
        "entities": [{ "type": "text_link", "offset": 5, "length": 4, "url": "https://photo.example/1" }] } });
    let text = only(reading(Platform::Telegram, &body)).content.unwrap().text;
    assert_eq!(text.expose(), "🙁🙁 фото (https://photo.example/1) двора");
}

#[test]
fn checklist_15_max_without_sender_or_body_is_read_and_ids_stay_exact() {
    let comment = |message: Value| json!({ "update_type": "comment_created", "timestamp": 1_795_166_401_273_i64, "message": message });
    let recipient = json!({ "chat_id": i64::MIN, "chat_type": "channel", "post_id": "mid.post" });
    let empty =
        reading(Platform::Max, &comment(json!({ "sender": null, "recipient": recipient, "body": null })));
    assert_eq!(empty.ignored.unwrap().as_str(), "empty");
    let body = json!({ "mid": "mid.1", "seq": i64::MAX, "text": "Каток", "attachments": [{ "type": "hologram", "payload": { "id": i64::MAX } }] });
    let nobody = only(reading(
        Platform::Max,
        &comment(json!({ "sender": null, "recipient": recipient, "body": body })),
    ));
    let content = nobody.content.unwrap();
    assert!(content.author.is_none());
    assert_eq!(content.attachments[0].reference, i64::MAX.to_string());
    let somebody = only(reading(
        Platform::Max,
        &comment(json!({ "sender": { "user_id": i64::MAX }, "recipient": recipient, "body": body })),
    ));
    assert_eq!(somebody.content.unwrap().author.unwrap().id.expose(), &i64::MAX.to_string());
}

#[test]
fn checklist_16_max_hears_exactly_200() {
    let mut headers = HeaderMap::new();
    headers.insert("x-max-bot-api-secret", "secret".parse().unwrap());
    let answer = verify(&page(Platform::Max, &["secret"]), &headers, b"{}", now()).unwrap().answer;
    assert_eq!((answer.status(), answer.body()), (200, ""));
}

#[test]
fn checklist_18_odnoklassniki_come_from_their_own_networks() {
    let page = page(Platform::Ok, &[]);
    assert!(may_come_from(&page, Some("217.20.145.200".parse().unwrap())));
    assert!(!may_come_from(&page, Some("203.0.113.7".parse().unwrap())));
    assert!(may_come_from(&page, None));
}

/// Signs `body` with each secret, or with the signatures given.
fn signed(body: &[u8], time: i64, signatures: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", "msg_1".parse().unwrap());
    headers.insert("webhook-timestamp", time.to_string().parse().unwrap());
    let own = || Webhook::new(SIGNING).unwrap().sign("msg_1", time, body).unwrap();
    let shown = if signatures.is_empty() { own() } else { signatures.replace("OWN", &own()) };
    headers.insert("webhook-signature", shown.parse().unwrap());
    headers
}

#[test]
fn checklist_19_standard_webhooks_are_proven_byte_by_byte() {
    let body =
        "{ \"type\" :\"message.created\",\n\t\"data\":{\"id\":\"1\", \"text\":\"Яма 🙁\"} }".as_bytes();
    let time = now().timestamp();
    let check = |secrets: &[&str], headers: &HeaderMap, body: &[u8]| {
        verify(&page(Platform::Standard, secrets), headers, body, now()).map(|verified| verified.body)
    };
    assert_eq!(check(&[SIGNING], &signed(body, time, ""), body).as_deref(), Ok(body));
    let garbage = signed(body, time, "v1,AAAA v9,x OWN");
    assert!(check(&[SIGNING], &garbage, body).is_ok());
    assert!(check(&[NEXT_SIGNING, SIGNING], &signed(body, time, ""), body).is_ok());
    assert_eq!(check(&[NEXT_SIGNING], &signed(body, time, ""), body), Err(Refusal::Unauthorized));
    assert_eq!(check(&[SIGNING], &signed(body, time - 301, ""), body), Err(Refusal::Unauthorized));
    for at in 0..body.len() {
        let mut changed = body.to_vec();
        changed[at] ^= 1;
        assert!(check(&[SIGNING], &signed(body, time, ""), &changed).is_err(), "byte {at}");
    }
}

#[test]
fn checklist_20_no_secret_and_no_access_key_is_read() {
    let photo = json!({ "id": 1, "owner_id": 7, "access_key": "canarykey", "sizes": [{ "url": "https://a.example/canaryurl" }] });
    let body = json!({ "type": "wall_reply_new", "group_id": 216_000_101, "secret": "canarysecret", "object": {
        "id": 5, "from_id": 7, "date": 1_795_166_281, "text": "Яма", "post_id": 3, "attachments": [{ "type": "photo", "photo": photo }] } });
    let page = page(Platform::Vk, &["canarysecret"]);
    let verified = verify(&page, &HeaderMap::new(), body.to_string().as_bytes(), now()).unwrap();
    assert!(!String::from_utf8_lossy(&verified.body).contains("canarysecret"));
    let reading = read(&page, &[], &verified.body, now()).unwrap();
    let kept = serde_json::to_string(&reading.events).unwrap();
    assert!(kept.contains("photo7_1") && !kept.contains("canary"), "{kept}");
    assert!(!format!("{verified:?}{reading:?}{page:?}").contains("canary"));
}
