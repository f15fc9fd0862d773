//! Items of ПОС: an incident with the stages that it goes through there. The list tells an item anew whenever something
//! happens to it, until people work on the incident here; from then on only its words are taken.

use domain::incident::{Record, Report, Said};
use kit::Failure;
use kit::metrics::{Dimension, Metric, count_by};
use platforms::pos::{self, Item};
use store::StoreError;
use tracing::info;

use crate::handler::{Intake, TRIES, Written, stored};

impl Intake<'_> {
    /// Takes an item, whose message is `report`.
    pub(crate) async fn appeal(&self, item: &Item, report: &Report) -> Result<(), Failure> {
        for code in item.unknown_codes() {
            info!(page = %self.page.id, code, "code is unknown");
            count_by(Metric::UnknownCodes, Dimension::Platform(self.page.platform));
        }
        let region = &self.delivery.region;
        for _ in 0..TRIES {
            let known = self.deps.store.record(region, &report.key).await.map_err(stored)?;
            if known.as_ref().and_then(Record::case).is_some_and(|case| !case.is_only_told()) {
                return self.store(report).await;
            }
            let Some(after) = self.told(item, report, known.clone()) else {
                return match known {
                    Some(known) => self.follow_up(&known, report).await,
                    None => Ok(()),
                };
            };
            let before = known.unwrap_or_else(|| {
                Record::unknown(region, self.page, report.key.clone(), report.received_at)
            });
            let mut after = after;
            self.meet(&before, &mut after).await?;
            if let Written::Stored(record) = self.write(&after).await? {
                return self.follow_up(&record, report).await;
            }
        }
        Err(Failure::retry("record.contended", StoreError::Conflict { operation: "tell appeal" }))
    }

    /// The record as the item tells it now; none if that is as it was.
    fn told(&self, item: &Item, report: &Report, known: Option<Record>) -> Option<Record> {
        let before = known.clone();
        let understand = |said: &Said| self.decide(said);
        let directory = &self.mind.directory;
        let mut record = pos::bring(item, report, known, understand, directory, self.page)?;
        if let Some(said) = record.said().cloned()
            && let Some(case) = record.case_mut()
        {
            case.tell_agency(self.deps.clock.now());
            case.likeness = self.likeness(&said, &case.decision);
        }
        self.settle(&mut record);
        (Some(&record) != before.as_ref()).then_some(record)
    }
}
