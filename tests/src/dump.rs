//! Everything that a world holds, in one text, without what depends on the order of arrival.

use std::fmt::Write;

use chrono::{Days, NaiveDate};
use domain::incident::{Case, Happening, Publication, Record, Standing};

use crate::world::World;

/// The state of a world. Two worlds that were told the same have the same dump, whatever went wrong on the way.
///
/// Left out are times at which something was done here, counts of tries, and versions of items.
pub async fn dump(world: &World) -> String {
    let mut records = Vec::new();
    let store = world.system.store();
    let directory =
        store.region(&world.region).await.expect("the store answers").expect("a directory is loaded");
    let directory: domain::Directory = serde_json::from_str(&directory.document).expect("it reads back");
    let all = (chrono::DateTime::UNIX_EPOCH, world.system.clock().now() + Days::new(2));
    let places = directory.territory.municipalities.iter().map(|municipality| Some(&municipality.oktmo));
    for place in places.chain([None]) {
        let listed = store.in_municipality(&world.region, place, all, None, 10_000, |_| true).await;
        records.extend(listed.expect("the store answers").items);
    }
    records.sort_by(|left, right| left.key.cmp(&right.key));
    let mut text = String::new();
    for record in &records {
        write(&mut text, record);
    }
    for desk in directory.desks() {
        let open = store
            .on_desk(&world.region, &desk, None, None, 10_000, |_| true)
            .await
            .expect("the store answers");
        for record in open.items {
            writeln!(text, "on {desk}: {}", record.key).expect("a text grows");
        }
    }
    let touched: Vec<NaiveDate> = store
        .touched(&world.region)
        .await
        .expect("the store answers")
        .iter()
        .map(|touch| touch.day)
        .collect();
    writeln!(text, "touched {touched:?}").expect("a text grows");
    queues(world, &mut text);
    text
}

fn queues(world: &World, text: &mut String) {
    let queues = world.system.engines().expect("the engines are inside").queues();
    for name in ["messages", "messages-dead", "deliveries", "deliveries-dead"] {
        let counts = queues.counts(name).expect("the queue is there");
        writeln!(text, "{name} {}", counts.total()).expect("a text grows");
    }
}

fn write(text: &mut String, record: &Record) {
    let words: Vec<&str> = record
        .message
        .revisions
        .iter()
        .filter_map(|one| Some(one.said.as_ref()?.text.expose().as_str()))
        .collect();
    let removed = record.message.removed_at().is_some();
    writeln!(text, "{} written {} says {words:?} removed {removed}", record.key, record.written_at())
        .expect("a text grows");
    match &record.standing {
        Standing::Unknown => writeln!(text, "  unknown"),
        Standing::Voice { of, municipality } => writeln!(text, "  voice of {of} in {municipality:?}"),
        Standing::Case(case) => writeln!(text, "  {}", case_line(case)),
    }
    .expect("a text grows");
    for one in &record.publications {
        let Publication { answer, state, edition, round, object, .. } = one;
        writeln!(
            text,
            "  answer {answer}.{edition}.{round} {} {:?} stands {}",
            state.name(),
            state.reason(),
            object.is_some()
        )
        .expect("a text grows");
    }
}

fn case_line(case: &Case) -> String {
    let decision = &case.decision;
    let log: Vec<String> = case.log.iter().map(|entry| happening(&entry.happening)).collect();
    let hand_over =
        case.hand_over.as_ref().map(|now| format!("{} hop {} {}", now.agency, now.hop, now.state.name()));
    format!(
        "{:?} {:?} in {:?} on {} {} due {:?}/{:?} log {log:?} hand-over {hand_over:?} lead {:?}",
        decision.kind,
        decision.topic,
        decision.municipality,
        case.desk,
        case.state,
        decision.answer_due,
        decision.resolve_due,
        case.lead.as_ref().map(|lead| &lead.voice),
    )
}

fn happening(happening: &Happening) -> String {
    match happening {
        Happening::Moved { from, to, outcome, .. } => format!("{from}→{to} {outcome:?}"),
        Happening::Hop { from, to, .. } => format!("{from}⇒{to}"),
        Happening::Corrected { what, .. } => format!("corrected {what:?}"),
        Happening::Overdue { due, escalated_to } => format!("overdue {due} told {escalated_to}"),
        Happening::Reply { answer, change } => format!("answer {answer} {change:?}"),
        Happening::Noted(note) => format!("{note:?}"),
    }
}
