//! Whose door it is: a page of the platform `open311`, by its name outside.

use std::sync::Arc;

use domain::incident::Record;
use domain::{Directory, Page, Platform, RegionId};

use super::Ask;
use super::fault::Fault;

/// A door with the region behind it.
#[derive(Debug)]
pub(super) struct Jurisdiction {
    pub(super) region: RegionId,
    pub(super) directory: Arc<Directory>,
    pub(super) page: Page,
}

impl Jurisdiction {
    /// Whether the record came in by this door, so that everybody may see it.
    pub(super) fn shows(&self, record: &Record) -> bool {
        record.platform == Platform::Open311 && record.page == self.page.id && record.case().is_some()
    }
}

/// The door that the request names, in its body or its query; the only one if it names none.
pub(super) async fn find(ask: &Ask<'_>, named: Option<&str>) -> Result<Jurisdiction, Fault> {
    let named = named.or(ask.get("jurisdiction_id"));
    let now = ask.deps.clock.now();
    let mut doors = Vec::new();
    for region in &ask.deps.regions {
        let directory = ask.deps.directories.get(region, now).await?;
        let pages = directory.pages.iter().filter(|page| page.platform == Platform::Open311);
        let wanted = pages.filter(|page| named.is_none_or(|name| page.external.as_deref() == Some(name)));
        doors.extend(wanted.map(|page| Jurisdiction {
            region: region.clone(),
            directory: Arc::clone(&directory),
            page: page.clone(),
        }));
    }
    match (doors.len(), named) {
        (1, _) => Ok(doors.swap_remove(0)),
        (0, None) => Err(Fault::not_found("no jurisdiction takes requests here")),
        (0, Some(_)) => Err(Fault::not_found("jurisdiction_id was not found")),
        (_, Some(_)) => Err(Fault::bad("jurisdiction_id names several jurisdictions")),
        (_, None) => Err(Fault::bad("jurisdiction_id was not provided")),
    }
}
