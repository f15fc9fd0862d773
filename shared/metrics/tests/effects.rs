//! The effect ledger on worlds whose truth is known. The full tables: `cargo run --release -p metrics --example power`.
#![expect(clippy::unwrap_used, reason = "a test may stop")]

#[path = "../examples/power/world.rs"]
mod world;

use metrics::chance::Chance;
use metrics::effects::{Assessment, Better, Plan, TooFew, Verdict, assess};
use world::World;

fn assessment(world: World, seed: u64) -> Assessment {
    assess(&world.plan(seed), &world.courses(seed)).unwrap()
}

fn share(world: World, worlds: u64, verdict: Verdict) -> f64 {
    let hits = (0..worlds).filter(|seed| assessment(world, *seed).verdict == verdict).count();
    f64::from(u32::try_from(hits).unwrap()) / f64::from(u32::try_from(worlds).unwrap())
}

#[test]
fn of_worlds_without_an_effect_at_most_one_in_twenty_is_called_improved() {
    let improved = share(World::USUAL, 400, Verdict::Improved);
    println!("improved without any effect: {improved:.3}");
    assert!(improved <= 0.05, "{improved}");
}

#[test]
fn thirty_percent_fewer_of_sixty_a_week_are_found_in_four_of_five_worlds() {
    let improved = share(World { planted: 0.7, ..World::USUAL }, 100, Verdict::Improved);
    println!("improved with 30 % fewer: {improved:.3}");
    assert!(improved >= 0.8, "{improved}");
}

#[test]
fn what_got_worse_is_called_worse_and_its_size_is_estimated_without_a_tilt() {
    let world = World { planted: 1.6, ..World::USUAL };
    assert!(share(world, 60, Verdict::Worse) >= 0.8);
    let mean = (0..100).map(|seed| assessment(world, seed).change.unwrap().value).sum::<f64>() / 100.0;
    assert!((mean - 0.6).abs() < 0.1, "{mean}");
}

#[test]
fn the_interval_holds_the_truth_nearly_always() {
    let world = World { planted: 0.7, ..World::USUAL };
    let held = (0..200).filter(|seed| {
        let change = assessment(world, *seed).change.unwrap();
        change.low <= -0.3 && -0.3 <= change.high
    });
    let held = held.count();
    println!("intervals that hold the truth: {held} of 200");
    assert!(held >= 160, "{held} of 200");
}

#[test]
fn too_little_is_called_too_few() {
    let lack = |world: World| assessment(world, 1).too_few;
    assert_eq!(lack(World { before: 11, ..World::USUAL }), Some(TooFew::Weeks));
    assert_eq!(lack(World { during: 5, ..World::USUAL }), Some(TooFew::Weeks));
    assert_eq!(lack(World { weekly: 2.0, ..World::USUAL }), Some(TooFew::Incidents));
    assert_eq!(lack(World { towns: 20, ..World::USUAL }), Some(TooFew::Towns));
}

#[test]
fn the_same_courses_and_the_same_plan_give_the_same_numbers() {
    assert_eq!(assessment(World::USUAL, 3), assessment(World::USUAL, 3));
}

/// The same worlds with a share: six of ten are answered, and `gain` more in the first town's effect window.
fn of_shares(gain: f64, worlds: u64) -> usize {
    let improved = |seed: &u64| {
        let mut chance = Chance::new(*seed);
        let mut courses = World::USUAL.courses(*seed);
        for (town, course) in courses.iter_mut().enumerate() {
            let before = course.before.iter_mut().map(|week| (week, 0.6));
            let during =
                course.during.iter_mut().map(|week| (week, if town == 0 { 0.6 + gain } else { 0.6 }));
            for (week, share) in before.chain(during) {
                week.denominator = week.numerator;
                let draws = (0..week.denominator).filter(|_| chance.fraction() < share).count();
                week.numerator = u32::try_from(draws).unwrap();
            }
        }
        let plan = Plan {
            metric: "answered_share".to_owned(),
            better: Better::Higher,
            target_per_mille: 50,
            ..World::USUAL.plan(*seed).plan
        };
        let frozen = plan.freeze(chrono::DateTime::UNIX_EPOCH, chrono_tz::Europe::Moscow).unwrap();
        assess(&frozen, &courses).unwrap().verdict == Verdict::Improved
    };
    (0..worlds).filter(improved).count()
}

#[test]
fn ten_points_more_of_a_share_are_found_and_none_are_not() {
    let (found, invented) = (of_shares(0.1, 40), of_shares(0.0, 200));
    println!("shares: ten points found in {found} of 40, invented in {invented} of 200");
    assert!(found >= 36 && invented <= 10, "{found} of 40, {invented} of 200");
}
