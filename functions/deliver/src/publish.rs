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
use domain::{MessageKey, Platform};
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
    let messages = messages.into_iter().filter(|message| is_open(message, &task.incident, answer, now));
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
fn is_open(message: &Record, incident: &MessageKey, answer: &Answer, now: DateTime<Utc>) -> bool {
    match message.publication(incident, answer.number) {
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
        self.at(message.page.as_str(), message.platform, to)
    }

    fn at(&mut self, page: &str, platform: Platform, to: &str) -> Option<DateTime<Utc>> {
        let place = to.rsplit_once(':').map_or(to, |(place, _)| place);
        // A dialog names no person in its address: its voices are different people.
        let place = Some(place).filter(|_| !to.starts_with("dialog"));
        let of_place = place.and_then(|place| Some((place, limits::of_place(platform, to)?)));
        let waits = [("", limits::of_page(platform))].into_iter().chain(of_place).map(|(place, rate)| {
            let sent = self.sent.entry(format!("{page} {place}")).or_default();
            let turns = i64::from(*sent / rate.calls);
            *sent += 1;
            Duration::seconds(turns * i64::try_from(rate.per.as_secs()).unwrap_or(1))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(platform: Platform, to: impl Fn(i64) -> String, replies: i64) -> Vec<i64> {
        let mut pace = Pace::from(DateTime::UNIX_EPOCH);
        let all = (0..replies).map(|number| pace.at("page", platform, &to(number)));
        all.map(|at| at.map_or(0, |at| at.timestamp())).collect()
    }

    #[test]
    fn a_group_is_spoken_to_twenty_times_a_minute() {
        let waits = waits(Platform::Telegram, |number| format!("msg:-1002100000002:{number}"), 45);
        let at = |seconds| waits.iter().filter(|wait| **wait == seconds).count();
        assert_eq!((at(0), at(60), at(120)), (20, 20, 5));
    }

    #[test]
    fn people_in_dialogs_wait_for_the_page_alone() {
        let waits = waits(Platform::Telegram, |number| format!("dialog:{number}"), 61);
        assert_eq!((waits[29], waits[30], waits[59], waits[60]), (0, 1, 1, 2));
    }

    #[test]
    fn comments_under_different_posts_share_the_pace_of_their_page() {
        let waits = waits(Platform::Vk, |number| format!("wall:-1:{number}:{number}"), 21);
        assert_eq!((waits[19], waits[20]), (0, 1));
    }
}
