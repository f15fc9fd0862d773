//! Acting on an incident: one version, one conditional write, and the same answer when it is asked twice.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use contracts::{DeliveryTask, hand_overs, publications_after};
use domain::agency::Desk;
use domain::incident::{Action, Actor, Around, Case, Hierarchy, Record, Refused, Terms};
use domain::topics::Taxonomy;
use domain::{Directory, MessageKey};
use http::{HeaderMap, Response, StatusCode, header};
use serde_json::{Map, json};
use store::{CorrectionMark, Replaced, Touch};
use tracing::info;

use crate::action;
use crate::body::Object;
use crate::duplicates;
use crate::handler::Ask;
use crate::keys::Role;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::view;

/// After so long an answer is published once more, where it is not yet.
pub(crate) const SECOND_LOOK: Duration = Duration::from_secs(60);

const VERSION: &str = "must be the version of the incident: \"7\"";

/// Answers `POST /v1/incidents/{id}/actions`.
pub(crate) async fn act(ask: &Ask<'_>, id: &str) -> Result<Response<Bytes>, Refusal> {
    if ask.holder.role == Role::Reader {
        return Err(Refusal::Forbidden);
    }
    let params = Params::read(ask.query, &["version"])?;
    let version = wanted_version(ask.headers, &params)?;
    let object = Object::read(ask.body)?;
    let parts = [&ask.holder.prefix, id, &version.to_string(), &object.canonical()];
    let request = ask.deps.id_key.mark(&parts);
    let action = action::read(object)?;
    allow(ask, &action)?;
    check_names(&ask.directory, &action)?;
    let key = MessageKey::parse(id).map_err(|_| Refusal::NotFound)?;
    let region = &ask.holder.region;
    let record = ask.deps.store.record(region, &key).await?.ok_or(Refusal::NotFound)?;
    if !has_done(&record, &request) {
        if !ask.reach().acts_on(&record) {
            return Err(Refusal::NotFound);
        }
        if record.version != version {
            return Err(other_version(&record));
        }
        let action = for_approval(ask, &record, action);
        duplicates::check(ask, &record, &action).await?;
        let changed = write(ask, &record, &action, &request).await?;
        info!(key.prefix = ask.holder.prefix, incident = %key, action = action.name(), "incident acted on");
        return done(ask, &changed, &request).await;
    }
    done(ask, &record, &request).await
}

/// The centre alone decides on answers, on what belongs together, and on how an outcome is found.
fn allow(ask: &Ask<'_>, action: &Action) -> Result<(), Refusal> {
    let of_centre = matches!(
        action,
        Action::Approve {}
            | Action::Return { .. }
            | Action::EditReply { .. }
            | Action::RemoveReply { .. }
            | Action::Merge { .. }
            | Action::Unmerge { .. }
            | Action::Correct { .. }
            | Action::Rate { .. }
            | Action::Verify { .. }
    );
    if ask.holder.role == Role::Agency && of_centre { Err(Refusal::Forbidden) } else { Ok(()) }
}

/// An agency's answer is laid before the centre where the region or its topic asks for that.
fn for_approval(ask: &Ask<'_>, record: &Record, action: Action) -> Action {
    let topic = record.case().and_then(|case| case.decision.topic.as_ref());
    match action {
        Action::Answer { text, outcome, to_all }
            if ask.holder.role == Role::Agency && ask.directory.region.answers.needs_approval(topic) =>
        {
            Action::Propose { text, outcome, to_all }
        }
        action => action,
    }
}

/// Writes the change, or finds that an earlier try of the same request has written it.
async fn write(ask: &Ask<'_>, record: &Record, action: &Action, request: &str) -> Result<Record, Refusal> {
    let actor = Actor::person(ask.holder.prefix.as_str());
    let changed = changed(&ask.directory, record, action, (&actor, request), ask.now)
        .map_err(|refused| refusal(&refused, record))?;
    if changed == *record {
        // What is corrected to what stands there already is no correction.
        return Ok(changed);
    }
    if let Some(touch) = Touch::of(&changed, ask.directory.region.zone, ask.now) {
        ask.deps.store.touch(&changed.region, &touch).await?;
    }
    let corrected =
        |case: &Case| case.corrections().any(|(entry, _)| entry.request.as_deref() == Some(request));
    if changed.case().is_some_and(corrected) {
        let mark = CorrectionMark { at: ask.now, incident: changed.key.clone() };
        ask.deps.store.mark_correction(&changed.region, &mark).await?;
    }
    // A task of a change that is never written finds nothing to do. It comes late enough to be the second look as
    // well, for voices that the index did not show at the first.
    for task in publications_after(&changed, request) {
        ask.deps.deliveries.send(&DeliveryTask::PublishAllV1(task), Some(SECOND_LOOK)).await?;
    }
    match ask.deps.store.replace(&changed).await? {
        Replaced::Stored(stored) => Ok(stored),
        Replaced::Conflict(other) if has_done(&other, request) => Ok(other),
        Replaced::Conflict(other) => Err(other_version(&other)),
    }
}

/// Tells the agencies and the platforms, and answers. A repetition tells them again: calls have derived names.
async fn done(ask: &Ask<'_>, record: &Record, request: &str) -> Result<Response<Bytes>, Refusal> {
    let calls = hand_overs(record, false).into_iter().map(DeliveryTask::HandOverV1);
    let replies = publications_after(record, request).into_iter().map(DeliveryTask::PublishAllV1);
    let joined = duplicates::answer_of_incident(ask, record).await?.map(DeliveryTask::PublishV1);
    let calls: Vec<_> = calls.chain(replies).chain(joined).collect();
    ask.deps.deliveries.send_all(&calls).await?;
    let view = view::incident(&ask.directory, record, ask.now).ok_or(Refusal::NotFound)?;
    Ok(view::with_version(kit::http::json(StatusCode::OK, &view), record.version))
}

fn has_done(record: &Record, request: &str) -> bool {
    record.case().is_some_and(|case| case.has_done(request))
}

/// The incident after `action`, with everything that follows from it by itself. Pure.
fn changed(
    directory: &Directory,
    record: &Record,
    action: &Action,
    (actor, request): (&Actor, &str),
    now: DateTime<Utc>,
) -> Result<Record, Refused> {
    let mut changed = record.clone();
    let start = record.written_at();
    let around = Around::of(directory, record);
    if let Some(case) = changed.case_mut() {
        let pauses = case.pauses();
        case.act_under(Hierarchy::of(directory, around.on()), action, actor, request, now)?;
        if case.pauses() != pauses {
            reschedule(directory, case, start);
        }
        if matches!(action, Action::Correct { .. }) {
            case.follow_correction(&around, actor, request, now);
            duplicates::follow_correction(case, request);
        }
        case.settle(directory, around.on(), now);
    }
    Ok(changed)
}

/// Moves the deadlines by the pauses. Where policy or calendar are gone, or the calendar refuses, they stay.
fn reschedule(directory: &Directory, case: &mut Case, start: DateTime<Utc>) {
    let policy = case.decision.policy.as_ref().and_then(|id| directory.sla.get(id));
    let calendar = case.decision.calendar.as_ref().and_then(|id| directory.calendar(id));
    if let (Some(policy), Some(calendar)) = (policy, calendar) {
        let kept = case.decision.clone();
        if case.reschedule(&Terms { start, policy, calendar }).is_err() {
            case.decision = kept;
        }
    }
}

/// Whatever the action names must be there.
fn check_names(directory: &Directory, action: &Action) -> Result<(), Refusal> {
    let known = match action {
        Action::PassOn { to, .. } | Action::Decide { to, .. } | Action::Split { to, .. } => match to {
            Desk::Agency(id) => directory.agency(id).is_some(),
            Desk::Centre(id) => directory.centre(id).is_some(),
            Desk::Region => true,
        },
        Action::Correct { topic, municipality, .. } => {
            let topic = topic.as_ref().is_none_or(|code| Taxonomy::built_in().get(code).is_some());
            let place = municipality.as_ref().is_none_or(|oktmo| directory.municipality(oktmo).is_some());
            return match (topic, place) {
                (false, _) => Err(Refusal::unprocessable("topic", "there is no such topic")),
                (_, false) => Err(Refusal::unprocessable("municipality", "there is no such municipality")),
                _ => Ok(()),
            };
        }
        _ => true,
    };
    if known { Ok(()) } else { Err(Refusal::unprocessable("to", "there is no such desk")) }
}

/// The version that the request is about: `If-Match: "7"`, or `version=7` for clients that cannot set headers.
fn wanted_version(headers: &HeaderMap, params: &Params) -> Result<u64, Refusal> {
    let mut values = headers.get_all(header::IF_MATCH).iter();
    let asked = params.parsed::<u64>("version", VERSION)?;
    let tag = |text: &str| text.strip_prefix('"')?.strip_suffix('"')?.parse().ok();
    match (values.next(), values.next(), asked) {
        (None, _, Some(version)) => Ok(version),
        (None, _, None) => Err(Refusal::VersionNeeded),
        (Some(value), None, asked) => {
            let version = value.to_str().ok().and_then(tag);
            version.filter(|version| asked.is_none_or(|asked| asked == *version))
        }
        .ok_or(Refusal::bad("If-Match", VERSION)),
        (Some(_), Some(_), _) => Err(Refusal::bad("If-Match", VERSION)),
    }
}

fn standing(record: &Record) -> Map<String, serde_json::Value> {
    let state = record.case().map(|case| case.state.name());
    Map::from_iter([("version".to_owned(), json!(record.version)), ("state".to_owned(), json!(state))])
}

fn other_version(record: &Record) -> Refusal {
    let message = "the incident has changed meanwhile: read it again".to_owned();
    Refusal::Conflict { code: "version_conflict", message, members: standing(record) }
}

fn refusal(refused: &Refused, record: &Record) -> Refusal {
    let conflict = |code, further: Map<_, _>| {
        let members = standing(record).into_iter().chain(further).collect();
        Refusal::Conflict { code, message: refused.to_string(), members }
    };
    match refused {
        Refused::Forbidden { from, to } => conflict(
            "transition_refused",
            Map::from_iter([("from".to_owned(), json!(from)), ("to".to_owned(), json!(to))]),
        ),
        Refused::Missing { field } => Refusal::unprocessable(*field, "must not be empty"),
        Refused::Contradiction { field } => {
            Refusal::unprocessable(*field, "contradicts the rest: what is of kind other has no topic")
        }
        Refused::SameDesk => Refusal::unprocessable("to", "the incident is on that desk already"),
        Refused::Range { field } => Refusal::unprocessable(*field, "is out of range"),
        other => conflict(other.code(), Map::new()),
    }
}

#[cfg(test)]
mod tests;
