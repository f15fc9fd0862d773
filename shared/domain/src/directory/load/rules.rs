//! The rules of routing.

use std::collections::BTreeMap;

use super::agencies::Around;
use super::entry::Entry;
use super::pages::OpenPage;
use super::source::{Entries, Loader, Placed, Spot, at};
use crate::agency::Agency;
use crate::directory::Directory;
use crate::ids::RuleId;
use crate::rules::lint::{self, Fault, World};
use crate::rules::{Condition, Rule, RuleSet, Target, Test};
use crate::sla::TopicPattern;
use crate::topics::Taxonomy;

const RULES: &str = "rules.toml";
const NOWHERE: Spot = Spot { file: RULES, line: None };

/// Where each rule stands.
pub(super) type Spots = BTreeMap<RuleId, Spot>;

/// What a rule refers to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) around: Around<'a>,
    pub(super) agencies: &'a Entries<Agency>,
    pub(super) pages: &'a Entries<OpenPage>,
}

pub(super) fn read(loader: &mut Loader<'_>, known: Known<'_>) -> Option<(RuleSet, Spots)> {
    let mut document = loader.document(RULES, "rule")?;
    let version = document.top.required(loader, "version");
    document.top.finish(loader);
    let rules = Entries::read(loader, document.tables, "id", rule);
    for entry in &rules.list {
        check_condition(loader, entry, known);
        check_target(loader, entry, known);
    }
    let spots = rules.list.iter().map(|entry| (entry.value.id.clone(), entry.spot)).collect();
    let rules = rules.list.into_iter().map(|entry| entry.value).collect();
    Some((RuleSet { version: version?, rules }, spots))
}

/// Reports the rules that never apply or are not apart from others.
pub(super) fn check(loader: &mut Loader<'_>, directory: &Directory, spots: &Spots) {
    let Ok(faults) = lint::check(&directory.router, &World::of(directory)) else {
        return loader.complain(NOWHERE, "when", lint::TooComplex.to_string());
    };
    for fault in faults {
        let Some(rule) = fault.rule() else { continue };
        let spot = spots.get(rule).copied().unwrap_or(NOWHERE);
        let line = match &fault {
            Fault::Shadowed { by, .. } => by.first().and_then(|rule| spots.get(rule)).copied(),
            Fault::Overlapping { rules: [other, _], .. } => spots.get(other).copied(),
            _ => None,
        };
        let place = line.map(|line| format!(" (see {})", at(line))).unwrap_or_default();
        loader.complain(spot, "when", format!("{fault}{place}"));
    }
}

fn rule(table: &mut Entry, loader: &mut Loader<'_>) -> Option<Rule> {
    let (id, to) = (table.required(loader, "id"), table.required(loader, "to"));
    let when = if table.has("when") { table.optional(loader, "when") } else { Some(Condition::default()) };
    let (from, until) = (table.optional(loader, "from"), table.optional(loader, "until"));
    let apart = table.optional(loader, "apart");
    let without_topic = table.optional(loader, "without_topic").unwrap_or_default();
    if let (Some(first), Some(last)) = (from, until)
        && last < first
    {
        loader.complain(table.spot, "until", "is before `from`");
    }
    Some(Rule { id: id?, when: when?, to: to?, from, until, apart, without_topic })
}

fn check_condition(loader: &mut Loader<'_>, entry: &Placed<Rule>, known: Known<'_>) {
    let Placed { spot, value: Rule { when, .. } } = entry;
    let units = || known.around.territory.municipalities.values();
    for test in when.tests() {
        let mut refuse = |found: bool, field: &str, what: &str, value: &dyn std::fmt::Display| {
            loader.refuse_unknown(found, *spot, field, what, value);
        };
        match test {
            Test::Topic(patterns) => {
                for own in patterns {
                    refuse(names_a_topic(own), "when.topic", "topic", own);
                }
            }
            Test::Place(codes) => {
                for code in codes {
                    let found = units().any(|unit| unit.oktmo.as_str().starts_with(code.as_str()));
                    refuse(found, "when.place", "municipality", code);
                }
            }
            Test::Settlement(names) => {
                for name in names {
                    let found = units().flat_map(|unit| &unit.settlements).any(|place| place.name == *name);
                    refuse(found, "when.settlement", "settlement", name);
                }
            }
            Test::Centre(centres) => {
                for centre in centres {
                    refuse(known.around.territory.has_centre(centre), "when.centre", "centre", centre);
                }
            }
            Test::Page(pages) => {
                for page in pages {
                    refuse(known.pages.knows(page), "when.page", "page", page);
                }
            }
            _ => {}
        }
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
