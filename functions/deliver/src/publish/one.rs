//! One answer under one message: read, decide, claim, call, write down.

use chrono::{DateTime, Duration, Utc};
use contracts::Publish;
use domain::incident::publication::{Brought, Next, Work};
use domain::incident::{Answer, AnswerState, Publication, PublicationState, Record};
use domain::{Directory, Page, Private};
use kit::Failure;
use kit::metrics::{Dimension, Metric, count_by};
use platforms::publish::{Deed, Reason, Verdict, joined};
use store::StoreError;
use tracing::info;

use super::call::{self, Heard};
use super::claim::Written;
use super::later;
use super::letter::{self, Reply};
use crate::handler::{TRIES, stored};
use crate::{Deps, backoff};

/// After a flood the replies of a page come back over this time, not all at once.
const SPREAD_S: u64 = 20;

/// Works on one reply.
pub(crate) async fn one(deps: &Deps, task: &Publish) -> Result<(), Failure> {
    let now = deps.clock.now();
    if let Some(at) = task.not_before.filter(|at| now < *at) {
        return later(deps, task, at).await;
    }
    let message = deps.store.record(&task.region, &task.message).await.map_err(stored)?;
    let Some(mut message) = message else { return Err(Failure::park("message.unknown", Unknown)) };
    let incident = if task.message == task.incident {
        None
    } else {
        deps.store.record(&task.region, &task.incident).await.map_err(stored)?
    };
    let directory = deps.directories.get(&task.region, now).await.map_err(stored)?;
    let job = Job { deps, task, directory: &directory, incident: incident.as_ref() };
    for _ in 0..TRIES {
        match job.turn(message).await? {
            Turn::Done => return Ok(()),
            Turn::Later(at) => return later(deps, task, at).await,
            Turn::Again(other) => message = *other,
        }
    }
    Err(Failure::retry("record.contended", StoreError::Conflict { operation: "publish" }))
}

#[derive(Debug, thiserror::Error)]
#[error("the message to answer is not stored")]
struct Unknown;

/// What follows from a turn.
enum Turn {
    /// Nothing more is to be done now.
    Done,
    /// The task comes back then.
    Later(DateTime<Utc>),
    /// The message is another one now.
    Again(Box<Record>),
}

/// A reply that is to be worked on.
pub(super) struct Job<'a> {
    pub(super) deps: &'a Deps,
    pub(super) task: &'a Publish,
    directory: &'a Directory,
    /// None where the message is the incident's own.
    incident: Option<&'a Record>,
}

/// A reply that is claimed.
struct Claimed<'a> {
    record: Record,
    publication: Publication,
    page: &'a Page,
    answer: &'a Answer,
    person: Option<Private<String>>,
    work: Work,
}

impl Job<'_> {
    async fn turn(&self, message: Record) -> Result<Turn, Failure> {
        let now = self.deps.clock.now();
        let case = self.incident.unwrap_or(&message).case();
        let Some(answer) = case.and_then(|case| case.answer_of(self.task.answer)) else {
            return Ok(Turn::Done);
        };
        let known = message.publication(&self.task.incident, self.task.answer);
        let concerned = self.incident.is_none() || message.voice_of() == Some(&self.task.incident);
        if known.is_none() && !(concerned && answer.state == AnswerState::Approved) {
            return Ok(Turn::Done);
        }
        let current = known.cloned().unwrap_or_else(|| self.queued(now));
        match current.next(&answer, letter::obstacle(self.directory, &message), now) {
            Next::Nothing => Ok(Turn::Done),
            Next::Wait(at) => Ok(Turn::Later(at)),
            Next::Settle(state) => self.settled(&message, &current, state).await,
            Next::Do(work) => self.perform(message, current, &answer, work, false).await,
            Next::Recover(work) => self.perform(message, current, &answer, work, true).await,
        }
    }

    fn queued(&self, now: DateTime<Utc>) -> Publication {
        let of = (self.task.message != self.task.incident).then(|| self.task.incident.clone());
        Publication { of, ..Publication::queued(self.task.answer, now) }
    }

    async fn settled(
        &self,
        message: &Record,
        current: &Publication,
        state: PublicationState,
    ) -> Result<Turn, Failure> {
        match self.settle(message, current, state).await? {
            Written::Stored(_) => Ok(Turn::Done),
            Written::Other(other) => Ok(Turn::Again(other)),
        }
    }

    async fn perform(
        &self,
        message: Record,
        current: Publication,
        answer: &Answer,
        work: Work,
        recovers: bool,
    ) -> Result<Turn, Failure> {
        let now = self.deps.clock.now();
        let region = &self.task.region;
        let Some(page) = self.directory.page(&message.page) else { return Ok(Turn::Done) };
        if let Some(until) = self.deps.store.pause(region, &page.id, now).await.map_err(stored)? {
            return Ok(Turn::Later(until + self.spread()));
        }
        let person = if letter::needs_person(&message) { self.person(&message, now).await? } else { None };
        let reply = Reply::new(page, &message, person.clone(), (answer, &current), work);
        let Some(reply) = reply else {
            return self.settled(&message, &current, PublicationState::failed("no_address")).await;
        };
        let calls = match reply.calls(deed(work)) {
            Ok(calls) => calls,
            Err(problem) => {
                return self.settled(&message, &current, letter::unsendable(problem, work)).await;
            }
        };
        if calls.is_empty() {
            return self.settled(&message, &current, PublicationState::Sent).await;
        }
        let repeatable = calls.iter().all(|call| call.idempotent);
        let sends = matches!(work, Work::Send { .. });
        if recovers && sends && !repeatable && reply.calls(Deed::Find).is_err() {
            return self.settled(&message, &current, PublicationState::unknown("interrupted")).await;
        }
        let mut publication = current;
        publication.claim(work, now);
        match self.put(&message, publication.clone()).await? {
            Written::Other(other) => Ok(Turn::Again(other)),
            Written::Stored(record) => {
                let claimed = Claimed { record: *record, publication, page, answer, person, work };
                self.call(claimed, recovers && sends && !repeatable).await
            }
        }
    }

    async fn person(&self, message: &Record, now: DateTime<Utc>) -> Result<Option<Private<String>>, Failure> {
        let Some(author) = message.message.said().and_then(|said| said.author.as_ref()) else {
            return Ok(None);
        };
        self.deps.store.author(&self.task.region, author, now).await.map_err(stored)
    }

    /// Makes the calls of a claim, part by part.
    async fn call(&self, mut claimed: Claimed<'_>, looks_first: bool) -> Result<Turn, Failure> {
        let mut looks = looks_first;
        let mut moved: Option<Private<String>> = None;
        loop {
            let Claimed { page, answer, work, .. } = claimed;
            if !claimed.publication.may_call(self.deps.clock.now()) {
                return Ok(Turn::Later(claimed.publication.at));
            }
            let parts = (answer, &claimed.publication);
            let Some(mut reply) = Reply::new(page, &claimed.record, claimed.person.clone(), parts, work)
            else {
                return Ok(Turn::Done);
            };
            if let Some(to) = &moved {
                reply.to = to.clone();
            }
            let deed = if looks { Deed::Find } else { deed(work) };
            let (heard, repeatable) = self.make(deed, &reply).await;
            match heard {
                Heard::Said(Verdict::Moved { to }) if moved.is_none() => {
                    moved = Some(to.into());
                    continue;
                }
                Heard::Said(Verdict::Found(None)) if looks => {
                    looks = false;
                    continue;
                }
                _ => looks = false,
            }
            let brought = self.brought(&claimed, &reply, (deed, heard), repeatable).await?;
            let record = self.note(claimed.record, &claimed.publication, work, &brought).await?;
            let Some(publication) = record.publication(&self.task.incident, self.task.answer).cloned() else {
                return Ok(Turn::Done);
            };
            match brought {
                Brought::Part { .. } => claimed = Claimed { record, publication, ..claimed },
                Brought::Nothing { until, .. } | Brought::Doubt { until } => return Ok(Turn::Later(until)),
                // An edit or a deletion may have been asked for meanwhile.
                Brought::Whole { .. } => return Ok(Turn::Again(Box::new(record))),
                Brought::Gone | Brought::End(_) => return Ok(Turn::Done),
            }
        }
    }

    /// Makes the next call of a deed; of an edit or a deletion all of them, as far as they succeed.
    async fn make(&self, deed: Deed, reply: &Reply) -> (Heard, bool) {
        let Ok(calls) = reply.calls(deed) else { return (Heard::Refused, false) };
        let count = if deed == Deed::Send { 1 } else { calls.len() };
        let mut heard = Heard::Refused;
        let mut repeatable = true;
        for one in calls.iter().take(count) {
            repeatable = one.idempotent;
            heard = call::make(self.deps, deed, &reply.letter(), one).await;
            count_by(Metric::Publications, Dimension::Outcome(heard.name()));
            let gone = Heard::Said(Verdict::Terminal { reason: Reason::Gone });
            let goes_on = match deed {
                Deed::Find => heard == Heard::Said(Verdict::More),
                Deed::Delete if heard == gone => true,
                _ => matches!(heard, Heard::Said(Verdict::Sent { .. })),
            };
            if !goes_on {
                break;
            }
        }
        (heard, repeatable)
    }

    /// What a call has brought.
    async fn brought(
        &self,
        claimed: &Claimed<'_>,
        reply: &Reply,
        (deed, heard): (Deed, Heard),
        repeatable: bool,
    ) -> Result<Brought, Failure> {
        let (now, work) = (self.deps.clock.now(), claimed.work);
        let attempts = claimed.publication.attempts + 1;
        let wish = heard.wish().and_then(|wish| i64::try_from(wish.as_secs()).ok());
        let wait = backoff::wait(attempts, wish, self.task.message.as_str());
        let failed = |reason: &str| Brought::End(PublicationState::failed(reason));
        Ok(match heard {
            Heard::Said(Verdict::Sent { object } | Verdict::Found(Some(object))) => {
                stands(work, reply, &object)
            }
            Heard::Said(Verdict::Flood { .. }) => {
                let until = now + Duration::seconds(wish.unwrap_or(1).max(1));
                let region = &self.task.region;
                self.deps.store.put_pause(region, &claimed.page.id, until).await.map_err(stored)?;
                info!(page = %claimed.page.id, seconds = (until - now).num_seconds(), "page is silent");
                if deed == Deed::Find {
                    Brought::Doubt { until: until + self.spread() }
                } else {
                    Brought::Nothing { until: until + self.spread(), counts: false }
                }
            }
            Heard::Said(Verdict::Terminal { reason: Reason::Gone }) if deed == Deed::Delete => Brought::Gone,
            Heard::Said(Verdict::Terminal { .. } | Verdict::Unclear | Verdict::More)
                if deed == Deed::Find =>
            {
                Brought::End(PublicationState::unknown("no_answer"))
            }
            Heard::Said(Verdict::Terminal { reason }) => failed(reason.as_str()),
            Heard::Refused => failed("address_refused"),
            Heard::Said(Verdict::Moved { .. }) => failed("moved"),
            Heard::Said(Verdict::Retry { .. }) | Heard::Unheard if deed != Deed::Find => match wait {
                Some(wait) => Brought::Nothing { until: now + wait, counts: true },
                None => failed("gave_up"),
            },
            Heard::Said(_) | Heard::Unheard | Heard::Lost => {
                let findable = repeatable || reply.calls(Deed::Find).is_ok();
                match wait.filter(|_| findable || !matches!(work, Work::Send { .. })) {
                    Some(wait) => Brought::Doubt { until: now + wait },
                    None => Brought::End(PublicationState::unknown("no_answer")),
                }
            }
        })
    }

    fn spread(&self) -> Duration {
        let name = self.task.message.as_str().bytes();
        let number = name.fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        Duration::seconds(i64::try_from(number % SPREAD_S).unwrap_or(0))
    }
}

const fn deed(work: Work) -> Deed {
    match work {
        Work::Send { .. } => Deed::Send,
        Work::Edit { .. } => Deed::Edit,
        Work::Remove => Deed::Delete,
    }
}

/// What stands there after a success, and whether more is to follow.
fn stands(work: Work, reply: &Reply, object: &str) -> Brought {
    match work {
        Work::Remove => Brought::Gone,
        Work::Edit { edition } => Brought::Whole { object: reply.edited_object(), edition },
        Work::Send { edition } => {
            let object = joined(reply.object.as_deref(), object);
            let mut letter = reply.letter();
            letter.object = Some(&object);
            let more = platforms::publish::requests(Deed::Send, &letter).is_ok_and(|calls| !calls.is_empty());
            if more { Brought::Part { object, edition } } else { Brought::Whole { object, edition } }
        }
    }
}
