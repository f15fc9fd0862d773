//! What is promised of decisions.

use std::collections::BTreeSet;

use chrono::NaiveTime;
use proptest::prelude::*;

use super::*;
use crate::agency::AgencyKind;
use crate::ids::{AgencyId, CalendarId, CentreId, PageId, TopicCode};
use crate::message::{Form, Kind, Platform};
use crate::territory::{Centre, Membership, Municipality, MunicipalityKind};

const SERVED: &str = "99100000";
const APART: &str = "99200000";

fn oktmo(text: &str) -> Oktmo {
    Oktmo::parse(text).unwrap()
}

fn municipality(code: &str) -> Municipality {
    Municipality {
        oktmo: oktmo(code),
        name: code.to_owned(),
        kind: MunicipalityKind::CityOkrug,
        seat: code.to_owned(),
        aliases: Vec::new(),
        settlements: Vec::new(),
    }
}

fn territory() -> Territory {
    let centre = CentreId::parse("north").unwrap();
    Territory {
        municipalities: [SERVED, APART].map(municipality).into_iter().collect(),
        centres: [Centre { id: centre.clone(), name: "Север".into() }].into_iter().collect(),
        memberships: vec![Membership {
            centre,
            municipality: oktmo(SERVED),
            from: "2024-11-01".parse().unwrap(),
            until: None,
        }],
    }
}

fn agency(id: &str, municipalities: &[&str], roles: &[&str]) -> Agency {
    Agency {
        id: AgencyId::parse(id).unwrap(),
        name: id.to_owned(),
        kind: AgencyKind::Department,
        calendar: CalendarId::parse("office").unwrap(),
        parent: None,
        municipalities: municipalities.iter().map(|code| oktmo(code)).collect(),
        roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
        endpoint: None,
    }
}

fn agencies() -> Register<Agency> {
    Register::from(vec![
        agency("a-regional-grid", &[], &["power", "roads"]),
        agency("served-roads", &[SERVED], &["roads"]),
        agency("served-town-hall", &[SERVED], &["administration"]),
    ])
}

fn facts(municipality: Option<&str>, topic: Option<&str>) -> RoutingFacts {
    RoutingFacts {
        municipality: municipality.map(oktmo),
        topic: topic.map(|code| TopicCode::parse(code).unwrap()),
        settlement: None,
        form: Form::Comment,
        time: NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
        words: BTreeSet::new(),
        kind: Kind::Complaint,
        page: PageId::parse("served-vk").unwrap(),
        platform: Platform::Vk,
        on: "2025-03-01".parse().unwrap(),
    }
}

fn decide_with(rules: &str, facts: &RoutingFacts, severity: Option<u8>) -> RoutingDecision {
    let router: RuleSet = toml::from_str(&format!("version = 7\n{rules}")).unwrap();
    router.decide(facts, Ground { territory: &territory(), agencies: &agencies(), severity, calendar: None })
}

const RULES: &str = "
    [[rules]]
    id = 'thanks'
    when = 'kind = thanks'
    to = 'centre'
    [[rules]]
    id = 'roads'
    when = { topics = ['roads.*'] }
    to = { role = 'roads' }
    [[rules]]
    id = 'trees'
    when = { topics = ['yards.trees'], municipalities = ['99100000'], pages = ['served-vk'], platforms = ['vk'] }
    to = { agency = 'served-town-hall' }
    [[rules]]
    id = 'housing'
    when = 'group = housing'
    to = { role = 'administration' }
";

fn decide(municipality: Option<&str>, topic: Option<&str>) -> RoutingDecision {
    decide_with(RULES, &facts(municipality, topic), None)
}

fn rule_of(decision: &RoutingDecision) -> Option<&str> {
    decision.rule.as_ref().map(RuleId::as_str)
}

#[test]
fn the_agency_of_the_municipality_goes_before_one_of_the_whole_region() {
    let own = decide(Some(SERVED), Some("roads.potholes"));
    assert_eq!(own.desk.to_string(), "agency:served-roads");
    assert_eq!((rule_of(&own), own.version), (Some("roads"), 7));
    assert_eq!(own.read.to_string(), "topic;kind;place;date");
    let elsewhere = decide(Some(APART), Some("roads.potholes"));
    assert_eq!(elsewhere.desk.to_string(), "agency:a-regional-grid");
    assert!(elsewhere.is_routed());
}

#[test]
fn a_message_without_a_topic_waits_for_a_person_at_its_centre() {
    let decision = decide(Some(SERVED), None);
    assert_eq!(decision.desk.to_string(), "centre:north");
    assert_eq!(decision.reason, RoutingReason::NoTopic);
    assert_eq!(decide(Some(APART), None).desk, Desk::Region);
    assert_eq!(decide(None, None).desk, Desk::Region);
}

#[test]
fn what_no_rule_takes_lies_at_the_centre_and_is_marked() {
    let decision = decide(Some(SERVED), Some("health.queues"));
    assert_eq!(decision.desk.to_string(), "centre:north");
    assert_eq!((decision.reason, rule_of(&decision)), (RoutingReason::NoRule, None));
    assert!(!decision.is_routed());
}

#[test]
fn a_role_that_nobody_has_leads_to_the_default_desk_and_names_the_rule() {
    let decision = decide(Some(APART), Some("housing.heating"));
    assert_eq!(decision.desk, Desk::Region);
    assert_eq!((decision.reason, rule_of(&decision)), (RoutingReason::NoAgency, Some("housing")));
}

#[test]
fn the_first_rule_that_fits_decides() {
    let thanks = RoutingFacts { kind: Kind::Thanks, ..facts(Some(SERVED), Some("roads.potholes")) };
    assert_eq!(rule_of(&decide_with(RULES, &thanks, None)), Some("thanks"));
}

#[test]
fn every_part_of_a_condition_must_hold() {
    let fitting = facts(Some(SERVED), Some("yards.trees"));
    assert_eq!(rule_of(&decide_with(RULES, &fitting, None)), Some("trees"));
    let others = [
        RoutingFacts { municipality: Some(oktmo(APART)), ..fitting.clone() },
        RoutingFacts { municipality: None, ..fitting.clone() },
        RoutingFacts { page: PageId::parse("other").unwrap(), ..fitting.clone() },
        RoutingFacts { platform: Platform::Max, ..fitting.clone() },
        RoutingFacts { topic: Some(TopicCode::parse("yards.lawns").unwrap()), ..fitting },
    ];
    for facts in others {
        assert_eq!(rule_of(&decide_with(RULES, &facts, None)), None, "{facts:?}");
    }
}

#[test]
fn severity_is_a_threshold_that_an_unknown_severity_does_not_reach() {
    let rules = "
        [[rules]]
        id = 'severe'
        when = { severity_at_least = 3 }
        to = 'centre'
    ";
    let facts = facts(Some(SERVED), Some("roads.potholes"));
    for (severity, expected) in [(None, None), (Some(2), None), (Some(3), Some("severe"))] {
        assert_eq!(rule_of(&decide_with(rules, &facts, severity)), expected, "{severity:?}");
    }
}

#[test]
fn rules_hold_from_their_first_day_to_their_last() {
    let rules = "
        [[rules]]
        id = 'winter'
        when = 'topic = roads.*'
        to = 'centre'
        from = '2025-03-01'
        until = '2025-03-31'
    ";
    for (day, expected) in [
        ("2025-02-28", None),
        ("2025-03-01", Some("winter")),
        ("2025-03-31", Some("winter")),
        ("2025-04-01", None),
    ] {
        let facts = RoutingFacts { on: day.parse().unwrap(), ..facts(Some(SERVED), Some("roads.potholes")) };
        let decision = decide_with(rules, &facts, None);
        assert_eq!(rule_of(&decision), expected, "{day}");
        assert!(decision.read.contains(Fact::Date));
    }
}

#[test]
fn a_message_without_a_topic_is_taken_only_by_a_rule_that_says_so() {
    let rule = |more: &str| {
        let rules = format!(
            "[[rules]]\nid = 'blast'\nwhen = 'words in [взрыв, \"=ЧП\"]'\nto = {{ agency = 'served-roads' }}\n{more}"
        );
        let words = BTreeSet::from([Word::Exact("чп".into()), Word::Stem("чп".into())]);
        decide_with(&rules, &RoutingFacts { words, ..facts(Some(SERVED), None) }, None)
    };
    assert_eq!(rule("").reason, RoutingReason::NoTopic);
    assert_eq!(rule("without_topic = true").desk.to_string(), "agency:served-roads");
}

#[test]
fn the_centre_and_the_working_hours_are_those_of_the_day() {
    let calendar = crate::calendar::fixtures::Desk::Office.calendar(chrono_tz::Tz::Europe__Moscow);
    let router: RuleSet = toml::from_str(
        "version = 1\n[[rules]]\nid = 'night'\nwhen = 'centre = north and working = no'\nto = 'centre'\n",
    )
    .unwrap();
    let (territory, agencies) = (territory(), agencies());
    let ground =
        Ground { territory: &territory, agencies: &agencies, severity: None, calendar: Some(&calendar) };
    let taken = |day: &str, hour| {
        let facts = RoutingFacts {
            on: day.parse().unwrap(),
            time: NaiveTime::from_hms_opt(hour, 0, 0).unwrap(),
            ..facts(Some(SERVED), Some("roads.potholes"))
        };
        router.decide(&facts, ground).rule.is_some()
    };
    assert!(taken("2026-11-19", 20) && !taken("2026-11-19", 10));
    // A holiday; before the centre began; past the last loaded year, where nobody can say.
    assert!(taken("2026-11-04", 10) && !taken("2024-10-31", 20) && !taken("2099-11-19", 20));
}

#[test]
fn a_stored_document_of_an_earlier_version_reads_as_the_same_rules() {
    let old = r#"{"version":3,"rules":[{"id":"a","when":{"topics":["roads.*","yards.trees"],"kinds":["complaint"],
        "municipalities":["99100000"],"pages":["p"],"platforms":["vk"],"severity_at_least":2},"to":{"role":"roads"}},
        {"id":"b","when":{},"to":"centre"},{"id":"c","when":{"severity_at_least":9},"to":"centre"}]}"#;
    let rules: RuleSet = serde_json::from_str(old).unwrap();
    let shown: Vec<String> = rules.rules.iter().map(|rule| rule.when.to_string()).collect();
    assert_eq!(
        shown,
        [
            "topic in [roads.*, yards.trees] and kind = complaint and place = 99100000 and page = p and channel = vk \
             and severity in 2..5",
            "always",
            "never"
        ]
    );
    let again = serde_json::to_string(&rules).unwrap();
    assert_eq!(serde_json::from_str::<RuleSet>(&again).unwrap(), rules);
    let wrong = r#"{"version":3,"rules":[{"id":"a","when":"topic in roads","to":"centre"}]}"#;
    let error = serde_json::from_str::<RuleSet>(wrong).unwrap_err().to_string();
    assert!(error.contains("at character 10, topic: expected a list"), "{error}");
}

#[test]
fn what_a_decision_has_read_is_kept_in_few_letters_and_reads_back() {
    let rules =
        "[[rules]]\nid = 'a'\nwhen = 'severity >= 2 and centre = north and words = яма'\nto = 'centre'\n";
    let words = BTreeSet::from([Word::Stem("яма".into())]);
    let facts = RoutingFacts { words, ..facts(Some(SERVED), Some("roads.potholes")) };
    let read = decide_with(rules, &facts, Some(3)).read;
    assert_eq!(read.to_string(), "topic;place;severity=3;centre=north;date;words=яма");
    assert_eq!(read.to_string().parse(), Ok(read));
    assert_eq!("topic;colour".parse::<FactsRead>(), Err(FactsReadError));
    assert_eq!("".parse(), Ok(FactsRead::default()));
}

fn other(facts: &RoutingFacts, kept: &FactsRead) -> RoutingFacts {
    let other = RoutingFacts {
        municipality: Some(oktmo(APART)),
        settlement: Some("Другое".into()),
        topic: TopicCode::parse("waste.dumps").ok(),
        kind: Kind::Rumour,
        page: PageId::parse("another").unwrap(),
        platform: Platform::Max,
        form: Form::Appeal,
        on: "2031-01-01".parse().unwrap(),
        time: NaiveTime::MIN,
        words: BTreeSet::from([Word::Stem("лес".into())]),
    };
    let mut mixed = facts.clone();
    let read = |fact| kept.contains(fact);
    macro_rules! replace {
        ($($fact:ident => $field:ident),*) => {$(if !read(Fact::$fact) { mixed.$field = other.$field.clone(); })*};
    }
    replace!(Topic => topic, Kind => kind, Settlement => settlement, Page => page, Platform => platform,
        Form => form, Hour => time, Words => words);
    if !read(Fact::Municipality) && !read(Fact::Centre) {
        mixed.municipality = other.municipality;
    }
    if !read(Fact::Date) && !read(Fact::Centre) && !read(Fact::Working) {
        mixed.on = other.on;
    }
    mixed
}

proptest! {
    #[test]
    fn a_decision_is_the_same_whatever_the_facts_that_it_did_not_read(
        topic in prop::option::of(prop::sample::select(vec!["roads.potholes", "yards.trees", "housing.heating"])),
        unit in prop::option::of(prop::sample::select(vec![SERVED, APART])),
        thanks in any::<bool>(),
    ) {
        let kind = if thanks { Kind::Thanks } else { Kind::Complaint };
        let facts = RoutingFacts { kind, ..facts(unit, topic) };
        let decision = decide_with(RULES, &facts, None);
        let again = decide_with(RULES, &other(&facts, &decision.read), None);
        prop_assert_eq!(again, decision);
    }
}
