//! What lies in the queues of the running server, read through the door of its engines.

use std::net::SocketAddr;

use bytes::Bytes;
use contracts::QueueName;
use http::{Request, Uri};
use serde_json::{Value, json};

use super::line::Line;
use crate::commands::Failed;
use crate::data::Running;

/// Messages of a queue, by what can be done with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Backlog {
    /// Waiting for a reader.
    pub(super) visible: u64,
    /// With a reader, or with one that was killed.
    pub(super) in_flight: u64,
    /// Put off.
    pub(super) delayed: u64,
}

impl Backlog {
    /// All of them.
    pub(super) const fn total(self) -> u64 {
        self.visible + self.in_flight + self.delayed
    }
}

impl std::ops::Add for Backlog {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            visible: self.visible + other.visible,
            in_flight: self.in_flight + other.in_flight,
            delayed: self.delayed + other.delayed,
        }
    }
}

/// The door of a running server's engines.
#[derive(Debug)]
pub(super) struct EngineDoor {
    line: Line,
    host: String,
    path: String,
}

impl EngineDoor {
    /// The door that `running` names.
    pub(super) fn of(running: &Running) -> Result<Self, Failed> {
        let uri: Uri = running.engines.expose().parse()?;
        let host = uri.authority().ok_or("the engines have no address")?.to_string();
        let address: SocketAddr = host.parse()?;
        Ok(Self { line: Line::to(address), host, path: uri.path().to_owned() })
    }

    /// What lies in both queues.
    pub(super) async fn backlog(&mut self) -> Result<Backlog, Failed> {
        let mut all = Backlog::default();
        for queue in QueueName::ALL {
            all = all + self.count(queue.as_str()).await?;
        }
        Ok(all)
    }

    /// What lies with the dead letters of both queues.
    pub(super) async fn dead_letters(&mut self) -> Result<u64, Failed> {
        let mut dead = 0;
        for queue in QueueName::ALL {
            dead += self.count(&format!("{queue}-dead")).await?.total();
        }
        Ok(dead)
    }

    async fn count(&mut self, queue: &str) -> Result<Backlog, Failed> {
        let url = self.call("GetQueueUrl", &json!({ "QueueName": queue })).await?["QueueUrl"].take();
        let asked = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
        let answer = self.call("GetQueueAttributes", &asked).await?;
        let number = |name: &str| -> Result<u64, Failed> {
            let text =
                answer["Attributes"][name].as_str().ok_or_else(|| format!("the queue has no {name}"))?;
            Ok(text.parse()?)
        };
        Ok(Backlog {
            visible: number("ApproximateNumberOfMessages")?,
            in_flight: number("ApproximateNumberOfMessagesNotVisible")?,
            delayed: number("ApproximateNumberOfMessagesDelayed")?,
        })
    }

    async fn call(&mut self, operation: &str, body: &Value) -> Result<Value, Failed> {
        let request = Request::post(self.path.as_str())
            .header("host", &self.host)
            .header("x-amz-target", format!("AmazonSQS.{operation}"))
            .body(Bytes::from(body.to_string()))?;
        let (status, answer) = self.line.send(request).await?;
        if !status.is_success() {
            return Err(format!("the queues answered {operation} with {status}").into());
        }
        Ok(serde_json::from_slice(&answer)?)
    }
}
