//! Writing down what was planned. Done twice, or again after it was cut off, it is done once.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use store::{Created, Store, StoreError, Touch};

use super::Plan;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Incidents that were not there before.
    pub created: usize,
    /// Incidents that somebody else had brought meanwhile.
    pub known: usize,
}

/// Writes what is new. The day of each is marked to be counted again before it is there.
pub async fn apply(store: &Store, plan: &Plan, zone: Tz, now: DateTime<Utc>) -> Result<Applied, StoreError> {
    let mut applied = Applied::default();
    for brought in &plan.new {
        let record = &brought.record;
        if let Some(touch) = Touch::of(record, zone, now) {
            store.touch(&record.region, &touch).await?;
        }
        let pseudonym = record.said().and_then(|said| said.author.as_ref());
        if let (Some(address), Some(pseudonym)) = (&brought.author, pseudonym) {
            store.keep_author(&record.region, pseudonym, address, now).await?;
        }
        match store.create(record).await? {
            Created::Stored(_) => applied.created += 1,
            Created::Exists(_) => applied.known += 1,
        }
    }
    Ok(applied)
}
