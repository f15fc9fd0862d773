//! The store behind the connector: the real client works, units are counted, what is not portable is refused.

use aws_sdk_dynamodb::{
    Client,
    operation::put_item::builders::PutItemFluentBuilder,
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put,
        ReturnValuesOnConditionCheckFailure, ScalarAttributeType, TransactWriteItem,
    },
};
use dynoxide::Database;
use otklik::engine::{Clock, Connector, Sqs, dynamodb::Units, sqs::Place};

use super::support::{Bench, START, code, dynamodb_client};

pub(crate) const TABLE: &str = "incidents";

pub(crate) async fn create(client: &Client) {
    let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash).build().unwrap();
    let definition = AttributeDefinition::builder()
        .attribute_name("pk")
        .attribute_type(ScalarAttributeType::S)
        .build()
        .unwrap();
    let request = client.create_table().table_name(TABLE).billing_mode(BillingMode::PayPerRequest);
    request.key_schema(key).attribute_definitions(definition).send().await.unwrap();
}

pub(crate) fn put(client: &Client, key: &str, text: &str) -> PutItemFluentBuilder {
    let request = client.put_item().table_name(TABLE);
    request.item("pk", AttributeValue::S(key.into())).item("text", AttributeValue::S(text.into()))
}

pub(crate) async fn text(client: &Client, key: &str) -> Option<String> {
    let request = client.get_item().table_name(TABLE).key("pk", AttributeValue::S(key.into()));
    let item = request.send().await.unwrap().item?;
    item["text"].as_s().ok().cloned()
}

#[tokio::test]
async fn an_item_comes_back_through_the_real_client() {
    let bench = Bench::new();
    create(&bench.dynamodb).await;
    put(&bench.dynamodb, "a", "Яма").send().await.unwrap();
    assert_eq!(text(&bench.dynamodb, "a").await.as_deref(), Some("Яма"));
}

#[tokio::test]
async fn a_store_in_a_file_works_off_the_runtime() {
    let folder = tempfile::TempDir::new().unwrap();
    let database = Database::new(folder.path().join("store.db").to_str().unwrap()).unwrap();
    let queues = Sqs::open(Place::Memory, Clock::by_hand(|| START)).unwrap();
    let client = dynamodb_client(&Connector::new(database, queues));
    create(&client).await;
    put(&client, "a", "x").send().await.unwrap();
    assert_eq!(text(&client, "a").await.as_deref(), Some("x"));
}

#[tokio::test]
async fn units_are_counted_by_table_and_operation() {
    let bench = Bench::new();
    create(&bench.dynamodb).await;
    put(&bench.dynamodb, "a", &"x".repeat(1_500)).send().await.unwrap();
    text(&bench.dynamodb, "a").await;
    let bill = bench.connector.usage().take();
    let (written, read) = (bill.operation("PutItem"), bill.operation("GetItem"));
    assert_eq!((written.calls, written.write), (1, 2.0));
    assert_eq!((read.calls, read.read), (1, 0.5));
    assert_eq!(bill.table(TABLE), bill.total());
    assert_eq!(bench.connector.usage().snapshot().total().calls, 0);
}

#[tokio::test]
async fn a_failed_condition_is_billed_by_the_larger_item() {
    let bench = Bench::new();
    create(&bench.dynamodb).await;
    put(&bench.dynamodb, "a", &"x".repeat(2_500)).send().await.unwrap();
    let shown = ReturnValuesOnConditionCheckFailure::AllOld;
    let request = put(&bench.dynamodb, "a", "x").condition_expression("attribute_not_exists(pk)");
    // Without the old item in the answer the ledger knows the new one only.
    for (request, units) in
        [(request.clone(), 1.0), (request.return_values_on_condition_check_failure(shown), 3.0)]
    {
        bench.connector.usage().reset();
        assert_eq!(code(request.send().await), "ConditionalCheckFailedException");
        assert_eq!(bench.connector.usage().snapshot().total(), Units { calls: 1, read: 0.0, write: units });
    }
}

#[tokio::test]
async fn scans_and_long_or_unconditional_transactions_are_refused() {
    let bench = Bench::new();
    create(&bench.dynamodb).await;
    #[expect(clippy::disallowed_methods, reason = "to see it refused")]
    let scanned = bench.dynamodb.scan().table_name(TABLE).send().await;
    assert!(format!("{:?}", scanned.as_ref().unwrap_err()).contains("not portable"));
    assert_eq!(code(scanned), "ValidationException");
    assert_eq!(code(transact(&bench.dynamodb, 26, true).await), "ValidationException");
    assert_eq!(code(transact(&bench.dynamodb, 2, false).await), "ValidationException");
    assert!(transact(&bench.dynamodb, 25, true).await.is_ok());
}

async fn transact(
    client: &Client,
    actions: usize,
    conditional: bool,
) -> Result<
    aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsOutput,
    aws_sdk_dynamodb::error::SdkError<
        aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError,
    >,
> {
    let put = |number: usize| {
        let put = Put::builder().table_name(TABLE).item("pk", AttributeValue::S(number.to_string()));
        let put = if conditional { put.condition_expression("attribute_not_exists(pk)") } else { put };
        TransactWriteItem::builder().put(put.build().unwrap()).build()
    };
    client.transact_write_items().set_transact_items(Some((0..actions).map(put).collect())).send().await
}

#[tokio::test]
async fn a_repeated_transaction_is_not_hidden_by_its_token() {
    let bench = Bench::new();
    create(&bench.dynamodb).await;
    let put = Put::builder().table_name(TABLE).item("pk", AttributeValue::S("a".into()));
    let put = put.condition_expression("attribute_not_exists(pk)").build().unwrap();
    let request = bench.dynamodb.transact_write_items().client_request_token("once");
    let request = request.transact_items(TransactWriteItem::builder().put(put).build());
    request.clone().send().await.unwrap();
    assert_eq!(code(request.send().await), "TransactionCanceledException");
    let bill = bench.connector.usage().snapshot().operation("TransactWriteItems");
    assert_eq!((bill.calls, bill.write), (2, 4.0));
}
