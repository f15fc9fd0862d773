//! The directory for those who read it: who lives where, who answers. No address of an endpoint and no secret is in it.

use domain::topics::{Taxonomy, Topic};
use domain::{Agency, Centre, Directory, Municipality, Page, texts};
use serde_json::{Value, json};

use super::names;

/// The directory.
pub(crate) fn directory(directory: &Directory) -> Value {
    let territory = &directory.territory;
    let centres: Vec<Value> = territory.centres.iter().map(|unit| centre(directory, unit)).collect();
    json!({
        "version": directory.version,
        "region": {
            "id": directory.region.id,
            "name": directory.region.name,
            "centre": directory.region.centre,
            "zone": directory.region.zone,
        },
        "centres": centres,
        "municipalities": territory.municipalities.iter().map(municipality).collect::<Vec<_>>(),
        "agencies": directory.agencies.iter().map(agency).collect::<Vec<_>>(),
        "pages": directory.pages.iter().map(page).collect::<Vec<_>>(),
        "topics": Taxonomy::built_in().iter().map(topic).collect::<Vec<_>>(),
    })
}

/// A centre with everybody whom it ever served, and when.
fn centre(directory: &Directory, centre: &Centre) -> Value {
    let edges = directory.territory.memberships.iter().filter(|edge| edge.centre == centre.id);
    let serves: Vec<Value> = edges
        .map(|edge| json!({ "oktmo": edge.municipality, "from": edge.from, "until": edge.until }))
        .collect();
    json!({ "id": centre.id, "name": centre.name, "serves": serves })
}

fn municipality(unit: &Municipality) -> Value {
    let settlements: Vec<Value> = unit
        .settlements
        .iter()
        .map(|settlement| json!({ "name": settlement.name, "kind": settlement.kind }))
        .collect();
    json!({
        "oktmo": unit.oktmo,
        "name": unit.name,
        "kind": unit.kind,
        "seat": unit.seat,
        "settlements": settlements,
    })
}

fn agency(agency: &Agency) -> Value {
    json!({
        "id": agency.id,
        "name": agency.name,
        "kind": agency.kind,
        "parent": agency.parent,
        "municipalities": agency.municipalities,
        "roles": agency.roles.iter().map(domain::Role::as_str).collect::<Vec<_>>(),
        "takes_webhooks": agency.endpoint.as_ref().is_some_and(|endpoint| endpoint.enabled),
    })
}

fn page(page: &Page) -> Value {
    json!({
        "id": page.id,
        "title": page.title,
        "platform": names::named(page.platform, texts::platform(page.platform)),
        "municipality": page.municipality,
        "agency": page.agency,
    })
}

fn topic(topic: &Topic) -> Value {
    json!({
        "code": topic.code,
        "title": topic.title,
        "group": names::named(&topic.group, &topic.group_title),
        "level": names::named(topic.level, texts::level(topic.level)),
        "severity": topic.severity,
        "fast_track": topic.fast_track,
    })
}
