//! The check itself is tried: on a storm that went through a system in memory, and on the same one with a lie in it.

use kit::Clock;

use super::*;
use crate::region;
use crate::storm::plan::{Door, Fate};
use crate::storm::{count, pages, senders};
use crate::system::{Engines, Options};

struct Weathered {
    system: System,
    directory: Directory,
    plan: Plan,
    told: Told,
}

impl Weathered {
    /// A small storm, sent delivery by delivery and worked off.
    async fn new(messages: usize) -> Self {
        let (directory, access) = Directory::load(&region::built_in()).unwrap();
        let clock = Clock::manual(Clock::system().now());
        let options = Options {
            engines: Engines::Memory,
            clock: clock.clone(),
            id_key: domain::Private::new(vec![7; 32]),
            regions: vec![directory.region.id.clone()],
            allow_private_addresses: true,
            public_url: None,
        };
        let system = System::start(options).await.unwrap();
        let load = region::plan(system.store(), &region::built_in()).await.unwrap();
        region::apply(system.store(), &system.id_key(), &load, clock.now()).await.unwrap();
        let plan = Plan::new(3, messages, pages(&directory, access), clock.now());
        for parcel in plan.errands.iter().flat_map(|errand| &errand.parcels) {
            let door: &Door = &plan.doors[parcel.page];
            let answer = system.respond(senders::request(door, parcel, "localhost", clock.now())).await;
            assert_eq!(answer.status(), 200, "{}", parcel.delivery);
            clock.advance(TimeDelta::seconds(1));
        }
        system.drain().await.unwrap();
        clock.set(count::next_night(&directory, clock.now()));
        let told =
            Told { ignored: [("unknown_kind".to_owned(), plan.unknown_kinds)].into(), ..Told::default() };
        Self { system, directory, plan, told }
    }

    async fn faults(&self) -> (Tally, Vec<Fault>) {
        let check = self.check().await;
        (check.tally, check.faults)
    }

    async fn check(&self) -> Check<'_> {
        let mut check = Check::new(&self.system, &self.directory, &self.plan);
        check.messages().await.unwrap();
        check.drops(&self.told).await.unwrap();
        check
    }

    fn key(&self, message: usize) -> MessageKey {
        let message = &self.plan.messages[message];
        let page = &self.plan.doors[message.page].page;
        self.system.id_key().message(&self.directory.region.id, page.platform, &page.id, &message.object)
    }

    fn position(&self, wanted: impl Fn(&Message) -> bool) -> usize {
        self.plan.messages.iter().position(wanted).unwrap()
    }
}

#[tokio::test]
async fn a_storm_that_went_well_shows_no_fault_but_in_a_log_that_is_not_there() {
    let storm = Box::pin(Weathered::new(300)).await;
    let Check { tally, joined, faults, .. } = storm.check().await;
    assert_eq!(tally.incidents + tally.voices + tally.tombstones, 300);
    assert!(!joined.is_empty(), "the texts repeat, so some join by themselves");
    let unread = |fault: &Fault| matches!(fault, Fault::NotParked(_));
    assert!(faults.len() == storm.plan.unreadable.len() && faults.iter().all(unread), "{faults:?}");
    let counted = count::count(&storm.system, &storm.directory, &storm.plan, &joined).await.unwrap();
    assert_eq!(counted.faults, []);
}

#[tokio::test]
async fn every_lie_is_found() {
    let mut storm = Box::pin(Weathered::new(120)).await;
    storm.told.ignored.clear();
    let stands = |message: &Message| matches!(message.fate, Fate::Stands(_)) && message.answers.is_none();
    let first = storm.position(stands);
    let key = storm.key(first);
    let found = async |storm: &Weathered| storm.faults().await.1;

    let words = std::mem::replace(&mut storm.plan.messages[first].fate, Fate::Stands("Иное".to_owned()));
    assert!(found(&storm).await.contains(&Fault::Words(key.clone())));
    storm.plan.messages[first].fate = Fate::Removed { written: true };
    assert!(found(&storm).await.contains(&Fault::StillThere(key.clone())));
    storm.plan.messages[first].fate = words;

    storm.plan.messages[first].written_at += TimeDelta::seconds(1);
    assert!(found(&storm).await.contains(&Fault::Time(key.clone())));
    storm.plan.messages[first].written_at -= TimeDelta::seconds(1);

    storm.plan.messages[first].answers = Some("another".to_owned());
    let standing = Fault::Standing(key.clone(), "a voice of the incident that it answers");
    assert!(found(&storm).await.contains(&standing));
    storm.plan.messages[first].answers = None;

    let mut message = storm.plan.messages.remove(first);
    assert!(found(&storm).await.contains(&Fault::Stranger(key)));
    message.object.push_str("-never-sent");
    storm.plan.messages.push(message);
    let missing = Fault::Missing(storm.key(storm.plan.messages.len() - 1));
    let faults = found(&storm).await;
    assert!(faults.contains(&missing));
    let uncounted = Fault::Uncounted { sent: storm.plan.unknown_kinds, told: 0 };
    assert!(faults.contains(&uncounted));
}
