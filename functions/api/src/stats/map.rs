//! Whom a centre serves, by the map of each day or by the map of today.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::NaiveDate;
use domain::{CentreId, Oktmo, Territory};
use metrics::{Window, combine};
use serde::Serialize;

use super::days::Days;

/// Which map a centre's numbers are read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Map {
    /// That of each day.
    Then,
    /// That of today, for all days.
    Now,
}

impl Map {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Then => "then",
            Self::Now => "now",
        }
    }
}

impl FromStr for Map {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Then, Self::Now].into_iter().find(|map| map.as_str() == text).ok_or(())
    }
}

/// Days between two changes of the map, and whom the centre serves then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Segment {
    #[serde(flatten)]
    pub(super) window: Window,
    pub(super) municipalities: Vec<Oktmo>,
}

/// The segments of a period, in order.
pub(super) fn segments(
    territory: &Territory,
    centre: &CentreId,
    window: Window,
    map: Map,
    today: NaiveDate,
) -> Vec<Segment> {
    let served = |on| territory.municipalities_of(centre, on).map(|unit| unit.oktmo.clone()).collect();
    if map == Map::Now {
        return vec![Segment { window, municipalities: served(today) }];
    }
    let mut starts = vec![window.from];
    starts.extend(territory.map_changes().into_iter().filter(|day| window.from < *day && *day <= window.to));
    let ends = starts.iter().skip(1).filter_map(NaiveDate::pred_opt).chain([window.to]);
    let mut segments: Vec<Segment> = Vec::new();
    for (from, to) in starts.iter().copied().zip(ends) {
        let municipalities: Vec<Oktmo> = served(from);
        match segments.last_mut().filter(|last| last.municipalities == municipalities) {
            Some(last) => last.window.to = to,
            None => segments.push(Segment { window: Window { from, to }, municipalities }),
        }
    }
    segments
}

/// Everybody who is served on some day of the period.
pub(super) fn units(segments: &[Segment]) -> Vec<Oktmo> {
    let all: BTreeSet<&Oktmo> = segments.iter().flat_map(|segment| &segment.municipalities).collect();
    all.into_iter().cloned().collect()
}

/// The centre's days: in each segment the sum of whom it serves then.
pub(super) fn combined(segments: &[Segment], units: &BTreeMap<Oktmo, Days>) -> Days {
    let mut days = Days::new();
    for segment in segments {
        let Window { from, to } = segment.window;
        let within = |oktmo: &Oktmo| -> Days {
            let known = units.get(oktmo).into_iter().flat_map(|days| days.range(from..=to));
            known.map(|(day, stats)| (*day, stats.clone())).collect()
        };
        let parts: Vec<Days> = segment.municipalities.iter().map(within).collect();
        days.extend(combine(&parts));
    }
    days
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use metrics::{DayStats, Gap};

    use super::*;
    use crate::fixture::directory;

    const NORTH: &str = "99100000";
    const SOUTH: &str = "99200000";

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shown(from: &str, to: &str, map: Map) -> Vec<(String, String, Vec<String>)> {
        let window = Window::new(date(from), date(to)).unwrap();
        let centre = CentreId::parse("north").unwrap();
        segments(&directory().territory, &centre, window, map, date("2026-03-01"))
            .into_iter()
            .map(|segment| {
                let served = segment.municipalities.iter().map(ToString::to_string).collect();
                (segment.window.from.to_string(), segment.window.to.to_string(), served)
            })
            .collect()
    }

    fn row(from: &str, to: &str, served: &[&str]) -> (String, String, Vec<String>) {
        (from.to_owned(), to.to_owned(), served.iter().map(|oktmo| (*oktmo).to_owned()).collect())
    }

    #[test]
    fn a_change_of_the_map_parts_the_period_and_the_map_of_now_does_not() {
        let then = shown("2025-05-30", "2025-06-02", Map::Then);
        let expected =
            [row("2025-05-30", "2025-05-31", &[NORTH, SOUTH]), row("2025-06-01", "2025-06-02", &[NORTH])];
        assert_eq!(then, expected);
        assert_eq!(shown("2025-05-30", "2025-06-02", Map::Now), [row("2025-05-30", "2025-06-02", &[NORTH])]);
    }

    #[test]
    fn a_period_without_a_change_is_one_segment() {
        assert_eq!(shown("2025-06-01", "2025-07-01", Map::Then), [row("2025-06-01", "2025-07-01", &[NORTH])]);
    }

    #[test]
    fn a_municipality_counts_only_while_it_is_served_and_lacks_nothing_afterwards() {
        let window = Window::new(date("2025-05-31"), date("2025-06-01")).unwrap();
        let centre = CentreId::parse("north").unwrap();
        let segments = segments(&directory().territory, &centre, window, Map::Then, date("2026-03-01"));
        let stats = |received: u32| {
            let mut stats = DayStats::empty(DateTime::UNIX_EPOCH);
            stats.counts.received = received;
            stats
        };
        let days = |counts: &[(&str, u32)]| -> Days {
            counts.iter().map(|(day, received)| (date(day), stats(*received))).collect()
        };
        let units = BTreeMap::from([
            (NORTH.parse().unwrap(), days(&[("2025-05-31", 1), ("2025-06-01", 10)])),
            (SOUTH.parse().unwrap(), days(&[("2025-05-31", 100)])),
        ]);
        let sum = combined(&segments, &units);
        assert_eq!(sum[&date("2025-05-31")].counts.received, 101);
        assert_eq!(sum[&date("2025-06-01")].counts.received, 10);
        assert!(sum.values().all(|stats| !stats.gaps.contains(&Gap::MissingUnit)));
    }
}
