//! One message is one incident, whatever order and number its deliveries come in.

use chrono::Duration;
use domain::incident::Standing;
use futures::future::join_all;
use serde_json::Value;
use tests::{Vk, World, at, dump};

const COMMENT: Vk = Vk { id: 5, date: 1_794_992_400 };
const CREATED: &str = "На улице Мира не горит фонарь";
const EDITED: &str = "На улице Мира не горят три фонаря";

async fn told(deliveries: &[Value]) -> World {
    let world = World::new().await;
    for delivery in deliveries {
        world.deliver("zar-vk", delivery).await;
        world.drain().await;
        world.system.clock().advance(Duration::seconds(1));
    }
    world
}

async fn words(world: &World) -> String {
    let record = world.record(&world.vk_key(5)).await.unwrap();
    record.message.said().map_or(String::new(), |said| said.text.expose().clone())
}

#[tokio::test]
async fn a_hundred_deliveries_at_once_make_one_incident() {
    let world = World::new().await;
    let body = COMMENT.written(CREATED);
    join_all((0..100).map(|_| world.deliver("zar-vk", &body))).await;
    world.drain().await;
    let once = told(&[body]).await;
    assert_eq!(dump(&world).await, dump(&once).await);
}

#[tokio::test]
async fn an_edit_before_its_create_ends_as_if_it_came_after() {
    let early = told(&[COMMENT.edit(EDITED), COMMENT.written(CREATED)]).await;
    let late = told(&[COMMENT.written(CREATED), COMMENT.edit(EDITED)]).await;
    assert_eq!(words(&early).await, EDITED);
    assert_eq!(dump(&early).await, dump(&late).await);
}

#[tokio::test]
async fn a_delete_before_its_create_leaves_a_tombstone() {
    let early = told(&[COMMENT.delete(), COMMENT.written(CREATED)]).await;
    let late = told(&[COMMENT.written(CREATED), COMMENT.delete()]).await;
    for world in [&early, &late] {
        let record = world.record(&world.vk_key(5)).await.unwrap();
        assert!(record.withdrawn_at().is_some());
        assert_eq!(words(world).await, "");
        assert!(record.open_case().is_none());
    }
}

#[tokio::test]
async fn the_same_delivery_after_midnight_changes_nothing() {
    let world = told(&[COMMENT.written(CREATED), COMMENT.edit(EDITED)]).await;
    // The day was over, so the repetition asks for one more count of it; nothing else may change.
    let state = |dump: String| {
        dump.lines().filter(|line| !line.starts_with("touched")).collect::<Vec<_>>().join("\n")
    };
    let before = state(dump(&world).await);
    world.system.clock().set(at("2026-11-18T22:00:00Z"));
    for delivery in [COMMENT.written(CREATED), COMMENT.edit(EDITED)] {
        world.deliver("zar-vk", &delivery).await;
    }
    world.drain().await;
    assert_eq!(state(dump(&world).await), before);
}

#[tokio::test]
async fn a_reply_in_a_thread_is_a_voice_whether_it_comes_before_or_after() {
    let reply = Vk { id: 6, date: 1_794_992_500 }.under(5, "И у нас на Мира темно");
    let early = told(&[reply.clone(), COMMENT.written(CREATED)]).await;
    let late = told(&[COMMENT.written(CREATED), reply]).await;
    for world in [&early, &late] {
        let voice = world.record(&world.vk_key(6)).await.unwrap();
        assert!(matches!(&voice.standing, Standing::Voice { of, .. } if *of == world.vk_key(5)));
        assert_eq!(words(world).await, CREATED);
    }
}

#[tokio::test]
async fn a_voice_that_came_first_and_went_elsewhere_leaves_a_longer_log_and_nothing_else() {
    let reply = Vk { id: 6, date: 1_794_992_500 }.under(5, "И яма на дороге у нас на Мира");
    let early = told(&[reply.clone(), COMMENT.written(CREATED)]).await;
    let late = told(&[COMMENT.written(CREATED), reply]).await;
    let (early_record, late_record) =
        (early.record(&early.vk_key(5)).await.unwrap(), late.record(&late.vk_key(5)).await.unwrap());
    let (first, second) = (early_record.case().unwrap(), late_record.case().unwrap());
    assert_eq!((&first.desk, &first.state), (&second.desk, &second.state));
    assert_eq!(first.decision, second.decision);
    // The agency that the voice's words had named was told of it, so that stays told: it is taken back from it.
    assert_eq!((first.hops(), second.hops()), (1, 0));
    let told: Vec<_> = early.agency.calls().iter().map(|call| call.body["type"].clone()).collect();
    assert_eq!(told, ["incident.assigned", "incident.withdrawn"]);
}

#[tokio::test]
async fn a_reply_to_a_comment_that_was_never_delivered_opens_its_incident() {
    let reply = Vk { id: 6, date: 1_794_992_500 }.under(5, "И у нас на Мира не горит фонарь");
    let world = told(&[reply]).await;
    let opened = world.record(&world.vk_key(5)).await.unwrap();
    assert_eq!(opened.case().unwrap().desk.to_string(), "agency:lights");
    assert_eq!(opened.said().unwrap().text.expose(), "И у нас на Мира не горит фонарь");
}
