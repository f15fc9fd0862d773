//! The data folder: the engines' files, the key of ids, and the mark of a running system.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use domain::{Private, RegionId};
use serde::{Deserialize, Serialize};

/// What belongs to the data and must never change under it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Identity {
    /// The key of ids, in hex.
    pub id_key: Private<String>,
    /// The regions that were loaded.
    pub regions: Vec<RegionId>,
}

/// Where the engines of a running system can be reached from this machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Running {
    /// The engines, by an address that only readers of the file know.
    pub engines: Private<String>,
    /// The hooks and the API.
    pub address: String,
    /// The process.
    pub pid: u32,
}

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file system says no.
    #[error("{path}: {action}")]
    Files {
        /// Where.
        path: String,
        /// What was tried.
        action: &'static str,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// A file has been changed by hand.
    #[error("{path} is not what Otklik wrote there")]
    Foreign {
        /// Where.
        path: String,
    },
}

/// A data folder.
#[derive(Debug, Clone)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// Opens a folder, and makes it if there is none.
    pub fn open(path: &Path) -> Result<Self, DataError> {
        fs::create_dir_all(path).map_err(|source| files(path, "cannot be made", source))?;
        Ok(Self(path.to_owned()))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file of an engine.
    pub fn engine(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The identity of the data; a new folder gets one with `new_key`.
    pub fn identity(&self, new_key: impl FnOnce() -> Vec<u8>) -> Result<Identity, DataError> {
        let path = self.0.join("identity.json");
        match fs::read(&path) {
            Ok(bytes) => read(&path, &bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let id_key = Private::new(HEXLOWER.encode(&new_key()));
                let identity = Identity { id_key, regions: Vec::new() };
                self.write_identity(&identity)?;
                Ok(identity)
            }
            Err(source) => Err(files(&path, "cannot be read", source)),
        }
    }

    /// Writes the identity down.
    pub fn write_identity(&self, identity: &Identity) -> Result<(), DataError> {
        write_private(&self.0.join("identity.json"), identity)
    }

    /// The running system that works on this folder, as far as its mark tells.
    pub fn running(&self) -> Result<Option<Running>, DataError> {
        let path = self.0.join("running.json");
        match fs::read(&path) {
            Ok(bytes) => read(&path, &bytes).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(files(&path, "cannot be read", source)),
        }
    }

    /// Marks the folder as being worked on.
    pub fn write_running(&self, running: &Running) -> Result<(), DataError> {
        write_private(&self.0.join("running.json"), running)
    }

    /// Takes the mark away.
    pub fn clear_running(&self) {
        // A mark that stays is found stale by the next start.
        let _gone = fs::remove_file(self.0.join("running.json"));
    }
}

fn files(path: &Path, action: &'static str, source: io::Error) -> DataError {
    DataError::Files { path: path.display().to_string(), action, source }
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path, bytes: &[u8]) -> Result<T, DataError> {
    serde_json::from_slice(bytes).map_err(|_| DataError::Foreign { path: path.display().to_string() })
}

/// Writes a file that its owner alone may read, whole or not at all.
fn write_private(path: &Path, value: &impl Serialize) -> Result<(), DataError> {
    let fresh = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&fresh)?;
        file.write_all(&serde_json::to_vec_pretty(value)?)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().map_err(|source| files(path, "cannot be written", source))
}
