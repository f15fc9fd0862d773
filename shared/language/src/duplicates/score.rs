//! How likely two messages tell of the same problem, and why.

use std::fmt;

use super::fit::{features, hours, share, sum};
use super::weights::WEIGHTS;
use super::{Facts, Nearness};

/// From this probability on a pair is shown to a person.
pub const SUGGEST: f32 = 0.4;
/// From this probability on a pair may be joined without a person.
pub const MERGE: f32 = 0.7;

/// Hours in a day.
const DAY: f32 = 24.0;

/// One reason for or against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// The topics agree, or only their family, or neither; none where one is unknown.
    Topic {
        /// The same topic.
        same: bool,
        /// The same family of topics.
        family: bool,
    },
    /// How near the places are.
    Place(Nearness),
    /// Hours between the messages.
    Hours(f32),
    /// Percent of common words.
    Words(f32),
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Topic { same: true, .. } => formatter.write_str("та же тема"),
            Self::Topic { family: true, .. } => formatter.write_str("близкая тема"),
            Self::Topic { .. } => formatter.write_str("другая тема"),
            Self::Place(nearness) => formatter.write_str(place(*nearness)),
            Self::Hours(hours) if *hours < 1.0 => formatter.write_str("почти одновременно"),
            Self::Hours(hours) if *hours < 2.0 * DAY => write!(formatter, "{hours:.0} ч между сообщениями"),
            Self::Hours(hours) => write!(formatter, "{:.0} дн. между сообщениями", hours / DAY),
            Self::Words(share) => write!(formatter, "общих слов {share:.0} %"),
        }
    }
}

const fn place(nearness: Nearness) -> &'static str {
    match nearness {
        Nearness::Same => "то же место",
        Nearness::Neighbour => "соседний дом",
        Nearness::Street => "та же улица",
        Nearness::FarOnStreet => "та же улица, другой конец",
        Nearness::Settlement => "тот же населённый пункт",
        Nearness::Municipality => "тот же муниципалитет",
        Nearness::Elsewhere => "другая улица",
        Nearness::Apart => "другой населённый пункт",
        Nearness::Unknown => "место не названо",
    }
}

/// How likely two messages tell of one problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// From 0 to 1.
    pub probability: f32,
    /// What it rests on.
    pub parts: Vec<Part>,
}

impl Score {
    /// In whole percent.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies in 0..=1")]
    pub fn percent(&self) -> u8 {
        (self.probability * 100.0).round() as u8
    }

    /// The reasons in one line.
    pub fn why(&self) -> String {
        self.parts.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }
}

/// Compares two messages. The order of the two does not matter.
pub fn score(one: &Facts, other: &Facts) -> Score {
    Score { probability: share(sum(&features(one, other), &WEIGHTS)), parts: parts(one, other) }
}

fn parts(one: &Facts, other: &Facts) -> Vec<Part> {
    let topic = one
        .subject
        .zip(other.subject)
        .map(|(one, other)| Part::Topic { same: one.leaf == other.leaf, family: one.family == other.family });
    let words = (!one.sketch.is_empty() && !other.sketch.is_empty())
        .then(|| Part::Words(one.sketch.resemblance(&other.sketch) * 100.0));
    let place = Some(Part::Place(Nearness::of(one, other)));
    [topic, place, hours(one, other).map(Part::Hours), words].into_iter().flatten().collect()
}
