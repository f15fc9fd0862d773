//! Batches of which only the first half is done; of a batch of one, nothing.

use serde_json::{Map, Value, json};

use super::call::{Call, Service};
use crate::engine::Response;

/// What to do of a batch, and how to report the rest.
pub(in crate::engine) struct Part {
    pub(in crate::engine) performed: Vec<u8>,
    /// Nothing is left to do: the engines refuse empty batches, so they are not asked.
    rest: Rest,
}

enum Rest {
    /// The member of the answer that holds what a store did not do.
    Unprocessed(&'static str, Value),
    /// Ids of entries that a queue did not do.
    Failed(Vec<Value>),
}

pub(super) fn is_batch(call: &Call) -> bool {
    match call.service {
        Service::DynamoDb => matches!(call.operation.as_str(), "BatchWriteItem" | "BatchGetItem"),
        Service::Sqs => call.operation.ends_with("Batch"),
    }
}

impl Part {
    pub(super) fn first_half(call: &Call, body: &[u8]) -> Option<Self> {
        let mut request: Value = serde_json::from_slice(body).ok()?;
        let rest = match call.operation.as_str() {
            "BatchWriteItem" => Rest::Unprocessed("UnprocessedItems", split_writes(&mut request)?),
            "BatchGetItem" => Rest::Unprocessed("UnprocessedKeys", split_reads(&mut request)?),
            _ => Rest::Failed(split_off(request.get_mut("Entries")?.as_array_mut()?)),
        };
        Some(Self { performed: request.to_string().into_bytes(), rest })
    }

    /// Adds what was held back to the answer about what was done.
    pub(in crate::engine) fn complete(self, response: &Response) -> Response {
        let mut answer: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        if response.status != 200 {
            // The engine refuses an empty half; the true answer is that nothing was processed.
            answer = json!({});
        }
        match self.rest {
            Rest::Unprocessed(member, items) => answer[member] = items,
            Rest::Failed(entries) => {
                let failed = entries.iter().map(|entry| {
                    json!({ "Id": entry["Id"], "Code": "InternalError", "Message": "planned", "SenderFault": false })
                });
                answer["Failed"] = failed.collect();
            }
        }
        Response::json(200, &answer)
    }
}

/// Takes the second half of each table's writes out of the request.
fn split_writes(request: &mut Value) -> Option<Value> {
    let tables = request.get_mut("RequestItems")?.as_object_mut()?;
    let mut held = Map::new();
    for (table, writes) in tables.iter_mut() {
        held.insert(table.clone(), split_off(writes.as_array_mut()?).into());
    }
    tables.retain(|_, writes| writes.as_array().is_some_and(|writes| !writes.is_empty()));
    Some(held.into())
}

fn split_reads(request: &mut Value) -> Option<Value> {
    let tables = request.get_mut("RequestItems")?.as_object_mut()?;
    let mut held = Map::new();
    for (table, read) in tables.iter_mut() {
        let mut rest = read.clone();
        rest["Keys"] = split_off(read.get_mut("Keys")?.as_array_mut()?).into();
        held.insert(table.clone(), rest);
    }
    tables.retain(|_, read| read["Keys"].as_array().is_some_and(|keys| !keys.is_empty()));
    Some(held.into())
}

fn split_off(list: &mut Vec<Value>) -> Vec<Value> {
    list.split_off(list.len() / 2)
}
