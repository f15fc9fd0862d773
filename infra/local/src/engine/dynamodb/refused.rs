//! What a write costs whose condition fails: as much as the larger of the item that is there and the item that
//! would have been, and never less than one unit (twice that in a transaction).

use dynoxide::{
    DynoxideError,
    types::{AttributeValue, item_size, write_capacity_units},
};
use serde_json::Value;

use super::Request;

/// A write of a request: its table, and the size of the item that it would have put.
pub(super) struct Write {
    table: String,
    size: usize,
}

type Item = std::collections::HashMap<String, AttributeValue>;

/// The writes of a request that may be refused by a condition.
pub(super) fn writes(operation: &str, request: &Request) -> Vec<Write> {
    match operation {
        "PutItem" | "UpdateItem" | "DeleteItem" if request.contains_key("ConditionExpression") => {
            vec![Write::read(request)]
        }
        "TransactWriteItems" => {
            let actions = request.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
            let kinds = actions.filter_map(|action| action.as_object()?.values().next()?.as_object());
            kinds.map(Write::read).collect()
        }
        _ => Vec::new(),
    }
}

/// Tables and units, if `error` is a refusal by condition.
pub(super) fn units(writes: Vec<Write>, error: &DynoxideError) -> Vec<(String, f64)> {
    match error {
        DynoxideError::ConditionalCheckFailedException(_, existing) => {
            writes.into_iter().map(|write| write.units(existing.as_ref())).collect()
        }
        DynoxideError::TransactionCanceledException(_, reasons) => {
            let pairs = writes.into_iter().zip(reasons);
            pairs
                .map(|(write, reason)| write.units(reason.item.as_ref()))
                .map(|(table, units)| (table, units * 2.0))
                .collect()
        }
        _ => Vec::new(),
    }
}

impl Write {
    fn read(request: &Request) -> Self {
        let table = request.get("TableName").and_then(Value::as_str).unwrap_or_default().to_owned();
        let item: Option<Item> =
            request.get("Item").and_then(|item| serde_json::from_value(item.clone()).ok());
        Self { table, size: item.map_or(0, |item| item_size(&item)) }
    }

    fn units(self, existing: Option<&Item>) -> (String, f64) {
        let size = self.size.max(existing.map_or(0, item_size));
        (self.table, write_capacity_units(size).max(1.0))
    }
}
