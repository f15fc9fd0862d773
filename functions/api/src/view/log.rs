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
