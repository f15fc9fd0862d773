//! Engines in memory, real clients over them, and a clock to move by hand.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use aws_sdk_sqs::{
    config::{BehaviorVersion, Region, retry::RetryConfig},
    error::{ProvideErrorMetadata, SdkError},
    types::{Message, MessageSystemAttributeName, QueueAttributeName},
};
use dynoxide::Database;
use otklik::engine::{Clock, Connector, Sqs, sqs::Place};

/// A Tuesday in 2026; only the distance from it matters.
pub(crate) const START: i64 = 1_775_000_000_000;

pub(crate) struct Bench {
    pub(crate) connector: Connector,
    pub(crate) sqs: aws_sdk_sqs::Client,
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    time: Arc<AtomicI64>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::at(Place::Memory)
    }

    pub(crate) fn at(place: Place) -> Self {
        let time = Arc::new(AtomicI64::new(START));
        let hand = Arc::clone(&time);
        let queues = Sqs::open(place, Clock::by_hand(move || hand.load(Ordering::SeqCst))).unwrap();
        let connector = Connector::new(Database::memory().unwrap(), queues);
        let (sqs, dynamodb) = (sqs_client(&connector), dynamodb_client(&connector));
        Self { connector, sqs, dynamodb, time }
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.time.fetch_add(seconds * 1_000, Ordering::SeqCst);
        self.connector.queues().notify();
    }

    /// A queue with attributes, by URL.
    pub(crate) async fn queue(&self, name: &str, attributes: &[(&str, &str)]) -> String {
        let mut request = self.sqs.create_queue().queue_name(name);
        for (name, value) in attributes {
            request = request.attributes(QueueAttributeName::from(*name), *value);
        }
        request.send().await.unwrap().queue_url.unwrap()
    }

    pub(crate) async fn send(&self, url: &str, body: &str) -> String {
        let sent = self.sqs.send_message().queue_url(url).message_body(body).send().await.unwrap();
        sent.message_id.unwrap()
    }

    /// Up to ten messages with all that is known of them.
    pub(crate) async fn receive(&self, url: &str) -> Vec<Message> {
        let request = self.sqs.receive_message().queue_url(url).max_number_of_messages(10);
        let request = request.message_attribute_names("All");
        let request = request.message_system_attribute_names(MessageSystemAttributeName::All);
        request.send().await.unwrap().messages.unwrap_or_default()
    }

    pub(crate) async fn receive_one(&self, url: &str) -> Message {
        let mut messages = self.receive(url).await;
        assert_eq!(messages.len(), 1);
        messages.remove(0)
    }

    pub(crate) async fn delete(&self, url: &str, message: &Message) {
        let handle = message.receipt_handle().unwrap();
        self.sqs.delete_message().queue_url(url).receipt_handle(handle).send().await.unwrap();
    }

    /// Visible, in flight, delayed.
    pub(crate) fn counts(&self, queue: &str) -> (u64, u64, u64) {
        let counts = self.connector.queues().counts(queue).unwrap();
        (counts.visible, counts.in_flight, counts.delayed)
    }
}

pub(crate) fn sqs_client(connector: &Connector) -> aws_sdk_sqs::Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .retry_config(RetryConfig::disabled())
        .allow_no_auth()
        .http_client(connector.http_client());
    aws_sdk_sqs::Client::from_conf(config.build())
}

pub(crate) fn dynamodb_client(connector: &Connector) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .retry_config(RetryConfig::disabled())
        .allow_no_auth()
        .http_client(connector.http_client());
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// The code that a client reads from a refusal.
pub(crate) fn code<T, E: ProvideErrorMetadata>(result: Result<T, SdkError<E>>) -> String {
    result.err().and_then(|error| error.code().map(str::to_owned)).unwrap_or_default()
}

pub(crate) fn system<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    let attributes = message.attributes.as_ref()?;
    attributes.get(&MessageSystemAttributeName::from(name)).map(String::as_str)
}
