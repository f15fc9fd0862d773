//! What is promised of a replay and of a plan.

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::directory::Directory;
use crate::ids::PageId;
use crate::message::{Form, Platform};
use crate::rules::lint::{self, World};
use crate::rules::{Change, Plan, PlanRefused};
use crate::texts;

fn directory() -> Directory {
    Directory::load(&crate::directory::fixture::files()).unwrap().0
}

fn rules(version: u64, lines: &[(&str, &str, &str)]) -> RuleSet {
    let mut text = format!("version = {version}\n{}", if lines.is_empty() { "rules = []\n" } else { "" });
    for (id, when, to) in lines {
        let _ = write!(text, "[[rules]]\nid = '{id}'\nwhen = '{when}'\nto = {to}\n");
    }
    toml::from_str(&text).unwrap()
}

const GRID: &str = "{ agency = 'grid' }";
const ROADS: &str = "{ role = 'roads' }";
const HALL: &str = "{ role = 'administration' }";

const LINES: [(&str, &str, &str); 6] = [
    ("thanks", "kind = thanks", "'centre'"),
    ("potholes", "topic = roads.potholes and place = 99100000", ROADS),
    ("roads", "topic = roads.*", GRID),
    ("north", "centre = north", HALL),
    ("trees", "topic in [yards.trees, roads.snow]", ROADS),
    ("rest", "always", "'centre'"),
];

fn past() -> impl Strategy<Value = Vec<Past>> {
    let topic = prop::option::of(prop::sample::select(vec!["roads.potholes", "roads.snow", "yards.trees"]));
    let unit = prop::option::of(prop::sample::select(vec!["99100000", "99200000"]));
    let kind = prop::sample::select(vec![Kind::Complaint, Kind::Thanks]);
    let one = (topic, unit, kind, 0..400_u64).prop_map(|(topic, unit, kind, day)| RoutingFacts {
        municipality: unit.map(|code| Oktmo::parse(code).unwrap()),
        settlement: None,
        topic: topic.map(|code| TopicCode::parse(code).unwrap()),
        kind,
        page: PageId::parse("north-vk").unwrap(),
        platform: Platform::Vk,
        form: Form::Comment,
        on: chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(day),
        time: chrono::NaiveTime::MIN,
        words: BTreeSet::new(),
    });
    prop::collection::vec(one, 0..40).prop_map(|facts| {
        let key = |index: usize| MessageKey::parse(&format!("{index:020}")).unwrap();
        facts.into_iter().enumerate().map(|(index, facts)| Past { incident: key(index), facts }).collect()
    })
}

fn some_rules() -> impl Strategy<Value = RuleSet> {
    let lines = prop::sample::subsequence(LINES.to_vec(), 0..=LINES.len()).prop_shuffle();
    lines.prop_map(|lines| rules(1, &lines))
}

/// Where a message goes, without the code under test: the rules of this file one by one.
fn desk_by_hand(lines: &RuleSet, facts: &RoutingFacts) -> String {
    let unit = facts.municipality.as_ref().map(Oktmo::as_str);
    let moved = chrono::NaiveDate::from_ymd_opt(2025, 6, 1).unwrap();
    let centre = match unit {
        Some("99100000") => "centre:north",
        Some(_) if facts.on < moved => "centre:north",
        Some(_) => "centre:south",
        None => "region",
    };
    let topic = facts.topic.as_ref().map(TopicCode::as_str);
    for rule in lines.rules.iter().filter(|_| topic.is_some()) {
        let roads = topic.is_some_and(|topic| topic.starts_with("roads."));
        let fits = match rule.id.as_str() {
            "thanks" => facts.kind == Kind::Thanks,
            "potholes" => topic == Some("roads.potholes") && unit == Some("99100000"),
            "roads" => roads,
            "north" => centre == "centre:north",
            "trees" => matches!(topic, Some("yards.trees" | "roads.snow")),
            _ => true,
        };
        // Both roles are held in the first municipality only.
        return match rule.id.as_str() {
            _ if !fits => continue,
            "roads" => "agency:grid".to_owned(),
            "potholes" | "trees" if unit == Some("99100000") => "agency:north-roads".to_owned(),
            "north" if unit == Some("99100000") => "agency:north-hall".to_owned(),
            _ => centre.to_owned(),
        };
    }
    centre.to_owned()
}

proptest! {
    #[test]
    fn the_moved_are_those_that_brute_force_moves(past in past(), old in some_rules(), new in some_rules()) {
        let directory = directory();
        let replay = Replay::of(&past, &old, &new, |facts| directory.ground(facts));
        let expected: Vec<(String, String, String)> = past
            .iter()
            .map(|past| {
                let (from, to) = (desk_by_hand(&old, &past.facts), desk_by_hand(&new, &past.facts));
                (past.incident.to_string(), from, to)
            })
            .filter(|(_, from, to)| from != to)
            .collect();
        let found: Vec<(String, String, String)> = replay
            .moved
            .iter()
            .map(|moved| (moved.incident.to_string(), moved.from.to_string(), moved.to.to_string()))
            .collect();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(replay.read, past.len());
        prop_assert_eq!(replay.by_desks().values().sum::<usize>(), expected.len());
        prop_assert_eq!(replay.by_topic().values().sum::<usize>(), expected.len());
        prop_assert_eq!(replay.by_municipality().values().sum::<usize>(), expected.len());
    }
}

fn plan(old: &RuleSet, new: &RuleSet, past: &[Past]) -> Plan {
    let mut directory = directory();
    let replay = Replay::of(past, old, new, |facts| directory.ground(facts));
    directory.router = new.clone();
    let faults = lint::check(new, &World::of(&directory)).unwrap();
    Plan::new(old, new.rules.clone(), faults, replay)
}

fn pothole() -> Past {
    let facts = RoutingFacts {
        municipality: Oktmo::parse("99100000").ok(),
        settlement: None,
        topic: TopicCode::parse("roads.potholes").ok(),
        kind: Kind::Complaint,
        page: PageId::parse("north-vk").unwrap(),
        platform: Platform::Vk,
        form: Form::Comment,
        on: "2025-03-01".parse().unwrap(),
        time: chrono::NaiveTime::MIN,
        words: BTreeSet::new(),
    };
    Past { incident: MessageKey::parse("00000000000000000001").unwrap(), facts }
}

#[test]
fn a_plan_is_printed_before_it_is_carried_out() {
    let old = rules(4, &[LINES[1], LINES[2], LINES[5]]);
    let new = rules(1, &[LINES[0], LINES[2], LINES[5]]);
    let plan = plan(&old, &new, &[pothole()]);
    insta::assert_snapshot!(texts::rules::plan(&plan, &directory()), @"
    Правила: версия 4 → 5
      - potholes: убрано
      + thanks: новое, если kind = thanks
    Проверка: замечаний нет.
    На прошлых обращениях: проверено 1, ушло бы иначе 1.
    Куда:
           1  Дороги Северского округа → Сети
    По темам:
           1  Дороги › Ямы и выбоины на дороге
    По муниципалитетам:
           1  Северский округ
    ");
    let applied = plan.apply(&old).unwrap();
    assert_eq!((applied.version, applied.rules), (5, new.rules));
}

#[test]
fn a_plan_made_for_other_rules_or_with_faults_is_not_carried_out() {
    let old = rules(4, &[LINES[2], LINES[5]]);
    assert_eq!(plan(&old, &old, &[]).apply(&old), Err(PlanRefused::Empty));
    let late = plan(&old, &rules(1, &[LINES[5], LINES[2]]), &[]);
    let names = |id: &str| RuleId::parse(id).unwrap();
    assert_eq!(late.changes, [Change::Moved(names("rest")), Change::Moved(names("roads"))]);
    assert_eq!(late.apply(&old), Err(PlanRefused::Faulty(1)));
    assert!(texts::rules::plan(&late, &directory()).contains("! «roads»: не сработает никогда"));
    let sound = plan(&old, &rules(1, &[LINES[0], LINES[2], LINES[5]]), &[]);
    assert_eq!(sound.apply(&rules(5, &[LINES[5]])), Err(PlanRefused::Stale));
    // What no rule takes lies with a person: that is no fault of the plan.
    let partial = plan(&old, &rules(1, &[LINES[2]]), &[]);
    assert!(texts::rules::plan(&partial, &directory()).contains("ни одно правило не берёт сообщение"));
    assert!(partial.apply(&old).is_ok());
}
