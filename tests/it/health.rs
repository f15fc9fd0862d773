//! A page whose subscription dies: it is noticed, mended and read back, and the numbers say so meanwhile.

use chrono::{DateTime, Duration};
use contracts::{Schedule, ScheduleEvent};
use domain::Platform;
use http::{Request, StatusCode, header};
use metrics::{ClosedBy, Gap, Link};
use serde_json::{Value, json};
use tests::{OnPlatform, at};

const POST: i64 = 500;
/// Tuesday morning in Moscow.
const MORNING: &str = "2026-11-17T06:00:00Z";
const DAY: &str = "2026-11-17";

/// A key of the API for the whole region.
async fn key(on: &OnPlatform) -> String {
    let (role, unit) = ("admin".parse().unwrap(), api::keys::Unit::WHOLE);
    let random = [7; api::keys::RANDOM_BYTES];
    let minted = api::keys::mint(on.region(), role, &unit, &random, &on.system().id_key()).unwrap();
    on.system().store().put_api_key(&minted.prefix, &minted.key).await.unwrap();
    minted.text.into_inner()
}

async fn get(on: &OnPlatform, path: &str) -> Value {
    let key = key(on).await;
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
    let response = on.system().respond(request.body(bytes::Bytes::new()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    serde_json::from_slice(response.body()).unwrap()
}

async fn numbers(on: &OnPlatform) -> Value {
    // What was read within the last minute is kept.
    on.clock().advance(Duration::minutes(2));
    get(on, &format!("/v1/regions/zarechye/stats?from={DAY}&to={DAY}")).await
}

fn received(numbers: &Value) -> u64 {
    let counts = &numbers["total"]["figures"]["counts"];
    counts["received"].as_u64().unwrap() + counts["voices"].as_u64().unwrap()
}

/// Everything that is stored of the page, however it was placed.
async fn stored(on: &OnPlatform) -> usize {
    let store = on.system().store();
    let all = (DateTime::UNIX_EPOCH, on.clock().now() + Duration::days(1));
    let mut count = 0;
    for place in [Some("99701000".parse().unwrap()), Some("99702000".parse().unwrap()), None] {
        let listed = store.in_municipality(on.region(), place.as_ref(), all, None, 10_000, |_| true).await;
        count += listed.unwrap().items.iter().filter(|record| record.page == on.page).count();
    }
    count
}

/// Residents write: two comments and a private message an hour.
async fn write(on: &OnPlatform, hours: i64) -> usize {
    for hour in 0..hours {
        let first = on.stub.comment(600_000_000 + hour, POST, None, "Яма на дороге у моста");
        on.stub.comment(600_100_000 + hour, POST, Some(first), "И мы там колесо пробили");
        on.stub.message(600_200_000 + hour, "Не горит фонарь на улице Мира");
        on.pass(60).await;
    }
    usize::try_from(hours * 3).unwrap()
}

/// A day on which the subscription dies at noon and the watchdog sleeps until two; gives the moment of the repair.
async fn dies_at_noon(page: &str, platform: Platform) -> (OnPlatform, usize) {
    let on = OnPlatform::open(page, platform, at(MORNING)).await;
    let mut written = write(&on, 3).await;
    assert_eq!(stored(&on).await, written, "{platform}");
    let health = on.health().await;
    assert_eq!((health.link, health.doubts.len()), (Link::Good, 0), "{platform}");
    assert_eq!(numbers(&on).await["total"]["completeness"]["reasons"], json!(["day_not_over"]));

    on.stub.dies_at(on.clock().now());
    for person in 0..7 {
        on.clock().advance(Duration::minutes(10));
        on.stub.comment(600_300_000 + person, POST, None, "Третий день не вывозят мусор со двора");
        on.stub.message(600_400_000 + person, "Прорвало трубу на Садовой");
        on.deliver().await;
    }
    written += 14;
    assert!(!on.stub.is_subscribed());
    assert_eq!(stored(&on).await, written - 14, "{platform}");
    (on, written)
}

async fn is_noticed_mended_and_read_back(page: &str, platform: Platform) {
    let (on, mut written) = dies_at_noon(page, platform).await;
    let died = on.health().await.good_at.unwrap();
    on.round().await;
    let health = on.health().await;
    assert_eq!(health.doubts.len(), 1, "{platform}");
    assert_eq!((health.doubts[0].from, health.doubts[0].reason), (died, Gap::LostSubscription));
    let marked = numbers(&on).await;
    let reasons = json!(["day_not_over", "lost_subscription"]);
    assert_eq!(marked["total"]["completeness"]["reasons"], reasons, "{platform}");
    assert_eq!(marked["doubts"][0]["page"], page);
    assert_eq!(marked["doubts"][0]["settled"], Value::Null);

    on.pass(15).await;
    assert!(on.stub.is_subscribed(), "{platform}");
    on.pass(30).await;
    assert_eq!(stored(&on).await, written, "{platform}: nothing is lost");
    let doubt = on.health().await.doubts[0].clone();
    let closed = doubt.closed.clone().expect("it is settled");
    assert_eq!(closed.by, ClosedBy::BackFill);
    assert_eq!(closed.late.values().sum::<u32>(), 14, "{platform}");

    written += write(&on, 1).await;
    assert_eq!(stored(&on).await, written, "{platform}: it is heard again");
    let shown = numbers(&on).await;
    assert_eq!(shown["total"]["completeness"]["reasons"], json!(["day_not_over"]), "{platform}");
    assert_eq!(usize::try_from(received(&shown)).unwrap(), written);
    assert_eq!(shown["doubts"][0]["settled"]["late"], json!({ DAY: 14 }));
    let pages = get(&on, "/v1/pages").await;
    let line = pages["items"].as_array().unwrap().iter().find(|item| item["page"] == page).unwrap().clone();
    assert_eq!((&line["state"]["code"], &line["silent"]), (&json!("good"), &json!(false)));
}

#[tokio::test]
async fn a_vk_page_whose_subscription_dies_loses_nothing() {
    is_noticed_mended_and_read_back("zar-vk", Platform::Vk).await;
}

#[tokio::test]
async fn a_max_page_whose_subscription_dies_loses_nothing() {
    is_noticed_mended_and_read_back("zar-max", Platform::Max).await;
}

async fn night(on: &OnPlatform) {
    on.system().run_schedule(ScheduleEvent::due(Schedule::Night)).await.unwrap();
}

#[tokio::test]
async fn a_counted_day_is_marked_until_it_is_counted_anew() {
    // Nine in the evening in Moscow.
    let on = OnPlatform::open("zar-max", Platform::Max, at("2026-11-17T18:00:00Z")).await;
    let written = write(&on, 1).await;
    on.stub.dies_at(on.clock().now());
    for person in 0..6 {
        on.clock().advance(Duration::minutes(10));
        on.stub.comment(600_300_000 + person, POST, None, "Третий день не вывозят мусор со двора");
    }
    on.clock().advance(Duration::minutes(150));
    night(&on).await;
    let blind = numbers(&on).await;
    assert_eq!((received(&blind), &blind["total"]["completeness"]["complete"]), (3, &json!(true)));

    on.round().await;
    let marked = numbers(&on).await;
    assert_eq!(marked["total"]["completeness"]["reasons"], json!(["lost_subscription"]));
    on.pass(30).await;
    assert_eq!(stored(&on).await, written + 6);
    // What came late is stored, but the numbers do not know it yet.
    let still = numbers(&on).await;
    assert_eq!((received(&still), &still["total"]["completeness"]["complete"]), (3, &json!(false)));
    assert_eq!(still["doubts"][0]["settled"]["late"], json!({ DAY: 6 }));

    on.clock().advance(Duration::hours(24));
    night(&on).await;
    let whole = numbers(&on).await;
    assert_eq!((received(&whole), &whole["total"]["completeness"]["complete"]), (9, &json!(true)));
    assert_eq!(whole["doubts"][0]["settled"]["late_total"], 6, "the correction stays told");
}

#[tokio::test]
async fn what_telegram_kept_settles_the_doubt() {
    let on = OnPlatform::open("zar-telegram", Platform::Telegram, at(MORNING)).await;
    on.round().await;
    on.stub.dies_at(on.clock().now());
    for person in 0..5 {
        on.clock().advance(Duration::minutes(10));
        on.stub.message(600_400_000 + person, "Прорвало трубу на Садовой");
    }
    on.pass(10).await;
    assert_eq!(stored(&on).await, 5);
    let doubt = on.health().await.doubts[0].clone();
    assert_eq!(doubt.closed.map(|closed| closed.by), Some(ClosedBy::Platform));
}

/// The page said six messages in each hour of three weeks, under one post.
async fn used_to_talk(on: &OnPlatform) {
    let hour = on.clock().now().timestamp() / 3_600;
    let chat = -70_000_000_000_000_i64 - 999_100_001;
    let habits = json!({
        "tempo": { "first": hour - 504, "counts": vec![6; 504] },
        "places": { format!("comments:mid.{chat:016x}{POST:016x}"): 1 },
        "heard_at": on.clock().now(),
    });
    let memo = store::Memo { value: habits, version: 0 };
    let until = on.clock().now() + Duration::days(60);
    let kept = on.system().store().keep_memo(on.region(), store::About::Habits(&on.page), &memo, until).await;
    assert!(kept.unwrap());
    let now = on.clock().now().to_rfc3339();
    on.system().store().put_progress(on.region(), "listen", &now).await.unwrap();
}

#[tokio::test]
async fn a_page_that_falls_silent_is_read_back_although_it_seems_connected() {
    let on = OnPlatform::open("zar-max", Platform::Max, at(MORNING)).await;
    used_to_talk(&on).await;
    let look = async || on.system().run_schedule(ScheduleEvent::due(Schedule::Watch)).await.unwrap();
    look().await;
    on.clock().advance(Duration::minutes(60));
    on.stub.comment(600_000_001, POST, None, "Яма на дороге у моста");
    look().await;
    assert!(!on.health().await.is_silent(), "an hour may pass");
    on.clock().advance(Duration::minutes(60));
    look().await;
    let health = on.health().await;
    assert_eq!((health.link, health.is_silent()), (Link::Good, true));
    let marked = numbers(&on).await;
    assert!(marked["total"]["completeness"]["reasons"].as_array().unwrap().contains(&json!("silent_page")));
    on.world.drain().await;
    assert_eq!(stored(&on).await, 1, "the platform had it all the time");
    on.clock().advance(Duration::minutes(5));
    look().await;
    on.clock().advance(Duration::minutes(5));
    look().await;
    assert!(on.health().await.to_verify_from().is_none(), "a whole reading settles it");
}

#[tokio::test]
async fn a_page_that_has_nothing_to_say_is_looked_at_and_left_in_peace() {
    let on = OnPlatform::open("zar-max", Platform::Max, at(MORNING)).await;
    used_to_talk(&on).await;
    on.pass(240).await;
    let health = on.health().await;
    let settled = health.doubts.iter().filter(|doubt| doubt.closed.is_some()).count();
    assert!((1..=3).contains(&settled) && settled == health.doubts.len(), "{:?}", health.doubts);
    assert!(health.verified_until.is_some());
}

#[tokio::test]
async fn the_list_of_pos_is_read_and_its_appeals_become_incidents() {
    let list = otklik::stubs::pos::List::new("pos-token");
    for number in 0..130 {
        let appeal = json!({
            "id": number, "description": format!("Яма на дороге у дома {number}"), "createdAt": "2026-11-17T08:00:00+03:00",
        });
        list.put(at(MORNING), appeal);
    }
    let listening = list.listen().await.unwrap();
    let world = tests::World::starting(at(MORNING)).await;
    let mut files = world.files();
    let pages = files.get_mut("pages.csv").unwrap();
    *pages = pages
        .lines()
        .map(|line| match line.split(',').next() {
            Some("id") => format!("{line},token,user_token,api\n"),
            Some("zar-pos") => format!("{line},pos-token,,{}/appeals\n", listening.url()),
            _ => format!("{line},,,\n"),
        })
        .collect();
    world.load(&files).await;
    for _ in 0..2 {
        world.system.run_schedule(ScheduleEvent::due(Schedule::Watch)).await.unwrap();
        world.drain().await;
        world.system.clock().advance(Duration::minutes(5));
    }
    let all = (DateTime::UNIX_EPOCH, world.system.clock().now());
    let listed = world.system.store().in_municipality(&world.region, None, all, None, 1_000, |_| true).await;
    assert_eq!(listed.unwrap().items.len(), 130);
    let page = domain::PageId::parse("zar-pos").unwrap();
    let health: store::Health<metrics::PageHealth> =
        world.system.store().health(&world.region, &page).await.unwrap();
    assert_eq!(health.value.link, Link::Good);
}
