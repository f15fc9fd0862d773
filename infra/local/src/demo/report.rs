//! What the demo shows when it is over: the numbers of the API, and how honest they are.

use std::path::Path;
use std::sync::Arc;

use api::keys::{Role, Unit};
use chrono::NaiveDate;
use domain::{CentreId, Directory, Oktmo};

use super::drops::Drops;
use super::feed::Feed;
use super::score::{Score, score};
use super::stub::Stub;
use super::world::World;
use super::{Stage, tables, texts};
use crate::commands::Failed;

/// Periods longer than this are shown by month.
const MOST_WEEKS_DAYS: i64 = 100;

pub(super) fn beginning(stage: &Stage, seed: u64, feed: &Feed, stub: &Stub) {
    let directory = &stage.directory;
    let connected = directory.agencies.iter().filter(|agency| stub.serves(&agency.id)).count();
    texts::started(stage.days, seed, directory.pages.len(), connected);
    if let Some(storm) = feed.storm() {
        let name = directory.municipality(&storm.municipality).map_or("", |found| found.name.as_str());
        texts::storm(storm, name);
    }
}

/// Whose numbers are shown: the region, a centre of several municipalities, and the largest town of those.
struct Shown {
    centre: (CentreId, String),
    municipality: (Oktmo, String),
}

impl Shown {
    fn choose(directory: &Directory, on: NaiveDate) -> Result<Self, Failed> {
        let serves_several = |id: &CentreId| directory.territory.municipalities_of(id, on).count() > 1;
        let wanted = CentreId::parse("vyksa").ok().filter(|id| directory.centre(id).is_some());
        let any = || directory.territory.centres.iter().map(|centre| centre.id.clone()).find(serves_several);
        let id = wanted.or_else(any).ok_or("the region has no centre")?;
        let centre = directory.centre(&id).ok_or("the region has no centre")?;
        let pages = |oktmo: &Oktmo| {
            directory.pages.iter().filter(|page| page.municipality.as_ref() == Some(oktmo)).count()
        };
        let served = directory.territory.municipalities_of(&id, on).max_by_key(|unit| pages(&unit.oktmo));
        let unit = served.ok_or("the centre serves nobody")?;
        let municipality = (unit.oktmo.clone(), unit.name.clone());
        Ok(Self { centre: (id.clone(), centre.name.clone()), municipality })
    }

    fn paths(&self, directory: &Directory, (first, last): (NaiveDate, NaiveDate)) -> [(String, String); 3] {
        let step = if (last - first).num_days() > MOST_WEEKS_DAYS { "month" } else { "week" };
        let query = format!("stats?from={first}&to={last}&step={step}");
        let region = &directory.region;
        [
            (region.name.clone(), format!("/v1/regions/{}/{query}", region.id)),
            (self.centre.1.clone(), format!("/v1/centres/{}/{query}", self.centre.0)),
            (self.municipality.1.clone(), format!("/v1/municipalities/{}/{query}", self.municipality.0)),
        ]
    }
}

/// What was shown in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) tables: Vec<String>,
    pub(super) score: Score,
}

/// Prints the tables and what is behind them.
pub(super) async fn end(
    world: &mut World,
    days: (NaiveDate, NaiveDate),
    drops: &Drops,
) -> Result<Ended, Failed> {
    let directory = Arc::clone(&world.directory);
    let mut tables = Vec::new();
    for (title, path) in Shown::choose(&directory, days.1)?.paths(&directory, days) {
        let report = world.office.get((Role::Reader, &Unit::WHOLE), &path).await?;
        let table = tables::table(&report);
        texts::table(&title, &table);
        tables.push(table);
    }
    texts::notes();
    let score = score(world).await?;
    texts::honesty(&world.tally, &drops.counts(), &world.stub.seen(), &score);
    Ok(Ended { tables, score })
}

/// Prints where to look next.
pub(super) async fn look(
    world: &World,
    days: (NaiveDate, NaiveDate),
    folder: Option<&Path>,
) -> Result<(), Failed> {
    let Some(folder) = folder else {
        texts::gone();
        return Ok(());
    };
    let key = world.office.key_to_keep().await?;
    let paths = Shown::choose(&world.directory, days.1)?.paths(&world.directory, days);
    texts::look(folder, key.expose(), &paths.map(|(_, path)| path));
    Ok(())
}
