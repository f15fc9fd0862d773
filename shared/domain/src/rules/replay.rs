//! What other rules would have made of past messages.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Ground, RoutingFacts, RuleSet};
use crate::agency::Desk;
use crate::ids::{MessageKey, Oktmo, RuleId, TopicCode};
use crate::incident::Record;
use crate::message::Kind;

/// A message of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The incident that it opened.
    pub incident: MessageKey,
    /// What was known of it when its desk was chosen.
    pub facts: RoutingFacts,
}

/// An incident that other rules send elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The incident.
    pub incident: MessageKey,
    /// The desk by the old rules.
    pub from: Desk,
    /// The desk by the new ones.
    pub to: Desk,
    /// The old rule.
    pub old_rule: Option<RuleId>,
    /// The new rule.
    pub new_rule: Option<RuleId>,
    /// Its topic.
    pub topic: Option<TopicCode>,
    /// Its municipality.
    pub municipality: Option<Oktmo>,
    /// Its kind.
    pub kind: Kind,
}

/// What changes when the rules do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Replay {
    /// How many messages were decided again.
    pub read: usize,
    /// Those that go elsewhere, in the order of the messages.
    pub moved: Vec<Moved>,
}

impl Replay {
    /// Decides every past message by both sets. `ground` tells of each message what the rules stand on.
    pub fn of<'a, 'g>(
        past: impl IntoIterator<Item = &'a Past>,
        old: &RuleSet,
        new: &RuleSet,
        ground: impl Fn(&RoutingFacts) -> Ground<'g>,
    ) -> Self {
        let mut replay = Self::default();
        for Past { incident, facts } in past {
            replay.read += 1;
            let (before, after) = (old.decide(facts, ground(facts)), new.decide(facts, ground(facts)));
            if before.desk != after.desk {
                replay.moved.push(Moved {
                    incident: incident.clone(),
                    from: before.desk,
                    to: after.desk,
                    old_rule: before.rule,
                    new_rule: after.rule,
                    topic: facts.topic.clone(),
                    municipality: facts.municipality.clone(),
                    kind: facts.kind,
                });
            }
        }
        replay
    }

    /// How many go from which desk to which.
    pub fn by_desks(&self) -> BTreeMap<(&Desk, &Desk), usize> {
        count(self.moved.iter().map(|moved| (&moved.from, &moved.to)))
    }

    /// How many of each topic go elsewhere.
    pub fn by_topic(&self) -> BTreeMap<Option<&TopicCode>, usize> {
        count(self.moved.iter().map(|moved| moved.topic.as_ref()))
    }

    /// How many of each municipality go elsewhere.
    pub fn by_municipality(&self) -> BTreeMap<Option<&Oktmo>, usize> {
        count(self.moved.iter().map(|moved| moved.municipality.as_ref()))
    }
}

fn count<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

impl Past {
    /// What is known today of the message that opened an incident; none where it opened none, or its words are gone.
    ///
    /// `words` finds which of the words that rules ask for a text has.
    pub fn of(
        record: &Record,
        zone: chrono_tz::Tz,
        words: impl FnOnce(&str) -> std::collections::BTreeSet<super::Word>,
    ) -> Option<Self> {
        let (case, said) = (record.case()?, record.said()?);
        let written = said.written_at.with_timezone(&zone).naive_local();
        let decision = &case.decision;
        let facts = RoutingFacts {
            municipality: decision.municipality.clone(),
            settlement: decision.settlement.clone(),
            topic: decision.topic.clone(),
            kind: decision.kind,
            page: record.page.clone(),
            platform: record.platform,
            form: said.form,
            on: written.date(),
            time: written.time(),
            words: words(said.text.expose()),
        };
        Some(Self { incident: record.key.clone(), facts })
    }
}

#[cfg(test)]
mod tests;
