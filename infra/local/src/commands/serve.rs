//! `otklik serve`: the whole system until Ctrl-C.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use contracts::{QueueName, Schedule, ScheduleEvent};
use data_encoding::HEXLOWER;
use domain::Private;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tracing::{error, info, warn};

use super::attach::{options, random_bytes, running};
use super::{Failed, Place};
use crate::data::{DataFolder, Running};
use crate::listener::{self, EngineDoor};
use crate::region;
use crate::system::{Engines, System};

/// How long a poll waits for a message.
const LONG_POLL: Duration = Duration::from_secs(10);
/// Pollers of each queue: while one writes, the other reads.
const POLLERS: usize = 2;

/// Run the whole system.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen. The default is this machine only; a proxy with TLS belongs in front of anything else.
    #[arg(long, default_value = "127.0.0.1:8311")]
    listen: SocketAddr,
    /// Call only agencies that the whole internet can reach, as the deployed system does.
    #[arg(long)]
    public_agencies_only: bool,
    /// Where platforms find this system, as `https://otklik.example.ru`: subscriptions that die are made again.
    #[arg(long)]
    public_url: Option<String>,
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8311)),
            public_agencies_only: false,
            public_url: None,
        }
    }
}

pub(super) async fn run(place: &Place, serve: Serve) -> Result<(), Failed> {
    let folder = DataFolder::open(&place.folder()?)?;
    if let Some(other) = running(&folder).await? {
        return Err(format!("process {} already works on {}", other.pid, folder.path().display()).into());
    }
    let fresh = random_bytes::<32>()?;
    let mut identity = folder.identity(|| fresh.to_vec())?;
    let first = identity.regions.is_empty();
    if first {
        identity.regions = vec![
            domain::Directory::load(&region::built_in()).map_err(region::LoadError::Problems)?.0.region.id,
        ];
    }
    let mut options = options(&identity, Engines::Folder(folder.path().to_owned()))?;
    options.allow_private_addresses = !serve.public_agencies_only;
    options.public_url = serve.public_url;
    let system = Arc::new(System::start(options).await?);
    if first {
        let plan = region::plan(system.store(), &region::built_in()).await?;
        region::apply(system.store(), &system.id_key(), &plan, system.clock().now()).await?;
        folder.write_identity(&identity)?;
    }
    let (stop, stopped) = watch::channel(false);
    let mut work = JoinSet::new();
    let address = open_doors(&folder, &system, serve.listen, &stopped, &mut work).await?;
    start_work(&system, &stopped, &mut work);
    let key = if first { Some(first_key(&system, &identity.regions[0]).await?) } else { None };
    crate::texts::started(address, &folder, &identity.regions, key.as_deref());
    wait_for_stop().await;
    crate::texts::stopping();
    stop.send_replace(true);
    while work.join_next().await.is_some() {}
    folder.clear_running();
    Ok(())
}

/// A key to look around with, made once with the demo region.
async fn first_key(system: &System, region: &domain::RegionId) -> Result<String, Failed> {
    let (role, unit) = (api::keys::Role::Operator, api::keys::Unit::WHOLE);
    let minted = api::keys::mint(region, role, &unit, &random_bytes()?, &system.id_key())?;
    system.store().put_api_key(&minted.prefix, &minted.key).await?;
    Ok(minted.text.into_inner())
}

async fn wait_for_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .expect("the signal exists on every unix");
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _pressed = interrupt.await;
}

async fn open_doors(
    folder: &DataFolder,
    system: &Arc<System>,
    listen: SocketAddr,
    stopped: &watch::Receiver<bool>,
    work: &mut JoinSet<()>,
) -> Result<SocketAddr, Failed> {
    let door = listener::open(listen).await.map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let address = door.local_addr()?;
    if !address.ip().is_loopback() {
        warn!(%address, "listening beyond this machine, without TLS of its own");
    }
    work.spawn(listener::serve(door, Arc::clone(system), stopped.clone()));
    if let Some(engines) = system.engines() {
        let secret = HEXLOWER.encode(&random_bytes::<16>()?);
        let door = listener::open(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let engines_at = Private::new(format!("http://{}/{secret}", door.local_addr()?));
        let answer = Arc::new(EngineDoor { engines: engines.clone(), secret });
        work.spawn(listener::serve(door, answer, stopped.clone()));
        let mark = Running { engines: engines_at, address: address.to_string(), pid: std::process::id() };
        folder.write_running(&mark)?;
    }
    Ok(address)
}

fn start_work(system: &Arc<System>, stopped: &watch::Receiver<bool>, work: &mut JoinSet<()>) {
    for queue in QueueName::ALL {
        for _ in 0..POLLERS {
            work.spawn(poll(Arc::clone(system), queue, stopped.clone()));
        }
    }
    work.spawn(sweep(Arc::clone(system), stopped.clone()));
    for (schedule, every) in [(Schedule::Watch, 5 * 60), (Schedule::Night, 60 * 60)] {
        work.spawn(repeat(Arc::clone(system), schedule, Duration::from_secs(every), stopped.clone()));
    }
}

async fn poll(system: Arc<System>, queue: QueueName, mut stopped: watch::Receiver<bool>) {
    loop {
        // A batch that has begun is finished; only the wait for the next one is cut short.
        let next = system.poll(queue, LONG_POLL);
        let outcome = tokio::select! {
            outcome = next => outcome,
            () = stop_when_idle(&mut stopped) => return,
        };
        if let Err(failure) = outcome {
            error!(%queue, code = failure.code(), "the queue was not read");
            let pause = tokio::time::timeout(Duration::from_secs(1), stopped.wait_for(|stop| *stop));
            if pause.await.is_ok() {
                return;
            }
        }
    }
}

/// A record whose handling is cut off comes again, so stopping in the middle of a batch loses nothing.
async fn stop_when_idle(stopped: &mut watch::Receiver<bool>) {
    let _closed = stopped.wait_for(|stop| *stop).await;
}

/// On AWS the table lets items go whose time has passed; here they are swept out once an hour.
async fn sweep(system: Arc<System>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(60 * 60));
    while let Some(engines) = system.engines() {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop_when_idle(&mut stopped) => return,
        }
        let database = engines.store().database().clone();
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        if !matches!(swept, Ok(Ok(_))) {
            error!("items past their time were not swept out");
        }
    }
}

async fn repeat(
    system: Arc<System>,
    schedule: Schedule,
    every: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = stop_when_idle(&mut stopped) => return,
        }
        match system.run_schedule(ScheduleEvent::due(schedule)).await {
            Ok(()) => info!(schedule = schedule.as_str(), "scheduled work done"),
            Err(failure) => {
                error!(schedule = schedule.as_str(), code = failure.code(), "scheduled work failed");
            }
        }
    }
}
