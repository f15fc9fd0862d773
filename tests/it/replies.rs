//! From an approved answer to the words under the right comment, and what happens where that is not possible.

use chrono::Duration;
use domain::incident::PublicationState;
use domain::{MessageKey, Platform};
use http::{Request, StatusCode, header};
use otklik::circle::turn;
use otklik::stubs::Faults;
use serde_json::{Value, json};
use tests::{FIRST_COMMENT, OnVk, Vk, World, at, telegram_message};

const DATE: i64 = 1_794_992_400;

/// Somebody with a key.
struct Person<'a> {
    world: &'a World,
    key: String,
}

impl<'a> Person<'a> {
    async fn new(world: &'a World, role: &str, unit: &str) -> Self {
        let seed = [role.as_bytes()[0]; api::keys::RANDOM_BYTES];
        let (role, unit) = (role.parse().unwrap(), unit.parse().unwrap());
        let minted = api::keys::mint(&world.region, role, &unit, &seed, &world.system.id_key()).unwrap();
        world.system.store().put_api_key(&minted.prefix, &minted.key).await.unwrap();
        Self { world, key: minted.text.into_inner() }
    }

    async fn ask(&self, method: &str, path: &str, version: Option<u64>, body: &Value) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.key));
        if let Some(version) = version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        let body = if method == "GET" { Vec::new() } else { serde_json::to_vec(body).unwrap() };
        let response = self.world.respond(request.body(body.into()).unwrap()).await;
        (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, None, &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// Acts on the incident as it stands.
    async fn act(&self, incident: &MessageKey, action: Value) -> Value {
        let version = self.world.record(incident).await.unwrap().version;
        let path = format!("/v1/incidents/{incident}/actions");
        let (status, body) = self.ask("POST", &path, Some(version), &action).await;
        assert_eq!(status, StatusCode::OK, "{action}: {body}");
        body
    }
}

/// Lets time pass until nothing is left to do.
async fn settle(world: &World) {
    for _ in 0..200 {
        world.drain().await;
        let queues = world.system.engines().unwrap().queues();
        if queues.counts("deliveries").unwrap().total() + queues.counts("messages").unwrap().total() == 0 {
            return;
        }
        world.system.clock().advance(Duration::seconds(20));
        queues.notify();
    }
    panic!("the queues do not get quiet");
}

async fn reply_to(world: &World, key: &MessageKey) -> PublicationState {
    world.record(key).await.unwrap().publication(key, 1).expect("an answer is under way").state.clone()
}

#[tokio::test]
async fn an_answer_is_approved_and_stands_once_under_each_comment() {
    let world = World::new().await;
    let vk = OnVk::open(&world, 4, Faults::default()).await;
    let (agency, operator) = (
        Person::new(&world, "agency", "agency:roads").await,
        Person::new(&world, "operator", "region").await,
    );
    let first = Vk { id: FIRST_COMMENT, date: DATE };
    world.deliver("zar-vk", &first.written("Яма на улице Садовой")).await;
    for voice in 1..3 {
        let voice = Vk { id: FIRST_COMMENT + voice, date: DATE };
        world.deliver("zar-vk", &voice.under(FIRST_COMMENT, "И мы пробили колесо")).await;
    }
    world.drain().await;
    let incident = world.vk_key(FIRST_COMMENT);
    agency.act(&incident, json!({ "action": "answer", "text": "Скоро" })).await;
    settle(&world).await;
    assert_eq!(vk.stub().published(), []);
    operator.act(&incident, json!({ "action": "return", "comment": "Когда?" })).await;
    settle(&world).await;
    let told: Vec<_> = world.agency.calls().iter().map(|call| call.body["type"].clone()).collect();
    assert_eq!(told, ["incident.assigned", "incident.returned"]);
    assert_eq!(world.agency.calls()[1].body["data"]["answer"]["comment"], "Когда?");
    agency.act(&incident, json!({ "action": "answer", "text": "Засыпем до 20 ноября" })).await;
    operator.act(&incident, json!({ "action": "approve" })).await;
    settle(&world).await;
    for comment in FIRST_COMMENT..FIRST_COMMENT + 3 {
        let stands: Vec<_> = vk.under(comment).into_iter().map(|reply| reply.text).collect();
        assert_eq!(stands, ["Засыпем до 20 ноября"], "{comment}");
    }
    // Who joins later is answered too.
    let late = Vk { id: FIRST_COMMENT + 3, date: DATE + 3_600 };
    world.deliver("zar-vk", &late.under(FIRST_COMMENT, "А у нас?")).await;
    settle(&world).await;
    assert_eq!(vk.under(FIRST_COMMENT + 3).len(), 1);

    operator.act(&incident, json!({ "action": "edit_reply", "text": "Засыпем до 21 ноября" })).await;
    settle(&world).await;
    assert!(vk.stub().published().iter().all(|reply| reply.text == "Засыпем до 21 ноября"));
    let shown = operator.get(&format!("/v1/incidents/{incident}")).await;
    assert_eq!(
        (&shown["answers"][0]["state"]["code"], &shown["answers"][1]["edition"]),
        (&json!("returned"), &json!(1))
    );
    assert_eq!(shown["replies"][0]["state"]["code"], "sent");
    assert_eq!(shown["voices"]["items"].as_array().unwrap().len(), 3);
    assert!(
        shown["voices"]["items"].as_array().unwrap().iter().all(|voice| voice["replies"][0]["edition"] == 1)
    );
    operator.act(&incident, json!({ "action": "remove_reply", "reason": "не тот дом" })).await;
    settle(&world).await;
    assert!(vk.stub().published().iter().all(|reply| reply.removed));
    assert_eq!(vk.stub().published().len(), 4);
}

#[tokio::test]
async fn what_cannot_be_published_says_why_and_a_person_decides() {
    let world = World::new().await;
    let vk = OnVk::open(&world, 1, Faults::default()).await;
    let operator = Person::new(&world, "operator", "region").await;
    let comment = Vk { id: FIRST_COMMENT, date: DATE };
    world.deliver("zar-vk", &comment.written("Яма на улице Садовой")).await;
    world.deliver("zar-telegram", &telegram_message(5, DATE, "Не горит фонарь на улице Мира")).await;
    world.drain().await;
    let (road, light) =
        (world.vk_key(FIRST_COMMENT), world.key(Platform::Telegram, "zar-telegram", "5000005:5"));
    vk.stub().close_comments(10);
    for incident in [&road, &light] {
        operator.act(incident, json!({ "action": "answer", "text": "Сделано" })).await;
    }
    settle(&world).await;
    assert_eq!(reply_to(&world, &light).await, PublicationState::withheld("read_only"));
    let PublicationState::Failed { reason } = reply_to(&world, &road).await else {
        panic!("comments are closed")
    };
    let list = operator.get("/v1/replies").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["reason"]["code"], reason);
    assert_eq!((&list["items"][0]["message"], &list["items"][0]["text"]), (&json!(road), &json!("Сделано")));
    let path = format!("/v1/messages/{road}/replies");
    let give_up = json!({ "action": "give_up", "answer": 1 });
    for _ in 0..2 {
        let (status, shown) = operator.ask("POST", &path, None, &give_up).await;
        assert_eq!((status, &shown["replies"][0]["state"]["code"]), (StatusCode::OK, &json!("withheld")));
    }
    assert_eq!(operator.get("/v1/replies").await["items"], json!([]));
    let resend = json!({ "action": "resend", "answer": 1 });
    assert_eq!(operator.ask("POST", &path, None, &resend).await.0, StatusCode::OK);
    settle(&world).await;
    assert_eq!(operator.get("/v1/replies").await["items"].as_array().unwrap().len(), 1);
    let agency = Person::new(&world, "agency", "agency:roads").await;
    assert_eq!(agency.ask("POST", &path, None, &resend).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_message_that_its_author_took_back_is_not_answered() {
    let world = World::new().await;
    let vk = OnVk::open(&world, 1, Faults::default()).await;
    let operator = Person::new(&world, "operator", "region").await;
    let comment = Vk { id: FIRST_COMMENT, date: DATE };
    world.deliver("zar-vk", &comment.written("Яма на улице Садовой")).await;
    world.drain().await;
    let incident = world.vk_key(FIRST_COMMENT);
    operator.act(&incident, json!({ "action": "accept" })).await;
    world.deliver("zar-vk", &comment.delete()).await;
    world.drain().await;
    operator.act(&incident, json!({ "action": "answer", "text": "Сделано" })).await;
    settle(&world).await;
    assert_eq!(reply_to(&world, &incident).await, PublicationState::withheld("withdrawn"));
    assert_eq!(vk.stub().published(), []);
}

/// Comments and private messages, answered while answers are lost and calls turned away.
async fn stand_once(platform: Platform) {
    let faults = Faults { seed: 3, lost_answers: 50, floods: 50, duplicates: 50, ..Faults::default() };
    let tally = turn(platform, 200, faults, at("2026-11-18T09:00:00Z")).await.unwrap();
    assert!(tally.is_good() && tally.messages == 200, "{tally:?}");
    assert!(tally.floods > 0 && tally.lost > 0, "{tally:?}");
}

#[tokio::test]
async fn two_hundred_replies_stand_once_on_vk_under_lost_answers_and_floods() {
    stand_once(Platform::Vk).await;
}

#[tokio::test]
async fn two_hundred_replies_stand_once_on_telegram_and_as_many_are_unknown_as_answers_were_lost() {
    stand_once(Platform::Telegram).await;
}

#[tokio::test]
async fn two_hundred_replies_stand_once_on_max_under_lost_answers_and_floods() {
    stand_once(Platform::Max).await;
}

#[tokio::test]
async fn two_hundred_replies_stand_once_on_ok_whose_comments_are_asked_for() {
    stand_once(Platform::Ok).await;
}
