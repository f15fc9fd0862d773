//! Answers, and how far each is under each message.

use domain::incident::{Answer, Publication};
use domain::{Private, texts};
use serde_json::{Value, json};

use super::{moment, names};

/// The answers to an incident, oldest first.
pub(super) fn answers(answers: &[Answer]) -> Vec<Value> {
    answers.iter().map(answer).collect()
}

fn answer(answer: &Answer) -> Value {
    json!({
        "number": answer.number,
        "state": names::named(answer.state.name(), texts::answer(answer.state)),
        "text": answer.text().map(Private::expose),
        "edition": answer.edition(),
        "to_all": answer.to_all,
        "outcome": answer.outcome.as_ref().map(names::outcome),
        "given_at": moment(answer.given_at),
        "given_by": answer.given_by.name,
        "decided_at": answer.decided_at.map(moment),
        "decided_by": answer.decided_by.as_ref().map(|actor| &actor.name),
        "comment": answer.comment.as_ref().map(Private::expose),
    })
}

/// How far each answer is under a message.
pub(crate) fn publications(publications: &[Publication]) -> Vec<Value> {
    publications.iter().map(publication).collect()
}

/// How far an answer is under a message.
pub(crate) fn publication(publication: &Publication) -> Value {
    let reason = publication.state.reason();
    json!({
        "incident": publication.of,
        "answer": publication.answer,
        "state": names::named(publication.state.name(), texts::publication(&publication.state)),
        "reason": reason.map(|reason| names::named(reason, texts::publication_reason(reason))),
        "edition": publication.edition,
        "object": publication.object,
        "attempts": publication.attempts,
        "at": moment(publication.at),
        "decided_by": publication.decided.as_ref().map(|decided| &decided.by),
    })
}
