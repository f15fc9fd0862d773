//! Learning from people: a correction, the row that it becomes, the model that learns it, and what triage makes of it then.

use analyze::lessons;
use analyze::retrain::{Plan, Reason, Verdict};
use chrono::{DateTime, Duration};
use clap::Parser;
use contracts::{Schedule, ScheduleEvent};
use domain::MessageKey;
use http::{Request, StatusCode, header};
use language::Understander;
use language::model::{Example, Model, Settings, train};
use otklik::commands::{Cli, correction_rows, run};
use serde_json::{Value, json};
use tests::{Vk, World};

const DATE: i64 = 1_794_992_400;
const TOPIC: &str = "trade.shops";
/// Of a hundred texts that were right before, so many may be given something else afterwards.
const TOLERANCE_PERCENT: usize = 2;

fn strange(number: i64) -> String {
    format!("Опять шайтан-машина у дома {number} тарахтит под окном с {} утра, стёкла дрожат", number % 5 + 4)
}

async fn operator(world: &World) -> String {
    let seed = [9; api::keys::RANDOM_BYTES];
    let (role, unit) = ("operator".parse().unwrap(), api::keys::Unit::WHOLE);
    let minted = api::keys::mint(&world.region, role, &unit, &seed, &world.system.id_key()).unwrap();
    world.system.store().put_api_key(&minted.prefix, &minted.key).await.unwrap();
    minted.text.into_inner()
}

async fn act(world: &World, key: &str, id: &MessageKey, version: u64, action: &Value) -> (StatusCode, Value) {
    let request = Request::post(format!("/v1/incidents/{id}/actions?version={version}"))
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .body(serde_json::to_vec(action).unwrap().into());
    let response = world.respond(request.unwrap()).await;
    (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
}

/// Delivers a comment and gives the topic that triage decided on.
async fn topic_of(world: &World, id: i64, text: &str) -> Option<String> {
    world.deliver("zar-vk", &Vk { id, date: DATE }.written(text)).await;
    world.drain().await;
    let record = world.record(&world.vk_key(id)).await.unwrap();
    record.case().unwrap().decision.topic.as_ref().map(ToString::to_string)
}

/// Comments of the same kind whose topic nobody guesses, each put right by a person.
async fn corrected(world: &World, key: &str, numbers: std::ops::RangeInclusive<i64>) {
    for number in numbers {
        assert_ne!(topic_of(world, number, &strange(number)).await.as_deref(), Some(TOPIC));
        let id = world.vk_key(number);
        let version = world.record(&id).await.unwrap().version;
        let action = json!({ "action": "correct", "topic": TOPIC, "reason": "Это торговля у дома" });
        for _ in 0..2 {
            let (status, body) = act(world, key, &id, version, &action).await;
            assert_eq!((status, &body["topic"]["code"]), (StatusCode::OK, &json!(TOPIC)), "{body}");
        }
        let record = world.record(&id).await.unwrap();
        assert_eq!((record.version, record.case().unwrap().corrections().count()), (version + 1, 1));
    }
    world.drain().await;
}

/// Invented messages with their topics, which no model has learnt from.
fn others() -> impl Iterator<Item = (&'static str, String)> {
    let lines = include_str!("../../infra/local/demo/messages.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| {
        let text = line.rsplit('\t').next().unwrap().replace(['[', ']', '|', '{', '}'], " ");
        (line.split('\t').next().unwrap(), text)
    })
}

fn right(understander: &Understander) -> usize {
    let given =
        |text: &str| understander.understand(text).topic.map_or("-".to_owned(), |it| it.topic.to_string());
    others().filter(|(topic, text)| given(text) == *topic).count()
}

#[tokio::test]
async fn a_topic_corrected_twenty_times_is_right_the_next_time_and_little_else_changes() {
    let world = World::new().await;
    let key = operator(&world).await;
    corrected(&world, &key, 1..=20).await;
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("corrections.csv"), folder.path().join("model"));
    let store = world.system.store();
    let lessons = lessons::corrected(store, &world.region, DateTime::UNIX_EPOCH).await.unwrap();
    assert_eq!(lessons.len(), 20);
    std::fs::write(&input, correction_rows(&lessons).unwrap()).unwrap();
    let [rows, model] = [&input, &output].map(|path| path.to_str().unwrap());
    let line = ["otklik", "train", "--shipped", "--input", rows, "--text", "text", "--label", "topic"];
    run(Cli::parse_from(line.into_iter().chain(["--output", model]))).await.unwrap();

    let bytes = std::fs::read(&output).unwrap();
    let before = Model::from_bytes(include_bytes!("../../shared/language/data/topic.model"));
    let taught = Understander::with_topics(Model::from_bytes(&bytes).unwrap());
    let (old, new) = (right(&Understander::with_topics(before.unwrap())), right(&taught));
    assert!(old > others().count() / 2, "{old} of {}", others().count());
    assert!(new * 100 >= old * (100 - TOLERANCE_PERCENT), "{old} right before, {new} after");
    store.put_model(&world.region, &bytes, "twenty corrections", world.system.clock().now()).await.unwrap();
    store.use_model(&world.region, Some(1)).await.unwrap();
    world.system.clock().advance(Duration::seconds(61));
    assert_eq!(topic_of(&world, 21, &strange(21)).await.as_deref(), Some(TOPIC));
}

#[tokio::test]
async fn every_month_the_model_learns_what_was_corrected_and_twice_is_once() {
    let world = World::new().await;
    let (key, store) = (operator(&world).await, world.system.store());
    let night = || world.system.run_schedule(ScheduleEvent::due(Schedule::Night));
    corrected(&world, &key, 1..=40).await;
    world.system.clock().advance(Duration::hours(16));
    for _ in 0..2 {
        night().await.unwrap();
        let plan: Plan = store.model_plan(&world.region).await.unwrap().unwrap();
        assert_eq!(store.model_in_use(&world.region).await.unwrap(), Some(1), "{plan:?}");
        assert_eq!(store.models(&world.region).await.unwrap().len(), 1);
    }
    let plan: Plan = store.model_plan(&world.region).await.unwrap().unwrap();
    assert_eq!((plan.corrected, plan.verdict, plan.reason), (40, Verdict::Switch, Reason::NoWorse));
    let (present, candidate) = (plan.present.unwrap(), plan.candidate.unwrap());
    assert!(plan.held_out >= 5 && candidate.accuracy > present.accuracy, "{plan:?}");
    assert_eq!(topic_of(&world, 41, &strange(41)).await.as_deref(), Some(TOPIC));
    store.use_model(&world.region, None).await.unwrap();
    world.system.clock().advance(Duration::days(1));
    night().await.unwrap();
    assert_eq!(store.model_in_use(&world.region).await.unwrap(), None, "the month is done");
    assert_ne!(topic_of(&world, 42, &strange(42)).await.as_deref(), Some(TOPIC));
}

#[tokio::test]
async fn a_month_without_enough_corrections_changes_nothing_and_says_so() {
    let world = World::new().await;
    let (key, store) = (operator(&world).await, world.system.store());
    corrected(&world, &key, 1..=3).await;
    world.system.clock().advance(Duration::hours(16));
    world.system.run_schedule(ScheduleEvent::due(Schedule::Night)).await.unwrap();
    let plan: Plan = store.model_plan(&world.region).await.unwrap().unwrap();
    assert_eq!((plan.corrected, plan.verdict, plan.reason), (3, Verdict::Keep, Reason::TooFewCorrections));
    assert_eq!(store.model_in_use(&world.region).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_taken_back_is_not_learnt_from_and_what_is_learnt_from_is_masked() {
    let world = World::new().await;
    let key = operator(&world).await;
    let texts = ["Яма, звоните +7 900 000-00-01", "Шайтан-машина под окном"];
    for (id, text) in (1..).zip(texts) {
        topic_of(&world, id, text).await;
        let version = world.record(&world.vk_key(id)).await.unwrap().version;
        let action = json!({ "action": "correct", "topic": TOPIC, "kind": "request" });
        let (status, body) = act(&world, &key, &world.vk_key(id), version, &action).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
    world.deliver("zar-vk", &Vk { id: 2, date: DATE }.delete()).await;
    world.drain().await;
    let store = world.system.store();
    let lessons = lessons::corrected(store, &world.region, DateTime::UNIX_EPOCH).await.unwrap();
    let rows = String::from_utf8(correction_rows(&lessons).unwrap()).unwrap();
    assert_eq!(rows.lines().count(), 2, "{rows}");
    assert!(rows.contains("[телефон]") && !rows.contains("000-00-01"), "{rows}");
    assert!(rows.lines().nth(1).unwrap().ends_with(",trade.shops,request,"), "{rows}");
}

/// A model that knows one thing.
fn small_model() -> Vec<u8> {
    let texts: Vec<String> = (0..40).map(strange).collect();
    let own = texts.iter().map(|text| Example { text, with: &[], label: TOPIC });
    let rest = ["спасибо за работу", "доброе утро, город", "с праздником вас", "красивый закат сегодня"];
    let rest = rest.iter().cycle().take(40).map(|text| Example { text, with: &[], label: "-" });
    train(own.chain(rest), &Settings::default()).unwrap().model.to_bytes()
}

#[tokio::test]
async fn a_regions_own_model_decides_a_broken_one_leaves_the_last_good_and_a_rollback_works() {
    let world = World::new().await;
    let (store, now) = (world.system.store(), world.system.clock().now());
    assert_ne!(topic_of(&world, 1, &strange(1)).await.as_deref(), Some(TOPIC));
    for bytes in [small_model().as_slice(), b"this is no model"] {
        store.put_model(&world.region, bytes, "", now).await.unwrap();
    }
    for (id, version, expected) in
        [(2, Some(1), true), (3, Some(2), true), (4, Some(3), true), (5, None, false), (6, Some(1), true)]
    {
        store.use_model(&world.region, version).await.unwrap();
        world.system.clock().advance(Duration::seconds(61));
        let topic = topic_of(&world, id, &strange(id)).await;
        assert_eq!(topic.as_deref() == Some(TOPIC), expected, "{version:?} gives {topic:?}");
    }
}
