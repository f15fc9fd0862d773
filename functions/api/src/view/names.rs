//! Codes with their names.

use client::shape::{
    DeskName, IncidentPage, IncidentTopic, MunicipalityName, Named, OutcomeName, StateName, TopicName,
};
use domain::agency::Desk;
use domain::incident::{Case, Outcome, State};
use domain::topics::Taxonomy;
use domain::{Directory, Oktmo, PageId, TopicCode, texts};

pub(super) fn state(state: &State) -> StateName {
    let (date, into) = match state {
        State::Planned(date) => (Some(*date), None),
        State::Merged(into) => (None, Some(into.clone())),
        _ => (None, None),
    };
    StateName { code: state.name().to_owned(), title: texts::state(state).to_owned(), date, into }
}

/// An outcome, with the date, year or addressee that belongs to it.
pub(super) fn outcome(outcome: &Outcome) -> OutcomeName {
    let mut named = OutcomeName {
        code: outcome.name().to_owned(),
        title: texts::outcome(outcome).to_owned(),
        date: None,
        year: None,
        forwarded_to: None,
    };
    match outcome {
        Outcome::Planned { date } => named.date = Some(*date),
        Outcome::DeferredForBudget { year } => named.year = Some(*year),
        Outcome::NotResponsible { forwarded_to } => named.forwarded_to = Some(forwarded_to.clone()),
        _ => {}
    }
    named
}

pub(super) fn desk(directory: &Directory, desk: &Desk) -> DeskName {
    DeskName { code: desk.clone(), title: directory.desk_name(desk).map(str::to_owned) }
}

pub(crate) fn municipality(directory: &Directory, oktmo: &Oktmo) -> MunicipalityName {
    MunicipalityName {
        oktmo: oktmo.clone(),
        name: directory.municipality(oktmo).map(|unit| unit.name.clone()),
    }
}

pub(super) fn page(directory: &Directory, id: &PageId) -> IncidentPage {
    IncidentPage { id: id.clone(), title: directory.page(id).map(|page| page.title.clone()) }
}

pub(super) fn topic(case: &Case) -> Option<IncidentTopic> {
    let code = case.decision.topic.as_ref()?;
    Some(IncidentTopic { topic: of_code(code), confidence_percent: case.decision.confidence })
}

/// A topic with its name.
pub(crate) fn of_code(code: &TopicCode) -> TopicName {
    let topic = Taxonomy::built_in().get(code);
    TopicName {
        code: code.clone(),
        title: topic.map(|topic| topic.title.clone()),
        group: topic.map(|topic| Named::new(topic.group.as_str(), &topic.group_title)),
    }
}
