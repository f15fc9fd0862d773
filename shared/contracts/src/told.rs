//! What agencies are to be told about an incident as it stands. Telling it twice does no harm: ids are derived.

use domain::AgencyId;
use domain::agency::Desk;
use domain::incident::publication::WITHDRAWN;
use domain::incident::{AnswerState, Case, HandOver as Now, HandOverState, Happening, Record, Source, State};

use crate::delivery::{HandOver, HandOverEvent, Publish, PublishAll};

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
    let Now { agency, hop, state, .. } = now;
    if record.withdrawn_at().is_some() || matches!(case.state, State::Merged(_)) {
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
        if let Some(answer) = just_returned(case) {
            calls.push(call(agency, *hop, HandOverEvent::Returned { answer }));
        }
    }
    calls
}

/// What is to be published, worded anew or taken back after `request` has changed an incident.
pub fn publications_after(record: &Record, request: &str) -> Vec<PublishAll> {
    // What a part of an incident answers goes to those who do the whole, and to no resident by itself.
    let whole = record.case().filter(|case| case.parent.is_none());
    let answers = whole.map(|case| case.answers_touched_by(request)).unwrap_or_default();
    let task = |answer| PublishAll { region: record.region.clone(), incident: record.key.clone(), answer };
    answers.into_iter().map(task).collect()
}

/// What is to be published under `message` of the answer that holds in `incident` now, if anything is.
///
/// It serves a message that came after the answer, or came back: what was told before it is not told again.
pub fn publication_of(message: &Record, incident: &Record) -> Option<Publish> {
    let answer = incident.case().filter(|case| case.parent.is_none())?.standing_answer()?;
    let concerned = message.said().is_some() && (answer.to_all || message.key == incident.key);
    let untold = match message.publication(&incident.key, answer.number) {
        None => true,
        Some(known) => known.state.reason() == Some(WITHDRAWN) && message.message.removed_at().is_none(),
    };
    (concerned && untold).then(|| Publish {
        region: incident.region.clone(),
        message: message.key.clone(),
        incident: incident.key.clone(),
        answer: answer.number,
        not_before: None,
    })
}

/// The answer that went back to its agency, as long as that is the last thing that happened.
fn just_returned(case: &Case) -> Option<u32> {
    let answer = case.answers().into_iter().next_back()?;
    let last = matches!(
        case.log.last().map(|entry| &entry.happening),
        Some(Happening::Moved { from: State::AnswerPendingApproval, note: Some(_), .. })
    );
    (last && answer.state == AnswerState::Returned).then_some(answer.number)
}

/// The agency that the last hop took the incident from, until the next desk is known to have it. A desk that is never
/// called has it at once: then the agency is told as long as nothing else happened.
fn left_behind<'a>(case: &'a Case, current: Option<&Now>) -> Option<(&'a AgencyId, u32)> {
    let (at, hop, last) =
        case.log.iter().enumerate().rev().find_map(|(at, entry)| match &entry.happening {
            // Another system tells of its own forwardings, which move nothing here.
            Happening::Hop { from, to, .. } if from != to => Some((at, entry, from)),
            _ => None,
        })?;
    let is_last =
        || case.log[at..].iter().all(|entry| entry.at == hop.at || entry.actor.source == Source::Clock);
    let uncalled = |now: &Now| now.state == HandOverState::NoEndpoint && is_last();
    let untold = current.is_none_or(|now| now.is_untold() || uncalled(now));
    match last {
        Desk::Agency(agency) if untold => Some((agency, case.hops())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use domain::incident::{
        Action, Actor, Decision, Mark, Message, Publication, Removal, Revision, Said, Standing,
    };
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
            rules: None,
            read: domain::FactsRead::default(),
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
            imported: None,
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
    fn the_one_that_loses_is_told_although_the_next_one_is_never_called() {
        let mut record = record();
        state(&mut record, HandOverState::Delivered);
        let pass = Action::PassOn { to: desk("lights"), reason: "не наше".into() };
        case(&mut record).act(&pass, &Actor::person("k"), "r1", NOW).unwrap();
        state(&mut record, HandOverState::NoEndpoint);
        let withdrawn = [("roads".to_owned(), HandOverEvent::Withdrawn, 1)];
        assert_eq!(told(&record, false), withdrawn);
        let later = NOW + chrono::TimeDelta::hours(1);
        case(&mut record).mark_overdue(NOW, Desk::Region, later);
        assert_eq!(told(&record, false), withdrawn);
        case(&mut record).act(&Action::Accept {}, &Actor::person("k"), "r2", later).unwrap();
        assert_eq!(told(&record, false), [], "long known by then");
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
    fn who_joins_after_an_answer_is_answered_too_and_once() {
        let mut incident = record();
        let mut voice = record();
        voice.key = MessageKey::parse("1123456789abcdefghjk").unwrap();
        voice.standing = Standing::Voice { of: incident.key.clone(), municipality: None };
        assert_eq!(publication_of(&voice, &incident), None);
        let said = Said {
            form: domain::Form::Comment,
            written_at: NOW,
            clock_doubt: false,
            author: None,
            text: "и у нас".into(),
            link: None,
            attachments: Vec::new(),
            point: None,
            address: None,
            part: None,
            reply_to: None,
            filed: domain::Filed::default(),
        };
        voice.message.revisions[0].said = Some(said);
        assert_eq!(publication_of(&voice, &incident), None);
        let answer = Action::Answer { text: "починили".into(), outcome: None, to_all: true };
        case(&mut incident).act(&answer, &Actor::person("k"), "r1", NOW).unwrap();
        assert_eq!(publication_of(&voice, &incident).map(|task| task.message), Some(voice.key.clone()));
        let of = Some(incident.key.clone());
        voice.put_publication(Publication { of, ..Publication::queued(1, NOW) });
        assert_eq!(publication_of(&voice, &incident), None);
    }

    #[test]
    fn a_voice_tells_nobody() {
        let mut record = record();
        record.standing = Standing::Voice { of: record.key.clone(), municipality: None };
        assert_eq!(told(&record, true), []);
    }
}
