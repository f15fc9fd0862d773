//! Lists of requests: by ids, or by service, time and status.

use chrono::{DateTime, TimeDelta, Utc};
use domain::incident::Record;
use domain::{Oktmo, TopicCode};
use futures::future::try_join_all;

use super::document::Document;
use super::fault::Fault;
use super::jurisdiction::{self, Jurisdiction};
use super::{Ask, record, view};

/// The longest period, and the most requests of one list, by the specification.
const SPAN: TimeDelta = TimeDelta::days(90);
const ROWS: usize = 1_000;
/// The most ids of one question.
const IDS: usize = 50;
/// Places that are read at once.
const TOGETHER: usize = 8;
const MOMENT: &str = "must be a moment with a zone: 2026-03-01T09:00:00Z";

/// What is asked for.
#[derive(Debug, PartialEq)]
struct Wanted {
    services: Vec<TopicCode>,
    open: bool,
    closed: bool,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Wanted {
    fn takes(&self, record: &Record) -> bool {
        let Some(case) = record.case() else { return false };
        let service = || case.decision.topic.as_ref().is_some_and(|topic| self.services.contains(topic));
        let status = if view::is_open(record) { self.open } else { self.closed };
        status && (self.services.is_empty() || service())
    }
}

/// Answers `GET /requests`.
pub(super) async fn list(ask: &Ask<'_>) -> Result<Document, Fault> {
    let jurisdiction = jurisdiction::find(ask, None).await?;
    if let Some(ids) = ask.get("service_request_id") {
        return by_ids(ask, &jurisdiction, ids).await;
    }
    let now = ask.deps.clock.now();
    let wanted = wanted(ask, now)?;
    let question = question(ask, &jurisdiction);
    if let Some(known) = ask.deps.lists.get(&question, now) {
        return Ok(known);
    }
    let municipalities = jurisdiction.directory.territory.municipalities.iter();
    let places: Vec<Option<&Oktmo>> = municipalities.map(|unit| Some(&unit.oktmo)).chain([None]).collect();
    let mut records: Vec<Record> = Vec::new();
    for together in places.chunks(TOGETHER) {
        let mut asked = Vec::with_capacity(TOGETHER);
        for place in together {
            asked.push(in_place(ask, &jurisdiction, *place, &wanted));
        }
        records.extend(try_join_all(asked).await?.into_iter().flatten());
    }
    records.sort_by(|left, right| (right.written_at(), &right.key).cmp(&(left.written_at(), &left.key)));
    records.truncate(ROWS);
    let document = view::requests(&jurisdiction.directory, &records);
    ask.deps.lists.keep(question, now, document.clone());
    Ok(document)
}

async fn by_ids(ask: &Ask<'_>, jurisdiction: &Jurisdiction, ids: &str) -> Result<Document, Fault> {
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.len() > IDS {
        return Err(Fault::bad(format!("service_request_id lists more than {IDS}")));
    }
    let mut records = Vec::new();
    for id in ids {
        records.push(record(ask, jurisdiction, id).await?);
    }
    Ok(view::requests(&jurisdiction.directory, &records))
}

fn question(ask: &Ask<'_>, jurisdiction: &Jurisdiction) -> String {
    let names = ["service_code", "start_date", "end_date", "status"];
    let asked = names.map(|name| ask.get(name).unwrap_or_default());
    format!("{}\n{}\n{}", jurisdiction.region, jurisdiction.page.id, asked.join("\n"))
}

fn wanted(ask: &Ask<'_>, now: DateTime<Utc>) -> Result<Wanted, Fault> {
    let list = |name| ask.get(name).unwrap_or_default().split(',').map(str::trim).filter(|it| !it.is_empty());
    let code = |code| TopicCode::parse(code).map_err(|_| Fault::not_found("service_code was not found"));
    let services = list("service_code").map(code).collect::<Result<_, _>>()?;
    let statuses: Vec<&str> = list("status").collect();
    if statuses.iter().any(|status| !matches!(*status, "open" | "closed")) {
        return Err(Fault::bad("status must be open or closed"));
    }
    let has = |status| statuses.is_empty() || statuses.contains(&status);
    let (from, until) = period(moment(ask, "start_date")?, moment(ask, "end_date")?, now)?;
    Ok(Wanted { services, open: has("open"), closed: has("closed"), from, until })
}

fn moment(ask: &Ask<'_>, name: &str) -> Result<Option<DateTime<Utc>>, Fault> {
    // A plus that is not escaped arrives as a space.
    let read = |text: &str| DateTime::parse_from_rfc3339(&text.replace(' ', "+"));
    let moment = ask.get(name).map(read).transpose();
    moment.map(|at| at.map(|at| at.to_utc())).map_err(|_| Fault::bad(format!("{name} {MOMENT}")))
}

/// From the first moment to the last, both included. Without an end it is as long as may be.
fn period(
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(DateTime<Utc>, DateTime<Utc>), Fault> {
    let past = || Fault::bad("start_date and end_date must be of this age");
    let until = match (from, to) {
        (_, Some(to)) => to,
        (Some(from), None) => from.checked_add_signed(SPAN).ok_or_else(past)?,
        (None, None) => now,
    };
    let from = match from {
        Some(from) => from,
        None => until.checked_sub_signed(SPAN).ok_or_else(past)?,
    };
    if from > until {
        return Err(Fault::bad("start_date is after end_date"));
    }
    if until - from > SPAN {
        return Err(Fault::bad("start_date and end_date span more than 90 days"));
    }
    let until = until.checked_add_signed(TimeDelta::milliseconds(1)).ok_or_else(past)?;
    Ok((from, until))
}

async fn in_place(
    ask: &Ask<'_>,
    jurisdiction: &Jurisdiction,
    place: Option<&Oktmo>,
    wanted: &Wanted,
) -> Result<Vec<Record>, Fault> {
    let (store, region) = (&ask.deps.store, &jurisdiction.region);
    let keep = |record: &Record| jurisdiction.shows(record) && wanted.takes(record);
    let (mut records, mut position) = (Vec::new(), None);
    loop {
        let period = (wanted.from, wanted.until);
        let listed = store.in_municipality(region, place, period, position, ROWS, keep).await?;
        records.extend(listed.items);
        position = listed.next;
        if position.is_none() {
            return Ok(records);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_at_most_ninety_days() {
        let at = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
        let now = at("2026-11-18T09:00:00Z").unwrap();
        let days = |from, to| period(from, to, now).map(|(from, until)| (until - from).num_days());
        assert_eq!(days(None, None), Ok(90));
        assert_eq!(days(at("2026-11-01T00:00:00Z"), None), Ok(90));
        assert_eq!(days(None, at("2026-11-01T00:00:00Z")), Ok(90));
        assert_eq!(days(at("2026-11-01T00:00:00Z"), at("2026-11-03T00:00:00Z")), Ok(2));
        assert!(days(at("2026-01-01T00:00:00Z"), at("2026-11-03T00:00:00Z")).is_err());
        assert!(days(at("2026-11-03T00:00:00Z"), at("2026-11-01T00:00:00Z")).is_err());
    }
}
