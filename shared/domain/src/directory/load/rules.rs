//! The rules of routing.

use super::agencies::Around;
use super::entry::Entry;
use super::pages::OpenPage;
use super::source::{Entries, Loader, Placed, at};
use crate::agency::Agency;
use crate::directory::register::Named;
use crate::ids::RuleId;
use crate::routing::{Condition, Router, Rule, Target};
use crate::sla::TopicPattern;
use crate::topics::Taxonomy;

const RULES: &str = "rules.toml";

/// What a rule refers to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) around: Around<'a>,
    pub(super) agencies: &'a Entries<Agency>,
    pub(super) pages: &'a Entries<OpenPage>,
}

impl Named for Rule {
    type Id = RuleId;

    fn id(&self) -> &RuleId {
        &self.id
    }
}

pub(super) fn read(loader: &mut Loader<'_>, known: Known<'_>) -> Option<Router> {
    let mut document = loader.document(RULES, "rule")?;
    let version = document.top.required(loader, "version");
    document.top.finish(loader);
    let rules = Entries::read(loader, document.tables, "id", rule);
    for (index, entry) in rules.list.iter().enumerate() {
        check_condition(loader, entry, known);
        check_target(loader, entry, known);
        let mut before = rules.list[..index].iter();
        let shadow = before.find(|earlier| earlier.value.when.covers(&entry.value.when));
        if let Some(earlier) = shadow {
            let message =
                format!("never applies: `{}` in {} takes all of it", earlier.value.id, at(earlier.spot));
            loader.complain(entry.spot, "when", message);
        }
    }
    Some(Router { version: version?, rules: rules.list.into_iter().map(|entry| entry.value).collect() })
}

fn rule(table: &mut Entry, loader: &mut Loader<'_>) -> Option<Rule> {
    let (id, to) = (table.required(loader, "id"), table.required(loader, "to"));
    let when = if table.has("when") { table.optional(loader, "when") } else { Some(Condition::default()) };
    Some(Rule { id: id?, when: when?, to: to? })
}

fn check_condition(loader: &mut Loader<'_>, entry: &Placed<Rule>, known: Known<'_>) {
    let Placed { spot, value: Rule { when, .. } } = entry;
    for pattern in &when.topics {
        loader.refuse_unknown(names_a_topic(pattern), *spot, "when.topics", "topic", pattern);
    }
    for unit in &when.municipalities {
        let found = known.around.territory.municipalities.knows(unit);
        loader.refuse_unknown(found, *spot, "when.municipalities", "municipality", unit);
    }
    for page in &when.pages {
        loader.refuse_unknown(known.pages.knows(page), *spot, "when.pages", "page", page);
    }
}

/// Whether some topic is meant.
pub(super) fn names_a_topic(pattern: &TopicPattern) -> bool {
    Taxonomy::built_in().iter().any(|topic| pattern.matches(&topic.code))
}

fn check_target(loader: &mut Loader<'_>, entry: &Placed<Rule>, known: Known<'_>) {
    let Placed { spot, value: Rule { to, .. } } = entry;
    match to {
        Target::Centre => {}
        Target::Agency(id) => {
            loader.refuse_unknown(known.agencies.knows(id), *spot, "to.agency", "agency", id);
        }
        Target::Role(role) => {
            let held = known.agencies.values().any(|agency| agency.roles.contains(role));
            loader.refuse_unknown(held, *spot, "to.role", "role", role);
        }
    }
}
