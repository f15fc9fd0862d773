//! Reading a declaration: every field by its name, every place against the map.

use chrono::{DateTime, TimeDelta, Utc};
use domain::topics::Taxonomy;
use domain::{Oktmo, Outage, OutagePlace, Page, PageId, Platform, Private, TopicCode};
use language::Gazetteer;
use language::duplicates::{Place, PlaceMark};

use super::seal;
use crate::body::Object;
use crate::handler::Ask;
use crate::refusal::Refusal;

const MOMENT: &str = "must be a moment: 2026-03-01T09:00:00+03:00";
const PLACES: &str = "must be up to 100 settlements, streets or houses of the municipality: ул. Мира, 5";
const TEXT: &str = "must be the approved text, up to 4000 characters";
const MOST_PLACES: usize = 100;
const LONGEST: usize = 4_000;
/// Messages that are older are not looked for.
const OLDEST: TimeDelta = TimeDelta::days(7);

/// Reads what is declared.
pub(super) fn outage(ask: &Ask<'_>) -> Result<Outage, Refusal> {
    let mut object = Object::read(ask.body)?;
    let id = ask.deps.id_key.mark(&["outage", ask.holder.region.as_str(), &object.canonical()]);
    let topic: TopicCode = object.take("topic", "must be the code of a topic: water.no-cold")?;
    if Taxonomy::built_in().get(&topic).is_none() {
        return Err(Refusal::unprocessable("topic", "there is no such topic"));
    }
    let municipality: Oktmo = object.take("municipality", "must be the code of a municipality")?;
    if ask.directory.municipality(&municipality).is_none() || !ask.reach().holds(Some(&municipality)) {
        return Err(Refusal::unprocessable("municipality", "there is no such municipality"));
    }
    let names: Vec<String> = object.take_optional("places", PLACES)?.unwrap_or_default();
    let from: DateTime<Utc> = object.take("from", MOMENT)?;
    let until: Option<DateTime<Utc>> = object.take_optional("until", MOMENT)?;
    let text: Private<String> = object.take("text", TEXT)?;
    object.end()?;
    if from < ask.now - OLDEST {
        return Err(Refusal::unprocessable("from", "must be within the last seven days, or to come"));
    }
    if until.is_some_and(|until| until <= from) {
        return Err(Refusal::unprocessable("until", "must be after its beginning"));
    }
    if text.expose().trim().is_empty() || text.expose().chars().count() > LONGEST {
        return Err(Refusal::unprocessable("text", TEXT));
    }
    let places = places(ask, &municipality, names)?;
    let incident = ask.deps.id_key.message(&ask.holder.region, Platform::Standard, &page(ask)?.id, &id);
    let (declared_by, declared_at) = (ask.holder.prefix.clone(), ask.now);
    let (ended_at, ended_by) = (None, None);
    Ok(Outage {
        id,
        topic,
        municipality,
        places,
        from,
        until,
        text,
        incident,
        declared_by,
        declared_at,
        ended_at,
        ended_by,
    })
}

/// The page that stands in for the one on which nobody wrote. It is no page of the directory.
pub(super) fn page(ask: &Ask<'_>) -> Result<Page, Refusal> {
    let missing = Refusal::unprocessable("municipality", "the region has no page yet");
    let first = ask.directory.pages.iter().next().ok_or(missing)?;
    let id = PageId::parse("outages").map_err(|_| Refusal::NotFound)?;
    Ok(Page {
        id,
        platform: Platform::Standard,
        token: None,
        user_token: None,
        secrets: Vec::new(),
        ..first.clone()
    })
}

fn places(ask: &Ask<'_>, municipality: &Oktmo, names: Vec<String>) -> Result<Vec<OutagePlace>, Refusal> {
    if names.len() > MOST_PLACES {
        return Err(Refusal::unprocessable("places", PLACES));
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let gazetteer = Gazetteer::of(&ask.directory);
    let found = names.into_iter().map(|name| place(ask, &gazetteer, municipality, name));
    found.collect::<Option<_>>().ok_or(Refusal::unprocessable("places", PLACES))
}

/// The narrowest that a name says; none where it says nothing, or something of another municipality.
fn place(ask: &Ask<'_>, gazetteer: &Gazetteer, home: &Oktmo, name: String) -> Option<OutagePlace> {
    let located = gazetteer.locate(&language::tokens(&name), Some(home));
    if located.municipality.as_ref() != Some(home) {
        return None;
    }
    let marks = Place::of_keys(&language::place::keys(&located), seal(ask));
    let number = |mark: Option<PlaceMark>| mark.map(PlaceMark::number);
    let settlement = number(marks.settlement).filter(|_| marks.street.is_none());
    let place = OutagePlace { name, settlement, street: number(marks.street), house: number(marks.house) };
    (place.settlement.is_some() || place.street.is_some()).then_some(place)
}
