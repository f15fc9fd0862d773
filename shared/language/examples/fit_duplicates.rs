//! Finds the weights of the model of duplicates on invented storms, and prints them as `weights.rs` has them.

#[path = "../tests/storm/mod.rs"]
mod storm;

use language::Gazetteer;
use language::duplicates::fit::{FEATURES, features, fit};
use language::duplicates::{Facts, Seal};

use storm::{Dice, facts, storm};

/// Pairs of each storm and kind.
const PAIRS: usize = 12_000;

fn main() {
    let seal = Seal::new("fit");
    let gazetteer = Gazetteer::new([]);
    let mut pairs = Vec::new();
    for seed in 1..=4 {
        let messages = storm(seed, 200, 5_000, false);
        let facts: Vec<_> = messages.iter().map(|message| facts(&gazetteer, message, seal)).collect();
        let mut dice = Dice::new(seed + 1_000);
        let (mut same, mut other, mut any) = (0, 0, 0);
        for _ in 0..40_000_000_usize {
            let (left, right) = (dice.below(messages.len()), dice.below(messages.len()));
            let one = messages[left].cause == messages[right].cause;
            let meet = is_candidate(&facts[left], &facts[right]);
            let count = match (one, meet) {
                (true, _) => &mut same,
                (false, true) => &mut other,
                (false, false) => &mut any,
            };
            if left != right && *count < if one || meet { PAIRS } else { PAIRS / 4 } {
                *count += 1;
                pairs.push((features(&facts[left], &facts[right]), one));
            }
            if same == PAIRS && other == PAIRS {
                break;
            }
        }
        eprintln!("seed {seed}: {same} of one cause, {other} on one street or of one topic, {any} others");
    }
    print(&fit(&pairs));
}

/// Pairs that tell nothing new are left out: another place and another topic at once.
fn is_candidate(one: &Facts, other: &Facts) -> bool {
    let same_street = one.place.street.is_some() && one.place.street == other.place.street;
    let same_place = one.place.municipality == other.place.municipality;
    same_street || (same_place && one.subject.is_some() && one.subject == other.subject)
}

#[expect(clippy::print_stdout, reason = "its answer")]
fn print(weights: &[f32; FEATURES]) {
    for weight in weights {
        println!("    {weight:.2},");
    }
}
