//! Declared outages: everybody who tells of one joins its incident, is told the approved text once, and is asked once.

use chrono::Duration;
use domain::MessageKey;
use domain::incident::State;
use http::{Request, StatusCode, header};
use otklik::stubs::Faults;
use serde_json::{Value, json};
use tests::{FIRST_COMMENT, OnVk, Vk, World, dump};

/// 2026-11-18T09:00:00Z, in seconds.
const DATE: i64 = 1_794_992_400;
const TEXT: &str = "Авария на сети, воду вернут к 18:00.";
const RESTORED: &str = "Восстановили? Если нет, ответьте на это сообщение.";

async fn operator(world: &World) -> String {
    let seed = [9; api::keys::RANDOM_BYTES];
    let (role, unit) = ("operator".parse().unwrap(), api::keys::Unit::WHOLE);
    let minted = api::keys::mint(&world.region, role, &unit, &seed, &world.system.id_key()).unwrap();
    world.system.store().put_api_key(&minted.prefix, &minted.key).await.unwrap();
    minted.text.into_inner()
}

async fn ask(world: &World, key: &str, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
    let response = world.respond(request.body(body.into()).unwrap()).await;
    (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
}

fn outage() -> Value {
    json!({
        "topic": "water.no-cold", "municipality": "99701000", "places": ["ул. Садовая", "ул. Мира, 5"],
        "from": "2026-11-18T08:00:00Z", "text": TEXT,
    })
}

async fn tell(world: &World, number: i64, text: &str) -> MessageKey {
    let id = FIRST_COMMENT + number;
    world.deliver("zar-vk", &Vk { id, date: DATE + 60 * number }.written(text)).await;
    world.drain().await;
    world.vk_key(id)
}

async fn merged_into(world: &World, key: &MessageKey) -> Option<String> {
    match &world.record(key).await.unwrap().case()?.state {
        State::Merged(into) => Some(into.to_string()),
        _ => None,
    }
}

/// What stands under each of so many comments.
fn replies(platform: &OnVk, comments: i64) -> Vec<Vec<String>> {
    let under = |number| platform.under(FIRST_COMMENT + number).into_iter().map(|reply| reply.text).collect();
    (0..comments).map(under).collect()
}

async fn quiet(world: &World) {
    for _ in 0..6 {
        world.drain().await;
        world.system.clock().advance(Duration::seconds(61));
    }
    world.drain().await;
}

#[tokio::test]
async fn who_told_before_and_who_tells_after_joins_is_told_once_and_asked_once() {
    let world = World::new().await;
    let platform = OnVk::open(&world, 6, Faults::default()).await;
    let key = operator(&world).await;
    let before = tell(&world, 0, "На улице Садовой у дома 12 нет холодной воды").await;
    world.system.clock().advance(Duration::minutes(10));
    let (status, declared) = ask(&world, &key, "POST", "/v1/outages", &outage()).await;
    assert_eq!((status, &declared["joined"]), (StatusCode::CREATED, &json!(1)), "{declared}");
    let incident = declared["incident"].as_str().unwrap().to_owned();
    world.system.clock().advance(Duration::seconds(61));
    let after = tell(&world, 1, "Мира 5, воды холодной нет с утра").await;
    let other_house = tell(&world, 2, "Мира 9, нет холодной воды").await;
    let somewhere = tell(&world, 3, "Нет холодной воды, когда дадут?").await;
    let other_thing = tell(&world, 4, "На улице Садовой огромная яма на дороге").await;
    quiet(&world).await;
    for (message, joins) in
        [(&before, true), (&after, true), (&other_house, false), (&somewhere, false), (&other_thing, false)]
    {
        let into = merged_into(&world, message).await;
        assert_eq!(into.is_some_and(|into| into == incident), joins, "{message}");
    }
    let path = format!("/v1/incidents/{somewhere}");
    let (_, seen) = ask(&world, &key, "GET", &path, &Value::Null).await;
    assert_eq!(seen["outages"][0]["affected"], "perhaps", "{seen}");
    let told = vec![TEXT.to_owned()];
    assert_eq!(replies(&platform, 5), [told.clone(), told, vec![], vec![], vec![]]);

    let end = format!("/v1/outages/{}/end", declared["id"].as_str().unwrap());
    for _ in 0..2 {
        let (status, ended) = ask(&world, &key, "POST", &end, &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{ended}");
        quiet(&world).await;
    }
    let late = tell(&world, 60, "На Садовой 3 опять нет холодной воды").await;
    assert_eq!(merged_into(&world, &late).await, None, "what comes after the end is another matter");
    let asked = vec![TEXT.to_owned(), RESTORED.to_owned()];
    assert_eq!(replies(&platform, 5), [asked.clone(), asked, vec![], vec![], vec![]]);
    let (_, seen) = ask(&world, &key, "GET", &format!("/v1/incidents/{incident}"), &Value::Null).await;
    assert_eq!(seen["voices"]["items"].as_array().unwrap().len(), 2, "one incident, two voices");
}

#[tokio::test]
async fn an_outage_that_cannot_be_placed_or_timed_is_refused_by_its_field() {
    let world = World::new().await;
    let key = operator(&world).await;
    for (field, value) in [
        ("topic", json!("no.such")),
        ("municipality", json!("12345678")),
        ("places", json!(["где-то там"])),
        ("from", json!("вчера")),
        ("from", json!("2025-01-01T00:00:00Z")),
        ("until", json!("2026-11-18T07:00:00Z")),
        ("text", json!(" ")),
        ("street", json!("Мира")),
    ] {
        let mut body = outage();
        body[field] = value;
        let (status, problem) = ask(&world, &key, "POST", "/v1/outages", &body).await;
        assert_eq!(
            (status, &problem["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{problem}"
        );
    }
    let (_, listed) = ask(&world, &key, "GET", "/v1/outages", &Value::Null).await;
    assert_eq!(listed["items"], json!([]));
}

/// Declares, tells and ends; every request is repeated until it is answered.
async fn story(plan: Option<otklik::engine::faults::Rule>) -> (String, usize) {
    let world = World::new().await;
    let platform = OnVk::open(&world, 3, Faults::default()).await;
    let key = operator(&world).await;
    tell(&world, 0, "На улице Садовой у дома 12 нет холодной воды").await;
    world.system.clock().advance(Duration::minutes(10));
    world.faults().take_calls();
    world.faults().plan(plan);
    let declared = until_answered(&world, &key, "/v1/outages", &outage()).await;
    world.system.clock().advance(Duration::seconds(61));
    tell(&world, 1, "Мира 5, воды холодной нет с утра").await;
    tell(&world, 2, "Мира 9, нет холодной воды").await;
    settle(&world).await;
    let end = format!("/v1/outages/{}/end", declared["id"].as_str().unwrap());
    until_answered(&world, &key, &end, &json!({})).await;
    settle(&world).await;
    let calls = world.faults().take_calls().len();
    world.faults().plan([]);
    settle(&world).await;
    (format!("{}{}", dump(&world).await, platform.standing()), calls)
}

async fn until_answered(world: &World, key: &str, path: &str, body: &Value) -> Value {
    for _ in 0..20 {
        let (status, answer) = ask(world, key, "POST", path, body).await;
        if status.is_success() {
            return answer;
        }
        assert!(status.is_server_error(), "{answer}");
    }
    panic!("{path} was not answered");
}

async fn settle(world: &World) {
    let queues = world.system.engines().unwrap().queues();
    for _ in 0..20 {
        world.drain().await;
        let waiting: u64 =
            ["messages", "deliveries"].iter().map(|name| queues.counts(name).unwrap().total()).sum();
        if waiting == 0 {
            return;
        }
        world.system.clock().advance(Duration::minutes(12));
    }
    panic!("the queues do not get quiet");
}

#[tokio::test]
async fn faults_on_the_way_of_an_outage_change_nothing() {
    use otklik::engine::faults::{Fault, Rule};
    let (clean, calls) = story(None).await;
    assert!(clean.contains(TEXT) && clean.contains(RESTORED), "{clean}");
    let (mut schedules, mut wrong) = (0, Vec::new());
    for call in 1..=calls {
        let fault = if call % 2 == 0 { Fault::LostReply } else { Fault::ServerError };
        let (end, _) = story(Some(Rule::new(fault).nth(call).times(3))).await;
        schedules += 1;
        if end != clean {
            wrong.push(format!("{fault:?} at call {call}:\n{end}"));
        }
    }
    println!("{schedules} schedules of an outage, {} with another end", wrong.len());
    assert!(wrong.is_empty(), "{} of {schedules}; clean:\n{clean}\n{}", wrong.len(), wrong[0]);
}
