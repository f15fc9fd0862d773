//! Reading back what was missed: place by place, until a whole reading finds nothing that is not stored.
//!
//! What is unknown goes the way of every delivery. A reading that found something is made once more, so that a message
//! that was lost on that way is found again; how far a reading has come is kept between rounds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use contracts::{MessageTask, RawBody, RawDelivery};
use domain::incident::{Record, Report};
use domain::{Directory, Event, MessageKey, Page, Platform, Private};
use futures::future::{FutureExt, try_join_all};
use http::StatusCode;
use kit::Failure;
use kit::metrics::{Dimension, Metric, count_by};
use metrics::local_day;
use platforms::poll::{self, Batch, Step};
use platforms::publish::{Reason, Unsendable, Verdict};
use serde::{Deserialize, Serialize};
use store::{About, Memo};
use tracing::{info, warn};

use crate::Deps;
use crate::call::make;
use crate::handler::stored;

/// A reading begins so much before the doubt: clocks differ, and deliveries take their time.
const BEFORE: Duration = Duration::minutes(10);
/// So many calls are made for a page in one round.
const MOST_STEPS: usize = 60;
/// Of VK's wall this many posts are looked at; comments under older ones are found where somebody wrote before.
const NEWEST_POSTS: usize = 200;
/// A wish of the platform that is not longer is granted on the spot.
const SHORT_WAIT: std::time::Duration = std::time::Duration::from_secs(2);
/// Where Одноклассники list what is discussed in the group.
const DISCUSSIONS: &str = "discussions";
const KEPT_FOR: Duration = Duration::days(14);
/// So many late messages are counted; more would not fit beside the rest.
const MOST_LATE: usize = 4_000;
/// The largest body that a queue takes as it is.
pub(crate) const LARGEST: usize = 180_000;

/// How far a reading has come.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Reading {
    /// From when on is read, and when it began; none between two readings.
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Everything is read, because something is in doubt, and not only what is delivered nowhere.
    whole: bool,
    /// Places that are still to be read, with where to go on.
    steps: Vec<(Private<String>, Option<String>)>,
    /// Messages that were not stored.
    unknown: u32,
    /// Places that could not be read.
    closed: u32,
    /// What has been read already: many ways lead to a place.
    done: BTreeSet<(Private<String>, Option<String>)>,
    /// Messages that came since the doubt was noticed although they had been written before, with their day.
    late: BTreeMap<MessageKey, NaiveDate>,
    /// Counts the readings since the last that found nothing.
    round: u32,
    /// Messages that the platform had kept and that are on their way: all must arrive before anything is settled.
    kept: BTreeSet<MessageKey>,
}

/// A whole reading in which everything was known.
pub(crate) struct Verified {
    /// From when on, and when the reading began.
    pub(crate) span: (DateTime<Utc>, DateTime<Utc>),
    /// What had come late.
    pub(crate) late: BTreeMap<NaiveDate, u32>,
    /// It was everything that can be read, and so may settle a doubt.
    pub(crate) whole: bool,
}

/// What a round of reading brought.
#[derive(Default)]
pub(crate) struct Brought {
    /// Everything was known.
    pub(crate) verified: Option<Verified>,
    /// Messages that were not.
    pub(crate) unknown: u32,
}

/// Where reading back begins, what for, and since when it is known to be needed.
pub(crate) struct Wanted<'a> {
    pub(crate) page: &'a Page,
    pub(crate) places: Vec<String>,
    pub(crate) since: DateTime<Utc>,
    pub(crate) noticed_at: DateTime<Utc>,
    pub(crate) whole: bool,
}

/// The platforms that can be read back.
pub(crate) const fn is_possible(platform: Platform) -> bool {
    matches!(platform, Platform::Vk | Platform::Max | Platform::Ok)
}

/// The places of a platform that exist for every page, beside those that are known from its messages.
pub(crate) fn places_of(page: &Page, known: impl Iterator<Item = String>) -> Vec<String> {
    let own: &[&str] = match page.platform {
        Platform::Vk => &["wall", "dialogs"],
        Platform::Ok if page.user_token.is_some() => &[DISCUSSIONS],
        _ => &[],
    };
    let mut places: Vec<String> = own.iter().map(|place| (*place).to_owned()).chain(known).collect();
    places.sort();
    places.dedup();
    places
}

/// Takes what MAX keeps while nothing is subscribed: it is gone once something is, and it holds what no place that is
/// known would show.
pub(crate) async fn take_kept(deps: &Deps, directory: &Directory, page: &Page) -> Result<(), Failure> {
    let now = deps.clock.now();
    let (region, about) = (&directory.region.id, About::BackFill(&page.id));
    let mut memo: Memo<Reading> = deps.store.memo(region, about).await.map_err(stored)?;
    let mut step = Step::at("updates");
    for _ in 0..MOST_STEPS {
        let Ok(call) = poll::request(page, &step, now) else { return Ok(()) };
        let Some(answer) = make(deps, page, &call).await else { return Ok(()) };
        let judged = poll::judge(page, &step, now, (answer.status, &answer.headers, &answer.body));
        let Ok(batch) = judged else { return Ok(()) };
        // Only what is on its way may be called taken.
        let tasks: Vec<_> =
            batch.deliveries.iter().filter_map(|body| task(deps, directory, page, body)).collect();
        let sent = deps.messages.send_all(&tasks).await;
        sent.map_err(|error| Failure::retry(error.code(), error))?;
        for event in poll::events(page, &batch, now) {
            memo.value.kept.insert(Report::new(&deps.id_key, region, page, &event, now).key);
        }
        if !deps.store.keep_memo(region, about, &memo, now + KEPT_FOR).await.map_err(stored)? {
            return Err(Failure::bare("memo.contended", kit::Fate::Retry));
        }
        memo.version += 1;
        match batch.next.into_iter().next() {
            Some(next) => step = next,
            None => return Ok(()),
        }
    }
    Ok(())
}

fn task(deps: &Deps, directory: &Directory, page: &Page, body: &Private<String>) -> Option<MessageTask> {
    let body = body.expose().as_bytes();
    let task = RawDelivery {
        region: directory.region.id.clone(),
        page: page.id.clone(),
        received_at: deps.clock.now(),
        headers: Vec::new(),
        body: RawBody(body.to_vec()),
    };
    (body.len() <= LARGEST).then_some(MessageTask::RawDeliveryV1(task))
}

fn by_day(late: &BTreeMap<MessageKey, NaiveDate>) -> BTreeMap<NaiveDate, u32> {
    let mut days = BTreeMap::new();
    for day in late.values() {
        *days.entry(*day).or_default() += 1;
    }
    days
}

/// Reads on.
pub(crate) async fn read_back(
    deps: &Deps,
    directory: &Directory,
    wanted: &Wanted<'_>,
) -> Result<Brought, Failure> {
    let now = deps.clock.now();
    let (region, page) = (&directory.region.id, wanted.page);
    if deps.store.pause(region, &page.id, now).await.map_err(stored)?.is_some() {
        return Ok(Brought::default());
    }
    let about = About::BackFill(&page.id);
    let mut memo: Memo<Reading> = deps.store.memo(region, about).await.map_err(stored)?;
    let reading = &mut memo.value;
    if wanted.whole && !reading.whole {
        // What was begun for less settles nothing.
        *reading = Reading { kept: std::mem::take(&mut reading.kept), whole: true, ..Reading::default() };
    }
    let span = reading.span.unwrap_or((wanted.since - BEFORE, now));
    if reading.span.replace(span).is_none() {
        reading.steps = wanted.places.iter().map(|place| (place.clone().into(), None)).collect();
    }
    let before = reading.unknown;
    let mut work = Work { deps, directory, wanted, reading, span };
    work.take_steps().await?;
    if work.reading.steps.is_empty() {
        work.look_for_kept().await?;
    }
    let reading = &mut memo.value;
    let unknown = reading.unknown - before;
    let mut brought = Brought { verified: None, unknown };
    if reading.steps.is_empty() {
        info!(page = %page.id, unknown = reading.unknown, closed = reading.closed, "read back");
        let late = by_day(&reading.late);
        if reading.unknown == 0 && reading.closed == 0 {
            brought.verified = Some(Verified { span, late, whole: reading.whole });
            *reading = Reading::default();
        } else {
            let kept = std::mem::take(&mut reading.kept);
            let whole = reading.whole;
            *reading = Reading { round: reading.round + 1, kept, whole, ..Reading::default() };
        }
    }
    // Another round at the same time reads the same; what both have sent is counted once.
    let kept = deps.store.keep_memo(region, about, &memo, now + KEPT_FOR).await.map_err(stored)?;
    Ok(if kept { brought } else { Brought { verified: None, ..brought } })
}

struct Work<'a> {
    deps: &'a Deps,
    directory: &'a Directory,
    wanted: &'a Wanted<'a>,
    reading: &'a mut Reading,
    span: (DateTime<Utc>, DateTime<Utc>),
}

/// What to do after a step.
enum After {
    Next,
    /// The platform wants to be left alone for now.
    Stop,
}

impl Work<'_> {
    async fn take_steps(&mut self) -> Result<(), Failure> {
        for _ in 0..MOST_STEPS {
            let Some(step) = self.reading.steps.last().cloned() else { return Ok(()) };
            if self.reading.done.contains(&step) {
                self.reading.steps.pop();
                continue;
            }
            let (place, cursor) = step;
            match self.step(&Step { place, cursor }).await? {
                After::Next => {}
                After::Stop => return Ok(()),
            }
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Result<After, Failure> {
        let (page, since) = (self.wanted.page, self.span.0);
        let call = match poll::request(page, step, since) {
            Ok(call) => call,
            Err(problem) => return Ok(self.cannot(problem)),
        };
        let Some(answer) = make(self.deps, page, &call).await else { return Ok(After::Stop) };
        let judged = poll::judge(page, step, since, (answer.status, &answer.headers, &answer.body));
        match judged {
            Ok(batch) => {
                self.take(&batch).await?;
                self.reading.steps.pop();
                self.reading.done.insert((step.place.clone(), step.cursor.clone()));
                let next = batch.next.into_iter().filter(is_near).map(|step| (step.place, step.cursor));
                let done = &self.reading.done;
                let new: Vec<_> = next.filter(|step| !done.contains(step)).collect();
                self.reading.steps.extend(new);
                Ok(After::Next)
            }
            Err(verdict) => self.refused(step, verdict, answer.status).await,
        }
    }

    /// A place that nobody may read with what the page has: it stays in doubt.
    fn cannot(&mut self, problem: Unsendable) -> After {
        warn!(page = %self.wanted.page.id, ?problem, "a place cannot be read back");
        self.reading.steps.pop();
        self.reading.closed += 1;
        After::Next
    }

    async fn refused(&mut self, step: &Step, verdict: Verdict, status: StatusCode) -> Result<After, Failure> {
        let page = self.wanted.page;
        match verdict {
            Verdict::Retry { after } if after <= SHORT_WAIT => {
                wait(after).await;
                Ok(After::Next)
            }
            Verdict::Flood { after } => {
                let until =
                    self.deps.clock.now() + Duration::from_std(after).unwrap_or(Duration::minutes(10));
                let region = &self.directory.region.id;
                self.deps.store.put_pause(region, &page.id, until).await.map_err(stored)?;
                Ok(After::Stop)
            }
            // What is gone or closed to everybody holds nothing that could be missed.
            Verdict::Terminal { reason: Reason::Gone | Reason::CommentsClosed } => {
                self.reading.steps.pop();
                Ok(After::Next)
            }
            Verdict::Terminal { reason } if reason != Reason::TokenDead => {
                warn!(page = %page.id, ?reason, "a place is not shown");
                self.reading.steps.pop();
                // No interface is promised that lists discussions: those are read that somebody wrote in before.
                self.reading.closed += u32::from(step.place.expose() != DISCUSSIONS);
                Ok(After::Next)
            }
            _ => {
                warn!(page = %page.id, status = status.as_u16(), "reading back is refused");
                Ok(After::Stop)
            }
        }
    }

    /// Sends what is not stored.
    async fn take(&mut self, batch: &Batch) -> Result<(), Failure> {
        let looks: Vec<_> = batch.deliveries.iter().map(|body| self.look(body).boxed()).collect();
        let looked = try_join_all(looks).await?;
        let mut tasks = Vec::new();
        for (body, look) in batch.deliveries.iter().zip(looked) {
            self.reading.unknown += u32::from(look.unknown);
            if self.reading.late.len() < MOST_LATE {
                self.reading.late.extend(look.late);
            }
            // What tells of no message is told once, in the first reading.
            if look.unknown || look.notes && self.reading.round == 0 {
                tasks.extend(task(self.deps, self.directory, self.wanted.page, body));
            }
        }
        for _ in &tasks {
            count_by(Metric::MessagesBackfilled, Dimension::Platform(self.wanted.page.platform));
        }
        let sent = self.deps.messages.send_all(&tasks).await;
        sent.map_err(|error| Failure::retry(error.code(), error))
    }

    async fn look(&self, body: &Private<String>) -> Result<Look, Failure> {
        let now = self.deps.clock.now();
        let reading = platforms::read(self.wanted.page, &[], body.expose().as_bytes(), now);
        let Ok(reading) = reading else { return Ok(Look::default()) };
        let mut look =
            Look { notes: reading.events.is_empty() && !reading.notes.is_empty(), ..Look::default() };
        for event in &reading.events {
            self.look_up(event, &mut look).await?;
        }
        Ok(look)
    }

    /// A message that came after the doubt was noticed although it had been written before, with its day.
    fn late(&self, record: &Record) -> Option<(MessageKey, NaiveDate)> {
        let (written, noticed) = (record.written_at(), self.wanted.noticed_at);
        let waited = written <= noticed || BEFORE < record.received_at - written;
        let late = self.span.0 <= written && noticed <= record.received_at && waited;
        late.then(|| (record.key.clone(), local_day(written, self.directory.region.zone)))
    }

    async fn look_for_kept(&mut self) -> Result<(), Failure> {
        for key in self.reading.kept.clone() {
            let record = self.deps.store.record(&self.directory.region.id, &key).await.map_err(stored)?;
            match record {
                Some(record) => self.reading.late.extend(self.late(&record)),
                None => self.reading.unknown += 1,
            }
        }
        Ok(())
    }

    async fn look_up(&self, event: &Event, look: &mut Look) -> Result<(), Failure> {
        let (deps, region) = (self.deps, &self.directory.region);
        let report = Report::new(&deps.id_key, &region.id, self.wanted.page, event, deps.clock.now());
        match deps.store.record(&region.id, &report.key).await.map_err(stored)? {
            None => look.unknown = true,
            // A voice came before the message that it answers; that one is still to come.
            Some(record) if record.message.revisions.is_empty() => {
                look.unknown = record.message.removals.is_empty();
            }
            Some(record) => look.late.extend(self.late(&record)),
        }
        Ok(())
    }
}

/// What is known of a delivery.
#[derive(Default)]
struct Look {
    unknown: bool,
    notes: bool,
    late: Vec<(MessageKey, NaiveDate)>,
}

/// A wall goes back for years.
fn is_near(step: &Step) -> bool {
    let offset = step.cursor.as_deref().and_then(|cursor| cursor.parse::<usize>().ok()).unwrap_or_default();
    step.place.expose() != "wall" || offset < NEWEST_POSTS
}

#[expect(clippy::disallowed_methods, reason = "a platform asks for this pause between two calls")]
async fn wait(pause: std::time::Duration) {
    tokio::time::sleep(pause).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_is_not_read_to_its_end() {
        let step = |place: &str, cursor: &str| Step {
            place: Private::new(place.to_owned()),
            cursor: Some(cursor.to_owned()),
        };
        assert!(is_near(&step("wall", "100")) && !is_near(&step("wall", "200")));
        assert!(is_near(&step("wall_post:-1:2", "5000")));
    }
}
