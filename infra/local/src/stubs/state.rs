//! What a platform remembers.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Platform, Private};

use super::outbox::Event;

/// Who the page is.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The community or the bot.
    pub external: i64,
    /// Its token.
    pub token: Private<String>,
    /// A person's token; on OK the public key, the secret key and the token, with colons between them.
    pub user_token: Private<String>,
    /// What VK's confirmation is answered with.
    pub confirmation: Private<String>,
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Under a post of the page.
    Post(i64),
    /// In the dialog with a person.
    Dialog(i64),
}

/// What a resident wrote.
#[derive(Debug, Clone)]
pub struct Message {
    /// The number that the platform gave it.
    pub number: i64,
    /// Where it stands.
    pub place: Place,
    /// Who wrote it.
    pub author: i64,
    /// The message that it answers.
    pub answers: Option<i64>,
    /// The words.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was taken back.
    pub deleted: bool,
    /// Which delivery tells of it, by the platform's count.
    pub(super) told_as: i64,
}

/// What the page said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The number that the platform gave it.
    pub number: i64,
    /// Where it stands.
    pub place: Place,
    /// The message that it answers, where that is said.
    pub answers: Option<i64>,
    /// The words.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the words are no longer the first.
    pub edited: bool,
    /// Whether it was taken back.
    pub removed: bool,
}

/// Where deliveries go.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub(super) url: String,
    pub(super) secret: String,
    pub(super) good: bool,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) identity: Identity,
    pub(super) messages: Vec<Message>,
    pub(super) replies: Vec<Published>,
    pub(super) subscription: Option<Subscription>,
    pub(super) closed: BTreeSet<i64>,
    pub(super) blocked: BTreeSet<i64>,
    pub(super) migrated: bool,
    pub(super) dies_at: Option<DateTime<Utc>>,
    pub(super) outbox: VecDeque<Event>,
    /// What was not delivered because nothing was subscribed.
    pub(super) untold: Vec<Event>,
    /// Whether deliveries get stuck on their way, and those that did.
    pub(super) sticks: bool,
    pub(super) stuck: Vec<Event>,
    pub(super) lost: usize,
    pub(super) floods: usize,
    /// Which reply a token stands for.
    pub(super) tokens: HashMap<String, i64>,
    attempts: HashMap<String, u32>,
    calls: VecDeque<DateTime<Utc>>,
    last: i64,
}

/// The first number that is given.
const FIRST: i64 = 10_000;

impl State {
    pub(super) fn new(identity: Identity) -> Self {
        Self {
            identity,
            messages: Vec::new(),
            replies: Vec::new(),
            subscription: None,
            closed: BTreeSet::new(),
            blocked: BTreeSet::new(),
            migrated: false,
            dies_at: None,
            outbox: VecDeque::new(),
            untold: Vec::new(),
            sticks: false,
            stuck: Vec::new(),
            lost: 0,
            floods: 0,
            tokens: HashMap::new(),
            attempts: HashMap::new(),
            calls: VecDeque::new(),
            last: FIRST,
        }
    }

    fn next(&mut self) -> i64 {
        self.last += 1;
        self.last
    }

    pub(super) fn write(
        &mut self,
        author: i64,
        place: Place,
        answers: Option<i64>,
        text: &str,
        at: DateTime<Utc>,
    ) -> i64 {
        let number = self.next();
        let text = text.to_owned();
        let told_as = FIRST + i64::try_from(self.messages.len()).unwrap_or_default();
        self.messages.push(Message { number, place, author, answers, text, at, deleted: false, told_as });
        number
    }

    /// Numbers grow, so a message is found by halves.
    pub(super) fn message(&self, number: i64) -> Option<&Message> {
        let at = self.messages.binary_search_by_key(&number, |message| message.number).ok()?;
        self.messages.get(at)
    }

    pub(super) fn delete(&mut self, number: i64) {
        if let Ok(at) = self.messages.binary_search_by_key(&number, |message| message.number) {
            self.messages[at].deleted = true;
        }
    }

    /// Whether a message can be answered.
    pub(super) fn is_there(&self, number: i64) -> bool {
        self.message(number).is_some_and(|message| !message.deleted)
            || self.replies.iter().any(|reply| reply.number == number && !reply.removed)
    }

    pub(super) fn publish(
        &mut self,
        place: Place,
        answers: Option<i64>,
        text: &str,
        at: DateTime<Utc>,
    ) -> i64 {
        let number = self.next();
        let text = text.to_owned();
        self.replies.push(Published { number, place, answers, text, at, edited: false, removed: false });
        number
    }

    /// A reply that still stands.
    pub(super) fn reply(&mut self, number: i64) -> Option<&mut Published> {
        let at = self.replies.binary_search_by_key(&number, |reply| reply.number).ok()?;
        self.replies.get_mut(at).filter(|reply| !reply.removed)
    }

    pub(super) fn doubles(&self) -> usize {
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        for reply in &self.replies {
            *counts.entry((reply.place, reply.answers, reply.text.as_str())).or_default() += 1;
        }
        counts.values().map(|count| count - 1).sum()
    }

    /// How often this very call has come before.
    pub(super) fn attempt(&mut self, call: &str) -> u32 {
        let count = self.attempts.entry(call.to_owned()).or_default();
        *count += 1;
        *count - 1
    }

    /// Whether a call is one too many within a second.
    pub(super) fn too_fast(&mut self, platform: Platform, now: DateTime<Utc>) -> bool {
        while self.calls.front().is_some_and(|at| now - *at >= TimeDelta::seconds(1)) {
            self.calls.pop_front();
        }
        let rate = platforms::publish::limits::of_page(platform);
        let most = usize::try_from(rate.calls).unwrap_or(usize::MAX);
        let full = self.calls.len() >= most;
        if !full {
            self.calls.push_back(now);
        }
        full
    }

    pub(super) fn connect(&mut self, url: &str, secret: &str) {
        let subscription = Subscription { url: url.to_owned(), secret: secret.to_owned(), good: true };
        self.subscription = Some(subscription);
        self.dies_at = None;
        self.untold.clear();
    }

    /// A subscription whose time has come is no more.
    pub(super) fn expire(&mut self, now: DateTime<Utc>) {
        if self.dies_at.is_some_and(|moment| moment <= now) {
            self.dies_at = None;
            self.subscription = None;
        }
    }

    /// Queues a delivery, if anybody is to get it.
    pub(super) fn tell(&mut self, event: Event, now: DateTime<Utc>) {
        self.expire(now);
        if self.sticks {
            self.stuck.push(event);
        } else if self.subscription.as_ref().is_some_and(|subscription| subscription.good) {
            self.outbox.push_back(event);
        } else {
            self.untold.push(event);
        }
    }
}
