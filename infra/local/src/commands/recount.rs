//! `otklik recount`: every stored number computed again from the incidents.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{Days, NaiveDate};
use clap::Args;
use metrics::{DayStats, FORMULA_VERSION, Scope};

use super::{Failed, Place, attach};
use crate::system::System;

/// Compute stored numbers again and compare.
#[derive(Debug, Args)]
pub(super) struct Recount {
    /// The first day; by default 90 days ago.
    #[arg(long)]
    from: Option<NaiveDate>,
    /// The last day; by default today.
    #[arg(long)]
    to: Option<NaiveDate>,
}

/// What a recount found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recounted {
    /// Stored numbers of a scope on a day.
    pub rows: u32,
    /// Incidents in the numbers of the region.
    pub incidents: u64,
    /// Voices in them.
    pub voices: u64,
    /// Rows that differ.
    pub different: u32,
}

pub(super) async fn run(place: &Place, recount: Recount) -> Result<(), Failed> {
    let attached = attach(place).await?;
    let today = attached.system.clock().now().date_naive() + Days::new(1);
    let period = (recount.from.unwrap_or(today - Days::new(90)), recount.to.unwrap_or(today));
    let found = compare(&attached.system, &attached.regions, period).await?;
    crate::texts::recounted(&found);
    if found.different == 0 { Ok(()) } else { Err("stored numbers differ from the incidents".into()) }
}

/// Compares every stored row of a period with the incidents, as of the moment at which the row was computed.
pub async fn compare(
    system: &System,
    regions: &[domain::RegionId],
    period: (NaiveDate, NaiveDate),
) -> Result<Recounted, Failed> {
    let mut found = Recounted::default();
    for region in regions {
        let item = system.store().region(region).await?.ok_or("the region has no directory")?;
        let directory: domain::Directory = serde_json::from_str(&item.document)?;
        let municipalities = directory.territory.municipalities.iter();
        let mut read = BTreeMap::new();
        let scopes = municipalities.map(|municipality| Scope::Municipality(municipality.oktmo.clone()));
        for scope in scopes.chain([Scope::Unplaced, Scope::Region]) {
            let rows =
                system.store().days(region, &scope.to_string(), FORMULA_VERSION.into(), period).await?;
            for row in rows {
                let stored: DayStats = serde_json::from_str(&row.document)?;
                let as_of = stored.as_of.latest;
                let facts = match read.entry((row.day, as_of)) {
                    Entry::Occupied(facts) => facts.into_mut(),
                    Entry::Vacant(place) => {
                        place.insert(analyze::day_facts(system.store(), &directory, row.day, as_of).await?)
                    }
                };
                let zone = directory.region.zone;
                let again = metrics::day(&scope, row.day, zone, as_of, &facts.incidents, &facts.voices);
                for difference in metrics::differences(&stored, &again) {
                    crate::texts::differs(&scope, row.day, &difference);
                    found.different += 1;
                }
                found.rows += 1;
                if scope == Scope::Region {
                    found.incidents += u64::from(stored.counts.received);
                    found.voices += u64::from(stored.counts.voices);
                }
            }
        }
    }
    Ok(found)
}
