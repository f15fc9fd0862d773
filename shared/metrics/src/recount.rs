//! Comparing stored numbers with a recount from the incidents, field by field.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::day::DayStats;
use crate::sample::ClockSample;

/// A field in which the stored numbers and the recount differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `counts.open`, `by_topic.roads.potholes`, `wall.answered.82`.
    pub field: String,
    /// What was stored.
    pub stored: u32,
    /// What the incidents give.
    pub recounted: u32,
}

/// Where `stored` and `recounted` differ. Compute the recount with the `as_of` of what is stored: the moment itself
/// is not compared.
pub fn differences(stored: &DayStats, recounted: &DayStats) -> Vec<Difference> {
    let (mut stored, recounted) = (flat(stored), flat(recounted));
    for field in recounted.keys() {
        stored.entry(field.clone()).or_default();
    }
    stored
        .into_iter()
        .map(|(field, stored)| {
            let recounted = recounted.get(&field).copied().unwrap_or_default();
            Difference { field, stored, recounted }
        })
        .filter(|difference| difference.stored != difference.recounted)
        .collect()
}

/// Every number with its path. The pattern names all fields, so a new one cannot be forgotten here.
fn flat(stats: &DayStats) -> BTreeMap<String, u32> {
    let DayStats {
        formulas,
        as_of: _,
        counts,
        by_kind,
        by_topic,
        wall,
        working,
        assigned,
        closing_wall,
        closing_working,
        by_agency,
        by_channel,
        hand_overs,
        gaps,
    } = stats;
    let mut all = BTreeMap::new();
    all.extend(formulas.iter().map(|version| (format!("formulas.{version}"), 1)));
    all.extend(counts.named().map(|(name, count)| (format!("counts.{name}"), count)));
    all.extend(by_kind.iter().map(|(kind, count)| (format!("by_kind.{kind:?}").to_lowercase(), *count)));
    all.extend(by_topic.iter().map(|(topic, count)| (format!("by_topic.{topic}"), *count)));
    all.extend(gaps.iter().map(|gap| (format!("gaps.{}", gap.as_str()), 1)));
    let agencies = by_agency.iter().map(|(agency, counts)| (format!("by_agency.{agency}"), counts));
    let channels = by_channel.iter().map(|(channel, counts)| (format!("by_channel.{channel}"), counts));
    for (part, counts) in agencies.chain(channels) {
        all.extend(counts.named().map(|(name, count)| (format!("{part}.{name}"), count)));
    }
    for (pair, lost) in hand_overs {
        all.insert(format!("hand_overs.{pair}.count"), lost.count);
        all.insert(format!("hand_overs.{pair}.minutes"), u32::try_from(lost.minutes).unwrap_or(u32::MAX));
    }
    let clocks = [
        ("wall", wall),
        ("working", working),
        ("assigned", assigned),
        ("closing_wall", closing_wall),
        ("closing_working", closing_working),
    ];
    for (clock, sample) in clocks {
        let ClockSample { answered, waiting, never } = sample;
        all.extend(answered.iter().map(|(minutes, count)| (format!("{clock}.answered.{minutes}"), count)));
        all.extend(waiting.iter().map(|(minutes, count)| (format!("{clock}.waiting.{minutes}"), count)));
        all.insert(format!("{clock}.never"), *never);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Gap;
    use crate::fixture::{incident, region};

    #[test]
    fn equal_numbers_have_no_differences() {
        let facts = [incident(1, "2025-03-10 09:00")];
        let stats = region("2025-03-10", "2025-03-14 12:00", &facts);
        assert_eq!(differences(&stats, &stats.clone()), []);
    }

    #[test]
    fn a_lost_mark_and_another_version_are_differences() {
        let stored = region("2025-03-10", "2025-03-14 12:00", &[]);
        let mut recounted = stored.clone();
        recounted.gaps.insert(Gap::SilentPage);
        recounted.formulas = [3].into();
        recounted.working.never = 1;
        let fields: Vec<String> =
            differences(&stored, &recounted).into_iter().map(|difference| difference.field).collect();
        assert_eq!(fields, ["formulas.2", "formulas.3", "gaps.silent_page", "working.never"]);
    }
}
