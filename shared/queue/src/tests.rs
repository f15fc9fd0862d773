use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use super::*;

/// A queue service that answers what it is told to, in order, and keeps what it was sent.
#[derive(Debug, Clone, Default)]
struct Service {
    answers: Arc<Mutex<VecDeque<(u16, Value)>>>,
    calls: Arc<Mutex<Vec<Value>>>,
}

impl HttpConnector for Service {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        self.calls.lock().unwrap().push(body);
        let (status, answer) = self.answers.lock().unwrap().pop_front().expect("an answer for each call");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(
            status.try_into().unwrap(),
            SdkBody::from(answer.to_string()),
        )))
    }
}

fn queue(answers: impl IntoIterator<Item = (u16, Value)>) -> (Service, Queue) {
    let service =
        Service { answers: Arc::new(Mutex::new(answers.into_iter().collect())), ..Service::default() };
    let connector = SharedHttpConnector::new(service.clone());
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("local"))
        .credentials_provider(Credentials::new("a", "b", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    (service, Queue::new(client(config), "http://sqs.example/1/messages"))
}

fn calls(service: &Service) -> Vec<Value> {
    service.calls.lock().unwrap().clone()
}

fn batch(taken: &[usize], refused: &[(usize, &str, bool)]) -> (u16, Value) {
    let taken: Vec<_> = taken
        .iter()
        .map(|id| json!({"Id": id.to_string(), "MessageId": "m", "MD5OfMessageBody": "0"}))
        .collect();
    let refused: Vec<_> = refused
        .iter()
        .map(|(id, code, fault)| json!({"Id": id.to_string(), "Code": code, "SenderFault": fault}))
        .collect();
    (200, json!({"Successful": taken, "Failed": refused}))
}

fn error(status: u16, code: &str) -> (u16, Value) {
    (status, json!({"__type": format!("com.amazonaws.sqs#{code}"), "message": "canary"}))
}

#[tokio::test]
async fn a_task_is_sent_as_ascii_with_its_delay_cut_to_the_longest() {
    let sent = (200, json!({"MessageId": "m"}));
    let (service, queue) = queue([sent.clone(), sent.clone(), sent]);
    queue.send(&"я\u{ffff}", None).await.unwrap();
    queue.send(&1, Some(Duration::from_secs(5))).await.unwrap();
    queue.send(&1, Some(Duration::from_hours(24))).await.unwrap();
    let calls = calls(&service);
    assert_eq!(calls[0]["MessageBody"], r#""\u044f\uffff""#);
    assert_eq!(calls[0].get("DelaySeconds"), None);
    assert_eq!((&calls[1]["DelaySeconds"], &calls[2]["DelaySeconds"]), (&json!(5), &json!(900)));
}

#[tokio::test]
async fn many_tasks_go_in_batches_of_ten() {
    let ids: Vec<usize> = (0..10).collect();
    let (service, queue) = queue([batch(&ids, &[]), batch(&[0, 1], &[])]);
    queue.send_all(&(0..12).collect::<Vec<_>>()).await.unwrap();
    let sizes: Vec<_> =
        calls(&service).iter().map(|call| call["Entries"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [10, 2]);
}

#[tokio::test]
async fn nothing_is_sent_for_no_tasks() {
    let (service, queue) = queue([]);
    queue.send_all::<u8>(&[]).await.unwrap();
    assert!(calls(&service).is_empty());
}

#[tokio::test(start_paused = true)]
async fn only_what_was_not_taken_is_sent_again() {
    let first = batch(&[0, 2], &[(1, "InternalError", false), (3, "RequestThrottled", true)]);
    let (service, queue) = queue([first, batch(&[0], &[(1, "InternalError", false)]), batch(&[0], &[])]);
    queue.send_all(&["a", "b", "c", "d"]).await.unwrap();
    let bodies: Vec<Vec<_>> = calls(&service)
        .iter()
        .map(|call| {
            call["Entries"].as_array().unwrap().iter().map(|entry| entry["MessageBody"].clone()).collect()
        })
        .collect();
    assert_eq!(bodies, [vec!["\"a\"", "\"b\"", "\"c\"", "\"d\""], vec!["\"b\"", "\"d\""], vec!["\"d\""]]);
}

#[tokio::test(start_paused = true)]
async fn what_is_never_taken_is_an_error_that_may_pass() {
    let refusal = || batch(&[], &[(0, "RequestThrottled", false)]);
    let (service, queue) = queue([refusal(), refusal(), refusal(), refusal()]);
    let error = queue.send_all(&["a"]).await.unwrap_err();
    assert!(error.is_throttled() && error.is_retryable());
    assert_eq!(calls(&service).len(), 1 + PAUSES.len());
}

#[tokio::test]
async fn what_the_queue_cannot_take_is_not_sent_again() {
    let (service, queue) = queue([batch(&[], &[(0, "InvalidMessageContents", true)])]);
    let error = queue.send_all(&["a"]).await.unwrap_err();
    assert!(!error.is_throttled() && !error.is_retryable());
    assert_eq!(calls(&service).len(), 1);
}

#[tokio::test]
async fn a_failed_call_says_what_kind_it_is_and_not_what_the_service_said() {
    for (answer, throttled, retryable) in [
        (error(500, "InternalFailure"), false, true),
        (error(400, "RequestThrottled"), true, true),
        (error(400, "OverLimit"), true, true),
        (error(400, "QueueDoesNotExist"), false, false),
        (error(403, "AccessDenied"), false, false),
    ] {
        let (_, queue) = queue([answer.clone()]);
        let error = queue.send(&1, None).await.unwrap_err();
        assert_eq!((error.is_throttled(), error.is_retryable()), (throttled, retryable), "{answer:?}");
        assert!(!error.to_string().contains("canary"));
    }
}

#[tokio::test]
async fn a_task_too_large_for_a_queue_is_never_sent() {
    let (service, queue) = queue([]);
    let error = queue.send(&"x".repeat(contracts::QUEUE_LIMIT), None).await.unwrap_err();
    assert!(!error.is_retryable());
    assert!(queue.send_all(&["x".repeat(contracts::QUEUE_LIMIT)]).await.is_err());
    assert!(calls(&service).is_empty());
}
