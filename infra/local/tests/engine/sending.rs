//! What may be sent, and what the answer to it says.

use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};

use super::support::{Bench, code};

const MEBIBYTE: usize = 1 << 20;

fn entry(id: &str, body: &str) -> SendMessageBatchRequestEntry {
    SendMessageBatchRequestEntry::builder().id(id).message_body(body).build().unwrap()
}

fn text(value: &str) -> MessageAttributeValue {
    MessageAttributeValue::builder().data_type("String").string_value(value).build().unwrap()
}

#[tokio::test]
async fn a_message_comes_out_as_it_went_in() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let request = bench.sqs.send_message().queue_url(&url).message_body("Яма\tна дороге 🙂");
    let sent = request.message_attributes("version", text("1")).send().await.unwrap();
    let received = bench.receive_one(&url).await;
    assert_eq!(received.body.as_deref(), Some("Яма\tна дороге 🙂"));
    assert_eq!(received.message_id, sent.message_id);
    assert_eq!(received.md5_of_body, sent.md5_of_message_body);
    assert_eq!(received.md5_of_message_attributes, sent.md5_of_message_attributes);
    assert_eq!(received.message_attributes.unwrap()["version"].string_value(), Some("1"));
}

#[tokio::test]
async fn characters_that_sqs_does_not_carry_are_refused() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    for body in ["a\0b", "a\u{FFFE}", "a\u{FFFF}", "a\u{8}"] {
        let refused = bench.sqs.send_message().queue_url(&url).message_body(body).send().await;
        assert_eq!(code(refused), "InvalidMessageContents", "{body:?}");
    }
    assert_eq!(bench.counts("messages"), (0, 0, 0));
}

#[tokio::test]
async fn a_message_of_one_mebibyte_is_the_longest() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, &"x".repeat(MEBIBYTE)).await;
    let longer = bench.sqs.send_message().queue_url(&url).message_body("x".repeat(MEBIBYTE + 1)).send().await;
    assert_eq!(code(longer), "InvalidParameterValue");
}

#[tokio::test]
async fn attributes_count_towards_the_size() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let request = bench.sqs.send_message().queue_url(&url).message_body("x".repeat(MEBIBYTE - 5));
    assert_eq!(code(request.message_attributes("a", text("b")).send().await), "InvalidParameterValue");
}

#[tokio::test]
async fn a_batch_of_one_mebibyte_is_the_longest() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let half = "x".repeat(MEBIBYTE / 2);
    let request = bench.sqs.send_message_batch().queue_url(&url);
    let request = request.entries(entry("a", &half)).entries(entry("b", &half));
    let longer = request.clone().entries(entry("c", "x")).send().await;
    assert_eq!(code(longer), "AWS.SimpleQueueService.BatchRequestTooLong");
    assert_eq!(request.send().await.unwrap().successful.len(), 2);
}

#[tokio::test]
async fn a_batch_has_one_to_ten_entries_with_ids_of_their_own() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let batch = |ids: &[&str]| {
        let entries = ids.iter().map(|id| entry(id, "x")).collect();
        bench.sqs.send_message_batch().queue_url(&url).set_entries(Some(entries)).send()
    };
    let eleven: Vec<String> = (0..11).map(|number| number.to_string()).collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    assert_eq!(code(batch(&[]).await), "AWS.SimpleQueueService.EmptyBatchRequest");
    assert_eq!(code(batch(&eleven).await), "AWS.SimpleQueueService.TooManyEntriesInBatchRequest");
    assert_eq!(code(batch(&["a", "a"]).await), "AWS.SimpleQueueService.BatchEntryIdsNotDistinct");
    assert_eq!(code(batch(&["a b"]).await), "AWS.SimpleQueueService.InvalidBatchEntryId");
    assert_eq!(batch(&eleven[..10]).await.unwrap().successful.len(), 10);
}

#[tokio::test]
async fn a_bad_entry_fails_alone() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let request = bench.sqs.send_message_batch().queue_url(&url);
    let answer = request.entries(entry("good", "x")).entries(entry("bad", "\u{FFFF}")).send().await.unwrap();
    assert_eq!(answer.successful[0].id, "good");
    assert_eq!(
        (answer.failed[0].id.as_str(), answer.failed[0].code.as_str()),
        ("bad", "InvalidMessageContents")
    );
    assert_eq!(bench.counts("messages"), (1, 0, 0));
}

#[tokio::test]
async fn a_delayed_message_appears_when_its_time_has_come() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.sqs.send_message().queue_url(&url).message_body("x").delay_seconds(900).send().await.unwrap();
    bench.advance(899);
    assert!(bench.receive(&url).await.is_empty());
    bench.advance(1);
    bench.receive_one(&url).await;
    let longer = bench.sqs.send_message().queue_url(&url).message_body("x").delay_seconds(901).send().await;
    assert_eq!(code(longer), "InvalidParameterValue");
}

#[tokio::test]
async fn a_queue_delays_what_does_not_say_otherwise() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[("DelaySeconds", "60")]).await;
    bench.send(&url, "later").await;
    bench.sqs.send_message().queue_url(&url).message_body("now").delay_seconds(0).send().await.unwrap();
    assert_eq!(bench.counts("messages"), (1, 0, 1));
    assert_eq!(bench.receive_one(&url).await.body.as_deref(), Some("now"));
}
