//! Answers, and how far each is under each message.

use client::shape::{self, Named};
use domain::incident::{Answer, Publication};
use domain::texts;

use super::names;

/// The answers to an incident, oldest first.
pub(super) fn answers(answers: &[Answer]) -> Vec<shape::Answer> {
    answers.iter().map(answer).collect()
}

fn answer(answer: &Answer) -> shape::Answer {
    shape::Answer {
        number: answer.number,
        state: Named::new(answer.state.name(), texts::answer(answer.state)),
        text: answer.text().cloned(),
        edition: answer.edition(),
        to_all: answer.to_all,
        outcome: answer.outcome.as_ref().map(names::outcome),
        given_at: answer.given_at.into(),
        given_by: answer.given_by.name.clone(),
        decided_at: answer.decided_at.map(Into::into),
        decided_by: answer.decided_by.as_ref().and_then(|actor| actor.name.clone()),
        comment: answer.comment.clone(),
    }
}

/// How far each answer is under a message.
pub(crate) fn publications(publications: &[Publication]) -> Vec<shape::Publication> {
    publications.iter().map(publication).collect()
}

/// How far an answer is under a message.
pub(crate) fn publication(publication: &Publication) -> shape::Publication {
    let reason = publication.state.reason();
    shape::Publication {
        incident: publication.of.clone(),
        answer: publication.answer,
        state: Named::new(publication.state.name(), texts::publication(&publication.state)),
        reason: reason.map(|reason| Named::new(reason, texts::publication_reason(reason))),
        edition: publication.edition,
        object: publication.object.clone(),
        attempts: publication.attempts,
        at: publication.at.into(),
        decided_by: publication.decided.as_ref().map(|decided| decided.by.clone()),
    }
}
