//! Group commit: calls in flight together share one transaction, and each is answered after it is on the disk.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
        loop {
            // Whoever comes while the last commit still holds the file joins the next one.
            let mut connection = lock(&self.connection);
            let jobs = {
                let mut pending = lock(&self.pending);
                if pending.jobs.is_empty() {
                    pending.draining = false;
                    return;
                }
                mem::take(&mut pending.jobs)
            };
            // A panic rolls back and fails the calls of this commit; the later ones have nothing to do with it.
            _ = catch_unwind(AssertUnwindSafe(|| commit(&mut connection, jobs)));
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

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn committer() -> Committer {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute("CREATE TABLE kept (number INTEGER)", []).unwrap();
        Committer::new(connection, true)
    }

    fn insert(connection: &Connection, number: i64) -> Result<(), SqsError> {
        connection.execute("INSERT INTO kept VALUES (?1)", [number])?;
        Ok(())
    }

    fn kept(committer: &Committer) -> i64 {
        committer.read(|connection| {
            connection.query_row("SELECT count(*) FROM kept", [], |row| row.get(0)).unwrap()
        })
    }

    #[tokio::test]
    async fn calls_in_flight_together_share_one_transaction_and_its_fate() {
        let committer = committer();
        let mut first = Box::pin(committer.run(|connection| insert(connection, 1)));
        let mut second = Box::pin(
            committer.run(|connection| Ok(connection.execute("INSERT INTO nowhere VALUES (1)", [])?)),
        );
        committer.read(|_| {
            assert!((&mut first).now_or_never().is_none());
            assert!((&mut second).now_or_never().is_none());
        });
        assert!(matches!(first.await, Err(SqsError::NotCommitted)));
        assert!(matches!(second.await, Err(SqsError::Storage(_))));
        assert_eq!(kept(&committer), 0);
    }

    #[tokio::test]
    async fn a_refusal_does_not_touch_the_others() {
        let committer = committer();
        let mut first = Box::pin(committer.run(|connection| insert(connection, 1)));
        let mut second = Box::pin(committer.run(|_| Err::<(), _>(SqsError::QueueDoesNotExist)));
        committer.read(|_| {
            assert!((&mut first).now_or_never().is_none());
            assert!((&mut second).now_or_never().is_none());
        });
        assert!(first.await.is_ok());
        assert!(matches!(second.await, Err(SqsError::QueueDoesNotExist)));
        assert_eq!(kept(&committer), 1);
    }

    #[tokio::test]
    async fn a_panic_fails_its_call_and_no_later_one() {
        let committer = committer();
        let outcome = committer.run(|_| -> Result<(), SqsError> { panic!("planned") }).await;
        assert!(matches!(outcome, Err(SqsError::NotCommitted)));
        assert!(committer.run(|connection| insert(connection, 1)).await.is_ok());
        assert_eq!(kept(&committer), 1);
    }
}
