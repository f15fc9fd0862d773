//! The API over a whole system.

use bytes::Bytes;
use chrono::Duration;
use http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use tests::{Vk, World, at};

/// 2026-11-18T09:00:00Z, in seconds.
const MORNING: i64 = 1_794_992_400;
const POTHOLE: &str = "На улице Садовой огромная яма на дороге, пробил колесо";

/// A client with a key of its own.
struct Client<'a> {
    world: &'a World,
    key: String,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
    text: String,
}

impl<'a> Client<'a> {
    async fn new(world: &'a World, role: &str, unit: &str, seed: u8) -> Self {
        let (id_key, random) = (world.system.id_key(), [seed; api::keys::RANDOM_BYTES]);
        let minted =
            api::keys::mint(&world.region, role.parse().unwrap(), &unit.parse().unwrap(), &random, &id_key);
        let minted = minted.unwrap();
        world.system.store().put_api_key(&minted.prefix, &minted.key).await.unwrap();
        Self { world, key: minted.text.into_inner() }
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.key));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.world.respond(request.body(body.into()).unwrap()).await;
        let text = String::from_utf8(response.body().to_vec()).unwrap();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Answer { status: response.status(), headers: response.headers().clone(), body, text }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    async fn act(&self, id: &str, version: u64, action: &Value) -> Answer {
        let path = format!("/v1/incidents/{id}/actions?version={version}");
        self.ask("POST", &path, &[], action.to_string()).await
    }
}

async fn world_with(comments: std::ops::Range<i64>) -> World {
    let world = World::new().await;
    for id in comments {
        world.deliver("zar-vk", &Vk { id, date: MORNING - 100 + id }.written(POTHOLE)).await;
    }
    world.drain().await;
    world
}

#[tokio::test]
async fn pages_of_a_list_hold_each_incident_once() {
    let world = world_with(1..8).await;
    let reader = Client::new(&world, "reader", "99701000", 1).await;
    let mut seen = Vec::new();
    let mut path = "/v1/incidents?municipality=99701000&limit=3".to_owned();
    for _ in 0..5 {
        let page = reader.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        seen.extend(page.body["items"].as_array().unwrap().iter().map(|item| item["id"].to_string()));
        world.system.clock().advance(Duration::seconds(30));
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            break;
        };
        path = format!("/v1/incidents?limit=3&municipality=99701000&cursor={cursor}");
    }
    assert_eq!(seen.len(), 7);
    seen.dedup();
    assert_eq!(seen.len(), 7);
    let other = reader.get(&path.replace("limit=3&", "state=new&")).await;
    assert_eq!((other.status, &other.body["field"]), (StatusCode::BAD_REQUEST, &json!("cursor")));
    let queue = reader.get("/v1/desks/agency:roads/queue?limit=2").await;
    assert_eq!(queue.body["items"].as_array().unwrap().len(), 2, "{}", queue.text);
    let cursor = queue.body["next_cursor"].as_str().unwrap();
    let next = reader.get(&format!("/v1/desks/agency%3Aroads/queue?cursor={cursor}")).await;
    assert_eq!(next.body["items"].as_array().unwrap().len(), 5, "{}", next.text);
}

#[tokio::test]
async fn a_repeated_action_is_done_once_and_answered_twice() {
    let world = world_with(7..8).await;
    let key = world.vk_key(7);
    let version = world.record(&key).await.unwrap().version;
    let agency = Client::new(&world, "agency", "agency:roads", 1).await;
    let pass = json!({ "action": "pass_on", "to": "agency:meadow-hall", "reason": "не наша дорога" });
    let first = agency.act(key.as_str(), version, &pass).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert_eq!(first.headers[header::ETAG], format!("\"{}\"", version + 1));
    let second = agency.act(key.as_str(), version, &pass).await;
    assert_eq!((second.status, &second.body), (StatusCode::OK, &first.body));
    let late = agency.act(key.as_str(), version + 1, &json!({ "action": "accept" })).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    let operator = Client::new(&world, "operator", "region", 2).await;
    let old = operator.act(key.as_str(), version, &json!({ "action": "accept" })).await;
    assert_eq!((old.status, &old.body["code"]), (StatusCode::CONFLICT, &json!("version_conflict")));
    assert_eq!(old.body["version"], version + 1);
    world.drain().await;
    assert_eq!(world.record(&key).await.unwrap().case().unwrap().hops(), 1);
}

#[tokio::test]
async fn what_is_out_of_reach_looks_like_what_is_not_there() {
    let world = world_with(7..8).await;
    let key = world.vk_key(7);
    let there = format!("/v1/incidents/{key}");
    let nowhere = "/v1/incidents/00000000000000000000";
    for (role, unit, seed) in
        [("reader", "99502000", 1), ("agency", "agency:lights", 2), ("operator", "99502000", 3)]
    {
        let client = Client::new(&world, role, unit, seed).await;
        let (hidden, missing) = (client.get(&there).await, client.get(nowhere).await);
        assert_eq!((hidden.status, &hidden.text), (StatusCode::NOT_FOUND, &missing.text), "{unit}");
        assert_eq!(client.get("/v1/regions/zarechye/stats").await.status, StatusCode::NOT_FOUND);
    }
    let reader = Client::new(&world, "reader", "region", 99).await;
    let shown = reader.get(&there).await;
    assert_eq!(shown.body["voices"], json!({ "items": [], "complete": true }), "{}", shown.text);
    assert!(shown.body["deadline"]["explanation"].as_str().unwrap().contains("11:58"));
    assert_eq!(
        reader.act(key.as_str(), 1, &json!({ "action": "accept" })).await.status,
        StatusCode::FORBIDDEN
    );
    let stranger = Client { world: &world, key: reader.key.replace('c', "d") };
    assert_eq!(stranger.get(&there).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(reader.ask("DELETE", &there, &[], "").await.headers[header::ALLOW], "GET");
    let large = reader.ask("POST", "/v1/incidents", &[], vec![b' '; 65_537]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_brought_in_twice_is_one_incident() {
    let world = World::new().await;
    let operator = Client::new(&world, "operator", "region", 1).await;
    let body = json!({ "page": "portal", "text": "Не горит фонарь в Заречинске на улице Мира", "external_id": "A-1",
        "written_at": "2026-11-18T10:00:00+03:00", "address": "Заречинск, ул. Мира, 4" });
    let first = operator.ask("POST", "/v1/incidents", &[], body.to_string()).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.text);
    let changed = body.to_string().replace("фонарь", "фонарик");
    operator.ask("POST", "/v1/incidents", &[], changed).await;
    world.drain().await;
    let location = first.headers[header::LOCATION].to_str().unwrap().to_owned();
    let shown = operator.get(&location).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(shown.body["text"], "Не горит фонарь в Заречинске на улице Мира");
    assert_eq!(shown.body["municipality"]["oktmo"], "99701000");
    assert_eq!(shown.body["written_at"], "2026-11-18T07:00:00.000Z");
    assert_eq!(shown.body["form"]["code"], "appeal");
    let list = operator.get("/v1/incidents?municipality=99701000").await;
    assert_eq!(list.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn numbers_of_today_are_counted_when_asked_and_sums_agree() {
    let world = world_with(1..4).await;
    let reader = Client::new(&world, "reader", "region", 1).await;
    for path in ["municipalities/99701000", "centres/zarechinsk", "regions/zarechye"] {
        let stats = reader.get(&format!("/v1/{path}/stats?from=2026-11-17&to=2026-11-18")).await;
        assert_eq!(stats.status, StatusCode::OK, "{}", stats.text);
        let slices = stats.body["slices"].as_array().unwrap();
        assert_eq!(slices[0]["figures"], Value::Null);
        assert_eq!(slices[1]["figures"]["counts"]["received"], 3, "{path}");
        assert_eq!(stats.body["total"]["completeness"]["missing_days"], json!(["2026-11-17"]));
    }
    world.system.clock().set(at("2026-11-18T23:00:00Z"));
    world.system.run_schedule(contracts::ScheduleEvent::due(contracts::Schedule::Night)).await.unwrap();
    let path = "/v1/centres/zarechinsk/stats?from=2026-11-18&to=2026-11-18&map=now";
    let first = reader.get(path).await;
    assert_eq!(first.body["total"]["figures"]["counts"]["received"], 3, "{}", first.text);
    assert_eq!(first.body["total"]["completeness"]["complete"], true);
    assert_eq!(first.headers[header::CACHE_CONTROL], "private, max-age=60");
    let tag = first.headers[header::ETAG].to_str().unwrap();
    let again = reader.ask("GET", path, &[("if-none-match", tag)], "").await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let csv = reader.get(&format!("{path}&format=csv")).await;
    assert_eq!(csv.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(csv.text.lines().count(), 3);
    assert_eq!(reader.get("/v1/formulas").await.status, StatusCode::OK);
    assert_eq!(reader.get("/v1/directory").await.body["centres"][0]["serves"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_was_put_aside_is_shown_without_its_words_and_replayed() {
    let world = World::new().await;
    let body = Vk { id: 7, date: MORNING }.written("canary").to_string().into_bytes();
    let task = contracts::MessageTask::RawDeliveryV1(contracts::RawDelivery {
        region: world.region.clone(),
        page: domain::PageId::parse("zar-vk").unwrap(),
        received_at: at("2026-11-18T09:00:00Z"),
        headers: Vec::new(),
        body: contracts::RawBody(body),
    });
    let parked = store::Parked {
        digest: "0123456789ab".to_owned(),
        code: "body.malformed".to_owned(),
        task: contracts::encode(&task).unwrap().into(),
        received_at: at("2026-11-18T09:00:00Z"),
    };
    world.system.store().park(&world.region, &parked).await.unwrap();
    let digest = &parked.digest;
    let admin = Client::new(&world, "admin", "region", 1).await;
    let shown = admin.get(&format!("/v1/parked/{digest}")).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(shown.body["delivery"]["page"], "zar-vk");
    assert!(!shown.text.contains("canary"));
    let replayed = admin.ask("POST", &format!("/v1/parked/{digest}/replay"), &[], "").await;
    assert_eq!(replayed.status, StatusCode::ACCEPTED, "{}", replayed.text);
    world.drain().await;
    assert!(world.record(&world.vk_key(7)).await.is_some());
    let operator = Client::new(&world, "operator", "region", 2).await;
    assert_eq!(operator.get(&format!("/v1/parked/{digest}")).await.status, StatusCode::FORBIDDEN);
}
