//! An item as a record: the incident with the history that the item tells.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::incident::{Case, Decision, Imported, Record, Report, Said, Standing};
use domain::{Directory, IdKey, Page, Private};

use super::{Item, history};
use crate::registry::{Themes, column};

/// The number that people know, among the 47 columns.
const NUMBER: usize = 2;
/// The column of tags, where the mark of the short time goes.
const TAGS: usize = 43;
const FAST_TRACK: &str = "ускоренное рассмотрение";

impl Item {
    /// What the item reports of its message.
    pub fn report(&self, id_key: &IdKey, directory: &Directory, page: &Page, now: DateTime<Utc>) -> Report {
        Report::new(id_key, &directory.region.id, page, &self.event(), now)
    }
}

/// Makes the record of an item, or brings the one that is `known` up to what the item says now. One on which people
/// have worked here since is left as it is, and so is one that knows of more than the item, which is then an older
/// reading: then there is none.
pub fn bring(
    item: &Item,
    report: &Report,
    known: Option<Record>,
    understand: impl FnOnce(&Said) -> Decision,
    directory: &Directory,
    page: &Page,
) -> Option<Record> {
    let before = known.unwrap_or_else(|| {
        Record::unknown(&directory.region.id, page, report.key.clone(), report.received_at)
    });
    if before.case().is_some_and(|case| !case.is_only_told()) {
        return None;
    }
    let mut record = before.clone();
    record.merge(report);
    let understood = understand(record.said()?);
    let unit = item.municipality.as_ref().and_then(|code| directory.territory.municipality(code));
    let topic = item.subjects.iter().rev().find_map(|subject| Themes::built_in().topic(subject).cloned());
    let mut decision = Decision {
        municipality: unit.map(|unit| unit.oktmo.clone()).or(understood.municipality),
        topic: topic.or(understood.topic),
        answer_due: item.answer_due.or(understood.answer_due),
        ..understood
    };
    let case = if let Some(known) = before.case() {
        // Where it went first it stays: to send it elsewhere is for people.
        (decision.desk, decision.rule) = (known.desk.clone(), known.decision.rule.clone());
        (decision.rules, decision.read) = (known.decision.rules, known.decision.read.clone());
        let told = history(item, &decision.desk);
        if told.len() < known.told() {
            return None;
        }
        known.retold(decision, told)
    } else {
        let told = history(item, &decision.desk);
        Case::imported(decision, told)
    };
    record.standing = Standing::Case(Box::new(case));
    record.imported = Some(Box::new(Imported { cells: rest(item), voice: None }));
    (record != before).then_some(record)
}

/// What the record has no place for, under the columns of a file where it would stand.
fn rest(item: &Item) -> BTreeMap<u8, Private<String>> {
    let fast = item.fast_track.then(|| FAST_TRACK.to_owned());
    let cells = [
        (NUMBER, item.number.clone()),
        (column::DEPARTMENT, item.body.clone()),
        (column::GROUP, item.subjects.first().cloned()),
        (column::THEME, item.subjects.last().cloned()),
        (TAGS, fast),
    ];
    let kept = cells.into_iter().filter_map(|(at, text)| Some((u8::try_from(at).ok()?, text?.into())));
    kept.collect()
}
