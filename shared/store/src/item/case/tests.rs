//! What is promised of the work on an incident, as it is stored.

use chrono::{DateTime, Utc};
use domain::incident::{Action, Verification};

use super::*;

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn desk(text: &str) -> Desk {
    text.parse().unwrap()
}

fn case() -> Case {
    let decision = Decision {
        kind: Kind::Complaint,
        topic: None,
        confidence: 0,
        emergency: false,
        municipality: None,
        settlement: None,
        desk: desk("agency:roads"),
        rule: RuleId::parse("roads").ok(),
        rules: Some(7),
        read: "topic;severity=3;words=яма".parse().unwrap(),
        importance: Importance::Ordinary,
        policy: None,
        calendar: None,
        answer_due: None,
        answer_trace: String::new(),
        resolve_due: None,
    };
    Case::open(decision, NOW)
}

/// The same case, written into the database's own form and read from it.
fn stored(case: &Case) -> Case {
    let item: std::collections::HashMap<String, serde_dynamo::AttributeValue> =
        serde_dynamo::to_item(CaseItem::write(case, false)).unwrap();
    let item: CaseItem = serde_dynamo::from_item(item).unwrap();
    item.read(None, None).unwrap()
}

#[test]
fn everything_that_may_happen_to_an_incident_reads_back() {
    let mut case = case();
    let words = || "слова".into();
    let outcome = Some(Outcome::DeferredForBudget { year: 2027 });
    let notes = [
        Note::Frozen { decider: Desk::Region, wanted: desk("agency:grid") },
        Note::Decided { to: desk("centre:north"), reason: None },
        Note::Decided { to: Desk::Region, reason: Some(words()) },
        Note::Part { number: 1, to: desk("agency:grid"), task: words() },
        Note::PartEnded { number: 1, outcome },
        Note::PartEnded { number: 1, outcome: None },
        Note::Forwarded { body: "Энергосбыт".into(), number: Some("12-34".into()) },
        Note::OutsideAnswer { text: words() },
        Note::Rated { rating: 4, comment: Some(words()) },
        Note::Verified { verification: Verification::Recurred, after_days: Some(30), note: None },
        Note::Escalated { due: NOW, percent: 150, to: Desk::Region },
        Note::PlanMissed { date: NOW.date_naive(), to: Desk::Region },
    ];
    for note in notes {
        let actor = Actor::external("Энергосбыт");
        let request = Some("request".to_owned());
        case.log.push(Entry { at: NOW, actor, request, happening: Happening::Noted(note) });
    }
    let whole = MessageKey::parse("00000000000000000001").unwrap();
    case.parent = Some(Parent { incident: whole, number: 2 });
    assert_eq!(stored(&case), case);
}

#[test]
fn a_case_of_an_earlier_version_reads_without_what_it_does_not_have() {
    let mut old = case();
    (old.decision.rules, old.decision.read) = (None, FactsRead::default());
    old.act(&Action::Accept {}, &Actor::person("k1"), "r1", NOW).unwrap();
    let item: std::collections::HashMap<String, serde_dynamo::AttributeValue> =
        serde_dynamo::to_item(CaseItem::write(&old, false)).unwrap();
    for name in ["rv", "rf", "u"] {
        assert!(!item.contains_key(name), "{name} takes no room");
    }
    assert_eq!(stored(&old), old);
}
