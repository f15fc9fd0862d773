//! The file under the queues: its tables, and how it is opened so that an acknowledged message survives a kill.

use std::path::Path;

use rusqlite::Connection;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS origin (salt BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS queues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    queue INTEGER NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER,
    first_received_at INTEGER,
    source TEXT
);
CREATE INDEX IF NOT EXISTS messages_by_visibility ON messages (queue, visible_at);
CREATE INDEX IF NOT EXISTS messages_by_age ON messages (queue, sent_at);
CREATE TABLE IF NOT EXISTS moves (
    handle INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    destination TEXT,
    moved INTEGER NOT NULL,
    started_at INTEGER NOT NULL
);
";

/// Where the rows live.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// In memory: gone with the process, and the same ids in every run.
    Memory,
    /// In a file of `SQLite`, which one process may hold at a time.
    File(&'a Path),
}

impl Place<'_> {
    pub(super) fn open(self) -> rusqlite::Result<Connection> {
        let connection = match self {
            Self::Memory => Connection::open_in_memory()?,
            Self::File(path) => Connection::open(path)?,
        };
        // Held exclusively: a second process would not hear of sends, and would wake nobody.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(TABLES)?;
        connection.execute(self.salt(), [])?;
        Ok(connection)
    }

    fn salt(self) -> &'static str {
        match self {
            Self::Memory => "INSERT INTO origin SELECT x'00'",
            Self::File(_) => {
                "INSERT INTO origin SELECT randomblob(16) WHERE NOT EXISTS (SELECT 1 FROM origin)"
            }
        }
    }

    pub(super) fn is_durable(self) -> bool {
        matches!(self, Self::File(_))
    }
}

/// Shows what was received and not settled when the file was last open: one process holds the file, so nobody else has
/// the receipts. What is delayed stays so.
pub(super) fn release(connection: &Connection, now: i64) -> rusqlite::Result<()> {
    let hidden = "UPDATE messages SET visible_at = ?1 WHERE visible_at > ?1 AND received_at IS NOT NULL";
    connection.execute(hidden, [now]).map(drop)
}

pub(super) fn salt(connection: &Connection) -> rusqlite::Result<Vec<u8>> {
    connection.query_row("SELECT salt FROM origin", [], |row| row.get(0))
}
