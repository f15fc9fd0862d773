//! One round: what fell due since the last one, desk by desk.

use chrono::{DateTime, Duration, Utc};
use contracts::ScheduleEvent;
use domain::Directory;
use domain::agency::Desk;
use domain::incident::Record;
use kit::Failure;
use store::{Replaced, StoreError, Touch};
use tracing::info;

use crate::{Deps, health};

/// The name under which the progress of the rounds is kept.
const WORK: &str = "watch";
/// Rounds overlap by this much: an index may lag, and a mark is made once however often it is tried.
const OVERLAP: Duration = Duration::minutes(15);
/// How far the first round looks back.
const FIRST_LOOK: Duration = Duration::days(400);
const PAGE: usize = 100;
const TRIES: usize = 5;

/// Makes a round through the regions.
pub async fn handle(deps: &Deps, event: ScheduleEvent) -> Result<(), Failure> {
    for region in
        deps.regions.iter().filter(|region| event.region.as_ref().is_none_or(|only| only == *region))
    {
        let now = deps.clock.now();
        let since = match deps.store.progress(region, WORK).await.map_err(stored)? {
            Some(at) => {
                at.parse::<DateTime<Utc>>().map_err(|error| Failure::park("progress.corrupt", error))?
            }
            None => now - FIRST_LOOK,
        };
        let directory = deps.directories.get(region, now).await.map_err(stored)?;
        let marked = round(deps, &directory, (since - OVERLAP, now)).await?;
        // A round that fails half-way is made again from the same moment.
        deps.store.put_progress(region, WORK, &now.to_rfc3339()).await.map_err(stored)?;
        health::round(deps, &directory).await?;
        info!(%region, marked, "round made");
    }
    Ok(())
}

pub(crate) fn stored(error: StoreError) -> Failure {
    Failure::retry(error.code(), error)
}

async fn round(
    deps: &Deps,
    directory: &Directory,
    due: (DateTime<Utc>, DateTime<Utc>),
) -> Result<u32, Failure> {
    let region = &directory.region.id;
    let mut marked = 0;
    for desk in directory.desks() {
        let mut position = None;
        loop {
            let listed = deps
                .store
                .on_desk(region, &desk, Some(due), position, PAGE, |_| true)
                .await
                .map_err(stored)?;
            for record in listed.items {
                marked += u32::from(mark(deps, directory, &desk, record).await?);
            }
            match listed.next {
                Some(next) => position = Some(next),
                None => break,
            }
        }
    }
    Ok(marked)
}

async fn mark(deps: &Deps, directory: &Directory, desk: &Desk, mut record: Record) -> Result<bool, Failure> {
    let (zone, now) = (directory.region.zone, deps.clock.now());
    for _ in 0..TRIES {
        let on = record.written_at().with_timezone(&zone).date_naive();
        let before = record.clone();
        if record.open_case().is_none_or(|case| case.desk != *desk) {
            return Ok(false);
        }
        if let Some(case) = record.case_mut() {
            case.settle(directory, on, now);
        }
        if record == before {
            return Ok(false);
        }
        if let Some(touch) = Touch::of(&record, zone, now) {
            deps.store.touch(&record.region, &touch).await.map_err(stored)?;
        }
        match deps.store.replace(&record).await.map_err(stored)? {
            Replaced::Stored(_) => return Ok(true),
            Replaced::Conflict(other) => record = other,
        }
    }
    Err(Failure::retry("record.contended", StoreError::Conflict { operation: "mark overdue" }))
}
