//! A change of the rules in words, for the person who puts it in force.

use std::fmt::Write;

use super::plural;
use crate::agency::Desk;
use crate::directory::Directory;
use crate::ids::RuleId;
use crate::rules::lint::Fault;
use crate::rules::{Change, Fact, Facts, FactsRead, Plan, Replay};
use crate::topics::Taxonomy;

/// So many lines of each count are shown; the rest is summed up.
const SHOWN: usize = 20;

/// A fact that a rule may ask for.
pub const fn fact(fact: Fact) -> &'static str {
    match fact {
        Fact::Topic => "тема",
        Fact::Kind => "вид",
        Fact::Municipality => "муниципалитет",
        Fact::Page => "страница",
        Fact::Platform => "площадка",
        Fact::Severity => "тяжесть темы",
        Fact::Settlement => "населённый пункт",
        Fact::Centre => "центр",
        Fact::Form => "форма",
        Fact::Date => "день",
        Fact::Hour => "час",
        Fact::Working => "рабочее время",
        Fact::Words => "слова",
    }
}

/// The facts that a decision has read.
pub fn facts_read(read: &FactsRead) -> String {
    let one = |(name, value): (Fact, Option<&str>)| match value {
        Some(value) => format!("{} ({value})", fact(name)),
        None => fact(name).to_owned(),
    };
    read.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A fault of a set of rules.
pub fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Dead { rule } => format!("«{rule}»: под него не подходит ни одно сообщение"),
        Fault::Shadowed { rule, by } => {
            format!("«{rule}»: не сработает никогда, всё забирают правила выше: {}", names(by))
        }
        Fault::Overlapping { rules: [one, other], example } => {
            format!("«{one}» и «{other}»: спорят об одном сообщении, например {}", message(example))
        }
        Fault::NotTotal { example } => {
            format!("ни одно правило не берёт сообщение, например {}; его разберёт человек", message(example))
        }
    }
}

/// The whole plan: what changes, what is wrong, which incidents would have gone elsewhere.
pub fn plan(plan: &Plan, directory: &Directory) -> String {
    let mut text = format!("Правила: версия {} → {}\n", plan.from, plan.rules.version);
    if plan.changes.is_empty() {
        text.push_str("Изменений нет.\n");
    }
    for change in &plan.changes {
        let (sign, id, what) = match change {
            Change::Added(id) => ('+', id, "новое"),
            Change::Removed(id) => ('-', id, "убрано"),
            Change::Changed(id) => ('~', id, "изменено"),
            Change::Moved(id) => ('>', id, "переставлено"),
        };
        let _ = writeln!(text, "  {sign} {id}: {what}{}", condition(plan, id));
    }
    if plan.faults.is_empty() {
        text.push_str("Проверка: замечаний нет.\n");
    } else {
        text.push_str("Проверка:\n");
        for found in &plan.faults {
            let _ = writeln!(text, "  ! {}", fault(found));
        }
    }
    replay(&mut text, &plan.replay, directory);
    text
}

fn condition(plan: &Plan, id: &RuleId) -> String {
    let rule = plan.rules.rules.iter().find(|rule| rule.id == *id);
    rule.map(|rule| format!(", если {}", rule.when)).unwrap_or_default()
}

fn replay(text: &mut String, replay: &Replay, directory: &Directory) {
    let total = replay.moved.len();
    let _ = writeln!(
        text,
        "На прошлых обращениях: проверено {}, {} {total}.",
        replay.read,
        plural(u64::try_from(total).unwrap_or(u64::MAX), ["ушло бы иначе", "ушли бы иначе", "ушло бы иначе"]),
    );
    let desk = |desk: &Desk| directory.desk_name(desk).map_or_else(|| desk.to_string(), ToOwned::to_owned);
    let pairs = replay.by_desks();
    let pairs = pairs.iter().map(|((from, to), count)| (format!("{} → {}", desk(from), desk(to)), *count));
    counts(text, "Куда", pairs.collect());
    let titled =
        |code| Taxonomy::built_in().get(code).map(|topic| format!("{} › {}", topic.group_title, topic.title));
    let topics = replay.by_topic().into_iter().map(|(topic, count)| {
        (
            topic.map_or_else(
                || "без темы".to_owned(),
                |code| titled(code).unwrap_or_else(|| code.to_string()),
            ),
            count,
        )
    });
    counts(text, "По темам", topics.collect());
    let units = replay.by_municipality().into_iter().map(|(unit, count)| {
        let known = unit.and_then(|unit| directory.municipality(unit)).map(|unit| unit.name.clone());
        (known.or_else(|| unit.map(ToString::to_string)).unwrap_or_else(|| "без места".to_owned()), count)
    });
    counts(text, "По муниципалитетам", units.collect());
}

fn counts(text: &mut String, title: &str, mut lines: Vec<(String, usize)>) {
    if lines.is_empty() {
        return;
    }
    lines.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    let _ = writeln!(text, "{title}:");
    for (name, count) in lines.iter().take(SHOWN) {
        let _ = writeln!(text, "  {count:>6}  {name}");
    }
    let rest: usize = lines.iter().skip(SHOWN).map(|(_, count)| count).sum();
    if rest > 0 {
        let _ = writeln!(text, "  {rest:>6}  прочее");
    }
}

fn names(rules: &[RuleId]) -> String {
    rules.iter().map(|rule| format!("«{rule}»")).collect::<Vec<_>>().join(", ")
}

fn message(facts: &Facts) -> String {
    crate::rules::lint::in_words(facts)
}
