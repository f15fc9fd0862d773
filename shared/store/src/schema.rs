//! The tables as data: the embedded engine creates them, and a test compares them with the template.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};

use crate::{StoreError, TableNames};

/// The index that lists a municipality by time.
pub(crate) const BY_MUNICIPALITY: &str = "by_municipality";
/// The index that lists what is open on a desk by deadline.
pub(crate) const OPEN_BY_DESK: &str = "open_by_desk";

/// An index: its name and its two key attributes. All attributes are projected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// The partition key.
    pub partition: &'static str,
    /// The sort key.
    pub sort: &'static str,
}

/// A table: its key and its indexes. All keys are strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableSchema {
    /// What the table is called in this house.
    pub name: &'static str,
    /// The partition key.
    pub partition: &'static str,
    /// The sort key.
    pub sort: Option<&'static str>,
    /// The indexes.
    pub indexes: &'static [Index],
    /// The attribute after whose time an item may go.
    pub ttl: Option<&'static str>,
}

/// All tables.
pub const TABLES: [TableSchema; 3] = [
    TableSchema {
        name: "incidents",
        partition: "pk",
        sort: None,
        indexes: &[
            Index { name: BY_MUNICIPALITY, partition: "m", sort: "w" },
            Index { name: OPEN_BY_DESK, partition: "d", sort: "u" },
        ],
        ttl: Some("ttl"),
    },
    TableSchema { name: "directory", partition: "pk", sort: Some("sk"), indexes: &[], ttl: None },
    TableSchema { name: "stats", partition: "pk", sort: Some("sk"), indexes: &[], ttl: None },
];

impl TableNames {
    /// The name of the table that the house calls `table`.
    pub fn of(&self, table: &TableSchema) -> &str {
        match table.name {
            "incidents" => &self.incidents,
            "directory" => &self.directory,
            _ => &self.stats,
        }
    }
}

/// Creates the tables that are not there yet. For embedded engines; on AWS the template does it.
pub(crate) async fn create(client: &Client, names: &TableNames) -> Result<(), StoreError> {
    for table in &TABLES {
        let mut request = client
            .create_table()
            .table_name(names.of(table))
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(key_schema(table.partition, table.sort)))
            .set_attribute_definitions(Some(attributes(table)));
        for index in table.indexes {
            let projection = Projection::builder().projection_type(ProjectionType::All).build();
            let index = GlobalSecondaryIndex::builder()
                .index_name(index.name)
                .set_key_schema(Some(key_schema(index.partition, Some(index.sort))))
                .projection(projection)
                .build()
                .expect("name and key are given");
            request = request.global_secondary_indexes(index);
        }
        if let Err(error) = request.send().await
            && error.code() != Some("ResourceInUseException")
        {
            return Err(StoreError::of("create table", error));
        }
    }
    Ok(())
}

fn key_schema(partition: &str, sort: Option<&str>) -> Vec<KeySchemaElement> {
    let element = |name: &str, kind| {
        KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind)
            .build()
            .expect("name and type are given")
    };
    let sort = sort.map(|name| element(name, KeyType::Range));
    std::iter::once(element(partition, KeyType::Hash)).chain(sort).collect()
}

fn attributes(table: &TableSchema) -> Vec<AttributeDefinition> {
    let of_indexes = table.indexes.iter().flat_map(|index| [index.partition, index.sort]);
    std::iter::once(table.partition)
        .chain(table.sort)
        .chain(of_indexes)
        .map(|name| {
            AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build()
                .expect("name and type are given")
        })
        .collect()
}

impl crate::Store {
    /// Creates the tables that are not there yet, on an engine of one's own.
    pub async fn create_tables(&self) -> Result<(), StoreError> {
        create(&self.client, &self.names).await
    }
}
