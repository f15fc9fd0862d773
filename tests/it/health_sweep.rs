//! The fault sweep of the watchdog: every write of noticing, renewing and reading back meets faults, and each time all is
//! stored, nothing twice, and the doubt is settled with the same count.

use std::fmt::Write as _;

use chrono::Duration;
use contracts::{Schedule, ScheduleEvent};
use domain::Platform;
use otklik::engine::faults::{Call, Fault, Rule};
use tests::{OnPlatform, at, dump};

const POST: i64 = 500;
/// The SDK tries a call three times: so many faults in a row reach the handler.
const EXHAUSTING: usize = 3;
/// Rounds until everything is settled, whatever went wrong in one of them.
const ROUNDS: usize = 6;

/// A page that lost its subscription and three messages, and another one that nobody can ask.
async fn broken() -> OnPlatform {
    let now = at("2026-11-17T06:00:00Z");
    let on = OnPlatform::among(Some(&["zar-vk"]), "zar-max", Platform::Max, now).await;
    on.stub.comment(600_000_001, POST, None, "Яма на дороге у моста");
    on.round().await;
    on.round().await;
    on.stub.dies_at(on.clock().now());
    on.stub.comment(600_000_002, POST, None, "Третий день не вывозят мусор со двора");
    on.clock().advance(Duration::minutes(4));
    on.stub.comment(600_000_003, POST, None, "На Садовой не горит фонарь");
    on.stub.message(600_000_004, "Не горит фонарь на улице Мира");
    on.clock().advance(Duration::minutes(1));
    on
}

/// Rounds of the watchdog under a plan; gives the end of the world and the calls.
async fn run(plan: Option<Rule>) -> (String, Vec<Call>) {
    let on = broken().await;
    on.world.faults().take_calls();
    on.world.faults().plan(plan);
    for _ in 0..ROUNDS {
        survives(&on, async {
            // What fails is tried again with the next round.
            let _outcome = on.system().run_schedule(ScheduleEvent::due(Schedule::Watch)).await;
        })
        .await;
        survives(&on, on.world.drain()).await;
        on.clock().advance(Duration::minutes(5));
        let health = on.health().await;
        if on.stub.is_subscribed() && health.to_verify_from().is_none() && health.verified_until.is_some() {
            break;
        }
    }
    on.world.faults().plan([]);
    let calls = on.world.faults().take_calls();
    // What a crash left in flight comes back after its time.
    on.clock().advance(Duration::minutes(12));
    on.world.drain().await;
    let mut end = dump(&on.world).await;
    let health = on.health().await;
    for doubt in &health.doubts {
        let late = doubt.closed.as_ref().map(|closed| (closed.by, closed.late.clone()));
        write!(end, "\n{:?} from {} {late:?}", doubt.reason, doubt.from).unwrap();
    }
    write!(end, "\n{:?} subscribed {}", health.link, on.stub.is_subscribed()).unwrap();
    (end, calls)
}

/// Does `work` unless the process dies on the way.
async fn survives(on: &OnPlatform, work: impl Future<Output = ()>) {
    let faults = on.world.faults().clone();
    tokio::select! {
        biased;
        () = work => {}
        () = faults.crashed() => on.world.faults().plan([]),
    }
}

fn writes(call: &Call) -> bool {
    call.operation.starts_with("Put") || call.operation.starts_with("Send")
}

async fn holds(times: usize, faults: &[Fault]) {
    let (clean, calls) = run(None).await;
    assert!(clean.contains("Good subscribed true") && clean.contains("BackFill"), "{clean}");
    let mut schedules = 0;
    for (index, call) in calls.iter().enumerate().filter(|(_, call)| writes(call)) {
        for fault in faults {
            schedules += 1;
            let (end, _) = run(Some(Rule::new(*fault).nth(index + 1).times(times))).await;
            assert_eq!(end, clean, "{fault:?} at call {} ({call:?})", index + 1);
        }
    }
    println!("{schedules} schedules");
    assert!(schedules > 20);
}

#[tokio::test]
async fn a_lost_answer_changes_nothing() {
    holds(1, &[Fault::LostReply]).await;
}

#[tokio::test]
async fn a_fault_that_reaches_the_watchdog_changes_nothing() {
    holds(EXHAUSTING, &[Fault::ServerError]).await;
}

#[tokio::test]
async fn a_crash_before_or_after_a_write_changes_nothing() {
    holds(1, &[Fault::CrashBefore, Fault::CrashAfter]).await;
}
