//! What came before an outage was declared: open incidents that tell of it join its incident.

use contracts::{DeliveryTask, hand_overs};
use domain::Outage;
use domain::incident::{Action, Actor, Case, Record, State};
use language::duplicates::outage::{Affected, declared};
use store::{Replaced, Touch};

use super::{facts, seal};
use crate::handler::Ask;
use crate::refusal::Refusal;

/// So many join in one request; the same request again goes on.
const MOST: usize = 200;

/// Merges what nobody has worked on yet into the incident of the outage; says how many it were.
pub(super) async fn existing(ask: &Ask<'_>, outage: &Outage) -> Result<usize, Refusal> {
    if ask.now <= outage.from || outage.ended_at.is_some() {
        return Ok(0);
    }
    let untouched = |case: &Case| !case.is_touched() && matches!(case.state, State::Triage | State::Routed);
    let affects = |record: &Record| {
        record.key != outage.incident
            && record.open_case().is_some_and(untouched)
            && facts(ask, record).is_some_and(|facts| declared(outage, seal(ask), &facts) == Affected::Yes)
    };
    let (region, period) = (&ask.holder.region, (outage.from, ask.now));
    let place = Some(&outage.municipality);
    let found = ask.deps.store.in_municipality(region, place, period, None, MOST, affects).await?;
    let mut joined = 0;
    for record in found.items {
        joined += usize::from(join(ask, outage, record).await?);
    }
    Ok(joined)
}

async fn join(ask: &Ask<'_>, outage: &Outage, mut record: Record) -> Result<bool, Refusal> {
    let actor = Actor::person(ask.holder.prefix.as_str());
    let reason = "Объявленное отключение".into();
    let merge = Action::Merge { into: outage.incident.clone(), reason };
    let Some(case) = record.case_mut() else { return Ok(false) };
    if case.act(&merge, &actor, &outage.id, ask.now).is_err() {
        return Ok(false);
    }
    if let Some(touch) = Touch::of(&record, ask.directory.region.zone, ask.now) {
        ask.deps.store.touch(&record.region, &touch).await?;
    }
    // Whoever works on it meanwhile decides by themselves.
    let Replaced::Stored(stored) = ask.deps.store.replace(&record).await? else { return Ok(false) };
    let calls: Vec<_> = hand_overs(&stored, false).into_iter().map(DeliveryTask::HandOverV1).collect();
    ask.deps.deliveries.send_all(&calls).await?;
    Ok(true)
}
