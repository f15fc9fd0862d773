//! What can be asked of `otklik` on the command line.

mod attach;
mod corrections;
mod directory;
mod duplicates;
mod evaluate;
mod explain;
mod export;
mod import;
mod key;
mod model;
mod night;
mod page;
mod recount;
mod redrive;
mod send;
mod serve;
mod train;
mod understand;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

pub use attach::{Attached, attach};
pub use corrections::rows as correction_rows;
pub use explain::delivery as explain_delivery;
pub use recount::{Recounted, compare};

/// Anything that ends a command, with its causes.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Отклик: обращения жителей из социальных сетей — инциденты, ответы, проверяемые числа.
#[derive(Debug, Parser)]
#[command(name = "otklik", version, about, long_about = None)]
pub struct Cli {
    /// The folder of the data; by default one in the user's own data folder.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Work on the tables and queues that the functions' environment variables name, not on a data folder.
    #[arg(long, global = true, conflicts_with = "data")]
    outside: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the whole system in this process until Ctrl-C. This is what happens without a command.
    Serve(serve::Serve),
    /// Build a simulated region, feed it with invented messages, count its nights, and print what came of it.
    Demo(crate::demo::Demo),
    /// Post a payload file of `events/webhook` to a running system, signed as its platform would.
    Send(send::Send),
    /// Count what is due, or one day.
    Night(night::Night),
    /// Say what would be made of a delivery, and store nothing.
    Explain(explain::Explain),
    /// Check or load a region's directory.
    #[command(subcommand)]
    Directory(directory::DirectoryCommand),
    /// Connect a page of a platform, list pages, find out whether one is connected.
    #[command(subcommand)]
    Page(page::PageCommand),
    /// Make a key of the API.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Give dead letters back to their queue.
    Redrive(redrive::Redrive),
    /// Compute stored numbers again from the incidents and compare.
    Recount(recount::Recount),
    /// Bring incidents over from a file of another system; without `--apply` only say what that would do.
    Import(import::Import),
    /// Write the incidents of a period as a file.
    Export(export::Export),
    /// Learn labels from a file of texts, and write a model.
    Train(train::Train),
    /// Judge a model on a file of labelled texts that it has not learnt from.
    Evaluate(evaluate::Evaluate),
    /// Write what people corrected as rows to learn from.
    #[command(subcommand)]
    Corrections(corrections::CorrectionsCommand),
    /// A region's own models: teach one anew from corrections, store, list, choose the one in use.
    #[command(subcommand)]
    Model(model::ModelCommand),
    /// Say what messages are about: JSON lines in, JSON lines out.
    Understand(understand::Understand),
    /// Score pairs of messages by how likely they tell of the same problem, and say how well that works.
    Duplicates(duplicates::Duplicates),
    /// Feed a server that is killed again and again, and count what became of every message.
    Storm(crate::storm::Storm),
    /// Answer thousands of comments on stub platforms that lose answers and flood, and count what stands where.
    Circle(crate::circle::Circle),
}

/// Where a command works.
#[derive(Debug, Clone)]
pub struct Place {
    data: Option<PathBuf>,
    outside: bool,
}

impl Place {
    /// The folder of the data.
    pub fn folder(&self) -> Result<PathBuf, Failed> {
        match &self.data {
            Some(folder) => Ok(folder.clone()),
            None => directories::ProjectDirs::from("", "", "otklik")
                .map(|folders| folders.data_dir().to_owned())
                .ok_or_else(|| "no home folder is known here: name one with --data".into()),
        }
    }
}

/// Says which file an error is about.
fn at<E: std::error::Error>(path: &Path) -> impl Fn(E) -> Failed {
    move |error| format!("{}: {}", path.display(), kit::Chain(&error)).into()
}

/// Does what the command line asks for.
pub async fn run(cli: Cli) -> Result<(), Failed> {
    let place = Place { data: cli.data, outside: cli.outside };
    match cli.command.unwrap_or_else(|| Command::Serve(serve::Serve::default())) {
        Command::Serve(serve) => serve::run(&place, serve).await,
        Command::Demo(demo) => crate::demo::run(&place, demo).await,
        Command::Send(send) => send::run(send).await,
        Command::Night(night) => night::run(&place, night).await,
        Command::Explain(explain) => explain::run(&explain),
        Command::Directory(command) => directory::run(&place, command).await,
        Command::Key(command) => key::run(&place, command).await,
        Command::Page(command) => page::run(command).await,
        Command::Redrive(redrive) => redrive::run(&place, redrive).await,
        Command::Recount(recount) => recount::run(&place, recount).await,
        Command::Import(import) => import::run(&place, import).await,
        Command::Export(export) => export::run(&place, export).await,
        Command::Train(train) => train::run(&train),
        Command::Evaluate(evaluate) => evaluate::run(&evaluate),
        Command::Corrections(command) => corrections::run(&place, command).await,
        Command::Model(command) => model::run(&place, command).await,
        Command::Understand(understand) => understand::run(&understand),
        Command::Duplicates(duplicates) => duplicates::run(&duplicates),
        Command::Storm(storm) => crate::storm::run(storm).await,
        Command::Circle(circle) => crate::circle::run(circle).await,
    }
}
