//! Refusals as the services word them.

use serde_json::{Value, json};

use super::call::{Call, Service};
use crate::engine::Response;

pub(super) fn throttled(call: &Call) -> Response {
    match call.service {
        Service::DynamoDb => store(400, "ProvisionedThroughputExceededException", json!({})),
        Service::Sqs => queue(400, "RequestThrottled", "RequestThrottled;Sender"),
    }
}

pub(super) fn server_error(call: &Call) -> Response {
    match call.service {
        Service::DynamoDb => store(500, "InternalServerError", json!({})),
        Service::Sqs => queue(500, "InternalError", "InternalError;Server"),
    }
}

/// Whether another transaction can be in the way of this call.
pub(super) fn conflicts(call: &Call) -> bool {
    let writes = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "TransactGetItems"];
    call.service == Service::DynamoDb && writes.contains(&call.operation.as_str())
}

pub(super) fn conflict(call: &Call, body: &[u8]) -> Response {
    if !call.operation.starts_with("Transact") {
        return store(400, "TransactionConflictException", json!({}));
    }
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let actions = request["TransactItems"].as_array().map_or(0, Vec::len);
    let mut reasons = vec![json!({ "Code": "None" }); actions];
    if let Some(first) = reasons.first_mut() {
        *first = json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" });
    }
    store(400, "TransactionCanceledException", json!({ "CancellationReasons": reasons }))
}

fn store(status: u16, error: &str, mut body: Value) -> Response {
    body["__type"] = format!("com.amazonaws.dynamodb.v20120810#{error}").into();
    body["message"] = "planned".into();
    Response::json(status, &body)
}

fn queue(status: u16, error: &str, code: &str) -> Response {
    let body = json!({ "__type": format!("com.amazonaws.sqs#{error}"), "message": "planned" });
    let mut response = Response::json(status, &body);
    response.headers.push(("x-amzn-query-error", code.to_owned()));
    response
}
