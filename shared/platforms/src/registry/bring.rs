//! A row as a record: the incident with the history that the row tells, and the cells that it cannot say itself.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::agency::Desk;
use domain::incident::{
    Case, Decision, Happening, Imported, Mark, Message, Record, Revision, Said, Standing, State, Terms,
};
use domain::{Directory, Filed, Form, IdKey, MessageKey, Page, Private};

use super::{Facts, Row, column, write};

/// A row brought over.
#[derive(Debug, Clone, PartialEq)]
pub struct Brought {
    /// The record.
    pub record: Record,
    /// The author's address, to be kept apart from it.
    pub author: Option<Private<String>>,
}

/// The key of a row: from its id alone, so that bringing it over twice is bringing it over once.
pub fn key(id_key: &IdKey, directory: &Directory, page: &Page, id: &str) -> MessageKey {
    id_key.message(&directory.region.id, page.platform, &page.id, &format!("incident:{id}"))
}

impl Facts {
    /// The message of the row.
    pub fn said(&self, id_key: &IdKey, directory: &Directory, page: &Page) -> Said {
        let (region, platform) = (&directory.region.id, page.platform);
        let author = |address: &Private<String>| {
            let address = Private::from(address.expose().trim());
            id_key.author(region, platform, &address)
        };
        Said {
            form: if self.link.is_some() { Form::Comment } else { Form::Appeal },
            written_at: self.created_at,
            clock_doubt: false,
            author: self.author.as_ref().map(author),
            text: self.text.clone(),
            link: self.link.clone(),
            attachments: Vec::new(),
            point: None,
            address: self.address.clone(),
            part: None,
            reply_to: None,
            filed: Filed { topic: self.topic.clone(), municipality: self.municipality.clone() },
        }
    }

    /// The decision as the row has it, where `understood` is what its words alone would lead to.
    fn decision(&self, understood: Decision) -> Decision {
        let agency = self.agency.clone().map(Desk::Agency);
        Decision {
            kind: self.kind.unwrap_or(understood.kind),
            topic: self.topic.clone().or(understood.topic),
            municipality: self.municipality.clone(),
            settlement: self.settlement.clone(),
            desk: agency.unwrap_or(understood.desk),
            ..understood
        }
    }

    /// What happened, oldest first. The executor's change tells nothing of when: it moves no clock and is no event.
    fn history(&self, desk: &Desk) -> Vec<(DateTime<Utc>, Happening)> {
        let first = if matches!(desk, Desk::Agency(_)) { State::Routed } else { State::Triage };
        let mut at = State::New;
        let mut history = Vec::new();
        let mut go = |when, to: State, note: Option<Private<String>>, outcome| {
            let from = std::mem::replace(&mut at, to.clone());
            history.push((when, Happening::Moved { from, to, note, outcome }));
        };
        go(self.created_at, first, None, None);
        if let Some(answered_at) = self.answered_at {
            go(answered_at, State::Answered, self.answer.clone(), None);
        }
        if let Some((closed_at, outcome)) = &self.closing {
            go(*closed_at, State::Closed, None, Some(outcome.clone()));
        }
        history
    }
}

/// The desk that the row names may have another calendar than the one that its words led to.
fn schedule(case: &mut Case, start: DateTime<Utc>, directory: &Directory) {
    let calendar = directory.calendar_of(&case.desk);
    let policy = case.decision.policy.as_ref().and_then(|id| directory.sla.get(id));
    if let (Some(calendar), Some(policy)) = (calendar, policy) {
        let understood = case.decision.clone();
        case.decision.calendar = Some(calendar.id().clone());
        // Past the last year of the calendar the deadline of the first reading stays.
        if case.reschedule(&Terms { start, policy, calendar }).is_err() {
            case.decision = understood;
        }
    }
}

/// Makes the record of a row.
pub fn bring(
    row: &Row,
    facts: &Facts,
    understood: Decision,
    id_key: &IdKey,
    directory: &Directory,
    page: &Page,
    now: DateTime<Utc>,
) -> Brought {
    let key = key(id_key, directory, page, &facts.id);
    let decision = facts.decision(understood);
    let history = facts.history(&decision.desk);
    let mut record = Record::unknown(&directory.region.id, page, key, now);
    let mark = Mark {
        edited: false,
        at: facts.created_at,
        delivery: id_key.mark(&[page.id.as_str(), "import", &facts.id]),
    };
    let said = facts.said(id_key, directory, page);
    record.message = Message::of(vec![Revision { mark, said: Some(said) }], Vec::new());
    let mut case = Case::imported(decision, history);
    schedule(&mut case, facts.created_at, directory);
    record.standing = Standing::Case(Box::new(case));
    record.imported = Some(Box::new(Imported { cells: BTreeMap::new(), voice: facts.voice }));
    let author = facts.author.clone();
    let told = write::row(&record, directory, author.as_ref());
    let rest = row.cells().iter().zip(told.cells()).zip(0_u8..).filter(|((is, told), _)| is != told);
    // Space in the author's place names nobody, so it may stay with the rest.
    let rest = rest.filter(|(_, at)| usize::from(*at) != column::AUTHOR || author.is_none());
    let cells = rest.map(|((is, _), at)| (at, Private::from(is.as_str()))).collect();
    record.imported = Some(Box::new(Imported { cells, voice: facts.voice }));
    Brought { record, author }
}
