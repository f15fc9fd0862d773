//! The work on an incident, as it is stored.

use data_encoding::BASE64URL_NOPAD;
use domain::agency::Desk;
use domain::incident::{
    Actor, Case, Decision, Entry, HandOver, HandOverState, Happening, Lead, Note, Outcome, Parent,
    ReplyChange, Source, State,
};
use domain::sla::Importance;
use domain::{
    AgencyId, CalendarId, FactsRead, Kind, MessageKey, Oktmo, PolicyId, Private, RuleId, TopicCode,
};
use serde::{Deserialize, Serialize};

mod correction;

use super::message::SaidItem;
use super::{corrupt, from_millis, to_millis};
use crate::StoreError;

#[derive(Serialize, Deserialize)]
pub(super) struct CaseItem {
    /// Kind.
    k: Kind,
    /// Topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    t: Option<TopicCode>,
    /// Confidence.
    c: u8,
    /// Emergency.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    e: bool,
    /// Settlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<String>,
    /// The desk of the decision, where it is not the present desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    dd: Option<Desk>,
    /// The present desk, where the index does not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<Desk>,
    /// Rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    r: Option<RuleId>,
    /// The version of the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rv: Option<u64>,
    /// The facts that were read.
    #[serde(default, skip_serializing_if = "FactsRead::is_empty")]
    rf: FactsRead,
    /// Importance.
    i: Importance,
    /// Policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<PolicyId>,
    /// Calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<CalendarId>,
    /// Answer due, with its trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<i64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    at: String,
    /// Resolution due.
    #[serde(skip_serializing_if = "Option::is_none")]
    z: Option<i64>,
    /// State.
    w: State,
    /// Log.
    g: Vec<EntryItem>,
    /// Hand-over.
    #[serde(skip_serializing_if = "Option::is_none")]
    h: Option<HandOverItem>,
    /// Lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    f: Option<LeadItem>,
    /// Likeness.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    j: String,
    /// The incident that it is a part of, and which part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    u: Option<(MessageKey, u32)>,
}

#[derive(Serialize, Deserialize)]
struct HandOverItem {
    /// The agency, where it is not that of the present desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    g: Option<AgencyId>,
    h: u32,
    s: StateOfHandOver,
    #[serde(default, skip_serializing_if = "is_zero")]
    n: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<String>,
    a: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "HandOverState", rename_all = "snake_case")]
enum HandOverStateItem {
    Pending,
    Delivered,
    Failed,
    NoEndpoint,
    Disabled,
}

#[derive(Serialize, Deserialize)]
struct StateOfHandOver(#[serde(with = "HandOverStateItem")] HandOverState);

#[derive(Serialize, Deserialize)]
struct LeadItem {
    v: MessageKey,
    s: SaidItem,
}

#[derive(Serialize, Deserialize)]
struct EntryItem {
    a: i64,
    s: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    /// Request.
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    #[serde(flatten)]
    h: HappeningItem,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum HappeningItem {
    Moved {
        f: State,
        t: State,
        #[serde(skip_serializing_if = "Option::is_none")]
        w: Option<Private<String>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        o: Option<Outcome>,
    },
    Hop {
        hf: Desk,
        ht: Desk,
        #[serde(skip_serializing_if = "Option::is_none")]
        w: Option<Private<String>>,
    },
    Corrected {
        /// What was put right.
        cf: Field,
        /// What it was, and what it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        co: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cn: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        w: Option<Private<String>>,
    },
    Noted {
        x: Note,
    },
    Overdue {
        od: i64,
        ot: Desk,
    },
    Reply {
        rn: u32,
        rk: ReplyKind,
        /// To all.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ra: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        w: Option<Private<String>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        o: Option<Outcome>,
    },
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Field {
    Topic,
    Kind,
    Municipality,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReplyKind {
    Terms,
    Edited,
    Removed,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl CaseItem {
    pub(super) fn write(case: &Case, in_index: bool) -> Self {
        let decision = &case.decision;
        Self {
            k: decision.kind,
            t: decision.topic.clone(),
            c: decision.confidence,
            e: decision.emergency,
            s: decision.settlement.clone(),
            dd: (decision.desk != case.desk).then(|| decision.desk.clone()),
            d: (!in_index).then(|| case.desk.clone()),
            r: decision.rule.clone(),
            rv: decision.rules,
            rf: decision.read.clone(),
            i: decision.importance,
            p: decision.policy.clone(),
            l: decision.calendar.clone(),
            a: decision.answer_due.map(to_millis),
            at: decision.answer_trace.clone(),
            z: decision.resolve_due.map(to_millis),
            w: case.state.clone(),
            g: case.log.iter().map(EntryItem::write).collect(),
            h: case.hand_over.as_ref().map(|hand_over| HandOverItem::write(hand_over, &case.desk)),
            f: case
                .lead
                .as_ref()
                .map(|lead| LeadItem { v: lead.voice.clone(), s: SaidItem::write(&lead.said) }),
            j: BASE64URL_NOPAD.encode(&case.likeness),
            u: case.parent.as_ref().map(|parent| (parent.incident.clone(), parent.number)),
        }
    }

    pub(super) fn read(self, municipality: Option<Oktmo>, desk: Option<&str>) -> Result<Case, StoreError> {
        let desk = match (self.d, desk) {
            (Some(desk), _) => desk,
            (None, Some(desk)) => desk.parse().map_err(|_| corrupt("its desk is not known"))?,
            (None, None) => return Err(corrupt("it has no desk")),
        };
        Ok(Case {
            decision: Decision {
                kind: self.k,
                topic: self.t,
                confidence: self.c,
                emergency: self.e,
                municipality,
                settlement: self.s,
                desk: self.dd.unwrap_or_else(|| desk.clone()),
                rule: self.r,
                rules: self.rv,
                read: self.rf,
                importance: self.i,
                policy: self.p,
                calendar: self.l,
                answer_due: self.a.map(from_millis).transpose()?,
                answer_trace: self.at,
                resolve_due: self.z.map(from_millis).transpose()?,
            },
            state: self.w,
            log: self.g.into_iter().map(EntryItem::read).collect::<Result<_, _>>()?,
            hand_over: self.h.map(|hand_over| hand_over.read(&desk)).transpose()?,
            lead: self
                .f
                .map(|lead| Ok::<_, StoreError>(Lead { voice: lead.v, said: lead.s.read()? }))
                .transpose()?,
            likeness: BASE64URL_NOPAD
                .decode(self.j.as_bytes())
                .map_err(|_| corrupt("its likeness is not known"))?,
            parent: self.u.map(|(incident, number)| Parent { incident, number }),
            desk,
        })
    }
}

impl HandOverItem {
    fn write(hand_over: &HandOver, desk: &Desk) -> Self {
        let known = matches!(desk, Desk::Agency(agency) if *agency == hand_over.agency);
        Self {
            g: (!known).then(|| hand_over.agency.clone()),
            h: hand_over.hop,
            s: StateOfHandOver(hand_over.state.clone()),
            n: hand_over.attempts,
            l: hand_over.last.clone(),
            a: to_millis(hand_over.at),
        }
    }

    fn read(self, desk: &Desk) -> Result<HandOver, StoreError> {
        let agency = match (self.g, desk) {
            (Some(agency), _) => agency,
            (None, Desk::Agency(agency)) => agency.clone(),
            (None, _) => return Err(corrupt("its hand-over names no agency")),
        };
        let at = from_millis(self.a)?;
        Ok(HandOver { agency, hop: self.h, state: self.s.0, attempts: self.n, last: self.l, at })
    }
}

impl EntryItem {
    fn write(entry: &Entry) -> Self {
        let h = match entry.happening.clone() {
            Happening::Moved { from, to, note, outcome } => {
                HappeningItem::Moved { f: from, t: to, w: note, o: outcome }
            }
            Happening::Hop { from, to, reason } => HappeningItem::Hop { hf: from, ht: to, w: reason },
            Happening::Corrected { what, reason } => correction::write(&what, reason),
            Happening::Overdue { due, escalated_to } => {
                HappeningItem::Overdue { od: to_millis(due), ot: escalated_to }
            }
            Happening::Noted(note) => HappeningItem::Noted { x: note },
            Happening::Reply { answer, change } => reply(answer, change),
        };
        Self {
            a: to_millis(entry.at),
            s: entry.actor.source,
            n: entry.actor.name.clone(),
            q: entry.request.clone(),
            h,
        }
    }

    fn read(self) -> Result<Entry, StoreError> {
        let happening = match self.h {
            HappeningItem::Moved { f, t, w, o } => Happening::Moved { from: f, to: t, note: w, outcome: o },
            HappeningItem::Hop { hf, ht, w } => Happening::Hop { from: hf, to: ht, reason: w },
            HappeningItem::Corrected { cf, co, cn, w } => correction::read(cf, co, cn, w)?,
            HappeningItem::Noted { x } => Happening::Noted(x),
            HappeningItem::Overdue { od, ot } => {
                Happening::Overdue { due: from_millis(od)?, escalated_to: ot }
            }
            HappeningItem::Reply { rn, rk, ra, w, o } => {
                let words = w.unwrap_or_default();
                let change = match rk {
                    ReplyKind::Terms => ReplyChange::Terms { to_all: ra, outcome: o },
                    ReplyKind::Edited => ReplyChange::Edited { text: words },
                    ReplyKind::Removed => ReplyChange::Removed { reason: words },
                };
                Happening::Reply { answer: rn, change }
            }
        };
        let actor = Actor { source: self.s, name: self.n };
        Ok(Entry { at: from_millis(self.a)?, actor, request: self.q, happening })
    }
}

fn reply(rn: u32, change: ReplyChange) -> HappeningItem {
    let item = |rk, ra, w, o| HappeningItem::Reply { rn, rk, ra, w, o };
    match change {
        ReplyChange::Terms { to_all, outcome } => item(ReplyKind::Terms, to_all, None, outcome),
        ReplyChange::Edited { text } => item(ReplyKind::Edited, false, Some(text), None),
        ReplyChange::Removed { reason } => item(ReplyKind::Removed, false, Some(reason), None),
    }
}

#[cfg(test)]
mod tests;
