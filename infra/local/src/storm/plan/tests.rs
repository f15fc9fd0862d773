use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::Directory;

use super::*;
use crate::region;

fn noon() -> DateTime<Utc> {
    "2026-03-10T09:00:00Z".parse().unwrap()
}

pub(super) fn pages() -> Vec<(Page, PageAccess)> {
    let (directory, access) = Directory::load(&region::built_in()).unwrap();
    access.into_iter().map(|access| (directory.page(&access.page).unwrap().clone(), access)).collect()
}

fn plan(seed: u64) -> Plan {
    Plan::new(seed, 3_000, pages(), noon())
}

#[test]
fn a_seed_draws_one_storm() {
    let bodies = |plan: &Plan| -> Vec<bytes::Bytes> {
        plan.errands
            .iter()
            .flat_map(|errand| errand.parcels.iter().map(|parcel| parcel.body.clone()))
            .collect()
    };
    assert_eq!(bodies(&plan(7)), bodies(&plan(7)));
    assert_ne!(bodies(&plan(7)), bodies(&plan(8)));
}

#[test]
fn every_message_is_another_and_lies_within_two_days() {
    let plan = plan(7);
    let names: BTreeSet<_> = plan.messages.iter().map(|message| (message.page, &message.object)).collect();
    assert_eq!(names.len(), 3_000);
    for message in &plan.messages {
        let age = noon() - message.written_at;
        assert!(age > TimeDelta::minutes(10) && age < TimeDelta::days(2), "{}", message.object);
    }
}

#[test]
fn the_shares_are_near_what_was_promised() {
    let plan = plan(7);
    let near = |count: usize, promised: u32| {
        let promised = promised as usize * 3;
        assert!(count * 2 > promised && count < promised * 3, "{count} of {promised}");
    };
    near(plan.shares.edits, EDITED);
    near(plan.shares.removals, DELETED);
    near(plan.shares.voices, VOICES);
    near(plan.shares.redeliveries, REDELIVERED);
    assert_eq!((plan.unknown_kinds, plan.unreadable.len()), (30, 15));
}

#[test]
fn every_answer_is_to_a_message_of_the_storm() {
    let plan = plan(7);
    let names: BTreeSet<_> = plan.messages.iter().map(|message| (message.page, &message.object)).collect();
    for message in &plan.messages {
        assert!(message.answers.as_ref().is_none_or(|answered| names.contains(&(message.page, answered))));
    }
}

#[test]
fn days_hold_everything_that_was_ever_written() {
    let plan = plan(7);
    let days = plan.days(chrono_tz::Europe::Moscow);
    let counted: u32 = days.values().map(|day| day.incidents + day.voices).sum();
    let never_written =
        plan.messages.iter().filter(|message| message.fate == Fate::Removed { written: false }).count();
    assert!(never_written > 0);
    assert_eq!(counted as usize, 3_000 - never_written);
}
