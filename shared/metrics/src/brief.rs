//! The morning brief: sentences that can be checked.
//!
//! A sentence is a template over metric ids. It carries what stands above and below the line, the window, the version of the
//! formula and a hash of the incidents behind it, so that anybody can have it made again and compared ([`verify()`]). All words
//! stand in [`texts`]; nothing is worded freely, so nothing can be worded kindly.

pub mod interval;
mod make;
pub mod texts;
mod verify;

use std::fmt::Write;

use domain::{MessageKey, TopicCode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::day::DayStats;
use crate::period::Window;

pub use verify::{Difference, Verdict, verify};

/// What a sentence is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "template")]
pub enum About {
    /// How much came: incidents and voices, apart.
    Received,
    /// A count.
    Count {
        /// The id of its formula.
        metric: String,
    },
    /// A share, with its parts.
    Share {
        /// The id of its formula.
        metric: String,
    },
    /// A median, with who is behind it.
    Median {
        /// The id of its formula.
        metric: String,
    },
    /// How a share differs from that of the window before, in points.
    Trend {
        /// The id of its formula.
        metric: String,
    },
    /// How many were about a topic.
    Topic {
        /// The topic.
        code: TopicCode,
        /// What it is called.
        name: String,
    },
    /// Whether something may be lacking.
    Completeness,
}

/// A number in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The id of its formula.
    pub metric: String,
    /// The version of its formula.
    pub formula: u16,
    /// The days on which the incidents were written.
    pub window: Window,
    /// The count, or what stands above the line; of a median its minutes.
    pub numerator: Option<u32>,
    /// What stands below the line; of a median how many are behind it.
    pub denominator: Option<u32>,
}

/// A sentence, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// What it is about.
    pub about: About,
    /// Its numbers.
    pub figures: Vec<Figure>,
    /// The version of the texts.
    pub texts: u16,
    /// The hash of the incidents of its window; see [`incidents_hash`].
    pub incidents: String,
    /// Its words, in Russian.
    pub text: String,
}

/// The brief of a municipality, a centre or the region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// The name under which the days of the unit are stored.
    pub scope: String,
    /// What the unit is called.
    pub name: String,
    /// Its days.
    pub window: Window,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
}

/// What sentences are made from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The days.
    pub window: Window,
    /// Their sum.
    pub stats: &'a DayStats,
    /// As many days before them, and their sum.
    pub before: Option<(Window, &'a DayStats)>,
    /// The hash of the incidents of the window.
    pub incidents: &'a str,
}

/// SHA-256 over the names of the incidents in order, each once, in hexadecimal.
pub fn incidents_hash<'a>(keys: impl IntoIterator<Item = &'a MessageKey>) -> String {
    let sorted: std::collections::BTreeSet<&MessageKey> = keys.into_iter().collect();
    let mut hasher = Sha256::new();
    for key in sorted {
        hasher.update(key.as_str());
        hasher.update("\n");
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes every text");
        hex
    })
}

impl Brief {
    /// The brief of a unit. `topics` are the names of topics; of those that came most, three are named.
    pub fn of(scope: &str, name: &str, facts: Facts<'_>, topics: &dyn Fn(&TopicCode) -> String) -> Self {
        let count = |metric: &str| About::Count { metric: metric.to_owned() };
        let share = |metric: &str| About::Share { metric: metric.to_owned() };
        let mut abouts = vec![About::Received];
        abouts
            .extend(largest(facts.stats).into_iter().map(|code| About::Topic { name: topics(&code), code }));
        abouts.extend(FIVE.map(share));
        abouts.extend([
            share("answered_on_time_share"),
            About::Trend { metric: "answered_on_time_share".to_owned() },
        ]);
        abouts.extend([count("answer_overdue"), count("overdue_open")]);
        abouts.extend(
            ["first_answer_median_wall", "first_answer_median_working"]
                .map(|metric| About::Median { metric: metric.to_owned() }),
        );
        abouts.extend(["negative_share", "promises_kept_share", "form_reply_share"].map(share));
        abouts.push(About::Completeness);
        let sentences = abouts.into_iter().filter_map(|about| Sentence::make(about, facts)).collect();
        Self { scope: scope.to_owned(), name: name.to_owned(), window: facts.window, sentences }
    }

    /// The brief as plain text.
    pub fn text(&self) -> String {
        let mut text = texts::title(&self.name, self.window);
        for (number, sentence) in self.sentences.iter().enumerate() {
            write!(text, "\n{}. {}", number + 1, sentence.text).expect("a string takes every text");
        }
        text
    }
}

/// The five shares of resolution, always together.
pub const FIVE: [&str; 5] =
    ["answered_share", "closed_share", "solved_of_solvable", "confirmed_share", "durable_30_share"];

/// The three topics of which most came; of equally many the first by name.
fn largest(stats: &DayStats) -> Vec<TopicCode> {
    let mut topics: Vec<(&TopicCode, &u32)> = stats.by_topic.iter().collect();
    topics.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
    topics.into_iter().take(3).map(|(code, _)| code.clone()).collect()
}

#[cfg(test)]
mod tests;
