//! Messages that tell of an outage which an operator has declared: they join its one incident.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::incident::{Record, Standing};
use domain::{Kind, Outage, Private, RegionId};
use kit::Failure;
use language::duplicates::outage::{Affected, declared};
use store::{About, Memo, Store, StoreError};
use tracing::info;

use crate::handler::{Intake, stored};

/// How long a list of outages holds.
const FRESH: TimeDelta = TimeDelta::seconds(60);

type Known = (DateTime<Utc>, Arc<Vec<Outage>>);

/// The outages of the regions seen so far, read anew every minute.
#[derive(Debug, Default)]
pub(crate) struct Outages(Mutex<HashMap<RegionId, Known>>);

impl Outages {
    /// The outages that a region has declared. A message waits for them as for everything that decides where it belongs.
    async fn of(
        &self,
        store: &Store,
        region: &RegionId,
        now: DateTime<Utc>,
    ) -> Result<Arc<Vec<Outage>>, StoreError> {
        let known = self.lock().get(region).cloned();
        if let Some((read_at, list)) = known
            && now - read_at < FRESH
        {
            return Ok(list);
        }
        let memo: Memo<Vec<Outage>> = store.memo(region, About::Outages).await?;
        let list = Arc::new(memo.value);
        self.lock().insert(region.clone(), (now, Arc::clone(&list)));
        Ok(list)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RegionId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Intake<'_> {
    /// Makes a new message that tells of a declared outage a voice of its incident; says whether it did.
    pub(crate) async fn join_outage(&self, before: &Record, after: &mut Record) -> Result<bool, Failure> {
        let (region, now) = (&self.delivery.region, self.deps.clock.now());
        let Some(case) = after.open_case().filter(|_| before.standing == Standing::Unknown) else {
            return Ok(false);
        };
        let tells = matches!(case.decision.kind, Kind::Complaint | Kind::Request | Kind::Question);
        let Some((said, topic)) = after.said().zip(case.decision.topic.as_ref()).filter(|_| tells) else {
            return Ok(false);
        };
        let outages = self.deps.outages.of(&self.deps.store, region, now).await.map_err(stored)?;
        if outages.is_empty() {
            return Ok(false);
        }
        let facts = self.facts(said, topic);
        let affects = |outage: &&Outage| declared(outage, self.seal(), &facts) == Affected::Yes;
        let Some(outage) = outages.iter().find(affects) else { return Ok(false) };
        info!(incident = %after.key, into = %outage.incident, "joined a declared outage");
        let why = Private::from("Объявленное отключение");
        if let Some(case) = after.case_mut() {
            case.join(outage.incident.clone(), "outage", why, now);
        }
        Ok(true)
    }
}
