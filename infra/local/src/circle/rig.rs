//! One platform, one page, one system: residents write, the agency answers, replies are counted.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use contracts::{Schedule, ScheduleEvent};
use domain::incident::{PublicationState, Record};
use domain::{Platform, Private, RegionId};
use kit::http_client::AddressPolicy;
use kit::{Clock, HttpClient};
use tokio::sync::watch;
use tokio::time::Instant;

use super::desk::Desk;
use super::{Tally, region};
use crate::commands::Failed;
use crate::listener;
use crate::stubs::{Faults, Identity, Listening, Place, Stub};
use crate::system::{Engines, Options, System};

/// Every fourth message is a private one, the others come in threads of five.
const PRIVATE: usize = 4;
const THREAD: usize = 5;
/// The first of invented people and posts.
const PERSON: i64 = 600_000_000;
const POST: i64 = 500;
/// What takes longer than this many simulated seconds will never end.
const PATIENCE: usize = 200_000;
/// So many rounds of `watch` find all comments of a wave.
const ROUNDS: usize = 20;

pub(super) struct Rig {
    platform: Platform,
    region: RegionId,
    system: Arc<System>,
    stub: Arc<Stub>,
    desk: Desk,
    http: HttpClient,
    started: Instant,
    written: Vec<(i64, Place)>,
    answers: usize,
    _platform: Listening,
    _stop: watch::Sender<bool>,
}

impl Rig {
    pub(super) async fn start(
        platform: Platform,
        faults: Faults,
        now: DateTime<Utc>,
    ) -> Result<Self, Failed> {
        let region = RegionId::parse("circle")?;
        let clock = Clock::manual(now);
        let identity = Identity {
            external: region::EXTERNAL,
            token: region::TOKEN.into(),
            user_token: region::USER_TOKEN.into(),
            confirmation: region::CONFIRMATION.into(),
        };
        let stub = Stub::new(platform, identity, faults, clock.clone());
        let listening = stub.listen().await?;
        let options = Options {
            engines: Engines::Memory,
            clock,
            id_key: Private::new(vec![7; 32]),
            regions: vec![region.clone()],
            allow_private_addresses: true,
            public_url: None,
        };
        let system = Arc::new(System::start(options).await?);
        let plan = crate::region::plan(system.store(), &region::files(platform, &listening.url())).await?;
        crate::region::apply(system.store(), &system.id_key(), &plan, now).await?;
        let door = listener::open(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        stub.connect(&format!("http://{}/hooks/{}", door.local_addr()?, region::KEY), region::SECRET);
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(listener::serve(door, Arc::clone(&system), stopped));
        Ok(Self {
            platform,
            desk: Desk::open(&system, &region).await?,
            region,
            system,
            stub,
            http: HttpClient::new(AddressPolicy::PublicAndPrivate),
            started: Instant::now(),
            written: Vec::new(),
            answers: 0,
            _platform: listening,
            _stop: stop,
        })
    }

    /// So many messages are written, answered, and the replies published.
    pub(super) async fn wave(&mut self, messages: usize) -> Result<(), Failed> {
        if self.platform == Platform::Ok {
            // Each wave has an hour of its own, for `watch` looks back over some.
            self.system.clock().advance(TimeDelta::hours(1));
        }
        let from = self.system.clock().now();
        self.write(messages);
        while self.stub.deliver(&self.http).await.refused > 0 {}
        self.system.drain().await?;
        let until = from + TimeDelta::seconds(1);
        self.ask((from, until), messages).await?;
        for record in self.records((from, until)).await? {
            if record.case().is_some() {
                self.answers += 1;
                let text = format!("Сделано. Ответ № {}.", self.answers);
                self.desk.answer(&self.system, record.key.as_str(), &text).await?;
            }
        }
        self.settle().await
    }

    fn write(&mut self, messages: usize) {
        let mut root = None;
        for number in 0..messages {
            let at = self.written.len();
            let person = PERSON + i64::try_from(at).unwrap_or_default();
            let text = format!("Яма на дороге у дома {at}");
            let post = POST + i64::try_from(self.post(at)).unwrap_or_default();
            if at.is_multiple_of(PRIVATE) {
                let written = self.stub.message(person, &text);
                self.written.push((written, Place::Dialog(person)));
            } else {
                let answers = root.filter(|_| !number.is_multiple_of(THREAD));
                let post = answers.map_or(post, |(_, post)| post);
                let written = self.stub.comment(person, post, answers.map(|(root, _)| root), &text);
                root = Some(answers.unwrap_or((written, post)));
                self.written.push((written, Place::Post(post)));
            }
        }
    }

    /// Some posts are spoken under all the time. On OK every discussion is asked for, so there each has its day.
    const fn post(&self, message: usize) -> usize {
        if matches!(self.platform, Platform::Ok) { message / 50 } else { message % 7 }
    }

    /// OK delivers no comments: they are asked for.
    async fn ask(
        &self,
        (from, until): (DateTime<Utc>, DateTime<Utc>),
        messages: usize,
    ) -> Result<(), Failed> {
        for _ in 0..ROUNDS {
            if self.platform != Platform::Ok || self.records((from, until)).await?.len() == messages {
                return Ok(());
            }
            self.system.run_schedule(ScheduleEvent::due(Schedule::Watch)).await?;
            self.system.drain().await?;
        }
        Err("comments are not found".into())
    }

    /// Lets time pass until nothing is left to do.
    async fn settle(&self) -> Result<(), Failed> {
        let queues = self.system.engines().ok_or("the engines are inside")?.queues();
        for _ in 0..PATIENCE {
            self.system.drain().await?;
            if queues.counts("messages")?.total() + queues.counts("deliveries")?.total() == 0 {
                self.system.clock().advance(TimeDelta::seconds(1));
                return Ok(());
            }
            self.system.clock().advance(TimeDelta::seconds(1));
            queues.notify();
        }
        Err("the queues do not get quiet".into())
    }

    async fn records(&self, period: (DateTime<Utc>, DateTime<Utc>)) -> Result<Vec<Record>, Failed> {
        let town = "99701000".parse()?;
        let store = self.system.store();
        let (mut records, mut position) = (Vec::new(), None);
        loop {
            let listed =
                store.in_municipality(&self.region, Some(&town), period, position, 1_000, |_| true).await?;
            records.extend(listed.items);
            position = listed.next;
            if position.is_none() {
                return Ok(records);
            }
        }
    }

    /// Counts what stands where, here and on the platform.
    pub(super) async fn tally(&self) -> Result<Tally, Failed> {
        let elapsed = self.started.elapsed().as_secs().max(1);
        let all = (DateTime::UNIX_EPOCH, self.system.clock().now() + TimeDelta::days(1));
        let records = self.records(all).await?;
        let replies = || records.iter().flat_map(|record| &record.publications);
        let sent = replies().filter(|reply| reply.state == PublicationState::Sent).count();
        let unknown =
            replies().filter(|reply| matches!(reply.state, PublicationState::Unknown { .. })).count();
        Ok(Tally {
            platform: self.platform,
            messages: self.written.len(),
            sent,
            unknown,
            pointed_out: self.pointed_out().await?,
            other: replies().count() - sent - unknown,
            answered_once: self.answered_once(),
            doubles: self.stub.doubles(),
            lost: self.stub.lost(),
            floods: self.stub.floods(),
            per_second: u64::try_from(self.written.len())? / elapsed,
        })
    }

    async fn pointed_out(&self) -> Result<usize, Failed> {
        let (mut count, mut position) = (0, None);
        loop {
            let listed = self.system.store().attentions(&self.region, position, 1_000).await?;
            count += listed.items.len();
            position = listed.next;
            if position.is_none() {
                return Ok(count);
            }
        }
    }

    /// Messages under which the platform has exactly one reply: in a dialog any, else one that answers the message.
    fn answered_once(&self) -> usize {
        let mut replies: BTreeMap<(Place, Option<i64>), usize> = BTreeMap::new();
        for reply in self.stub.published().iter().filter(|reply| !reply.removed) {
            let answers = reply.answers.filter(|_| matches!(reply.place, Place::Post(_)));
            *replies.entry((reply.place, answers)).or_default() += 1;
        }
        let count = |(number, place): &(i64, Place)| {
            let answers = matches!(place, Place::Post(_)).then_some(*number);
            replies.get(&(*place, answers)).copied().unwrap_or_default()
        };
        self.written.iter().filter(|written| count(written) == 1).count()
    }
}
