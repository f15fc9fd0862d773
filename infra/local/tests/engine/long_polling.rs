//! A receive that waits: woken by a send, by time, and by nothing else.

use std::{future::Future, pin::pin};

use aws_sdk_sqs::types::Message;
use futures::poll;
use otklik::engine::{Clock, Connector, Sqs, sqs::Place};

use super::support::{Bench, START, sqs_client};

async fn wait(bench: &Bench, url: &str, seconds: i32) -> Vec<Message> {
    let request = bench.sqs.receive_message().queue_url(url).wait_time_seconds(seconds);
    request.send().await.unwrap().messages.unwrap_or_default()
}

/// Lets `waiting` go as far as it can without help.
async fn is_pending(waiting: &mut (impl Future<Output = Vec<Message>> + Unpin)) -> bool {
    poll!(waiting).is_pending()
}

#[tokio::test]
async fn a_long_poll_wakes_on_a_send() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let mut waiting = pin!(wait(&bench, &url, 20));
    assert!(is_pending(&mut waiting).await);
    bench.send(&url, "x").await;
    assert_eq!(waiting.await.len(), 1);
}

#[tokio::test]
async fn a_long_poll_ends_with_nothing_when_its_time_is_over() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let mut waiting = pin!(wait(&bench, &url, 20));
    assert!(is_pending(&mut waiting).await);
    bench.advance(19);
    assert!(is_pending(&mut waiting).await);
    bench.advance(1);
    assert!(waiting.await.is_empty());
}

#[tokio::test]
async fn a_long_poll_gets_what_becomes_visible_meanwhile() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.sqs.send_message().queue_url(&url).message_body("x").delay_seconds(10).send().await.unwrap();
    let mut waiting = pin!(wait(&bench, &url, 20));
    assert!(is_pending(&mut waiting).await);
    bench.advance(10);
    assert_eq!(waiting.await.len(), 1);
}

#[tokio::test]
async fn a_message_given_back_wakes_a_long_poll() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, "x").await;
    let message = bench.receive_one(&url).await;
    let mut waiting = pin!(wait(&bench, &url, 20));
    assert!(is_pending(&mut waiting).await);
    let request = bench.sqs.change_message_visibility().queue_url(&url);
    let request = request.receipt_handle(message.receipt_handle().unwrap()).visibility_timeout(0);
    request.send().await.unwrap();
    assert_eq!(waiting.await.len(), 1);
}

#[tokio::test]
async fn of_two_long_polls_one_gets_the_message() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let (mut first, mut second) = (pin!(wait(&bench, &url, 20)), pin!(wait(&bench, &url, 20)));
    assert!(is_pending(&mut first).await && is_pending(&mut second).await);
    bench.send(&url, "x").await;
    assert_eq!(first.await.len(), 1);
    assert!(is_pending(&mut second).await);
    bench.advance(20);
    assert!(second.await.is_empty());
}

#[tokio::test]
async fn a_queue_waits_as_its_attribute_says() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[("ReceiveMessageWaitTimeSeconds", "5")]).await;
    let mut waiting = pin!(bench.receive(&url));
    assert!(is_pending(&mut waiting).await);
    bench.advance(5);
    assert!(waiting.await.is_empty());
}

#[tokio::test]
async fn a_send_wakes_a_long_poll_on_a_clock_that_ticks() {
    let queues = Sqs::open(Place::Memory, Clock::ticking(|| START)).unwrap();
    let connector = Connector::new(dynoxide::Database::memory().unwrap(), queues);
    let client = sqs_client(&connector);
    let url = client.create_queue().queue_name("messages").send().await.unwrap().queue_url.unwrap();
    let waiting = client.receive_message().queue_url(&url).wait_time_seconds(20).send();
    let sending = client.send_message().queue_url(&url).message_body("x").send();
    let (received, sent) = tokio::join!(waiting, sending);
    assert_eq!(received.unwrap().messages().len(), 1);
    sent.unwrap();
}
