//! Replies that a person must look at: the list, and what the person decides.

use bytes::Bytes;
use client::shape::{self, Attentions, MessageReplies};
use contracts::{DeliveryTask, Publish};
use domain::MessageKey;
use domain::incident::publication::{Decided, Verdict};
use domain::incident::{Publication, Record};
use http::{Response, StatusCode};
use kit::http::json;
use serde_json::{Map, json};
use store::{Attention, Replaced};
use tracing::info;

use crate::body::Object;
use crate::cursor::{self, Cursor};
use crate::handler::Ask;
use crate::keys::Role;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::{incidents, view};

const QUESTION: &str = "replies";
/// How often a decision is written again when the message changes meanwhile.
const TRIES: usize = 8;

/// Answers `GET /v1/replies`: what failed or is in doubt, longest waiting first.
pub(crate) async fn list(ask: &Ask<'_>) -> Result<Response<Bytes>, Refusal> {
    let params = Params::read(ask.query, &["limit", "cursor"])?;
    let (limit, cursor) = (incidents::limit(&params)?, incidents::opened(ask, &params, QUESTION)?);
    let region = &ask.holder.region;
    let listed = ask.deps.store.attentions(region, cursor.map(|cursor| cursor.position), limit).await?;
    let mut items = Vec::new();
    for attention in &listed.items {
        items.extend(line(ask, attention).await?);
    }
    let next = listed
        .next
        .map(|position| cursor::seal(&ask.deps.id_key, region, QUESTION, Cursor { period: None, position }));
    Ok(json(StatusCode::OK, &Attentions { items, next_cursor: next }))
}

/// A line of the list, if the message still says so and the incident is the holder's to see.
async fn line(ask: &Ask<'_>, attention: &Attention) -> Result<Option<shape::Attention>, Refusal> {
    let region = &ask.holder.region;
    let Some(message) = ask.deps.store.record(region, &attention.message).await? else { return Ok(None) };
    let incident = if attention.incident == message.key {
        Some(message.clone())
    } else {
        ask.deps.store.record(region, &attention.incident).await?
    };
    let Some(incident) = incident else { return Ok(None) };
    let reply = message
        .publication(&attention.incident, attention.answer)
        .filter(|reply| reply.state.needs_a_person());
    let Some(reply) = reply.filter(|_| ask.reach().sees(&incident)) else { return Ok(None) };
    let answer = incident.case().and_then(|case| case.answer_of(attention.answer));
    let line = shape::Attention {
        publication: shape::Publication { incident: Some(incident.key.clone()), ..view::publication(reply) },
        message: message.key.clone(),
        link: message.said().and_then(|said| said.link.clone()),
        platform: message.platform,
        since: attention.since.into(),
        text: answer.as_ref().and_then(|answer| answer.text()).cloned(),
    };
    Ok(Some(line))
}

/// A message with the incident that it belongs to.
async fn message_of(ask: &Ask<'_>, key: &MessageKey) -> Result<Option<(Record, Record)>, Refusal> {
    let region = &ask.holder.region;
    let Some(message) = ask.deps.store.record(region, key).await? else { return Ok(None) };
    let incident = match message.voice_of() {
        Some(of) => ask.deps.store.record(region, of).await?,
        None => message.case().map(|_| message.clone()),
    };
    Ok(incident.map(|incident| (message, incident)))
}

/// Answers `POST /v1/messages/{id}/replies`: what is to become of a reply that failed or is in doubt.
pub(crate) async fn decide(ask: &Ask<'_>, id: &str) -> Result<Response<Bytes>, Refusal> {
    if matches!(ask.holder.role, Role::Reader | Role::Agency) {
        return Err(Refusal::Forbidden);
    }
    Params::read(ask.query, &[])?;
    let mut object = Object::read(ask.body)?;
    let request = ask.deps.id_key.mark(&[&ask.holder.prefix, id, &object.canonical()]);
    let answer: u32 = object.take("answer", "must be the number of an answer")?;
    let verdict = verdict(&object.take::<String>("action", "must name an action")?)?;
    object.end()?;
    let key = MessageKey::parse(id).map_err(|_| Refusal::NotFound)?;
    let (message, incident) = message_of(ask, &key).await?.ok_or(Refusal::NotFound)?;
    if !ask.reach().acts_on(&incident) {
        return Err(Refusal::NotFound);
    }
    let decided = Decided { by: ask.holder.prefix.clone(), request };
    let stored = write(ask, message, (&incident.key, answer), verdict, &decided).await?;
    follow_up(ask, &stored, &incident.key, answer, verdict).await?;
    info!(key.prefix = ask.holder.prefix, message = %key, answer, "reply decided on");
    let view = MessageReplies { id: stored.key.clone(), replies: view::publications(&stored.publications) };
    Ok(json(StatusCode::OK, &view))
}

fn verdict(action: &str) -> Result<Verdict, Refusal> {
    match action {
        "resend" => Ok(Verdict::Resend),
        "mark_sent" => Ok(Verdict::MarkSent),
        "give_up" => Ok(Verdict::GiveUp),
        _ => Err(Refusal::unprocessable("action", "must be resend, mark_sent or give_up")),
    }
}

async fn write(
    ask: &Ask<'_>,
    mut message: Record,
    (incident, answer): (&MessageKey, u32),
    verdict: Verdict,
    decided: &Decided,
) -> Result<Record, Refusal> {
    for _ in 0..TRIES {
        let Some(mut reply) = message.publication(incident, answer).cloned() else {
            return Err(Refusal::NotFound);
        };
        if !reply.decide(verdict, decided.clone(), ask.now) {
            let repeated = reply.decided.as_ref() == Some(decided);
            return if repeated { Ok(message) } else { Err(not_open(&reply)) };
        }
        message.put_publication(reply);
        match ask.deps.store.replace(&message).await? {
            Replaced::Stored(record) => return Ok(record),
            Replaced::Conflict(other) => message = other,
        }
    }
    Err(Refusal::Unavailable("record.contended"))
}

fn not_open(reply: &Publication) -> Refusal {
    let members = Map::from_iter([("state".to_owned(), json!(reply.state.name()))]);
    let message = "the reply is not one that waits for this decision".to_owned();
    Refusal::Conflict { code: "reply_settled", message, members }
}

/// Done again on every repetition: the task before the list, so that nothing is lost between them.
async fn follow_up(
    ask: &Ask<'_>,
    message: &Record,
    incident: &MessageKey,
    answer: u32,
    verdict: Verdict,
) -> Result<(), Refusal> {
    if verdict == Verdict::Resend {
        let task = Publish {
            region: message.region.clone(),
            message: message.key.clone(),
            incident: incident.clone(),
            answer,
            not_before: None,
        };
        ask.deps.deliveries.send(&DeliveryTask::PublishV1(task), None).await?;
    }
    Ok(ask.deps.store.clear_attention(&message.region, &message.key, answer, ask.now).await?)
}
