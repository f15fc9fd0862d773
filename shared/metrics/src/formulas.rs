//! The data dictionary: what each published number means, and from what it is computed.
//!
//! A share is computed *from its entry here*, so the text and the number cannot part.

mod clocks;
mod intake;
mod resolution;
mod work;

use serde::Serialize;

use crate::counts::Counts;

/// The version under which days are stored. It rises when any formula changes its meaning.
///
/// 1: counts, three shares of resolution, first answers on two clocks. 2: nothing of that changed; days also keep
/// agencies, channels, hand-overs, closings, and what the details of the facts say.
pub const FORMULA_VERSION: u16 = 2;

/// Below this many cases a share, mean or quantile is marked as too few. A convention, not a law of statistics.
pub const MINIMUM_N: u32 = 10;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Incidents.
    Incidents,
    /// Messages after the first of an incident.
    Messages,
    /// A part of one; differences between shares are points.
    Share,
    /// How many for each; it may be above one.
    Ratio,
    /// Minutes.
    Minutes,
    /// Hand-overs, promises, replies: an incident may have several.
    Events,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Formula {
    /// The name that goes with every number.
    pub id: &'static str,
    /// The version of this formula.
    pub version: u16,
    /// The first version of stored days that keeps it; in earlier ones it is missing.
    pub since: u16,
    /// What a reader sees above the number.
    pub name_ru: &'static str,
    /// What it means.
    pub text_en: &'static str,
    /// What it means, in Russian.
    pub text_ru: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// Counts whose sum stands above the line; a count stands for itself.
    pub numerator: &'static [&'static str],
    /// Counts whose sum stands below the line; none for a number that is no share.
    pub denominator: &'static [&'static str],
    /// The facts it is read from.
    pub source: &'static str,
}

impl Formula {
    const fn new(id: &'static str, unit: Unit, source: &'static str, words: [&'static str; 3]) -> Self {
        let [name_ru, text_en, text_ru] = words;
        Self {
            id,
            version: 1,
            since: 1,
            name_ru,
            text_en,
            text_ru,
            unit,
            numerator: &[],
            denominator: &[],
            source,
        }
    }

    const fn since(self, version: u16) -> Self {
        Self { since: version, ..self }
    }

    const fn ratio(
        id: &'static str,
        numerator: &'static [&'static str],
        denominator: &'static [&'static str],
        words: [&'static str; 3],
    ) -> Self {
        Self { unit: Unit::Ratio, ..Self::share(id, numerator, denominator, words) }
    }

    const fn share(
        id: &'static str,
        numerator: &'static [&'static str],
        denominator: &'static [&'static str],
        words: [&'static str; 3],
    ) -> Self {
        Self { numerator, denominator, ..Self::new(id, Unit::Share, "counts of the same window", words) }
    }

    /// The entry of this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        FORMULAS.iter().find(|formula| formula.id == id)
    }

    /// Every share.
    pub fn shares() -> impl Iterator<Item = &'static Self> {
        FORMULAS.iter().filter(|formula| formula.unit == Unit::Share)
    }

    /// Every mean number of events for each incident.
    pub fn ratios() -> impl Iterator<Item = &'static Self> {
        FORMULAS.iter().filter(|formula| formula.unit == Unit::Ratio)
    }

    /// Numerator and denominator out of these counts.
    pub fn parts(&self, counts: &Counts) -> (u32, u32) {
        let sum = |names: &[&str]| names.iter().filter_map(|name| counts.get(name)).sum();
        (sum(self.numerator), sum(self.denominator))
    }
}

const WRITTEN: &str = "written_at";
const ANSWER: &str = "first_answer_at, answer_due, closing, withdrawn_at";
const CLOSING: &str = "closing, resolve_due, withdrawn_at";
const WALL: &str = "written_at, first_answer_at";
const CLOSED: &str = "written_at, closing, withdrawn_at";
const CLOSED_WORKING: &str = "written_at, closing, withdrawn_at, the calendar of the desk";
const HOPS: &str = "hand-overs, first_answer_at";
const PROMISES: &str = "promised dates in replies";
const REPLIES: &str = "replies, the form-reply meter";
const WORKING: &str = "written_at, first_answer_at, the calendar of the desk";

const fn incidents(id: &'static str, source: &'static str, words: [&'static str; 3]) -> Formula {
    Formula::new(id, Unit::Incidents, source, words)
}

const fn minutes(id: &'static str, source: &'static str, words: [&'static str; 3]) -> Formula {
    Formula::new(id, Unit::Minutes, source, words)
}

/// Every number that a report can show.
pub const FORMULAS: &[Formula] =
    &join::<LENGTH>([intake::ENTRIES, resolution::ENTRIES, clocks::ENTRIES, work::ENTRIES]);

const LENGTH: usize =
    intake::ENTRIES.len() + resolution::ENTRIES.len() + clocks::ENTRIES.len() + work::ENTRIES.len();

const fn join<const N: usize>(parts: [&[Formula]; 4]) -> [Formula; N] {
    let mut all = [parts[0][0]; N];
    let (mut part, mut next) = (0, 0);
    while part < parts.len() {
        let mut index = 0;
        while index < parts[part].len() {
            all[next] = parts[part][index];
            (index, next) = (index + 1, next + 1);
        }
        part += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_numbers_share_an_id() {
        let ids: BTreeSet<&str> = FORMULAS.iter().map(|formula| formula.id).collect();
        assert_eq!(ids.len(), FORMULAS.len());
    }

    #[test]
    fn shares_are_made_of_counts_and_nothing_else_is() {
        for formula in FORMULAS {
            let parts = formula.numerator.iter().chain(formula.denominator);
            assert!(parts.clone().all(|part| Counts::NAMES.contains(part)), "{}", formula.id);
            assert_eq!(
                matches!(formula.unit, Unit::Share | Unit::Ratio),
                parts.count() > 0,
                "{}",
                formula.id
            );
            assert!(formula.numerator.len() <= formula.denominator.len(), "{}", formula.id);
        }
    }

    #[test]
    fn every_entry_speaks_both_languages() {
        let cyrillic = |text: &str| text.chars().any(|letter| ('а'..='я').contains(&letter));
        for formula in FORMULAS {
            assert!(cyrillic(formula.name_ru) && cyrillic(formula.text_ru), "{}", formula.id);
            assert!(!formula.text_en.is_empty() && !cyrillic(formula.text_en), "{}", formula.id);
        }
    }

    #[test]
    fn the_readme_names_every_formula() {
        let readme = include_str!("../README.md");
        for formula in FORMULAS {
            assert!(readme.contains(&format!("`{}`", formula.id)), "{}", formula.id);
        }
    }
}
