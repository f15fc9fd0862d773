//! The present day so far: counted when it is asked for, and kept for a minute.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use domain::{Oktmo, RegionId};
use futures::stream::{self, StreamExt, TryStreamExt};
use metrics::{DayStats, Fact, IncidentFacts, Scope, VoiceFacts, day, day_bounds, facts_of};

use crate::handler::Ask;
use crate::refusal::Refusal;

const FRESH_FOR: Duration = Duration::seconds(60);
const AT_ONCE: usize = 8;
const PAGE: usize = 500;

type Facts = (Vec<IncidentFacts>, Vec<VoiceFacts>);

/// When a scope's day was counted, and the numbers.
type Kept = HashMap<(RegionId, String), (DateTime<Utc>, DayStats)>;

/// What was counted within the last minute.
#[derive(Debug, Default)]
pub(crate) struct Today(Mutex<Kept>);

impl Today {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The present day of a scope.
pub(super) async fn so_far(ask: &Ask<'_>, scope: &Scope) -> Result<DayStats, Refusal> {
    let (today, zone) = (ask.today(), ask.directory.region.zone);
    let name = (ask.holder.region.clone(), scope.to_string());
    if let Some((read_at, stats)) = ask.deps.today.kept().get(&name)
        && is_fresh(*read_at, ask.now, day_bounds(today, zone).0)
    {
        return Ok(stats.clone());
    }
    let read = async |place: Option<Oktmo>| facts(ask, place.as_ref()).await;
    let parts: Vec<Facts> = stream::iter(places(ask, scope).into_iter().map(read))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let (incidents, voices): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let stats = day(scope, today, zone, ask.now, &incidents.concat(), &voices.concat());
    ask.deps.today.kept().insert(name, (ask.now, stats.clone()));
    Ok(stats)
}

/// What was counted yesterday is not today's, however fresh.
fn is_fresh(read_at: DateTime<Utc>, now: DateTime<Utc>, midnight: DateTime<Utc>) -> bool {
    let age = now.signed_duration_since(read_at);
    midnight <= read_at && Duration::zero() <= age && age < FRESH_FOR
}

fn places(ask: &Ask<'_>, scope: &Scope) -> Vec<Option<Oktmo>> {
    match scope {
        Scope::Municipality(oktmo) => vec![Some(oktmo.clone())],
        Scope::Unplaced => vec![None],
        Scope::Region | Scope::Agency(_) | Scope::Channel(_) | Scope::Topic(_) => {
            let units = ask.directory.territory.municipalities.iter();
            units.map(|unit| Some(unit.oktmo.clone())).chain([None]).collect()
        }
    }
}

/// The facts of the present day in one place.
async fn facts(ask: &Ask<'_>, place: Option<&Oktmo>) -> Result<Facts, Refusal> {
    let bounds = day_bounds(ask.today(), ask.directory.region.zone);
    let (mut facts, mut position) = (Facts::default(), None);
    loop {
        let region = &ask.holder.region;
        let listed = ask.deps.store.in_municipality(region, place, bounds, position, PAGE, |_| true).await?;
        for fact in listed.items.iter().filter_map(|record| facts_of(&ask.directory, record, ask.now)) {
            match fact {
                Fact::Incident(incident) => facts.0.push(incident),
                Fact::Voice(voice) => facts.1.push(voice),
            }
        }
        match listed.next {
            Some(next) => position = Some(next),
            None => return Ok(facts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_kept_and_a_midnight_is_not_crossed() {
        let at = |text: &str| format!("2026-03-01T{text}Z").parse::<DateTime<Utc>>().unwrap();
        let midnight = at("00:00:00");
        assert!(is_fresh(at("10:00:00"), at("10:00:59"), midnight));
        assert!(!is_fresh(at("10:00:00"), at("10:01:00"), midnight));
        assert!(!is_fresh(at("10:00:00"), at("09:59:59"), midnight));
        assert!(!is_fresh(at("10:00:00"), at("10:00:10"), at("10:00:05")));
    }
}
