//! The facts of one day, read from the incidents of every municipality and of none.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Directory, Oktmo};
use metrics::{Fact, IncidentFacts, VoiceFacts, day_bounds, facts_of};
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
        for fact in listed.items.iter().filter_map(|record| facts_of(directory, record, as_of)) {
            match fact {
                Fact::Incident(incident) => facts.incidents.push(incident),
                Fact::Voice(voice) => facts.voices.push(voice),
            }
        }
        match listed.next {
            Some(next) => position = Some(next),
            None => return Ok(()),
        }
    }
}
