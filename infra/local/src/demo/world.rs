//! The simulated region at work: deliveries arrive, queues are drained, agencies answer, nights are counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api::keys::{Role, Unit};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike, Utc};
use contracts::{Schedule, ScheduleEvent};
use domain::agency::Desk;
use domain::{AgencyId, Directory, MessageKey, Oktmo, PageId};
use http::Request;
use metrics::{day_bounds, local_day};
use serde_json::{Value, json};

use super::agency::{self, Ground, Step};
use super::chance::share;
use super::desk::{self, Reading};
use super::feed::{Delivery, Feed, Sent, Truth};
use super::office::{Acted, Office};
use super::routine::{self, Due};
use super::stub::Stub;
use crate::commands::Failed;
use crate::system::System;

/// Queues are drained, and people act, so often by day and by night.
const STEPS: [TimeDelta; 2] = [TimeDelta::minutes(45), TimeDelta::hours(2)];
/// The hours of the region's day.
const DAYTIME: std::ops::Range<u32> = 7..23;
/// What was counted on the way.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) sent: BTreeMap<Sent, u32>,
    pub(super) again: u32,
    pub(super) refused: u32,
    pub(super) acted: BTreeMap<String, u32>,
    pub(super) not_done: u32,
}

/// The region, its people, and the time.
pub(super) struct World {
    pub(super) system: Arc<System>,
    pub(super) directory: Arc<Directory>,
    pub(super) office: Office,
    pub(super) stub: Arc<Stub>,
    pub(super) seed: u64,
    pub(super) truths: BTreeMap<MessageKey, (PageId, Truth)>,
    pub(super) tally: Tally,
    due: BTreeMap<(DateTime<Utc>, u64), Due>,
    serial: u64,
    versions: BTreeMap<String, u64>,
    taken: BTreeSet<(String, Option<AgencyId>)>,
}

impl World {
    /// A region that will live until the night after `last`.
    pub(super) fn new(
        system: Arc<System>,
        directory: Arc<Directory>,
        stub: Arc<Stub>,
        (seed, last): (u64, NaiveDate),
    ) -> Self {
        let until = day_bounds(last, directory.region.zone).1 + TimeDelta::hours(12);
        let office = Office::new(Arc::clone(&system), directory.region.id.clone(), seed, until);
        Self {
            system,
            directory,
            office,
            stub,
            seed,
            truths: BTreeMap::new(),
            tally: Tally::default(),
            due: BTreeMap::new(),
            serial: 0,
            versions: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    /// Lives from the first day until the night after the last one. Tells `dawn` of every new day.
    pub(super) async fn live(
        &mut self,
        feed: Feed,
        (first, last): (NaiveDate, NaiveDate),
        mut dawn: impl FnMut(NaiveDate),
    ) -> Result<(), Failed> {
        let end = routine::moment(&self.directory, last + Days::new(1), routine::NIGHT);
        self.schedule(routine::moment(&self.directory, first, (0, 0)), Due::Dawn(first));
        let mut feed = feed.peekable();
        let mut until = self.system.clock().now();
        while until < end {
            until += self.step(until);
            let mut busy = false;
            while let Some(delivery) = feed.next_if(|delivery| delivery.at <= until) {
                self.system.clock().set(delivery.at);
                self.deliver(delivery).await?;
                busy = true;
            }
            // People act together: whatever they do at one moment reads the directory once.
            self.system.clock().set(until);
            while let Some(due) = self.next_due(until) {
                if let Due::Dawn(day) = due {
                    dawn(day);
                    for (at, due) in routine::of_day(&self.directory, &self.stub, self.seed, day) {
                        self.schedule(at, due);
                    }
                } else {
                    busy = true;
                    self.happen(due).await?;
                }
            }
            if busy {
                self.system.drain().await?;
                self.read_mail();
            }
        }
        Ok(())
    }

    fn step(&self, from: DateTime<Utc>) -> TimeDelta {
        let hour = from.with_timezone(&self.directory.region.zone).hour();
        STEPS[usize::from(!DAYTIME.contains(&hour))]
    }

    /// The first of what is due until then.
    fn next_due(&mut self, until: DateTime<Utc>) -> Option<Due> {
        let first = self.due.first_entry().filter(|entry| entry.key().0 <= until)?;
        Some(first.remove())
    }

    fn schedule(&mut self, at: DateTime<Utc>, due: Due) {
        self.serial += 1;
        self.due.insert((at, self.serial), due);
    }

    async fn deliver(&mut self, delivery: Delivery) -> Result<(), Failed> {
        let mut request = Request::post(format!("/hooks/{}", delivery.key.expose()));
        for (name, value) in &delivery.parcel.headers {
            request = request.header(*name, value);
        }
        let response = self.system.respond(request.body(delivery.parcel.body.expose().clone())?).await;
        *self.tally.sent.entry(delivery.truth.sent).or_default() += 1;
        self.tally.again += u32::from(delivery.truth.again);
        self.tally.refused += u32::from(!response.status().is_success());
        let page = self.directory.page(&delivery.page).ok_or("the page is gone")?;
        if matches!(delivery.truth.sent, Sent::Message | Sent::Voice) {
            let region = &self.directory.region.id;
            let key = self.system.id_key().message(region, page.platform, &page.id, &delivery.truth.object);
            self.truths.insert(key, (delivery.page, delivery.truth));
        }
        Ok(())
    }

    async fn happen(&mut self, due: Due) -> Result<(), Failed> {
        match due {
            Due::Dawn(_) => {}
            Due::Night => self.system.run_schedule(ScheduleEvent::due(Schedule::Night)).await?,
            Due::Watch => self.system.run_schedule(ScheduleEvent::due(Schedule::Watch)).await?,
            Due::Look(agency) => self.look(agency).await?,
            Due::Sort(desk) => self.sort(desk).await?,
            Due::Act { incident, agency, action, place } => self.act(incident, agency, action, place).await?,
        }
        Ok(())
    }

    /// What came to the agencies' own systems.
    fn read_mail(&mut self) {
        for told in self.stub.take() {
            let version = self.versions.entry(told.incident.clone()).or_default();
            *version = told.version.max(*version);
            self.take_on(&told.incident, &told.agency, told.municipality.as_ref());
        }
    }

    async fn look(&mut self, id: AgencyId) -> Result<(), Failed> {
        let desk = Desk::Agency(id.clone());
        for line in self.queue(&desk).await? {
            if line.state == "routed" {
                self.take_on(&line.incident, &id, line.municipality.as_ref());
            }
        }
        Ok(())
    }

    async fn queue(&mut self, desk: &Desk) -> Result<Vec<desk::Line>, Failed> {
        let unit = Unit::Desk(desk.clone());
        let role = if desk.agency().is_some() { Role::Agency } else { Role::Operator };
        let page = self.office.get((role, &unit), &format!("/v1/desks/{desk}/queue?limit=200")).await?;
        let lines = desk::lines(&page);
        for line in &lines {
            self.versions.insert(line.incident.clone(), line.version);
        }
        Ok(lines)
    }

    /// An agency learns of an incident, once.
    fn take_on(&mut self, incident: &str, id: &AgencyId, place: Option<&Oktmo>) {
        let Some(agency) = self.directory.agency(id) else { return };
        if !self.taken.insert((incident.to_owned(), Some(id.clone()))) {
            return;
        }
        let directory = &self.directory;
        let ground = Ground { seed: self.seed, directory, agency, incident, municipality: place };
        for step in agency::plan(ground, self.system.clock().now()) {
            self.plan_step(incident, Some(id.clone()), step, place);
        }
    }

    fn plan_step(&mut self, incident: &str, agency: Option<AgencyId>, step: Step, place: Option<&Oktmo>) {
        let (incident, place) = (incident.to_owned(), place.cloned());
        let agency = agency.filter(|_| !step.by_operator);
        self.schedule(step.at, Due::Act { incident, agency, action: step.action, place });
    }

    async fn sort(&mut self, desk: Desk) -> Result<(), Failed> {
        let now = self.system.clock().now();
        for line in self.queue(&desk).await? {
            if line.state != "triage" || !self.taken.insert((line.incident.clone(), None)) {
                continue;
            }
            let known = MessageKey::parse(&line.incident).ok().and_then(|key| self.truths.get(&key));
            let known = known.filter(|(_, truth)| truth.sent == Sent::Message);
            let reading = Reading {
                seed: self.seed,
                directory: &self.directory,
                truth: known.map(|(_, truth)| truth),
                page: known.map(|(page, _)| page),
                incident: &line.incident,
                desk: &desk,
            };
            let step = desk::sort_out(reading, now);
            self.plan_step(&line.incident, None, step, line.municipality.as_ref());
        }
        Ok(())
    }

    async fn act(
        &mut self,
        incident: String,
        agency: Option<AgencyId>,
        action: Value,
        place: Option<Oktmo>,
    ) -> Result<(), Failed> {
        let today = local_day(self.system.clock().now(), self.directory.region.zone);
        let (role, desk) = match agency.clone() {
            Some(id) => (Role::Agency, Desk::Agency(id)),
            None => (Role::Operator, self.directory.territory.default_desk(place.as_ref(), today)),
        };
        let version = self.versions.get(&incident).copied().unwrap_or(1);
        match self.office.act((role, &Unit::Desk(desk)), &incident, version, &action).await? {
            Acted::Done(version) => {
                self.versions.insert(incident.clone(), version);
                if agency.is_some() && action["action"] == "answer" {
                    self.plan_approval(incident, place);
                }
                let name = action["action"].as_str().unwrap_or_default().to_owned();
                *self.tally.acted.entry(name).or_default() += 1;
            }
            Acted::Refused => self.tally.not_done += 1,
        }
        Ok(())
    }

    /// An operator of the centre reads an agency's answer within the hour and finds it good.
    fn plan_approval(&mut self, incident: String, place: Option<Oktmo>) {
        let minutes = 5 + share(self.seed, &["approval", &incident]) / 2;
        let at = self.system.clock().now() + TimeDelta::minutes(minutes.into());
        let action = json!({ "action": "approve" });
        self.schedule(at, Due::Act { incident, agency: None, action, place });
    }
}
