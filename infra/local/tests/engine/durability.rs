//! What was acknowledged is on the disk, whatever happens to the process.

use std::{fs, path::Path};

use futures::future::join_all;
use otklik::engine::{Clock, Sqs, sqs::Place};
use tempfile::TempDir;

use super::support::{Bench, START};

/// The files as a killed process leaves them: nobody closed them, nothing was checkpointed.
fn killed(folder: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    for name in ["queues.db", "queues.db-wal"] {
        fs::copy(folder.join(name), copy.path().join(name)).unwrap();
    }
    copy
}

fn reopen(folder: &Path) -> Sqs {
    Sqs::open(Place::File(&folder.join("queues.db")), Clock::by_hand(|| START)).unwrap()
}

#[tokio::test]
async fn an_acknowledged_message_survives_a_kill() {
    let folder = TempDir::new().unwrap();
    let bench = Bench::at(Place::File(&folder.path().join("queues.db")));
    let url = bench.queue("messages", &[]).await;
    let sent = join_all((0..100).map(|number| bench.send(&url, Box::leak(number.to_string().into())))).await;
    let after = killed(folder.path());
    let kept: Vec<_> =
        reopen(after.path()).peek("messages").unwrap().into_iter().map(|kept| kept.id).collect();
    assert_eq!(kept, sent);
}

#[tokio::test]
async fn a_delete_survives_a_kill_and_what_was_in_hand_is_shown_again() {
    let folder = TempDir::new().unwrap();
    let bench = Bench::at(Place::File(&folder.path().join("queues.db")));
    let url = bench.queue("messages", &[]).await;
    for body in ["deleted", "in flight"] {
        bench.send(&url, body).await;
    }
    let received = bench.receive(&url).await;
    bench.delete(&url, &received[0]).await;
    let after = killed(folder.path());
    let queues = reopen(after.path());
    let kept = queues.peek("messages").unwrap();
    assert_eq!((kept.len(), kept[0].body.as_str(), kept[0].receives), (1, "in flight", 1));
    let counts = queues.counts("messages").unwrap();
    assert_eq!((counts.visible, counts.in_flight), (1, 0));
}

#[tokio::test]
async fn ids_are_not_used_again_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("queues.db");
    let first = {
        let bench = Bench::at(Place::File(&path));
        let url = bench.queue("messages", &[]).await;
        let id = bench.send(&url, "x").await;
        let message = bench.receive_one(&url).await;
        bench.delete(&url, &message).await;
        id
    };
    let bench = Bench::at(Place::File(&path));
    let url = bench.queue("messages", &[]).await;
    assert_ne!(bench.send(&url, "x").await, first);
}

#[test]
fn a_second_engine_on_the_same_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("queues.db");
    let _first = Sqs::open(Place::File(&path), Clock::by_hand(|| START)).unwrap();
    assert!(Sqs::open(Place::File(&path), Clock::by_hand(|| START)).is_err());
}
