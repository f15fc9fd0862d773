//! `otklik directory`: plan, print, apply.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Failed, Place, attach};
use crate::region;

/// A region's directory.
#[derive(Debug, Subcommand)]
pub(super) enum DirectoryCommand {
    /// Read the files of a folder and say what is wrong with them.
    Check {
        /// The folder.
        folder: PathBuf,
    },
    /// Load the files of a folder, after the same check.
    Load {
        /// The folder.
        folder: PathBuf,
    },
    /// Write the files of the region that comes with the program into a folder, to begin one's own with.
    Export {
        /// The folder: it must not exist yet.
        folder: PathBuf,
    },
}

pub(super) async fn run(place: &Place, command: DirectoryCommand) -> Result<(), Failed> {
    match command {
        DirectoryCommand::Check { folder } => {
            domain::Directory::load(&read(&folder)?).map_err(region::LoadError::Problems)?;
            crate::texts::directory_is_good();
            Ok(())
        }
        DirectoryCommand::Load { folder } => load(place, &folder).await,
        DirectoryCommand::Export { folder } => {
            std::fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            for (name, text) in region::built_in() {
                std::fs::write(folder.join(name), text)?;
            }
            Ok(())
        }
    }
}

fn read(folder: &std::path::Path) -> Result<domain::DirectoryFiles, Failed> {
    region::read_folder(folder).map_err(|error| format!("{}: {error}", folder.display()).into())
}

async fn load(place: &Place, folder: &std::path::Path) -> Result<(), Failed> {
    let files = read(folder)?;
    let attached = attach(place).await?;
    let system = &attached.system;
    let plan = region::plan(system.store(), &files).await?;
    crate::texts::plan(&plan);
    region::apply(system.store(), &system.id_key(), &plan, system.clock().now()).await?;
    let id = plan.directory.region.id;
    let known = attached.regions.contains(&id);
    if let (Some((folder, mut identity)), false) = (attached.folder, known) {
        identity.regions.push(id);
        folder.write_identity(&identity)?;
    }
    crate::texts::directory_is_loaded(known, attached.running.is_some());
    Ok(())
}
