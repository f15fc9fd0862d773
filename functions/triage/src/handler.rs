//! One delivery: read, merge, decide, write, tell.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use contracts::{ContractError, DeliveryTask, MessageTask, RawDelivery, decode, hand_overs, publication_of};
use domain::incident::{Action, Actor, Case, Decision, Lead, Record, Report, Said, Standing};
use domain::{Event, Form, Page, Platform, Private};
use kit::metrics::{Dimension, Metric, count, count_by};
use kit::{Failure, Record as QueueRecord};
use platforms::pos;
use store::{Created, Parked, Replaced, StoreError, Touch};
use tracing::{info, warn};

use crate::decide::understand;
use crate::{Deps, Mind};

/// How often a record that others keep changing is tried again before the delivery waits for its next turn.
pub(crate) const TRIES: usize = 8;

/// Handles one record of the queue `messages`.
pub async fn handle(deps: &Deps, record: QueueRecord) -> Result<(), Failure> {
    let task: MessageTask = decode(&record.body).map_err(unreadable)?;
    let MessageTask::RawDeliveryV1(delivery) = task;
    let directory = deps.directories.get(&delivery.region, deps.clock.now()).await.map_err(stored)?;
    let mind = deps.minds.of(&deps.store, &directory, deps.clock.now()).await;
    let Some(page) = mind.directory.page(&delivery.page).cloned() else {
        return park(deps, &delivery, &record.body, "page.unknown").await;
    };
    let intake = Intake { deps, mind: &mind, page: &page, delivery: &delivery };
    intake.read(&record.body).await?;
    // Only what was done with counts as heard.
    match platforms::number(&page, &delivery.body.0) {
        Some(number) => intake.heard(number).await,
        None => Ok(()),
    }
}

/// An envelope of another version or shape: it goes to the dead letters, where a newer version can read it.
fn unreadable(error: ContractError) -> Failure {
    Failure::retry("envelope.unreadable", error)
}

pub(crate) fn stored(error: StoreError) -> Failure {
    Failure::retry(error.code(), error)
}

async fn park(deps: &Deps, delivery: &RawDelivery, task: &str, code: &str) -> Result<(), Failure> {
    let parked = Parked {
        digest: deps.id_key.mark(&[delivery.page.as_str(), task]),
        code: code.to_owned(),
        task: Private::from(task),
        received_at: delivery.received_at,
    };
    deps.store.park(&delivery.region, &parked).await.map_err(stored)?;
    count(Metric::DeliveriesQuarantined);
    warn!(page = %delivery.page, code, parked = parked.digest, "delivery parked");
    Ok(())
}

pub(crate) struct Intake<'a> {
    pub(crate) deps: &'a Deps,
    pub(crate) mind: &'a Arc<Mind>,
    pub(crate) page: &'a Page,
    pub(crate) delivery: &'a RawDelivery,
}

impl Intake<'_> {
    async fn read(&self, task: &str) -> Result<(), Failure> {
        let Self { deps, page, delivery, .. } = self;
        let reading = match platforms::read(page, &delivery.headers, &delivery.body.0, delivery.received_at) {
            Ok(reading) => reading,
            Err(malformed) => {
                warn!(page = %page.id, cause = %malformed, "delivery parked");
                return park(deps, delivery, task, "body.malformed").await;
            }
        };
        if let Some(ignored) = &reading.ignored {
            info!(page = %page.id, platform = %page.platform, reason = ignored.as_str(), "delivery ignored");
            count_by(Metric::EventsIgnored, Dimension::Platform(page.platform));
        }
        for note in &reading.notes {
            self.note(note).await?;
        }
        for event in &reading.events {
            self.take(event).await?;
        }
        Ok(())
    }

    async fn take(&self, event: &Event) -> Result<(), Failure> {
        let region = &self.delivery.region;
        let mut report = Report::new(&self.deps.id_key, region, self.page, event, self.delivery.received_at);
        if self.page.platform == Platform::Pos
            && let Ok(item) = pos::read_item(&self.delivery.body.0, self.delivery.received_at)
        {
            return self.appeal(&item, &report).await;
        }
        if event.content.as_ref().is_some_and(|content| content.form == Form::Direct) {
            self.keep_author(event).await?;
        }
        self.link_to_post(event, &mut report).await?;
        self.store(&report).await?;
        self.join_dialog(event, &report).await
    }

    pub(crate) async fn store(&self, report: &Report) -> Result<(), Failure> {
        let region = &self.delivery.region;
        let mut known: Option<Record> = None;
        for _ in 0..TRIES {
            let before = known.take().unwrap_or_else(|| {
                Record::unknown(region, self.page, report.key.clone(), report.received_at)
            });
            let mut after = self.merged(&before, report);
            if before.version > 0 && after == before {
                return self.follow_up(&after, report).await;
            }
            self.meet(&before, &mut after).await?;
            match self.write(&after).await? {
                Written::Stored(record) => return self.follow_up(&record, report).await,
                Written::Other(record) => known = Some(record),
            }
        }
        Err(Failure::retry("record.contended", StoreError::Conflict { operation: "merge report" }))
    }

    pub(crate) fn decide(&self, said: &Said) -> Decision {
        let understood = understand(self.mind, self.page, said);
        if !understood.routing.is_routed() {
            count(Metric::Unrouted);
        }
        understood.decision
    }

    /// What is known of the message after the report. Nothing is decided again that somebody works by.
    fn merged(&self, before: &Record, report: &Report) -> Record {
        let mut record = before.clone();
        let newest = record.merge(report);
        let in_parts = report.said().is_some_and(|said| said.part.is_some());
        let said = if in_parts { record.message.said() } else { report.said() };
        let decision = said.filter(|_| newest).map(|said| self.decide(said));
        let now = self.deps.clock.now();
        match (&mut record.standing, &report.parent, decision) {
            (Standing::Case(case), Some(_), _) if case.is_touched() => case.lead = None,
            (standing, Some(parent), decision) => {
                let municipality =
                    decision.map_or_else(|| where_known(standing), |decision| decision.municipality);
                *standing = Standing::Voice { of: parent.clone(), municipality };
            }
            (Standing::Voice { municipality, .. }, None, Some(decision)) => {
                *municipality = decision.municipality;
            }
            (Standing::Case(case), None, Some(decision)) => {
                case.decide_again(decision, now);
                case.lead = None;
            }
            (standing @ Standing::Unknown, None, Some(decision)) => {
                *standing = Standing::Case(Box::new(Case::open(decision, now)));
            }
            (_, None, None) => {}
        }
        if newest
            && let Some(said) = record.said().cloned()
            && let Some(case) = record.case_mut()
        {
            case.likeness = self.likeness(&said, &case.decision);
        }
        if newest && let Some(said) = report.said().filter(|said| is_new_part(before, said)) {
            reopen(&mut record, said.written_at, now);
        }
        record.count_by_hand();
        self.settle(&mut record);
        record
    }

    /// Does what follows for any case from its state: who takes hand-overs, which deadlines have passed already.
    pub(crate) fn settle(&self, record: &mut Record) {
        let now = self.deps.clock.now();
        let zone = self.mind.directory.region.zone;
        let on = record.written_at().with_timezone(&zone).date_naive();
        if let Some(case) = record.case_mut() {
            case.settle(&self.mind.directory, on, now);
        }
    }

    pub(crate) async fn write(&self, record: &Record) -> Result<Written, Failure> {
        self.touch(record).await?;
        let store = &self.deps.store;
        if record.version == 0 {
            Ok(match store.create(record).await.map_err(stored)? {
                Created::Stored(record) => Written::Stored(record),
                Created::Exists(record) => Written::Other(record),
            })
        } else {
            Ok(match store.replace(record).await.map_err(stored)? {
                Replaced::Stored(record) => Written::Stored(record),
                Replaced::Conflict(record) => Written::Other(record),
            })
        }
    }

    /// Marks the day of the message for counting, if it has been counted. The mark comes before the write: a mark
    /// without a write costs one more count, a write without a mark would stay uncounted.
    async fn touch(&self, record: &Record) -> Result<(), Failure> {
        match Touch::of(record, self.mind.directory.region.zone, self.deps.clock.now()) {
            Some(touch) => self.deps.store.touch(&record.region, &touch).await.map_err(stored),
            None => Ok(()),
        }
    }

    /// What must be true once the record is stored, done again on every repetition.
    pub(crate) async fn follow_up(&self, record: &Record, report: &Report) -> Result<(), Failure> {
        if let Some(of) = record.voice_of() {
            self.see_to_incident(of, record).await?;
            self.answered_for_all(record).await?;
        }
        let edited = report.revision.as_ref().is_some_and(|(mark, _)| {
            let changes = mark.edited || record.message.revisions.len() > 1;
            changes && record.message.is_newest(&mark.delivery)
        });
        let mut calls: Vec<_> =
            hand_overs(record, edited).into_iter().map(DeliveryTask::HandOverV1).collect();
        calls.extend(publication_of(record, record).map(DeliveryTask::PublishV1));
        self.deps.deliveries.send_all(&calls).await.map_err(|error| Failure::retry(error.code(), error))
    }

    /// Sees to it that there is an incident for a voice to belong to. Where the first message never arrived, the
    /// voice's own words open it.
    async fn see_to_incident(&self, of: &domain::MessageKey, voice: &Record) -> Result<(), Failure> {
        let region = &self.delivery.region;
        for _ in 0..TRIES {
            let known = self.deps.store.record(region, of).await.map_err(stored)?;
            if let Some(task) = known.as_ref().and_then(|incident| publication_of(voice, incident)) {
                let sent = self.deps.deliveries.send(&DeliveryTask::PublishV1(task), None).await;
                sent.map_err(|error| Failure::retry(error.code(), error))?;
            }
            let Some(changed) = self.with_voice(known, of, voice) else { return Ok(()) };
            match self.write(&changed).await? {
                Written::Stored(record) => {
                    let calls: Vec<_> =
                        hand_overs(&record, false).into_iter().map(DeliveryTask::HandOverV1).collect();
                    let sent = self.deps.deliveries.send_all(&calls).await;
                    return sent.map_err(|error| Failure::retry(error.code(), error));
                }
                Written::Other(_) => {}
            }
        }
        Err(Failure::retry("record.contended", StoreError::Conflict { operation: "open incident of voice" }))
    }

    fn with_voice(&self, known: Option<Record>, of: &domain::MessageKey, voice: &Record) -> Option<Record> {
        let removed = voice.withdrawn_at().is_some();
        let said: Option<&Said> = voice.message.said().filter(|_| !removed);
        let mut record = match known {
            Some(record) if record.standing == Standing::Unknown && record.message.removals.is_empty() => {
                record
            }
            Some(mut record) => {
                let leads = record.case()?.lead.as_ref().is_some_and(|lead| lead.voice == voice.key);
                if !(removed && leads) {
                    return None;
                }
                record.case_mut()?.forget_lead(&voice.key);
                if record.said().is_none() && !record.case()?.is_touched() {
                    record.standing = Standing::Unknown;
                }
                return Some(record);
            }
            None => Record::unknown(&self.delivery.region, self.page, of.clone(), self.delivery.received_at),
        };
        let said = said?.clone();
        let decision = self.decide(&said);
        let mut case = Case::open(decision, self.deps.clock.now());
        case.lead = Some(Lead { voice: voice.key.clone(), said });
        record.standing = Standing::Case(Box::new(case));
        self.settle(&mut record);
        Some(record)
    }

    async fn keep_author(&self, event: &Event) -> Result<(), Failure> {
        let Some(author) = event.content.as_ref().and_then(|content| content.author.as_ref()) else {
            return Ok(());
        };
        let region = &self.delivery.region;
        let pseudonym = self.deps.id_key.author(region, self.page.platform, &author.id);
        let kept =
            self.deps.store.keep_author(region, &pseudonym, &author.id, self.delivery.received_at).await;
        kept.map_err(stored)
    }
}

/// Some events about a reply name the message that it answers and some do not; that it is a reply is never forgotten.
fn where_known(standing: &Standing) -> Option<domain::Oktmo> {
    match standing {
        Standing::Unknown => None,
        Standing::Voice { municipality, .. } => municipality.clone(),
        Standing::Case(case) => case.decision.municipality.clone(),
    }
}

/// Whether a message that comes in parts gets one that was not known.
fn is_new_part(before: &Record, said: &Said) -> bool {
    let mut known = before.message.revisions.iter().filter_map(|revision| revision.said.as_ref());
    said.part.is_some() && known.all(|known| known.part != said.part)
}

/// What is said again after the matter was closed opens it again.
fn reopen(record: &mut Record, written_at: DateTime<Utc>, now: DateTime<Utc>) {
    let Some(case) = record.case_mut() else { return };
    if case.closing().is_some_and(|(closed_at, _)| closed_at < written_at) {
        let request = format!("part:{}", written_at.timestamp_millis());
        let action =
            Action::Reopen { reason: "Автор написал о том же ещё раз".into() };
        // A full log is the one thing that forbids it, and then nothing more can be written down anyway.
        let _ = case.act(&action, &Actor::author(), &request, now);
    }
}

pub(crate) enum Written {
    Stored(Record),
    Other(Record),
}
