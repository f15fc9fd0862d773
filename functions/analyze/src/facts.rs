//! The facts of one day, read from the incidents of every municipality and of none.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::CalendarError;
use domain::incident::{Case, Happening, Outcome, Record, Standing};
use domain::{Directory, Oktmo};
use metrics::{Closing, IncidentFacts, VoiceFacts, day_bounds};
use store::{Store, StoreError};

const PAGE: usize = 500;

/// What a day's numbers are computed from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DayFacts {
    /// The incidents.
    pub incidents: Vec<IncidentFacts>,
    /// The voices.
    pub voices: Vec<VoiceFacts>,
}

/// Reads the facts of `day` in a region as they are to be seen at `as_of`.
pub async fn day_facts(
    store: &Store,
    directory: &Directory,
    day: NaiveDate,
    as_of: DateTime<Utc>,
) -> Result<DayFacts, StoreError> {
    let mut facts = DayFacts::default();
    let known = directory.territory.municipalities.iter().map(|municipality| Some(&municipality.oktmo));
    for municipality in known.chain([None]) {
        read(store, directory, (municipality, day), as_of, &mut facts).await?;
    }
    Ok(facts)
}

async fn read(
    store: &Store,
    directory: &Directory,
    (municipality, day): (Option<&Oktmo>, NaiveDate),
    as_of: DateTime<Utc>,
    facts: &mut DayFacts,
) -> Result<(), StoreError> {
    let bounds = day_bounds(day, directory.region.zone);
    let mut position = None;
    loop {
        let region = &directory.region.id;
        let listed = store.in_municipality(region, municipality, bounds, position, PAGE, |_| true).await?;
        for record in &listed.items {
            match &record.standing {
                Standing::Case(case) => facts.incidents.push(incident(directory, record, case, as_of)),
                Standing::Voice { municipality, .. } => facts.voices.push(VoiceFacts {
                    key: record.key.clone(),
                    municipality: municipality.clone(),
                    written_at: record.written_at(),
                    withdrawn_at: record.message.removed_at(),
                }),
                Standing::Unknown => {}
            }
        }
        match listed.next {
            Some(next) => position = Some(next),
            None => return Ok(()),
        }
    }
}

fn incident(directory: &Directory, record: &Record, case: &Case, as_of: DateTime<Utc>) -> IncidentFacts {
    let decision = &case.decision;
    let mut facts = IncidentFacts {
        key: record.key.clone(),
        municipality: decision.municipality.clone(),
        written_at: record.written_at(),
        kind: decision.kind,
        topic: decision.topic.clone(),
        answer_due: decision.answer_due,
        resolve_due: decision.resolve_due,
        first_answer_at: case.first_answer_at(),
        closing: closing(case, as_of),
        withdrawn_at: record.withdrawn_at(),
        solvable: last_outcome(case).is_none_or(Outcome::is_solvable),
        working_minutes: None,
    };
    facts.working_minutes = working_minutes(directory, case, &facts, as_of).ok().flatten();
    facts
}

/// The closing that stood at `as_of`: one that a later reopening undid still counts as of an earlier moment.
fn closing(case: &Case, as_of: DateTime<Utc>) -> Option<Closing> {
    let steps = case.log.iter().filter(|entry| entry.at <= as_of);
    steps.fold(None, |closing, entry| match &entry.happening {
        Happening::Moved { outcome: Some(outcome), .. } => Some(Closing::with(entry.at, outcome)),
        Happening::Moved { from, .. } if from.name() == "closed" => None,
        _ => closing,
    })
}

fn last_outcome(case: &Case) -> Option<&Outcome> {
    case.log.iter().rev().find_map(|entry| match &entry.happening {
        Happening::Moved { outcome, .. } => outcome.as_ref(),
        _ => None,
    })
}

/// Minutes on the desk's calendar until the first answer, or until `as_of`. Past the last loaded year there are none.
fn working_minutes(
    directory: &Directory,
    case: &Case,
    facts: &IncidentFacts,
    as_of: DateTime<Utc>,
) -> Result<Option<u32>, CalendarError> {
    let Some(calendar) = case.decision.calendar.as_ref().and_then(|id| directory.calendar(id)) else {
        return Ok(None);
    };
    let clock = facts.answer_clock(as_of);
    let minutes = calendar.working_between(clock.from, clock.to)?.num_minutes();
    Ok(u32::try_from(minutes).ok())
}
