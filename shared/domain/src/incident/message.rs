//! One message and everything that was reported about it, merged so that order and repetition do not matter.

use chrono::{DateTime, Utc};

use super::by_hand::ByHand;
use super::parts;

use crate::ids::Pseudonym;
use crate::message::{Attachment, Filed, Form, Point};
use crate::private::Private;

/// How many versions of a text are kept; older ones leave their mark only.
pub const KEPT_REVISIONS: usize = 5;
/// How many marks of revisions and removals are kept.
pub const KEPT_MARKS: usize = 60;

/// When a change happened and which delivery told of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The first writing comes before every edit, whatever the clocks say.
    pub edited: bool,
    /// The platform's time of the change, or of its first arrival where the platform has none.
    pub at: DateTime<Utc>,
    /// A short digest of the delivery key.
    pub delivery: String,
}

/// What a message says, as it is kept: with a pseudonym in place of its author.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// How the resident wrote.
    pub form: Form,
    /// When.
    pub written_at: DateTime<Utc>,
    /// The platform's time was impossible, so the time of arrival stands in.
    pub clock_doubt: bool,
    /// Who.
    pub author: Option<Pseudonym>,
    /// The words; empty after a removal.
    pub text: Private<String>,
    /// Its public address.
    pub link: Option<String>,
    /// Files beside it.
    pub attachments: Vec<Attachment>,
    /// Where, if the resident sent a place.
    pub point: Option<Private<Point>>,
    /// Where in words.
    pub address: Option<Private<String>>,
    /// Which part of the message this is, where the platform sends it in parts.
    pub part: Option<String>,
    /// Where a reply goes, in the platform's own terms and without any person's id.
    pub reply_to: Option<Private<String>>,
    /// What the sender's form says in codes.
    pub filed: Filed,
}

impl Said {
    fn erase(&mut self) {
        self.text = Private::default();
        self.attachments = Vec::new();
        self.point = None;
        self.address = None;
    }
}

/// A version of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Its place among the others.
    pub mark: Mark,
    /// What it says; none for an old version of which only the mark is kept.
    pub said: Option<Said>,
}

/// A deletion, or its reversal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// When.
    pub at: DateTime<Utc>,
    /// A short digest of the delivery key.
    pub delivery: String,
    /// It was brought back, not taken away.
    pub restored: bool,
    /// The platform says that it was its author.
    pub by_author: bool,
    /// Who it was, where the platform tells.
    pub by: Option<Pseudonym>,
}

/// A message with its versions and removals.
///
/// The state is a function of the *set* of reported changes. A change that is reported again with another time of
/// arrival counts from its earliest one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// Versions, oldest first.
    pub revisions: Vec<Revision>,
    /// Removals, oldest first.
    pub removals: Vec<Removal>,
    /// The first answer that somebody gave on the platform itself.
    pub by_hand: Option<ByHand>,
    joined: Option<Box<Said>>,
}

impl Message {
    /// A message of which these changes are known.
    pub fn of(revisions: Vec<Revision>, removals: Vec<Removal>) -> Self {
        let mut message = Self { revisions, removals, by_hand: None, joined: None };
        message.settle();
        message
    }

    /// What the message says now: the newest version of each of its parts, unless nothing but its removal is known.
    pub fn said(&self) -> Option<&Said> {
        let newest = || self.revisions.iter().rev().find_map(|revision| revision.said.as_ref());
        self.joined.as_deref().or_else(newest)
    }

    /// Whether a delivery brought the newest version of the message, or of its part of it.
    pub fn is_newest(&self, delivery: &str) -> bool {
        let at = self.revisions.iter().position(|revision| revision.mark.delivery == delivery);
        at.is_some_and(|index| parts::is_newest(&self.revisions, index))
    }

    /// Gives what it says other addresses.
    pub fn relink(&mut self, link: impl Fn(&Said) -> Option<String>) {
        for said in self.revisions.iter_mut().filter_map(|revision| revision.said.as_mut()) {
            if let Some(link) = link(said) {
                said.link = Some(link);
            }
        }
        self.settle();
    }

    /// The public addresses of all its parts, oldest first.
    pub fn links(&self) -> Vec<&str> {
        let mut links = Vec::new();
        for link in self.revisions.iter().filter_map(|it| it.said.as_ref()?.link.as_deref()) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        links
    }

    /// When it was taken away, if it is away now.
    pub fn removed_at(&self) -> Option<DateTime<Utc>> {
        self.removals.last().filter(|removal| !removal.restored).map(|removal| removal.at)
    }

    /// When its author took it back, as of a moment. A removal by the page is none: it must not make a complaint
    /// vanish. Where nobody can tell who it was, it counts as the author's wish.
    pub fn withdrawn_by(&self, as_of: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let last = self.removals.iter().rfind(|removal| removal.at <= as_of)?;
        (!last.restored && !self.is_by_another(last)).then_some(last.at)
    }

    fn is_by_another(&self, removal: &Removal) -> bool {
        let author = self.said().and_then(|said| said.author.as_ref());
        !removal.by_author && author.zip(removal.by.as_ref()).is_some_and(|(author, by)| author != by)
    }

    /// Adds a version.
    pub fn add_revision(&mut self, mark: Mark, said: Said) {
        match self.revisions.iter_mut().find(|known| known.mark.delivery == mark.delivery) {
            Some(known) => known.mark.at = known.mark.at.min(mark.at),
            None => self.revisions.push(Revision { mark, said: Some(said) }),
        }
        self.settle();
    }

    /// Adds a removal or its reversal.
    pub fn add_removal(&mut self, removal: Removal) {
        match self.removals.iter_mut().find(|known| known.delivery == removal.delivery) {
            Some(known) => known.at = known.at.min(removal.at),
            None => self.removals.push(removal),
        }
        self.settle();
    }

    /// Brings the parts into the one order and form that the set of changes has.
    fn settle(&mut self) {
        self.revisions.sort_by(|left, right| left.mark.cmp(&right.mark));
        self.removals.sort_by(|left, right| (left.at, &left.delivery).cmp(&(right.at, &right.delivery)));
        let withdrawals =
            self.removals.iter().filter(|removal| !removal.restored && !self.is_by_another(removal));
        let erased_until = withdrawals.map(|removal| removal.at).max();
        let last = self.revisions.len().saturating_sub(KEPT_REVISIONS);
        let newest: Vec<bool> =
            (0..self.revisions.len()).map(|index| parts::is_newest(&self.revisions, index)).collect();
        for (index, revision) in self.revisions.iter_mut().enumerate() {
            if index < last && !newest[index] {
                revision.said = None;
            } else if let Some(said) = revision.said.as_mut()
                && erased_until.is_some_and(|until| !revision.mark.edited || revision.mark.at <= until)
            {
                said.erase();
            }
        }
        let surplus = self.revisions.len().saturating_sub(KEPT_MARKS);
        self.revisions.drain(..surplus);
        let surplus = self.removals.len().saturating_sub(KEPT_MARKS);
        self.removals.drain(..surplus);
        self.joined = parts::joined(&self.revisions).map(Box::new);
    }
}
