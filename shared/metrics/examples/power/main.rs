//! How often spikes and the effect ledger are right, in worlds whose truth is known: the tables of the README.
#![expect(clippy::print_stdout, reason = "the tables are what this program is for")]

mod world;
mod year;

use metrics::effects::{Verdict, assess};
use world::World;
use year::{Planted, Year};

fn main() {
    println!("effects: of 1000 worlds each, % improved / no evidence / worse");
    for (before, during, weekly, planted) in [
        (52, 26, 60.0, 1.0),
        (52, 26, 60.0, 0.7),
        (52, 26, 20.0, 1.0),
        (52, 26, 20.0, 0.7),
        (52, 26, 60.0, 0.85),
        (52, 26, 60.0, 1.3),
        (26, 13, 60.0, 1.0),
        (26, 13, 60.0, 0.7),
    ] {
        let world = World { before, during, weekly, planted, ..World::USUAL };
        let mut counts = [0_u32; 3];
        for seed in 0..1_000 {
            let found =
                assess(&world.plan(seed), &world.courses(seed)).expect("the plan is as it was frozen");
            match found.verdict {
                Verdict::Improved => counts[0] += 1,
                Verdict::NoEvidence => counts[1] += 1,
                Verdict::Worse => counts[2] += 1,
                Verdict::TooFew => {}
            }
        }
        let [improved, none, worse] = counts.map(|count| f64::from(count) / 10.0);
        println!(
            "{before} + {during} weeks, {weekly} a week, times {planted}: {improved} / {none} / {worse}"
        );
    }
    println!("spikes: nights of 364 without any spike on which one is named");
    for seed in 0..10 {
        println!("year {seed}: {}", Year::USUAL.nights_with_an_alarm(seed));
    }
    println!("spikes: rises of one topic in one town found the same day, of 200");
    for level in [3.0, 5.0, 10.0, 20.0, 30.0, 50.0] {
        let found = |times, size| Year::USUAL.rises_found(Planted { level, times, size }, 200);
        println!("{level} a day, size 15: threefold {}, fivefold {}", found(3.0, 15.0), found(5.0, 15.0));
        println!("{level} a day, size 8: threefold {}, fivefold {}", found(3.0, 8.0), found(5.0, 8.0));
    }
}
