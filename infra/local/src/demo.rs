//! `otklik demo`: a simulated region that lives through weeks in minutes, by the same functions as a real one.

mod agency;
mod chance;
mod desk;
mod drops;
pub mod feed;
mod folder;
mod manner;
mod office;
mod people;
mod places;
mod report;
mod routine;
mod score;
mod shape;
mod stub;
mod tables;
mod texts;
mod wire;
mod words;
mod world;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use clap::Args;
use domain::{Directory, PageAccess, Private};
use indicatif::{ProgressBar, ProgressStyle};
use kit::Clock;
use metrics::{day_bounds, local_day};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;
use tracing::instrument::WithSubscriber;

pub use feed::{Delivery, Feed, FeedOptions, Sent, Truth};
pub use wire::Parcel;

use crate::commands::{Failed, Place};
use crate::listener;
use crate::region;
use crate::system::{Engines, Options, System};
use drops::Drops;
use report::Ended;
use stub::Stub;
use world::World;

/// Live through weeks of a simulated region.
#[derive(Args, Debug)]
pub struct Demo {
    /// How many days.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
    /// About how many messages a day.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=5_000))]
    per_day: u32,
    /// The last day; by default yesterday.
    #[arg(long)]
    until: Option<NaiveDate>,
    /// The seed of all that is invented: the same one gives the same tables.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keep nothing.
    #[arg(long)]
    in_memory: bool,
}

/// What the demo is about, before it begins.
struct Stage {
    days: (NaiveDate, NaiveDate),
    directory: Directory,
    access: Vec<PageAccess>,
    id_key: Vec<u8>,
}

impl Stage {
    fn set(demo: &Demo) -> Result<Self, Failed> {
        let (directory, access) =
            Directory::load(&region::built_in()).map_err(region::LoadError::Problems)?;
        let today = local_day(Clock::system().now(), directory.region.zone);
        let last = demo.until.unwrap_or(today - Days::new(1));
        let first = last - Days::new(u64::from(demo.days) - 1);
        let id_key: [u8; 32] = ChaCha8Rng::seed_from_u64(demo.seed ^ 0x1D).random();
        Ok(Self { days: (first, last), directory, access, id_key: id_key.to_vec() })
    }
}

/// Runs the demo.
pub async fn run(place: &Place, demo: Demo) -> Result<(), Failed> {
    let folder = if demo.in_memory { None } else { Some(folder::fresh(&place.folder()?).await?) };
    let drops = Drops::default();
    let style = kit::telemetry::Style::Human { colour: false };
    let log = kit::telemetry::dispatch(style, "warn,triage=info", drops.clone());
    live(&demo, folder, &drops).with_subscriber(log).await.map(drop)
}

async fn live(demo: &Demo, folder: Option<PathBuf>, drops: &Drops) -> Result<Ended, Failed> {
    let began = std::time::Instant::now();
    let stage = Stage::set(demo)?;
    let clock = Clock::manual(day_bounds(stage.days.0, stage.directory.region.zone).0);
    let system = Arc::new(start(&stage, folder.clone(), &clock).await?);
    let stub = Arc::new(Stub::new(&stage.directory, demo.seed, clock.clone()));
    let (address, stop) = open(&stub).await?;
    load(&system, &stub.endpoints(address)).await?;
    let directory = Arc::new(stage.directory.clone());
    let feed = Feed::new(
        Arc::clone(&directory),
        &stage.access,
        FeedOptions { seed: demo.seed, first: stage.days.0, days: demo.days, per_day: demo.per_day },
    );
    report::beginning(&stage, demo.seed, &feed, &stub);
    let mut world = World::new(system, directory, stub, (demo.seed, stage.days.1));
    let bar = progress(demo.days);
    world
        .live(feed, stage.days, |day| {
            bar.set_message(texts::day(day));
            bar.inc(1);
        })
        .await?;
    bar.finish_and_clear();
    stop.send_replace(true);
    // Nobody answers at the agencies' addresses from now on.
    load(&world.system, "").await?;
    let ended = report::end(&mut world, stage.days, drops).await?;
    report::look(&world, stage.days, folder.as_deref()).await?;
    texts::took(began.elapsed().as_secs());
    Ok(ended)
}

async fn start(stage: &Stage, folder: Option<PathBuf>, clock: &Clock) -> Result<System, Failed> {
    if let Some(folder) = &folder {
        folder::name(folder, &stage.id_key, &stage.directory.region.id)?;
    }
    Ok(System::start(Options {
        engines: folder.map_or(Engines::Memory, Engines::Folder),
        clock: clock.clone(),
        id_key: Private::new(stage.id_key.clone()),
        regions: vec![stage.directory.region.id.clone()],
        allow_private_addresses: true,
        public_url: None,
    })
    .await?)
}

/// Opens the door of the agencies' systems.
async fn open(stub: &Arc<Stub>) -> Result<(SocketAddr, watch::Sender<bool>), Failed> {
    let door = listener::open(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = door.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(listener::serve(door, Arc::clone(stub), stopped));
    Ok((address, stop))
}

/// Loads the region with these endpoints.
async fn load(system: &System, endpoints: &str) -> Result<(), Failed> {
    let mut files = region::built_in();
    files.insert("endpoints.toml".to_owned(), endpoints.to_owned());
    let plan = region::plan(system.store(), &files).await?;
    Ok(region::apply(system.store(), &system.id_key(), &plan, system.clock().now()).await?)
}

/// A bar on a terminal, and nothing elsewhere.
fn progress(days: u32) -> ProgressBar {
    let style = ProgressStyle::with_template(texts::PROGRESS).expect("the template is fixed");
    ProgressBar::new(days.into()).with_style(style)
}

#[cfg(test)]
mod tests;
