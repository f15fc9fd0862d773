//! Which of a queue will miss its deadline first: the order in which to work, as long as it is better than no order.
//!
//! The risk of an open incident is the share of a desk's earlier waits that had lasted as long and went on past the deadline.
//! Whether such risks are worth anything is measured on incidents whose end is known: if their Brier score is not below that
//! of telling everybody the base rate, the order is switched off and the queue goes by deadlines alone.

use chrono::{DateTime, Utc};
use domain::{Desk, MessageKey};
use serde::Serialize;

use crate::sample::{ClockSample, Sample};
use crate::survival::curve;

/// So many imagined waits of the region as a whole stand beside those of a desk: a desk with a short past is like the others.
const PRIOR: f64 = 10.0;
/// Fewer incidents with a known end measure nothing.
pub const LEAST_KNOWN: usize = 50;

/// An open incident with a deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The incident.
    pub key: MessageKey,
    /// Where it lies.
    pub desk: Desk,
    /// For how many minutes it has waited.
    pub waited: u32,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// How many minutes are left; none when the deadline has passed.
    pub left: Option<u32>,
}

/// A risk that was, or would have been, told of an incident, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// The risk of missing the deadline.
    pub risk: f64,
    /// It was missed.
    pub missed: bool,
}

/// Whether risks are worth telling.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibration {
    /// Incidents with a known end.
    pub known: usize,
    /// The mean squared error of the risks.
    pub brier: f64,
    /// That of telling everybody the share that was missed.
    pub of_base_rate: f64,
    /// The risks are better, and there are enough to say so.
    pub is_on: bool,
}

/// An incident of the ordered queue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// The incident.
    pub key: MessageKey,
    /// The risk of missing the deadline; none while risks are switched off.
    pub risk: Option<f64>,
    /// The deadline has passed.
    pub missed: bool,
}

/// The risk that a wait of `waited` minutes goes on for `left` more, by the past of a desk and of all desks together.
pub fn risk(desk: &ClockSample, all: &ClockSample, waited: u32, left: u32) -> f64 {
    let until = waited.saturating_add(left);
    let general = still(all, until) / still(all, waited).max(1e-9);
    let longer = |minutes: u32| minutes > waited;
    let at_risk: u32 = [&desk.answered, &desk.waiting]
        .into_iter()
        .flat_map(Sample::iter)
        .filter(|(minutes, _)| longer(*minutes))
        .map(|(_, count)| count)
        .sum::<u32>()
        + desk.never;
    let own = if at_risk == 0 { general } else { still(desk, until) / still(desk, waited).max(1e-9) };
    let weight = f64::from(at_risk);
    ((own * weight + general.min(1.0) * PRIOR) / (weight + PRIOR)).clamp(0.0, 1.0)
}

/// The share that still waits after so many minutes.
fn still(sample: &ClockSample, minutes: u32) -> f64 {
    curve(sample).take_while(|point| point.minutes <= minutes).last().map_or(1.0, |point| point.waiting)
}

/// Measures risks on incidents whose end is known.
#[expect(clippy::cast_precision_loss, reason = "incidents of some weeks")]
pub fn calibration(known: &[Known]) -> Calibration {
    let count = known.len().max(1) as f64;
    let missed = |known: &Known| if known.missed { 1.0 } else { 0.0 };
    let base = known.iter().map(missed).sum::<f64>() / count;
    let error = |told: &dyn Fn(&Known) -> f64| {
        known.iter().map(|known| (told(known) - missed(known)).powi(2)).sum::<f64>() / count
    };
    let (brier, of_base_rate) = (error(&|known| known.risk), error(&|_| base));
    Calibration {
        known: known.len(),
        brier,
        of_base_rate,
        is_on: LEAST_KNOWN <= known.len() && brier < of_base_rate,
    }
}

/// The queue in the order in which to work: what can still be saved by falling risk, then what is late already, oldest deadline
/// first. Where risks are switched off, all by deadline.
pub fn order(queue: &[Open], calibration: &Calibration, risk_of: impl Fn(&Open, u32) -> f64) -> Vec<Ranked> {
    let mut rows: Vec<(&Open, Option<f64>)> = queue
        .iter()
        .map(|open| (open, open.left.filter(|_| calibration.is_on).map(|left| risk_of(open, left))))
        .collect();
    rows.sort_by(|(one, risk), (other, other_risk)| {
        let late = |open: &Open| calibration.is_on && open.left.is_none();
        let higher = other_risk.unwrap_or_default().total_cmp(&risk.unwrap_or_default());
        late(one).cmp(&late(other)).then(higher).then(one.due.cmp(&other.due)).then(one.key.cmp(&other.key))
    });
    rows.into_iter()
        .map(|(open, risk)| Ranked { key: open.key.clone(), risk, missed: open.left.is_none() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::fixture::{at, key};

    /// A quick desk, and one that is slow half of the time.
    fn past(slow: bool, seed: u64) -> ClockSample {
        let mut chance = Chance::new(seed);
        let waits = (0..300).map(|_| wait(slow, &mut chance));
        ClockSample { answered: waits.collect(), ..ClockSample::default() }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes of a few days")]
    fn wait(slow: bool, chance: &mut Chance) -> u32 {
        let scale = if slow && chance.below(2) == 0 { 3_000.0 } else { 120.0 };
        (scale * chance.gamma(2.0)) as u32
    }

    fn world(seed: u64, told: impl Fn(bool, f64) -> f64) -> Calibration {
        let (quick, slow) = (past(false, 1), past(true, 2));
        let mut all = quick.clone();
        all.merge(&slow);
        let mut chance = Chance::new(seed);
        let known: Vec<Known> = (0..400)
            .map(|number| {
                let is_slow = number % 2 == 0;
                let wait = wait(is_slow, &mut chance);
                let desk = if is_slow { &slow } else { &quick };
                Known { risk: told(is_slow, risk(desk, &all, 0, 540)), missed: wait > 540 }
            })
            .collect();
        calibration(&known)
    }

    #[test]
    fn risks_from_the_past_of_a_desk_are_better_than_the_base_rate() {
        for seed in 0..20 {
            let found = world(seed, |_, risk| risk);
            assert!(found.is_on && found.brier < 0.95 * found.of_base_rate, "{found:?}");
        }
    }

    #[test]
    fn risks_that_are_worse_than_the_base_rate_are_switched_off() {
        for seed in 0..20 {
            assert!(!world(seed, |_, risk| 1.0 - risk).is_on);
            assert!(!world(seed, |is_slow, _| if is_slow { 1.0 } else { 0.0 }).is_on);
        }
        assert!(!calibration(&[Known { risk: 1.0, missed: true }; LEAST_KNOWN - 1]).is_on);
    }

    #[test]
    fn a_desk_without_a_past_is_like_the_others_and_waiting_on_raises_the_risk() {
        let slow = past(true, 2);
        let of_all = risk(&ClockSample::default(), &slow, 0, 540);
        assert!((of_all - still(&slow, 540)).abs() < 1e-9);
        assert!(risk(&slow, &slow, 500, 40) > risk(&slow, &slow, 0, 540));
        assert!(risk(&slow, &slow, 0, 100) > risk(&slow, &slow, 0, 540));
    }

    #[test]
    fn the_queue_goes_by_risk_and_by_deadline_when_risks_are_switched_off() {
        let open = |number, due: &str, left| Open {
            key: key(number),
            desk: Desk::Region,
            waited: 10,
            due: at(due),
            left,
        };
        let queue = [
            open(1, "2025-03-10 12:00", Some(60)),
            open(2, "2025-03-10 13:00", Some(120)),
            open(3, "2025-03-10 10:00", None),
            open(4, "2025-03-10 14:00", Some(180)),
        ];
        let risk_of = |open: &Open, _| if open.key == key(2) { 0.9 } else { 0.2 };
        let names = |is_on| {
            let calibration = Calibration { known: 100, brier: 0.1, of_base_rate: 0.2, is_on };
            let ranked = order(&queue, &calibration, risk_of);
            assert!(ranked.iter().all(|ranked| is_on || ranked.risk.is_none()));
            ranked.into_iter().map(|ranked| ranked.key).collect::<Vec<_>>()
        };
        assert_eq!(names(true), [key(2), key(1), key(4), key(3)]);
        assert_eq!(names(false), [key(3), key(1), key(2), key(4)]);
    }
}
