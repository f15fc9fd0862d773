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
