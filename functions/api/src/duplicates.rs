//! Incidents that may tell of the same: shown beside an incident, and what must hold before one is merged into another.

use client::shape::{Likely, Likeness};
use contracts::{Publish, publication_of};
use domain::Kind;
use domain::incident::{Action, Case, Corrected, Entry, Record};
use language::duplicates::{Facts, SUGGEST, Score, Shelf, Subject, Twin, score, shelves};

use crate::handler::Ask;
use crate::refusal::Refusal;
use crate::view;

/// So many are shown.
const SHOWN: usize = 5;

/// Open incidents that may tell of the same as `record`, the likeliest first.
///
/// They are found when somebody looks, on the same shelves from both sides, so the order of arrival does not matter.
pub(crate) async fn likely(ask: &Ask<'_>, record: &Record) -> Result<Vec<Likely>, Refusal> {
    let mut shown = Vec::new();
    for (score, twin) in candidates(ask, record).await?.into_iter().take(SHOWN) {
        let found = ask.deps.store.record(&record.region, &twin.key).await?;
        let open = found.filter(|found| ask.reach().sees(found));
        // What stands on the shelf may be of an older text: then it counts no more.
        let same =
            |found: &Record| found.open_case().is_some_and(|case| case.likeness == twin.facts.to_bytes());
        if let Some(found) = open.filter(same) {
            let likeness = Likeness { percent: score.percent(), why: score.why() };
            let summary = view::summary(&ask.directory, &found, ask.now);
            shown.extend(summary.map(|summary| Likely { summary, likeness }));
        }
    }
    Ok(shown)
}

async fn candidates(ask: &Ask<'_>, record: &Record) -> Result<Vec<(Score, Twin)>, Refusal> {
    let facts = record.open_case().and_then(|case| Facts::from_bytes(&case.likeness).ok());
    let Some(facts) = facts else { return Ok(Vec::new()) };
    let mut twins: Vec<(Score, Twin)> = Vec::new();
    for name in shelves(&facts).0 {
        let item = ask.deps.store.shelf(&record.region, &name).await?;
        let shelf = Shelf::from_bytes(&item.bytes).unwrap_or_default();
        for twin in shelf.twins().iter().filter(|twin| twin.key != record.key) {
            let score = score(&facts, &twin.facts);
            if score.probability >= SUGGEST && twins.iter().all(|(_, known)| known.key != twin.key) {
                twins.push((score, twin.clone()));
            }
        }
    }
    twins.sort_by(|(one, left), (other, right)| {
        other.probability.total_cmp(&one.probability).then_with(|| left.key.cmp(&right.key))
    });
    Ok(twins)
}

/// What of a corrected incident is compared with others: its new topic. It stands on no shelf of that topic yet, so it
/// finds others and is not found by them; what moved elsewhere, or is no problem now, is compared with nothing.
pub(crate) fn follow_correction(case: &mut Case, request: &str) {
    let moved = |what: &Corrected| matches!(what, Corrected::Municipality { .. });
    let asked =
        |(entry, what): (&Entry, &Corrected)| entry.request.as_deref() == Some(request) && moved(what);
    let elsewhere = case.corrections().any(asked);
    let problem = matches!(case.decision.kind, Kind::Complaint | Kind::Request) && !elsewhere;
    let topic = case.decision.topic.as_ref().filter(|_| problem);
    case.likeness = match (topic, Facts::from_bytes(&case.likeness)) {
        (Some(topic), Ok(facts)) => Facts { subject: Some(Subject::of(topic)), ..facts }.to_bytes(),
        _ => Vec::new(),
    };
}

/// An incident is merged into another one that is open, that the holder sees and that is not itself.
pub(crate) async fn check(ask: &Ask<'_>, record: &Record, action: &Action) -> Result<(), Refusal> {
    let Action::Merge { into, .. } = action else { return Ok(()) };
    let found = if *into == record.key { None } else { ask.deps.store.record(&record.region, into).await? };
    let open = found.filter(|found| ask.reach().sees(found)).is_some_and(|found| found.open_case().is_some());
    if open { Ok(()) } else { Err(Refusal::unprocessable("into", "must be another open incident")) }
}

/// What the author of a merged message is to be told at once: the answer that its incident has already.
pub(crate) async fn answer_of_incident(ask: &Ask<'_>, record: &Record) -> Result<Option<Publish>, Refusal> {
    let Some(of) = record.case().and(record.voice_of()) else { return Ok(None) };
    let incident = ask.deps.store.record(&record.region, of).await?;
    Ok(incident.and_then(|incident| publication_of(record, &incident)))
}
