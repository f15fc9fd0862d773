//! The verdict on a plan, with everything it rests on.

use domain::Oktmo;
use serde::Serialize;

use super::difference::{Course, Differences, Measure, centre, count, differences, mean};
use super::registration::{Better, Frozen, PlanError};
use crate::chance::Chance;

/// Fewer weeks before are no baseline.
pub const WEEKS_BEFORE: usize = 12;
/// Fewer weeks of effect show none.
pub const WEEKS_DURING: usize = 6;
/// Fewer incidents a week than this, in the mean of the baseline, are too few.
pub const WEEKLY: f64 = 5.0;
/// Among fewer other towns nothing can stand out: one of twenty is 5 %.
pub const TOWNS: usize = 20;
/// Resampled courses behind the interval.
const SAMPLES: usize = 500;
/// Weeks that are resampled together, as one week is like the next.
const BLOCK: usize = 4;
/// How rare an effect must be among towns in which nothing was done.
const LEVEL: f64 = 0.05;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It went the good way, further than chance explains.
    Improved,
    /// What is seen may be chance.
    NoEvidence,
    /// It went the bad way, further than chance explains.
    Worse,
    /// There is too little to judge by.
    TooFew,
}

/// What there is too little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TooFew {
    /// Weeks before or during.
    Weeks,
    /// Incidents a week.
    Incidents,
    /// Other towns to compare with.
    Towns,
}

/// A change, in what suits its measure: a part of the expected count (`-0.3` is three tenths fewer), or points of a share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// How it is to be read.
    pub measure: Measure,
    /// The estimate.
    pub value: f64,
    /// The lower end of the 95 % bootstrap interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The verdict on a plan, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// The hash of the frozen plan.
    pub plan: String,
    /// What came of it.
    pub verdict: Verdict,
    /// What there is too little of.
    pub too_few: Option<TooFew>,
    /// How much more the town changed than its controls.
    pub change: Option<Change>,
    /// The estimate reaches what was aimed at.
    pub target_reached: Option<bool>,
    /// The simple comparison with its own baseline, which knows nothing of season and news.
    pub before_and_after: Option<Change>,
    /// The share of towns, this one included, that moved at least as far in the same direction though nothing was done.
    pub placebo: Option<f64>,
    /// What the same method finds when the measure is pretended to have begun in the middle of the baseline.
    pub early: Option<f64>,
    /// Whom the town was compared with.
    pub controls: Vec<Oktmo>,
}

/// Judges a frozen plan by the courses of all towns of the region; towns with measures of their own are left out by the
/// caller. The same courses and plan give the same bytes.
pub fn assess(frozen: &Frozen, courses: &[Course]) -> Result<Assessment, PlanError> {
    let plan = frozen.verified()?;
    let measure = plan.measure()?;
    let own = courses.iter().position(|course| course.municipality == plan.municipality);
    let mut assessment = Assessment {
        plan: frozen.hash.clone(),
        verdict: Verdict::TooFew,
        too_few: None,
        change: None,
        target_reached: None,
        before_and_after: None,
        placebo: None,
        early: None,
        controls: Vec::new(),
    };
    match own.ok_or(TooFew::Weeks).and_then(|own| Panel::new(courses, own, measure)) {
        Err(lack) => assessment.too_few = Some(lack),
        Ok(panel) => panel.judge(plan.better, plan.seed, &mut assessment),
    }
    let good = plan.better.sign();
    let reached = |change: Change| f64::from(plan.target_per_mille) <= good * change.value * 1_000.0;
    assessment.target_reached = assessment.change.map(reached);
    Ok(assessment)
}

struct Panel<'a> {
    courses: Vec<&'a Course>,
    values: Vec<Vec<f64>>,
    split: usize,
    own: usize,
    measure: Measure,
}

impl<'a> Panel<'a> {
    /// The town and those that have as many weeks and enough incidents.
    fn new(courses: &'a [Course], own: usize, measure: Measure) -> Result<Self, TooFew> {
        let target = &courses[own];
        let (split, length) = (target.before.len(), target.during.len());
        if split < WEEKS_BEFORE || length < WEEKS_DURING {
            return Err(TooFew::Weeks);
        }
        if !is_enough(target) {
            return Err(TooFew::Incidents);
        }
        let fits = |course: &&Course| {
            course.before.len() == split && course.during.len() == length && is_enough(course)
        };
        let courses: Vec<&Course> = courses.iter().filter(fits).collect();
        if courses.len() <= TOWNS {
            return Err(TooFew::Towns);
        }
        let own = courses.iter().position(|course| course.municipality == target.municipality);
        let values = courses.iter().map(|course| course.values(measure)).collect();
        Ok(Self { values, split, own: own.expect("the town itself fits"), measure, courses })
    }

    fn judge(&self, better: Better, seed: u64, assessment: &mut Assessment) {
        let all: Vec<usize> = (0..self.courses.len()).collect();
        let without = |left_out: &[usize]| -> Vec<usize> {
            all.iter().copied().filter(|town| !left_out.contains(town)).collect()
        };
        let found = differences(&self.values, self.split, self.own, &without(&[self.own]));
        let good = better.sign();
        let moved = good * found.studentised();
        // The town itself is no control of the others: what was done there must not shift them.
        let others: Vec<f64> = without(&[self.own])
            .iter()
            .map(|town| {
                good * differences(&self.values, self.split, *town, &without(&[self.own, *town]))
                    .studentised()
            })
            .collect();
        let share = |as_far: &dyn Fn(f64) -> bool| {
            let marks: Vec<f64> = others.iter().map(|other| if as_far(*other) { 1.0 } else { 0.0 }).collect();
            (1.0 + marks.iter().sum::<f64>()) / (count(&others) + 1.0)
        };
        let (up, down) = (share(&|other| moved <= other), share(&|other| other <= moved));
        let (low, high) = interval(&found, seed);
        let (best, worst) = if better == Better::Lower { (-high, -low) } else { (low, high) };
        // What moved as far before anything was done is no effect of it.
        let (effect, early) = (good * found.effect(), good * self.early());
        assessment.verdict = match () {
            () if up <= LEVEL && 0.0 < best && 2.0 * early < effect => Verdict::Improved,
            () if down <= LEVEL && worst < 0.0 && effect < 2.0 * early => Verdict::Worse,
            () => Verdict::NoEvidence,
        };
        assessment.placebo = Some(up.min(down));
        assessment.early = Some(self.shown(self.early()));
        assessment.controls =
            found.controls.iter().map(|town| self.courses[*town].municipality.clone()).collect();
        assessment.change = Some(self.change(&found, (low, high)));
        let alone = &self.values[self.own];
        let (before, during) = (alone[..self.split].to_vec(), alone[self.split..].to_vec());
        let alone = Differences { before, during, controls: Vec::new() };
        assessment.before_and_after = Some(self.change(&alone, interval(&alone, seed)));
    }

    fn change(&self, found: &Differences, (low, high): (f64, f64)) -> Change {
        Change {
            measure: self.measure,
            value: self.shown(found.effect()),
            low: self.shown(low),
            high: self.shown(high),
        }
    }

    /// A difference of logarithms as a part of what was expected.
    fn shown(&self, effect: f64) -> f64 {
        if self.measure == Measure::Count { effect.exp() - 1.0 } else { effect }
    }

    fn early(&self) -> f64 {
        let values: Vec<Vec<f64>> = self.values.iter().map(|course| course[..self.split].to_vec()).collect();
        let others: Vec<usize> = (0..values.len()).filter(|town| *town != self.own).collect();
        differences(&values, self.split / 2, self.own, &others).effect()
    }
}

fn is_enough(course: &Course) -> bool {
    let weeks: Vec<f64> =
        course.before.iter().map(|week| f64::from(week.numerator.max(week.denominator))).collect();
    WEEKLY <= mean(&weeks)
}

/// The 95 % interval of the effect, from courses made of blocks of the weeks themselves.
fn interval(found: &Differences, seed: u64) -> (f64, f64) {
    let mut chance = Chance::new(seed);
    let mut resample = |weeks: &[f64]| {
        let mut sample = Vec::with_capacity(weeks.len() + BLOCK);
        while sample.len() < weeks.len() {
            let from = chance.below(weeks.len());
            sample.extend((0..BLOCK).map(|step| weeks[(from + step) % weeks.len()]));
        }
        centre(&sample[..weeks.len()])
    };
    let mut effects: Vec<f64> =
        (0..SAMPLES).map(|_| resample(&found.during) - resample(&found.before)).collect();
    effects.sort_by(f64::total_cmp);
    (effects[SAMPLES / 40], effects[SAMPLES - 1 - SAMPLES / 40])
}
