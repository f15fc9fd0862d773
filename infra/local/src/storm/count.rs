//! The statistics after the storm: the next night counts, and what it says is compared with the plan and a recount.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use contracts::{Schedule, ScheduleEvent};
use domain::Directory;
use metrics::{Counts, DayStats, FORMULA_VERSION, Scope, day_bounds};

use super::fault::Fault;
use super::plan::{DayCount, Plan};
use crate::commands::{Failed, Recounted, compare};
use crate::system::System;

/// What the statistics say.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Incidents and voices of the region by day.
    pub(super) days: BTreeMap<NaiveDate, DayCount>,
    /// What the recount found.
    pub(super) recounted: Recounted,
    /// What is wrong.
    pub(super) faults: Vec<Fault>,
}

/// The moment at which the night after `now` counts: by then every day of the storm is over.
pub(super) fn next_night(directory: &Directory, now: DateTime<Utc>) -> DateTime<Utc> {
    let zone = directory.region.zone;
    let tomorrow = now.with_timezone(&zone).date_naive() + Days::new(1);
    day_bounds(tomorrow, zone).0 + TimeDelta::hours(2)
}

/// Lets the night count on `system`, whose clock stands at that night, and compares. What intake has `joined` to an
/// incident counts as a voice.
pub(super) async fn count(
    system: &System,
    directory: &Directory,
    plan: &Plan,
    joined: &BTreeMap<NaiveDate, u32>,
) -> Result<Counted, Failed> {
    system.run_schedule(ScheduleEvent::due(Schedule::Night)).await?;
    let mut counted = Counted::default();
    let expected = plan.days(directory.region.zone);
    let Some((first, last)) = expected.keys().next().copied().zip(expected.keys().last().copied()) else {
        return Ok(counted);
    };
    let scopes = directory.territory.municipalities.iter();
    let scopes =
        scopes.map(|municipality| Scope::Municipality(municipality.oktmo.clone())).chain([Scope::Unplaced]);
    let mut sums: BTreeMap<NaiveDate, Counts> = BTreeMap::new();
    for scope in scopes {
        for (day, counts) in days(system, directory, &scope, (first, last)).await? {
            sums.entry(day).or_default().merge(&counts);
        }
    }
    let region = days(system, directory, &Scope::Region, (first, last)).await?;
    for (day, expected) in expected {
        let expected = expected.after_joining(joined.get(&day).copied().unwrap_or_default());
        let found = region.get(&day).copied().unwrap_or_default();
        let sum = sums.get(&day).copied().unwrap_or_default();
        counted.faults.extend(compare_day(day, expected, found, sum));
        counted.days.insert(day, DayCount { incidents: found.received, voices: found.voices });
    }
    counted.recounted = compare(system, std::slice::from_ref(&directory.region.id), (first, last)).await?;
    if counted.recounted.different > 0 {
        counted.faults.push(Fault::Recount(counted.recounted.different));
    }
    Ok(counted)
}

async fn days(
    system: &System,
    directory: &Directory,
    scope: &Scope,
    period: (NaiveDate, NaiveDate),
) -> Result<BTreeMap<NaiveDate, Counts>, Failed> {
    let (region, formula) = (&directory.region.id, u32::from(FORMULA_VERSION));
    let rows = system.store().days(region, &scope.to_string(), formula, period).await?;
    let read = |row: store::StatsRow| {
        let stats: DayStats = serde_json::from_str(&row.document)?;
        Ok((row.day, stats.counts))
    };
    rows.into_iter().map(read).collect()
}

/// The region's numbers are what was sent, and the sum of its municipalities' and of what has no place.
fn compare_day(day: NaiveDate, expected: DayCount, region: Counts, sum: Counts) -> Vec<Fault> {
    let fault = |scope: &str, what, expected, found| Fault::Count {
        scope: scope.to_owned(),
        day,
        what,
        expected,
        found,
    };
    let sent =
        [("received", expected.incidents, region.received), ("voices", expected.voices, region.voices)];
    let against_plan = sent.into_iter().map(|(what, expected, found)| ("region", what, expected, found));
    let parts = region.named().zip(sum.named());
    let against_parts = parts.map(|((what, region), (_, sum))| ("sum of municipalities", what, region, sum));
    against_plan
        .chain(against_parts)
        .filter(|(_, _, expected, found)| expected != found)
        .map(|(scope, what, expected, found)| fault(scope, what, expected, found))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_was_not_sent_and_a_sum_that_does_not_add_up_are_faults() {
        let day = "2026-03-10".parse().unwrap();
        let expected = DayCount { incidents: 5, voices: 2 };
        let region = Counts { received: 5, voices: 2, open: 5, ..Counts::default() };
        assert_eq!(compare_day(day, expected, region, region), []);
        let lost = compare_day(day, DayCount { incidents: 6, voices: 2 }, region, region);
        assert!(matches!(lost[..], [Fault::Count { what: "received", expected: 6, found: 5, .. }]));
        let apart = compare_day(day, expected, region, Counts { open: 4, ..region });
        assert!(matches!(apart[..], [Fault::Count { what: "open", expected: 5, found: 4, .. }]));
    }
}
