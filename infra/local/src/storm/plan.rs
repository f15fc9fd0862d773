//! What will be sent, and what must come of it: drawn from a seed before anything is sent.

mod draw;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::{Page, PageAccess};

use super::payload::Parcel;
use draw::Draw;

/// How many of what, in thousandths of the messages.
const EDITED: u32 = 30;
const DELETED: u32 = 20;
const VOICES: u32 = 30;
const REDELIVERED: u32 = 50;
/// These come on top of the messages.
const UNKNOWN_KINDS: usize = 10;
const UNREADABLE: usize = 5;
/// Of the deliveries, in thousandths: the sender hangs up on the first answer and asks again.
const UNHEARD: u32 = 5;

/// A page with the way in.
#[derive(Debug)]
pub(super) struct Door {
    /// The page.
    pub(super) page: Page,
    /// The path of its hook.
    pub(super) path: String,
}

/// What must be found of a message in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// These words stand.
    Stands(String),
    /// It was taken away; of one that was never written, nothing else is known.
    Removed {
        /// Whether it was ever written.
        written: bool,
    },
}

/// A message with what must come of it.
#[derive(Debug)]
pub(super) struct Message {
    /// The page, by its place in the plan.
    pub(super) page: usize,
    /// Its name within the page.
    pub(super) object: String,
    /// The name of the message that it answers.
    pub(super) answers: Option<String>,
    /// When it was written.
    pub(super) written_at: DateTime<Utc>,
    /// What must be found.
    pub(super) fate: Fate,
}

/// Deliveries that one sender makes one after the other.
#[derive(Debug)]
pub(super) struct Errand {
    /// The deliveries.
    pub(super) parcels: Vec<Parcel>,
    /// Whether the sender hangs up before the first answer.
    pub(super) unheard: bool,
}

/// How much of what a plan holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shares {
    pub(super) redeliveries: usize,
    pub(super) edits: usize,
    pub(super) removals: usize,
    pub(super) voices: usize,
    pub(super) unheard: usize,
}

/// The whole storm.
#[derive(Debug)]
pub(super) struct Plan {
    /// The pages.
    pub(super) doors: Vec<Door>,
    /// The messages.
    pub(super) messages: Vec<Message>,
    /// Deliveries of kinds that nobody reads.
    pub(super) unknown_kinds: usize,
    /// Deliveries that will be parked.
    pub(super) unreadable: Vec<Parcel>,
    /// What to send, in this order; many senders take from it.
    pub(super) errands: Vec<Errand>,
    /// How much of what.
    pub(super) shares: Shares,
}

/// What of a day the statistics must count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DayCount {
    /// Incidents.
    pub(super) incidents: u32,
    /// Voices.
    pub(super) voices: u32,
}

impl DayCount {
    /// The same when so many incidents have become voices of others.
    pub(super) const fn after_joining(self, joined: u32) -> Self {
        Self { incidents: self.incidents.saturating_sub(joined), voices: self.voices + joined }
    }
}

impl Plan {
    /// Draws a storm of `messages` messages, all written within the two days before `now`.
    pub(super) fn new(
        seed: u64,
        messages: usize,
        pages: Vec<(Page, PageAccess)>,
        now: DateTime<Utc>,
    ) -> Self {
        let doors = pages
            .into_iter()
            .map(|(page, access)| Door { page, path: format!("/hooks/{}", access.key.expose()) });
        let mut draw = Draw::new(seed, doors.collect(), now);
        for number in 0..messages {
            draw.message(number);
        }
        for number in messages..messages + messages * UNKNOWN_KINDS / 1_000 {
            draw.unknown_kind(number);
        }
        for number in 2 * messages..2 * messages + (messages * UNREADABLE).div_ceil(1_000) {
            draw.unreadable(number);
        }
        draw.finish()
    }

    /// All deliveries.
    pub(super) fn deliveries(&self) -> usize {
        self.errands.iter().map(|errand| errand.parcels.len()).sum()
    }

    /// What the statistics must say of each day in `zone`.
    pub(super) fn days(&self, zone: Tz) -> BTreeMap<NaiveDate, DayCount> {
        let mut days: BTreeMap<NaiveDate, DayCount> = BTreeMap::new();
        for message in self.messages.iter().filter(|message| message.is_listed()) {
            let day = days.entry(message.written_at.with_timezone(&zone).date_naive()).or_default();
            match message.answers {
                Some(_) => day.voices += 1,
                None => day.incidents += 1,
            }
        }
        days
    }
}

impl Message {
    /// Whether it stands in the lists of its municipality: everything that was ever written does.
    pub(super) const fn is_listed(&self) -> bool {
        !matches!(self.fate, Fate::Removed { written: false })
    }
}

#[cfg(test)]
mod tests;
