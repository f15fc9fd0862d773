//! One call as the record keeps it: what was called, on what.

use serde_json::Value;

/// The service that a call goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// The store.
    DynamoDb,
    /// The queues.
    Sqs,
}

/// A call: service, operation, and the table or queue where it names one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The service.
    pub service: Service,
    /// As in `PutItem` or `SendMessage`.
    pub operation: String,
    /// The name of the table or queue; the first of several; empty where none is named.
    pub resource: String,
}

impl Call {
    pub(crate) fn read(target: &str, body: &[u8]) -> Option<Self> {
        let (service, operation) = Service::of_target(target)?;
        let body = serde_json::from_slice(body).unwrap_or(Value::Null);
        let resource = resource(&body).unwrap_or_default().to_owned();
        Some(Self { service, operation: operation.to_owned(), resource })
    }
}

fn resource(body: &Value) -> Option<&str> {
    let table = || body.get("TableName")?.as_str();
    let queue = || body.get("QueueUrl")?.as_str()?.rsplit('/').next();
    let batch = || Some(body.get("RequestItems")?.as_object()?.keys().next()?.as_str());
    let action =
        || body.get("TransactItems")?.get(0)?.as_object()?.values().next()?.get("TableName")?.as_str();
    table().or_else(queue).or_else(batch).or_else(action)
}
