use super::*;
use crate::agency::AgencyKind;
use crate::ids::{AgencyId, CalendarId, CentreId};
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
        kind: Kind::Complaint,
        page: PageId::parse("served-vk").unwrap(),
        platform: Platform::Vk,
        on: "2025-03-01".parse().unwrap(),
    }
}

fn decide_with(rules: &str, facts: &RoutingFacts, severity: Option<u8>) -> RoutingDecision {
    let router: Router = toml::from_str(&format!("version = 7\n{rules}")).unwrap();
    router.decide(facts, Ground { territory: &territory(), agencies: &agencies(), severity })
}

const RULES: &str = "
    [[rules]]
    id = 'thanks'
    when = { kinds = ['thanks'] }
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
    when = { topics = ['housing.*'] }
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
    assert_eq!(own.read, [Fact::Topic, Fact::Municipality]);
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
