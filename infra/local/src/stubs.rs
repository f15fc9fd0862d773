//! Stub platforms: small honest servers on this machine that behave as VK, Telegram, MAX, Одноклассники and ПОС do.
//!
//! A stub takes the calls that Otklik makes, checks them as the platform would, remembers every reply, and sends the
//! deliveries that residents' messages cause. Its faults are drawn from a seed: the same calls have the same luck.

mod ask;
mod faults;
mod max;
mod ok;
mod outbox;
pub mod pos;
mod server;
mod standard;
mod state;
mod telegram;
mod vk;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::Platform;
use http::Request;
use kit::Clock;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use faults::Faults;
pub use outbox::Delivered;
pub use state::{Identity, Message, Place, Published};

use ask::{Ask, Said};
use server::Outcome;
use state::State;

/// A platform of our own.
#[derive(Debug)]
pub struct Stub {
    platform: Platform,
    faults: Faults,
    clock: Clock,
    state: Mutex<State>,
}

/// A stub that listens, until it is dropped.
#[derive(Debug)]
pub struct Listening {
    /// Where.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    work: JoinHandle<()>,
}

impl Listening {
    /// The address as a page's `api` has it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let _ended = self.work.await;
    }
}

/// Listens on a free port of this machine, and answers with `answer`.
async fn listen<F>(answer: F) -> std::io::Result<Listening>
where
    F: Fn(Request<Bytes>) -> Outcome + Send + Sync + 'static,
{
    let listener = crate::listener::open(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let work = tokio::spawn(server::serve(listener, Arc::new(answer), stopped));
    Ok(Listening { address, stop, work })
}

impl Stub {
    /// A platform on which one page lives: VK, Telegram, MAX, OK, or a system that signs by Standard Webhooks and takes
    /// no answers.
    pub fn new(platform: Platform, identity: Identity, faults: Faults, clock: Clock) -> Arc<Self> {
        Arc::new(Self { platform, faults, clock, state: Mutex::new(State::new(identity)) })
    }

    /// Listens on a free port of this machine.
    pub async fn listen(self: &Arc<Self>) -> std::io::Result<Listening> {
        let stub = Arc::clone(self);
        listen(move |request| stub.answer(&request)).await
    }

    /// A resident comments on a post of the page, or answers another comment there. Says which number it got.
    pub fn comment(&self, author: i64, post: i64, answers: Option<i64>, text: &str) -> i64 {
        self.write(author, Place::Post(post), answers, text)
    }

    /// A resident writes to the page.
    pub fn message(&self, author: i64, text: &str) -> i64 {
        self.write(author, Place::Dialog(author), None, text)
    }

    fn write(&self, author: i64, place: Place, answers: Option<i64>, text: &str) -> i64 {
        let now = self.clock.now();
        let mut state = self.lock();
        let number = state.write(author, place, answers, text, now);
        let copies = if self.faults.duplicates_delivery(number) { 2 } else { 1 };
        if let Some(event) = self.event(&state, number) {
            for _ in 0..copies {
                state.tell(event.clone(), now);
            }
        }
        number
    }

    fn event(&self, state: &State, number: i64) -> Option<outbox::Event> {
        let message = state.message(number)?;
        match self.platform {
            Platform::Vk => Some(vk::event(&state.identity, message)),
            Platform::Telegram => Some(telegram::event(&state.identity, message)),
            Platform::Max => Some(max::event(&state.identity, message)),
            Platform::Standard => Some(standard::event(message)),
            _ => ok::event(message),
        }
    }

    /// Everything that was published, in its order, with what became of it.
    pub fn published(&self) -> Vec<Published> {
        self.lock().replies.clone()
    }

    /// Replies that stand a second time at the same place with the same words.
    pub fn doubles(&self) -> usize {
        self.lock().doubles()
    }

    /// Replies that were published although the caller never heard of it, on a platform without tokens: those of which
    /// nobody can know unless the thread is read.
    pub fn lost_without_token(&self) -> usize {
        if self.platform == Platform::Vk { 0 } else { self.lock().lost }
    }

    /// Calls whose answer was lost after the work was done, on any platform.
    pub fn lost(&self) -> usize {
        self.lock().lost
    }

    /// Calls that were turned away as too many.
    pub fn floods(&self) -> usize {
        self.lock().floods
    }

    /// Nobody may comment on a post any more.
    pub fn close_comments(&self, post: i64) {
        self.lock().closed.insert(post);
    }

    /// A resident wants nothing from the page any more.
    pub fn block(&self, person: i64) {
        self.lock().blocked.insert(person);
    }

    /// A resident takes a message back.
    pub fn delete(&self, number: i64) {
        self.lock().delete(number);
    }

    /// Telegram's group becomes another chat.
    pub fn migrate(&self) {
        self.lock().migrated = true;
    }

    /// Lets the platform deliver to `url`, with `secret`, as if an administrator had set it up.
    pub fn connect(&self, url: &str, secret: &str) {
        self.lock().connect(url, secret);
    }

    /// The subscription ends at this moment; what is written later is not delivered, until somebody subscribes anew.
    pub fn dies_at(&self, moment: DateTime<Utc>) {
        self.lock().dies_at = Some(moment);
    }

    /// From now on deliveries get stuck on their way, or go on; those that are stuck already stay so.
    pub fn sticks(&self, sticks: bool) {
        self.lock().sticks = sticks;
    }

    /// What got stuck goes on.
    pub fn comes_unstuck(&self) {
        let mut state = self.lock();
        let stuck = std::mem::take(&mut state.stuck);
        state.outbox.extend(stuck);
    }

    /// Whether a delivery would be made now.
    pub fn is_subscribed(&self) -> bool {
        let now = self.clock.now();
        let mut state = self.lock();
        state.expire(now);
        state.subscription.as_ref().is_some_and(|subscription| subscription.good)
    }

    fn answer(&self, request: &Request<Bytes>) -> Outcome {
        let ask = Ask::of(request);
        if self.platform == Platform::Standard {
            return Outcome::Answer(Said::bad(404, serde_json::Value::Null));
        }
        let now = self.clock.now();
        let mut state = self.lock();
        state.expire(now);
        let publishes = match self.platform {
            Platform::Vk => vk::publishes(&ask),
            Platform::Telegram => telegram::publishes(&ask),
            Platform::Max => max::publishes(&ask),
            _ => ok::publishes(&ask),
        };
        let attempt = state.attempt(&ask.digest);
        let flooded = publishes && self.faults.floods(&ask.digest, attempt);
        if flooded || self.faults.rates && state.too_fast(self.platform, now) {
            state.floods += 1;
            return Outcome::Answer(self.too_many());
        }
        let said = match self.platform {
            Platform::Vk => vk::answer(&mut state, &ask, now),
            Platform::Telegram => telegram::answer(&mut state, &ask, now),
            Platform::Max => max::answer(&mut state, &ask, now),
            _ => ok::answer(&mut state, &ask, now),
        };
        if publishes && said.is_good() && self.faults.loses_answer(&ask.digest, attempt) {
            state.lost += 1;
            return Outcome::Cut;
        }
        Outcome::Answer(said)
    }

    fn too_many(&self) -> Said {
        match self.platform {
            Platform::Vk => vk::error(if self.faults.long_floods { 9 } else { 6 }),
            Platform::Telegram => telegram::too_many(1),
            Platform::Max => max::error(429, "too.many.requests").after(1),
            _ if self.faults.long_floods => ok::error(8),
            _ => ok::error(2),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
