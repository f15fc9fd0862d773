//! Twenty clean sets of rules, and forty with one fault planted in each.

use super::*;

const REST: &str = "rest: always -> administration";

/// Written by hand.
const CLEAN: [&[&str]; 10] = [
    &[REST],
    &["talk: kind in [thanks, rumour, other] -> talk", "roads: topic = roads.* -> roads", REST],
    &[
        "bridges: topic = roads.bridges -> region",
        "roads: topic = roads.* -> roads",
        "yards: group = yards -> yards",
    ],
    &["severe: severity >= 4 -> emergency", "light: severity <= 1 -> yards", REST],
    &[
        "south: place = 99200000 -> south",
        "city: settlement = Северск -> city",
        "bot: channel = telegram -> grid",
        REST,
    ],
    &["night: working = no and words in [авария, прорыв] -> dispatch", "day: working = yes -> office", REST],
    &[
        "winter: topic = roads.* and (date <= 2026-12-31 or weekday = mon) -> snow",
        "late: hour in 22..6 -> night",
        REST,
    ],
    &[
        "north: centre = north -> north",
        "south: centre = south -> south",
        "nowhere: centre = unknown -> region",
    ],
    &[
        "named: words = '=ЖКХ' -> housing",
        "alike: words = жкх -> heating",
        "form: form = direct -> letters",
        REST,
    ],
    &[
        "holes: topic = roads.holes -> roads | apart = 'a'",
        "bridges: topic = roads.bridges -> region | apart = 'a'",
        "trees: topic = yards.* -> yards | apart = 'a'",
    ],
];

/// Ten more: for each choice of two facts the four ways to be or not to be so, each with a desk of its own.
fn generated() -> Vec<Vec<String>> {
    let facts = [
        "topic = roads.*",
        "kind = question",
        "place = 99100000",
        "page = grid-bot",
        "form in [post, comment]",
        "hour in 9..18",
        "weekday in [sat, sun]",
        "working = yes",
        "words = яма",
        "settlement = Южный",
    ];
    let with = |index: usize| {
        let (one, other) = (facts[index], facts[(index + 1) % facts.len()]);
        vec![
            format!("both: {one} and {other} -> both"),
            format!("one: {one} and not ({other}) -> one"),
            format!("other: not ({one}) and {other} -> other"),
            format!("none: not ({one} or {other}) -> none"),
        ]
    };
    (0..facts.len()).map(with).collect()
}

fn clean() -> Vec<Vec<String>> {
    let by_hand = CLEAN.iter().map(|lines| lines.iter().map(|line| (*line).to_owned()).collect());
    by_hand.chain(generated()).collect()
}

fn read(lines: &[String]) -> RuleSet {
    rules(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn nothing_is_found_in_twenty_clean_sets() {
    let sets = clean();
    assert_eq!(sets.len(), 20);
    for lines in sets {
        assert_eq!(found(&read(&lines)), [], "{lines:#?}");
    }
}

/// No message of the region fits any of these.
const IMPOSSIBLE: [&str; 10] = [
    "topic = roads.holes and group = yards -> x",
    "severity >= 4 and topic = roads.holes -> x",
    "place = 99100000 and settlement = Южный -> x",
    "page = grid-bot and channel = vk -> x",
    "weekday = sat and date = 2026-11-20 -> x",
    "hour in 9..12 and hour in 13..14 -> x",
    "words = '=яма' and not words = яма -> x",
    "working = yes and date = 2026-11-04 -> x",
    "centre = south and date = 2026-11-09 -> x",
    "always -> x | until = '2026-09-30'",
];

#[test]
fn a_rule_that_no_message_fits_is_found_in_ten_sets() {
    for (index, (condition, mut lines)) in IMPOSSIBLE.iter().zip(clean()).enumerate() {
        lines.insert(index % lines.len(), format!("planted: {condition}"));
        let faults = found(&read(&lines));
        assert_eq!(faults, [Fault::Dead { rule: RuleId::parse("planted").unwrap() }], "{lines:#?}");
    }
}

/// What makes a rule narrower without making it impossible.
const NARROWER: [&str; 10] = [
    "kind = question",
    "topic = roads.holes",
    "place = 99100000",
    "page = grid-bot",
    "form = post",
    "hour in 9..10",
    "weekday = mon",
    "words = ночь",
    "severity = 2",
    "settlement = Северск",
];

#[test]
fn a_rule_that_comes_too_late_is_found_in_ten_sets() {
    for (narrower, mut lines) in NARROWER.iter().zip(clean()) {
        // All rules of a clean set together take every message.
        lines.push(format!("planted: {narrower} -> x"));
        let set = read(&lines);
        let faults = found(&set);
        let [Fault::Shadowed { rule, by }] = &faults[..] else { panic!("{lines:#?}: {faults:#?}") };
        assert_eq!(rule.as_str(), "planted");
        // Those that are named take all of it, and without any one of them something is left.
        let with = |named: &[RuleId]| {
            let kept =
                set.rules.iter().filter(|rule| named.contains(&rule.id) || rule.id.as_str() == "planted");
            let faults = found(&RuleSet { version: 1, rules: kept.cloned().collect() });
            faults
                .iter()
                .any(|fault| matches!(fault, Fault::Shadowed { rule, .. } if rule.as_str() == "planted"))
        };
        assert!(with(by), "{lines:#?}: {by:?}");
        for index in 0..by.len() {
            let mut fewer = by.clone();
            fewer.remove(index);
            assert!(!with(&fewer), "{lines:#?}: {fewer:?}");
        }
    }
}

#[test]
fn two_rules_that_are_not_apart_are_found_in_ten_sets() {
    for (narrower, lines) in NARROWER.iter().zip(clean()) {
        let one = format!("one-side: {narrower} and kind in [complaint, question] -> x | apart = 'planted'");
        let other = "other-side: kind in [question, rumour] -> y | apart = 'planted'".to_owned();
        let lines: Vec<String> = [one, other].into_iter().chain(lines).collect();
        let faults: Vec<Fault> = found(&read(&lines))
            .into_iter()
            // Two rules in front may take all that a rule behind them was for.
            .filter(|fault| !matches!(fault, Fault::Shadowed { .. }))
            .collect();
        let [Fault::Overlapping { rules, example }] = &faults[..] else { panic!("{lines:#?}: {faults:#?}") };
        assert_eq!(rules.each_ref().map(RuleId::as_str), ["one-side", "other-side"]);
        assert_eq!(example.told.kind, crate::Kind::Question, "{example:?}");
    }
}

#[test]
fn a_message_that_no_rule_takes_is_found_in_ten_sets() {
    for (narrower, lines) in NARROWER.iter().zip(clean()) {
        let but = |line: &String| {
            let (head, more) = line.split_once(" | ").unwrap_or((line, ""));
            let (head, to) = head.rsplit_once(" -> ").unwrap();
            let (id, when) = head.split_once(": ").unwrap();
            format!("{id}: ({when}) and not {narrower} -> {to} | {more}")
        };
        let lines: Vec<String> = lines.iter().map(but).collect();
        let faults: Vec<Fault> = found(&read(&lines))
            .into_iter()
            .filter(|fault| !matches!(fault, Fault::Shadowed { .. } | Fault::Dead { .. }))
            .collect();
        let [Fault::NotTotal { example }] = &faults[..] else { panic!("{lines:#?}: {faults:#?}") };
        let left: Condition = narrower.parse().unwrap();
        assert!(left.holds(example, &mut std::collections::BTreeSet::new()), "{narrower}: {example:?}");
        assert!(example.told.topic.is_some());
    }
}

#[test]
fn a_fault_says_in_words_what_is_wrong() {
    let faults = found(&rules(&[
        "a: topic = roads.* -> x | apart = 'p'",
        "b: severity >= 2 and kind = thanks -> y | apart = 'p'",
        "c: topic = roads.holes -> z",
    ]));
    let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(
        words[0].starts_with("never applies: taken whole by `a`") || words[0].contains("apart"),
        "{words:#?}"
    );
    assert!(
        words.iter().any(|text| text.starts_with("no rule takes topic = yards.trees, kind = ")),
        "{words:#?}"
    );
}
