//! Influence receipts: whose words a decision rests on, and whether they were told.

use std::collections::BTreeSet;

use domain::MessageKey;
use serde::Serialize;

/// A decision, such as a line of a budget, and the messages it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    /// The messages: incidents and voices.
    pub messages: BTreeSet<MessageKey>,
    /// Those whose authors were told.
    pub told: BTreeSet<MessageKey>,
    /// Those whose authors cannot be told: taken back, forgotten by request, no way to reach them.
    pub unreachable: BTreeSet<MessageKey>,
}

/// How the telling stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Messages behind the decision.
    pub messages: usize,
    /// Of these: the author was told.
    pub told: usize,
    /// Of these: the author cannot be told.
    pub unreachable: usize,
    /// Who is still to be told, in order.
    pub owed: Vec<MessageKey>,
}

/// Whom a decision still owes a word. What was told or lost without being among the messages does not count.
pub fn receipt(grounds: &Grounds) -> Receipt {
    let told: BTreeSet<&MessageKey> = grounds.messages.intersection(&grounds.told).collect();
    let lost = grounds.messages.intersection(&grounds.unreachable).filter(|key| !told.contains(key)).count();
    let done = |key: &&MessageKey| told.contains(key) || grounds.unreachable.contains(*key);
    let owed: Vec<MessageKey> = grounds.messages.iter().filter(|key| !done(key)).cloned().collect();
    Receipt { messages: grounds.messages.len(), told: told.len(), unreachable: lost, owed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::key;

    #[test]
    fn everybody_is_told_lost_or_owed_and_nobody_twice() {
        let keys = |range: std::ops::Range<usize>| range.map(key).collect();
        let found = receipt(&Grounds { messages: keys(0..10), told: keys(0..4), unreachable: keys(3..12) });
        assert_eq!((found.messages, found.told, found.unreachable), (10, 4, 6));
        assert!(found.owed.is_empty());
        let found = receipt(&Grounds { messages: keys(0..3), told: keys(1..2), unreachable: keys(5..6) });
        assert_eq!(found.owed, [key(0), key(2)]);
    }
}
