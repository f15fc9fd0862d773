//! The work on an incident: what was decided, where it lies, how far it is, and everything that happened.

use chrono::{DateTime, Utc};

use super::children::Parent;
use super::hand_over::{HandOver, HandOverState};
use super::log::{Actor, Entry, Happening, Source};
use super::message::Said;
use super::workflow::State;
use crate::agency::Desk;
use crate::ids::{CalendarId, MessageKey, Oktmo, PolicyId, RuleId, TopicCode};
use crate::message::Kind;
use crate::rules::FactsRead;
use crate::sla::Importance;

/// What was understood and decided about a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What the resident wants.
    pub kind: Kind,
    /// What about; none when a person decides.
    pub topic: Option<TopicCode>,
    /// How sure the topic is, in percent.
    pub confidence: u8,
    /// Words of danger were found.
    pub emergency: bool,
    /// Where.
    pub municipality: Option<Oktmo>,
    /// Where within it.
    pub settlement: Option<String>,
    /// Who is to act.
    pub desk: Desk,
    /// The rule that chose the desk.
    pub rule: Option<RuleId>,
    /// The version of the rules by which it was chosen.
    pub rules: Option<u64>,
    /// The facts that were read to choose it.
    pub read: FactsRead,
    /// What the deadline depends on.
    pub importance: Importance,
    /// The policy behind the deadlines.
    pub policy: Option<PolicyId>,
    /// The calendar of the working clock.
    pub calendar: Option<CalendarId>,
    /// When the first answer is due.
    pub answer_due: Option<DateTime<Utc>>,
    /// How that came about, in the compact form of [`crate::deadline::Trace`].
    pub answer_trace: String,
    /// When the matter is to be closed.
    pub resolve_due: Option<DateTime<Utc>>,
}

/// Words of a voice that stand in for a first message that never arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// The voice.
    pub voice: MessageKey,
    /// What it says.
    pub said: Said,
}

/// The work on an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What was decided.
    pub decision: Decision,
    /// Where it lies now.
    pub desk: Desk,
    /// How far it is.
    pub state: State,
    /// Everything that happened, oldest first.
    pub log: Vec<Entry>,
    /// The hand-over to the agency that has it now.
    pub hand_over: Option<HandOver>,
    /// Words that stand in for the first message.
    pub lead: Option<Lead>,
    /// What of it is compared with other incidents, in the compact form of the crate `language`; empty where nothing is.
    pub likeness: Vec<u8>,
    /// The incident that this one is a part of.
    pub parent: Option<Parent>,
}

impl Case {
    /// Opens a case by a machine's decision: with the desk the decision names, or with a person who decides.
    pub fn open(decision: Decision, at: DateTime<Utc>) -> Self {
        let mut case = Self {
            desk: decision.desk.clone(),
            state: State::New,
            log: Vec::new(),
            hand_over: None,
            lead: None,
            likeness: Vec::new(),
            parent: None,
            decision,
        };
        let rule = case.decision.rule.as_ref().map(ToString::to_string);
        case.record(at, &Actor::rule(rule), None, case.moved(first_state_on(&case.desk)));
        case.state = first_state_on(&case.desk);
        case.renew_hand_over(at);
        case
    }

    /// Makes a case that has only just been opened a voice of the incident `into`, because both tell of the same.
    pub fn join(&mut self, into: MessageKey, rule: &str, why: crate::Private<String>, at: DateTime<Utc>) {
        self.log.clear();
        let to = State::Merged(into);
        self.state = to.clone();
        let from = State::New;
        let actor = Actor::rule(Some(rule.to_owned()));
        self.record(at, &actor, None, Happening::Moved { from, to, note: Some(why), outcome: None });
        self.hand_over = None;
    }

    /// Takes a new decision in place of the old one, unless somebody works by the old one already.
    pub fn decide_again(&mut self, decision: Decision, at: DateTime<Utc>) {
        if self.is_touched() || !matches!(self.state, State::Triage | State::Routed) {
            return;
        }
        let actor = Actor::rule(decision.rule.as_ref().map(ToString::to_string));
        let desk = decision.desk.clone();
        self.decision = decision;
        let (from, to) = (self.state.clone(), first_state_on(&desk));
        if from != to {
            self.record(
                at,
                &actor,
                None,
                Happening::Moved { from, to: to.clone(), note: None, outcome: None },
            );
            self.state = to;
        }
        if desk != self.desk {
            self.move_to(&desk, at, &actor, None, None);
        }
    }

    /// Whether a person has acted.
    pub fn is_touched(&self) -> bool {
        self.log.iter().any(|entry| matches!(entry.actor.source, Source::Person | Source::ByHand))
    }

    /// Whether `request` was carried out already.
    pub fn has_done(&self, request: &str) -> bool {
        self.log.iter().any(|entry| entry.request.as_deref() == Some(request))
    }

    /// Clears the words that stand in for the first message, if they are those of `voice`.
    pub fn forget_lead(&mut self, voice: &MessageKey) {
        if self.lead.as_ref().is_some_and(|lead| lead.voice == *voice) {
            self.lead = None;
        }
    }

    fn moved(&self, to: State) -> Happening {
        Happening::Moved { from: self.state.clone(), to, note: None, outcome: None }
    }

    pub(super) fn move_to(
        &mut self,
        desk: &Desk,
        at: DateTime<Utc>,
        actor: &Actor,
        reason: Option<crate::Private<String>>,
        request: Option<&str>,
    ) {
        let from = std::mem::replace(&mut self.desk, desk.clone());
        self.record(at, actor, request, Happening::Hop { from, to: desk.clone(), reason });
        self.renew_hand_over(at);
    }

    pub(super) fn renew_hand_over(&mut self, at: DateTime<Utc>) {
        let hop = self.hops() + 1;
        self.hand_over = match &self.desk {
            Desk::Agency(agency) => Some(HandOver {
                agency: agency.clone(),
                hop,
                state: HandOverState::Pending,
                attempts: 0,
                last: None,
                at,
            }),
            _ => None,
        };
    }

    pub(super) fn record(
        &mut self,
        at: DateTime<Utc>,
        actor: &Actor,
        request: Option<&str>,
        happening: Happening,
    ) {
        let entry = Entry { at, actor: actor.clone(), request: request.map(ToOwned::to_owned), happening };
        self.log.push(entry);
    }

    /// How often it was handed from desk to desk.
    pub fn hops(&self) -> u32 {
        let hops = self.log.iter().filter(|entry| matches!(entry.happening, Happening::Hop { .. })).count();
        u32::try_from(hops).unwrap_or(u32::MAX)
    }
}

/// With an agency it waits for the agency's word; with a centre a person decides.
pub(super) const fn first_state_on(desk: &Desk) -> State {
    if matches!(desk, Desk::Agency(_)) { State::Routed } else { State::Triage }
}
