//! `otklik explain`: what would be made of a delivery, and why. Nothing is stored.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use domain::deadline::Trace;
use domain::incident::{Report, Said};
use domain::{Directory, Event, IdKey, Page, PageId, Platform};
use language::Located;
use serde_json::{Value, json};
use triage::{Mind, Understood, understand};

use super::Failed;
use crate::region;

/// Say what would be made of a delivery.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The platform that sends it.
    #[arg(long)]
    platform: Platform,
    /// The delivery's body.
    body: PathBuf,
    /// The page it is for, by its id or by the unguessable part of its address; by default the first one of the
    /// platform whose id there is named in the body, or else the first one of the platform.
    #[arg(long)]
    page: Option<String>,
    /// A folder with a region's directory; by default the region that comes with the program.
    #[arg(long)]
    directory: Option<PathBuf>,
    /// The time of arrival; by default now.
    #[arg(long)]
    at: Option<DateTime<Utc>>,
}

pub(super) fn run(explain: &Explain) -> Result<(), Failed> {
    let files = match &explain.directory {
        Some(folder) => {
            region::read_folder(folder).map_err(|error| format!("{}: {error}", folder.display()))?
        }
        None => region::built_in(),
    };
    let (directory, access) = Directory::load(&files).map_err(region::LoadError::Problems)?;
    let body =
        std::fs::read(&explain.body).map_err(|error| format!("{}: {error}", explain.body.display()))?;
    let page = match &explain.page {
        Some(name) => access
            .iter()
            .find(|access| access.key.expose() == name)
            .map(|access| access.page.clone())
            .or_else(|| PageId::parse(name).ok())
            .and_then(|id| directory.page(&id))
            .ok_or("no page of the directory has this id or key")?,
        None => likely_page(&directory, explain.platform, &body)
            .ok_or("the directory has no page of this platform")?,
    };
    if page.platform != explain.platform {
        return Err(
            format!("page {} belongs to {}, not to {}", page.id, page.platform, explain.platform).into()
        );
    }
    let now = explain.at.unwrap_or_else(|| kit::Clock::system().now());
    let explained = delivery(&Arc::new(directory.clone()), page, &body, now);
    crate::texts::json(&explained);
    Ok(())
}

/// The page that a body names by its id on the platform.
fn likely_page<'a>(directory: &'a Directory, platform: Platform, body: &[u8]) -> Option<&'a Page> {
    let text = String::from_utf8_lossy(body);
    let of_platform = || directory.pages.iter().filter(|page| page.platform == platform);
    let named = of_platform()
        .find(|page| page.external.as_ref().is_some_and(|external| text.contains(external.as_str())));
    named.or_else(|| of_platform().next())
}

/// Explains one delivery to `page`. Its proof is not asked for: that is the webhook's work.
pub fn delivery(directory: &Arc<Directory>, page: &Page, body: &[u8], now: DateTime<Utc>) -> Value {
    let mind = Mind::new(Arc::clone(directory));
    let answer = answer(page, body);
    match platforms::read(page, &[], body, now) {
        Err(malformed) => json!({
            "page": page.id, "platform": page.platform, "answer": answer,
            "parked": { "code": "body.malformed", "reason": malformed.to_string() },
        }),
        Ok(reading) => json!({
            "page": page.id,
            "platform": page.platform,
            "answer": answer,
            "ignored": reading.ignored,
            "messages": reading.events.iter().map(|event| message(&mind, page, event, now)).collect::<Vec<_>>(),
        }),
    }
}

/// What the platform would hear, if the delivery proves where it comes from.
fn answer(page: &Page, body: &[u8]) -> Value {
    let confirmation = page.platform == Platform::Vk
        && serde_json::from_slice::<Value>(body).is_ok_and(|body| body["type"] == "confirmation");
    match (page.platform, confirmation) {
        (Platform::Vk, true) => {
            json!({ "status": 200, "body": page.confirmation.as_ref().map(domain::Private::expose) })
        }
        (Platform::Vk, false) => json!({ "status": 200, "body": "ok" }),
        _ => json!({ "status": 200, "body": "" }),
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn message(mind: &Mind, page: &Page, event: &Event, now: DateTime<Utc>) -> Value {
    // Keys depend on the installation's own secret; a dry run shows them by a key of its own.
    let id_key = IdKey::new(vec![0; 32]).expect("32 bytes are enough");
    let report = Report::new(&id_key, &mind.directory.region.id, page, event, now);
    let mut explained = json!({
        "key": report.key,
        "object": event.object,
        "delivery": event.delivery,
        "change": event.change,
    });
    if let Some(content) = &event.content {
        explained["form"] = json!(content.form);
        explained["written_at"] = json!(moment(content.written_at));
        explained["clock_doubt"] = json!(content.clock_doubt);
        explained["link"] = json!(content.link);
        explained["thread"] =
            json!({ "post": content.post, "parent": content.parent, "parent_key": report.parent });
    }
    if let Some(said) = report.said() {
        explained["author"] = json!(said.author);
        explained["text"] = json!(language::mask(said.text.expose()));
        let understood = understand(mind, page, said);
        explained["understood"] = understanding(mind, &understood, said);
        explained["standing"] = json!(if report.parent.is_some() { "voice" } else { "incident" });
    }
    explained
}

fn understanding(mind: &Mind, understood: &Understood, said: &Said) -> Value {
    let directory = &mind.directory;
    let decision = &understood.decision;
    let guess =
        |guess: &language::Guess| json!({ "code": guess.topic, "confidence": share(guess.confidence) });
    json!({
        "kind": decision.kind,
        "emergency": decision.emergency,
        "topic": understood.understanding.topic.as_ref().map(guess),
        "alternatives": understood.understanding.alternatives.iter().map(guess).collect::<Vec<_>>(),
        "words": understood.understanding.words,
        "municipality": place(directory, &understood.located),
        "agency": {
            "desk": decision.desk,
            "name": directory.desk_name(&decision.desk),
            "rule": decision.rule,
            "reason": understood.routing.reason,
        },
        "deadline": {
            "policy": decision.policy,
            "calendar": decision.calendar,
            "start": moment(said.written_at),
            "answer_due": decision.answer_due.map(moment),
            "resolve_due": decision.resolve_due.map(moment),
            "trace": decision.answer_trace,
            "explanation": decision.answer_trace.parse::<Trace>().ok().map(|trace| trace.explain(directory.region.zone)),
            "refused": understood.refused.as_ref().map(ToString::to_string),
        },
    })
}

/// A share with two digits: the third is noise.
fn share(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

fn place(directory: &Directory, located: &Located) -> Value {
    let name = |oktmo: &domain::Oktmo| directory.municipality(oktmo).map(|found| found.name.clone());
    json!({
        "oktmo": located.municipality,
        "name": located.municipality.as_ref().and_then(name),
        "settlement": located.settlement,
        "confidence": share(located.confidence),
        "words": located.words,
        "ambiguous": located.ambiguous,
        "has_address": located.address.is_some(),
    })
}
