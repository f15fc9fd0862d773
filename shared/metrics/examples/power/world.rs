//! Invented regions whose truth is known: seasons, bad weeks, waves that neighbours share, and what is planted.

use chrono::{Days, NaiveDate};
use domain::Oktmo;
use metrics::chance::Chance;
use metrics::effects::{Better, Course, Frozen, Plan, Week};
use metrics::period::Window;

/// How a world is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct World {
    /// Towns, in a ring: the next ones are neighbours.
    pub(crate) towns: usize,
    /// Weeks of the baseline.
    pub(crate) before: usize,
    /// Weeks of the effect window.
    pub(crate) during: usize,
    /// The mean of a town's week.
    pub(crate) weekly: f64,
    /// What the town of the measure has of its usual number in the effect window: 0.7 is 30 % fewer.
    pub(crate) planted: f64,
}

impl World {
    /// Forty towns, a year before and half a year after.
    pub(crate) const USUAL: Self = Self { towns: 40, before: 52, during: 26, weekly: 60.0, planted: 1.0 };

    /// The courses of all towns; the measure is taken in the first.
    pub(crate) fn courses(&self, seed: u64) -> Vec<Course> {
        let mut chance = Chance::new(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x5DEE_CE66);
        let weeks = self.before + self.during;
        let waves = self.waves(&mut chance, weeks);
        let phase = chance.fraction() * std::f64::consts::TAU;
        (0..self.towns).map(|town| self.course(town, phase, &waves, &mut chance)).collect()
    }

    /// Two to five weeks in which a town and its neighbours write more than usual.
    fn waves(&self, chance: &mut Chance, weeks: usize) -> Vec<Vec<f64>> {
        let mut waves = vec![vec![0.0; weeks]; self.towns];
        for _ in 0..self.towns * weeks / 80 {
            let (town, from, length) = (chance.below(self.towns), chance.below(weeks), 2 + chance.below(4));
            let height = 0.15 + 0.45 * chance.fraction();
            for neighbour in [town + self.towns - 1, town, town + 1] {
                let course = &mut waves[neighbour % self.towns];
                course.iter_mut().skip(from).take(length).for_each(|wave| *wave += height);
            }
        }
        waves
    }

    fn course(&self, town: usize, phase: f64, waves: &[Vec<f64>], chance: &mut Chance) -> Course {
        // The town of the measure has the stated size; the others are of all sizes.
        let size = if town == 0 { 1.0 } else { (0.6 * chance.normal()).exp() };
        let (swing, shift) = (0.3 + 0.05 * chance.normal(), 0.1 * chance.normal());
        let mut drift = 0.0;
        let weeks: Vec<Week> = waves[town]
            .iter()
            .enumerate()
            .map(|(week, wave)| {
                drift = 0.8 * drift + 0.04 * chance.normal();
                #[expect(clippy::cast_precision_loss, reason = "weeks of a year")]
                let season = swing * (std::f64::consts::TAU * week as f64 / 52.0 + phase + shift).sin();
                let planted = if town == 0 && week >= self.before { self.planted } else { 1.0 };
                let mean = self.weekly * size * (season + drift + wave).exp() * planted;
                Week { numerator: chance.negative_binomial(mean, 25.0), denominator: 0 }
            })
            .collect();
        let (before, during) = weeks.split_at(self.before);
        Course { municipality: oktmo(town), before: before.to_vec(), during: during.to_vec() }
    }

    /// A plan for the first town, frozen in time.
    pub(crate) fn plan(&self, seed: u64) -> Frozen {
        let start: NaiveDate = "2025-01-06".parse().expect("a date");
        let window = |from: usize, weeks: usize| {
            let from = start + Days::new(7 * from as u64);
            Window::new(from, from + Days::new(7 * weeks as u64 - 1)).expect("weeks in order")
        };
        let plan = Plan {
            metric: "received".to_owned(),
            formula: 1,
            municipality: oktmo(0),
            baseline: window(0, self.before),
            effect: window(self.before, self.during),
            better: Better::Lower,
            target_per_mille: 300,
            owner: "ok_example".to_owned(),
            seed,
        };
        let now = start.and_time(chrono::NaiveTime::MIN).and_utc();
        plan.freeze(now, chrono_tz::Europe::Moscow).expect("it is before the effect window")
    }
}

fn oktmo(town: usize) -> Oktmo {
    Oktmo::parse(&format!("{:08}", town + 1)).expect("eight digits")
}
