//! Whether all was heard that residents wrote: the state of a page, its spans of doubt, and which numbers they mark.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{Oktmo, PageId};
use serde::{Deserialize, Serialize};

use crate::day::{DayStats, Gap, Scope};
use crate::numbering::Hole;
use crate::period::{Window, day_bounds, local_day};

/// So many spans of a page are kept; the oldest closed one goes first.
pub const KEPT: usize = 60;
/// For so long the numbers of deliveries are remembered.
const NUMBERS_KNOWN: TimeDelta = TimeDelta::days(30);

/// A span in which messages of a page may have been missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The last moment at which all was well.
    pub from: DateTime<Utc>,
    /// When it was well again; none while it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// What is in doubt.
    pub reason: Gap,
    /// When it was noticed.
    pub noticed_at: DateTime<Utc>,
    /// How the doubt was settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

/// The end of a doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When. Numbers read before it still lack what came late.
    pub at: DateTime<Utc>,
    /// How.
    pub by: ClosedBy,
    /// How many messages came late, by the day on which they were written.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub late: BTreeMap<NaiveDate, u32>,
}

/// How a doubt was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// Everything was read back from the platform, and the last reading found nothing unknown.
    BackFill,
    /// The platform kept its deliveries, and has delivered them all.
    Platform,
}

impl ClosedBy {
    /// The name used in storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BackFill => "back_fill",
            Self::Platform => "platform",
        }
    }
}

impl Doubt {
    /// Whether it touches the time from `from` until before `until`.
    pub fn touches(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
        self.from < until && self.until.is_none_or(|end| from <= end)
    }

    fn meets(&self, hole: &Hole) -> bool {
        self.from <= hole.until && self.until.is_none_or(|until| hole.from <= until)
    }

    /// Whether numbers that were read at `as_of` may lack something for it.
    pub fn stands_at(&self, as_of: DateTime<Utc>) -> bool {
        self.closed.as_ref().is_none_or(|closed| as_of < closed.at)
    }

    /// The local days that it touches, as far as they have begun at `now`.
    pub fn days(&self, zone: Tz, now: DateTime<Utc>) -> Vec<NaiveDate> {
        let last = local_day(self.until.unwrap_or(now).min(now), zone);
        local_day(self.from, zone).iter_days().take_while(|day| *day <= last).collect()
    }
}

/// How a page is connected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Nobody has looked yet.
    #[default]
    Unseen,
    /// The platform says that it delivers to us.
    Good,
    /// The platform does not deliver to us, and was asked to.
    Lost,
    /// The platform has our address and does not succeed in delivering there.
    Failing,
    /// The platform waits for its confirmation.
    Unconfirmed,
    /// The page has no token, or its platform no such list.
    NotAsked,
    /// The platform does not accept the page's token.
    Refused,
    /// The platform did not answer.
    Unanswered,
}

/// What is known about a page's connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageHealth {
    /// How it is connected.
    pub link: Link,
    /// Since when it is so.
    pub since: Option<DateTime<Utc>>,
    /// When that was looked at last.
    pub checked_at: Option<DateTime<Utc>>,
    /// When the platform last said that it delivers to us.
    pub good_at: Option<DateTime<Utc>>,
    /// When the newest message arrived.
    pub heard_at: Option<DateTime<Utc>>,
    /// Up to when everything has been read back from the platform and compared.
    pub verified_until: Option<DateTime<Utc>>,
    /// Spans in doubt, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
}

impl PageHealth {
    /// Takes in what the platform said about its deliveries. A connection that is no longer good opens a doubt from the
    /// moment at which it last was; one that is good again ends it.
    pub fn look(&mut self, link: Link, now: DateTime<Utc>) {
        if self.link != link || self.since.is_none() {
            (self.link, self.since) = (link, Some(now));
        }
        self.checked_at = Some(now);
        match link {
            Link::Good => {
                self.good_at = Some(now);
                self.end(Gap::LostSubscription, now);
            }
            _ if link.is_broken() => {
                if let Some(from) = self.good_at.or(self.heard_at) {
                    self.open(Gap::LostSubscription, from, now);
                }
            }
            _ => {}
        }
    }

    /// Takes in when the newest message arrived: it ends a silence.
    pub fn hear(&mut self, at: DateTime<Utc>) {
        self.heard_at = self.heard_at.max(Some(at));
        if self.open_doubt(Gap::SilentPage).is_some_and(|doubt| doubt.noticed_at < at) {
            self.end(Gap::SilentPage, at);
        }
    }

    /// Opens a doubt, unless one of its kind is open.
    pub fn open(&mut self, reason: Gap, from: DateTime<Utc>, now: DateTime<Utc>) {
        if self.open_doubt(reason).is_none() {
            self.keep(Doubt { from, until: None, reason, noticed_at: now, closed: None });
        }
    }

    fn keep(&mut self, doubt: Doubt) {
        self.doubts.push(doubt);
        while self.doubts.len() > KEPT {
            let Some(oldest) = self.doubts.iter().position(|doubt| doubt.closed.is_some()) else { break };
            self.doubts.remove(oldest);
        }
    }

    fn end(&mut self, reason: Gap, at: DateTime<Utc>) {
        let open = |doubt: &&mut Doubt| doubt.reason == reason && doubt.until.is_none();
        if let Some(doubt) = self.doubts.iter_mut().find(open) {
            doubt.until = Some(at);
        }
    }

    fn open_doubt(&self, reason: Gap) -> Option<&Doubt> {
        self.doubts.iter().find(|doubt| doubt.reason == reason && doubt.until.is_none())
    }

    /// Whether the page is silent beyond expectation.
    pub fn is_silent(&self) -> bool {
        self.open_doubt(Gap::SilentPage).is_some()
    }

    /// Doubts that are not settled.
    pub fn unsettled(&self) -> impl Iterator<Item = &Doubt> {
        self.doubts.iter().filter(|doubt| doubt.closed.is_none())
    }

    /// From when on the platform must be read back, for what is not settled.
    pub fn to_verify_from(&self) -> Option<DateTime<Utc>> {
        self.unsettled().map(|doubt| doubt.from).min()
    }

    /// Everything since `since` had been read back at `at`, and nothing of it was unknown. Settles the doubts that had
    /// ended by then; a silence in which nothing was missed has ended as well. Gives the settled doubts.
    pub fn verified(
        &mut self,
        (since, at): (DateTime<Utc>, DateTime<Utc>),
        late: &BTreeMap<NaiveDate, u32>,
        (zone, now): (Tz, DateTime<Utc>),
    ) -> Vec<Doubt> {
        self.verified_until = self.verified_until.max(Some(at));
        let mut settled = Vec::new();
        for doubt in self.doubts.iter_mut().filter(|doubt| doubt.closed.is_none() && since <= doubt.from) {
            if doubt.reason == Gap::SilentPage && doubt.noticed_at <= at {
                doubt.until.get_or_insert(at);
            }
            if doubt.until.is_some_and(|until| until <= at) {
                let days = doubt.days(zone, now);
                let late = late.iter().filter(|(day, _)| days.contains(day));
                let late = late.map(|(day, count)| (*day, *count)).collect();
                doubt.closed = Some(Closed { at: now, by: ClosedBy::BackFill, late });
                settled.push(doubt.clone());
            }
        }
        settled
    }

    /// Opens a doubt for each hole in the numbers of deliveries about which there is none.
    pub fn miss_numbers(&mut self, holes: &[Hole], now: DateTime<Utc>) {
        for hole in holes {
            if !self.unsettled().any(|doubt| doubt.reason == Gap::IdGap && doubt.meets(hole)) {
                let (from, until) = (hole.from, Some(hole.until));
                self.keep(Doubt { from, until, reason: Gap::IdGap, noticed_at: now, closed: None });
            }
        }
    }

    /// Settles the doubts whose numbers have come after all: no hole is left where they were. Nothing is said about
    /// what lies before `forgotten`, nor about what was noticed so long ago that nobody remembers its numbers.
    pub fn heard_numbers(
        &mut self,
        holes: &[Hole],
        forgotten: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Vec<Doubt> {
        let known = |doubt: &Doubt| {
            forgotten.is_none_or(|until| until < doubt.from) && now - doubt.noticed_at < NUMBERS_KNOWN
        };
        let mut settled = Vec::new();
        for doubt in self.doubts.iter_mut().filter(|doubt| doubt.closed.is_none()) {
            let filled = !holes.iter().any(|hole| doubt.meets(hole));
            if doubt.reason == Gap::IdGap && filled && known(doubt) {
                doubt.closed = Some(Closed { at: now, by: ClosedBy::Platform, late: BTreeMap::new() });
                settled.push(doubt.clone());
            }
        }
        settled
    }

    /// The platform keeps deliveries for `kept` and says that none waits: doubts that lasted no longer are settled.
    pub fn delivered_all(&mut self, kept: TimeDelta, now: DateTime<Utc>) -> Vec<Doubt> {
        let mut settled = Vec::new();
        for doubt in self.doubts.iter_mut().filter(|doubt| doubt.closed.is_none()) {
            let ended = doubt.until.is_some_and(|until| until - doubt.from <= kept);
            if ended && doubt.reason == Gap::LostSubscription {
                doubt.closed = Some(Closed { at: now, by: ClosedBy::Platform, late: BTreeMap::new() });
                settled.push(doubt.clone());
            }
        }
        settled
    }
}

impl Link {
    /// The name used in storage, the API and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unseen => "unseen",
            Self::Good => "good",
            Self::Lost => "lost",
            Self::Failing => "failing",
            Self::Unconfirmed => "unconfirmed",
            Self::NotAsked => "not_asked",
            Self::Refused => "refused",
            Self::Unanswered => "unanswered",
        }
    }

    /// Whether the platform says that it does not deliver.
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Lost | Self::Failing | Self::Unconfirmed)
    }
}

/// The doubts about a page, and whose numbers they touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageDoubts {
    /// The page.
    pub page: PageId,
    /// The municipality that it speaks for; a page without one speaks for all.
    pub municipality: Option<Oktmo>,
    /// Its doubts.
    pub doubts: Vec<Doubt>,
}

impl PageDoubts {
    /// Whether residents of the scope write there. A page of one town may hear of another, which is not counted here.
    pub fn concern(&self, scope: &Scope) -> bool {
        match (scope, &self.municipality) {
            (Scope::Municipality(scope), Some(own)) => scope == own,
            (_, _) => true,
        }
    }
}

/// Marks the days of a scope on which something may be lacking. A settled doubt marks a day until it is counted anew.
pub fn mark(days: &mut BTreeMap<NaiveDate, DayStats>, scope: &Scope, zone: Tz, pages: &[PageDoubts]) {
    for doubt in pages.iter().filter(|page| page.concern(scope)).flat_map(|page| &page.doubts) {
        let last = doubt.until.map_or(NaiveDate::MAX, |until| local_day(until, zone));
        for (day, stats) in days.range_mut(local_day(doubt.from, zone).min(last)..=last) {
            let (from, until) = day_bounds(*day, zone);
            if doubt.touches(from, until) && doubt.stands_at(stats.as_of.earliest) {
                stats.gaps.insert(doubt.reason);
            }
        }
    }
}

/// The doubts that touch a window, with their pages.
pub fn within<'a>(
    pages: &'a [PageDoubts],
    window: Window,
    zone: Tz,
) -> impl Iterator<Item = (&'a PageDoubts, &'a Doubt)> {
    let (from, until) = (day_bounds(window.from, zone).0, day_bounds(window.to, zone).1);
    let touching = move |page: &'a PageDoubts| {
        page.doubts.iter().filter(move |doubt| doubt.touches(from, until)).map(move |doubt| (page, doubt))
    };
    pages.iter().flat_map(touching)
}

#[cfg(test)]
mod tests;
