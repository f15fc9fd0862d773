//! Runs a target on one body and takes its time and memory.

use std::cell::Cell;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::MEMORY;
use crate::targets::Target;

const SLOWEST: Duration = Duration::from_millis(100);
const HANGS: Duration = Duration::from_secs(10);
/// A body shorter than this may take as much memory as one of this length: some things cost the same for any body.
const LEAST_BODY: usize = 4_096;

#[derive(Clone, Copy, Default)]
pub(crate) struct Worst {
    pub(crate) millis: u128,
    pub(crate) memory: f64,
}

/// What runs now, for the one who looks whether it ever ends.
type Running = Arc<Mutex<Option<(Instant, &'static str, Vec<u8>)>>>;

pub(crate) struct Watch {
    running: Running,
    worst: Cell<Worst>,
}

impl Watch {
    pub(crate) fn start() -> Self {
        let running = Running::default();
        let watched = Arc::clone(&running);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(500));
                let now = watched.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some((since, target, body)) =
                    now.as_ref().filter(|(since, ..)| since.elapsed() > HANGS)
                {
                    println!("{target}: hangs since {} s: {}", since.elapsed().as_secs(), kept(target, body));
                    std::process::abort();
                }
            }
        });
        Self { running, worst: Cell::default() }
    }

    /// The worst since it was last asked for.
    pub(crate) fn worst(&self) -> Worst {
        self.worst.take()
    }

    pub(crate) fn check(&self, target: &'static Target, body: &[u8]) -> Result<(), String> {
        self.set(Some((Instant::now(), target.name, body.to_vec())));
        let outcome = self.measure(target, body);
        self.set(None);
        outcome.map_err(|what| format!("{}: {what}: {}", target.name, kept(target.name, body)))
    }

    fn set(&self, what: Option<(Instant, &'static str, Vec<u8>)>) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }

    fn measure(&self, target: &Target, body: &[u8]) -> Result<(), String> {
        let beside = (target.beside)();
        let (mut took, memory) = once(target, body)?;
        // The machine may have been busy with something else: only what is slow every time is slow, by the processor's
        // own time where that is known.
        for _ in 0..3 {
            if took > SLOWEST {
                let before = worked();
                let again = once(target, body)?.0;
                let own = worked().zip(before).map(|(after, before)| after.saturating_sub(before));
                took = took.min(again).min(own.unwrap_or(again));
            }
        }
        let read = body.len().max(LEAST_BODY) + beside;
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let times = memory as f64 / read as f64;
        let worst = self.worst.get();
        self.worst.set(Worst { millis: worst.millis.max(took.as_millis()), memory: worst.memory.max(times) });
        if took > SLOWEST {
            Err(format!("takes {} ms for {} bytes", took.as_millis(), body.len()))
        } else if memory > target.times * read {
            Err(format!("takes {memory} bytes of memory for {} bytes", body.len()))
        } else {
            Ok(())
        }
    }
}

/// How long this thread has been worked on so far, as Linux tells it.
fn worked() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// The time and the memory beyond what was in use before.
fn once(target: &Target, body: &[u8]) -> Result<(Duration, usize), String> {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let began = Instant::now();
    let outcome = catch_unwind(|| (target.run)(body));
    let took = began.elapsed();
    let memory = MEMORY.peak_usage().saturating_sub(before);
    outcome.map(|()| (took, memory)).map_err(|_| "panics".to_owned())
}

/// Where a body was written down.
fn kept(target: &str, body: &[u8]) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/fuzz");
    let file = folder.join(format!("{target}-{}.bin", body.len()));
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, body));
    written.map_or_else(|error| format!("cannot be kept: {error}"), |()| file.display().to_string())
}
