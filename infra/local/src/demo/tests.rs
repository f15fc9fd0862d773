//! What is promised of the demo: a short life of a region, from its messages to its tables.

use super::*;

fn demo(seed: u64, days: u32, per_day: u32) -> Demo {
    Demo { days, per_day, until: Some("2026-09-17".parse().unwrap()), seed, in_memory: true }
}

async fn ended(demo: &Demo) -> (Ended, Drops) {
    let drops = Drops::default();
    let style = kit::telemetry::Style::Human { colour: false };
    let log = kit::telemetry::dispatch(style, "warn,triage=info", drops.clone());
    (live(demo, None, &drops).with_subscriber(log).await.unwrap(), drops)
}

#[tokio::test]
async fn a_small_demo_ends_with_three_tables_and_every_message_in_its_place() {
    let (Ended { tables, score }, drops) = ended(&demo(5, 3, 14)).await;
    assert_eq!(tables.len(), 3);
    assert!(tables.iter().all(|table| table.contains(texts::TOTAL)), "{tables:?}");
    assert!(score.messages > 30 && score.found == score.messages, "{score:?}");
    assert!(score.topic_right * 10 > score.with_topic * 6, "{score:?}");
    assert!(score.place_right * 10 > score.placed * 9, "{score:?}");
    assert!(drops.counts().keys().all(|reason| reason == "unknown_kind"), "{drops:?}");
}

#[tokio::test]
async fn one_seed_gives_one_set_of_tables() {
    let (one, _) = ended(&demo(9, 2, 5)).await;
    assert_eq!(one, ended(&demo(9, 2, 5)).await.0);
}
