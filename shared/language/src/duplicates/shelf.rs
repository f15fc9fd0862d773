//! Where candidates are found: short lists of the newest incidents by place and family of topics.

use domain::MessageKey;

use super::{Facts, Reach, Subject};

/// So many incidents a shelf holds: they fit into a write of one kilobyte.
pub const KEPT: usize = 8;
/// A message is put on no more shelves than this.
const PUT_ON: usize = 2;

/// An incident as candidates are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Twin {
    /// The incident.
    pub key: MessageKey,
    /// What is compared.
    pub facts: Facts,
}

/// The shelves of a message, and on how many of them it is put; it is looked for on all of them.
///
/// A message without a topic or a usable place has none, so it costs nothing.
pub fn shelves(facts: &Facts) -> (Vec<String>, usize) {
    let Some(subject) = facts.subject else { return (Vec::new(), 0) };
    let place = &facts.place;
    let whole = match subject.reach() {
        Reach::Network => place.settlement.or(place.municipality),
        _ => place.settlement,
    };
    let wide = subject.reach() == Reach::Network || (place.street.is_none() && place.object.is_none());
    let names = [
        place.street.map(|mark| name('s', &subject, mark.0)),
        place.object.map(|mark| name('o', &subject, mark.0)),
        whole.filter(|_| wide).map(|mark| name('w', &subject, mark.0)),
    ];
    let names: Vec<String> = names.into_iter().flatten().collect();
    let put_on = names.len().min(PUT_ON);
    (names, put_on)
}

fn name(kind: char, subject: &Subject, mark: u32) -> String {
    format!("{kind}{:08x}{mark:08x}", subject.family)
}

/// The newest incidents of one place and family.
///
/// What stands on it depends on which incidents were put there, not on their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shelf {
    twins: Vec<Twin>,
}

impl Shelf {
    /// A shelf with these.
    pub fn new(twins: Vec<Twin>) -> Self {
        let mut shelf = Self { twins };
        shelf.settle();
        shelf
    }

    /// Puts an incident on the shelf, in place of what was known of it. Says whether anything has changed.
    pub fn put(&mut self, twin: &Twin) -> bool {
        let before = self.clone();
        self.twins.retain(|known| known.key != twin.key);
        self.twins.push(twin.clone());
        self.settle();
        *self != before
    }

    /// Whether an incident stands there.
    pub fn holds(&self, key: &MessageKey) -> bool {
        self.twins.iter().any(|known| known.key == *key)
    }

    /// What stands there, newest first.
    pub fn twins(&self) -> &[Twin] {
        &self.twins
    }

    fn settle(&mut self) {
        let newest = |twin: &Twin| (std::cmp::Reverse(twin.facts.written_at), twin.key.clone());
        self.twins.sort_by_key(newest);
        self.twins.truncate(KEPT);
    }
}
