//! Throws arbitrary bytes and broken deliveries at everything that reads what comes from outside, and stops at a panic,
//! at a reading that takes more than 100 ms, and at one that takes more than 20 times the memory of its body (files of a
//! region, which administrators write: 200 times).
//!
//! `cargo run --release -p platforms --example fuzz -- --target telegram --seconds 600 --seed 1`; without a target, all
//! of them, one after another. What was found lies in `target/fuzz/` and is read again by `--replay FILE`.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

mod exchange;
mod json;
mod mutate;
mod random;
mod targets;
mod watch;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use mutate::Mutator;
use random::Random;
use targets::{TARGETS, Target};
use watch::Watch;

#[global_allocator]
static MEMORY: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

struct Options {
    target: Option<String>,
    seconds: u64,
    seed: u64,
    replay: Option<String>,
}

impl Options {
    fn read() -> Result<Self, String> {
        let mut options = Self { target: None, seconds: 5, seed: 1, replay: None };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "--target" => options.target = Some(value()?),
                "--seconds" => options.seconds = number(&value()?)?,
                "--seed" => options.seed = number(&value()?)?,
                "--replay" => options.replay = Some(value()?),
                _ => return Err(format!("no such option: {word}")),
            }
        }
        Ok(options)
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

fn main() -> ExitCode {
    match Options::read().and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let wanted = |target: &&Target| options.target.as_deref().is_none_or(|name| name == target.name);
    let targets: Vec<&'static Target> = TARGETS.iter().filter(wanted).collect();
    if targets.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        return Err(format!("no such target; there are: {}", names.join(", ")));
    }
    if options.replay.is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let watch = Watch::start();
    for target in targets {
        match &options.replay {
            Some(file) => {
                let body = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
                watch.check(target, &body)?;
            }
            None => fuzz(target, options, &watch)?,
        }
    }
    Ok(())
}

fn fuzz(target: &'static Target, options: &Options, watch: &Watch) -> Result<(), String> {
    let corpus = (target.corpus)();
    if corpus.is_empty() {
        return Err(format!("{}: there is nothing to begin with", target.name));
    }
    for sample in &corpus {
        watch.check(target, sample)?;
    }
    let mut mutator = Mutator::new(&corpus, Random::new(options.seed));
    let (until, mut runs) = (Instant::now() + Duration::from_secs(options.seconds), 0_u64);
    while Instant::now() < until {
        watch.check(target, &mutator.next())?;
        runs += 1;
    }
    let worst = watch.worst();
    println!(
        "{:<12} {runs:>9} bodies in {} s: slowest {} ms, most memory {:.1} times the body",
        target.name, options.seconds, worst.millis, worst.memory
    );
    Ok(())
}
