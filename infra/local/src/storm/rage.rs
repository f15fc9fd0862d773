//! The storm itself: senders at work, kills in between, and the wait until everything is done with.

use std::sync::Arc;
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::plan::Plan;
use super::queues::EngineDoor;
use super::senders::{Progress, Senders};
use super::server::Server;
use super::texts;
use crate::commands::Failed;
use crate::data::Running;

const LOOK: Duration = Duration::from_millis(2);
const LOOK_AT_QUEUES: Duration = Duration::from_millis(100);

/// How a storm is to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Force {
    /// Senders at once.
    pub(super) senders: usize,
    /// Kills.
    pub(super) kills: usize,
    /// Where chance begins.
    pub(super) seed: u64,
    /// When to give up.
    pub(super) deadline: Instant,
}

/// How a storm went.
#[derive(Debug)]
pub(super) struct Course {
    /// What the senders counted.
    pub(super) progress: Arc<Progress>,
    /// From the first delivery to the last acknowledgement.
    pub(super) sending: Duration,
    /// From the first delivery until the queues were empty.
    pub(super) working: Duration,
    /// What the dead letters held in the end.
    pub(super) dead_letters: u64,
}

/// Sends everything, kills the server now and then, and waits until its queues are empty.
pub(super) async fn run(server: &mut Server, plan: &Arc<Plan>, force: Force) -> Result<Course, Failed> {
    let running = server.start().await?;
    let progress = Arc::new(Progress::default());
    let senders = Senders {
        plan: Arc::clone(plan),
        address: server.address(),
        starts: server.starts(),
        deadline: force.deadline,
        progress: Arc::clone(&progress),
    };
    let mut chance = ChaCha8Rng::seed_from_u64(force.seed.wrapping_add(1));
    let (early, late) = moments(&mut chance, plan.deliveries(), force.kills);
    let begin = Instant::now();
    let sending = async {
        senders.run(force.senders).await?;
        Ok::<_, Failed>(begin.elapsed())
    };
    let killing = kill_while_sending(server, running, &progress, early);
    let (sending, running) = tokio::try_join!(sending, killing)?;
    texts::acknowledged(progress.done(), sending);
    let dead_letters = wait_for_queues(server, running, late, force.deadline).await?;
    Ok(Course { progress, sending, working: begin.elapsed(), dead_letters })
}

/// Most kills come while messages come in, at a number of acknowledgements; the others while the rest is worked off,
/// at a share of what lies in the queues.
fn moments(chance: &mut ChaCha8Rng, deliveries: usize, kills: usize) -> (Vec<usize>, Vec<f64>) {
    let late = kills * 2 / 5;
    let mut early: Vec<usize> =
        (late..kills).map(|_| chance.random_range(deliveries / 20..=deliveries * 9 / 10)).collect();
    let mut late: Vec<f64> = (0..late).map(|_| chance.random_range(0.2..0.95)).collect();
    early.sort_unstable();
    late.sort_by(|left, right| right.total_cmp(left));
    (early, late)
}

async fn kill_while_sending(
    server: &mut Server,
    mut running: Running,
    progress: &Progress,
    moments: Vec<usize>,
) -> Result<Running, Failed> {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for moment in moments {
        while progress.done() < moment {
            looks.tick().await;
        }
        running = server.kill_and_start().await?;
        texts::killed(server.kills, progress.done());
    }
    Ok(running)
}

async fn wait_for_queues(
    server: &mut Server,
    running: Running,
    kills_at: Vec<f64>,
    deadline: Instant,
) -> Result<u64, Failed> {
    let mut door = EngineDoor::of(&running)?;
    let mut kills = kills_at.into_iter().peekable();
    let mut looks = interval(LOOK_AT_QUEUES);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let most = door.backlog().await?.total();
    while Instant::now() < deadline {
        looks.tick().await;
        let backlog = door.backlog().await?;
        #[expect(clippy::cast_precision_loss, reason = "a share of a count")]
        let due = |share: &f64| backlog.total() as f64 <= share * most as f64;
        if kills.next_if(due).is_some() {
            door = EngineDoor::of(&server.kill_and_start().await?)?;
            texts::killed_while_working(server.kills, backlog);
        } else if backlog.total() == 0 {
            return door.dead_letters().await;
        }
    }
    Err("the queues were not empty in time".into())
}
