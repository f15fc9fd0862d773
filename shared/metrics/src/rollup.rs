//! Sums of stored days: weeks and months of a scope, centres by any map, the region out of its centres.
//!
//! Nothing but days is stored. Every longer period and every centre is a sum made on reading, so it cannot part from them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use domain::{CentreId, Oktmo};

use crate::day::{DayStats, Gap};
use crate::period::{Step, Window};
use crate::scope::Scope;

/// The days of one scope.
pub type Days = BTreeMap<NaiveDate, DayStats>;

/// The name of one sum: `22527000/week/2025-W11`, `agency:roads/month/2025-03`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Whose incidents.
    pub scope: Scope,
    /// How long the period is.
    pub step: Step,
    /// Its first day.
    pub from: NaiveDate,
}

/// A text that names no sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a sum: expected a scope, a step and a period with / between them")]
pub struct KeyError;

impl Key {
    /// The sum in which `day` lies.
    pub fn of(scope: Scope, step: Step, day: NaiveDate) -> Self {
        Self { scope, step, from: step.whole(day).from }
    }

    /// Its days.
    pub fn window(&self) -> Window {
        self.step.whole(self.from)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}/{}", self.scope, self.step, self.step.label(self.from))
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '/');
        let mut part = || parts.next().ok_or(KeyError);
        let scope = part()?.parse().map_err(|_| KeyError)?;
        let step: Step = part()?.parse().map_err(|_| KeyError)?;
        let window = step.labelled(part()?).ok_or(KeyError)?;
        Ok(Self { scope, step, from: window.from })
    }
}

/// The sums of `days` by periods of `step`, each by its first day. A period of which days are missing is marked.
pub fn by_step(step: Step, days: &Days) -> Days {
    let mut sums = Days::new();
    let mut counted: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for (day, stats) in days {
        let from = step.whole(*day).from;
        *counted.entry(from).or_default() += 1;
        sums.entry(from).and_modify(|sum: &mut DayStats| sum.absorb(stats)).or_insert_with(|| stats.clone());
    }
    for (from, stats) in &mut sums {
        if counted[from] < step.whole(*from).days().count() {
            stats.gaps.insert(Gap::MissingDay);
        }
    }
    sums
}

/// By which map of centres and municipalities numbers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Map {
    /// That of each day.
    Then,
    /// That of one day, for all days.
    On(NaiveDate),
}

impl Map {
    /// The day whose map holds for `day`.
    pub const fn day_for(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Then => day,
            Self::On(other) => other,
        }
    }
}

/// The days of each centre, and of the municipalities without one. `units` are the days of all municipalities, and of the
/// unplaced under none; `centre_of` is the dated map. What is summed over all centres is the region, by whatever map.
pub fn by_centre(
    units: &BTreeMap<Option<Oktmo>, Days>,
    map: Map,
    centre_of: impl Fn(&Oktmo, NaiveDate) -> Option<CentreId>,
) -> BTreeMap<Option<CentreId>, Days> {
    let every_day: BTreeSet<NaiveDate> = units.values().flat_map(|days| days.keys().copied()).collect();
    let mut centres: BTreeMap<Option<CentreId>, Days> = BTreeMap::new();
    let mut lacking = BTreeSet::new();
    for (unit, days) in units {
        for day in &every_day {
            let centre = unit.as_ref().and_then(|unit| centre_of(unit, map.day_for(*day)));
            let Some(stats) = days.get(day) else {
                lacking.insert((centre, *day));
                continue;
            };
            let sums = centres.entry(centre).or_default();
            sums.entry(*day).and_modify(|sum| sum.absorb(stats)).or_insert_with(|| stats.clone());
        }
    }
    for (centre, day) in lacking {
        if let Some(stats) = centres.get_mut(&centre).and_then(|days| days.get_mut(&day)) {
            stats.gaps.insert(Gap::MissingUnit);
        }
    }
    centres
}

#[cfg(test)]
mod tests;
