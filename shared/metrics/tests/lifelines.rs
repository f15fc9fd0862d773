//! Figures of survival and quantiles against those of independent packages: see `lifelines/generate.py`.
#![expect(clippy::unwrap_used, reason = "a test may stop")]

use metrics::sample::{ClockSample, Sample};
use metrics::survival::{Interval, Level, bounds, median_interval, quantile, restricted_mean};

const SETS: usize = 50;

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().map(|line| line.split(',').collect())
}

fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    (!text.is_empty()).then(|| text.parse().ok().expect("the table holds numbers"))
}

fn minutes(text: &str) -> Option<u32> {
    number::<f64>(text).map(|value| format!("{value:.0}").parse().unwrap())
}

fn sets() -> Vec<ClockSample> {
    let mut sets = vec![ClockSample::default(); SETS];
    for row in rows(include_str!("lifelines/sets.csv")) {
        let [set, minutes, answered, count]: [u32; 4] =
            [0, 1, 2, 3].map(|column| number(row[column]).unwrap());
        let set = &mut sets[set as usize];
        let part = if answered == 1 { &mut set.answered } else { &mut set.waiting };
        (0..count).for_each(|_| part.add(minutes));
    }
    sets
}

fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0)
}

#[test]
fn every_step_of_every_curve_equals_that_of_lifelines() {
    let mut theirs = vec![Vec::new(); SETS];
    for row in rows(include_str!("lifelines/curves.csv")) {
        theirs[number::<usize>(row[0]).unwrap()].push(row);
    }
    assert!(theirs.iter().map(Vec::len).sum::<usize>() > 300);
    for (set, (sample, rows)) in sets().iter().zip(theirs).enumerate() {
        let steps: Vec<_> = bounds(sample).collect();
        assert_eq!(steps.len(), rows.len(), "set {set}");
        for (step, row) in steps.iter().zip(rows) {
            assert_eq!(Some(step.point.minutes), number(row[1]), "set {set}");
            let ours = [step.point.waiting, step.variance, step.low, step.high];
            for (ours, theirs) in ours.into_iter().zip(&row[2..]) {
                assert!(close(ours, number(theirs).unwrap_or(0.0)), "set {set}: {step:?} {row:?}");
            }
        }
    }
}

#[test]
fn medians_their_intervals_p90_and_restricted_means_equal_those_of_lifelines() {
    let sets = sets();
    for row in rows(include_str!("lifelines/figures.csv")) {
        let sample = &sets[number::<usize>(row[0]).unwrap()];
        let [median, p90, low, high] = [1, 2, 3, 4].map(|column| minutes(row[column]));
        assert_eq!(quantile(sample, Level::Median), median, "{row:?}");
        assert_eq!(quantile(sample, Level::P90), p90, "{row:?}");
        assert_eq!(median_interval(sample), Interval { low, high }, "{row:?}");
        let mean = restricted_mean(sample, minutes(row[5]).unwrap()).unwrap();
        assert!(close(mean, number(row[6]).unwrap()), "{mean} {row:?}");
    }
}

#[test]
fn quantiles_equal_those_of_numpy() {
    let sets = sets();
    for row in rows(include_str!("lifelines/quantiles.csv")) {
        let set = &sets[number::<usize>(row[0]).unwrap()];
        let mut all: Sample = set.answered.clone();
        all.merge(&set.waiting);
        assert_eq!(all.quantile(number(row[1]).unwrap()), minutes(row[2]), "{row:?}");
    }
}
