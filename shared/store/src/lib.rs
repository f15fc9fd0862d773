#![doc = include_str!("../README.md")]

mod corrections;
mod directories;
mod directory;
mod error;
mod health;
mod incidents;
mod item;
mod keys;
mod memo;
mod models;
mod paging;
mod parked;
mod replies;
mod schema;
mod stats;
mod twins;

pub use corrections::CorrectionMark;
pub use directories::Directories;
pub use directory::{ApiKey, PageItem, RegionItem};
pub use error::StoreError;
pub use health::Health;
pub use incidents::{Created, Replaced};
pub use memo::{About, Dialog, Membership, Memo, Migration, Thread, ThreadPost};
pub use models::ModelItem;
pub use paging::{Listed, Position};
pub use parked::Parked;
pub use replies::Attention;
pub use schema::{Index, TABLES, TableSchema};
pub use stats::{StatsRow, Touch};
pub use twins::ShelfItem;

use aws_sdk_dynamodb::Client;

/// The names of the three tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNames {
    /// Incidents, voices, removals and parked deliveries.
    pub incidents: String,
    /// Regions, pages and keys of the API.
    pub directory: String,
    /// Numbers and the marks of what is to be counted again.
    pub stats: String,
}

impl TableNames {
    /// The tables by their names; a table that is not used may have none.
    pub fn new(incidents: &str, directory: &str, stats: &str) -> Self {
        Self { incidents: incidents.to_owned(), directory: directory.to_owned(), stats: stats.to_owned() }
    }
}

impl Default for TableNames {
    fn default() -> Self {
        let name = |table: &str| format!("otklik-{table}");
        Self { incidents: name("incidents"), directory: name("directory"), stats: name("stats") }
    }
}

/// The three tables behind one client.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    names: TableNames,
}

impl Store {
    /// A store over the tables `names`, reached as `config` says.
    pub fn connect(config: &aws_types::SdkConfig, names: TableNames) -> Self {
        Self { client: Client::new(config), names }
    }

    /// The names of the tables.
    pub fn names(&self) -> &TableNames {
        &self.names
    }
}
