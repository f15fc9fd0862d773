//! How invented agencies work: some at once, some late, some hardly ever. A plan is a function of seed and incident.

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::agency::{Agency, Desk};
use domain::{Directory, Oktmo};
use serde_json::{Value, json};

use super::chance::{Chance, share};
use super::words::Words;

/// What can be expected of an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Answers within hours.
    Prompt,
    /// Answers within a working day or so.
    Slow,
    /// Answers after two days or three.
    Late,
    /// Answers one in ten; for the rest the centre answers in its place, days later.
    Silent,
}

/// Lengths of work in percent of the usual one: most are near it, a few are far above.
const SPREAD: [u32; 12] = [15, 30, 45, 60, 75, 90, 105, 125, 150, 190, 270, 480];

impl Manner {
    /// The manner of an agency.
    pub(super) fn of(seed: u64, agency: &Agency) -> Self {
        match share(seed, &["manner", agency.id.as_str()]) {
            0..52 => Self::Prompt,
            52..76 => Self::Slow,
            76..91 => Self::Late,
            _ => Self::Silent,
        }
    }

    /// Working minutes until an answer, usually.
    const fn usual(self) -> u32 {
        match self {
            Self::Prompt => 130,
            Self::Slow => 380,
            Self::Late => 1_000,
            Self::Silent => 1_800,
        }
    }
}

/// Something that an agency or an operator does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// When.
    pub(super) at: DateTime<Utc>,
    /// Whether the operator of the centre does it, not the agency.
    pub(super) by_operator: bool,
    /// What, as the API reads it.
    pub(super) action: Value,
}

/// What is needed to plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) seed: u64,
    pub(super) directory: &'a Directory,
    pub(super) agency: &'a Agency,
    pub(super) incident: &'a str,
    pub(super) municipality: Option<&'a Oktmo>,
}

/// What the agency will do about an incident that it learns of at `learned`.
pub(super) fn plan(ground: Ground<'_>, learned: DateTime<Utc>) -> Vec<Step> {
    let Ground { seed, agency, incident, .. } = ground;
    let mut chance = Chance::of(seed, &["plan", agency.id.as_str(), incident]);
    let manner = Manner::of(seed, agency);
    let mut steps = Steps { ground, learned, planned: Vec::new() };
    if manner == Manner::Silent && !chance.percent(10) {
        let text = Words::built_in().answer(&mut chance.0, "instead");
        let action = json!({ "action": "answer", "text": text, "outcome": { "outcome": "explained" } });
        steps.add(chance.between(1_000, 3_200), true, action);
        return steps.planned;
    }
    if chance.percent(7)
        && let Some(to) = next_desk(ground)
    {
        let reason = Words::built_in().answer(&mut chance.0, "passed");
        let after = chance.between(20, 240);
        steps.add(after, false, json!({ "action": "pass_on", "to": to, "reason": reason }));
        return steps.planned;
    }
    let work = manner.usual() * SPREAD[chance.between(0, 12) as usize] / 100;
    if chance.percent(70) {
        steps.add(work * chance.between(5, 40) / 100, false, json!({ "action": "accept" }));
    }
    answer(&mut steps, &mut chance, work);
    steps.planned
}

struct Steps<'a> {
    ground: Ground<'a>,
    learned: DateTime<Utc>,
    planned: Vec<Step>,
}

impl Steps<'_> {
    /// Adds what is done after so many minutes of the agency's own working time.
    fn add(&mut self, minutes: u32, by_operator: bool, action: Value) {
        let span = TimeDelta::minutes(i64::from(minutes) + 2);
        let calendar = self.ground.directory.calendar(&self.ground.agency.calendar);
        let at = calendar.and_then(|calendar| calendar.add_working(self.learned, span).ok());
        self.planned.push(Step { at: at.unwrap_or(self.learned + span), by_operator, action });
    }

    fn day_after(&self, minutes: u32, days: u64) -> String {
        let zone = self.ground.directory.region.zone;
        let then = self.learned + TimeDelta::minutes(minutes.into());
        (then.with_timezone(&zone).date_naive() + Days::new(days)).to_string()
    }
}

/// The answer, and what may follow it.
fn answer(steps: &mut Steps<'_>, chance: &mut Chance, work: u32) {
    let words = Words::built_in();
    let (purpose, outcome) = match chance.between(0, 100) {
        0..50 => ("fixed", json!({ "outcome": "fixed" })),
        50..74 => ("explained", json!({ "outcome": "explained" })),
        74..83 => {
            let date = steps.day_after(work, chance.between(10, 60).into());
            ("planned", json!({ "outcome": "planned", "date": date }))
        }
        83..88 => ("nothing", json!({ "outcome": "no_further_action" })),
        88..91 => {
            let year: i32 = steps.day_after(work, 365)[..4].parse().expect("a date begins with its year");
            ("budget", json!({ "outcome": "deferred_for_budget", "year": year }))
        }
        _ => ("asked", Value::Null),
    };
    let text = words.answer(&mut chance.0, purpose);
    steps.add(work, false, json!({ "action": "answer", "text": text, "outcome": outcome }));
    if outcome.is_null() {
        let later = work + chance.between(300, 1_800);
        let ended = if chance.percent(75) { "fixed" } else { "author_unreachable" };
        steps.add(later, false, json!({ "action": "close", "outcome": { "outcome": ended } }));
    } else if purpose == "fixed" && chance.percent(5) {
        let later = work + chance.between(300, 1_800);
        let reason = words.answer(&mut chance.0, "reopened");
        steps.add(later, true, json!({ "action": "reopen", "reason": reason }));
        let text = words.answer(&mut chance.0, "fixed");
        let outcome = json!({ "outcome": "fixed" });
        steps.add(later + work + 60, false, json!({ "action": "answer", "text": text, "outcome": outcome }));
    }
}

/// Whom an agency names that has nothing to do with the matter: the administration, or else the centre.
fn next_desk(ground: Ground<'_>) -> Option<Desk> {
    let municipality = ground.municipality?;
    let is_administration = |agency: &&Agency| {
        agency.serves(municipality) && agency.roles.iter().any(|role| role.as_str() == "administration")
    };
    match ground.directory.agencies.iter().find(is_administration) {
        Some(agency) if agency.id != ground.agency.id => Some(Desk::Agency(agency.id.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_the_same_whenever_it_is_made_and_differs_between_incidents() {
        let (directory, _) = Directory::load(&crate::region::built_in()).unwrap();
        let learned = "2026-09-16T07:00:00Z".parse().unwrap();
        let oktmo: Oktmo = "22715000".parse().unwrap();
        let agency = directory.agency(&"vyksa-roads".parse().unwrap()).unwrap();
        let plan_of = |incident: &str| {
            let ground =
                Ground { seed: 3, directory: &directory, agency, incident, municipality: Some(&oktmo) };
            plan(ground, learned)
        };
        assert_eq!(plan_of("a"), plan_of("a"));
        let plans: Vec<Vec<Step>> = (0..200).map(|number: u32| plan_of(&number.to_string())).collect();
        assert!(plans.iter().any(|plan| *plan != plans[0]));
        for step in plans.iter().flatten() {
            assert!(step.at > learned);
            assert!(
                serde_json::from_value::<domain::incident::Action>(step.action.clone()).is_ok(),
                "{step:?}"
            );
        }
    }
}
