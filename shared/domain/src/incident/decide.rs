//! What follows from topic, kind and place: how much it weighs, who acts, until when.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::case::Decision;
use super::record::Record;
use crate::calendar::{CalendarError, WorkingCalendar};
use crate::deadline::{Deadline, Pause, deadline};
use crate::directory::Directory;
use crate::ids::PageId;
use crate::message::{Form, Platform};
use crate::rules::{RoutingDecision, RoutingFacts, Word};
use crate::sla::{Importance, SlaFacts};
use crate::topics::Taxonomy;

/// From this severity on a topic is of high importance.
const HIGH_SEVERITY: u8 = 4;

/// What a decision rests on beside what was understood.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    /// The region.
    pub directory: &'a Directory,
    /// The page it came through.
    pub page: PageId,
    /// The channel it came through.
    pub platform: Platform,
    /// How the resident wrote.
    pub form: Form,
    /// When: no later decision moves it.
    pub start: DateTime<Utc>,
    /// Which of the words that the rules ask for its text has.
    pub words: BTreeSet<Word>,
}

impl<'a> Around<'a> {
    /// What is around a record.
    pub fn of(directory: &'a Directory, record: &Record) -> Self {
        Self {
            directory,
            page: record.page.clone(),
            platform: record.platform,
            form: record.said().map_or(Form::Comment, |said| said.form),
            start: record.written_at(),
            words: BTreeSet::new(),
        }
    }

    /// The day of writing, where it was written.
    pub fn on(&self) -> NaiveDate {
        self.start.with_timezone(&self.directory.region.zone).date_naive()
    }

    /// Chooses the desk by the rules.
    pub fn route(&self, decision: &Decision) -> RoutingDecision {
        let written = self.start.with_timezone(&self.directory.region.zone).naive_local();
        self.directory.route(&RoutingFacts {
            municipality: decision.municipality.clone(),
            settlement: decision.settlement.clone(),
            topic: decision.topic.clone(),
            kind: decision.kind,
            page: self.page.clone(),
            platform: self.platform,
            form: self.form,
            on: written.date(),
            time: written.time(),
            words: self.words.clone(),
        })
    }
}

impl Decision {
    /// Says how much it weighs.
    pub fn weigh(&mut self, form: Form) {
        let topic = self.topic.as_ref().and_then(|code| Taxonomy::built_in().get(code));
        let severity = topic.map_or(0, |topic| topic.severity);
        self.importance = if self.emergency || severity >= HIGH_SEVERITY {
            Importance::High
        } else if form == Form::Direct {
            Importance::Direct
        } else {
            Importance::Ordinary
        };
    }

    /// Chooses the policy and computes the deadlines on a calendar. Without a policy or a calendar nothing changes.
    pub fn set_terms(
        &mut self,
        around: &Around<'_>,
        calendar: Option<&WorkingCalendar>,
        pauses: &[Pause],
    ) -> Result<Option<Deadline>, CalendarError> {
        let topic = self.topic.as_ref();
        let fast_track =
            topic.and_then(|code| Taxonomy::built_in().get(code)).is_some_and(|topic| topic.fast_track);
        let (importance, platform, on) = (self.importance, around.platform, around.on());
        let asked = SlaFacts { topic, importance, platform, fast_track, on };
        let Some(policy) = around.directory.sla.choose(&asked) else { return Ok(None) };
        let Some(calendar) = calendar else { return Ok(None) };
        let due = |span| deadline(around.start, span, policy.basis(), calendar, pauses);
        let answer = due(policy.first_answer)?;
        self.policy = Some(policy.id.clone());
        self.calendar = Some(calendar.id().clone());
        self.answer_due = Some(answer.due);
        self.answer_trace = answer.trace.to_string();
        self.resolve_due = policy.resolution.map(due).transpose()?.map(|deadline| deadline.due);
        Ok(Some(answer))
    }
}
