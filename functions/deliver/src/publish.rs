//! Publishing: an answer to everybody it is for, and an answer under one message.

mod call;
mod claim;
mod letter;
mod one;

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use contracts::{DeliveryTask, Publish, PublishAll};
use domain::incident::publication::{Next, WITHDRAWN};
use domain::incident::{Answer, AnswerState, Record};
use kit::Failure;
use platforms::publish::limits;

use crate::Deps;
use crate::handler::{LONGEST_DELAY, stored};

pub(crate) use one::one;

/// So many voices are listed at once.
const PAGE: usize = 500;

/// Sends one task for each message that the answer is for and that does not have it yet.
pub(crate) async fn all(deps: &Deps, task: &PublishAll) -> Result<(), Failure> {
    let incident = deps.store.record(&task.region, &task.incident).await.map_err(stored)?;
    let Some(incident) = incident else { return Ok(()) };
    let answer = incident.case().and_then(|case| case.answer_of(task.answer));
    let Some(answer) = answer.filter(Answer::is_public) else { return Ok(()) };
    let mut pace = Pace::from(deps.clock.now());
    let own = (incident.message.said().is_some()).then_some(&incident);
    send(deps, task, &answer, own, &mut pace).await?;
    if !answer.to_all {
        return Ok(());
    }
    let mut position = None;
    loop {
        let listed = deps.store.voices(&task.region, &task.incident, position, PAGE).await.map_err(stored)?;
        send(deps, task, &answer, &listed.items, &mut pace).await?;
        match listed.next {
            Some(next) => position = Some(next),
            None => return Ok(()),
        }
    }
}

async fn send(
    deps: &Deps,
    task: &PublishAll,
    answer: &Answer,
    messages: impl IntoIterator<Item = &Record>,
    pace: &mut Pace,
) -> Result<(), Failure> {
    let now = pace.now;
    let messages = messages.into_iter().filter(|message| is_open(message, answer, now));
    let tasks: Vec<_> = messages
        .map(|message| {
            DeliveryTask::PublishV1(Publish {
                region: task.region.clone(),
                message: message.key.clone(),
                incident: task.incident.clone(),
                answer: task.answer,
                not_before: pace.next(message),
            })
        })
        .collect();
    deps.deliveries.send_all(&tasks).await.map_err(|error| Failure::retry(error.code(), error))
}

/// Whether something is to be done about the answer under a message.
fn is_open(message: &Record, answer: &Answer, now: DateTime<Utc>) -> bool {
    match message.publication(answer.number) {
        None => answer.state == AnswerState::Approved,
        Some(known) => {
            known.next(answer, message.message.removed_at().map(|_| WITHDRAWN), now) != Next::Nothing
        }
    }
}

/// Spreads replies over time, so that no page and no chat is spoken to faster than its platform takes it.
struct Pace {
    now: DateTime<Utc>,
    sent: HashMap<String, u32>,
}

impl Pace {
    fn from(now: DateTime<Utc>) -> Self {
        Self { now, sent: HashMap::new() }
    }

    /// When the next reply at the place of `message` may be sent; none for at once.
    fn next(&mut self, message: &Record) -> Option<DateTime<Utc>> {
        let to = message.said().and_then(|said| said.reply_to.as_ref()).map_or("", |to| to.expose());
        let of_page = Some((message.page.to_string(), limits::of_page(message.platform)));
        let place = to.rsplit_once(':').map_or(to, |(place, _)| place);
        // A dialog has no place of its own in its address; its voices are different people.
        let of_place = (place != to).then(|| limits::of_place(message.platform, to)).flatten();
        let of_place = of_place.map(|rate| (format!("{} {place}", message.page), rate));
        let waits = of_page.into_iter().chain(of_place).map(|(name, rate)| {
            let sent = self.sent.entry(name).or_default();
            *sent += 1;
            Duration::seconds(
                i64::from((*sent - 1) / rate.calls) * i64::try_from(rate.per.as_secs()).unwrap_or(1),
            )
        });
        let wait = waits.max().unwrap_or_default();
        (wait > Duration::zero()).then(|| self.now + wait)
    }
}

/// Puts the task back until a moment.
async fn later(deps: &Deps, task: &Publish, at: DateTime<Utc>) -> Result<(), Failure> {
    let wait = at.signed_duration_since(deps.clock.now());
    let delay = wait.clamp(Duration::zero(), LONGEST_DELAY).to_std().ok();
    let task = DeliveryTask::PublishV1(Publish { not_before: Some(at), ..task.clone() });
    deps.deliveries.send(&task, delay).await.map_err(|error| Failure::retry(error.code(), error))
}
