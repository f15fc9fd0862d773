//! Group commit: calls in flight together share one transaction, and each is answered after it is on the disk.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use rusqlite::Connection;
use tokio::{sync::oneshot, task};

use super::error::SqsError;

/// Tells a caller the outcome, once it is known whether the commit went through.
type Answer = Box<dyn FnOnce(bool) + Send>;

/// One call's work inside the shared transaction: whether the file failed it, and the answer to give.
type Job = Box<dyn FnOnce(&Connection) -> (bool, Answer) + Send>;

/// The single writer.
#[derive(Clone)]
pub(super) struct Committer(Arc<Shared>);

struct Shared {
    connection: Mutex<Connection>,
    pending: Mutex<Pending>,
    /// A file is written on a blocking thread; memory is written on the spot.
    durable: bool,
}

#[derive(Default)]
struct Pending {
    jobs: Vec<Job>,
    draining: bool,
}

impl Committer {
    pub(super) fn new(connection: Connection, durable: bool) -> Self {
        let pending = Mutex::new(Pending::default());
        Self(Arc::new(Shared { connection: Mutex::new(connection), pending, durable }))
    }

    /// Runs `work` in a transaction and returns after the commit. A refusal leaves the transaction to the others
    /// in it, so `work` refuses before it writes.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, SqsError> + Send + 'static,
    ) -> Result<T, SqsError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let outcome = work(connection);
            let broken = matches!(outcome, Err(SqsError::Storage(_)));
            let tell: Answer = Box::new(move |committed| {
                let kept = committed || outcome.is_err();
                _ = answer.send(if kept { outcome } else { Err(SqsError::NotCommitted) });
            });
            (broken, tell)
        });
        if self.enqueue(job) {
            let shared = Arc::clone(&self.0);
            if shared.durable {
                task::spawn_blocking(move || shared.drain());
            } else {
                shared.drain();
            }
        }
        answered.await.unwrap_or(Err(SqsError::NotCommitted))
    }

    /// Reads outside the queue of calls, for inspection.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        work(&lock(&self.0.connection))
    }

    /// Adds a job; true if the caller has to see to the draining.
    fn enqueue(&self, job: Job) -> bool {
        let mut pending = lock(&self.0.pending);
        pending.jobs.push(job);
        !mem::replace(&mut pending.draining, true)
    }
}

impl Shared {
    fn drain(&self) {
        let _guard = DrainGuard(self);
        loop {
            let jobs = {
                let mut pending = lock(&self.pending);
                if pending.jobs.is_empty() {
                    pending.draining = false;
                    return;
                }
                mem::take(&mut pending.jobs)
            };
            commit(&mut lock(&self.connection), jobs);
        }
    }
}

/// After a panic the waiting calls fail and the next call drains again, instead of all of them waiting for ever.
struct DrainGuard<'a>(&'a Shared);

impl Drop for DrainGuard<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            *lock(&self.0.pending) = Pending::default();
        }
    }
}

fn commit(connection: &mut Connection, jobs: Vec<Job>) {
    let mut answers = Vec::with_capacity(jobs.len());
    let committed = write(connection, jobs, &mut answers).is_ok();
    for answer in answers {
        answer(committed);
    }
}

fn write(connection: &mut Connection, jobs: Vec<Job>, answers: &mut Vec<Answer>) -> Result<(), SqsError> {
    let transaction = connection.transaction()?;
    let mut broken = false;
    for job in jobs {
        let (failed, answer) = job(&transaction);
        broken |= failed;
        answers.push(answer);
    }
    if broken {
        return Err(SqsError::NotCommitted);
    }
    Ok(transaction.commit()?)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
