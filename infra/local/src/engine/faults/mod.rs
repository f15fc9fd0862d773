//! A plan of faults: which call fails, and how. Nothing is random: the same calls meet the same faults.
//!
//! Every call is recorded, so a sweep runs once without faults, and then once for each call and each fault that
//! applies to it.

mod answers;
mod call;
mod partial;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::result::ConnectorError;
use tokio::sync::watch;

pub use self::call::{Call, Service};
pub(super) use self::partial::Part;
use super::Response;

/// A system that runs for months must not remember every call: a sweep needs the last few hundred.
const KEPT_CALLS: usize = 20_000;

/// One way for a call to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Refused because of too many requests.
    Throttle,
    /// Refused with a 500 before anything was done.
    ServerError,
    /// No answer in time, and nothing done.
    Timeout,
    /// The connection breaks, and nothing was done.
    ConnectionReset,
    /// Done, but the connection breaks before the answer.
    LostReply,
    /// Done, but answered with a 500.
    LateServerError,
    /// Refused because another transaction holds the item.
    ConditionalConflict,
    /// A batch of which the second half is not done.
    UnprocessedItems,
    /// The process dies before the call: see [`Faults::crashed`].
    CrashBefore,
    /// The process dies after the call was done: see [`Faults::crashed`].
    CrashAfter,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Throttle,
        Self::ServerError,
        Self::Timeout,
        Self::ConnectionReset,
        Self::LostReply,
        Self::LateServerError,
        Self::ConditionalConflict,
        Self::UnprocessedItems,
        Self::CrashBefore,
        Self::CrashAfter,
    ];

    /// Whether the call can go wrong in this way.
    pub fn applies_to(self, call: &Call) -> bool {
        match self {
            Self::ConditionalConflict => answers::conflicts(call),
            Self::UnprocessedItems => partial::is_batch(call),
            _ => true,
        }
    }
}

/// Which calls meet a fault. Without limits: the first call of any kind.
#[derive(Clone, Debug)]
pub struct Rule {
    fault: Fault,
    service: Option<Service>,
    operation: Option<String>,
    resource: Option<String>,
    first: usize,
    times: usize,
    met: usize,
}

impl Rule {
    /// The first call meets `fault`.
    pub fn new(fault: Fault) -> Self {
        Self { fault, service: None, operation: None, resource: None, first: 1, times: 1, met: 0 }
    }

    /// Only calls to this service count.
    #[must_use]
    pub fn service(mut self, service: Service) -> Self {
        self.service = Some(service);
        self
    }

    /// Only calls of this operation count.
    #[must_use]
    pub fn operation(mut self, operation: &str) -> Self {
        self.operation = Some(operation.to_owned());
        self
    }

    /// Only calls to this table or queue count.
    #[must_use]
    pub fn resource(mut self, resource: &str) -> Self {
        self.resource = Some(resource.to_owned());
        self
    }

    /// The `k`-th of the calls that count, from 1, rather than the first.
    #[must_use]
    pub fn nth(mut self, k: usize) -> Self {
        self.first = k;
        self
    }

    /// So many of the calls that count in a row, rather than one.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// Counts the call; true if it is to fail.
    fn strikes(&mut self, call: &Call) -> bool {
        let counts = self.service.is_none_or(|service| service == call.service)
            && self.operation.as_ref().is_none_or(|operation| *operation == call.operation)
            && self.resource.as_ref().is_none_or(|resource| *resource == call.resource)
            && self.fault.applies_to(call);
        if counts {
            self.met += 1;
        }
        counts && self.met >= self.first && self.met - self.first < self.times
    }
}

/// The plan and the record of one connector. A clone is another handle to the same ones.
#[derive(Clone, Default)]
pub struct Faults(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    crashed: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    calls: VecDeque<Call>,
    struck: usize,
}

/// What becomes of a call.
pub(super) enum Verdict {
    Perform,
    Answer(Response),
    Fail(ConnectorError),
    PerformPart(Part),
    PerformThenAnswer(Response),
    PerformThenFail(ConnectorError),
    Crash { performed: bool },
}

impl Faults {
    /// Replaces the plan; counting begins anew, and a crashed process is alive again.
    pub fn plan(&self, rules: impl IntoIterator<Item = Rule>) {
        self.lock(|state| {
            state.rules = rules.into_iter().collect();
            state.struck = 0;
        });
        self.0.crashed.send_replace(false);
    }

    /// The calls since the last time this was asked, in order; of very many, the last ones.
    pub fn take_calls(&self) -> Vec<Call> {
        self.lock(|state| std::mem::take(&mut state.calls).into())
    }

    /// How many calls met a fault of the present plan.
    pub fn struck(&self) -> usize {
        self.lock(|state| state.struck)
    }

    /// Ends when a crash is met. Race what is being tested against it, and drop it then.
    pub async fn crashed(&self) {
        _ = self.0.crashed.subscribe().wait_for(|crashed| *crashed).await;
    }

    pub(super) async fn crash<T>(&self) -> T {
        self.0.crashed.send_replace(true);
        std::future::pending().await
    }

    /// Records the call and decides; of several rules that strike, the first decides.
    pub(super) fn judge(&self, call: &Call, body: &[u8]) -> Verdict {
        if *self.0.crashed.borrow() {
            return Verdict::Crash { performed: false };
        }
        let fault = self.lock(|state| {
            if state.calls.len() == KEPT_CALLS {
                state.calls.pop_front();
            }
            state.calls.push_back(call.clone());
            let mut struck =
                state.rules.iter_mut().filter_map(|rule| rule.strikes(call).then_some(rule.fault));
            let first = struck.next();
            struck.for_each(drop);
            state.struck += usize::from(first.is_some());
            first
        });
        fault.map_or(Verdict::Perform, |fault| verdict(fault, call, body))
    }

    fn lock<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn verdict(fault: Fault, call: &Call, body: &[u8]) -> Verdict {
    match fault {
        Fault::Throttle => Verdict::Answer(answers::throttled(call)),
        Fault::ServerError => Verdict::Answer(answers::server_error(call)),
        Fault::Timeout => Verdict::Fail(ConnectorError::timeout("planned time-out".into())),
        Fault::ConnectionReset => Verdict::Fail(ConnectorError::io("planned reset".into())),
        Fault::LostReply => Verdict::PerformThenFail(ConnectorError::io("planned loss of the answer".into())),
        Fault::LateServerError => Verdict::PerformThenAnswer(answers::server_error(call)),
        Fault::ConditionalConflict => Verdict::Answer(answers::conflict(call, body)),
        Fault::UnprocessedItems => match Part::first_half(call, body) {
            Some(part) => Verdict::PerformPart(part),
            None => Verdict::Perform,
        },
        Fault::CrashBefore => Verdict::Crash { performed: false },
        Fault::CrashAfter => Verdict::Crash { performed: true },
    }
}
