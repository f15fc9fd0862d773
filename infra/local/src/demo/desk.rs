//! What operators do with what lies on a centre's desk: they read it, and they read it right.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::agency::Desk;
use domain::{Directory, Form, Kind, PageId, Platform, RoutingFacts};
use serde_json::{Value, json};

use super::agency::Step;
use super::chance::Chance;
use super::feed::Truth;
use super::words::Words;

/// What is needed to decide.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) seed: u64,
    pub(super) directory: &'a Directory,
    /// What the text really says; none where only an answer to it is known.
    pub(super) truth: Option<&'a Truth>,
    pub(super) page: Option<&'a PageId>,
    pub(super) incident: &'a str,
    pub(super) desk: &'a Desk,
}

/// What an operator does about an incident who sees it at `seen`.
pub(super) fn sort_out(reading: Reading<'_>, seen: DateTime<Utc>) -> Step {
    let mut chance = Chance::of(reading.seed, &["desk", reading.incident]);
    let at = seen + TimeDelta::minutes(i64::from(chance.between(3, 95)));
    let words = Words::built_in();
    let mut answer = |purpose: &str| {
        let text = words.answer(&mut chance.0, purpose);
        json!({ "action": "answer", "text": text, "outcome": { "outcome": "explained" } })
    };
    let action = match reading.truth {
        Some(truth) => match (truth.kind, desk_of(reading, truth, seen)) {
            (Some(Kind::Thanks), _) => answer("thanked"),
            (Some(Kind::Other), _) => {
                let reason = words.answer(&mut chance.0, "rejected");
                json!({ "action": "reject", "reason": reason })
            }
            (_, Some(to)) => {
                let reason = words.answer(&mut chance.0, "sorted");
                json!({ "action": "pass_on", "to": to, "reason": reason })
            }
            (_, None) => answer("clarified"),
        },
        None => answer("clarified"),
    };
    Step { at, by_operator: true, action }
}

/// The agency that the rules name for what the text really says.
fn desk_of(reading: Reading<'_>, truth: &Truth, seen: DateTime<Utc>) -> Option<Desk> {
    let page = reading.page?;
    let seen = seen.with_timezone(&reading.directory.region.zone).naive_local();
    let facts = RoutingFacts {
        municipality: truth.municipality.clone(),
        topic: Some(truth.topic.clone()?),
        kind: truth.kind?,
        page: page.clone(),
        settlement: None,
        form: Form::Comment,
        platform: reading.directory.page(page).map_or(Platform::Vk, |page| page.platform),
        on: seen.date(),
        time: seen.time(),
        words: BTreeSet::new(),
    };
    let desk = reading.directory.route(&facts).desk;
    (desk.agency().is_some() && desk != *reading.desk).then_some(desk)
}

/// A line of a desk's queue, as far as its reader needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) incident: String,
    pub(super) version: u64,
    pub(super) state: String,
    pub(super) municipality: Option<domain::Oktmo>,
}

/// Reads a page of a desk's queue.
pub(super) fn lines(page: &Value) -> Vec<Line> {
    let line = |item: &Value| {
        let state = item["state"]["code"].as_str().or(item["state"].as_str())?;
        Some(Line {
            incident: item["id"].as_str()?.to_owned(),
            version: item["version"].as_u64()?,
            state: state.to_owned(),
            municipality: item["municipality"]["oktmo"].as_str().and_then(|oktmo| oktmo.parse().ok()),
        })
    };
    page["items"].as_array().into_iter().flatten().filter_map(line).collect()
}
