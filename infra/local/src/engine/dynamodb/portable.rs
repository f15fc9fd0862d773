//! What `DynamoDB` and the YDB Document API share. Everything else is refused, so that a test finds it before a
//! deployment does.

use serde_json::{Map, Value};

const OPERATIONS: [&str; 16] = [
    "BatchGetItem",
    "BatchWriteItem",
    "CreateTable",
    "DeleteItem",
    "DeleteTable",
    "DescribeTable",
    "DescribeTimeToLive",
    "GetItem",
    "ListTables",
    "PutItem",
    "Query",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
    "UpdateTable",
    "UpdateTimeToLive",
];
const MOST_ACTIONS: usize = 25;
/// Parameters from before expressions.
const LEGACY: [&str; 6] = [
    "AttributeUpdates",
    "AttributesToGet",
    "ConditionalOperator",
    "Expected",
    "KeyConditions",
    "QueryFilter",
];

/// Why a request would not work on both stores.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPortable {
    /// `Scan`, `PartiQL`, streams, tags, backups and the like.
    #[error("not portable: {0} is not among the operations that Otklik uses")]
    Operation(String),
    /// YDB takes 25 actions in a transaction.
    #[error("not portable: a transaction has at most {MOST_ACTIONS} actions, this one has {0}")]
    Actions(usize),
    /// Only a condition makes a repeated transaction harmless on both.
    #[error(
        "not portable: a transaction needs a condition of its own, a ClientRequestToken protects only on AWS"
    )]
    Unconditional,
    /// Expressions replaced it.
    #[error("not portable: {0} is a legacy parameter")]
    Legacy(&'static str),
    /// Local secondary indexes and streams.
    #[error("not portable: a table has no {0}")]
    Table(&'static str),
}

/// Checks one request, and takes away the token that would hide a transaction's lack of a condition.
pub(super) fn check(operation: &str, request: &mut Map<String, Value>) -> Result<(), NotPortable> {
    if !OPERATIONS.contains(&operation) {
        return Err(NotPortable::Operation(operation.to_owned()));
    }
    if let Some(name) = LEGACY.into_iter().find(|name| request.contains_key(*name)) {
        return Err(NotPortable::Legacy(name));
    }
    match operation {
        "TransactWriteItems" => {
            request.remove("ClientRequestToken");
            check_transaction(request)
        }
        "TransactGetItems" => check_count(request),
        "CreateTable" | "UpdateTable" => check_table(request),
        _ => Ok(()),
    }
}

fn check_transaction(request: &Map<String, Value>) -> Result<(), NotPortable> {
    check_count(request)?;
    let conditional = |action: &Value| {
        action
            .as_object()
            .is_some_and(|kinds| kinds.values().any(|kind| kind.get("ConditionExpression").is_some()))
    };
    if actions(request).iter().any(conditional) { Ok(()) } else { Err(NotPortable::Unconditional) }
}

fn check_count(request: &Map<String, Value>) -> Result<(), NotPortable> {
    match actions(request).len() {
        count if count > MOST_ACTIONS => Err(NotPortable::Actions(count)),
        _ => Ok(()),
    }
}

fn check_table(request: &Map<String, Value>) -> Result<(), NotPortable> {
    let given = |name: &&str| request.get(*name).is_some_and(|value| !value.is_null());
    match ["LocalSecondaryIndexes", "StreamSpecification"].iter().find(|name| given(name)) {
        Some(name) => Err(NotPortable::Table(name)),
        None => Ok(()),
    }
}

fn actions(request: &Map<String, Value>) -> &[Value] {
    request.get("TransactItems").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(operation: &str, request: &Value) -> Result<(), NotPortable> {
        check(operation, &mut request.as_object().unwrap().clone())
    }

    #[test]
    fn scan_and_partiql_are_refused() {
        for operation in ["Scan", "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"] {
            assert_eq!(checked(operation, &json!({})), Err(NotPortable::Operation(operation.to_owned())));
        }
    }

    #[test]
    fn a_transaction_of_25_conditional_actions_is_the_longest() {
        let put = json!({ "Put": { "TableName": "t", "ConditionExpression": "attribute_not_exists(pk)" } });
        assert_eq!(checked("TransactWriteItems", &json!({ "TransactItems": vec![&put; 25] })), Ok(()));
        let longer = json!({ "TransactItems": vec![&put; 26] });
        assert_eq!(checked("TransactWriteItems", &longer), Err(NotPortable::Actions(26)));
    }

    #[test]
    fn a_transaction_that_relies_on_its_token_is_refused() {
        let request =
            json!({ "ClientRequestToken": "once", "TransactItems": [{ "Put": { "TableName": "t" } }] });
        assert_eq!(checked("TransactWriteItems", &request), Err(NotPortable::Unconditional));
    }

    #[test]
    fn legacy_parameters_local_indexes_and_streams_are_refused() {
        assert!(checked("UpdateItem", &json!({ "AttributeUpdates": {} })).is_err());
        assert!(checked("CreateTable", &json!({ "LocalSecondaryIndexes": [] })).is_err());
        assert!(checked("CreateTable", &json!({ "StreamSpecification": {} })).is_err());
        assert!(checked("CreateTable", &json!({ "GlobalSecondaryIndexes": [] })).is_ok());
    }
}
