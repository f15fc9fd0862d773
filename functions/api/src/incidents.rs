//! Reading incidents: one with everything about it, and lists by place, desk, state and time.

use std::str::FromStr;

use bytes::Bytes;
use client::shape::{Found, Period};
use domain::agency::Desk;
use domain::incident::{Record, State};
use domain::{IdError, MessageKey, Oktmo};
use http::{Response, StatusCode};
use kit::http::json;
use store::{Listed, Position};

use crate::cursor::{self, Cursor};
use crate::duplicates;
use crate::handler::Ask;
use crate::outages;
use crate::params::Params;
use crate::period::{self, Moments};
use crate::refusal::Refusal;
use crate::view;

const DEFAULT_LIMIT: usize = 50;
const MOST: usize = 200;
const LIMIT: &str = "must be 1 to 200";
/// So many voices are shown.
const VOICES: usize = 25;

/// Answers `GET /v1/incidents/{id}`.
pub(crate) async fn get(ask: &Ask<'_>, id: &str) -> Result<Response<Bytes>, Refusal> {
    Params::read(ask.query, &[])?;
    let key = MessageKey::parse(id).map_err(|_| Refusal::NotFound)?;
    let record = ask.deps.store.record(&ask.holder.region, &key).await?;
    let record = record.filter(|record| ask.reach().sees(record)).ok_or(Refusal::NotFound)?;
    let mut view = view::incident(&ask.directory, &record, ask.now).ok_or(Refusal::NotFound)?;
    let voices = ask.deps.store.voices(&record.region, &record.key, None, VOICES).await?;
    view.voices = Some(view::voices(&voices));
    view.duplicates = Some(duplicates::likely(ask, &record).await?);
    view.outages = Some(outages::likely(ask, &record).await?);
    Ok(view::with_version(json(StatusCode::OK, &view), record.version))
}

/// Where: in a municipality, or where nobody knows.
enum Place {
    Municipality(Oktmo),
    Unplaced,
}

impl FromStr for Place {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if text == "unplaced" { Ok(Self::Unplaced) } else { text.parse().map(Self::Municipality) }
    }
}

/// What a list is asked for.
struct Wanted {
    place: Option<Place>,
    desk: Option<Desk>,
    state: Option<String>,
    period: Option<Moments>,
    position: Option<Position>,
    limit: usize,
    question: String,
}

/// Answers `GET /v1/incidents`.
pub(crate) async fn list(ask: &Ask<'_>) -> Result<Response<Bytes>, Refusal> {
    let allowed = ["municipality", "desk", "state", "from", "to", "limit", "cursor"];
    let params = Params::read(ask.query, &allowed)?;
    let wanted = wanted(ask, &params)?;
    let listed = match (&wanted.place, &wanted.desk) {
        (Some(place), _) => in_place(ask, &wanted, place).await?,
        (None, Some(desk)) => on_desk(ask, &wanted, desk).await?,
        (None, None) => return Err(Refusal::bad("municipality", "name a municipality or a desk")),
    };
    Ok(page(ask, &wanted, listed))
}

/// Answers `GET /v1/desks/{desk}/queue`: what is open there, earliest deadline first.
pub(crate) async fn queue(ask: &Ask<'_>, desk: &str) -> Result<Response<Bytes>, Refusal> {
    let params = Params::read(ask.query, &["limit", "cursor"])?;
    let desk: Desk = desk.replace("%3A", ":").replace("%3a", ":").parse().map_err(|_| Refusal::NotFound)?;
    let question = format!("queue {desk}");
    let (limit, cursor) = (limit(&params)?, opened(ask, &params, &question)?);
    let position = cursor.map(|cursor| cursor.position);
    let wanted = Wanted { place: None, desk: None, state: None, period: None, position, limit, question };
    let listed = on_desk(ask, &wanted, &desk).await?;
    Ok(page(ask, &wanted, listed))
}

fn wanted(ask: &Ask<'_>, params: &Params) -> Result<Wanted, Refusal> {
    let question = format!("list {}", params.question());
    let place = params.parsed::<Place>("municipality", "must be an ОКТМО code, or unplaced")?;
    let desk = params.parsed("desk", "must be a desk: agency:…, centre:… or region")?;
    let state = state(params, place.is_none())?;
    // "Now" moves on between two pages of one listing, so the period of the first page stays.
    let cursor = opened(ask, params, &question)?;
    let asked = params.get("from").or(params.get("to")).is_some() || place.is_some();
    let period = match &cursor {
        Some(cursor) => cursor.period,
        None if asked => Some(period::moments(params, ask.directory.region.zone, ask.now)?),
        None => None,
    };
    let position = cursor.map(|cursor| cursor.position);
    Ok(Wanted { place, desk, state, period, position, limit: limit(params)?, question })
}

fn state(params: &Params, open_only: bool) -> Result<Option<String>, Refusal> {
    let Some(name) = params.get("state") else { return Ok(None) };
    if !State::NAMES.contains(&name) {
        return Err(Refusal::bad("state", "is not a state of an incident"));
    }
    if open_only && ["closed", "rejected", "merged"].contains(&name) {
        return Err(Refusal::bad("state", "a desk holds open incidents only: name a municipality"));
    }
    Ok(Some(name.to_owned()))
}

pub(crate) fn limit(params: &Params) -> Result<usize, Refusal> {
    let limit = params.parsed::<usize>("limit", LIMIT)?.unwrap_or(DEFAULT_LIMIT);
    if (1..=MOST).contains(&limit) { Ok(limit) } else { Err(Refusal::bad("limit", LIMIT)) }
}

pub(crate) fn opened(ask: &Ask<'_>, params: &Params, question: &str) -> Result<Option<Cursor>, Refusal> {
    let open = |text| cursor::open(&ask.deps.id_key, &ask.holder.region, question, text);
    params.get("cursor").map(open).transpose()
}

async fn in_place(ask: &Ask<'_>, wanted: &Wanted, place: &Place) -> Result<Listed<Record>, Refusal> {
    let place = match place {
        Place::Municipality(oktmo) => {
            let unit = ask.directory.municipality(oktmo).ok_or(Refusal::NotFound)?;
            Some(&unit.oktmo)
        }
        Place::Unplaced => None,
    };
    if !ask.reach().lists(place) {
        return Err(Refusal::NotFound);
    }
    let period = wanted.period.ok_or(Refusal::bad("from", "name a period"))?;
    let (region, limit, position) = (&ask.holder.region, wanted.limit, wanted.position.clone());
    let keep = |record: &Record| is_wanted(ask, wanted, record);
    Ok(ask.deps.store.in_municipality(region, place, period, position, limit, keep).await?)
}

async fn on_desk(ask: &Ask<'_>, wanted: &Wanted, desk: &Desk) -> Result<Listed<Record>, Refusal> {
    if ask.directory.desk_name(desk).is_none() || !ask.reach().lists_desk(desk) {
        return Err(Refusal::NotFound);
    }
    let (region, limit, position) = (&ask.holder.region, wanted.limit, wanted.position.clone());
    let keep = |record: &Record| is_wanted(ask, wanted, record);
    Ok(ask.deps.store.on_desk(region, desk, None, position, limit, keep).await?)
}

fn is_wanted(ask: &Ask<'_>, wanted: &Wanted, record: &Record) -> bool {
    let Some(case) = record.case() else { return false };
    let within = |(from, until): Moments| from <= record.written_at() && record.written_at() < until;
    ask.reach().sees(record)
        && wanted.state.as_deref().is_none_or(|state| case.state.name() == state)
        && wanted.desk.as_ref().is_none_or(|desk| case.desk == *desk)
        && wanted.period.is_none_or(within)
}

fn page(ask: &Ask<'_>, wanted: &Wanted, listed: Listed<Record>) -> Response<Bytes> {
    let summary = |record| view::summary(&ask.directory, record, ask.now);
    let items = listed.items.iter().filter_map(summary).collect();
    let next_cursor = listed.next.map(|position| {
        let cursor = Cursor { period: wanted.period, position };
        cursor::seal(&ask.deps.id_key, &ask.holder.region, &wanted.question, cursor)
    });
    let period = wanted.period.map(|(from, until)| Period { from: from.into(), until: until.into() });
    json(StatusCode::OK, &Found { items, next_cursor, period })
}
