//! Messages that tell of the same: shown to each other, joined where the region wants it, merged and split by people.

use domain::MessageKey;
use domain::incident::State;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tests::{Vk, World};

const DATE: i64 = 1_794_992_400;
const FIRST: &str = "На улице Садовой у дома 12 огромная яма на дороге";
const SECOND: &str = "ул. Садовая, д. 12: яма на дороге, пробил колесо";
const ELSEWHERE: &str = "На улице Лесной у дома 3 яма на дороге";

/// An operator of the region.
async fn operator(world: &World) -> String {
    let (role, unit) = ("operator".parse().unwrap(), "region".parse().unwrap());
    let seed = [7; api::keys::RANDOM_BYTES];
    let minted = api::keys::mint(&world.region, role, &unit, &seed, &world.system.id_key()).unwrap();
    world.system.store().put_api_key(&minted.prefix, &minted.key).await.unwrap();
    minted.text.into_inner()
}

async fn ask(world: &World, key: &str, request: http::request::Builder, body: &Value) -> (StatusCode, Value) {
    let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
    let response = world.respond(request.body(body.into()).unwrap()).await;
    (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
}

async fn seen(world: &World, key: &str, incident: &MessageKey) -> Value {
    let request = Request::get(format!("/v1/incidents/{incident}"));
    let (status, body) = ask(world, key, request, &Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

async fn act(world: &World, key: &str, incident: &MessageKey, action: Value) -> (StatusCode, Value) {
    let version = world.record(incident).await.unwrap().version;
    let request = Request::post(format!("/v1/incidents/{incident}/actions"));
    ask(world, key, request.header(header::IF_MATCH, format!("\"{version}\"")), &action).await
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

async fn told(world: &World, messages: &[(i64, &str)]) {
    for (id, text) in messages {
        world.deliver("zar-vk", &Vk { id: *id, date: DATE + 60 * id }.written(text)).await;
        world.drain().await;
    }
}

async fn state(world: &World, id: i64) -> State {
    world.record(&world.vk_key(id)).await.unwrap().case().unwrap().state.clone()
}

/// A world whose region joins the likeliest.
async fn joining() -> World {
    let world = World::new().await;
    let mut files = world.files();
    let region = files.get_mut("region.toml").unwrap();
    *region = format!("{}\n[duplicates]\nmerge = true\n", region.replace("version = 1", "version = 2"));
    world.load(&files).await;
    world
}

#[tokio::test]
async fn two_who_tell_of_the_same_are_shown_to_each_other_in_any_order() {
    let messages = [(5, FIRST), (6, SECOND), (7, ELSEWHERE)];
    let mut turned = messages;
    turned.reverse();
    for messages in [messages, turned] {
        let world = World::new().await;
        let key = operator(&world).await;
        told(&world, &messages).await;
        for (one, other) in [(5, 6), (6, 5)] {
            let view = seen(&world, &key, &world.vk_key(one)).await;
            assert_eq!(ids(&view["duplicates"]), [world.vk_key(other).as_str()], "{view:#}");
            assert!(view["duplicates"][0]["likeness"]["why"].as_str().unwrap().contains("то же место"));
        }
        assert_eq!(seen(&world, &key, &world.vk_key(7)).await["duplicates"], json!([]));
    }
}

#[tokio::test]
async fn a_region_may_have_the_likeliest_joined_and_a_person_splits_them_again() {
    let world = joining().await;
    let key = operator(&world).await;
    told(&world, &[(5, FIRST), (6, SECOND), (7, ELSEWHERE)]).await;
    let (first, second) = (world.vk_key(5), world.vk_key(6));
    assert_eq!(state(&world, 6).await, State::Merged(first.clone()));
    assert!(!matches!(state(&world, 7).await, State::Merged(_)));
    let before = world.record(&second).await.unwrap();
    told(&world, &[(6, SECOND)]).await;
    assert_eq!(world.record(&second).await.unwrap(), before);
    assert_eq!(ids(&seen(&world, &key, &first).await["voices"]["items"]), [second.as_str()]);
    let log = seen(&world, &key, &second).await["log"].clone();
    assert!(log.to_string().contains("та же тема"), "{log}");
    let action = json!({ "action": "unmerge", "reason": "Другая яма" });
    let (status, body) = act(&world, &key, &second, action).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    world.drain().await;
    assert!(matches!(state(&world, 6).await, State::Routed | State::Triage));
    assert_eq!(ids(&seen(&world, &key, &first).await["voices"]["items"]), Vec::<&str>::new());
}

#[tokio::test]
async fn a_person_merges_incidents_but_none_into_itself() {
    let world = World::new().await;
    let key = operator(&world).await;
    told(&world, &[(5, FIRST), (7, ELSEWHERE)]).await;
    let (first, other) = (world.vk_key(5), world.vk_key(7));
    let merge = |into: &MessageKey| json!({ "action": "merge", "into": into, "reason": "Одна авария" });
    let (status, _) = act(&world, &key, &other, merge(&other)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, body) = act(&world, &key, &other, merge(&first)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(state(&world, 7).await, State::Merged(first.clone()));
    let (status, _) = act(&world, &key, &first, merge(&other)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "what is merged takes nothing in");
}
