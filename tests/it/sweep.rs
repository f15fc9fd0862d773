//! The fault sweep: every call of a scenario meets every fault, and each time the end is that of the clean run; on the
//! platform too, where every answer stands once.

use std::cell::RefCell;
use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::Duration;
use domain::MessageKey;
use http::{Request, header};
use kit::Settings;
use otklik::engine::faults::{Fault, Rule};
use otklik::stubs::Faults;
use serde_json::{Value, json};
use tests::{FIRST_COMMENT, OnVk, Vk, World, dump};

const DATE: i64 = 1_794_992_400;
/// The SDK tries a call three times: so many faults in a row reach the handler.
const EXHAUSTING: usize = 3;

/// One step of the scenario.
enum Step {
    /// A delivery, repeated by its platform until it is acknowledged.
    Deliver(Value),
    /// An action, repeated by its client until it is answered.
    Act { id: MessageKey, version: u64, action: Value },
    /// A handler that must not be: it counts by adding.
    CountByAdding,
}

fn scenario(world: &World, planted: bool) -> Vec<Step> {
    let road = Vk { id: FIRST_COMMENT, date: DATE };
    let light = Vk { id: FIRST_COMMENT + 1, date: DATE - 57_600 };
    let act = |version, action| Step::Act { id: world.vk_key(FIRST_COMMENT), version, action };
    let mut steps = vec![
        Step::Deliver(road.written("Яма на дороге у моста")),
        Step::Deliver(road.edit("Огромная яма на дороге у моста")),
        Step::Deliver(
            Vk { id: FIRST_COMMENT + 2, date: DATE }.under(FIRST_COMMENT, "И мы там колесо пробили"),
        ),
        Step::Deliver(light.written("Не горит фонарь на улице Мира")),
        Step::Deliver(light.delete()),
        act(3, json!({ "action": "correct", "topic": "roads.manholes", "reason": "это люк" })),
        act(4, json!({ "action": "pass_on", "to": "agency:town-hall", "reason": "дорога не наша" })),
        act(5, json!({ "action": "accept" })),
        act(6, json!({ "action": "answer", "text": "Заделано", "outcome": { "outcome": "fixed" } })),
    ];
    if planted {
        steps = vec![
            Step::Deliver(road.written("Яма на дороге у моста")),
            Step::CountByAdding,
            Step::CountByAdding,
        ];
    }
    steps
}

/// Runs the scenario under a plan and gives the end of the world.
async fn run(plan: Option<Rule>, planted: bool) -> (String, Vec<otklik::engine::faults::Call>) {
    let world = World::new().await;
    let platform = OnVk::open(&world, 3, Faults::default()).await;
    let key = agency_key(&world).await;
    world.faults().take_calls();
    world.faults().plan(plan);
    let refusals = RefCell::default();
    for step in scenario(&world, planted) {
        while !survives(&world, do_step(&world, &key, &step, &refusals)).await {}
        settle(&world).await;
    }
    world.faults().plan([]);
    settle(&world).await;
    let calls = world.faults().take_calls();
    let mut end = dump(&world).await;
    end.push_str(&platform.standing());
    end.extend(refusals.into_inner());
    if planted {
        end.push_str(&counter(&world).await);
    }
    (end, calls)
}

/// Lets the queues run until nothing is left in them: what a lost answer hid comes back after its time.
async fn settle(world: &World) {
    let queues = world.system.engines().unwrap().queues();
    for _ in 0..20 {
        while !survives(world, world.drain()).await {}
        let waiting: u64 =
            ["messages", "deliveries"].iter().map(|name| queues.counts(name).unwrap().total()).sum();
        if waiting == 0 {
            return;
        }
        world.system.clock().advance(Duration::minutes(12));
    }
    panic!("the queues do not get quiet");
}

/// Does `work` unless the process dies on the way; then time passes, and it is to be done again.
async fn survives(world: &World, work: impl Future<Output = ()>) -> bool {
    let faults = world.faults().clone();
    tokio::select! {
        biased;
        () = work => true,
        () = faults.crashed() => {
            world.faults().plan([]);
            world.system.clock().advance(Duration::minutes(12));
            false
        }
    }
}

async fn agency_key(world: &World) -> String {
    let minted = api::keys::mint(
        &world.region,
        "operator".parse().unwrap(),
        &api::keys::Unit::WHOLE,
        &[3; api::keys::RANDOM_BYTES],
        &world.system.id_key(),
    )
    .unwrap();
    world.system.store().put_api_key(&minted.prefix, &minted.key).await.unwrap();
    minted.text.into_inner()
}

async fn do_step(world: &World, key: &str, step: &Step, refusals: &RefCell<Vec<String>>) {
    match step {
        Step::Deliver(body) => world.deliver("zar-vk", body).await,
        Step::Act { id, version, action } => {
            let refused = act(world, key, id, *version, action).await;
            refusals.borrow_mut().extend(refused);
        }
        Step::CountByAdding => while !count_by_adding(world).await {},
    }
}

/// Acts until there is an answer; gives it if it is a refusal.
async fn act(world: &World, key: &str, id: &MessageKey, version: u64, action: &Value) -> Option<String> {
    for _ in 0..20 {
        let request = Request::post(format!("/v1/incidents/{id}/actions"))
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .header(header::IF_MATCH, format!("\"{version}\""))
            .body(serde_json::to_vec(action).unwrap().into());
        let status = world.respond(request.unwrap()).await.status();
        if !status.is_server_error() {
            return (!status.is_success()).then(|| format!("\n{action} was answered with {status}"));
        }
    }
    panic!("{action} was not answered");
}

fn planted_client(world: &World) -> aws_sdk_dynamodb::Client {
    let connector = world.system.engines().unwrap().http_client();
    aws_sdk_dynamodb::Client::new(
        &kit::aws::config_with_http_client(&Settings::default(), connector).dynamodb,
    )
}

async fn count_by_adding(world: &World) -> bool {
    let update = planted_client(world)
        .update_item()
        .table_name("otklik-stats")
        .key("pk", AttributeValue::S("planted".to_owned()))
        .key("sk", AttributeValue::S("counter".to_owned()))
        .update_expression("ADD n :one")
        .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
    update.send().await.is_ok()
}

async fn counter(world: &World) -> String {
    let item = planted_client(world)
        .get_item()
        .table_name("otklik-stats")
        .key("pk", AttributeValue::S("planted".to_owned()))
        .key("sk", AttributeValue::S("counter".to_owned()))
        .send()
        .await;
    format!("counted {:?}", item.unwrap().item.unwrap().get("n"))
}

/// The faults of a sweep.
struct Swept<'a> {
    /// How often in a row.
    times: usize,
    /// Those that every call meets.
    everywhere: &'a [Fault],
    /// Those that the first call of each kind meets: to the program they are one of the others under another name, so
    /// all that can differ is how a call of that kind reads the name.
    by_kind: &'a [Fault],
}

/// All schedules of the scenario whose end differs from the clean one, and how many schedules there are.
async fn sweep(swept: &Swept<'_>, planted: bool) -> (usize, Vec<String>) {
    let (clean, calls) = run(None, planted).await;
    let (mut schedules, mut wrong) = (0, Vec::new());
    let (times, mut kinds) = (swept.times, BTreeSet::new());
    for (index, call) in calls.iter().enumerate() {
        let by_kind = if kinds.insert(call) { swept.by_kind } else { &[] };
        let faults = swept.everywhere.iter().chain(by_kind);
        for fault in faults.filter(|fault| fault.applies_to(call)) {
            schedules += 1;
            let plan = Rule::new(*fault).nth(index + 1).times(times);
            let (end, _) = run(Some(plan), planted).await;
            if end != clean {
                wrong.push(format!(
                    "{fault:?} at call {} ({call:?}):\n{}",
                    index + 1,
                    difference(&clean, &end)
                ));
            }
        }
    }
    (schedules, wrong)
}

fn difference(clean: &str, end: &str) -> String {
    let missing = clean.lines().filter(|line| !end.contains(line)).map(|line| format!("- {line}"));
    let added = end.lines().filter(|line| !clean.contains(line)).map(|line| format!("+ {line}"));
    let lines: Vec<_> = missing.chain(added).collect();
    // The same lines in another order, or twice.
    if lines.is_empty() { format!("{clean}\nbecame\n{end}") } else { lines.join("\n") }
}

async fn holds(swept: &Swept<'_>) {
    let (schedules, wrong) = sweep(swept, false).await;
    println!("{schedules} schedules, {} with another end", wrong.len());
    assert!(schedules > 100);
    assert!(wrong.is_empty(), "{} of {schedules}; the first:\n{}", wrong.len(), wrong[0]);
}

#[tokio::test]
async fn a_fault_that_the_sdk_retries_changes_nothing() {
    // Throttled or failed, the call was not made, and the SDK makes it again before the program hears of it.
    let everywhere = &[Fault::LostReply, Fault::UnprocessedItems];
    holds(&Swept { times: 1, everywhere, by_kind: &[Fault::Throttle, Fault::ServerError] }).await;
}

#[tokio::test]
async fn a_fault_that_reaches_the_handler_changes_nothing() {
    // A call was made or was not, and there are two ways to hear of each.
    let everywhere = &[Fault::ServerError, Fault::LostReply];
    let by_kind = &[Fault::ConnectionReset, Fault::LateServerError];
    holds(&Swept { times: EXHAUSTING, everywhere, by_kind }).await;
}

#[tokio::test]
async fn a_crash_before_or_after_any_call_changes_nothing() {
    let everywhere = &[Fault::CrashBefore, Fault::CrashAfter];
    holds(&Swept { times: 1, everywhere, by_kind: &[] }).await;
}

#[tokio::test]
async fn the_sweep_catches_a_counter_that_adds() {
    let everywhere = &[Fault::LostReply, Fault::CrashAfter];
    let (schedules, wrong) = sweep(&Swept { times: 1, everywhere, by_kind: &[] }, true).await;
    println!("{} of {schedules} schedules catch the planted counter", wrong.len());
    assert!(
        wrong.iter().any(|schedule| schedule.contains("counted")),
        "{schedules} schedules noticed nothing"
    );
}
