//! From a comment to a number.

use chrono::Duration;
use domain::incident::{HandOverState, State};
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tests::{Vk, World, at, telegram_message};

/// 2026-11-18T09:00:00Z, in seconds.
const MORNING: i64 = 1_794_992_400;

/// A key of the API for a unit of the test region.
async fn key(world: &World, role: &str, unit: &str) -> String {
    let id_key = world.system.id_key();
    let seed = [role.as_bytes()[0]; api::keys::RANDOM_BYTES];
    let minted =
        api::keys::mint(&world.region, role.parse().unwrap(), &unit.parse().unwrap(), &seed, &id_key)
            .unwrap();
    world.system.store().put_api_key(&minted.prefix, &minted.key).await.unwrap();
    minted.text.into_inner()
}

async fn get(world: &World, key: &str, path: &str) -> (StatusCode, Value) {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
    let response = world.respond(request.body(bytes::Bytes::new()).unwrap()).await;
    (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
}

async fn act(world: &World, key: &str, id: &str, version: u64, action: &Value) -> (StatusCode, Value) {
    let request = Request::post(format!("/v1/incidents/{id}/actions"))
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::IF_MATCH, format!("\"{version}\""))
        .body(serde_json::to_vec(action).unwrap().into());
    let response = world.respond(request.unwrap()).await;
    (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
}

#[tokio::test]
async fn a_comment_becomes_an_incident_an_answer_and_a_number() {
    let world = World::new().await;
    let comment = Vk { id: 7, date: MORNING };
    let answer = world
        .post("zar-vk", &comment.written("На улице Садовой огромная яма на дороге, пробил колесо"))
        .await;
    assert_eq!((answer.status(), answer.body().as_ref()), (StatusCode::OK, b"ok".as_slice()));
    world.drain().await;

    let key_of_message = world.vk_key(7);
    let record = world.record(&key_of_message).await.unwrap();
    let case = record.case().unwrap();
    assert_eq!(case.decision.topic.as_ref().unwrap().as_str(), "roads.potholes");
    assert_eq!(case.decision.municipality.as_ref().unwrap().as_str(), "99701000");
    assert_eq!(case.desk.to_string(), "agency:roads");
    assert_eq!(case.state, State::Routed);
    // 12:00 in Moscow, 9 working hours: until 17:30, and 3:30 from 8:30 of the next day.
    assert_eq!(case.decision.answer_due, Some(at("2026-11-19T09:00:00Z")));
    assert_eq!(case.hand_over.as_ref().unwrap().state, HandOverState::Delivered);

    let calls = world.agency.calls();
    assert_eq!(calls.len(), 1);
    assert!(calls[0].verified);
    assert_eq!(calls[0].body["type"], "incident.assigned");
    assert_eq!(calls[0].body["data"]["id"], key_of_message.as_str());
    assert!(calls[0].body["data"]["deadline"]["explanation"].as_str().unwrap().contains("12:00"));

    world.system.clock().advance(Duration::hours(2));
    let agency = key(&world, "agency", "agency:roads").await;
    let answer = json!({ "action": "answer", "text": "Яма заделана", "outcome": { "outcome": "fixed" } });
    let (status, shown) = act(&world, &agency, key_of_message.as_str(), record.version, &answer).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    assert_eq!(shown["state"]["code"], "answer_pending_approval");
    let operator = key(&world, "operator", "region").await;
    let version = shown["version"].as_u64().unwrap();
    let approve = json!({ "action": "approve" });
    let (status, _) = act(&world, &agency, key_of_message.as_str(), version, &approve).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, shown) = act(&world, &operator, key_of_message.as_str(), version, &approve).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    world.drain().await;
    let closed = world.record(&key_of_message).await.unwrap();
    assert_eq!(closed.case().unwrap().state, State::Closed);

    world.system.clock().set(at("2026-11-18T23:00:00Z"));
    world.system.run_schedule(contracts::ScheduleEvent::due(contracts::Schedule::Night)).await.unwrap();
    let reader = key(&world, "reader", "region").await;
    let path = "/v1/municipalities/99701000/stats?from=2026-11-18&to=2026-11-18&step=day";
    let (status, numbers) = get(&world, &reader, path).await;
    assert_eq!(status, StatusCode::OK, "{numbers}");
    let text = numbers.to_string();
    assert!(text.contains("\"received\":1"), "{text}");
    assert!(text.contains("\"closed\":1"), "{text}");
}

#[tokio::test]
async fn a_platform_hears_its_own_word_and_a_stranger_hears_nothing() {
    let world = World::new().await;
    let confirmation = json!({ "type": "confirmation", "group_id": 999_100_001 });
    let response = world.post("zar-vk", &confirmation).await;
    assert_eq!(response.body().as_ref(), b"invented101");
    let mut forged = Vk { id: 1, date: MORNING }.written("слова");
    forged["secret"] = json!("guess");
    assert_eq!(world.post("zar-vk", &forged).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(world.post("nowhere", &forged).await.status(), StatusCode::NOT_FOUND);
    let huge = vec![b' '; webhook::BODY_LIMIT + 1];
    assert_eq!(world.post_bytes("zar-vk", huge.into()).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    world.drain().await;
    assert_eq!(world.record(&world.vk_key(1)).await, None);
}

#[tokio::test]
async fn an_unreadable_delivery_from_a_known_sender_is_parked_and_can_be_read_later() {
    let world = World::new().await;
    assert_eq!(world.post_bytes("zar-telegram", r#"{"update_id":1,"#.into()).await.status(), StatusCode::OK);
    world.drain().await;
    let queues = world.system.engines().unwrap().queues();
    assert_eq!(
        queues.counts("messages").unwrap().total() + queues.counts("messages-dead").unwrap().total(),
        0
    );
}

#[tokio::test]
async fn a_private_message_keeps_its_authors_address_in_one_place() {
    let world = World::new().await;
    let body = telegram_message(5, MORNING, "Не горит фонарь на улице Мира");
    assert_eq!(world.post("zar-telegram", &body).await.status(), StatusCode::OK);
    world.drain().await;
    let key = world.key(domain::Platform::Telegram, "zar-telegram", "5000005:5");
    let record = world.record(&key).await.expect("the key follows from what Telegram sent");
    assert_eq!(record.case().unwrap().decision.importance, domain::sla::Importance::Direct);
    assert!(!format!("{record:?}").contains("5000005"));
}

#[tokio::test]
async fn an_agency_that_is_down_is_called_again_for_days_and_then_given_up() {
    let world = World::new().await;
    world.agency.will_answer(&[500; 20]);
    world.deliver("zar-vk", &Vk { id: 8, date: MORNING }.written("Яма на дороге у моста")).await;
    world.drain().await;
    for _ in 0..600 {
        world.system.clock().advance(Duration::minutes(15));
        world.system.engines().unwrap().queues().notify();
        world.drain().await;
    }
    let record = world.record(&world.vk_key(8)).await.unwrap();
    let hand_over = record.case().unwrap().hand_over.clone().unwrap();
    assert_eq!((hand_over.state, hand_over.attempts), (HandOverState::Failed, 10));
    let calls = world.agency.calls();
    assert_eq!(calls.len(), 10);
    assert!(calls.iter().all(|call| call.id == calls[0].id && call.verified));
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_called_no_more() {
    let world = World::new().await;
    world.agency.will_answer(&[410]);
    for id in [1, 2] {
        world.deliver("zar-vk", &Vk { id, date: MORNING }.written("Яма на дороге у моста")).await;
        world.drain().await;
        let record = world.record(&world.vk_key(id)).await.unwrap();
        assert_eq!(record.case().unwrap().hand_over.as_ref().unwrap().state, HandOverState::Disabled);
    }
    assert_eq!(world.agency.calls().len(), 1);
}

#[tokio::test]
async fn a_deadline_that_passes_is_marked_and_the_desk_above_is_named() {
    let world = World::new().await;
    world.deliver("zar-vk", &Vk { id: 3, date: MORNING }.written("Яма на дороге у моста")).await;
    world.drain().await;
    world.system.clock().set(at("2026-11-19T09:01:00Z"));
    for _ in 0..2 {
        world.system.run_schedule(contracts::ScheduleEvent::due(contracts::Schedule::Watch)).await.unwrap();
    }
    let record = world.record(&world.vk_key(3)).await.unwrap();
    let overdue: Vec<String> = record
        .case()
        .unwrap()
        .log
        .iter()
        .filter_map(|entry| match &entry.happening {
            domain::incident::Happening::Overdue { escalated_to, .. } => Some(escalated_to.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(overdue, ["agency:town-hall"]);
}
