use domain::Change;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn page(platform: Platform) -> Page {
    serde_json::from_value(json!({
        "id": "page", "platform": platform, "external": "215000001", "title": "Page", "secrets": [],
        "confirmation": null, "token": "bot-token", "user_token": "CPUBLIC:SECRETKEY:session", "api": null,
    }))
    .unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn since() -> DateTime<Utc> {
    now() - chrono::TimeDelta::days(30)
}

fn batch(platform: Platform, place: &str, body: &Value) -> Batch {
    let answer = body.to_string();
    let answer = (StatusCode::OK, &HeaderMap::new(), answer.as_bytes());
    judge(&page(platform), &Step::at(place), since(), answer).unwrap()
}

fn only(platform: Platform, place: &str, body: &Value) -> Event {
    let mut events = events(&page(platform), &batch(platform, place, body), now());
    assert_eq!(events.len(), 1);
    events.remove(0)
}

/// What the webhook would have said.
fn delivered(platform: Platform, body: &Value) -> Event {
    crate::read(&page(platform), &[], body.to_string().as_bytes(), now()).unwrap().events.remove(0)
}

fn same(polled: &Event, delivered: &Event) {
    assert_eq!((&polled.object, &polled.change), (&delivered.object, &Change::Created));
    assert_eq!(polled.content, delivered.content);
}

#[test]
fn a_comment_on_vk_is_the_same_however_it_came() {
    let comment = json!({
        "id": 18433, "from_id": 600_000_101, "date": 1_795_166_281, "text": "Яма на Садовой", "post_id": 18420,
        "owner_id": -215_000_001, "parents_stack": [], "thread": {"count": 0, "items": []},
    });
    let webhook = json!({"type": "wall_reply_new", "group_id": 215_000_001, "object": comment});
    let listed = json!({"response": {"count": 1, "items": [comment]}});
    same(&only(Platform::Vk, "wall_post:-215000001:18420", &listed), &delivered(Platform::Vk, &webhook));
}

#[test]
fn answers_in_a_thread_come_with_it_and_the_rest_is_asked_for() {
    let comment = |id: i64| json!({"id": id, "from_id": 5, "date": 1_795_166_281, "text": "Да"});
    let mut first = comment(1);
    first["thread"] = json!({"count": 12, "items": [comment(2), comment(3)]});
    let found = batch(Platform::Vk, "wall_post:-215000001:7", &json!({"response": {"items": [first]}}));
    assert_eq!(found.deliveries.len(), 3);
    assert_eq!(found.next, [Step::at("thread:-215000001:7:1")]);
}

#[test]
fn a_photo_and_a_discussion_keep_their_names() {
    let item = json!({"id": 71, "from_id": 600_000_107, "date": 1_795_166_281, "text": "Качели без сидений"});
    let listed = json!({"response": {"items": [item]}});
    let photo = only(Platform::Vk, "photo:-215000001:457238500", &listed);
    assert_eq!(photo.object, "photo_comment:-215000001:457238500:71");
    let board = only(Platform::Vk, "topic:215000001:49500001", &listed);
    assert_eq!(board.object, "board:215000001:49500001:71");
}

#[test]
fn dialogs_lead_to_their_messages_and_deleted_comments_to_nothing() {
    let listed = json!({"response": {"items": [
        {"conversation": {"peer": {"id": 600_000_105}}, "last_message": {"date": 1_795_173_301}},
        {"conversation": {"peer": {"id": 600_000_106}}, "last_message": {"date": 1_700_000_000}},
    ]}});
    assert_eq!(batch(Platform::Vk, "dialogs", &listed).next, [Step::at("dialog:600000105")]);
    let message = json!({"id": 9, "conversation_message_id": 17, "date": 1_795_173_301, "from_id": 600_000_105,
        "peer_id": 600_000_105, "out": 0, "text": "Не горят фонари"});
    let found = only(Platform::Vk, "dialog:600000105", &json!({"response": {"items": [message]}}));
    assert_eq!(found.object, "dialog:600000105:17");
    let shell = json!({"response": {"items": [{"id": 3, "deleted": true, "date": 1_795_166_281}]}});
    assert!(batch(Platform::Vk, "wall_post:-1:2", &shell).deliveries.is_empty());
}

#[test]
fn a_comment_on_max_is_the_same_however_it_came() {
    let message = json!({
        "sender": {"user_id": 130_000_004, "first_name": "Галина", "is_bot": false},
        "recipient": {"chat_id": -71_190_000_000_001_i64, "chat_type": "channel", "post_id": "mid.ff"},
        "timestamp": 1_795_166_401_123_i64,
        "body": {"mid": "mid.ffffbf40c956a3ff01a1f84172632222", "seq": 117_648_025_264_005_666_i64, "text": "Каток"},
    });
    let webhook =
        json!({"update_type": "comment_created", "timestamp": 1_795_166_401_273_i64, "message": message});
    let mut bare = message.clone();
    bare["recipient"].as_object_mut().unwrap().remove("post_id");
    let polled = only(Platform::Max, "comments:mid.ff", &json!({"comments": [bare]}));
    same(&polled, &delivered(Platform::Max, &webhook));
}

#[test]
fn the_past_is_read_backwards_until_it_is_old() {
    let at = |time: i64| json!({"timestamp": time, "body": {"mid": format!("mid.{time}"), "text": "Да"}});
    let newest = 1_795_166_401_000_i64;
    let full: Vec<_> = (0..100).map(|back| at(newest - back)).collect();
    let found = batch(Platform::Max, "chat:-5", &json!({"messages": full}));
    assert_eq!((found.deliveries.len(), found.next[0].cursor.as_deref()), (100, Some("1795166400901")));
    let url = request(&page(Platform::Max), &found.next[0], since()).unwrap().url;
    assert!(url.expose().ends_with("&to=1792670400000&from=1795166400901"), "{}", url.expose());
    assert!(batch(Platform::Max, "chat:-5", &json!({"messages": [at(newest), at(5)]})).deliveries.len() == 1);
}

#[test]
fn a_comment_on_ok_has_a_name_and_can_be_answered() {
    let comment = json!({"id": "MTY3", "text": "Прорвало трубу", "date": "2026-11-20 15:00:00",
        "author_id": "570000000001", "author_name": "Тамара П.", "reply_to_comment_id": "MTY2"});
    let found = only(Platform::Ok, "discussion:GROUP_TOPIC:1500", &json!({"comments": [comment]}));
    assert_eq!(found.object, "comment:GROUP_TOPIC:1500:MTY3");
    let content = found.content.unwrap();
    assert_eq!(content.parent.as_deref(), Some("comment:GROUP_TOPIC:1500:MTY2"));
    assert_eq!(content.reply_to.unwrap().expose(), "comment:GROUP_TOPIC:1500:MTY3");
    assert_eq!(content.written_at.to_rfc3339(), "2026-11-20T12:00:00+00:00");
}

#[test]
fn discussions_of_our_group_lead_to_their_comments_while_they_are_spoken_in() {
    let spoken = |id: &str, group: &str, time: i64| {
        json!({"object_type": "GROUP_TOPIC", "object_id": id, "last_activity_date_ms": time,
            "ref_objects": [{"type": "GROUP", "id": group}]})
    };
    let mut undated = spoken("4", "215000001", 0);
    undated["last_activity_date_ms"] = Value::Null;
    undated["last_activity_date"] = "2026-11-20 15:00:00".into();
    let list = json!([
        spoken("1", "215000001", 1_795_166_281_000), spoken("2", "77", 1_795_166_281_000),
        spoken("3", "215000001", 1_600_000_000_000), undated, {"object_type": "GROUP_TOPIC"},
    ]);
    let found =
        batch(Platform::Ok, "discussions", &json!({"discussions": list, "has_more": true, "anchor": "a1"}));
    let places: Vec<_> = found.next.iter().map(|step| step.place.expose().as_str()).collect();
    assert_eq!(places, ["discussions", "discussion:GROUP_TOPIC:1", "discussion:GROUP_TOPIC:4"]);
    assert_eq!(found.next[0].cursor.as_deref(), Some("a1"));
    let old = json!({"discussions": [spoken("3", "215000001", 5)], "has_more": true, "anchor": "a1"});
    assert_eq!(batch(Platform::Ok, "discussions", &old).next, []);
    let call = request(&page(Platform::Ok), &Step::at("discussions"), since()).unwrap();
    assert!(call.body.expose().contains("method=discussions.getList") && call.idempotent);
}

#[test]
fn debug_names_nobody() {
    let shown = format!("{:?} {:?}", Step::at("dialog:600000105"), Batch::default());
    assert!(!shown.contains("600000105"), "{shown}");
}

proptest! {
    #[test]
    fn any_answer_is_read_or_refused(
        platform in proptest::sample::select(&[Platform::Vk, Platform::Max, Platform::Ok][..]),
        place in proptest::sample::select(
            &["wall", "dialogs", "dialog:1", "wall_post:-1:2", "topic:1:2", "chat:5", "comments:mid.1", "discussion:A:1", "discussions", "x"][..]
        ),
        body in r#"\{"(response|messages|comments|discussions)":(\{"items":)?\[(\{"(id|date|thread|body|timestamp|conversation)":(-?[0-9]{1,19}|null|"a"|\[\]|\{\})\},?){0,3}\]?\}?\}"#,
    ) {
        let answer = (StatusCode::OK, &HeaderMap::new(), body.as_bytes());
        if let Ok(batch) = judge(&page(platform), &Step::at(place), since(), answer) {
            let _events = events(&page(platform), &batch, now());
        }
        let _call = request(&page(platform), &Step::at(place), since());
    }
}
