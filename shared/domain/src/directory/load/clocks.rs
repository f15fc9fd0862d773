//! Working calendars and SLA policies.

use super::entry::Entry;
use super::rules::names_a_topic;
use super::source::{Entries, Loader, Placed, Spot};
use crate::calendar::WorkingCalendar;
use crate::sla::{SlaError, SlaPolicies, SlaPolicy};

const CALENDARS: &str = "calendars.toml";
const POLICIES: &str = "sla.toml";

pub(super) fn read_calendars(loader: &mut Loader<'_>) -> Entries<WorkingCalendar> {
    let Some(document) = loader.document(CALENDARS, "calendar") else { return Entries::default() };
    document.top.finish(loader);
    Entries::read(loader, document.tables, "id", Entry::rest)
}

pub(super) fn read_policies(loader: &mut Loader<'_>) -> Option<SlaPolicies> {
    let document = loader.document(POLICIES, "policy")?;
    document.top.finish(loader);
    let expected = document.tables.len();
    let mut policies: Vec<Placed<SlaPolicy>> = Vec::new();
    for mut table in document.tables {
        let policy = table.rest(loader);
        let topic = policy.as_ref().and_then(|policy: &SlaPolicy| policy.topic.as_ref());
        if let Some(pattern) = topic {
            loader.refuse_unknown(names_a_topic(pattern), table.spot, "topic", "topic", pattern);
        }
        policies.extend(policy.map(|value| Placed { spot: table.spot, value }));
    }
    if policies.len() < expected {
        return None;
    }
    let checked = SlaPolicies::new(policies.iter().map(|policy| policy.value.clone()).collect());
    checked.map_err(|error| complain(loader, &policies, &error)).ok()
}

fn complain(loader: &mut Loader<'_>, policies: &[Placed<SlaPolicy>], error: &SlaError) {
    let id = match error {
        SlaError::DuplicateId(id) | SlaError::NeverInForce(id) | SlaError::Escalation(id) => Some(id),
        SlaError::NoDefault(_) => None,
    };
    let culprit = policies.iter().rfind(|policy| Some(&policy.value.id) == id);
    let spot = culprit.map_or(Spot { file: POLICIES, line: None }, |policy| policy.spot);
    let text = error.to_string();
    let (field, message) = text.split_once(": ").unwrap_or(("", &text));
    loader.complain(spot, field, message);
}
