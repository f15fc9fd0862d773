//! Facts read from a record as it stood at one moment: what happened later does not exist yet.

use chrono::{DateTime, Utc};
use domain::calendar::CalendarError;
use domain::incident::{Around, Case, Entry, Happening, Record, Standing, State, Terms, Verification, Voice};
use domain::{Directory, Kind, Oktmo};

use crate::details::{AuthorSaid, AuthorWord, Details, Hop, Pair};
use crate::facts::{AnswerClock, Closing, IncidentFacts, VoiceFacts};

/// What the numbers need to know of one record.
#[expect(clippy::large_enum_variant, reason = "nearly all facts are incidents, and none is kept for long")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// It is an incident.
    Incident(IncidentFacts),
    /// It is a further message of one.
    Voice(VoiceFacts),
}

/// The fact that `record` was at `as_of`; none where nothing of it was known by then, or only its removal.
///
/// A decision that a machine took anew, and an edit, cannot be seen as they were before: the record keeps the last ones. A
/// correction by a person can.
pub fn facts_of(directory: &Directory, record: &Record, as_of: DateTime<Utc>) -> Option<Fact> {
    if as_of < record.received_at {
        return None;
    }
    let voice = |municipality: Option<&Oktmo>| Some(Fact::Voice(voice(record, municipality.cloned(), as_of)));
    match &record.standing {
        Standing::Unknown => None,
        // A part of an incident is counted with the whole: the resident wrote once.
        Standing::Case(case) if case.parent.is_some() => None,
        Standing::Voice { municipality, .. } => voice(municipality.as_ref()),
        Standing::Case(case) => {
            let case = seen(directory, record, case, as_of);
            match case.state {
                State::Merged(_) => voice(case.decision.municipality.as_ref()),
                _ => Some(Fact::Incident(incident(directory, record, &case, as_of))),
            }
        }
    }
}

fn voice(record: &Record, municipality: Option<Oktmo>, as_of: DateTime<Utc>) -> VoiceFacts {
    VoiceFacts {
        key: record.key.clone(),
        municipality,
        written_at: record.written_at(),
        withdrawn_at: record.message.withdrawn_by(as_of),
        channel: Some(record.platform),
    }
}

/// The case with the part of its log that was written by `as_of`, and the deadlines as the pauses known then had them.
fn seen(directory: &Directory, record: &Record, case: &Case, as_of: DateTime<Utc>) -> Case {
    let mut then = case.clone();
    let later: Vec<_> = then.log.extract_if(.., |entry| as_of < entry.at).collect();
    let last = then.log.iter().rev().find_map(|entry| match &entry.happening {
        Happening::Moved { to, .. } => Some(to.clone()),
        _ => None,
    });
    then.state = last.unwrap_or(State::New);
    then.take_back(&Around::of(directory, record), &later);
    if then.pauses() != case.pauses() {
        reschedule(directory, record, &mut then);
    }
    then
}

/// Where policy or calendar are gone from the directory, or the calendar refuses, the last known deadlines stay.
fn reschedule(directory: &Directory, record: &Record, case: &mut Case) {
    let policy = case.decision.policy.as_ref().and_then(|id| directory.sla.get(id));
    let calendar = case.decision.calendar.as_ref().and_then(|id| directory.calendar(id));
    if let (Some(policy), Some(calendar)) = (policy, calendar) {
        let kept = case.decision.clone();
        if case.reschedule(&Terms { start: record.written_at(), policy, calendar }).is_err() {
            case.decision = kept;
        }
    }
}

fn incident(directory: &Directory, record: &Record, case: &Case, as_of: DateTime<Utc>) -> IncidentFacts {
    let decision = &case.decision;
    let first_answer_at = case.first_answer_at();
    let mut facts = IncidentFacts {
        key: record.key.clone(),
        municipality: decision.municipality.clone(),
        written_at: record.written_at(),
        kind: decision.kind,
        topic: decision.topic.clone(),
        answer_due: decision.answer_due.filter(|due| first_answer_at.is_some() || !stands_still(case, *due)),
        resolve_due: decision.resolve_due.filter(|due| !stands_still(case, *due)),
        first_answer_at,
        closing: closing(case),
        withdrawn_at: record.message.withdrawn_by(as_of).filter(|_| !case.is_touched()),
        solvable: matches!(decision.kind, Kind::Complaint | Kind::Request),
        working_minutes: None,
        details: details(record, case),
    };
    facts.working_minutes = working_minutes(directory, case, facts.answer_clock(as_of)).ok().flatten();
    let closing = working_minutes(directory, case, facts.closing_clock(as_of));
    facts.details.closing_working_minutes = closing.ok().flatten();
    facts
}

/// What the record carries beside the clocks. Tone, place, promises and the reading of replies are not in it.
fn details(record: &Record, case: &Case) -> Details {
    let hops: Vec<Hop> = case.log.iter().filter_map(hop).collect();
    let desk = hops.last().map_or(&case.decision.desk, |hop| &hop.pair.to);
    Details {
        agency: desk.agency().cloned(),
        channel: Some(record.platform),
        author: closing(case).map(|closing| AuthorSaid { at: closing.at, word: author_word(record, case) }),
        hops: Some(hops),
        ..Details::default()
    }
}

fn hop(entry: &Entry) -> Option<Hop> {
    match &entry.happening {
        Happening::Hop { from, to, .. } => {
            Some(Hop { at: entry.at, pair: Pair { from: from.clone(), to: to.clone() } })
        }
        _ => None,
    }
}

/// The author's newest word since the closing; that of another system's file where none was given here.
fn author_word(record: &Record, case: &Case) -> AuthorWord {
    if case.verification() == Verification::ConfirmedByAuthor {
        return AuthorWord::Confirmed;
    }
    let filed = record.imported.as_deref().and_then(|imported| imported.voice);
    match filed.filter(|_| case.rating().is_none()).unwrap_or_else(|| case.voice()) {
        Voice::Satisfied => AuthorWord::Confirmed,
        Voice::Neutral => AuthorWord::Neutral,
        Voice::Dissatisfied => AuthorWord::Disputed,
        Voice::NoAnswer => AuthorWord::Silent,
        Voice::NotAsked => AuthorWord::NotAsked,
    }
}

/// Whether the clock stopped before it reached `due`, and has not run on: then there is no deadline to pass.
fn stands_still(case: &Case, due: DateTime<Utc>) -> bool {
    case.pauses().last().is_some_and(|pause| pause.to.is_none() && pause.from <= due)
}

/// How the case ended. A rejection is an end too: nobody is owed an answer to what is no matter for this system.
fn closing(case: &Case) -> Option<Closing> {
    case.log.iter().fold(None, |closing, entry| match &entry.happening {
        Happening::Moved { outcome: Some(outcome), .. } => Some(Closing::with(entry.at, outcome)),
        Happening::Moved { to: State::Rejected, .. } => {
            Some(Closing { at: entry.at, solved: false, answer_owed: false })
        }
        Happening::Moved { from, .. } if from.is_final() => None,
        _ => closing,
    })
}

/// Minutes of the desk's calendar within `clock`. Past the last loaded year there are none.
fn working_minutes(
    directory: &Directory,
    case: &Case,
    clock: AnswerClock,
) -> Result<Option<u32>, CalendarError> {
    let Some(calendar) = case.decision.calendar.as_ref().and_then(|id| directory.calendar(id)) else {
        return Ok(None);
    };
    let minutes = calendar.working_between(clock.from, clock.to)?.num_minutes();
    Ok(u32::try_from(minutes).ok())
}

#[cfg(test)]
mod tests;
