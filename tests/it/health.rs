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
async fn a_hole_in_telegrams_numbers_is_a_doubt_until_the_delivery_comes() {
    let on = OnPlatform::open("zar-telegram", Platform::Telegram, at(MORNING)).await;
    for minute in 0..6 {
        // One gets stuck, and one says nothing that is stored: that one is heard all the same.
        let text = if minute == 4 { "" } else { "Прорвало трубу на Садовой" };
        on.stub.sticks(minute == 2);
        on.stub.message(600_400_000 + minute, text);
        on.clock().advance(Duration::minutes(1));
        on.deliver().await;
    }
    assert_eq!(stored(&on).await, 4);
    on.round().await;
    assert_eq!(on.health().await.doubts, [], "queues take their time");
    on.pass(15).await;
    let doubt = on.health().await.doubts[0].clone();
    assert_eq!((doubt.reason, doubt.until), (Gap::IdGap, Some(at("2026-11-17T06:04:00Z"))));
    let marked = numbers(&on).await;
    assert_eq!(marked["total"]["completeness"]["reasons"], json!(["day_not_over", "id_gap"]));
    on.stub.comes_unstuck();
    on.pass(5).await;
    let doubts = on.health().await.doubts;
    assert_eq!((stored(&on).await, doubts.len()), (5, 1));
    assert_eq!(doubts[0].closed.as_ref().map(|closed| closed.by), Some(ClosedBy::Platform));
    let shown = numbers(&on).await;
    assert_eq!(shown["total"]["completeness"]["reasons"], json!(["day_not_over"]));
    assert_eq!(received(&shown), 5);
}

#[tokio::test]
async fn a_discussion_on_ok_that_begins_after_the_page_was_connected_is_found() {
    let on = OnPlatform::open("zar-ok", Platform::Ok, at(MORNING)).await;
    on.pass(10).await;
    assert_eq!(stored(&on).await, 0);
    on.clock().advance(Duration::minutes(1));
    for post in 0..3 {
        let first = on.stub.comment(600_000_000 + post, POST + post, None, "Яма на дороге у моста");
        on.stub.comment(600_100_000 + post, POST + post, Some(first), "И мы там колесо пробили");
    }
    on.pass(10).await;
    assert_eq!(stored(&on).await, 6);
    on.stub.comment(600_000_009, POST, None, "Не горит фонарь на улице Мира");
    on.pass(10).await;
    assert_eq!(stored(&on).await, 7);
    assert_eq!(on.health().await.doubts, []);
}
