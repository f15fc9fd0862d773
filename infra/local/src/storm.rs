//! `otklik storm`: a server under load that is killed again and again. Senders repeat every delivery until it is
//! acknowledged; afterwards every acknowledged message must lie in exactly one place, and the numbers must be true.

mod check;
mod count;
mod drops;
mod fault;
mod line;
mod payload;
mod plan;
mod queues;
mod rage;
mod senders;
mod server;
mod texts;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use data_encoding::HEXLOWER;
use domain::{Directory, Page, PageAccess, Private};
use kit::Clock;
use tokio::time::Instant;

use crate::commands::Failed;
use crate::data::DataFolder;
use crate::region;
use crate::system::{Engines, Options, System};
use check::{Check, Tally};
use count::Counted;
use drops::Told;
use fault::Fault;
use plan::Plan;
use rage::{Course, Force};
use server::Server;

/// Feed a server that is killed again and again, and count what became of every message.
#[derive(Debug, Args)]
pub struct Storm {
    /// Messages of residents; repetitions, edits, removals and odd deliveries come on top.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=65_000))]
    messages: u32,
    /// Senders at once, each on a connection of its own.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    senders: u16,
    /// How often the server is killed on the way.
    #[arg(long, default_value_t = 5)]
    kills: u16,
    /// Where chance begins: the same seed draws the same messages and moments.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// An empty folder for the data, which then stays; by default a temporary one.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// When to give up.
    #[arg(long, default_value_t = 60)]
    minutes: u64,
}

/// Everything that is told in the end.
#[derive(Debug)]
struct Report<'a> {
    plan: &'a Plan,
    course: &'a Course,
    kills: usize,
    tally: Tally,
    told: &'a Told,
    counted: &'a Counted,
    faults: &'a [Fault],
}

/// Runs a storm and fails with the first promise that was broken.
pub async fn run(storm: Storm) -> Result<(), Failed> {
    let folder = server::fresh_folder(storm.folder.as_deref())?;
    let (directory, access) = Directory::load(&region::built_in()).map_err(region::LoadError::Problems)?;
    let now = Clock::system().now();
    let plan = Arc::new(Plan::new(storm.seed, storm.messages as usize, pages(&directory, access), now));
    texts::begins(&plan, &folder, storm.seed);
    let mut server = Server::on(&folder)?;
    let force = Force {
        senders: storm.senders.into(),
        kills: storm.kills.into(),
        seed: storm.seed,
        deadline: Instant::now() + Duration::from_secs(storm.minutes * 60),
    };
    let course = rage::run(&mut server, &plan, force).await?;
    server.stop().await?;
    texts::checking();
    let faults = examine(&folder, &directory, &plan, &course, &server).await?;
    if let Some(first) = faults.into_iter().next() {
        texts::folder_stays(&folder);
        return Err(first.into());
    }
    texts::promises_kept();
    match storm.folder {
        Some(_) => texts::folder_stays(&folder),
        None => std::fs::remove_dir_all(&folder)?,
    }
    Ok(())
}

fn pages(directory: &Directory, access: Vec<PageAccess>) -> Vec<(Page, PageAccess)> {
    let with_page = |access: PageAccess| Some((directory.page(&access.page)?.clone(), access));
    access.into_iter().filter_map(with_page).collect()
}

/// Opens the folder as it was left, looks for every message, lets the next night count, and prints what was found.
async fn examine(
    folder: &Path,
    directory: &Directory,
    plan: &Plan,
    course: &Course,
    server: &Server,
) -> Result<Vec<Fault>, Failed> {
    let night = count::next_night(directory, Clock::system().now());
    let system = open(folder, Clock::manual(night)).await?;
    let told = drops::read(server.log())?;
    let mut check = Check::new(&system, directory, plan);
    check.messages().await?;
    check.drops(&told).await?;
    let Check { tally, joined, mut faults, .. } = check;
    if course.dead_letters > 0 {
        faults.push(Fault::DeadLetters(course.dead_letters));
    }
    let mut counted = count::count(&system, directory, plan, &joined).await?;
    faults.append(&mut counted.faults);
    let kills = server.kills;
    texts::report(&Report { plan, course, kills, tally, told: &told, counted: &counted, faults: &faults });
    Ok(faults)
}

async fn open(folder: &Path, clock: Clock) -> Result<System, Failed> {
    let none = || Vec::new();
    let identity = DataFolder::open(folder)?.identity(none)?;
    let options = Options {
        engines: Engines::Folder(folder.to_owned()),
        clock,
        id_key: Private::new(HEXLOWER.decode(identity.id_key.expose().as_bytes())?),
        regions: identity.regions,
        allow_private_addresses: true,
        public_url: None,
    };
    Ok(System::start(options).await?)
}
