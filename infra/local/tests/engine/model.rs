//! The queue against a plain model of it, over random histories.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use otklik::engine::{Clock, Sqs, sqs::Place};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::START;

const MOST_RECEIVES: i64 = 3;

#[derive(Clone, Debug)]
enum Step {
    Send { delay: i64 },
    Receive { most: usize, visibility: i64 },
    Delete { receipt: usize },
    Hide { receipt: usize, seconds: i64 },
    Pass { seconds: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0..3_i64).prop_map(|delay| Step::Send { delay }),
        (1..=10_usize, 0..4_i64).prop_map(|(most, visibility)| Step::Receive { most, visibility }),
        any::<usize>().prop_map(|receipt| Step::Delete { receipt }),
        (any::<usize>(), 0..4_i64).prop_map(|(receipt, seconds)| Step::Hide { receipt, seconds }),
        (1..3_i64).prop_map(|seconds| Step::Pass { seconds }),
    ];
    prop::collection::vec(step, 1..80)
}

/// One message as the model sees it, numbered by its place.
#[derive(Clone)]
struct Sent {
    visible_at: i64,
    receives: i64,
    dead: bool,
    deleted: bool,
}

#[derive(Default)]
struct Model {
    now: i64,
    sent: Vec<Sent>,
}

impl Model {
    fn send(&mut self, delay: i64) {
        self.sent.push(Sent { visible_at: self.now + delay, receives: 0, dead: false, deleted: false });
    }

    /// The numbers of what a receive gets; what it finds exhausted on the way dies.
    fn receive(&mut self, most: usize, visibility: i64) -> Vec<usize> {
        let mut visible: Vec<_> = (0..self.sent.len()).filter(|number| self.is_visible(*number)).collect();
        visible.sort_by_key(|number| (self.sent[*number].visible_at, *number));
        let mut received = Vec::new();
        for number in visible {
            if received.len() == most {
                break;
            }
            let message = &mut self.sent[number];
            if message.receives >= MOST_RECEIVES {
                message.dead = true;
            } else {
                message.receives += 1;
                message.visible_at = self.now + visibility;
                received.push(number);
            }
        }
        received
    }

    fn is_visible(&self, number: usize) -> bool {
        let message = &self.sent[number];
        !message.dead && !message.deleted && message.visible_at <= self.now
    }

    fn is_current(&self, (number, receives): (usize, i64)) -> bool {
        let message = &self.sent[number];
        !message.dead && !message.deleted && message.receives == receives
    }

    fn delete(&mut self, receipt: (usize, i64)) {
        if self.is_current(receipt) {
            self.sent[receipt.0].deleted = true;
        }
    }

    /// Whether the message was in flight, and so hidden anew.
    fn hide(&mut self, receipt: (usize, i64), seconds: i64) -> bool {
        let in_flight = self.is_current(receipt) && !self.is_visible(receipt.0);
        if in_flight {
            self.sent[receipt.0].visible_at = self.now + seconds;
        }
        in_flight
    }

    fn alive(&self) -> usize {
        self.sent.iter().filter(|message| !message.dead && !message.deleted).count()
    }

    fn dead(&self) -> usize {
        self.sent.iter().filter(|message| message.dead).count()
    }
}

/// The engine, the model, and the receipts that both gave out, in step.
struct Pair {
    queues: Sqs,
    time: Arc<AtomicI64>,
    model: Model,
    receipts: Vec<(String, (usize, i64))>,
}

impl Pair {
    async fn new() -> Self {
        let time = Arc::new(AtomicI64::new(START));
        let hand = Arc::clone(&time);
        let queues = Sqs::open(Place::Memory, Clock::by_hand(move || hand.load(Ordering::SeqCst))).unwrap();
        let pair = Self { queues, time, model: Model::default(), receipts: Vec::new() };
        pair.call("CreateQueue", json!({ "QueueName": "dead" })).await.unwrap();
        let policy =
            json!({ "deadLetterTargetArn": "arn:aws:sqs:x:0:dead", "maxReceiveCount": MOST_RECEIVES });
        let attributes = json!({ "RedrivePolicy": policy.to_string() });
        pair.call("CreateQueue", json!({ "QueueName": "queue", "Attributes": attributes })).await.unwrap();
        pair
    }

    async fn call(&self, operation: &str, mut body: Value) -> Option<Value> {
        body["QueueUrl"] = "http://127.0.0.1/0/queue".into();
        let response = self.queues.call(&format!("AmazonSQS.{operation}"), body.to_string().as_bytes()).await;
        (response.status == 200).then(|| serde_json::from_slice(&response.body).unwrap())
    }

    async fn take(&mut self, step: &Step) {
        match *step {
            Step::Send { delay } => self.send(delay).await,
            Step::Receive { most, visibility } => self.receive(most, visibility).await,
            Step::Delete { receipt } => self.delete(receipt).await,
            Step::Hide { receipt, seconds } => self.hide(receipt, seconds).await,
            Step::Pass { seconds } => {
                self.model.now += seconds;
                self.time.fetch_add(seconds * 1_000, Ordering::SeqCst);
            }
        }
    }

    async fn send(&mut self, delay: i64) {
        let body = json!({ "MessageBody": self.model.sent.len().to_string(), "DelaySeconds": delay });
        self.call("SendMessage", body).await.unwrap();
        self.model.send(delay);
    }

    async fn receive(&mut self, most: usize, visibility: i64) {
        let request = json!({ "MaxNumberOfMessages": most, "VisibilityTimeout": visibility });
        let answer = self.call("ReceiveMessage", request).await.unwrap();
        let messages = answer["Messages"].as_array().unwrap();
        let got: Vec<usize> = messages.iter().map(|m| m["Body"].as_str().unwrap().parse().unwrap()).collect();
        assert_eq!(got, self.model.receive(most, visibility));
        for (message, number) in messages.iter().zip(got) {
            let handle = message["ReceiptHandle"].as_str().unwrap().to_owned();
            self.receipts.push((handle, (number, self.model.sent[number].receives)));
        }
    }

    async fn delete(&mut self, receipt: usize) {
        let Some((handle, known)) = self.receipt(receipt) else { return };
        self.call("DeleteMessage", json!({ "ReceiptHandle": handle })).await.unwrap();
        self.model.delete(known);
    }

    async fn hide(&mut self, receipt: usize, seconds: i64) {
        let Some((handle, known)) = self.receipt(receipt) else { return };
        let request = json!({ "ReceiptHandle": handle, "VisibilityTimeout": seconds });
        let hidden = self.call("ChangeMessageVisibility", request).await.is_some();
        assert_eq!(hidden, self.model.hide(known, seconds));
    }

    fn receipt(&self, at: usize) -> Option<(String, (usize, i64))> {
        self.receipts.get(at.checked_rem(self.receipts.len())?).cloned()
    }
}

proptest! {
    #[test]
    fn the_queue_does_what_a_plain_model_does(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut pair = Pair::new().await;
            for step in &steps {
                pair.take(step).await;
                assert_eq!(pair.queues.counts("queue").unwrap().total(), pair.model.alive() as u64);
                assert_eq!(pair.queues.counts("dead").unwrap().total(), pair.model.dead() as u64);
            }
        });
    }
}
