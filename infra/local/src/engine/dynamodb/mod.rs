//! The store: the embedded engine's library calls behind `DynamoDB`'s wire protocol, without its web server.

mod portable;
mod refused;
mod usage;

use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

pub use self::{
    portable::NotPortable,
    usage::{Bill, Units, Usage},
};
use super::Response;

type Outcome = Result<Vec<u8>, DynoxideError>;

/// An embedded store that counts what its calls consume. A clone is another handle to the same one.
#[derive(Clone)]
pub struct Store {
    database: Database,
    usage: Usage,
}

impl Store {
    /// Puts the wire protocol before an open database.
    pub fn new(database: Database) -> Self {
        Self { database, usage: Usage::default() }
    }

    /// The database itself, for sweeping expired items and for inspection.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The ledger of consumed units.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Answers one call. It blocks for as long as the disk takes.
    pub fn call(&self, operation: &str, body: &[u8]) -> Response {
        let Ok(Value::Object(mut request)) = serde_json::from_slice(body) else {
            return Response::json(
                400,
                &json!({ "__type": "com.amazon.coral.service#SerializationException" }),
            );
        };
        if let Err(error) = portable::check(operation, &mut request) {
            return failure(&DynoxideError::ValidationException(error.to_string()));
        }
        request.entry("ReturnConsumedCapacity").or_insert_with(|| "TOTAL".into());
        let refusable = refused::writes(operation, &request);
        match self.dispatch(operation, Value::Object(request)) {
            Ok(body) => Response { status: 200, headers: Vec::new(), body },
            Err(error) => {
                for (table, units) in refused::units(refusable, &error) {
                    self.usage.record_refused(operation, &table, units);
                }
                failure(&error)
            }
        }
    }

    fn dispatch(&self, operation: &str, request: Value) -> Outcome {
        let (db, usage) = (&self.database, &self.usage);
        macro_rules! metered {
            ($call:ident) => {{
                let response = db.$call(read(request)?)?;
                for capacity in response.consumed_capacity.iter().flat_map(Capacities::all) {
                    usage.record(operation, capacity);
                }
                write(&response)
            }};
        }
        match operation {
            "GetItem" => metered!(get_item),
            "PutItem" => metered!(put_item),
            "UpdateItem" => metered!(update_item),
            "DeleteItem" => metered!(delete_item),
            "Query" => metered!(query),
            "BatchGetItem" => metered!(batch_get_item),
            "BatchWriteItem" => metered!(batch_write_item),
            "TransactGetItems" => metered!(transact_get_items),
            "TransactWriteItems" => metered!(transact_write_items),
            "CreateTable" => write(&db.create_table(read(request)?)?),
            "DeleteTable" => write(&db.delete_table(read(request)?)?),
            "DescribeTable" => write(&db.describe_table(read(request)?)?),
            "ListTables" => write(&db.list_tables(read(request)?)?),
            "UpdateTable" => write(&db.update_table(read(request)?)?),
            "UpdateTimeToLive" => write(&db.update_time_to_live(read(request)?)?),
            "DescribeTimeToLive" => write(&db.describe_time_to_live(read(request)?)?),
            _ => unreachable!("only portable operations come here"),
        }
    }
}

/// Some operations report one table's units, some a list.
trait Capacities {
    fn all(&self) -> impl Iterator<Item = &dynoxide::types::ConsumedCapacity>;
}

impl Capacities for dynoxide::types::ConsumedCapacity {
    fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self)
    }
}

impl Capacities for Vec<dynoxide::types::ConsumedCapacity> {
    fn all(&self) -> impl Iterator<Item = &dynoxide::types::ConsumedCapacity> {
        self.iter()
    }
}

/// The engine's request types mark what they refuse with a prefix up to a colon, in capitals.
fn read<R: DeserializeOwned>(request: Value) -> Result<R, DynoxideError> {
    serde_json::from_value(request).map_err(|error| {
        let message = error.to_string();
        match message.split_once(':') {
            Some((mark, rest)) if mark.starts_with("VALIDATION") => {
                DynoxideError::ValidationException(rest.to_owned())
            }
            Some((mark, rest)) if mark.starts_with("SERIALIZATION") => {
                DynoxideError::SerializationException(rest.to_owned())
            }
            _ => DynoxideError::ValidationException(message),
        }
    })
}

fn write(response: &impl Serialize) -> Outcome {
    serde_json::to_vec(response).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

fn failure(error: &DynoxideError) -> Response {
    Response { status: error.status_code(), headers: Vec::new(), body: error.to_json().into_bytes() }
}

type Request = Map<String, Value>;
