//! Agencies, their chain of superiors, and their endpoints.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::secrets::signing_secret;
use super::source::{Entries, Loader, Placed, Spot, at};
use super::territory::TerritoryFiles;
use crate::agency::{Agency, Endpoint, Role};
use crate::calendar::WorkingCalendar;
use crate::ids::{AgencyId, Oktmo};
use crate::private::Private;

const AGENCIES: &str = "agencies.csv";
const ENDPOINTS: &str = "endpoints.toml";
const COLUMNS: [&str; 7] = ["id", "name", "kind", "calendar", "parent", "municipalities", "roles"];

/// What an agency refers to.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) territory: &'a TerritoryFiles,
    pub(super) calendars: &'a Entries<WorkingCalendar>,
}

pub(super) fn read(loader: &mut Loader<'_>, around: Around<'_>) -> Entries<Agency> {
    let rows = loader.rows(AGENCIES, &COLUMNS);
    let mut agencies = Entries::read(loader, rows, "id", agency);
    loader.refuse_repeats(&agencies.list, "name", |agency| Some(&agency.name));
    for entry in &agencies.list {
        check_references(loader, entry, &agencies, around);
        check_superiors(loader, entry, &agencies);
    }
    check_roles(loader, &agencies);
    read_endpoints(loader, &mut agencies);
    agencies
}

fn agency(row: &mut Entry, loader: &mut Loader<'_>) -> Option<Agency> {
    let (id, name) = (row.required(loader, "id"), row.required(loader, "name"));
    let (kind, calendar) = (row.required(loader, "kind"), row.required(loader, "calendar"));
    let parent = row.optional(loader, "parent");
    let (municipalities, roles) = (row.list(loader, "municipalities"), row.list(loader, "roles"));
    let (id, name, kind, calendar) = (id?, name?, kind?, calendar?);
    Some(Agency { id, name, kind, calendar, parent, municipalities, roles, endpoint: None })
}

fn check_references(
    loader: &mut Loader<'_>,
    entry: &Placed<Agency>,
    agencies: &Entries<Agency>,
    around: Around<'_>,
) {
    let Placed { spot, value: agency } = entry;
    let calendar = &agency.calendar;
    loader.refuse_unknown(around.calendars.knows(calendar), *spot, "calendar", "calendar", calendar);
    if let Some(parent) = &agency.parent {
        loader.refuse_unknown(agencies.knows(parent), *spot, "parent", "agency", parent);
    }
    for unit in &agency.municipalities {
        let known = around.territory.municipalities.knows(unit);
        loader.refuse_unknown(known, *spot, "municipalities", "municipality", unit);
    }
}

/// A late incident climbs from superior to superior, and must come out at the top.
fn check_superiors(loader: &mut Loader<'_>, entry: &Placed<Agency>, agencies: &Entries<Agency>) {
    let mut next = entry.value.parent.as_ref();
    for _ in 0..agencies.list.len() {
        let Some(parent) = next else { return };
        if *parent == entry.value.id {
            loader.complain(entry.spot, "parent", "the chain of superiors comes back to the agency itself");
            return;
        }
        next = agencies.get(parent).and_then(|agency| agency.parent.as_ref());
    }
}

/// Two agencies with one role in one municipality would make the choice between them an accident.
fn check_roles(loader: &mut Loader<'_>, agencies: &Entries<Agency>) {
    let mut taken: BTreeMap<(&Role, Option<&Oktmo>), Spot> = BTreeMap::new();
    for Placed { spot, value: agency } in &agencies.list {
        let everywhere = agency.is_regional().then_some(None);
        let areas: Vec<_> = agency.municipalities.iter().map(Some).chain(everywhere).collect();
        for role in &agency.roles {
            let clash = areas.iter().find_map(|area| taken.insert((role, *area), *spot));
            if let Some(first) = clash {
                loader.complain(*spot, "roles", format!("`{role}` belongs to {} there already", at(first)));
            }
        }
    }
}

fn read_endpoints(loader: &mut Loader<'_>, agencies: &mut Entries<Agency>) {
    let Some(document) = loader.optional_document(ENDPOINTS, "endpoint") else { return };
    document.top.finish(loader);
    let mut seen: Vec<Placed<AgencyId>> = Vec::new();
    for mut table in document.tables {
        let agency: Option<AgencyId> = table.required(loader, "agency");
        let endpoint = endpoint(&mut table, loader);
        let spot = table.spot;
        table.finish(loader);
        let Some((agency, endpoint)) = agency.zip(endpoint) else { continue };
        loader.refuse_unknown(agencies.knows(&agency), spot, "agency", "agency", &agency);
        if let Some(found) = agencies.get_mut(&agency) {
            found.endpoint = Some(endpoint);
        }
        seen.push(Placed { spot, value: agency });
    }
    loader.refuse_repeats(&seen, "agency", Some);
}

fn endpoint(table: &mut Entry, loader: &mut Loader<'_>) -> Option<Endpoint> {
    let (url, enabled) = (table.required::<String>(loader, "url"), table.required(loader, "enabled"));
    let secrets: Vec<Private<String>> = table.list(loader, "secrets");
    if secrets.is_empty() {
        loader.complain(table.spot, "secrets", "at least one is needed");
    }
    for secret in &secrets {
        if let Err(error) = signing_secret(secret) {
            loader.complain(table.spot, "secrets", error.to_string());
        }
    }
    let url = url.filter(|url| {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if !is_web {
            loader.complain(table.spot, "url", "expected an address that begins with https:// or http://");
        }
        is_web
    });
    Some(Endpoint { url: url?, secrets, enabled: enabled? })
}
