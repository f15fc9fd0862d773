//! Numbers of a municipality, a centre or the region over a period.

mod answer;
mod csv;
mod days;
mod doubts;
mod map;
mod today;

use bytes::Bytes;
use domain::{CentreId, Oktmo, RegionId};
use http::Response;
use metrics::{FORMULA_VERSION, Scope, Step, Window, report};
use serde_json::{Value, json};

use crate::handler::Ask;
use crate::params::Params;
use crate::period;
use crate::refusal::Refusal;

use answer::Format;
pub(crate) use answer::cached_json;
use days::{Days, of_unit};
pub(crate) use doubts::Doubts;
pub(crate) use today::Today;

/// What is asked of the numbers.
struct Wanted {
    window: Window,
    step: Step,
    format: Format,
}

/// Answers `GET /v1/municipalities/{oktmo}/stats`.
pub(crate) async fn of_municipality(ask: &Ask<'_>, oktmo: &str) -> Result<Response<Bytes>, Refusal> {
    let (_, wanted) = wanted(ask, &["from", "to", "step", "format"])?;
    let oktmo: Oktmo = oktmo.parse().map_err(|_| Refusal::NotFound)?;
    let unit = ask.directory.municipality(&oktmo).filter(|unit| ask.reach().holds(Some(&unit.oktmo)));
    let unit = unit.ok_or(Refusal::NotFound)?;
    let own = Scope::Municipality(unit.oktmo.clone());
    let days = of_unit(ask, own.clone(), wanted.window).await?;
    let scope = json!({ "kind": "municipality", "oktmo": unit.oktmo, "name": unit.name });
    answer(ask, &wanted, (&scope, &[own]), &days).await
}

/// Answers `GET /v1/centres/{id}/stats`: the sum of whom the centre serves, by the map then or the map now.
pub(crate) async fn of_centre(ask: &Ask<'_>, id: &str) -> Result<Response<Bytes>, Refusal> {
    let (params, wanted) = wanted(ask, &["from", "to", "step", "format", "map"])?;
    let by_map_of = params.parsed("map", "must be then or now")?.unwrap_or(map::Map::Then);
    let id: CentreId = id.parse().map_err(|_| Refusal::NotFound)?;
    let centre = ask.directory.centre(&id).filter(|centre| ask.reach().holds_centre(&centre.id));
    let centre = centre.ok_or(Refusal::NotFound)?;
    let segments = map::segments(&ask.directory.territory, &centre.id, wanted.window, by_map_of, ask.today());
    let units = days::of_units(ask, map::units(&segments), wanted.window).await?;
    let scope = json!({
        "kind": "centre",
        "id": centre.id,
        "name": centre.name,
        "map": by_map_of.as_str(),
        "serves": segments,
    });
    let served: Vec<Scope> = map::units(&segments).into_iter().map(Scope::Municipality).collect();
    answer(ask, &wanted, (&scope, &served), &map::combined(&segments, &units)).await
}

/// Answers `GET /v1/regions/{id}/stats`.
pub(crate) async fn of_region(ask: &Ask<'_>, id: &str) -> Result<Response<Bytes>, Refusal> {
    let (_, wanted) = wanted(ask, &["from", "to", "step", "format"])?;
    let id: RegionId = id.parse().map_err(|_| Refusal::NotFound)?;
    if id != ask.holder.region || !ask.reach().holds_region() {
        return Err(Refusal::NotFound);
    }
    let days = of_unit(ask, Scope::Region, wanted.window).await?;
    let scope = json!({ "kind": "region", "id": id, "name": ask.directory.region.name });
    answer(ask, &wanted, (&scope, &[Scope::Region]), &days).await
}

fn wanted(ask: &Ask<'_>, allowed: &[&str]) -> Result<(Params, Wanted), Refusal> {
    let params = Params::read(ask.query, allowed)?;
    let wanted = Wanted {
        window: period::days(&params, ask.today())?,
        step: params.parsed("step", "must be day, week or month")?.unwrap_or(Step::Day),
        format: Format::of(&params, ask.headers)?,
    };
    Ok((params, wanted))
}

async fn answer(
    ask: &Ask<'_>,
    wanted: &Wanted,
    (scope, concerned): (&Value, &[Scope]),
    days: &Days,
) -> Result<Response<Bytes>, Refusal> {
    let report = report(wanted.window, wanted.step, days);
    if wanted.format == Format::Csv {
        return Ok(answer::cached(ask, kit::http::CSV, csv::table(&report).into()));
    }
    let mut document = json!({
        "scope": scope,
        "region": ask.holder.region,
        "zone": ask.directory.region.zone,
        "window": wanted.window,
        "formula_version": FORMULA_VERSION,
        "formulas": "/v1/formulas",
        "doubts": doubts::shown(ask, wanted.window, concerned).await?,
    });
    let report = serde_json::to_value(&report).map_err(|_| Refusal::Broken("stats.unwritable"))?;
    if let (Some(document), Value::Object(report)) = (document.as_object_mut(), report) {
        document.extend(report);
    }
    Ok(cached_json(ask, &document))
}
