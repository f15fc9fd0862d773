//! The demo's own folder within the data folder: an earlier demo is swept away, anything else is left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use data_encoding::HEXLOWER;
use domain::{Private, RegionId};

use crate::commands::Failed;
use crate::data::{DataFolder, Identity};

/// The file by which a demo's folder is recognised.
const MARK: &str = "demo.txt";
const MARK_TEXT: &str = "A simulated region: `otklik demo` removes this folder and makes it anew.\n";

/// An empty folder for a demo.
pub(super) async fn fresh(data: &Path) -> Result<PathBuf, Failed> {
    let folder = data.join("demo");
    if let Some(running) = DataFolder::open(&folder)?.running()? {
        let reach = tokio::net::TcpStream::connect(running.address.as_str());
        if matches!(tokio::time::timeout(Duration::from_secs(2), reach).await, Ok(Ok(_))) {
            return Err(
                format!("process {} works on {}: stop it first", running.pid, folder.display()).into()
            );
        }
    }
    sweep(&folder)?;
    Ok(folder)
}

fn sweep(folder: &Path) -> Result<(), Failed> {
    let is_empty = fs::read_dir(folder)?.next().is_none();
    if !is_empty {
        if !folder.join(MARK).is_file() {
            return Err(format!("{} is not an earlier demo: it stays as it is", folder.display()).into());
        }
        fs::remove_dir_all(folder)?;
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(folder.join(MARK), MARK_TEXT)?)
}

/// Names the data, so that `otklik serve` can go on with it.
pub(super) fn name(folder: &Path, id_key: &[u8], region: &RegionId) -> Result<(), Failed> {
    let identity = Identity { id_key: Private::new(HEXLOWER.encode(id_key)), regions: vec![region.clone()] };
    Ok(DataFolder::open(folder)?.write_identity(&identity)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_demo_is_swept_away_and_anything_else_stays() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path();
        sweep(folder).unwrap();
        fs::write(folder.join("store.db"), "old").unwrap();
        sweep(folder).unwrap();
        assert!(!folder.join("store.db").exists() && folder.join(MARK).exists());
        fs::remove_file(folder.join(MARK)).unwrap();
        fs::write(folder.join("thesis.txt"), "mine").unwrap();
        assert!(sweep(folder).is_err());
        assert!(folder.join("thesis.txt").exists());
    }
}
