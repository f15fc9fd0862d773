//! What agencies are to be told about an incident as it stands. Telling it twice does no harm: ids are derived.

use domain::AgencyId;
use domain::agency::Desk;
use domain::incident::{Case, HandOver as State, HandOverState, Happening, Record};

use crate::delivery::{HandOver, HandOverEvent};

/// The calls that follow from `record`. `edited` says that its words have just changed.
///
/// It is a function of what is stored, so a handler that died between writing and telling tells the same when it is
/// run again.
pub fn hand_overs(record: &Record, edited: bool) -> Vec<HandOver> {
    let Some(case) = record.case() else { return Vec::new() };
    let call = |agency: &AgencyId, hop, event| HandOver {
        region: record.region.clone(),
        incident: record.key.clone(),
        agency: agency.clone(),
        event,
        hop,
        attempt: 0,
        not_before: None,
    };
    let current = case.hand_over.as_ref();
    let mut calls = Vec::new();
    if let Some((agency, hop)) = left_behind(case, current) {
        calls.push(call(agency, hop, HandOverEvent::Withdrawn));
    }
    let Some(now) = current else { return calls };
    let State { agency, hop, state, .. } = now;
    if record.withdrawn_at().is_some() {
        if matches!(state, HandOverState::Pending | HandOverState::Delivered) {
            calls.push(call(agency, *hop, HandOverEvent::Withdrawn));
        }
    } else if !case.state.is_final() {
        if now.is_untold() {
            calls.push(call(agency, *hop, HandOverEvent::Assigned));
        } else if edited && *state == HandOverState::Delivered {
            let version = u64::try_from(record.message.revisions.len()).unwrap_or(u64::MAX);
            calls.push(call(agency, *hop, HandOverEvent::Updated { version }));
        }
    }
    calls
}

/// The agency that the last hop took the incident from, until the next desk is known to have it.
fn left_behind<'a>(case: &'a Case, current: Option<&State>) -> Option<(&'a AgencyId, u32)> {
    let untold = current.is_none_or(State::is_untold);
    let last = case.log.iter().rev().find_map(|entry| match &entry.happening {
        Happening::Hop { from, .. } => Some(from),
        _ => None,
    })?;
    match last {
        Desk::Agency(agency) if untold => Some((agency, case.hops())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use domain::incident::{Action, Actor, Decision, Mark, Message, Removal, Revision, Standing};
    use domain::sla::Importance;
    use domain::{Kind, MessageKey, PageId, Platform, RegionId};

    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn desk(agency: &str) -> Desk {
        Desk::Agency(AgencyId::parse(agency).unwrap())
    }

    fn record() -> Record {
        let decision = Decision {
            kind: Kind::Complaint,
            topic: None,
            confidence: 0,
            emergency: false,
            municipality: None,
            settlement: None,
            desk: desk("roads"),
            rule: None,
            importance: Importance::Ordinary,
            policy: None,
            calendar: None,
            answer_due: None,
            answer_trace: String::new(),
            resolve_due: None,
        };
        let mark = Mark { edited: false, at: NOW, delivery: "a".to_owned() };
        Record {
            key: MessageKey::parse("0123456789abcdefghjk").unwrap(),
            region: RegionId::parse("zarechye").unwrap(),
            page: PageId::parse("vk-gorod").unwrap(),
            platform: Platform::Vk,
            received_at: NOW,
            message: Message::of(vec![Revision { mark, said: None }], Vec::new()),
            standing: Standing::Case(Box::new(Case::open(decision, NOW))),
            publications: Vec::new(),
            version: 1,
        }
    }

    fn told(record: &Record, edited: bool) -> Vec<(String, HandOverEvent, u32)> {
        let told = hand_overs(record, edited).into_iter();
        told.map(|call| (call.agency.to_string(), call.event, call.hop)).collect()
    }

    fn case(record: &mut Record) -> &mut Case {
        record.case_mut().unwrap()
    }

    fn state(record: &mut Record, state: HandOverState) {
        let hand_over = case(record).hand_over.as_mut().unwrap();
        hand_over.state = state;
        hand_over.attempts = 1;
    }

    #[test]
    fn an_assignment_is_told_until_a_first_call_is_made() {
        let mut record = record();
        let assigned = [("roads".to_owned(), HandOverEvent::Assigned, 1)];
        assert_eq!(told(&record, false), assigned);
        assert_eq!(told(&record, false), assigned);
        state(&mut record, HandOverState::Delivered);
        assert_eq!(told(&record, false), []);
    }

    #[test]
    fn an_agency_is_told_of_new_words_once_it_has_the_old_ones() {
        let mut record = record();
        state(&mut record, HandOverState::Delivered);
        assert_eq!(told(&record, true), [("roads".to_owned(), HandOverEvent::Updated { version: 1 }, 1)]);
    }

    #[test]
    fn passing_on_tells_the_one_that_loses_and_the_one_that_gets() {
        let mut record = record();
        state(&mut record, HandOverState::Delivered);
        let pass = |to| Action::PassOn { to, reason: "не наше".into() };
        case(&mut record).act(&pass(desk("lights")), &Actor::person("k"), "r1", NOW).unwrap();
        let withdrawn = ("roads".to_owned(), HandOverEvent::Withdrawn, 1);
        assert_eq!(told(&record, false), [withdrawn, ("lights".to_owned(), HandOverEvent::Assigned, 2)]);
        case(&mut record).act(&pass(Desk::Region), &Actor::person("k"), "r2", NOW).unwrap();
        assert_eq!(told(&record, false), [("lights".to_owned(), HandOverEvent::Withdrawn, 2)]);
    }

    #[test]
    fn a_message_that_is_taken_back_before_anybody_acts_is_withdrawn() {
        let mut record = record();
        state(&mut record, HandOverState::Delivered);
        let removal =
            Removal { at: NOW, delivery: "b".to_owned(), restored: false, by_author: true, by: None };
        record.message.removals.push(removal);
        assert_eq!(told(&record, false), [("roads".to_owned(), HandOverEvent::Withdrawn, 1)]);
    }

    #[test]
    fn a_voice_tells_nobody() {
        let mut record = record();
        record.standing = Standing::Voice { of: record.key.clone(), municipality: None };
        assert_eq!(told(&record, true), []);
    }
}
