//! Polls beside complaints: what is loud but rare, and what is quiet but wide.

use domain::TopicCode;
use serde::Serialize;

use crate::brief::interval::wilson;
use crate::formulas::MINIMUM_N;

/// One is called far larger than the other from this factor on, between the near ends of their intervals.
const FAR: f64 = 1.5;

/// A topic in a poll and among complaints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The topic.
    pub topic: TopicCode,
    /// How many named it in the poll, of how many who answered.
    pub votes: (u32, u32),
    /// How many incidents were about it, of all of the same days.
    pub incidents: (u32, u32),
}

/// How poll and complaints stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// Many complain, few name it when asked.
    LoudButRare,
    /// Few complain, many name it when asked.
    QuietButWide,
    /// No difference that chance does not explain.
    Alike,
    /// Too few answered or complained.
    TooFew,
}

/// Compares the two shares by their 95 % intervals.
pub fn voice(asked: &Asked) -> Voice {
    let intervals = [asked.votes, asked.incidents].map(|(above, below)| wilson(above, below));
    let [Some((low_votes, high_votes)), Some((low_incidents, high_incidents))] = intervals else {
        return Voice::TooFew;
    };
    match () {
        () if asked.votes.1.min(asked.incidents.1) < MINIMUM_N => Voice::TooFew,
        () if FAR * high_votes < low_incidents => Voice::LoudButRare,
        () if FAR * high_incidents < low_votes => Voice::QuietButWide,
        () => Voice::Alike,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::topic;

    #[test]
    fn loud_and_wide_are_told_apart_only_where_chance_does_not_explain_it() {
        let found = |votes, incidents| voice(&Asked { topic: topic("roads.potholes"), votes, incidents });
        assert_eq!(found((10, 400), (90, 300)), Voice::LoudButRare);
        assert_eq!(found((160, 400), (20, 300)), Voice::QuietButWide);
        assert_eq!(found((40, 400), (45, 300)), Voice::Alike);
        assert_eq!(found((4, 9), (0, 300)), Voice::TooFew);
        assert_eq!(found((0, 0), (10, 300)), Voice::TooFew);
    }
}
