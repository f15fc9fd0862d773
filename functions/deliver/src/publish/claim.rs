//! Writing down how far a publication is: before a call and after it.

use chrono::{DateTime, Utc};
use domain::incident::publication::{Brought, Work};
use domain::incident::{Publication, PublicationState, Record};
use kit::Failure;
use kit::metrics::{Dimension, Metric, count_by};
use store::{Attention, Replaced, StoreError};

use super::one::Job;
use crate::handler::{TRIES, stored};

/// What came of writing.
pub(super) enum Written {
    /// It is stored.
    Stored(Box<Record>),
    /// Something else stands there.
    Other(Box<Record>),
}

impl Job<'_> {
    /// Writes a publication on the record as it was read.
    pub(super) async fn put(&self, record: &Record, publication: Publication) -> Result<Written, Failure> {
        let mut changed = record.clone();
        changed.put_publication(publication);
        match self.deps.store.replace(&changed).await.map_err(stored)? {
            Replaced::Stored(record) => Ok(Written::Stored(Box::new(record))),
            Replaced::Conflict(record) => Ok(Written::Other(Box::new(record))),
        }
    }

    /// Brings a publication into a state without a call.
    pub(super) async fn settle(
        &self,
        record: &Record,
        current: &Publication,
        state: PublicationState,
    ) -> Result<Written, Failure> {
        let now = self.deps.clock.now();
        self.point_out(&state, now).await?;
        count_by(Metric::Publications, Dimension::Outcome(state.name()));
        self.put(record, Publication { state, at: now, ..current.clone() }).await
    }

    /// Writes down what the call for `claimed` has brought, unless the claim is no longer that run's.
    pub(super) async fn note(
        &self,
        mut record: Record,
        claimed: &Publication,
        work: Work,
        brought: &Brought,
    ) -> Result<Record, Failure> {
        if let Brought::End(state) = brought {
            self.point_out(state, self.deps.clock.now()).await?;
        }
        for _ in 0..TRIES {
            let current = record
                .publication(&self.task.incident, claimed.answer)
                .filter(|one| one.continues(claimed, brought));
            let Some(mut changed) = current.cloned() else { return Ok(record) };
            let was_pointed_out = changed.state.needs_a_person();
            changed.bring(work, brought, self.deps.clock.now());
            let state = changed.state.clone();
            match self.put(&record, changed).await? {
                Written::Stored(record) => {
                    count_by(Metric::Publications, Dimension::Outcome(state.name()));
                    if was_pointed_out && !state.needs_a_person() {
                        self.forget(claimed.answer).await?;
                    }
                    return Ok(*record);
                }
                Written::Other(other) => record = *other,
            }
        }
        Err(Failure::retry("record.contended", StoreError::Conflict { operation: "note publication" }))
    }

    /// The list of what a person must look at comes first: a mark too many is harmless, a missing one is not.
    async fn point_out(&self, state: &PublicationState, since: DateTime<Utc>) -> Result<(), Failure> {
        if !state.needs_a_person() {
            return Ok(());
        }
        let task = self.task;
        let attention = Attention {
            message: task.message.clone(),
            incident: task.incident.clone(),
            answer: task.answer,
            since,
        };
        self.deps.store.put_attention(&task.region, &attention).await.map_err(stored)
    }

    async fn forget(&self, answer: u32) -> Result<(), Failure> {
        let (task, now) = (self.task, self.deps.clock.now());
        self.deps.store.clear_attention(&task.region, &task.message, answer, now).await.map_err(stored)
    }
}
