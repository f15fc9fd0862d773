//! `otklik night`: what the schedule does every night, now.

use chrono::NaiveDate;
use clap::Args;
use contracts::{Schedule, ScheduleEvent};
use domain::RegionId;

use super::{Failed, Place, attach};

/// Count what is due, or one day.
#[derive(Debug, Args)]
pub(super) struct Night {
    /// The day; by default every day that was not counted or has changed since.
    date: Option<NaiveDate>,
    /// Only this region.
    #[arg(long)]
    region: Option<RegionId>,
}

pub(super) async fn run(place: &Place, night: Night) -> Result<(), Failed> {
    let attached = attach(place).await?;
    let now = attached.system.clock().now();
    let due = ScheduleEvent { date: night.date, region: night.region, ..ScheduleEvent::due(Schedule::Night) };
    let event = due.checked(now).map_err(|_| "this day has not come yet, or is too long ago")?;
    if event.date.is_none() {
        // Somebody who asks by hand does not want to wait for the night's hour, and wants the present day as well.
        attached.system.run_schedule(ScheduleEvent { date: Some(now.date_naive()), ..event.clone() }).await?;
    }
    attached.system.run_schedule(event).await?;
    crate::texts::counted(&attached.regions);
    Ok(())
}
