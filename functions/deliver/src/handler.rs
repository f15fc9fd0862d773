//! One task: to publish, or one call to one agency. A call: read what is true now, call, write down what came of it, plan the next call.

use chrono::{DateTime, Duration, Utc};
use contracts::{DeliveryTask, HandOver, HandOverEvent, decode};
use domain::incident::{Case, HandOverState, Record};
use domain::{Directory, Endpoint};
use http::{HeaderMap, header};
use kit::http_client::CallError;
use kit::metrics::{Dimension, Metric, count_by};
use kit::{Failure, Record as QueueRecord};
use store::{Replaced, StoreError};
use tracing::{info, warn};

use crate::{Deps, backoff, payload, publish, signature};

/// The longest delay that a queue grants; longer waits are made of several.
pub(crate) const LONGEST_DELAY: Duration = Duration::minutes(15);
/// How often the outcome of a call is written again when others change the incident meanwhile.
pub(crate) const TRIES: usize = 8;

/// What came of a call.
struct Outcome {
    state: HandOverState,
    last: String,
    wish: Option<i64>,
}

/// Handles one record of the queue `deliveries`.
pub async fn handle(deps: &Deps, record: QueueRecord) -> Result<(), Failure> {
    let task: DeliveryTask =
        decode(&record.body).map_err(|error| Failure::retry("envelope.unreadable", error))?;
    match task {
        DeliveryTask::HandOverV1(call) => hand_over(deps, &call).await,
        DeliveryTask::PublishAllV1(all) => publish::all(deps, &all).await,
        DeliveryTask::PublishV1(one) => publish::one(deps, &one).await,
    }
}

async fn hand_over(deps: &Deps, call: &HandOver) -> Result<(), Failure> {
    let now = deps.clock.now();
    if call.not_before.is_some_and(|moment| now < moment) {
        return send(deps, call, now).await;
    }
    let incident = deps.store.record(&call.region, &call.incident).await.map_err(stored)?;
    let Some(incident) = incident else {
        return Err(Failure::park("incident.unknown", Unknown));
    };
    let directory = deps.directories.get(&call.region, now).await.map_err(stored)?;
    match standing(call, &incident) {
        Standing::Call => perform(deps, &directory, call, &incident).await,
        Standing::Planned(next) => send(deps, &next, now).await,
        Standing::Past => Ok(()),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the incident of the call is not stored")]
struct Unknown;

pub(crate) fn stored(error: StoreError) -> Failure {
    Failure::retry(error.code(), error)
}

/// Whether a call is still to be made.
enum Standing {
    Call,
    /// It was made, and the next one planned, but perhaps not sent.
    Planned(HandOver),
    Past,
}

fn standing(call: &HandOver, incident: &Record) -> Standing {
    let current = incident.case().and_then(|case| case.hand_over.as_ref());
    let current = current.filter(|current| current.agency == call.agency && current.hop == call.hop);
    match (call.event, current) {
        (HandOverEvent::Assigned, Some(current)) if incident.open_case().is_some() => {
            if current.state != HandOverState::Pending {
                Standing::Past
            } else if current.attempts == call.attempt {
                Standing::Call
            } else if current.attempts == call.attempt + 1 {
                let next =
                    HandOver { attempt: current.attempts, not_before: Some(current.at), ..call.clone() };
                Standing::Planned(next)
            } else {
                Standing::Past
            }
        }
        (HandOverEvent::Updated { .. } | HandOverEvent::Returned { .. }, Some(_))
        | (HandOverEvent::Withdrawn, _) => Standing::Call,
        (HandOverEvent::Assigned | HandOverEvent::Updated { .. } | HandOverEvent::Returned { .. }, _) => {
            Standing::Past
        }
    }
}

async fn perform(
    deps: &Deps,
    directory: &Directory,
    call: &HandOver,
    incident: &Record,
) -> Result<(), Failure> {
    let endpoint = directory.agency(&call.agency).and_then(|agency| agency.endpoint.as_ref());
    let outcome = match endpoint.filter(|endpoint| endpoint.enabled) {
        Some(endpoint) => call_endpoint(deps, directory, call, incident, endpoint).await?,
        None => Outcome { state: HandOverState::NoEndpoint, last: "no_endpoint".to_owned(), wish: None },
    };
    count_by(Metric::AgencyCalls, Dimension::Outcome(outcome.state.name()));
    let (id, attempt, last) = (call.webhook_id(), call.attempt, &outcome.last);
    info!(call.id = id, agency.id = %call.agency, attempt, last, state = outcome.state.name(), "agency called");
    if call.event == HandOverEvent::Assigned {
        write_outcome(deps, call, incident.clone(), &outcome).await
    } else {
        retry_notice(deps, call, &outcome).await
    }
}

/// Calls the endpoint, unless it said at this address that it is gone.
async fn call_endpoint(
    deps: &Deps,
    directory: &Directory,
    call: &HandOver,
    incident: &Record,
    endpoint: &Endpoint,
) -> Result<Outcome, Failure> {
    let gone = deps.store.gone_endpoint(&call.region, &call.agency).await.map_err(stored)?;
    if gone.is_some_and(|url| url == endpoint.url) {
        return Ok(Outcome { state: HandOverState::Disabled, last: "gone".to_owned(), wish: None });
    }
    let outcome = post(deps, directory, call, incident, endpoint).await;
    if outcome.state == HandOverState::Disabled {
        warn!(agency.id = %call.agency, "the agency's endpoint is gone: it is called no more at this address");
        deps.store.put_gone_endpoint(&call.region, &call.agency, &endpoint.url).await.map_err(stored)?;
    }
    Ok(outcome)
}

async fn post(
    deps: &Deps,
    directory: &Directory,
    call: &HandOver,
    incident: &Record,
    to: &Endpoint,
) -> Outcome {
    let now = deps.clock.now();
    let body = payload::body(directory, call, incident, now);
    let failed = |state, last: &str| Outcome { state, last: last.to_owned(), wish: None };
    let Ok(headers) = signature::headers(&call.webhook_id(), now, &body, &to.secrets) else {
        return failed(HandOverState::Failed, "no_secret");
    };
    match deps.http.post(&to.url, headers, body.into()).await {
        Ok(answer) => {
            let (state, wish) = verdict(answer.status, &answer.headers);
            Outcome { state, last: answer.status.to_string(), wish }
        }
        Err(error @ (CallError::Url(_) | CallError::Address)) => {
            warn!(agency.id = %call.agency, cause = %error, "the agency's address is refused");
            failed(HandOverState::Failed, "address_refused")
        }
        Err(CallError::Timeout) => failed(HandOverState::Pending, "timeout"),
        Err(_) => failed(HandOverState::Pending, "no_answer"),
    }
}

/// Only 2xx is success, and 410 says that the endpoint is gone for good. A redirect is a failure: it is not followed.
fn verdict(status: u16, headers: &HeaderMap) -> (HandOverState, Option<i64>) {
    let wish = headers.get(header::RETRY_AFTER).and_then(|wish| wish.to_str().ok()?.parse().ok());
    match status {
        200..=299 => (HandOverState::Delivered, None),
        410 => (HandOverState::Disabled, None),
        _ => (HandOverState::Pending, wish),
    }
}

/// Writes on the incident what came of its hand-over, and plans the next call.
async fn write_outcome(
    deps: &Deps,
    call: &HandOver,
    mut incident: Record,
    outcome: &Outcome,
) -> Result<(), Failure> {
    for _ in 0..TRIES {
        let now = deps.clock.now();
        let Some(case) = incident.case_mut().filter(|case| is_current(case, call)) else { return Ok(()) };
        let next = note(case, call, outcome, now);
        match deps.store.replace(&incident).await.map_err(stored)? {
            Replaced::Stored(_) => {
                return match next {
                    Some(next) => send(deps, &next, now).await,
                    None => Ok(()),
                };
            }
            Replaced::Conflict(other) => incident = other,
        }
    }
    Err(Failure::retry("record.contended", StoreError::Conflict { operation: "note hand-over" }))
}

fn is_current(case: &Case, call: &HandOver) -> bool {
    case.hand_over.as_ref().is_some_and(|current| {
        current.agency == call.agency
            && current.hop == call.hop
            && current.state == HandOverState::Pending
            && current.attempts == call.attempt
    })
}

fn note(case: &mut Case, call: &HandOver, outcome: &Outcome, now: DateTime<Utc>) -> Option<HandOver> {
    let attempts = call.attempt + 1;
    let hand_over = case.hand_over.as_mut()?;
    hand_over.attempts = attempts;
    hand_over.last = Some(outcome.last.clone());
    hand_over.state = outcome.state.clone();
    hand_over.at = now;
    if outcome.state != HandOverState::Pending {
        return None;
    }
    let Some(wait) = backoff::wait(attempts, outcome.wish, &call.webhook_id()) else {
        hand_over.state = HandOverState::Failed;
        return None;
    };
    hand_over.at = now + wait;
    Some(HandOver { attempt: attempts, not_before: Some(now + wait), ..call.clone() })
}

/// A notice leaves no mark on the incident; its retries carry their number in the queue alone.
async fn retry_notice(deps: &Deps, call: &HandOver, outcome: &Outcome) -> Result<(), Failure> {
    let now = deps.clock.now();
    let attempt = call.attempt + 1;
    let wait = backoff::wait(attempt, outcome.wish, &call.webhook_id());
    match (&outcome.state, wait) {
        (HandOverState::Pending, Some(wait)) => {
            send(deps, &HandOver { attempt, not_before: Some(now + wait), ..call.clone() }, now).await
        }
        (HandOverState::Delivered | HandOverState::NoEndpoint, _) => Ok(()),
        _ => {
            warn!(call.id = call.webhook_id(), agency.id = %call.agency, last = outcome.last, "notice given up");
            Ok(())
        }
    }
}

async fn send(deps: &Deps, call: &HandOver, now: DateTime<Utc>) -> Result<(), Failure> {
    let wait = call.not_before.map_or(Duration::zero(), |moment| moment.signed_duration_since(now));
    let delay = wait.clamp(Duration::zero(), LONGEST_DELAY).to_std().ok();
    let task = DeliveryTask::HandOverV1(call.clone());
    deps.deliveries.send(&task, delay).await.map_err(|error| Failure::retry(error.code(), error))
}
