//! What taking in a message costs, in units that the engine counts. The table stands in `shared/store/README.md`.

use otklik::engine::dynamodb::Units;
use serde_json::Value;
use tests::{Vk, World, telegram_message};

const DATE: i64 = 1_794_992_400;

/// Units of handling one delivery: without what the hand-over costs, for the agency has no endpoint.
async fn units(world: &World, page: &str, body: &Value) -> (Units, Units) {
    let usage = world.system.engines().unwrap().usage();
    usage.reset();
    world.deliver(page, body).await;
    world.drain().await;
    let bill = usage.take();
    (bill.table("otklik-incidents"), bill.total())
}

/// A first message fills the caches, so that only the messages are counted.
async fn warm_world() -> World {
    let world = World::new().await;
    world.deliver("zar-vk", &Vk { id: 1, date: DATE }.written("Не горит фонарь на Мира")).await;
    world.deliver("zar-telegram", &telegram_message(1, DATE, "Не горит фонарь на Мира")).await;
    world.drain().await;
    world
}

#[tokio::test]
async fn a_new_message_costs_three_writes_and_no_read() {
    let world = warm_world().await;
    let text = "Добрый день! Третий день не горит ни один фонарь, дети идут из школы в темноте";
    let (incidents, total) = units(&world, "zar-vk", &Vk { id: 2, date: DATE }.written(text)).await;
    assert_eq!((incidents.write, incidents.read), (3.0, 0.0));
    assert_eq!((total.write, total.read), (3.0, 0.0));
}

#[tokio::test]
async fn a_problem_with_a_place_costs_up_to_three_reads_and_two_writes_more_to_be_found_by_others() {
    let world = warm_world().await;
    let street =
        "Добрый день! На улице Садовой у дома 12 третий день не горит ни один фонарь, дети идут в темноте";
    let (_, total) = units(&world, "zar-vk", &Vk { id: 2, date: DATE }.written(street)).await;
    assert_eq!((total.write, total.read), (4.0, 1.0));
    let network = Vk { id: 3, date: DATE }.written("На улице Садовой у дома 12 нет холодной воды");
    let (_, total) = units(&world, "zar-vk", &network).await;
    assert_eq!((total.write, total.read), (5.0, 2.0));
    let (_, total) = units(&world, "zar-vk", &network).await;
    assert_eq!((total.write, total.read), (1.0, 2.0), "a redelivery");
}

#[tokio::test]
async fn a_full_shelf_costs_no_more_than_an_empty_one() {
    let world = warm_world().await;
    let told = |id: i64| {
        Vk { id, date: DATE + 60 * id }.written(&format!("На улице Садовой, {} не горит фонарь", 20 * id))
    };
    let mut last = (0.0, 0.0);
    for id in 2..14 {
        let (_, total) = units(&world, "zar-vk", &told(id)).await;
        last = (total.write, total.read);
    }
    assert_eq!(last, (4.0, 1.0));
}

#[tokio::test]
async fn a_redelivery_costs_one_failed_condition() {
    let world = warm_world().await;
    let body = Vk { id: 2, date: DATE }.written("Не горит фонарь на Садовой");
    units(&world, "zar-vk", &body).await;
    let (_, total) = units(&world, "zar-vk", &body).await;
    assert_eq!((total.write, total.read), (1.0, 0.0));
}

#[tokio::test]
async fn a_voice_costs_three_writes_and_one_look_at_its_incident() {
    let world = warm_world().await;
    let body = Vk { id: 2, date: DATE }.under(1, "И у нас не горит");
    let (_, total) = units(&world, "zar-vk", &body).await;
    assert!(total.write <= 3.0 && total.read <= 1.0, "{total:?}");
}

#[tokio::test]
async fn a_private_message_costs_one_more_write_and_on_telegram_a_delivery_is_counted() {
    let world = warm_world().await;
    let (_, total) =
        units(&world, "zar-telegram", &telegram_message(2, DATE, "Не горит фонарь на Садовой")).await;
    // The address of the author, and the number of the delivery.
    assert_eq!((total.write, total.read), (3.0 + 1.0 + 1.0, 1.0));
}

#[tokio::test]
async fn an_ignored_delivery_costs_nothing() {
    let world = warm_world().await;
    let body = serde_json::json!({
        "type": "like_add", "group_id": 999_100_001, "event_id": "like-1", "secret": "invented_zar_vk", "object": {},
    });
    let (_, total) = units(&world, "zar-vk", &body).await;
    assert_eq!((total.write, total.read), (0.0, 0.0));
}
