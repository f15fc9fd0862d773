//! An incident: whole, as a line of a list, and the voices that joined it.

use chrono::{DateTime, Utc};
use client::shape::{
    Attachment, Closing, Deadline, HandOver, Head, Incident, Named, Place, Summary, Voice, Voices, Words,
};
use domain::deadline::Trace;
use domain::incident::{Case, Record, Said};
use domain::{Directory, Point, Private, texts};
use store::Listed;

use super::{log, names, reply};

/// How many characters of a text a line of a list shows.
const SUMMARY_CHARS: usize = 500;

/// An incident with everything about it but its voices and what is like it; nothing of a message that is none.
pub(crate) fn incident(directory: &Directory, record: &Record, now: DateTime<Utc>) -> Option<Incident> {
    let case = record.case()?;
    let closing =
        case.closing().map(|(at, outcome)| Closing { at: at.into(), outcome: names::outcome(outcome) });
    Some(Incident {
        head: head(directory, record, case, now),
        words: record.said().map(words),
        region: record.region.clone(),
        page: names::page(directory, &record.page),
        received_at: record.received_at.into(),
        revisions: record.message.revisions.len(),
        removed_at: record.message.removed_at().map(Into::into),
        replies: reply::publications(&record.publications),
        answers: reply::answers(&case.answers()),
        rule: case.decision.rule.clone(),
        deadline: deadline(directory, case),
        first_answer_at: case.first_answer_at().map(Into::into),
        closing,
        hops: case.hops(),
        hand_over: case.hand_over.as_ref().map(|state| hand_over(directory, state)),
        log: log::log(directory, &case.log),
        voices: None,
        duplicates: None,
        outages: None,
    })
}

/// An incident as a line of a list; nothing of a message that is none.
pub(crate) fn summary(directory: &Directory, record: &Record, now: DateTime<Utc>) -> Option<Summary> {
    let text = record.said().map_or("", |said| said.text.expose());
    let cut = text.char_indices().nth(SUMMARY_CHARS).map_or(text, |(end, _)| &text[..end]);
    Some(Summary {
        head: head(directory, record, record.case()?, now),
        text: cut.into(),
        text_is_cut: cut.len() < text.len(),
    })
}

/// The voices of an incident, and whether these are all.
pub(crate) fn voices(listed: &Listed<Record>) -> Voices {
    Voices { items: listed.items.iter().map(voice).collect(), complete: listed.next.is_none() }
}

fn voice(record: &Record) -> Voice {
    Voice {
        id: record.key.clone(),
        written_at: record.written_at().into(),
        removed_at: record.message.removed_at().map(Into::into),
        replies: reply::publications(&record.publications),
        words: record.said().map(words),
    }
}

fn head(directory: &Directory, record: &Record, case: &Case, now: DateTime<Utc>) -> Head {
    let decision = &case.decision;
    let due = record.open_case().and_then(Case::due);
    Head {
        id: record.key.clone(),
        version: record.version,
        platform: Named::new(record.platform, texts::platform(record.platform)),
        written_at: record.written_at().into(),
        withdrawn_at: record.withdrawn_at().map(Into::into),
        state: names::state(&case.state),
        kind: Named::new(decision.kind, texts::kind(decision.kind)),
        topic: names::topic(case),
        importance: Named::new(decision.importance, texts::importance(decision.importance)),
        emergency: decision.emergency,
        municipality: decision.municipality.as_ref().map(|oktmo| names::municipality(directory, oktmo)),
        settlement: decision.settlement.clone(),
        desk: names::desk(directory, &case.desk),
        due: due.map(Into::into),
        overdue: due.is_some_and(|due| due < now),
        paused: case.state.is_paused(),
    }
}

fn words(said: &Said) -> Words {
    let attachment =
        |file: &domain::Attachment| Attachment { kind: file.kind.clone(), reference: file.reference.clone() };
    Words {
        text: said.text.clone(),
        form: Named::new(said.form, texts::form(said.form)),
        author: said.author.clone(),
        link: said.link.clone(),
        attachments: said.attachments.iter().map(attachment).collect(),
        point: said.point.as_ref().map(Private::expose).map(place),
        address: said.address.clone(),
        clock_doubt: said.clock_doubt,
    }
}

fn place(point: &Point) -> Place {
    Place { latitude: point.latitude.into(), longitude: point.longitude.into() }
}

fn deadline(directory: &Directory, case: &Case) -> Deadline {
    let decision = &case.decision;
    // In Russian and in the region's own time.
    let explanation =
        decision.answer_trace.parse::<Trace>().ok().map(|trace| trace.explain(directory.region.zone));
    Deadline {
        answer_due: decision.answer_due.map(Into::into),
        resolve_due: decision.resolve_due.map(Into::into),
        explanation,
        policy: decision.policy.clone(),
        calendar: decision.calendar.clone(),
    }
}

fn hand_over(directory: &Directory, hand_over: &domain::incident::HandOver) -> HandOver {
    HandOver {
        agency: hand_over.agency.clone(),
        title: directory.agency(&hand_over.agency).map(|agency| agency.name.clone()),
        hop: hand_over.hop,
        state: Named::new(hand_over.state.name(), texts::hand_over(&hand_over.state)),
        attempts: hand_over.attempts,
        last: hand_over.last.clone(),
        at: hand_over.at.into(),
    }
}

#[cfg(test)]
mod tests;
