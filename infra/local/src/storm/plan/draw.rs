//! Drawing a plan: which message gets which course, and in which order everything is sent.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use domain::Platform;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{DELETED, Door, EDITED, Errand, Fate, Message, Plan, REDELIVERED, Shares, UNHEARD, VOICES};
use crate::storm::payload::{self, Happening, Parcel, Sketch};
use crate::storm::words;

/// The oldest message: a little less than two days.
const OLDEST_SECONDS: i64 = 47 * 3600;
/// The youngest: its last change still lies in the past.
const YOUNGEST_SECONDS: i64 = 15 * 60;
/// How many messages of each page stay open to answers.
const OPEN_THREADS: usize = 50;
/// Places that some of the messages name.
const PLACES: [&str; 4] = ["Выкса", "Городец", "Нижний Новгород", "Кстово"];

/// The ways in which changes arrive.
const EDITS: [&[Happening]; 4] = [
    &[Happening::Created, Happening::Edited(1)],
    &[Happening::Edited(1), Happening::Created],
    &[Happening::Created, Happening::Edited(1), Happening::Edited(2), Happening::Edited(1)],
    &[Happening::Edited(1), Happening::Edited(2), Happening::Created, Happening::Edited(2)],
];
/// The ways in which removals arrive; the last one is of a message of which nothing else is ever heard.
const REMOVALS: [&[Happening]; 5] = [
    &[Happening::Created, Happening::Deleted],
    &[Happening::Deleted, Happening::Created],
    &[Happening::Edited(1), Happening::Deleted, Happening::Created],
    &[Happening::Created, Happening::Deleted, Happening::Created],
    &[Happening::Deleted],
];

pub(super) struct Draw {
    random: ChaCha8Rng,
    now: DateTime<Utc>,
    plan: Plan,
    threads: Vec<Vec<Sketch>>,
    again: Vec<Errand>,
}

impl Draw {
    pub(super) fn new(seed: u64, doors: Vec<Door>, now: DateTime<Utc>) -> Self {
        let threads = doors.iter().map(|_| Vec::new()).collect();
        let plan = Plan {
            doors,
            messages: Vec::new(),
            unknown_kinds: 0,
            unreadable: Vec::new(),
            errands: Vec::new(),
            shares: Shares::default(),
        };
        let now = now.with_nanosecond(0).unwrap_or(now);
        Self { random: ChaCha8Rng::seed_from_u64(seed), now, plan, threads, again: Vec::new() }
    }

    pub(super) fn message(&mut self, number: usize) {
        let course = self.random.random_range(0..1_000);
        let page = self.page();
        let platform = self.plan.doors[page].page.platform;
        let age = TimeDelta::seconds(self.random.random_range(YOUNGEST_SECONDS..OLDEST_SECONDS));
        let mut sketch = Sketch { number, written_at: self.now - age, answers: None };
        let past_removals = EDITED + DELETED;
        if course < EDITED {
            let way = EDITS[self.random.random_range(0..EDITS.len())];
            self.tell(page, &sketch, way);
        } else if course < past_removals && payload::tells_removals(platform) {
            let way = REMOVALS[self.random.random_range(0..REMOVALS.len())];
            self.tell(page, &sketch, way);
        } else if course < past_removals + VOICES && !self.threads[page].is_empty() {
            let thread = self.random.random_range(0..self.threads[page].len());
            let answered = &self.threads[page][thread];
            sketch.answers = Some((answered.number, answered.written_at));
            self.tell(page, &sketch, &[Happening::Created]);
        } else {
            self.tell(page, &sketch, &[Happening::Created]);
            if course >= 1_000 - REDELIVERED {
                let parcels =
                    self.plan.errands.last().map(|errand| errand.parcels.clone()).unwrap_or_default();
                self.plan.shares.redeliveries += parcels.len();
                self.again.push(Errand { parcels, unheard: false });
            }
            self.open_thread(page, sketch);
        }
    }

    pub(super) fn unknown_kind(&mut self, number: usize) {
        let page = self.page();
        let parcel = payload::unknown_kind(&self.plan.doors[page].page, page, number);
        self.plan.unknown_kinds += 1;
        self.send(vec![parcel]);
    }

    pub(super) fn unreadable(&mut self, number: usize) {
        let page = self.page();
        let parcel = payload::unreadable(&self.plan.doors[page].page, page, number);
        self.plan.unreadable.push(parcel.clone());
        self.send(vec![parcel]);
    }

    /// Everything in the order of sending: answers may come before what they answer, repetitions at any time.
    pub(super) fn finish(mut self) -> Plan {
        self.plan.errands.append(&mut self.again);
        self.plan.errands.shuffle(&mut self.random);
        self.plan
    }

    /// Most residents write to VK.
    fn page(&mut self) -> usize {
        let platform = match self.random.random_range(0..100) {
            0..60 => Platform::Vk,
            60..80 => Platform::Telegram,
            80..92 => Platform::Max,
            _ => Platform::Standard,
        };
        let of_platform = |(_, door): &(usize, &Door)| door.page.platform == platform;
        let pages: Vec<usize> =
            self.plan.doors.iter().enumerate().filter(of_platform).map(|(page, _)| page).collect();
        pages[self.random.random_range(0..pages.len())]
    }

    fn open_thread(&mut self, page: usize, sketch: Sketch) {
        let slot = sketch.number % OPEN_THREADS;
        let threads = &mut self.threads[page];
        match threads.get_mut(slot) {
            Some(thread) => *thread = sketch,
            None => threads.push(sketch),
        }
    }

    fn send(&mut self, parcels: Vec<Parcel>) {
        let unheard = self.random.random_range(0..1_000) < UNHEARD;
        self.plan.shares.unheard += usize::from(unheard);
        self.plan.errands.push(Errand { parcels, unheard });
    }

    /// Makes the deliveries of a message's course, and says what must come of it.
    fn tell(&mut self, page: usize, sketch: &Sketch, course: &[Happening]) {
        let place = self.random.random_bool(0.2).then(|| PLACES[sketch.number % PLACES.len()]);
        let words = |edits| words::text(sketch.number, place, edits);
        let home = &self.plan.doors[page].page;
        let text = |happening: &Happening| match happening {
            Happening::Created => words(0),
            Happening::Edited(times) => words(*times),
            Happening::Deleted => String::new(),
        };
        let parcel = |happening| payload::report(home, page, sketch, happening, &text(&happening));
        let parcels: Vec<Parcel> = course.iter().copied().map(parcel).collect();
        let written = course.iter().any(|happening| *happening != Happening::Deleted);
        let edits =
            course.iter().map(|happening| if let Happening::Edited(times) = happening { *times } else { 0 });
        let fate = if course.contains(&Happening::Deleted) {
            Fate::Removed { written }
        } else {
            Fate::Stands(words(edits.max().unwrap_or(0)))
        };
        let answered =
            sketch.answers.map(|(number, written_at)| Sketch { number, written_at, answers: None });
        let answers = answered.map(|answered| payload::object(home, &answered));
        let object = payload::object(home, sketch);
        let written_at = sketch.written_at;
        self.count(course, answers.is_some());
        self.plan.messages.push(Message { page, object, answers, written_at, fate });
        self.send(parcels);
    }

    fn count(&mut self, course: &[Happening], voice: bool) {
        let shares = &mut self.plan.shares;
        for (place, happening) in course.iter().enumerate() {
            let told = course[..place].contains(happening);
            shares.redeliveries += usize::from(told);
            shares.edits += usize::from(!told && matches!(happening, Happening::Edited(_)));
            shares.removals += usize::from(!told && *happening == Happening::Deleted);
        }
        shares.voices += usize::from(voice);
    }
}
