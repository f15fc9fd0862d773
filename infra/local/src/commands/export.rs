//! `otklik export`: the incidents of a period as a file.

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use domain::{PageId, RegionId};

use super::{Failed, Place, attach, import};
use crate::exchange::{self, Asked, Format};

/// Write the incidents of a period as the 47 columns of «Инцидент Менеджмент».
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The first day, of the region.
    #[arg(long)]
    from: NaiveDate,
    /// The last day.
    #[arg(long)]
    to: NaiveDate,
    /// What kind of file.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Only what came by this page.
    #[arg(long)]
    page: Option<PageId>,
    /// The region; the only one if there is one.
    #[arg(long)]
    region: Option<RegionId>,
    /// The file; the standard output without it.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(super) async fn run(place: &Place, export: Export) -> Result<(), Failed> {
    let attached = attach(place).await?;
    let ((Some(region), _) | (None, [region])) = (&export.region, attached.regions.as_slice()) else {
        return Err("there are several regions: name one with --region".into());
    };
    let directory = import::load(&attached.system, region).await?;
    let asked = Asked { from: export.from, to: export.to, page: export.page };
    let now = attached.system.clock().now();
    let rows = exchange::collect(attached.system.store(), &directory, &asked, now).await?;
    let bytes = exchange::write(&rows, export.format)?;
    match &export.out {
        Some(path) => {
            std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
            crate::texts::exported(rows.len(), path);
        }
        None => std::io::stdout().write_all(&bytes)?,
    }
    Ok(())
}
