//! Receives, receipts, deletes and visibility.

use aws_sdk_sqs::types::{ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, Message};

use super::support::{Bench, START, code, system};

async fn hide(bench: &Bench, url: &str, message: &Message, seconds: i32) -> String {
    let handle = message.receipt_handle().unwrap();
    let request = bench.sqs.change_message_visibility().queue_url(url).receipt_handle(handle);
    code(request.visibility_timeout(seconds).send().await)
}

#[tokio::test]
async fn one_receive_counts_once() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, "x").await;
    for count in ["1", "2", "3"] {
        let message = bench.receive_one(&url).await;
        assert_eq!(system(&message, "ApproximateReceiveCount"), Some(count));
        assert_eq!(system(&message, "SentTimestamp"), Some(START.to_string().as_str()));
        assert_eq!(system(&message, "ApproximateFirstReceiveTimestamp"), Some(START.to_string().as_str()));
        bench.advance(30);
    }
}

#[tokio::test]
async fn what_is_in_flight_is_hidden_until_its_time_runs_out() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[("VisibilityTimeout", "120")]).await;
    bench.send(&url, "x").await;
    bench.receive_one(&url).await;
    bench.advance(119);
    assert!(bench.receive(&url).await.is_empty());
    bench.advance(1);
    bench.receive_one(&url).await;
}

#[tokio::test]
async fn one_receive_returns_at_most_ten_and_the_oldest_first() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    for number in 0..12 {
        bench.send(&url, &number.to_string()).await;
    }
    let bodies: Vec<_> = bench.receive(&url).await.into_iter().filter_map(|message| message.body).collect();
    assert_eq!(bodies, (0..10).map(|number| number.to_string()).collect::<Vec<_>>());
    let eleven = bench.sqs.receive_message().queue_url(&url).max_number_of_messages(11).send().await;
    assert_eq!(code(eleven), "InvalidParameterValue");
}

#[tokio::test]
async fn a_stale_handle_deletes_nothing_and_succeeds() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, "x").await;
    let first = bench.receive_one(&url).await;
    bench.advance(30);
    let second = bench.receive_one(&url).await;
    bench.delete(&url, &first).await;
    assert_eq!(bench.counts("messages"), (0, 1, 0));
    bench.delete(&url, &second).await;
    bench.delete(&url, &second).await;
    assert_eq!(bench.counts("messages"), (0, 0, 0));
}

#[tokio::test]
async fn an_expired_receipt_still_deletes_while_nobody_received_again() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, "x").await;
    let message = bench.receive_one(&url).await;
    bench.advance(31);
    bench.delete(&url, &message).await;
    assert_eq!(bench.counts("messages"), (0, 0, 0));
}

#[tokio::test]
async fn a_handle_of_nobodys_making_is_refused() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let request = bench.sqs.delete_message().queue_url(&url).receipt_handle("made up");
    assert_eq!(code(request.send().await), "ReceiptHandleIsInvalid");
}

#[tokio::test]
async fn a_visibility_of_zero_gives_the_message_back_at_once() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, "x").await;
    let message = bench.receive_one(&url).await;
    assert_eq!(hide(&bench, &url, &message, 0).await, "");
    assert_eq!(bench.counts("messages"), (1, 0, 0));
    assert_eq!(hide(&bench, &url, &message, 10).await, "AWS.SimpleQueueService.MessageNotInflight");
}

#[tokio::test]
async fn a_message_is_hidden_for_no_more_than_twelve_hours_since_its_receive() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[("VisibilityTimeout", "3600")]).await;
    bench.send(&url, "x").await;
    let message = bench.receive_one(&url).await;
    bench.advance(600);
    assert_eq!(hide(&bench, &url, &message, 43_201).await, "InvalidParameterValue");
    assert_eq!(hide(&bench, &url, &message, 43_200).await, "InvalidParameterValue");
    assert_eq!(hide(&bench, &url, &message, 42_600).await, "");
}

#[tokio::test]
async fn batches_settle_each_entry_by_itself() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, "one").await;
    bench.send(&url, "two").await;
    let received = bench.receive(&url).await;
    let handles: Vec<_> = received.iter().filter_map(Message::receipt_handle).collect();
    let shown = ChangeMessageVisibilityBatchRequestEntry::builder().id("a").receipt_handle(handles[0]);
    let request = bench.sqs.change_message_visibility_batch().queue_url(&url);
    let answer = request.entries(shown.visibility_timeout(0).build().unwrap()).send().await.unwrap();
    assert_eq!((answer.successful.len(), answer.failed.len()), (1, 0));
    assert_eq!(bench.counts("messages"), (1, 1, 0));
    let entry =
        |id, handle| DeleteMessageBatchRequestEntry::builder().id(id).receipt_handle(handle).build().unwrap();
    let request = bench.sqs.delete_message_batch().queue_url(&url);
    let answer = request.entries(entry("a", handles[1])).entries(entry("b", "made up")).send().await.unwrap();
    assert_eq!((answer.successful[0].id.as_str(), answer.failed[0].id.as_str()), ("a", "b"));
    assert_eq!(bench.counts("messages"), (1, 0, 0));
}

#[tokio::test]
async fn a_message_is_gone_after_its_retention() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[("MessageRetentionPeriod", "60")]).await;
    bench.send(&url, "x").await;
    bench.advance(59);
    assert_eq!(bench.receive(&url).await.len(), 1);
    bench.advance(1);
    bench.receive(&url).await;
    assert_eq!(bench.connector.queues().peek("messages").unwrap().len(), 0);
}
