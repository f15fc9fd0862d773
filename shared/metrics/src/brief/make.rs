//! Making a sentence: the same facts always give the same words.

use super::interval::{difference, wilson};
use super::{About, Facts, Figure, Sentence, texts};
use crate::day::DayStats;
use crate::formulas::{Formula, MINIMUM_N, Unit};
use crate::period::Window;
use crate::sample::ClockSample;
use crate::survival::{Level, quantile};

impl Sentence {
    /// The sentence about something; none when its metric is not of the kind the template needs, or there is nothing to
    /// compare with.
    pub fn make(about: About, facts: Facts<'_>) -> Option<Self> {
        let (figures, text) = match &about {
            About::Received => received(facts)?,
            About::Count { metric } => count(metric, facts)?,
            About::Share { metric } => share(metric, facts)?,
            About::Median { metric } => median(metric, facts)?,
            About::Trend { metric } => trend(metric, facts)?,
            About::Topic { code, name } => {
                let count = facts.stats.by_topic.get(code).copied().unwrap_or_default();
                let received = facts.stats.counts.received;
                let figure = figure(Formula::named("by_topic")?, facts.window, Some(count), Some(received));
                (vec![figure], texts::topic(name, count, received))
            }
            About::Completeness => (Vec::new(), texts::completeness(facts.stats.gaps.iter())),
        };
        Some(Self { about, figures, texts: texts::VERSION, incidents: facts.incidents.to_owned(), text })
    }
}

type Made = (Vec<Figure>, String);

fn figure(formula: &Formula, window: Window, numerator: Option<u32>, denominator: Option<u32>) -> Figure {
    Figure { metric: formula.id.to_owned(), formula: formula.version, window, numerator, denominator }
}

fn received(facts: Facts<'_>) -> Option<Made> {
    let counts = facts.stats.counts;
    let figures = [("received", counts.received), ("voices", counts.voices)]
        .into_iter()
        .map(|(id, count)| Some(figure(Formula::named(id)?, facts.window, Some(count), None)))
        .collect::<Option<_>>()?;
    Some((figures, texts::received(facts.window, counts.received, counts.voices)))
}

fn count(metric: &str, facts: Facts<'_>) -> Option<Made> {
    let formula = Formula::named(metric)?;
    let count = facts.stats.counts.get(formula.id)?;
    Some((vec![figure(formula, facts.window, Some(count), None)], texts::count(formula, count)))
}

fn parts(metric: &str, stats: &DayStats, window: Window) -> Option<(&'static Formula, Figure, (u32, u32))> {
    let formula = Formula::named(metric).filter(|formula| formula.unit == Unit::Share)?;
    let (numerator, denominator) = formula.parts(&stats.counts);
    let figure = figure(formula, window, Some(numerator), Some(denominator));
    Some((formula, figure, (numerator, denominator)))
}

fn share(metric: &str, facts: Facts<'_>) -> Option<Made> {
    let (formula, figure, (numerator, denominator)) = parts(metric, facts.stats, facts.window)?;
    let interval = wilson(numerator, denominator).filter(|_| MINIMUM_N <= denominator);
    let text = match denominator {
        0 => texts::no_data(formula),
        _ => texts::share(formula, numerator, denominator, interval),
    };
    Some((vec![figure], text))
}

fn trend(metric: &str, facts: Facts<'_>) -> Option<Made> {
    let (window, stats) = facts.before?;
    let (formula, now, of_now) = parts(metric, facts.stats, facts.window)?;
    let (_, before, of_before) = parts(metric, stats, window)?;
    let is_enough = MINIMUM_N <= of_now.1.min(of_before.1);
    let text = match difference(of_now, of_before).filter(|_| is_enough) {
        Some(found) => texts::trend(formula, window, found),
        None => texts::trend_too_few(formula, window),
    };
    Some((vec![now, before], text))
}

fn median(metric: &str, facts: Facts<'_>) -> Option<Made> {
    let formula = Formula::named(metric)?;
    let sample = clock(facts.stats, metric)?;
    let (minutes, all) = (quantile(sample, Level::Median), sample.len());
    let text = texts::median(formula, minutes, all, MINIMUM_N <= all);
    Some((vec![figure(formula, facts.window, minutes, Some(all))], text))
}

fn clock<'a>(stats: &'a DayStats, metric: &str) -> Option<&'a ClockSample> {
    match metric {
        "first_answer_median_wall" => Some(&stats.wall),
        "first_answer_median_working" => Some(&stats.working),
        "closing_median_wall" => Some(&stats.closing_wall),
        "closing_median_working" => Some(&stats.closing_working),
        _ => None,
    }
}
