//! The log of an incident, entry by entry.

use domain::incident::{Corrected, Entry, Happening, Note, ReplyChange};
use domain::{Directory, Private, texts};
use serde_json::{Value, json};

use super::{moment, names};

/// Everything that happened, oldest first.
pub(super) fn log(directory: &Directory, log: &[Entry]) -> Vec<Value> {
    log.iter().map(|logged| entry(directory, logged)).collect()
}

fn entry(directory: &Directory, entry: &Entry) -> Value {
    let mut view = happening(directory, &entry.happening);
    view["at"] = json!(moment(entry.at));
    view["source"] = names::named(entry.actor.source, texts::source(entry.actor.source));
    view["actor"] = json!(entry.actor.name);
    view
}

fn happening(directory: &Directory, happening: &Happening) -> Value {
    match happening {
        Happening::Moved { from, to, note, outcome } => json!({
            "what": "moved",
            "from": names::state(from),
            "to": names::state(to),
            "note": note.as_ref().map(Private::expose),
            "outcome": outcome.as_ref().map(names::outcome),
        }),
        Happening::Hop { from, to, reason } => json!({
            "what": "passed_on",
            "from": names::desk(directory, from),
            "to": names::desk(directory, to),
            "reason": reason.as_ref().map(Private::expose),
        }),
        Happening::Corrected { what, reason } => {
            let (from, to) = match what {
                Corrected::Topic { from, to } => (names::of_code(from.as_ref()), names::of_code(to.as_ref())),
                Corrected::Kind { from, to } => {
                    (names::named(from, texts::kind(*from)), names::named(to, texts::kind(*to)))
                }
                Corrected::Municipality { from, to } => {
                    (names::municipality(directory, from.as_ref()), names::municipality(directory, Some(to)))
                }
            };
            let reason = reason.as_ref().map(Private::expose);
            json!({ "what": "corrected", "field": what.field(), "from": from, "to": to, "reason": reason })
        }
        Happening::Overdue { due, escalated_to } => json!({
            "what": "overdue",
            "due": moment(*due),
            "escalated_to": names::desk(directory, escalated_to),
        }),
        Happening::Reply { answer, change } => reply(*answer, change),
        Happening::Noted(note) => noted(directory, note),
    }
}

fn noted(directory: &Directory, note: &Note) -> Value {
    let mut view = match note {
        Note::Frozen { decider, wanted } => {
            json!({ "decider": names::desk(directory, decider), "wanted": names::desk(directory, wanted) })
        }
        Note::Decided { to, .. } => json!({ "to": names::desk(directory, to) }),
        Note::Part { number, to, .. } => json!({ "part": number, "to": names::desk(directory, to) }),
        Note::PartEnded { number, outcome } => {
            json!({ "part": number, "outcome": outcome.as_ref().map(names::outcome) })
        }
        Note::Forwarded { body, number } => json!({ "body": body, "number": number }),
        Note::OutsideAnswer { .. } => json!({}),
        Note::Rated { rating, .. } => json!({ "rating": rating }),
        Note::Verified { verification, after_days, .. } => {
            let verification = names::named(verification.name(), texts::verification(*verification));
            json!({ "verification": verification, "after_days": after_days })
        }
        Note::Escalated { due, percent, to } => {
            json!({ "due": moment(*due), "percent": percent, "to": names::desk(directory, to) })
        }
        Note::PlanMissed { date, to } => json!({ "date": date, "to": names::desk(directory, to) }),
    };
    view["what"] = json!(note.name());
    view["title"] = json!(texts::note(note));
    view["text"] = json!(note.words().map(Private::expose));
    view
}

fn reply(answer: u32, change: &ReplyChange) -> Value {
    match change {
        ReplyChange::Terms { to_all, outcome } => json!({
            "what": "answer_terms",
            "answer": answer,
            "to_all": to_all,
            "outcome": outcome.as_ref().map(names::outcome),
        }),
        ReplyChange::Edited { text } => {
            json!({ "what": "answer_edited", "answer": answer, "text": text.expose() })
        }
        ReplyChange::Removed { reason } => {
            json!({ "what": "answer_removed", "answer": answer, "reason": reason.expose() })
        }
    }
}
