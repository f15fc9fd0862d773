//! The invented life of a region as its platforms would deliver it: one seed, one sequence of deliveries.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use domain::{Directory, Form, Kind, Oktmo, Page, PageAccess, PageId, Platform, Private, TopicCode};
use metrics::local_day;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::people::{self, Resident};
use super::shape::{self, Storm};
use super::wire::{self, Parcel, Told, Written};

/// What a feed is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedOptions {
    /// The seed: the same one gives the same bytes.
    pub seed: u64,
    /// The first day, in the region's zone.
    pub first: NaiveDate,
    /// How many days.
    pub days: u32,
    /// About how many messages a day.
    pub per_day: u32,
}

/// What a delivery is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent {
    /// A new message.
    Message,
    /// A new message that answers another resident's.
    Voice,
    /// A new text.
    Edit,
    /// A message taken away by its author.
    Removal,
    /// Something that nobody reads.
    Unknown,
}

/// What only the generator knows of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// What it is about.
    pub sent: Sent,
    /// It was delivered before.
    pub again: bool,
    /// The name that the platform gives the message.
    pub object: String,
    /// What the message is about; none for talk and for voices.
    pub topic: Option<TopicCode>,
    /// What its author wants; none for voices.
    pub kind: Option<Kind>,
    /// Where; none if neither words nor page tell.
    pub municipality: Option<Oktmo>,
}

/// A delivery at its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// When it arrives.
    pub at: DateTime<Utc>,
    /// The page.
    pub page: PageId,
    /// The unguessable part of the page's address.
    pub key: Private<String>,
    /// Headers and body.
    pub parcel: Parcel,
    /// What it really is.
    pub truth: Truth,
}

/// Deliveries in the order of their times.
#[derive(Debug)]
pub struct Feed {
    directory: Arc<Directory>,
    keys: BTreeMap<PageId, Private<String>>,
    pages: Vec<(Page, u32)>,
    random: ChaCha8Rng,
    options: FeedOptions,
    storm: Option<Storm>,
    made: u32,
    serial: u64,
    counts: HashMap<PageId, HashMap<u64, u64>>,
    waiting: BinaryHeap<Reverse<(DateTime<Utc>, u64)>>,
    parcels: BTreeMap<u64, Delivery>,
}

impl Feed {
    /// The feed of a region.
    pub fn new(directory: Arc<Directory>, access: &[PageAccess], options: FeedOptions) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(options.seed);
        Self {
            keys: access.iter().map(|access| (access.page.clone(), access.key.clone())).collect(),
            pages: shape::pages(&directory),
            storm: shape::storm(&mut random, &directory, options.first, options.days),
            directory,
            random,
            options,
            made: 0,
            serial: 0,
            counts: HashMap::new(),
            waiting: BinaryHeap::new(),
            parcels: BTreeMap::new(),
        }
    }

    /// The day of the storm, and where.
    pub const fn storm(&self) -> Option<&Storm> {
        self.storm.as_ref()
    }

    fn make_day(&mut self) {
        let day = self.options.first + Days::new(self.made.into());
        self.made += 1;
        for _ in 0..shape::count(&mut self.random, day, self.options.per_day) {
            let page = shape::page(&mut self.random, &self.pages).clone();
            let at = shape::moment(&mut self.random, &self.directory, day);
            let resident = people::somebody(&mut self.random, &self.directory, &page, day.month());
            self.message(&page, at, resident);
        }
        if let Some(storm) = self.storm.clone().filter(|storm| storm.day == day) {
            self.make_storm(&storm);
        }
    }

    fn make_storm(&mut self, storm: &Storm) {
        let of_town = |page: &&(Page, u32)| page.0.municipality.as_ref() == Some(&storm.municipality);
        let pages: Vec<(Page, u32)> = self.pages.iter().filter(of_town).cloned().collect();
        for _ in 0..(self.options.per_day * 2 / 3).max(12) {
            let page = shape::page(&mut self.random, &pages).clone();
            let at = shape::storm_moment(&mut self.random, &self.directory, storm.day);
            let resident = people::in_storm(&mut self.random, &self.directory, &page, storm.day.month());
            self.message(&page, at, resident);
        }
    }

    /// A message with all that comes after it.
    fn message(&mut self, page: &Page, at: DateTime<Utc>, resident: Resident) {
        let Resident { text, address, topic, kind, municipality } = resident;
        let form = people::form(&mut self.random, page.platform);
        let written = Written {
            number: self.number(),
            form,
            at,
            author: self.random.random_range(600_000_000..600_400_000),
            post: self.post(at),
            answered: None,
            text: text.into(),
            address: address.map(Private::new),
        };
        let truth = Truth {
            sent: Sent::Message,
            again: false,
            object: wire::object(page, &written),
            topic,
            kind: Some(kind),
            municipality,
        };
        // Now and then a platform holds deliveries back, and what follows may arrive first.
        let late = if self.random.random_bool(0.01) { self.random.random_range(5..90) } else { 0 };
        self.tell(page, &written, &Told::Created, at + TimeDelta::minutes(late), truth.clone());
        self.follow(page, &written, &truth);
        let answers = kind != Kind::Other && form == Form::Comment && self.random.random_bool(0.16);
        if answers && page.platform != Platform::Standard {
            for _ in 0..self.random.random_range(1..=4) {
                self.voice(page, &written, &truth);
            }
        }
        if self.random.random_bool(0.04) {
            let after = self.random.random_range(1..600);
            let truth = Truth { sent: Sent::Unknown, ..truth };
            self.tell(page, &written, &Told::Unknown, at + TimeDelta::minutes(after), truth);
        }
    }

    /// Edits and removals.
    fn follow(&mut self, page: &Page, written: &Written, truth: &Truth) {
        if self.random.random_bool(0.06) {
            let text = people::edited(&mut self.random, written.text.expose());
            let at = written.at + TimeDelta::minutes(self.random.random_range(1..40));
            self.tell(
                page,
                written,
                &Told::Edited(text.into()),
                at,
                Truth { sent: Sent::Edit, ..truth.clone() },
            );
        }
        if self.random.random_bool(0.03) {
            let at = written.at + TimeDelta::minutes(self.random.random_range(3..700));
            self.tell(page, written, &Told::Removed, at, Truth { sent: Sent::Removal, ..truth.clone() });
        }
    }

    fn voice(&mut self, page: &Page, first: &Written, about: &Truth) {
        let at = first.at + TimeDelta::minutes(self.random.random_range(4..600));
        let home = about.municipality.as_ref().and_then(|oktmo| self.directory.municipality(oktmo));
        let text = people::voice(&mut self.random, home);
        let written = Written {
            number: self.number(),
            at,
            author: self.random.random_range(600_400_000..600_800_000),
            answered: Some(wire::Answered {
                number: first.number,
                written_at: first.at,
                author: first.author,
            }),
            text: text.into(),
            ..first.clone()
        };
        let truth = Truth {
            sent: Sent::Voice,
            object: wire::object(page, &written),
            topic: None,
            kind: None,
            ..about.clone()
        };
        self.tell(page, &written, &Told::Created, at, truth.clone());
        self.follow(page, &written, &truth);
    }

    /// Puts a delivery among those to come, and sometimes the same again.
    fn tell(&mut self, page: &Page, written: &Written, told: &Told, happened: DateTime<Utc>, truth: Truth) {
        if !wire::is_told(page.platform, written.form, told) {
            return;
        }
        let at = happened + TimeDelta::milliseconds(self.random.random_range(700..6_000));
        let parcel = wire::parcel(page, written, told, self.serial, at);
        if self.random.random_bool(0.05) {
            let later = at + TimeDelta::seconds(self.random.random_range(5..5_400));
            let parcel = wire::again(page, &parcel, later);
            self.put(page, later, parcel, Truth { again: true, ..truth.clone() });
        }
        self.put(page, at, parcel, truth);
    }

    fn put(&mut self, page: &Page, at: DateTime<Utc>, parcel: Parcel, truth: Truth) {
        let key = self.keys.get(&page.id).cloned().expect("every page has an address");
        self.waiting.push(Reverse((at, self.serial)));
        self.parcels.insert(self.serial, Delivery { at, page: page.id.clone(), key, parcel, truth });
        self.serial += 1;
    }

    /// Telegram counts its deliveries as they go out; a repetition keeps its number.
    fn counted(&mut self, mut delivery: Delivery) -> Delivery {
        let (counts, page) = (&mut self.counts, &delivery.page);
        wire::count(&mut delivery.parcel, |serial| {
            let counted = counts.entry(page.clone()).or_default();
            let next = u64::try_from(counted.len()).unwrap_or_default() + 1;
            *counted.entry(serial).or_insert(next)
        });
        delivery
    }

    fn number(&mut self) -> i64 {
        self.serial += 1;
        10_000 + i64::try_from(self.serial).expect("nobody waits for so many messages")
    }

    /// One of the three official posts of the day.
    fn post(&mut self, at: DateTime<Utc>) -> i64 {
        let day = local_day(at, self.directory.region.zone).num_days_from_ce();
        i64::from(day % 3_000) * 3 + self.random.random_range(0..3)
    }

    /// The first moment whose messages are not made yet.
    fn horizon(&self) -> DateTime<Utc> {
        metrics::day_bounds(self.options.first + Days::new(self.made.into()), self.directory.region.zone).0
    }
}

impl Iterator for Feed {
    type Item = Delivery;

    fn next(&mut self) -> Option<Delivery> {
        loop {
            let next = self.waiting.peek().map(|Reverse((at, _))| *at);
            if next.is_some_and(|at| at < self.horizon()) {
                let Reverse((_, serial)) = self.waiting.pop()?;
                let delivery = self.parcels.remove(&serial)?;
                return Some(self.counted(delivery));
            }
            if self.made == self.options.days {
                return None;
            }
            self.make_day();
        }
    }
}

impl std::iter::FusedIterator for Feed {}

#[cfg(test)]
mod tests;
