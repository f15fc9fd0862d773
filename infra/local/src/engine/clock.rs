//! Where an engine takes its time from: the machine, or a hand that moves it in tests and in the demo.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::time::{Instant, timeout};

/// Milliseconds since the epoch, and whether they pass by themselves.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    ticking: bool,
}

impl Clock {
    /// The clock of this machine.
    pub fn system() -> Self {
        Self::ticking(|| {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one-process system plays AWS, whose time this is"
            )]
            let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
        })
    }

    /// A clock that moves by itself: waiting for it means setting a timer.
    pub fn ticking(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), ticking: true }
    }

    /// A clock moved by hand: waiting for it means waiting until whoever moved it calls `notify`.
    pub fn by_hand(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), ticking: false }
    }

    /// Milliseconds since the epoch.
    pub fn now(&self) -> i64 {
        (self.now)()
    }

    pub(crate) fn stopwatch(&self) -> Stopwatch {
        Stopwatch { clock: self.clone(), start: self.now(), instant: Instant::now() }
    }
}

/// Measures one wait. A ticking clock is measured by the runtime's timer, so that a step of the machine's clock
/// neither ends nor prolongs a wait.
pub(crate) struct Stopwatch {
    clock: Clock,
    start: i64,
    instant: Instant,
}

impl Stopwatch {
    pub(crate) fn elapsed(&self) -> i64 {
        if self.clock.ticking {
            i64::try_from(self.instant.elapsed().as_millis()).unwrap_or(i64::MAX)
        } else {
            self.clock.now() - self.start
        }
    }

    /// Waits for `woken`, and on a ticking clock no longer than `at_most` milliseconds.
    pub(crate) async fn wait<T>(&self, at_most: i64, woken: impl Future<Output = T>) {
        if self.clock.ticking {
            let limit = Duration::from_millis(u64::try_from(at_most).unwrap_or(0).max(1));
            _ = timeout(limit, woken).await;
        } else {
            woken.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn a_wait_on_a_ticking_clock_ends_by_itself() {
        Clock::ticking(|| 0).stopwatch().wait(1, pending::<()>()).await;
    }

    #[tokio::test]
    async fn a_wait_on_a_clock_moved_by_hand_ends_when_it_is_woken() {
        Clock::by_hand(|| 0).stopwatch().wait(i64::MAX, ready(())).await;
    }
}
