//! What is asked of every channel, point by point: the points that need the whole system. The others stand in
//! `shared/platforms/tests/checklist.rs`.

use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use contracts::{MessageTask, RawBody, RawDelivery};
use domain::incident::{Action, Actor, Outcome, Record, State};
use domain::{MessageKey, Platform};
use http::{HeaderMap, Request, Response, StatusCode};
use kit::http::SourceIp;
use otklik::engine::faults::{Fault, Rule, Service};
use serde_json::{Value, json};
use store::{About, Membership, Migration, Replaced};
use tests::{OnPlatform, Vk, World, dump};

const DATE: i64 = 1_794_992_400;
const GROUP: i64 = -999_100_001;
const ROOM: i64 = -1_002_100_000_002;

fn vk(kind: &str, event: &str, object: &Value) -> Value {
    json!({ "type": kind, "group_id": -GROUP, "event_id": event, "secret": "invented_zar_vk", "object": object })
}

/// A world that was told all of these, one after another.
async fn told(page: &str, deliveries: &[&Value]) -> World {
    let world = World::new().await;
    for delivery in deliveries {
        world.deliver(page, delivery).await;
        world.drain().await;
        world.system.clock().advance(Duration::seconds(1));
    }
    world
}

/// Every order of three.
fn orders<T: Copy>([a, b, c]: [T; 3]) -> [[T; 3]; 6] {
    [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]]
}

async fn record(world: &World, key: &MessageKey) -> Record {
    world.record(key).await.expect("it is stored")
}

async fn everything(world: &World) -> Vec<Record> {
    let store = world.system.store();
    let all = (DateTime::UNIX_EPOCH, world.system.clock().now() + Duration::days(2));
    let oktmo = "99701000".parse().ok();
    let mut records = Vec::new();
    for place in [oktmo.as_ref(), None] {
        records.extend(
            store.in_municipality(&world.region, place, all, None, 100, |_| true).await.unwrap().items,
        );
    }
    records
}

async fn send(
    world: &World,
    page: &str,
    peer: Option<&str>,
    headers: HeaderMap,
    body: &Value,
) -> Response<Bytes> {
    let mut request = Request::post(format!("/hooks/{page}")).body(Bytes::from(body.to_string())).unwrap();
    *request.headers_mut() = headers;
    if let Some(peer) = peer {
        request.extensions_mut().insert(SourceIp(peer.parse().unwrap()));
    }
    world.respond(request).await
}

#[tokio::test]
async fn checklist_02_vk_with_a_wrong_secret_is_not_stored() {
    let world = World::new().await;
    let mut body = Vk { id: 5, date: DATE }.written("Не горит фонарь на улице Мира");
    body["secret"] = json!("wrong");
    assert_eq!(world.post("zar-vk", &body).await.status(), StatusCode::UNAUTHORIZED);
    world.drain().await;
    assert!(world.record(&world.vk_key(5)).await.is_none());
    body["secret"] = json!("invented_zar_vk");
    let answer = world.post("zar-vk", &body).await;
    assert_eq!((answer.status(), answer.body().as_ref()), (StatusCode::OK, b"ok".as_slice()));
    world.drain().await;
    assert!(world.record(&world.vk_key(5)).await.is_some());
}

#[tokio::test]
async fn checklist_03_a_repeated_vk_body_is_one_record_even_if_the_first_try_failed() {
    let body = Vk { id: 5, date: DATE }.written("Не горит фонарь на улице Мира");
    let mut again = HeaderMap::new();
    again.insert("x-retry-counter", "1".parse().unwrap());
    let once = told("zar-vk", &[&body]).await;
    let page = "invented-key-of-zar-vk";
    let world = told("zar-vk", &[&body]).await;
    assert_eq!(send(&world, page, None, again.clone(), &body).await.status(), StatusCode::OK);
    world.drain().await;
    assert_eq!(dump(&world).await, dump(&once).await);
    let world = World::new().await;
    world.faults().plan(Some(Rule::new(Fault::ServerError).service(Service::Sqs).times(3)));
    assert_eq!(
        send(&world, page, None, HeaderMap::new(), &body).await.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    world.faults().plan(None);
    assert_eq!(send(&world, page, None, again, &body).await.status(), StatusCode::OK);
    world.drain().await;
    assert_eq!(dump(&world).await, dump(&once).await);
}

fn post(id: i64, extra: &Value) -> Value {
    let mut post = json!({ "id": id, "owner_id": GROUP, "date": DATE - 3_600 + id * 60, "text": "Яма на дороге у моста, улица Мира" });
    post.as_object_mut().unwrap().append(extra.clone().as_object_mut().unwrap());
    vk("wall_post_new", &format!("post-{id}"), &post)
}

fn suggested() -> Value {
    post(10, &json!({ "post_type": "suggest", "from_id": 600_000_010 }))
}

fn published() -> Value {
    post(12, &json!({ "post_type": "post", "from_id": GROUP, "signer_id": 600_000_010 }))
}

#[tokio::test]
async fn checklist_06_vk_suggested_and_published_are_one_case_with_two_links() {
    let early = told("zar-vk", &[&suggested(), &published()]).await;
    let late = told("zar-vk", &[&published(), &suggested()]).await;
    for world in [&early, &late] {
        let records = everything(world).await;
        assert_eq!(records.len(), 1);
        let links = records[0].message.links();
        assert_eq!(links, ["https://vk.com/wall-999100001_10", "https://vk.com/wall-999100001_12"]);
        let said = records[0].said().unwrap();
        assert_eq!(said.text.expose(), "Яма на дороге у моста, улица Мира");
        assert_eq!(said.link.as_deref(), Some(links[1]));
        assert_eq!(said.written_at.timestamp(), DATE - 3_000);
    }
    assert_eq!(dump(&early).await, dump(&late).await);
}

#[tokio::test]
async fn checklist_06_what_is_published_after_the_case_was_closed_opens_it_again() {
    let world = told("zar-vk", &[&suggested()]).await;
    let mut closed = everything(&world).await.remove(0);
    let case = closed.case_mut().unwrap();
    let answer =
        Action::Answer { text: "Готово".into(), outcome: Some(Outcome::Explained), to_all: true };
    case.act(&answer, &Actor::person("operator"), "r-1", at(DATE - 3_600 + 11 * 60)).unwrap();
    assert_eq!(case.state, State::Closed);
    assert!(matches!(world.system.store().replace(&closed).await.unwrap(), Replaced::Stored(_)));
    world.deliver("zar-vk", &published()).await;
    world.drain().await;
    let reopened = record(&world, &closed.key).await;
    assert!(matches!(reopened.case().unwrap().state, State::Routed | State::Triage));
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

#[tokio::test]
async fn checklist_07_vk_old_and_new_shapes_make_one_record() {
    let message = json!({ "id": 0, "conversation_message_id": 17, "date": DATE, "from_id": 600_000_009,
        "peer_id": 2_000_000_004_i64, "out": 0, "text": "Не горит фонарь на улице Мира" });
    let new = vk("message_new", "e-1", &json!({ "message": message, "client_info": {} }));
    let old = vk("message_new", "e-2", &message);
    let mut other = message.clone();
    other["conversation_message_id"] = json!(18);
    let world = told("zar-vk", &[&new, &old, &vk("message_new", "e-3", &other)]).await;
    assert_eq!(everything(&world).await.len(), 2);
}

#[tokio::test]
async fn checklist_08_vk_deleted_before_it_was_written_stays_deleted_until_it_is_restored() {
    let comment = Vk { id: 5, date: DATE };
    let (created, deleted) = (comment.written("Не горит фонарь на улице Мира"), comment.delete());
    let world = told("zar-vk", &[&deleted, &created]).await;
    assert!(record(&world, &world.vk_key(5)).await.withdrawn_at().is_some());
    let mut restored = comment.edit("Не горит фонарь на улице Мира");
    restored["type"] = json!("wall_reply_restore");
    world.deliver("zar-vk", &restored).await;
    world.drain().await;
    let revived = record(&world, &world.vk_key(5)).await;
    assert!(revived.withdrawn_at().is_none() && revived.open_case().is_some());
    assert_eq!(revived.said().unwrap().text.expose(), "Не горит фонарь на улице Мира");
}

fn telegram(id: i64, message: &Value) -> Value {
    let mut whole = json!({ "message_id": id, "date": DATE, "from": { "id": 5_000_000_001_i64, "is_bot": false, "first_name": "Вымышленная" } });
    whole.as_object_mut().unwrap().append(message.clone().as_object_mut().unwrap());
    json!({ "update_id": id, "message": whole })
}

fn copy_of_post() -> Value {
    let channel = json!({ "id": -1_002_100_000_001_i64, "type": "channel", "username": "town_example" });
    json!({ "message_id": 9001, "from": { "id": 777_000, "is_bot": false }, "sender_chat": channel,
        "chat": { "id": ROOM, "type": "supergroup" }, "date": DATE, "is_automatic_forward": true,
        "forward_origin": { "type": "channel", "chat": channel, "message_id": 412 }, "text": "Отключат воду" })
}

fn nested(id: i64) -> Value {
    let chat = json!({ "id": ROOM, "type": "supergroup" });
    let answered = json!({ "message_id": 9005, "chat": chat, "message_thread_id": 9001, "from": { "id": 5_000_000_002_i64, "is_bot": false } });
    telegram(
        id,
        &json!({ "chat": chat, "message_thread_id": 9001, "reply_to_message": answered, "text": "Воды нет на улице Мира" }),
    )
}

#[tokio::test]
async fn checklist_11_a_nested_telegram_comment_finds_its_post_whatever_came_first() {
    let copy = json!({ "update_id": 1, "message": copy_of_post() });
    for order in [[&copy, &nested(9006)], [&nested(9006), &copy]] {
        let world = told("zar-telegram", &order).await;
        let key = world.key(Platform::Telegram, "zar-telegram", &format!("{ROOM}:9006"));
        let link = record(&world, &key).await.message.said().unwrap().link.clone();
        assert_eq!(link.as_deref(), Some("https://t.me/town_example/412?comment=9006"));
        let copied = world.key(Platform::Telegram, "zar-telegram", &format!("{ROOM}:9001"));
        assert!(world.record(&copied).await.is_none(), "the copy of a post is no complaint");
    }
}

fn photo(id: i64, caption: Option<&str>) -> Value {
    let mut message = json!({ "chat": { "id": 5_000_000_001_i64, "type": "private" }, "media_group_id": "139",
        "photo": [{ "file_id": format!("photo{id}"), "width": 9, "height": 9 }] });
    if let Some(caption) = caption {
        message["caption"] = json!(caption);
    }
    telegram(id, &message)
}

#[tokio::test]
async fn checklist_12_a_telegram_album_is_one_case_with_three_photos_in_any_order() {
    let parts = [photo(51, None), photo(52, Some("Яма на дороге у моста")), photo(53, None)];
    let mut dumps = Vec::new();
    for order in orders([&parts[0], &parts[1], &parts[2]]) {
        let world = told("zar-telegram", &order).await;
        let records = everything(&world).await;
        assert_eq!(records.len(), 1);
        let said = records[0].said().unwrap();
        assert_eq!(said.text.expose(), "Яма на дороге у моста");
        let files: Vec<&str> = said.attachments.iter().map(|file| file.reference.as_str()).collect();
        assert_eq!(files, ["photo51", "photo52", "photo53"]);
        assert_eq!(said.reply_to.as_ref().unwrap().expose(), "dialog:51");
        dumps.push((records[0].case().unwrap().decision.topic.clone(), said.clone()));
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn checklist_14_a_telegram_chat_that_moved_is_found_by_its_old_id() {
    let moved = telegram(
        16,
        &json!({ "chat": { "id": -4_100_000_001_i64, "type": "group" }, "migrate_to_chat_id": ROOM }),
    );
    let came = json!({ "update_id": 17, "my_chat_member": { "chat": { "id": ROOM, "type": "supergroup" }, "date": DATE,
        "new_chat_member": { "user": { "id": 1 }, "status": "member" } } });
    let world = told("zar-telegram", &[&moved, &came, &moved]).await;
    let page = "zar-telegram".parse().unwrap();
    let store = world.system.store();
    let chat = store.memo::<Migration>(&world.region, About::Migration(&page, -4_100_000_001)).await.unwrap();
    assert_eq!((chat.value.to, chat.version), (Some(ROOM), 1));
    let member = store.memo::<Membership>(&world.region, About::Membership(&page, ROOM)).await.unwrap();
    assert!(member.value.present);
}

#[tokio::test]
async fn checklist_16_max_hears_exactly_200() {
    let world = World::new().await;
    let body = json!({ "update_type": "comment_created", "timestamp": DATE * 1_000, "message": {
        "sender": null, "recipient": { "chat_id": -7, "chat_type": "channel", "post_id": "mid.1" }, "body": null } });
    assert_eq!(world.post("zar-max", &body).await.status(), StatusCode::OK);
    assert_eq!(world.post("zar-max", &json!({ "update_type": "hologram" })).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn checklist_18_odnoklassniki_are_known_by_address_and_answered_soon() {
    let world = World::new().await;
    let body = json!({ "webhookType": "MESSAGE_CREATED", "sender": { "user_id": "user:570000000001" },
        "recipient": { "chat_id": "chat:C3f0" }, "message": { "mid": "mid:C3f0.1", "text": "Яма на дороге у моста" }, "timestamp": DATE * 1_000 });
    let page = "invented-key-of-zar-ok";
    let own = Some("217.20.145.200");
    let status = async |page: &str, peer: Option<&str>| {
        send(&world, page, peer, HeaderMap::new(), &body).await.status()
    };
    assert_eq!(status(page, Some("203.0.113.7")).await, StatusCode::FORBIDDEN);
    assert_eq!(status("invented-key-of-zar-ok-not", own).await, StatusCode::NOT_FOUND);
    world.drain().await;
    assert!(everything(&world).await.is_empty());
    assert_eq!(status(page, own).await, StatusCode::OK);
    world.faults().plan(Some(Rule::new(Fault::Timeout).service(Service::Sqs).times(100)));
    let began = std::time::Instant::now();
    assert_eq!(status(page, own).await, StatusCode::SERVICE_UNAVAILABLE);
    assert!(began.elapsed().as_secs() < 5 && webhook::ANSWER_WITHIN.as_secs() < 5);
    world.faults().plan(None);
    world.drain().await;
    assert_eq!(everything(&world).await.len(), 1);
}

#[tokio::test]
async fn checklist_20_what_cannot_be_read_is_kept_without_secrets() {
    let photo = json!({ "type": "photo", "photo": { "id": 1, "owner_id": 7, "access_key": "canarykey" } });
    let broken = vk("wall_reply_new", "e-1", &json!({ "attachments": [photo] }));
    let world = told("zar-vk", &[&broken]).await;
    let mut sent = broken.clone();
    sent.as_object_mut().unwrap().remove("secret");
    sent["object"]["attachments"][0]["photo"]["access_key"] = json!("");
    let delivery = RawDelivery {
        region: world.region.clone(),
        page: "zar-vk".parse().unwrap(),
        received_at: world.system.clock().now() - Duration::seconds(1),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: RawBody(serde_json::to_vec(&sent).unwrap()),
    };
    let task = contracts::encode(&MessageTask::RawDeliveryV1(delivery)).unwrap();
    let digest = world.system.id_key().mark(&["zar-vk", &task]);
    let parked = world.system.store().parked(&world.region, &digest).await.unwrap();
    assert_eq!(parked.expect("it is kept, and byte for byte so").code, "body.malformed");
    for secret in ["canarykey", "invented_zar_vk"] {
        assert!(!String::from_utf8_lossy(&serde_json::to_vec(&sent).unwrap()).contains(secret), "{secret}");
    }
}

fn letter(id: i64, seconds: i64) -> Value {
    let message = json!({ "id": id, "conversation_message_id": id, "date": DATE + seconds, "from_id": 600_000_009,
        "peer_id": 600_000_009, "out": 0, "text": format!("Не горит фонарь на улице Мира, {id}") });
    vk("message_new", &format!("letter-{id}"), &json!({ "message": message }))
}

#[tokio::test]
async fn an_answer_by_hand_counts_once_for_every_message_before_it_in_any_order() {
    let reply = vk(
        "message_reply",
        "reply",
        &json!({ "id": 9, "conversation_message_id": 9, "date": DATE + 120, "from_id": GROUP,
        "peer_id": 600_000_009, "out": 1, "text": "Мастер едет", "admin_author_id": 600_000_200 }),
    );
    let (before, after) = (letter(1, 60), letter(2, 180));
    for order in orders([&before, &reply, &after]) {
        let world = told("zar-vk", &[order[0], order[1], order[2], &reply]).await;
        let key = |id: i64| world.key(Platform::Vk, "zar-vk", &format!("dialog:600000009:{id}"));
        let answered = record(&world, &key(1)).await;
        let case = answered.case().unwrap();
        assert_eq!(case.first_answer_at(), Some(at(DATE + 120)));
        assert!(case.standing_answer().is_none(), "what was answered by hand is not published");
        let later = record(&world, &key(2)).await;
        assert_eq!(later.case().unwrap().first_answer_at(), None);
    }
}

#[tokio::test]
async fn an_answer_by_hand_under_a_voice_answers_its_incident_in_any_order() {
    let (root, voice) = (Vk { id: 5, date: DATE }, Vk { id: 6, date: DATE + 60 });
    let (root, voice) = (root.written("Не горит фонарь на улице Мира"), voice.under(5, "И у нас темно"));
    let by_hand = vk(
        "wall_reply_new",
        "by-hand",
        &json!({ "id": 7, "from_id": GROUP, "date": DATE + 120, "text": "Мастер едет", "post_id": 10,
            "owner_id": GROUP, "parents_stack": [5], "reply_to_comment": 6, "reply_to_user": 600_000_006 }),
    );
    for order in orders([&root, &voice, &by_hand]) {
        let world = told("zar-vk", &[order[0], order[1], order[2], &by_hand]).await;
        let incident = record(&world, &world.vk_key(5)).await;
        let case = incident.case().unwrap();
        assert_eq!(case.first_answer_at(), Some(at(DATE + 120)));
        assert!(matches!(case.state, State::Answered));
        assert_eq!(record(&world, &world.vk_key(6)).await.voice_of(), Some(&world.vk_key(5)));
    }
}

#[tokio::test]
async fn a_sender_of_cloudevents_asks_first_and_shows_its_token_in_the_address() {
    let world = World::new().await;
    let mut headers = HeaderMap::new();
    headers.insert("webhook-request-origin", "sender.example".parse().unwrap());
    let mut asks = Request::options("/hooks/invented-key-of-zar-events").body(Bytes::new()).unwrap();
    *asks.headers_mut() = headers;
    let answer = world.respond(asks).await;
    assert_eq!(
        (answer.status(), &answer.headers()["webhook-allowed-origin"]),
        (StatusCode::OK, &"sender.example".parse().unwrap())
    );
    let event = json!({ "specversion": "1.0", "id": "1", "source": "a", "type": "message.created", "time": "2026-11-18T08:30:00Z",
        "data": { "id": "7", "text": "Яма на дороге у моста" } });
    let page = "invented-key-of-zar-events";
    let status = async |page: &str| send(&world, page, None, HeaderMap::new(), &event).await.status();
    assert_eq!(status(page).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&format!("{page}?access_token=wrong")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&format!("{page}?access_token=invented-bearer-of-zar-01")).await, StatusCode::OK);
    world.drain().await;
    assert!(world.record(&world.key(Platform::CloudEvents, "zar-events", "7")).await.is_some());
}

#[tokio::test]
async fn checklist_17_max_watchdog_resubscribes() {
    let on = OnPlatform::open("zar-max", Platform::Max, "2026-11-17T06:00:00Z".parse().unwrap()).await;
    on.round().await;
    on.stub.dies_at(on.clock().now());
    assert!(!on.stub.is_subscribed());
    on.pass(5).await;
    assert!(on.stub.is_subscribed());
    // The secret is the page's own: what is delivered from now on is taken.
    let number = on.stub.comment(600_000_001, 500, None, "Яма на дороге у моста");
    on.deliver().await;
    let chat = -70_000_000_000_000_i64 - 999_100_001;
    let object = format!("mid.{chat:016x}{number:016x}");
    assert!(on.world.record(&on.world.key(Platform::Max, "zar-max", &object)).await.is_some());
}
