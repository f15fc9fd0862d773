//! The way to the dead letters, and back.

use aws_sdk_sqs::types::MessageAttributeValue;

use super::support::{Bench, code, system};

const ARN: &str = "arn:aws:sqs:us-east-1:000000000000";

/// `messages` with three receives, and where the exhausted ones go.
async fn queues(bench: &Bench) -> (String, String) {
    let dead = bench.queue("messages-dead", &[]).await;
    let policy = format!(r#"{{"deadLetterTargetArn":"{ARN}:messages-dead","maxReceiveCount":3}}"#);
    (bench.queue("messages", &[("RedrivePolicy", &policy)]).await, dead)
}

async fn exhaust(bench: &Bench, url: &str) {
    for _ in 0..3 {
        bench.receive(url).await;
        bench.advance(30);
    }
    assert!(bench.receive(url).await.is_empty());
}

async fn redrive(bench: &Bench, per_second: Option<i32>) {
    let request = bench.sqs.start_message_move_task().source_arn(format!("{ARN}:messages-dead"));
    request.set_max_number_of_messages_per_second(per_second).send().await.unwrap();
}

#[tokio::test]
async fn three_deliveries_and_then_the_dead_letters_with_the_same_id_and_attributes() {
    let bench = Bench::new();
    let (url, dead) = queues(&bench).await;
    let attribute = MessageAttributeValue::builder().data_type("String").string_value("1").build().unwrap();
    let request = bench.sqs.send_message().queue_url(&url).message_body("poison");
    let sent = request.message_attributes("version", attribute).send().await.unwrap();
    for count in ["1", "2", "3"] {
        let message = bench.receive_one(&url).await;
        assert_eq!(system(&message, "ApproximateReceiveCount"), Some(count));
        bench.advance(30);
    }
    assert!(bench.receive(&url).await.is_empty());
    let message = bench.receive_one(&dead).await;
    assert_eq!(message.message_id, sent.message_id);
    assert_eq!(message.body.as_deref(), Some("poison"));
    assert_eq!(message.message_attributes.as_ref().unwrap()["version"].string_value(), Some("1"));
    assert_eq!(system(&message, "DeadLetterQueueSourceArn"), Some(format!("{ARN}:messages").as_str()));
}

#[tokio::test]
async fn a_poison_message_does_not_hold_up_the_others() {
    let bench = Bench::new();
    let (url, _) = queues(&bench).await;
    bench.send(&url, "poison").await;
    for _ in 0..3 {
        bench.receive(&url).await;
        bench.advance(30);
    }
    bench.send(&url, "sound").await;
    let next = bench.sqs.receive_message().queue_url(&url).send().await.unwrap().messages.unwrap();
    assert_eq!(next[0].body.as_deref(), Some("sound"));
    assert_eq!(bench.counts("messages-dead"), (1, 0, 0));
}

#[tokio::test]
async fn a_receipt_from_before_deletes_no_dead_letter() {
    let bench = Bench::new();
    let (url, _) = queues(&bench).await;
    bench.send(&url, "poison").await;
    let mut last = None;
    for _ in 0..3 {
        last = Some(bench.receive_one(&url).await);
        bench.advance(30);
    }
    bench.receive(&url).await;
    bench.delete(&url, &last.unwrap()).await;
    assert_eq!(bench.counts("messages-dead"), (1, 0, 0));
}

#[tokio::test]
async fn redriven_dead_letters_start_anew_where_they_came_from() {
    let bench = Bench::new();
    let (url, _) = queues(&bench).await;
    bench.send(&url, "poison").await;
    exhaust(&bench, &url).await;
    redrive(&bench, None).await;
    assert_eq!(bench.counts("messages-dead"), (0, 0, 0));
    let message = bench.receive_one(&url).await;
    assert_eq!(message.body.as_deref(), Some("poison"));
    assert_eq!(system(&message, "ApproximateReceiveCount"), Some("1"));
}

#[tokio::test]
async fn a_redrive_keeps_to_its_rate() {
    let bench = Bench::new();
    let (url, _) = queues(&bench).await;
    for number in 0..4 {
        bench.send(&url, &number.to_string()).await;
    }
    exhaust(&bench, &url).await;
    redrive(&bench, Some(2)).await;
    assert_eq!(bench.counts("messages"), (1, 0, 3));
    bench.advance(1);
    assert_eq!(bench.counts("messages"), (3, 0, 1));
}

#[tokio::test]
async fn a_redrive_is_reported() {
    let bench = Bench::new();
    let (url, _) = queues(&bench).await;
    bench.send(&url, "poison").await;
    exhaust(&bench, &url).await;
    redrive(&bench, None).await;
    let request = bench.sqs.list_message_move_tasks().source_arn(format!("{ARN}:messages-dead"));
    let results = request.send().await.unwrap().results.unwrap();
    assert_eq!(results[0].status.as_deref(), Some("COMPLETED"));
    assert_eq!(results[0].approximate_number_of_messages_moved, 1);
}

#[tokio::test]
async fn only_dead_letters_are_redriven() {
    let bench = Bench::new();
    queues(&bench).await;
    let request = bench.sqs.start_message_move_task().source_arn(format!("{ARN}:messages"));
    assert_eq!(code(request.send().await), "ResourceNotFoundException");
}

#[tokio::test]
async fn a_dead_letter_queue_has_to_exist_first() {
    let bench = Bench::new();
    let policy = format!(r#"{{"deadLetterTargetArn":"{ARN}:nowhere","maxReceiveCount":"3"}}"#);
    let request = bench.sqs.create_queue().queue_name("messages");
    let refused = request.attributes("RedrivePolicy".into(), policy).send().await;
    assert_eq!(code(refused), "InvalidAttributeValue");
}
