//! Messages that tell of an outage which an operator has declared: they join its one incident.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::incident::{Record, Standing};
use domain::{Kind, Outage, Private, RegionId};
use language::duplicates::outage::{Affected, declared};
use store::{About, Memo, Store};
use tracing::{info, warn};

use crate::handler::Intake;

/// How long a list of outages holds.
const FRESH: TimeDelta = TimeDelta::seconds(60);

type Known = (DateTime<Utc>, Arc<Vec<Outage>>);

/// The outages of the regions seen so far, read anew every minute.
#[derive(Debug, Default)]
pub(crate) struct Outages(Mutex<HashMap<RegionId, Known>>);

impl Outages {
    /// The outages that a region has declared. What cannot be read now leaves the last list: no message waits for it.
    async fn of(&self, store: &Store, region: &RegionId, now: DateTime<Utc>) -> Arc<Vec<Outage>> {
        let known = self.lock().get(region).cloned();
        let kept = match known {
            Some((read_at, list)) if now - read_at < FRESH => return list,
            known => known.map(|(_, list)| list).unwrap_or_default(),
        };
        let list = match store.memo(region, About::Outages).await {
            Ok(Memo { value, .. }) => Arc::new(value),
            Err(cause) => {
                warn!(%region, cause = %kit::Chain(&cause), "the outages cannot be read");
                kept
            }
        };
        self.lock().insert(region.clone(), (now, Arc::clone(&list)));
        list
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RegionId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Intake<'_> {
    /// Makes a new message that tells of a declared outage a voice of its incident; says whether it did.
    pub(crate) async fn join_outage(&self, before: &Record, after: &mut Record) -> bool {
        let (region, now) = (&self.delivery.region, self.deps.clock.now());
        let Some(case) = after.open_case().filter(|_| before.standing == Standing::Unknown) else {
            return false;
        };
        let tells = matches!(case.decision.kind, Kind::Complaint | Kind::Request | Kind::Question);
        let Some((said, topic)) = after.said().zip(case.decision.topic.as_ref()).filter(|_| tells) else {
            return false;
        };
        let outages = self.deps.outages.of(&self.deps.store, region, now).await;
        if outages.is_empty() {
            return false;
        }
        let facts = self.facts(said, topic);
        let affects = |outage: &&Outage| declared(outage, self.seal(), &facts) == Affected::Yes;
        let Some(outage) = outages.iter().find(affects) else { return false };
        info!(incident = %after.key, into = %outage.incident, "joined a declared outage");
        let why = Private::from("Объявленное отключение");
        if let Some(case) = after.case_mut() {
            case.join(outage.incident.clone(), "outage", why, now);
        }
        true
    }
}
