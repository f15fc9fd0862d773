//! The proof against trying every message of a small region.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;

use super::*;
use crate::message::{Form, Kind};
use crate::rules::facts::{RoutingFacts, Word, is_working};
use crate::rules::parse::tests::any_condition;
use crate::rules::print::{FORMS, KINDS};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn base() -> Facts {
    let told = RoutingFacts {
        municipality: None,
        settlement: None,
        topic: None,
        kind: Kind::Complaint,
        page: PageId::parse("north-vk").unwrap(),
        platform: Platform::Vk,
        form: Form::Comment,
        on: day("2026-11-20"),
        time: NaiveTime::MIN,
        words: BTreeSet::new(),
    };
    Facts { told, severity: None, centre: None, working: None }
}

/// Every message that the choices of `vary`, one after another, make of those before.
fn every<T>(messages: Vec<Facts>, choices: &[T], put: impl Fn(&mut Facts, &T)) -> Vec<Facts> {
    let mut all = Vec::with_capacity(messages.len() * choices.len());
    for message in messages {
        for choice in choices {
            let mut message = message.clone();
            put(&mut message, choice);
            all.push(message);
        }
    }
    all
}

fn subjects(world: &World<'_>) -> Vec<Facts> {
    let topics: Vec<_> = world.topics.iter().cloned().map(Some).chain([None]).collect();
    every(vec![base()], &topics, |facts, topic| {
        (facts.told.topic, facts.severity) = topic.clone().unzip();
    })
}

fn in_places(messages: Vec<Facts>) -> Vec<Facts> {
    let places = [
        (None, None),
        (Some("99100000"), None),
        (Some("99100000"), Some("Северск")),
        (Some("99200000"), None),
        (Some("99200000"), Some("Южный")),
    ];
    every(messages, &places, |facts, (unit, settlement)| {
        facts.told.municipality = unit.map(|code| Oktmo::parse(code).unwrap());
        facts.told.settlement = settlement.map(ToOwned::to_owned);
    })
}

fn without_time(world: &World<'_>) -> Vec<Facts> {
    let messages = every(in_places(subjects(world)), &world.pages, |facts, (page, platform)| {
        (facts.told.page, facts.told.platform) = (page.clone(), *platform);
    });
    let messages = every(messages, &KINDS, |facts, (kind, _)| facts.told.kind = *kind);
    let messages = every(messages, &FORMS[..2], |facts, (form, _)| facts.told.form = *form);
    let (stem, exact) = (|text: &str| Word::Stem(text.into()), |text: &str| Word::Exact(text.into()));
    let found = [
        vec![],
        vec![stem("яма")],
        vec![stem("яма"), exact("яма")],
        vec![stem("люк")],
        vec![stem("люк"), stem("яма")],
        vec![stem("люк"), stem("яма"), exact("яма")],
    ];
    every(messages, &found, |facts, words| facts.told.words = words.iter().cloned().collect())
}

fn with_time(world: &World<'_>) -> Vec<Facts> {
    let calendar = world.calendar.unwrap();
    let days = day("2026-10-01").iter_days().take_while(|on| *on <= day("2028-01-20"));
    // The hours of the tests and of the office.
    let hours = [(0, 0), (6, 0), (8, 30), (9, 0), (12, 0), (13, 0), (16, 30), (17, 30), (18, 0)];
    let moment = |on| hours.map(|(hour, minute)| (on, NaiveTime::from_hms_opt(hour, minute, 0).unwrap()));
    let moments: Vec<_> = days.flat_map(moment).collect();
    let mut messages = subjects(world);
    messages.retain(|facts| facts.told.topic.as_ref().is_none_or(|topic| topic.as_str() != "roads.bridges"));
    every(in_places(messages), &moments, |facts, (on, time)| {
        (facts.told.on, facts.told.time) = (*on, *time);
        facts.working = is_working(calendar, *on, *time);
        let unit = facts.told.municipality.as_ref();
        let centre = unit.and_then(|unit| world.territory.centre_of(unit, *on));
        facts.centre = centre.map(|centre| centre.id.clone());
    })
}

fn tests_of(texts: &'static [&'static str]) -> BoxedStrategy<Test> {
    let test = |text: &str| match text.parse().unwrap() {
        Condition::Fits(test) => test,
        other => panic!("{other}"),
    };
    prop::sample::select(texts.to_vec()).prop_map(test).boxed()
}

const PLAIN: &[&str] = &[
    "topic = roads.*",
    "topic in [roads.holes, yards.trees]",
    "severity >= 2",
    "severity = 3",
    "topic = unknown",
    "kind in [complaint, thanks]",
    "kind = question",
    "place = 991",
    "place = 99200000",
    "settlement = Южный",
    "settlement = unknown",
    "place = unknown",
    "page = grid-bot",
    "channel = vk",
    "channel = max",
    "form = comment",
    "words = яма",
    "words = '=яма'",
    "words in [яма, люк]",
    "words in [люк, '=яма']",
];

const TIMED: &[&str] = &[
    "weekday in [sat, sun]",
    "weekday = fri",
    "date >= 2026-11-07",
    "date <= 2026-11-04",
    "date = 2026-11-13",
    "date in 2026-11-10..2026-11-13",
    "hour in 9..18",
    "hour in 18..6",
    "hour in 12..13",
    "working = yes",
    "working = no",
    "working = unknown",
    "centre = north",
    "centre in [north, south]",
    "centre = unknown",
    "place = 99200000",
    "settlement = Южный",
    "topic = roads.*",
];

fn any_rules(texts: &'static [&'static str]) -> impl Strategy<Value = RuleSet> {
    let apart = prop::option::weighted(0.6, Just(RuleId::parse("group").unwrap()));
    let dated = prop::option::weighted(0.2, Just(day("2026-11-09")));
    let rule = (any_condition(tests_of(texts)), 0..3_u8, apart, dated.clone(), dated, any::<bool>());
    prop::collection::vec(rule, 1..6).prop_map(|rules| {
        let rule =
            |(index, (when, to, apart, from, until, without_topic)): (usize, (Condition, u8, _, _, _, _))| {
                Rule {
                    id: RuleId::parse(&format!("rule-{index}")).unwrap(),
                    when,
                    to: crate::rules::Target::Role(format!("role-{to}").parse().unwrap()),
                    from,
                    until,
                    apart,
                    without_topic,
                }
            };
        RuleSet { version: 1, rules: rules.into_iter().enumerate().map(rule).collect() }
    })
}

/// The same faults by trying every message, without examples and without the names of those in front.
fn tried(rules: &RuleSet, messages: &[Facts]) -> BTreeSet<String> {
    let count = rules.rules.len();
    let (mut fits, mut first) = (vec![false; count], vec![false; count]);
    let mut faults = BTreeSet::new();
    for facts in messages {
        let fitting: Vec<usize> =
            (0..count).filter(|index| rules.rules[*index].applies(facts, &mut BTreeSet::new())).collect();
        for index in &fitting {
            fits[*index] = true;
        }
        match fitting.first() {
            Some(index) => first[*index] = true,
            None if facts.told.topic.is_some() => {
                faults.insert("not total".to_owned());
            }
            None => {}
        }
        for (position, one) in fitting.iter().enumerate() {
            for other in &fitting[position + 1..] {
                let (left, right) = (&rules.rules[*one], &rules.rules[*other]);
                let outside = |index: &usize| *index < *one && rules.rules[*index].apart != left.apart;
                let together = left.apart.is_some() && left.apart == right.apart && left.to != right.to;
                if together && !fitting.iter().any(outside) {
                    faults.insert(format!("overlapping {one} {other}"));
                }
            }
        }
    }
    for index in 0..count {
        match (fits[index], first[index]) {
            (false, _) => faults.insert(format!("dead {index}")),
            (true, false) => faults.insert(format!("shadowed {index}")),
            _ => false,
        };
    }
    // A rule that never decides is reported once, as such.
    faults.retain(|fault| match fault.split(' ').collect::<Vec<_>>()[..] {
        ["overlapping", _, other] => first[other.parse::<usize>().unwrap()],
        _ => true,
    });
    faults
}

fn proved(faults: &[Fault]) -> BTreeSet<String> {
    let number = |rule: &RuleId| rule.as_str().trim_start_matches("rule-").to_owned();
    let name = |fault: &Fault| match fault {
        Fault::Dead { rule } => format!("dead {}", number(rule)),
        Fault::Shadowed { rule, .. } => format!("shadowed {}", number(rule)),
        Fault::Overlapping { rules: [one, other], .. } => {
            format!("overlapping {} {}", number(one), number(other))
        }
        Fault::NotTotal { .. } => "not total".to_owned(),
    };
    faults.iter().map(name).collect()
}

/// Every example is a message of which the fault is true.
fn examples_are_true(rules: &RuleSet, faults: &[Fault]) -> bool {
    let applies = |rule: &Rule, facts: &Facts| rule.applies(facts, &mut BTreeSet::new());
    faults.iter().all(|fault| match fault {
        Fault::NotTotal { example } => !rules.rules.iter().any(|rule| applies(rule, example)),
        Fault::Overlapping { rules: named, example } => {
            rules.rules.iter().filter(|rule| named.contains(&rule.id)).all(|rule| applies(rule, example))
        }
        Fault::Shadowed { by, .. } => by.len() < rules.rules.len(),
        Fault::Dead { .. } => true,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_proof_finds_what_trying_every_message_finds(rules in any_rules(PLAIN)) {
        let (territory, calendar) = (territory(), calendar());
        let mut world = world(&territory, &calendar);
        // The forms of the trial are two; tests ask for one of them.
        world.calendar = None;
        let mut messages = without_time(&world);
        for facts in &mut messages {
            facts.told.on = day("2026-11-09");
        }
        let later = messages.iter().cloned().map(|mut facts| { facts.told.on = day("2026-11-10"); facts });
        let earlier = messages.iter().cloned().map(|mut facts| { facts.told.on = day("2026-11-08"); facts });
        let dated = rules.rules.iter().any(|rule| rule.from.is_some() || rule.until.is_some());
        let messages: Vec<Facts> =
            if dated { messages.iter().cloned().chain(later).chain(earlier).collect() } else { messages };
        let faults = check(&rules, &world).unwrap();
        prop_assert_eq!(proved(&faults), tried(&rules, &messages));
        prop_assert!(examples_are_true(&rules, &faults));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn so_it_does_of_days_hours_and_centres(rules in any_rules(TIMED)) {
        let (territory, calendar) = (territory(), calendar());
        let mut world = world(&territory, &calendar);
        world.topics.retain(|(topic, _)| topic.as_str() != "roads.bridges");
        let faults = check(&rules, &world).unwrap();
        prop_assert_eq!(proved(&faults), tried(&rules, &with_time(&world)));
        prop_assert!(examples_are_true(&rules, &faults));
    }
}
