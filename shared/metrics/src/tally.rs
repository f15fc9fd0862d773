//! What one incident adds to the counts.

use chrono::{DateTime, Utc};

use crate::aftermath::Durability;
use crate::counts::Counts;
use crate::details::{AuthorWord, Hop, Kept, Tone};
use crate::facts::{Course, IncidentFacts, Wait};

impl Counts {
    /// The counts of this incident alone, as it stood at `as_of`.
    pub(crate) fn of(incident: &IncidentFacts, as_of: DateTime<Utc>) -> Self {
        let mut counts =
            Self { received: 1, without_topic: u32::from(incident.topic.is_none()), ..Self::default() };
        counts.take_answer(incident, as_of);
        counts.take_closing(incident, as_of);
        counts.take_author(incident, as_of);
        counts.take_aftermath(incident, as_of);
        counts.take_tone(incident);
        counts.take_work(incident, as_of);
        counts
    }

    fn take_answer(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let late = |at: DateTime<Utc>| incident.answer_due.map(|due| due < at);
        let overdue = |at| u32::from(late(at) == Some(true));
        match incident.wait(as_of) {
            Wait::Answered(at) => {
                self.answered += 1;
                self.answered_late += overdue(at);
                self.answered_on_time += u32::from(late(at) == Some(false));
            }
            Wait::NotOwed => self.answer_not_owed += 1,
            Wait::ClosedUnanswered => self.closed_unanswered += 1,
            Wait::Withdrawn(at) => {
                self.withdrawn_unanswered += 1;
                self.answer_overdue += overdue(at);
            }
            Wait::Waiting => {
                self.waiting += 1;
                self.answer_overdue += overdue(as_of);
            }
        }
    }

    fn take_closing(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let late = |at: DateTime<Utc>| incident.resolve_due.map(|due| due < at);
        let overdue = |at| u32::from(late(at) == Some(true));
        let course = incident.course(as_of);
        match course {
            Course::Closed(closing) => {
                self.closed += 1;
                self.closed_late += overdue(closing.at);
                self.closed_on_time += u32::from(late(closing.at) == Some(false));
            }
            Course::Withdrawn(at) => {
                self.withdrawn += 1;
                self.withdrawn_overdue += overdue(at);
            }
            Course::Open => {
                self.open += 1;
                self.overdue_open += overdue(as_of);
            }
        }
        let solved = matches!(course, Course::Closed(closing) if closing.solved);
        self.solvable += u32::from(incident.solvable || solved);
        self.solved += u32::from(solved);
    }

    fn take_author(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let said = incident.details.author.filter(|said| said.at <= as_of);
        if let (Some(said), Course::Closed(_)) = (said, incident.course(as_of)) {
            *match said.word {
                AuthorWord::Confirmed => &mut self.confirmed,
                AuthorWord::Neutral => &mut self.author_neutral,
                AuthorWord::Disputed => &mut self.disputed,
                AuthorWord::Silent => &mut self.author_silent,
                AuthorWord::NotAsked => &mut self.author_not_asked,
            } += 1;
        }
    }

    fn take_aftermath(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        let windows = [
            (7, [&mut self.durable_7, &mut self.returned_7, &mut self.durable_pending_7]),
            (30, [&mut self.durable_30, &mut self.returned_30, &mut self.durable_pending_30]),
            (90, [&mut self.durable_90, &mut self.returned_90, &mut self.durable_pending_90]),
        ];
        for (days, [durable, returned, pending]) in windows {
            match incident.durability(days, as_of) {
                Some(Durability::Durable) => *durable += 1,
                Some(Durability::Returned) => *returned += 1,
                Some(Durability::Pending) => *pending += 1,
                None => {}
            }
        }
    }

    fn take_tone(&mut self, incident: &IncidentFacts) {
        match incident.details.tone {
            Some(Tone::Negative) => self.tone_negative += 1,
            Some(Tone::Neutral) => self.tone_neutral += 1,
            Some(Tone::Positive) => self.tone_positive += 1,
            None => {}
        }
    }

    fn take_work(&mut self, incident: &IncidentFacts, as_of: DateTime<Utc>) {
        if let Some(hops) = incident.hops_by(as_of) {
            self.hops_known += 1;
            self.hops += u32::try_from(hops.count()).unwrap_or(u32::MAX);
        }
        if let Some(promises) = &incident.details.promises {
            self.promises_known += 1;
            for kept in promises.iter().filter_map(|promise| promise.kept(as_of)) {
                *match kept {
                    Kept::Yes => &mut self.promises_kept,
                    Kept::No => &mut self.promises_broken,
                    Kept::NotYet => &mut self.promises_pending,
                } += 1;
            }
        }
        if let Some(replies) = &incident.details.replies {
            self.replies_known += 1;
            for reply in replies.iter().filter(|reply| reply.at <= as_of) {
                self.replies_form += u32::from(reply.form);
                self.replies_own += u32::from(!reply.form);
            }
        }
    }
}

impl IncidentFacts {
    /// The hand-overs that count: none after its author took it back.
    pub(crate) fn hops_by(&self, as_of: DateTime<Utc>) -> Option<impl Iterator<Item = &Hop>> {
        let horizon = self.horizon(as_of);
        Some(self.details.hops.as_deref()?.iter().filter(move |hop| hop.at <= horizon))
    }
}
