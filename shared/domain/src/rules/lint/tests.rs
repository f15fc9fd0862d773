//! What is promised of the check: every fault is found, and nothing else is called one.

use std::fmt::Write;

mod brute_force;
mod planted;

use super::*;
use crate::calendar::WorkingCalendar;
use crate::calendar::fixtures::Desk;
use crate::ids::{CentreId, Oktmo, PageId, TopicCode};
use crate::message::Platform;
use crate::territory::{
    Centre, Membership, Municipality, MunicipalityKind, Settlement, SettlementKind, Territory,
};

fn unit(code: &str, settlement: &str) -> Municipality {
    let place = |name: &str| Settlement {
        name: name.to_owned(),
        kind: SettlementKind::City,
        aliases: Vec::new(),
        shared: false,
        word: false,
        at: None,
    };
    Municipality {
        oktmo: Oktmo::parse(code).unwrap(),
        name: code.to_owned(),
        kind: MunicipalityKind::CityOkrug,
        seat: settlement.to_owned(),
        aliases: Vec::new(),
        settlements: vec![place(settlement)],
    }
}

/// The centre of the north serves the first unit always and the second one until June 2026; then that of the south does.
fn territory() -> Territory {
    let id = |text: &str| CentreId::parse(text).unwrap();
    let edge = |centre: &str, unit: &str, from: &str, until: Option<&str>| Membership {
        centre: id(centre),
        municipality: Oktmo::parse(unit).unwrap(),
        from: from.parse().unwrap(),
        until: until.map(|day| day.parse().unwrap()),
    };
    Territory {
        municipalities: [unit("99100000", "Северск"), unit("99200000", "Южный")].into_iter().collect(),
        centres: ["north", "south"]
            .map(|text| Centre { id: id(text), name: text.into() })
            .into_iter()
            .collect(),
        memberships: vec![
            edge("north", "99100000", "2024-11-01", None),
            edge("north", "99200000", "2024-11-01", Some("2026-11-10")),
            edge("south", "99200000", "2026-11-10", None),
        ],
    }
}

fn calendar() -> WorkingCalendar {
    Desk::Office.calendar(chrono_tz::Tz::Europe__Moscow)
}

fn world<'a>(territory: &'a Territory, calendar: &'a WorkingCalendar) -> World<'a> {
    let topic = |(code, severity): (&str, u8)| (TopicCode::parse(code).unwrap(), severity);
    let page = |(id, platform): (&str, Platform)| (PageId::parse(id).unwrap(), platform);
    World {
        topics: [("roads.holes", 2), ("roads.bridges", 4), ("yards.trees", 1)].map(topic).into(),
        territory,
        pages: [("north-vk", Platform::Vk), ("grid-bot", Platform::Telegram)].map(page).into(),
        calendar: Some(calendar),
        since: Some("2026-10-01".parse().unwrap()),
    }
}

fn found(rules: &RuleSet) -> Vec<Fault> {
    let (territory, calendar) = (territory(), calendar());
    check(rules, &world(&territory, &calendar)).unwrap()
}

/// Rules written `name: condition -> role`, with whatever else after a bar.
fn rules(lines: &[&str]) -> RuleSet {
    let mut text = "version = 1\n".to_owned();
    for line in lines {
        let (head, more) = line.split_once(" | ").unwrap_or((line, ""));
        let (id, head) = head.split_once(": ").unwrap();
        let (when, to) = head.rsplit_once(" -> ").unwrap();
        let _ =
            write!(text, "[[rules]]\nid = '{id}'\nwhen = '''{when}'''\nto = {{ role = '{to}' }}\n{more}\n");
    }
    toml::from_str(&text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}
