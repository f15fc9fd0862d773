//! The log of an incident, entry by entry.

use client::shape::{self, Correction, Happened, Named, Told};
use domain::incident::{Corrected, Entry, Happening, Note, ReplyChange};
use domain::{Directory, texts};

use super::names;

/// Everything that happened, oldest first.
pub(super) fn log(directory: &Directory, log: &[Entry]) -> Vec<shape::Entry> {
    log.iter().map(|logged| entry(directory, logged)).collect()
}

fn entry(directory: &Directory, entry: &Entry) -> shape::Entry {
    shape::Entry {
        at: entry.at.into(),
        source: Named::new(entry.actor.source, texts::source(entry.actor.source)),
        actor: entry.actor.name.clone(),
        happened: happened(directory, &entry.happening),
    }
}

fn happened(directory: &Directory, happening: &Happening) -> Happened {
    match happening {
        Happening::Moved { from, to, note, outcome } => Happened::Moved {
            from: names::state(from),
            to: names::state(to),
            note: note.clone(),
            outcome: outcome.as_ref().map(names::outcome),
        },
        Happening::Hop { from, to, reason } => Happened::PassedOn {
            from: names::desk(directory, from),
            to: names::desk(directory, to),
            reason: reason.clone(),
        },
        Happening::Corrected { what, reason } => {
            Happened::Corrected { change: correction(directory, what), reason: reason.clone() }
        }
        Happening::Overdue { due, escalated_to } => {
            Happened::Overdue { due: (*due).into(), escalated_to: names::desk(directory, escalated_to) }
        }
        Happening::Reply { answer, change } => reply(*answer, change),
        Happening::Noted(note) => noted(directory, note),
    }
}

fn noted(directory: &Directory, note: &Note) -> Happened {
    let told = Told { title: texts::note(note).to_owned(), text: note.words().cloned() };
    let desk = |desk| names::desk(directory, desk);
    match note {
        Note::Frozen { decider, wanted } => {
            Happened::RedirectionFrozen { decider: desk(decider), wanted: desk(wanted), told }
        }
        Note::Decided { to, .. } => Happened::DisputeDecided { to: desk(to), told },
        Note::Part { number, to, .. } => Happened::PartOpened { part: *number, to: desk(to), told },
        Note::PartEnded { number, outcome: Some(outcome) } => {
            Happened::PartEnded { part: *number, outcome: names::outcome(outcome), told }
        }
        Note::PartEnded { number, outcome: None } => Happened::PartReopened { part: *number, told },
        Note::Forwarded { body, number } => {
            Happened::Forwarded { body: body.clone(), number: number.clone(), told }
        }
        Note::OutsideAnswer { .. } => Happened::OutsideAnswer { told },
        Note::Rated { rating, .. } => Happened::Rated { rating: *rating, told },
        Note::Verified { verification, after_days, .. } => Happened::Verified {
            verification: Named::new(*verification, texts::verification(*verification)),
            after_days: *after_days,
            told,
        },
        Note::Escalated { due, percent, to } => {
            Happened::Escalated { due: (*due).into(), percent: *percent, to: desk(to), told }
        }
        Note::PlanMissed { date, to } => Happened::PlanMissed { date: *date, to: desk(to), told },
    }
}

fn correction(directory: &Directory, what: &Corrected) -> Correction {
    match what {
        Corrected::Topic { from, to } => {
            Correction::Topic { from: from.as_ref().map(names::of_code), to: to.as_ref().map(names::of_code) }
        }
        Corrected::Kind { from, to } => Correction::Kind {
            from: Named::new(*from, texts::kind(*from)),
            to: Named::new(*to, texts::kind(*to)),
        },
        Corrected::Municipality { from, to } => Correction::Municipality {
            from: from.as_ref().map(|oktmo| names::municipality(directory, oktmo)),
            to: names::municipality(directory, to),
        },
    }
}

fn reply(answer: u32, change: &ReplyChange) -> Happened {
    match change {
        ReplyChange::Terms { to_all, outcome } => {
            Happened::AnswerTerms { answer, to_all: *to_all, outcome: outcome.as_ref().map(names::outcome) }
        }
        ReplyChange::Edited { text } => Happened::AnswerEdited { answer, text: text.clone() },
        ReplyChange::Removed { reason } => Happened::AnswerRemoved { answer, reason: reason.clone() },
    }
}
