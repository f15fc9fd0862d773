//! Queues and their attributes.

use aws_sdk_sqs::types::QueueAttributeName as Name;

use super::support::{Bench, code};

#[tokio::test]
async fn a_queue_is_found_by_its_name() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let found = bench.sqs.get_queue_url().queue_name("messages").send().await.unwrap();
    assert_eq!(found.queue_url.unwrap(), url);
}

#[tokio::test]
async fn a_missing_queue_has_the_code_that_the_sdk_knows() {
    let bench = Bench::new();
    let missing = bench.sqs.get_queue_url().queue_name("nowhere").send().await;
    assert!(missing.as_ref().unwrap_err().as_service_error().unwrap().is_queue_does_not_exist());
    assert_eq!(code(missing), "AWS.SimpleQueueService.NonExistentQueue");
}

#[tokio::test]
async fn making_a_queue_twice_is_once_and_making_it_otherwise_is_refused() {
    let bench = Bench::new();
    let first = bench.queue("messages", &[("VisibilityTimeout", "120")]).await;
    assert_eq!(bench.queue("messages", &[("VisibilityTimeout", "120")]).await, first);
    let request = bench.sqs.create_queue().queue_name("messages");
    let other = request.attributes(Name::VisibilityTimeout, "60").send().await;
    assert!(other.as_ref().unwrap_err().as_service_error().unwrap().is_queue_name_exists());
}

#[tokio::test]
async fn attributes_are_kept_within_their_ranges() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    let set = |name: &str, value: &str| {
        bench.sqs.set_queue_attributes().queue_url(&url).attributes(Name::from(name), value).send()
    };
    assert!(set("VisibilityTimeout", "43200").await.is_ok());
    for (name, value) in [
        ("VisibilityTimeout", "43201"),
        ("DelaySeconds", "901"),
        ("MessageRetentionPeriod", "59"),
        ("ReceiveMessageWaitTimeSeconds", "21"),
        ("MaximumMessageSize", "1048577"),
        ("RedrivePolicy", "{}"),
    ] {
        assert_eq!(code(set(name, value).await), "InvalidAttributeValue", "{name}");
    }
    assert_eq!(code(set("Colour", "red").await), "InvalidAttributeName");
}

#[tokio::test]
async fn the_attributes_count_the_messages() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    for body in ["one", "two", "three"] {
        bench.send(&url, body).await;
    }
    bench.sqs.receive_message().queue_url(&url).send().await.unwrap();
    bench.sqs.send_message().queue_url(&url).message_body("later").delay_seconds(60).send().await.unwrap();
    let request = bench.sqs.get_queue_attributes().queue_url(&url);
    let attributes = request.attribute_names(Name::All).send().await.unwrap().attributes.unwrap();
    assert_eq!(attributes[&Name::ApproximateNumberOfMessages], "2");
    assert_eq!(attributes[&Name::ApproximateNumberOfMessagesNotVisible], "1");
    assert_eq!(attributes[&Name::ApproximateNumberOfMessagesDelayed], "1");
    assert_eq!(attributes[&Name::MessageRetentionPeriod], "345600");
    assert!(attributes[&Name::QueueArn].ends_with(":messages"));
}

#[tokio::test]
async fn queues_are_listed_page_by_page() {
    let bench = Bench::new();
    for name in ["a-1", "a-2", "a-3", "b-1"] {
        bench.queue(name, &[]).await;
    }
    let request = bench.sqs.list_queues().queue_name_prefix("a-").max_results(2);
    let pages = request.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap();
    let names: Vec<_> = pages.iter().filter_map(|url| url.rsplit('/').next()).collect();
    assert_eq!(names, ["a-1", "a-2", "a-3"]);
}

#[tokio::test]
async fn a_purge_leaves_nothing() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, "one").await;
    bench.sqs.purge_queue().queue_url(&url).send().await.unwrap();
    assert_eq!(bench.counts("messages"), (0, 0, 0));
}

#[tokio::test]
async fn a_deleted_queue_takes_its_messages_along() {
    let bench = Bench::new();
    let url = bench.queue("messages", &[]).await;
    bench.send(&url, "one").await;
    bench.sqs.delete_queue().queue_url(&url).send().await.unwrap();
    assert!(bench.connector.queues().queue_names().unwrap().is_empty());
    bench.queue("messages", &[]).await;
    assert_eq!(bench.counts("messages"), (0, 0, 0));
}
