//! The directory for those who read it: who lives where, who answers. No address of an endpoint and no secret is in it.

use client::shape::{self, Named, Serves};
use domain::topics::{Taxonomy, Topic};
use domain::{Agency, Centre, Directory, Municipality, Page, texts};

/// The directory.
pub(crate) fn directory(directory: &Directory) -> shape::Directory {
    let (region, territory) = (&directory.region, &directory.territory);
    shape::Directory {
        version: directory.version,
        region: shape::Region {
            id: region.id.clone(),
            name: region.name.clone(),
            centre: region.centre.clone(),
            zone: region.zone,
        },
        centres: territory.centres.iter().map(|unit| centre(directory, unit)).collect(),
        municipalities: territory.municipalities.iter().map(municipality).collect(),
        agencies: directory.agencies.iter().map(agency).collect(),
        pages: directory.pages.iter().map(page).collect(),
        topics: Taxonomy::built_in().iter().map(topic).collect(),
    }
}

/// A centre with everybody whom it ever served, and when.
fn centre(directory: &Directory, centre: &Centre) -> shape::Centre {
    let edges = directory.territory.memberships.iter().filter(|edge| edge.centre == centre.id);
    let serves =
        edges.map(|edge| Serves { oktmo: edge.municipality.clone(), from: edge.from, until: edge.until });
    shape::Centre { id: centre.id.clone(), name: centre.name.clone(), serves: serves.collect() }
}

fn municipality(unit: &Municipality) -> shape::Municipality {
    let settlements = unit.settlements.iter();
    shape::Municipality {
        oktmo: unit.oktmo.clone(),
        name: unit.name.clone(),
        kind: unit.kind,
        seat: unit.seat.clone(),
        settlements: settlements
            .map(|settlement| shape::Settlement { name: settlement.name.clone(), kind: settlement.kind })
            .collect(),
    }
}

fn agency(agency: &Agency) -> shape::Agency {
    shape::Agency {
        id: agency.id.clone(),
        name: agency.name.clone(),
        kind: agency.kind,
        parent: agency.parent.clone(),
        municipalities: agency.municipalities.clone(),
        roles: agency.roles.clone(),
        takes_webhooks: agency.endpoint.as_ref().is_some_and(|endpoint| endpoint.enabled),
    }
}

fn page(page: &Page) -> shape::Page {
    shape::Page {
        id: page.id.clone(),
        title: page.title.clone(),
        platform: Named::new(page.platform, texts::platform(page.platform)),
        municipality: page.municipality.clone(),
        agency: page.agency.clone(),
    }
}

fn topic(topic: &Topic) -> shape::Topic {
    shape::Topic {
        code: topic.code.clone(),
        title: topic.title.clone(),
        group: Named::new(topic.group.as_str(), &topic.group_title),
        level: Named::new(topic.level, texts::level(topic.level)),
        severity: topic.severity,
        fast_track: topic.fast_track,
    }
}
