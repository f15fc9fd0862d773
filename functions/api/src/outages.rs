//! Declared outages: one incident and one approved text for everybody who tells of the same failure.

mod absorb;
mod read;

use std::collections::BTreeSet;

use bytes::Bytes;
use chrono::{DateTime, Days, Utc};
use client::shape::{self, Outages};
use contracts::{DeliveryTask, PublishAll};
use domain::incident::{Action, Actor, Around, Case, Decision, Lead, Record, Said, Standing, State};
use domain::sla::Importance;
use domain::{Directory, Filed, Form, Kind, Outage, Private};
use http::{Response, StatusCode};
use kit::http::json;
use language::duplicates::outage::{Affected, declared};
use language::duplicates::{Facts, Place, Seal, Sketch, Subject};
use store::{About, Created, Memo, Replaced, StoreError, Touch};
use tracing::info;

use crate::body::Object;
use crate::handler::Ask;
use crate::keys::Role;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::view;

/// So many outages of a region are kept.
const MOST: usize = 60;
/// An outage is listed for so long after its end.
const KEPT_DAYS: u64 = 7;
const TRIES: usize = 8;
/// What everybody is asked when it is over.
const RESTORED: &str = "Восстановили? Если нет, ответьте на это сообщение.";

/// Answers `GET /v1/outages`.
pub(crate) async fn list(ask: &Ask<'_>) -> Result<Response<Bytes>, Refusal> {
    Params::read(ask.query, &[])?;
    let known = known(ask).await?;
    let seen = known.value.iter().filter(|outage| ask.reach().holds(Some(&outage.municipality)));
    let items = seen.map(|outage| line(&ask.directory, outage)).collect();
    Ok(json(StatusCode::OK, &Outages { items }))
}

async fn known(ask: &Ask<'_>) -> Result<Memo<Vec<Outage>>, StoreError> {
    ask.deps.store.memo(&ask.holder.region, About::Outages).await
}

fn line(directory: &Directory, outage: &Outage) -> shape::Outage {
    shape::Outage {
        id: outage.id.clone(),
        incident: outage.incident.clone(),
        topic: view::topic(&outage.topic),
        municipality: view::municipality(directory, &outage.municipality),
        places: outage.places.iter().map(|place| place.name.clone()).collect(),
        from: outage.from.into(),
        until: outage.until.map(Into::into),
        text: outage.text.clone(),
        declared_at: outage.declared_at.into(),
        declared_by: outage.declared_by.clone(),
        ended_at: outage.ended_at.map(Into::into),
        ended_by: outage.ended_by.clone(),
        joined: None,
        affected: None,
    }
}

fn check_role(ask: &Ask<'_>) -> Result<(), Refusal> {
    match ask.holder.role {
        Role::Reader | Role::Agency => Err(Refusal::Forbidden),
        _ => Ok(()),
    }
}

/// Every step may be done again: the incident has a derived name, the list is changed by its version, what joined has
/// joined. The incident comes before the list, so that whoever reads the list finds it.
///
/// Answers `POST /v1/outages`.
pub(crate) async fn declare(ask: &Ask<'_>) -> Result<Response<Bytes>, Refusal> {
    check_role(ask)?;
    Params::read(ask.query, &[])?;
    let outage = read::outage(ask)?;
    let incident = opened(ask, &outage)?;
    if let Some(touch) = Touch::of(&incident, ask.directory.region.zone, ask.now) {
        ask.deps.store.touch(&incident.region, &touch).await?;
    }
    let (Created::Stored(incident) | Created::Exists(incident)) = ask.deps.store.create(&incident).await?;
    let outage = remember(ask, outage).await?;
    let joined = absorb::existing(ask, &outage).await?;
    publish(ask, &incident).await?;
    info!(outage = outage.id, incident = %incident.key, joined, "outage declared");
    let view = shape::Outage { joined: Some(joined), ..line(&ask.directory, &outage) };
    Ok(json(StatusCode::CREATED, &view))
}

/// Puts an outage on the list; one that stands there already stays as it was declared first.
async fn remember(ask: &Ask<'_>, outage: Outage) -> Result<Outage, Refusal> {
    change(ask, |list| {
        if let Some(known) = list.iter().find(|known| known.id == outage.id) {
            return Ok(known.clone());
        }
        let kept = |known: &Outage| known.over_at().is_none_or(|at| ask.now < at + Days::new(KEPT_DAYS));
        list.retain(kept);
        if list.len() >= MOST {
            let message = "too many outages last: end those that are over".to_owned();
            return Err(Refusal::Conflict { code: "too_many", message, members: serde_json::Map::new() });
        }
        list.push(outage.clone());
        Ok(outage.clone())
    })
    .await
}

/// Changes the list by its newest version until that is written.
async fn change<T>(
    ask: &Ask<'_>,
    work: impl Fn(&mut Vec<Outage>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let region = &ask.holder.region;
    for _ in 0..TRIES {
        let before = known(ask).await?;
        let mut after = before.clone();
        let done = work(&mut after.value)?;
        let until = ask.now + Days::new(400);
        if after == before || ask.deps.store.keep_memo(region, About::Outages, &after, until).await? {
            return Ok(done);
        }
    }
    Err(StoreError::Conflict { operation: "keep outages" }.into())
}

/// The one incident of an outage. The clock runs from its beginning, and the approved text is its first answer.
fn opened(ask: &Ask<'_>, outage: &Outage) -> Result<Record, Refusal> {
    let (directory, start) = (&ask.directory, outage.from.min(ask.now));
    let page = read::page(ask)?;
    let mut record = Record::unknown(&ask.holder.region, &page, outage.incident.clone(), ask.now);
    let around = Around {
        directory,
        page: page.id.clone(),
        platform: page.platform,
        form: Form::Appeal,
        start,
        words: BTreeSet::new(),
    };
    let mut decision = Decision {
        kind: Kind::Complaint,
        topic: Some(outage.topic.clone()),
        confidence: 100,
        emergency: false,
        municipality: Some(outage.municipality.clone()),
        settlement: None,
        desk: directory.territory.default_desk(Some(&outage.municipality), around.on()),
        rule: None,
        rules: None,
        read: domain::FactsRead::default(),
        importance: Importance::Ordinary,
        policy: None,
        calendar: None,
        answer_due: None,
        answer_trace: String::new(),
        resolve_due: None,
    };
    decision.weigh(Form::Appeal);
    let calendar = directory.calendar_of(&decision.desk);
    // Where the calendar refuses there is no deadline, as for any message of that day.
    let _refused = decision.set_terms(&around, calendar, &[]);
    let mut case = Case::open(decision, ask.now);
    let actor = Actor::person(ask.holder.prefix.as_str());
    let told = Action::Answer { text: outage.text.clone(), outcome: None, to_all: true };
    case.act(&told, &actor, &outage.id, ask.now)
        .map_err(|_| Refusal::unprocessable("text", "must not be empty"))?;
    case.lead = Some(Lead { voice: outage.incident.clone(), said: said(outage, start) });
    case.settle(directory, around.on(), ask.now);
    record.standing = Standing::Case(Box::new(case));
    Ok(record)
}

/// What the incident says in place of a message that nobody wrote.
fn said(outage: &Outage, start: DateTime<Utc>) -> Said {
    let places: Vec<&str> = outage.places.iter().map(|place| place.name.as_str()).collect();
    let text = format!("Объявленное отключение. {}", places.join("; "));
    Said {
        form: Form::Appeal,
        written_at: start,
        clock_doubt: false,
        author: None,
        text: text.trim_end().into(),
        link: None,
        attachments: Vec::new(),
        point: None,
        address: None,
        part: None,
        reply_to: None,
        filed: Filed::default(),
    }
}

/// Has the newest answer published under every voice, at the pace of each platform.
async fn publish(ask: &Ask<'_>, incident: &Record) -> Result<(), Refusal> {
    let answer = incident.case().and_then(Case::standing_answer);
    let Some(answer) = answer.map(|answer| answer.number) else { return Ok(()) };
    let task = PublishAll { region: incident.region.clone(), incident: incident.key.clone(), answer };
    for delay in [None, Some(crate::act::SECOND_LOOK)] {
        ask.deps.deliveries.send(&DeliveryTask::PublishAllV1(task.clone()), delay).await?;
    }
    Ok(())
}

/// Answers `POST /v1/outages/{id}/end`: nobody joins any more, and everybody is asked once whether it works again.
pub(crate) async fn end(ask: &Ask<'_>, id: &str) -> Result<Response<Bytes>, Refusal> {
    check_role(ask)?;
    Params::read(ask.query, &[])?;
    let mut object = if ask.body.is_empty() { Object::read(b"{}")? } else { Object::read(ask.body)? };
    let text: Option<Private<String>> = object.take_optional("text", "must be a text")?;
    object.end()?;
    let outage = change(ask, |list| {
        let known = list.iter_mut().find(|known| known.id == id);
        let known = known.filter(|known| ask.reach().holds(Some(&known.municipality)));
        let known = known.ok_or(Refusal::NotFound)?;
        known.ended_at.get_or_insert(ask.now);
        known.ended_by.get_or_insert_with(|| ask.holder.prefix.clone());
        Ok(known.clone())
    })
    .await?;
    let text = text.unwrap_or_else(|| RESTORED.into());
    if let Some(incident) = asked(ask, &outage, &text).await? {
        publish(ask, &incident).await?;
    }
    info!(outage = outage.id, incident = %outage.incident, "outage ended");
    Ok(json(StatusCode::OK, &line(&ask.directory, &outage)))
}

/// The incident with the question as its next answer; none where somebody has closed it meanwhile.
async fn asked(ask: &Ask<'_>, outage: &Outage, text: &Private<String>) -> Result<Option<Record>, Refusal> {
    let (region, request) = (&ask.holder.region, format!("{}-end", outage.id));
    let actor = Actor::person(ask.holder.prefix.as_str());
    for _ in 0..TRIES {
        let known = ask.deps.store.record(region, &outage.incident).await?;
        let Some(mut record) = known else { return Ok(None) };
        let Some(case) = record.case_mut() else { return Ok(None) };
        if case.has_done(&request) {
            return Ok(Some(record));
        }
        let question = Action::Answer { text: text.clone(), outcome: None, to_all: true };
        let resumed =
            case.state != State::Answered || case.act(&Action::Resume {}, &actor, &request, ask.now).is_ok();
        if !resumed || case.act(&question, &actor, &request, ask.now).is_err() {
            return Ok(None);
        }
        if let Some(touch) = Touch::of(&record, ask.directory.region.zone, ask.now) {
            ask.deps.store.touch(region, &touch).await?;
        }
        if let Replaced::Stored(stored) = ask.deps.store.replace(&record).await? {
            return Ok(Some(stored));
        }
    }
    Err(StoreError::Conflict { operation: "ask about outage" }.into())
}

/// Outages that an incident tells of, or may tell of: for a person to merge it, if so.
pub(crate) async fn likely(ask: &Ask<'_>, record: &Record) -> Result<Vec<shape::Outage>, Refusal> {
    let Some(facts) = facts(ask, record) else { return Ok(Vec::new()) };
    let known = known(ask).await?;
    let told = known.value.iter().filter(|outage| outage.incident != record.key);
    let lines = told.filter_map(|outage| {
        let affected = match declared(outage, seal(ask), &facts) {
            Affected::Yes => "yes",
            Affected::Perhaps => "perhaps",
            Affected::No => return None,
        };
        Some(shape::Outage { affected: Some(affected.to_owned()), ..line(&ask.directory, outage) })
    });
    Ok(lines.collect())
}

/// What of an open incident is compared with outages. One that names no street is of its municipality.
fn facts(ask: &Ask<'_>, record: &Record) -> Option<Facts> {
    let case = record.open_case()?;
    if let Ok(facts) = Facts::from_bytes(&case.likeness) {
        return Some(facts);
    }
    let municipality = case.decision.municipality.as_ref()?;
    let municipality = Some(seal(ask).place(&[municipality.as_str()]));
    Some(Facts {
        subject: case.decision.topic.as_ref().map(Subject::of),
        place: Place { municipality, ..Place::default() },
        point: None,
        written_at: Some(record.written_at()),
        sketch: Sketch::default(),
    })
}

fn seal(ask: &Ask<'_>) -> Seal {
    Seal::new(&ask.deps.id_key.mark(&["twins", ask.holder.region.as_str()]))
}
