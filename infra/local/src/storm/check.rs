//! After the storm: where every acknowledged message is, and whether it is there once and as it was said.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use contracts::{MessageTask, decode};
use domain::incident::{Record, Standing};
use domain::{Directory, IdKey, MessageKey, Oktmo};
use metrics::local_day;

use super::drops::Told;
use super::fault::Fault;
use super::payload::Parcel;
use super::plan::{Fate, Message, Plan};
use crate::commands::Failed;
use crate::system::System;

const PAGE: usize = 500;

/// How many messages were found as what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Incidents.
    pub(super) incidents: usize,
    /// Voices.
    pub(super) voices: usize,
    /// Of both: taken away after they were written.
    pub(super) withdrawn: usize,
    /// Marks of removals of messages that were never written.
    pub(super) tombstones: usize,
    /// Parked deliveries, each counted once.
    pub(super) parked: usize,
    /// Copies of them, from tries whose answer was lost.
    pub(super) copies: usize,
}

/// Compares what the folder holds with what was sent.
#[derive(Debug)]
pub(super) struct Check<'a> {
    pub(super) system: &'a System,
    pub(super) directory: &'a Directory,
    pub(super) plan: &'a Plan,
    /// What was found so far.
    pub(super) tally: Tally,
    /// Messages that intake itself has joined to an incident that tells of the same, by the day of their writing.
    pub(super) joined: BTreeMap<NaiveDate, u32>,
    /// What is wrong, in the order in which it was found.
    pub(super) faults: Vec<Fault>,
}

impl<'a> Check<'a> {
    /// Nothing is looked at yet.
    pub(super) fn new(system: &'a System, directory: &'a Directory, plan: &'a Plan) -> Self {
        Self { system, directory, plan, tally: Tally::default(), joined: BTreeMap::new(), faults: Vec::new() }
    }

    /// Every message: its record, and no record besides.
    pub(super) async fn messages(&mut self) -> Result<(), Failed> {
        let id_key = self.system.id_key();
        let mut listed = self.listed().await?;
        for message in &self.plan.messages {
            let key = self.key(&id_key, message, &message.object);
            let record = match listed.remove(&key) {
                Some(record) => Some(record),
                None => self.system.store().record(&self.directory.region.id, &key).await?,
            };
            let answers = message.answers.as_ref().map(|object| self.key(&id_key, message, object));
            match record {
                Some(record) => {
                    if record.case().is_some() && record.voice_of().is_some() {
                        let day = local_day(record.written_at(), self.directory.region.zone);
                        *self.joined.entry(day).or_default() += 1;
                    }
                    self.faults.extend(judge(message, answers.as_ref(), &record, &mut self.tally));
                }
                None => self.faults.push(Fault::Missing(key)),
            }
        }
        self.faults.extend(listed.into_keys().map(Fault::Stranger));
        Ok(())
    }

    /// Every delivery that no message came of: parked, or counted as dropped.
    pub(super) async fn drops(&mut self, told: &Told) -> Result<(), Failed> {
        let unknown = told.ignored.get("unknown_kind").copied().unwrap_or_default();
        if unknown < self.plan.unknown_kinds {
            self.faults.push(Fault::Uncounted { sent: self.plan.unknown_kinds, told: unknown });
        }
        if told.bugs > 0 {
            self.faults.push(Fault::Bugs(told.bugs));
        }
        let mut waiting: BTreeMap<(String, String), &Parcel> = BTreeMap::new();
        for parcel in &self.plan.unreadable {
            let page = self.plan.doors[parcel.page].page.id.to_string();
            waiting.insert((page, without_secret(&parcel.body)?), parcel);
        }
        let mut found = BTreeSet::new();
        for digest in &told.parked {
            match self.parked(digest).await?.filter(|name| waiting.contains_key(name)) {
                Some(name) if found.insert(name.clone()) => self.tally.parked += 1,
                Some(_) => self.tally.copies += 1,
                None => self.faults.push(Fault::ParkedStranger(digest.clone())),
            }
        }
        let lost = waiting.iter().filter(|(name, _)| !found.contains(*name));
        self.faults.extend(lost.map(|(_, parcel)| Fault::NotParked(parcel.delivery.clone())));
        Ok(())
    }

    fn key(&self, id_key: &IdKey, message: &Message, object: &str) -> MessageKey {
        let page = &self.plan.doors[message.page].page;
        id_key.message(&self.directory.region.id, page.platform, &page.id, object)
    }

    /// Everything that stands in the lists of the municipalities, and in that of no municipality.
    async fn listed(&mut self) -> Result<BTreeMap<MessageKey, Record>, Failed> {
        let mut all = BTreeMap::new();
        let directory = self.directory;
        let known = directory.territory.municipalities.iter().map(|municipality| Some(&municipality.oktmo));
        for municipality in known.chain([None]) {
            for record in self.in_municipality(municipality).await? {
                if let Some(other) = all.insert(record.key.clone(), record) {
                    self.faults.push(Fault::Twice(other.key));
                }
            }
        }
        Ok(all)
    }

    async fn in_municipality(&self, municipality: Option<&Oktmo>) -> Result<Vec<Record>, Failed> {
        let region = &self.directory.region.id;
        let now = self.system.clock().now();
        let period = (now - TimeDelta::days(30), now + TimeDelta::days(30));
        let (mut records, mut position) = (Vec::new(), None);
        loop {
            let store = self.system.store();
            let part = store.in_municipality(region, municipality, period, position, PAGE, |_| true).await?;
            records.extend(part.items);
            match part.next {
                Some(next) => position = Some(next),
                None => return Ok(records),
            }
        }
    }

    async fn parked(&self, digest: &str) -> Result<Option<(String, String)>, Failed> {
        let parked = self.system.store().parked(&self.directory.region.id, digest).await?;
        let Some(parked) = parked.filter(|parked| parked.code == "body.malformed") else { return Ok(None) };
        let MessageTask::RawDeliveryV1(delivery) = decode(parked.task.expose())?;
        Ok(Some((delivery.page.to_string(), without_secret(&delivery.body.0)?)))
    }
}

/// A body as it is kept: VK's secret stays at the door.
fn without_secret(body: &[u8]) -> Result<String, Failed> {
    let mut members: BTreeMap<String, serde_json::Value> = serde_json::from_slice(body)?;
    members.remove("secret");
    Ok(serde_json::to_string(&members)?)
}

/// What is wrong with the record of a message, if anything is.
fn judge(
    message: &Message,
    answers: Option<&MessageKey>,
    record: &Record,
    tally: &mut Tally,
) -> Option<Fault> {
    let key = || record.key.clone();
    let removed = record.message.removed_at().is_some();
    match (&record.standing, answers) {
        (Standing::Unknown, None) if !message.is_listed() => tally.tombstones += 1,
        (Standing::Case(_), None) if message.is_listed() && record.voice_of().is_some() => tally.voices += 1,
        (Standing::Case(_), None) if message.is_listed() => tally.incidents += 1,
        (Standing::Voice { of, .. }, Some(answers)) if of == answers => tally.voices += 1,
        (_, Some(_)) => return Some(Fault::Standing(key(), "a voice of the incident that it answers")),
        (_, None) if message.is_listed() => return Some(Fault::Standing(key(), "an incident")),
        (_, None) => return Some(Fault::Standing(key(), "the mark of a removal")),
    }
    let said = record.message.said();
    if said.is_some_and(|said| said.written_at != message.written_at) {
        return Some(Fault::Time(key()));
    }
    match &message.fate {
        Fate::Removed { .. } if !removed => Some(Fault::StillThere(key())),
        Fate::Removed { .. } if said.is_some_and(|said| !said.text.expose().is_empty()) => {
            Some(Fault::Words(key()))
        }
        Fate::Removed { written } => {
            tally.withdrawn += usize::from(*written);
            None
        }
        Fate::Stands(_) if removed => Some(Fault::TakenAway(key())),
        Fate::Stands(words) if said.is_none_or(|said| said.text.expose() != words) => {
            Some(Fault::Words(key()))
        }
        Fate::Stands(_) => None,
    }
}

#[cfg(test)]
mod tests;
