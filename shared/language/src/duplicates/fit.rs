//! What the model sees of a pair, as numbers, and how its weights are found from pairs that are known.

use super::{Facts, Nearness, Reach};

/// One for the base; the topic, the place and the time count by reach.
const TOPIC: usize = 1;
const PLACE: usize = TOPIC + 3 * 4;
const TIME: usize = PLACE + 3 * Nearness::ALL.len();
const WORDS: usize = TIME + 3 * 2;
/// How many numbers.
pub const FEATURES: usize = WORDS + 5;

/// Hours of which the first half day counts as much as the days after it.
const SOON: f32 = 12.0;
/// Hours after which it does not matter how many more there are.
const LONG: f32 = 24.0 * 40.0;
/// Texts that share more are copies.
const COPY: f32 = 0.8;

/// Passes over the pairs.
const ROUNDS: usize = 12;
/// Keeps weights near what was thought before, where the pairs do not ask for another.
const RIDGE: f32 = 1e-4;
const STEP: f32 = 0.3;
/// The pairs are taken in strides of this prime, so that neighbours in the list do not follow each other.
const STRIDE: usize = 7_919;

/// Hours between two messages.
pub(crate) fn hours(one: &Facts, other: &Facts) -> Option<f32> {
    let (one, other) = one.written_at.zip(other.written_at)?;
    let minutes = i32::try_from((one - other).num_minutes().abs()).unwrap_or(i32::MAX);
    #[expect(clippy::cast_precision_loss, reason = "after years a minute does not matter")]
    let hours = minutes as f32 / 60.0;
    Some(hours)
}

/// A pair as numbers: the same whichever comes first.
pub fn features(one: &Facts, other: &Facts) -> [f32; FEATURES] {
    let mut numbers = [0.0; FEATURES];
    numbers[0] = 1.0;
    numbers[FEATURES - 1] = f32::from(u8::from(persons_differ(one, other)));
    let reach = reach(one, other);
    numbers[TOPIC + reach * 4 + topic(one, other)] = 1.0;
    let nearness = Nearness::of(one, other);
    let place = Nearness::ALL.iter().position(|known| *known == nearness).unwrap_or_default();
    numbers[PLACE + reach * Nearness::ALL.len() + place] = 1.0;
    let hours = hours(one, other);
    numbers[TIME + reach] = hours.map_or(1.0, |hours| (hours / SOON).ln_1p());
    numbers[TIME + 3 + reach] = hours.map_or(0.5, |hours| hours.min(LONG) / LONG);
    if one.sketch.is_empty() || other.sketch.is_empty() {
        numbers[WORDS + 3] = 1.0;
        return numbers;
    }
    let resemblance = one.sketch.resemblance(&other.sketch);
    numbers[WORDS] = resemblance;
    numbers[WORDS + 1] = one.sketch.containment(&other.sketch);
    numbers[WORDS + 2] = f32::from(u8::from(resemblance > COPY));
    numbers
}

/// How the topics agree.
fn topic(one: &Facts, other: &Facts) -> usize {
    match one.subject.zip(other.subject) {
        Some((one, other)) if one.leaf == other.leaf => 0,
        Some((one, other)) if one.family == other.family => 1,
        Some(_) => 2,
        None => 3,
    }
}

/// People have given the two messages different topics: that weighs more than two guesses of a machine.
fn persons_differ(one: &Facts, other: &Facts) -> bool {
    let pair = one.subject.zip(other.subject);
    pair.is_some_and(|(one, other)| one.certain && other.certain && one.leaf != other.leaf)
}

/// The narrower reach of the two counts.
fn reach(one: &Facts, other: &Facts) -> usize {
    let of = |facts: &Facts| match facts.subject.map(|subject| subject.reach) {
        Some(Reach::House) | None => 0,
        Some(Reach::Street) => 1,
        Some(Reach::Network) => 2,
    };
    of(one).min(of(other))
}

/// What is thought before any pair is seen. Who does not say where is no proof of the same place.
fn before() -> [f32; FEATURES] {
    let mut weights = [0.0; FEATURES];
    for (nearness, by_reach) in [
        (Nearness::Settlement, [-2.5, -1.5, -0.5]),
        (Nearness::Municipality, [-2.5, -2.0, -1.5]),
        (Nearness::Unknown, [-2.5, -2.0, -1.5]),
    ] {
        let place = Nearness::ALL.iter().position(|known| *known == nearness).unwrap_or_default();
        for (reach, weight) in by_reach.into_iter().enumerate() {
            weights[PLACE + reach * Nearness::ALL.len() + place] = weight;
        }
    }
    weights[FEATURES - 1] = -4.0;
    weights
}

/// The weights that best tell the pairs of one problem from the others: a logistic model, found by descent pair by
/// pair, with smaller steps for what was seen often.
pub fn fit(pairs: &[([f32; FEATURES], bool)]) -> [f32; FEATURES] {
    let before = before();
    let mut weights = before;
    let mut seen = [1e-3_f32; FEATURES];
    for turn in 0..ROUNDS * pairs.len() {
        let (numbers, same) = &pairs[turn * STRIDE % pairs.len()];
        let miss = share(sum(numbers, &weights)) - f32::from(u8::from(*same));
        for (index, number) in numbers.iter().enumerate().filter(|(_, number)| **number != 0.0) {
            let slope = miss * number + RIDGE * (weights[index] - before[index]);
            seen[index] += slope * slope;
            weights[index] -= STEP * slope / seen[index].sqrt();
        }
    }
    weights
}

/// The sum of a pair by weights.
pub(crate) fn sum(numbers: &[f32; FEATURES], weights: &[f32; FEATURES]) -> f32 {
    numbers.iter().zip(weights).map(|(number, weight)| number * weight).sum()
}

/// The probability that belongs to a sum.
pub(crate) fn share(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_learn_what_tells_the_pairs_apart() {
        let pair = |index: usize, same| {
            let mut numbers = [0.0; FEATURES];
            (numbers[0], numbers[index]) = (1.0, 1.0);
            (numbers, same)
        };
        let pairs: Vec<_> = (0..50).flat_map(|_| [pair(1, true), pair(3, false)]).collect();
        let weights = fit(&pairs);
        assert!(share(sum(&pairs[0].0, &weights)) > 0.9);
        assert!(share(sum(&pairs[1].0, &weights)) < 0.1);
    }
}
