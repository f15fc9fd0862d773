//! What a reader gets: the numbers of a period and of its slices, each with what it was computed from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{AgencyId, Kind, Platform, TopicCode};
use serde::Serialize;

use crate::counts::Counts;
use crate::day::{AsOf, DayStats, Gap, HandOvers};
use crate::details::Pair;
use crate::formulas::{Formula, MINIMUM_N};
use crate::period::{Step, Window};
use crate::sample::ClockSample;
use crate::survival::{Interval, Level, median_interval, quantile};

/// The numbers of a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// How long the slices are.
    pub step: Step,
    /// The whole period.
    pub total: Slice,
    /// Its slices in order.
    pub slices: Vec<Slice>,
}

/// The numbers of one window.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slice {
    /// `2025-03-10`, `2025-W11`, `2025-03`; for the whole period its first and last day.
    pub label: String,
    /// Its days.
    pub window: Window,
    /// The period cuts it short, so it does not compare with whole ones.
    pub clipped: bool,
    /// The numbers; none, rather than zeros, when no day of the window has any.
    pub figures: Option<Figures>,
    /// Whether something may be lacking.
    pub completeness: Completeness,
}

/// Whether all days are there and nothing is known to lack from them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// Nothing is known to lack.
    pub complete: bool,
    /// Why something may be lacking.
    pub reasons: BTreeSet<Gap>,
    /// Days without numbers: they are missing, not zero.
    pub missing_days: Vec<NaiveDate>,
}

/// The numbers themselves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// When the facts were read.
    pub as_of: AsOf,
    /// The versions under which the days were computed: one, unless marked as mixed.
    pub formulas: BTreeSet<u16>,
    /// Counts, zeros included.
    pub counts: BTreeMap<&'static str, u32>,
    /// Received, by kind.
    pub by_kind: BTreeMap<Kind, u32>,
    /// Received, by topic.
    pub by_topic: BTreeMap<TopicCode, u32>,
    /// Shares.
    pub shares: Vec<Share>,
    /// Means for each incident, in the form of shares.
    pub ratios: Vec<Share>,
    /// Mean, median and p90 of the first answer on three clocks.
    pub first_answer: Vec<Statistic>,
    /// Mean, median and p90 of the closing on two clocks.
    pub closing: Vec<Statistic>,
    /// The counts of each agency, zeros left out.
    pub by_agency: BTreeMap<AgencyId, Counts>,
    /// The counts of each channel, zeros left out.
    pub by_channel: BTreeMap<Platform, Counts>,
    /// Hand-overs for each pair of desks.
    pub hand_overs: BTreeMap<Pair, HandOvers>,
    /// Of how many incidents a fact is missing, by the name of the fact. They are in no share that is made of it.
    pub missing: BTreeMap<&'static str, u32>,
}

/// A share that carries its parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The id of its formula.
    pub id: &'static str,
    /// The version of its formula.
    pub formula: u16,
    /// Above the line.
    pub numerator: u32,
    /// Below the line.
    pub denominator: u32,
    /// Their ratio; none when nothing stands below the line.
    pub value: Option<f64>,
    /// The denominator is below [`MINIMUM_N`].
    pub too_few: bool,
    /// The days on which the incidents were written.
    pub window: Window,
}

/// A clock on which a wait is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Every hour counts.
    Wall,
    /// Hours of the desk's calendar count.
    Working,
    /// Every hour since the last hand-over: shown, never scored.
    SinceAssignment,
}

/// Why a statistic has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoValue {
    /// There is nothing to compute it from.
    NoData,
    /// Too many still wait for the curve to fall that far.
    NotReached,
}

/// A statistic of the time to the first answer or to the closing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistic {
    /// The id of its formula.
    pub id: &'static str,
    /// The version of its formula.
    pub formula: u16,
    /// The clock.
    pub clock: Clock,
    /// Minutes, unless there is no value.
    pub minutes: Option<f64>,
    /// Of a median: where it lies in 95 of 100 such cohorts; an end is none where it is not reached.
    pub interval: Option<Interval>,
    /// Why there is no value.
    pub reason: Option<NoValue>,
    /// How many went into it: the answered into a mean, all into a quantile.
    pub n: u32,
    /// How many had their answer.
    pub answered: u32,
    /// How many had none: censored in a quantile, unknown to a mean.
    pub unanswered: u32,
    /// `n` is below [`MINIMUM_N`].
    pub too_few: bool,
    /// The days on which the incidents were written.
    pub window: Window,
}

/// Puts the days of several units together; a day that some unit lacks is marked.
pub fn combine(units: &[BTreeMap<NaiveDate, DayStats>]) -> BTreeMap<NaiveDate, DayStats> {
    let mut sum: BTreeMap<NaiveDate, DayStats> = BTreeMap::new();
    for (day, stats) in units.iter().flatten() {
        sum.entry(*day).and_modify(|known| known.absorb(stats)).or_insert_with(|| stats.clone());
    }
    for (day, stats) in &mut sum {
        if units.iter().any(|unit| !unit.contains_key(day)) {
            stats.gaps.insert(Gap::MissingUnit);
        }
    }
    sum
}

/// The report on `period` from the stored days, in slices of `step`. Days outside the period are not looked at.
pub fn report(period: Window, step: Step, days: &BTreeMap<NaiveDate, DayStats>) -> Report {
    let label = format!("{}/{}", period.from, period.to);
    let slices = step.slices(period);
    Report {
        step,
        total: slice(label, period, false, days),
        slices: slices
            .map(|(window, clipped)| slice(step.label(window.from), window, clipped, days))
            .collect(),
    }
}

fn slice(label: String, window: Window, clipped: bool, days: &BTreeMap<NaiveDate, DayStats>) -> Slice {
    let sum =
        days.range(window.from..=window.to).map(|(_, stats)| stats).fold(None, |sum, stats| match sum {
            None => Some(stats.clone()),
            Some(mut sum) => {
                DayStats::absorb(&mut sum, stats);
                Some(sum)
            }
        });
    let missing_days: Vec<NaiveDate> = window.days().filter(|day| !days.contains_key(day)).collect();
    let mut reasons = sum.as_ref().map(|sum| sum.gaps.clone()).unwrap_or_default();
    if !missing_days.is_empty() {
        reasons.insert(Gap::MissingDay);
    }
    if sum.as_ref().is_some_and(|sum| sum.formulas.len() > 1) {
        reasons.insert(Gap::MixedFormulas);
    }
    let completeness = Completeness { complete: reasons.is_empty(), reasons, missing_days };
    Slice { label, window, clipped, figures: sum.map(|sum| Figures::of(sum, window)), completeness }
}

impl Figures {
    /// The numbers that `stats` of the days of `window` give.
    pub fn of(stats: DayStats, window: Window) -> Self {
        let first_answer = |clock, sample| statistics(clock, "first_answer", sample, window);
        let closing = |clock, sample| statistics(clock, "closing", sample, window);
        Self {
            as_of: stats.as_of,
            counts: stats.counts.named().collect(),
            shares: Share::all(&stats.counts, window),
            ratios: Formula::ratios().map(|formula| Share::of(formula, &stats.counts, window)).collect(),
            first_answer: [
                first_answer(Clock::Wall, &stats.wall),
                first_answer(Clock::Working, &stats.working),
                first_answer(Clock::SinceAssignment, &stats.assigned),
            ]
            .concat(),
            closing: [
                closing(Clock::Wall, &stats.closing_wall),
                closing(Clock::Working, &stats.closing_working),
            ]
            .concat(),
            missing: missing(&stats.counts),
            formulas: stats.formulas,
            by_kind: stats.by_kind,
            by_topic: stats.by_topic,
            by_agency: stats.by_agency,
            by_channel: stats.by_channel,
            hand_overs: stats.hand_overs,
        }
    }

    /// The share of this formula.
    pub fn share(&self, id: &str) -> Option<&Share> {
        self.shares.iter().chain(&self.ratios).find(|share| share.id == id)
    }

    /// The statistic of this formula.
    pub fn statistic(&self, id: &str) -> Option<&Statistic> {
        self.first_answer.iter().chain(&self.closing).find(|statistic| statistic.id == id)
    }
}

impl Share {
    /// Every share that these counts give.
    pub fn all(counts: &Counts, window: Window) -> Vec<Self> {
        Formula::shares().map(|formula| Self::of(formula, counts, window)).collect()
    }

    fn of(formula: &'static Formula, counts: &Counts, window: Window) -> Self {
        let (numerator, denominator) = formula.parts(counts);
        Self {
            id: formula.id,
            formula: formula.version,
            numerator,
            denominator,
            value: (denominator > 0).then(|| f64::from(numerator) / f64::from(denominator)),
            too_few: denominator < MINIMUM_N,
            window,
        }
    }
}

/// Of how many incidents each fact is missing; days of the first version have none of them.
fn missing(counts: &Counts) -> BTreeMap<&'static str, u32> {
    let author = counts.confirmed
        + counts.author_neutral
        + counts.disputed
        + counts.author_silent
        + counts.author_not_asked;
    let tone = counts.tone_negative + counts.tone_neutral + counts.tone_positive;
    let aftermath = counts.durable_7 + counts.returned_7 + counts.durable_pending_7;
    [
        ("tone", counts.received - tone),
        ("author", counts.closed - author),
        ("aftermath", counts.solved - aftermath),
        ("hops", counts.received - counts.hops_known),
        ("promises", counts.received - counts.promises_known),
        ("replies", counts.received - counts.replies_known),
    ]
    .into()
}

fn statistics(clock: Clock, milestone: &str, sample: &ClockSample, window: Window) -> [Statistic; 3] {
    let name = match clock {
        Clock::Wall => "wall",
        Clock::Working => "working",
        Clock::SinceAssignment => "assigned",
    };
    let entry = |statistic| Formula::named(&format!("{milestone}_{statistic}_{name}"));
    let formulas =
        ["mean", "median", "p90"].map(entry).map(|entry| entry.expect("each has its entry, as a test holds"));
    let answered = sample.answered.len();
    let all = sample.len();
    let quantile = |level| quantile(sample, level).map(f64::from);
    let values = [(mean(sample), answered), (quantile(Level::Median), all), (quantile(Level::P90), all)];
    std::array::from_fn(|index| {
        let (formula, (minutes, n)) = (formulas[index], values[index]);
        let missing = if n == 0 { NoValue::NoData } else { NoValue::NotReached };
        Statistic {
            id: formula.id,
            formula: formula.version,
            clock,
            minutes,
            interval: formula.id.contains("_median_").then(|| median_interval(sample)),
            reason: minutes.is_none().then_some(missing),
            n,
            answered,
            unanswered: all - answered,
            too_few: n < MINIMUM_N,
            window,
        }
    })
}

#[expect(clippy::cast_precision_loss, reason = "minutes of all incidents stay far below 2^53")]
fn mean(sample: &ClockSample) -> Option<f64> {
    let answered = sample.answered.len();
    (answered > 0).then(|| sample.answered.sum() as f64 / f64::from(answered))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::IncidentFacts;
    use crate::fixture::{at, date, incident, key, region};
    use crate::formulas::FORMULAS;

    const SUNDAY: &str = "2025-03-16 12:00";

    fn period(from: &str, to: &str) -> Window {
        Window::new(date(from), date(to)).unwrap()
    }

    fn days(of: &[&str], facts: &[IncidentFacts]) -> BTreeMap<NaiveDate, DayStats> {
        of.iter().map(|on| (date(on), region(on, SUNDAY, facts))).collect()
    }

    #[test]
    fn a_missing_day_is_missing_and_not_zero() {
        let days = days(&["2025-03-10", "2025-03-11"], &[incident(1, "2025-03-10 09:00")]);
        let report = report(period("2025-03-10", "2025-03-12"), Step::Day, &days);
        let received: Vec<Option<u32>> = report
            .slices
            .iter()
            .map(|slice| slice.figures.as_ref().map(|figures| figures.counts["received"]))
            .collect();
        assert_eq!(received, [Some(1), Some(0), None]);
        assert_eq!(report.total.completeness.missing_days, [date("2025-03-12")]);
        assert_eq!(report.total.completeness.reasons, [Gap::MissingDay].into());
        assert!(!report.total.completeness.complete);
        assert!(report.slices[0].completeness.complete);
    }

    #[test]
    fn days_outside_the_period_are_not_looked_at() {
        let days = days(&["2025-03-09", "2025-03-10"], &[incident(1, "2025-03-09 09:00")]);
        let report = report(period("2025-03-10", "2025-03-10"), Step::Week, &days);
        assert_eq!(report.total.figures.unwrap().counts["received"], 0);
        assert_eq!((report.slices[0].label.as_str(), report.slices[0].clipped), ("2025-W11", true));
    }

    #[test]
    fn a_unit_that_lacks_a_day_marks_the_sum() {
        let whole = days(&["2025-03-10", "2025-03-11"], &[]);
        let part = days(&["2025-03-10"], &[]);
        let sum = combine(&[whole, part]);
        assert!(sum[&date("2025-03-10")].gaps.is_empty());
        assert_eq!(sum[&date("2025-03-11")].gaps, [Gap::MissingUnit].into());
    }

    #[test]
    fn versions_of_formulas_do_not_mix_unseen() {
        let mut days = days(&["2025-03-10", "2025-03-11"], &[]);
        days.get_mut(&date("2025-03-11")).unwrap().formulas = [1].into();
        let report = report(period("2025-03-10", "2025-03-11"), Step::Day, &days);
        assert_eq!(report.total.completeness.reasons, [Gap::MixedFormulas].into());
        assert!(report.slices.iter().all(|slice| slice.completeness.complete));
    }

    #[test]
    fn nothing_below_the_line_is_no_share() {
        let figures = Figures::of(region("2025-03-10", SUNDAY, &[]), period("2025-03-10", "2025-03-10"));
        assert!(figures.shares.iter().all(|share| share.value.is_none() && share.too_few));
        assert!(figures.first_answer.iter().all(|statistic| statistic.reason == Some(NoValue::NoData)));
    }

    #[test]
    fn a_median_that_most_still_wait_for_is_not_reached() {
        let mut facts = vec![incident(1, "2025-03-10 09:00"), incident(2, "2025-03-10 09:00")];
        facts.push(IncidentFacts {
            key: key(3),
            first_answer_at: Some(at("2025-03-10 09:10")),
            ..facts[0].clone()
        });
        let figures = Figures::of(region("2025-03-10", SUNDAY, &facts), period("2025-03-10", "2025-03-10"));
        let median = figures.statistic("first_answer_median_wall").unwrap();
        assert_eq!((median.minutes, median.reason), (None, Some(NoValue::NotReached)));
        assert_eq!((median.n, median.answered, median.unanswered), (3, 1, 2));
        let mean = figures.statistic("first_answer_mean_wall").unwrap();
        assert_eq!((mean.minutes, mean.reason, mean.n, mean.unanswered), (Some(10.0), None, 1, 2));
        let working = figures.statistic("first_answer_median_working").unwrap();
        assert_eq!((working.minutes, working.reason), (None, Some(NoValue::NoData)));
    }

    #[test]
    fn too_few_ends_at_the_minimum() {
        let facts: Vec<IncidentFacts> = (0..10).map(|number| incident(number, "2025-03-10 09:00")).collect();
        let few = |count: usize| {
            let stats = region("2025-03-10", SUNDAY, &facts[..count]);
            Figures::of(stats, period("2025-03-10", "2025-03-10")).share("answered_share").unwrap().too_few
        };
        assert_eq!((few(9), few(10)), (true, false));
    }

    #[test]
    fn every_number_of_a_report_has_a_formula_and_every_formula_a_number() {
        let days = days(&["2025-03-10"], &[incident(1, "2025-03-10 09:00")]);
        let report = report(period("2025-03-10", "2025-03-10"), Step::Day, &days);
        let figures = serde_json::to_value(report.total.figures).unwrap();
        let mut shown = BTreeSet::new();
        for (field, value) in figures.as_object().unwrap() {
            match (field.as_str(), value) {
                ("as_of" | "formulas" | "missing", _) => {}
                ("counts", Value::Object(counts)) => shown.extend(counts.keys().cloned()),
                ("shares" | "ratios" | "first_answer" | "closing", Value::Array(numbers)) => {
                    for number in numbers {
                        let id = number["id"].as_str().unwrap();
                        let version = Formula::named(id).map(|formula| u64::from(formula.version));
                        assert_eq!(number["formula"].as_u64(), version, "{id}");
                        shown.insert(id.to_owned());
                    }
                }
                (other, _) => {
                    shown.insert(other.to_owned());
                }
            }
        }
        let explained: BTreeSet<String> = FORMULAS.iter().map(|formula| formula.id.to_owned()).collect();
        assert_eq!(shown, explained);
    }
}
