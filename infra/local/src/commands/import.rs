//! `otklik import`: plan, print, and with `--apply` write.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use domain::{Directory, PageId, Platform, RegionId};

use super::{Failed, Place, attach};
use crate::exchange;
use crate::system::System;

/// Bring incidents over from a file of another system.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The file: the 47 columns of «Инцидент Менеджмент» as CSV or XLSX, or with `--pos` a list of ПОС as JSON or CSV.
    file: PathBuf,
    /// The page of the platform `registry`, or `pos`, that they come by.
    #[arg(long)]
    page: PageId,
    /// The file is a list of ПОС.
    #[arg(long)]
    pos: bool,
    /// Write it; without this nothing is changed.
    #[arg(long)]
    apply: bool,
}

pub(super) async fn run(place: &Place, import: Import) -> Result<(), Failed> {
    let bytes = std::fs::read(&import.file).map_err(|error| format!("{}: {error}", import.file.display()))?;
    let attached = attach(place).await?;
    let (system, now) = (&attached.system, attached.system.clock().now());
    let directory = directory_of(system, &attached.regions, &import.page).await?;
    let page = directory.page(&import.page).ok_or("the region has no such page")?;
    let platform = if import.pos { Platform::Pos } else { Platform::Registry };
    if page.platform != platform {
        return Err(format!("{} is no page of the platform {platform}", page.id).into());
    }
    if import.pos {
        let items = exchange::items(&bytes)?;
        let id_key = system.id_key();
        let plan = exchange::plan_pos(system.store(), &id_key, &directory, page, &items, now).await?;
        crate::texts::import_plan(&plan);
        if import.apply {
            crate::texts::imported(exchange::apply_pos(system.store(), &plan, &directory, now).await?);
        } else {
            crate::texts::import_not_applied();
        }
        return Ok(());
    }
    let table = exchange::read(&bytes)?;
    let plan = exchange::plan(system.store(), &system.id_key(), &directory, page, table, now).await?;
    crate::texts::import_plan(&plan);
    if import.apply {
        let applied = exchange::apply(system.store(), &plan, directory.region.zone, now).await?;
        crate::texts::imported(applied);
    } else {
        crate::texts::import_not_applied();
    }
    Ok(())
}

/// The directory of the region that has the page.
pub(super) async fn directory_of(
    system: &System,
    regions: &[RegionId],
    page: &PageId,
) -> Result<Arc<Directory>, Failed> {
    for region in regions {
        let directory = load(system, region).await?;
        if directory.page(page).is_some() {
            return Ok(directory);
        }
    }
    Err(format!("no region has the page {page}").into())
}

pub(super) async fn load(system: &System, region: &RegionId) -> Result<Arc<Directory>, Failed> {
    let item = system.store().region(region).await?.ok_or("the region has no directory")?;
    Ok(Arc::new(serde_json::from_str(&item.document)?))
}
