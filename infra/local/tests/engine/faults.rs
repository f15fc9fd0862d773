//! Each fault does what its name says, once, and the record tells what was called.

use aws_sdk_dynamodb::{
    error::SdkError,
    types::{AttributeValue, PutRequest, WriteRequest},
};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use otklik::engine::faults::{Fault, Rule, Service};

use super::{
    store::{TABLE, create, put, text},
    support::{Bench, code, dynamodb_client},
};

async fn bench(rules: impl IntoIterator<Item = Rule>) -> Bench {
    let bench = Bench::new();
    create(&bench.dynamodb).await;
    bench.queue("messages", &[]).await;
    bench.connector.faults().take_calls();
    bench.connector.faults().plan(rules);
    bench
}

#[tokio::test]
async fn the_kth_matching_call_fails_and_no_other() {
    let bench = bench([Rule::new(Fault::Throttle).operation("PutItem").nth(2)]).await;
    assert_eq!(text(&bench.dynamodb, "a").await, None);
    put(&bench.dynamodb, "a", "1").send().await.unwrap();
    let throttled = put(&bench.dynamodb, "a", "2").send().await;
    assert_eq!(code(throttled), "ProvisionedThroughputExceededException");
    put(&bench.dynamodb, "a", "3").send().await.unwrap();
    assert_eq!(bench.connector.faults().struck(), 1);
}

#[tokio::test]
async fn a_rule_can_name_its_table_or_queue_and_last() {
    let bench = bench([Rule::new(Fault::ServerError).resource("messages").times(2)]).await;
    put(&bench.dynamodb, "a", "1").send().await.unwrap();
    let send = || bench.sqs.send_message().queue_url("http://127.0.0.1/0/messages").message_body("x").send();
    assert_eq!(code(send().await), "InternalError");
    assert_eq!(code(send().await), "InternalError");
    send().await.unwrap();
}

#[tokio::test]
async fn nothing_is_done_before_a_reset_a_timeout_or_a_500() {
    for fault in [Fault::ConnectionReset, Fault::Timeout, Fault::ServerError] {
        let bench = bench([Rule::new(fault)]).await;
        put(&bench.dynamodb, "a", "1").send().await.unwrap_err();
        assert_eq!(text(&bench.dynamodb, "a").await, None, "{fault:?}");
    }
}

#[tokio::test]
async fn a_lost_reply_is_a_failure_after_the_deed() {
    for fault in [Fault::LostReply, Fault::LateServerError] {
        let bench = bench([Rule::new(fault)]).await;
        put(&bench.dynamodb, "a", "1").send().await.unwrap_err();
        assert_eq!(text(&bench.dynamodb, "a").await.as_deref(), Some("1"), "{fault:?}");
    }
}

#[tokio::test]
async fn a_conflict_leaves_the_item_alone() {
    let bench = bench([Rule::new(Fault::ConditionalConflict)]).await;
    let refused = put(&bench.dynamodb, "a", "1").send().await;
    assert_eq!(code(refused), "TransactionConflictException");
    assert_eq!(text(&bench.dynamodb, "a").await, None);
}

#[tokio::test]
async fn unprocessed_items_are_given_back() {
    let write = |key: &str| {
        let put = PutRequest::builder().item("pk", AttributeValue::S(key.into()));
        let put = put.item("text", AttributeValue::S(key.into())).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    };
    for (keys, done) in [(vec!["a", "b", "c", "d"], 2), (vec!["a"], 0)] {
        let bench = bench([Rule::new(Fault::UnprocessedItems)]).await;
        let writes = keys.iter().map(|key| write(key)).collect();
        let answer = bench.dynamodb.batch_write_item().request_items(TABLE, writes).send().await.unwrap();
        assert_eq!(answer.unprocessed_items.unwrap()[TABLE].len(), keys.len() - done);
        for (position, key) in keys.iter().enumerate() {
            assert_eq!(text(&bench.dynamodb, key).await.is_some(), position < done, "{key}");
        }
    }
}

#[tokio::test]
async fn half_of_a_batch_to_a_queue_fails() {
    let bench = bench([Rule::new(Fault::UnprocessedItems)]).await;
    let entry = |id: &str| SendMessageBatchRequestEntry::builder().id(id).message_body("x").build().unwrap();
    let request = bench.sqs.send_message_batch().queue_url("http://127.0.0.1/0/messages");
    let answer = request.entries(entry("a")).entries(entry("b")).send().await.unwrap();
    assert_eq!((answer.successful[0].id.as_str(), answer.failed[0].id.as_str()), ("a", "b"));
    assert_eq!(bench.counts("messages"), (1, 0, 0));
}

#[tokio::test]
async fn a_crash_ends_everything_until_the_next_plan() {
    for (fault, kept) in [(Fault::CrashBefore, None), (Fault::CrashAfter, Some("1"))] {
        let bench = bench([Rule::new(fault)]).await;
        let work = async {
            _ = put(&bench.dynamodb, "a", "1").send().await;
            panic!("the process is dead");
        };
        tokio::select! {
            () = work => (),
            () = bench.connector.faults().crashed() => (),
        }
        bench.connector.faults().plan([]);
        assert_eq!(text(&bench.dynamodb, "a").await.as_deref(), kept, "{fault:?}");
    }
}

#[tokio::test]
async fn a_retrying_client_gets_over_one_fault() {
    let bench = bench([Rule::new(Fault::ConnectionReset)]).await;
    let config = dynamodb_client(&bench.connector).config().to_builder();
    let config = config.retry_config(
        aws_sdk_dynamodb::config::retry::RetryConfig::standard()
            .with_initial_backoff(std::time::Duration::ZERO),
    );
    let client = aws_sdk_dynamodb::Client::from_conf(config.build());
    put(&client, "a", "1").send().await.unwrap();
    assert_eq!(bench.connector.faults().take_calls().len(), 2);
}

#[tokio::test]
async fn the_record_names_service_operation_and_resource() {
    let bench = bench([]).await;
    put(&bench.dynamodb, "a", "1").send().await.unwrap();
    bench.send("http://127.0.0.1/0/messages", "x").await;
    let calls = bench.connector.faults().take_calls();
    let named: Vec<_> =
        calls.iter().map(|call| (call.service, call.operation.as_str(), call.resource.as_str())).collect();
    let expected = [(Service::DynamoDb, "PutItem", TABLE), (Service::Sqs, "SendMessage", "messages")];
    assert_eq!(named, expected);
    let applying = |call| Fault::ALL.iter().filter(|fault| fault.applies_to(call)).count();
    assert_eq!((applying(&calls[0]), applying(&calls[1])), (9, 8));
}

#[tokio::test]
async fn a_planned_failure_is_no_service_error() {
    let bench = bench([Rule::new(Fault::Timeout)]).await;
    let error = put(&bench.dynamodb, "a", "1").send().await.unwrap_err();
    assert!(matches!(error, SdkError::TimeoutError(_) | SdkError::DispatchFailure(_)), "{error:?}");
}
