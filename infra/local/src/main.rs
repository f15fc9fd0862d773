//! `otklik`: the whole system in one process.

use clap::Parser;
use otklik::commands::{Cli, run};

#[tokio::main]
async fn main() -> std::process::ExitCode {
    kit::telemetry::init_for_people();
    match run(Cli::parse()).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            otklik::log::failed(&*error);
            std::process::ExitCode::FAILURE
        }
    }
}
