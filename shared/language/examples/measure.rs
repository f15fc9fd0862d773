//! How labels of a CSV file fall on the lexicon's topic groups: an aid for judging a lexicon on texts of one's own.
//!
//! `measure FILE.csv TEXT_COLUMN LABEL_COLUMN [topics]`

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::time::Instant;

use language::Lexicon;

type Counts = BTreeMap<String, BTreeMap<String, usize>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, text, label, rest @ ..] = arguments.as_slice() else {
        return Err("expected: FILE.csv TEXT_COLUMN LABEL_COLUMN [topics]".into());
    };
    let rows = rows(path, text, label).map_err(|error| format!("the file cannot be read: {error}"))?;
    let lexicon = Lexicon::built_in();
    let start = Instant::now();
    let mut counts = Counts::new();
    for (text, label) in &rows {
        let topic = lexicon.understand(text).topic;
        let name = topic.map_or("(none)".to_owned(), |guess| guess.topic.to_string());
        let group = name.split('.').next().unwrap_or_default().to_owned();
        let name = if rest.is_empty() { group } else { name };
        *counts.entry(label.clone()).or_default().entry(name).or_default() += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    report(&counts, rows.len(), seconds)?;
    Ok(())
}

fn rows(path: &str, text: &str, label: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|column| column == name).ok_or("no such column");
    let (text, label) = (column(text)?, column(label)?);
    reader
        .records()
        .map(|row| row.map(|row| (row[text].to_owned(), row[label].to_owned())).map_err(Into::into))
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "shares for reading")]
fn report(counts: &Counts, total: usize, seconds: f64) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut labels: Vec<_> = counts.iter().collect();
    labels.sort_by_key(|(_, found)| std::cmp::Reverse(found.values().sum::<usize>()));
    let (mut named, mut together) = (0, 0);
    for (label, found) in labels {
        let mut found: Vec<_> = found.iter().map(|(name, count)| (*count, name.as_str())).collect();
        found.sort_unstable_by(|left, right| right.cmp(left));
        let known = || found.iter().filter(|(_, name)| *name != "(none)");
        named += known().map(|(count, _)| count).sum::<usize>();
        together += known().map(|(count, _)| *count).next().unwrap_or(0);
        let best: Vec<String> = found.iter().take(7).map(|(count, name)| format!("{name} {count}")).collect();
        writeln!(out, "{label}: {}", best.join(", "))?;
    }
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    writeln!(
        out,
        "{total} texts, {:.1} % with a topic, {:.1} % of these in the main group of their label, {:.0} texts/s",
        share(named, total),
        share(together, named),
        total as f64 / seconds
    )
}
