//! One night of a region: which days are to be counted, counting them, remembering it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Timelike;
use chrono::{DateTime, Days, NaiveDate, Utc};
use contracts::ScheduleEvent;
use domain::{Directory, RegionId};
use kit::Failure;
use metrics::{DayStats, FORMULA_VERSION, Scope, day_bounds};
use store::{StatsRow, StoreError, Touch};
use tracing::info;

use crate::Deps;
use crate::facts::{DayFacts, day_facts};
use crate::retrain;

/// The name under which the last counted day is kept.
pub const WORK: &str = "night";
/// Counting begins when this hour of the region's day has begun.
const HOUR: u32 = 1;
/// The days on which the waiting goes on are counted again for this long. Later only a change asks for it, and a
/// deadline that passes is one: `watch` marks it.
const UNSETTLED_DAYS: u64 = 7;

/// Counts for each region what is due, or the one day that the event names.
pub async fn handle(deps: &Deps, event: ScheduleEvent) -> Result<(), Failure> {
    for region in
        deps.regions.iter().filter(|region| event.region.as_ref().is_none_or(|only| only == *region))
    {
        let now = deps.clock.now();
        let directory = deps.directories.get(region, now).await.map_err(stored)?;
        match event.date {
            Some(day) => one_day(deps, &directory, day, now).await?,
            None if now.with_timezone(&directory.region.zone).hour() >= HOUR => {
                night(deps, &directory, now).await?;
                retrain::monthly(&deps.store, &directory, now).await?;
            }
            None => {}
        }
    }
    Ok(())
}

fn stored(error: StoreError) -> Failure {
    Failure::retry(error.code(), error)
}

/// Numbers are of one moment: the beginning of the region's day, so that a second run of a night counts the same.
fn as_of(directory: &Directory, now: DateTime<Utc>) -> DateTime<Utc> {
    day_bounds(today(directory, now), directory.region.zone).0
}

fn today(directory: &Directory, now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&directory.region.zone).date_naive()
}

/// A day that is asked for: as of the last midnight, and the present day as of now.
async fn one_day(
    deps: &Deps,
    directory: &Arc<Directory>,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let as_of = if day < today(directory, now) { as_of(directory, now) } else { now };
    count(deps, directory, day, as_of).await
}

async fn night(deps: &Deps, directory: &Arc<Directory>, now: DateTime<Utc>) -> Result<(), Failure> {
    let region = &directory.region.id;
    let today = today(directory, now);
    let yesterday = today - Days::new(1);
    let done = match deps.store.progress(region, WORK).await.map_err(stored)? {
        Some(day) => {
            Some(day.parse::<NaiveDate>().map_err(|error| Failure::park("progress.corrupt", error))?)
        }
        None => None,
    };
    if done.is_some_and(|done| done >= yesterday) {
        return Ok(());
    }
    let as_of = as_of(directory, now);
    let touched: Vec<Touch> = deps.store.touched(region).await.map_err(stored)?;
    let days = due_days(deps, region, &touched, done, yesterday).await?;
    for day in &days {
        count(deps, directory, *day, as_of).await?;
        for touch in touched.iter().filter(|touch| touch.day == *day && touch.at < as_of) {
            deps.store.untouch(region, touch).await.map_err(stored)?;
        }
    }
    deps.store.put_progress(region, WORK, &yesterday.to_string()).await.map_err(stored)?;
    info!(%region, days = days.len(), %yesterday, "night counted");
    Ok(())
}

/// The days to count: those that changed, those never counted, and those that time alone has changed.
async fn due_days(
    deps: &Deps,
    region: &RegionId,
    touched: &[Touch],
    done: Option<NaiveDate>,
    yesterday: NaiveDate,
) -> Result<BTreeSet<NaiveDate>, Failure> {
    let missed =
        done.map_or(yesterday, |done| done + Days::new(1)).iter_days().take_while(|day| *day <= yesterday);
    let recent = (yesterday - Days::new(UNSETTLED_DAYS), yesterday);
    let scope = Scope::Region.to_string();
    let rows = deps.store.days(region, &scope, u32::from(FORMULA_VERSION), recent).await.map_err(stored)?;
    let unsettled = rows.iter().filter(|row| {
        serde_json::from_str::<DayStats>(&row.document).map_or(true, |stats| !stats.is_settled())
    });
    let touched = touched.iter().map(|touch| touch.day).filter(|day| *day <= yesterday);
    Ok(missed.chain(unsettled.map(|row| row.day)).chain(touched).collect())
}

/// Counts one day for the region, each municipality and what has no place, and stores the numbers.
async fn count(
    deps: &Deps,
    directory: &Directory,
    day: NaiveDate,
    as_of: DateTime<Utc>,
) -> Result<(), Failure> {
    let facts = day_facts(&deps.store, directory, day, as_of).await.map_err(stored)?;
    let municipalities = directory.territory.municipalities.iter();
    let scopes = municipalities
        .map(|municipality| Scope::Municipality(municipality.oktmo.clone()))
        .chain([Scope::Unplaced, Scope::Region]);
    for scope in scopes {
        let document = document(directory, &scope, day, as_of, &facts);
        let row = StatsRow { day, document };
        let (region, scope) = (&directory.region.id, scope.to_string());
        deps.store.put_day(region, &scope, u32::from(FORMULA_VERSION), &row, as_of).await.map_err(stored)?;
    }
    Ok(())
}

fn document(
    directory: &Directory,
    scope: &Scope,
    day: NaiveDate,
    as_of: DateTime<Utc>,
    facts: &DayFacts,
) -> String {
    let stats = metrics::day(scope, day, directory.region.zone, as_of, &facts.incidents, &facts.voices);
    serde_json::to_string(&stats).expect("numbers with text keys are JSON")
}
