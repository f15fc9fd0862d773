//! `otklik duplicates`: how alike the two messages of each pair are, and how well that tells duplicates from others.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use language::Lexicon;
use language::duplicates::{Facts, Place, PlaceNames, Seal, Sketch, Subject, score};
use serde_json::{Value, json};

use super::Failed;
use crate::pairs::{Pair, Pairs, Side};

mod rank;

/// Score pairs of messages.
#[derive(Debug, Args)]
pub(super) struct Duplicates {
    /// CSV in UTF-8 with a header; one whose name ends in `.gz` is unpacked. Columns: `id_a`, `id_b`, `text_a`,
    /// `text_b`; where known `same` (1 or 0), `kind`, and of each side `address_`, `district_`, `reason_` and `dt_`.
    #[arg(long)]
    input: PathBuf,
}

pub(super) fn run(duplicates: &Duplicates) -> Result<(), Failed> {
    let pairs = Pairs::read(&duplicates.input)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let report = write(&pairs, &mut out)?;
    writeln!(out, "{report}")?;
    Ok(out.flush()?)
}

/// Writes a line for each pair, and returns what there is to say of all of them.
fn write(pairs: &Pairs, out: &mut impl Write) -> Result<Value, Failed> {
    let mut lines = csv::Writer::from_writer(out);
    lines.write_record(["id_a", "id_b", "score"])?;
    let seal = Seal::new("pairs");
    let mut scored = Vec::with_capacity(pairs.rows.len());
    for pair in &pairs.rows {
        let score = score(&facts(&pair.a, seal), &facts(&pair.b, seal)).probability;
        lines.write_record([pair.a.id.as_str(), pair.b.id.as_str(), &format!("{score:.6}")])?;
        scored.push(score);
    }
    lines.flush()?;
    Ok(report(pairs, &scored))
}

/// What is known of one message: columns where they are filled, else its own words.
fn facts(side: &Side, seal: Seal) -> Facts {
    let subject = match &side.reason {
        Some(label) => Some(Subject::label(label)),
        None => Lexicon::built_in().understand(&side.text).topic.map(|guess| Subject::of(&guess.topic)),
    };
    Facts {
        subject,
        place: place(side, seal),
        point: None,
        written_at: side.at,
        sketch: Sketch::of(&side.text, seal),
    }
}

fn place(side: &Side, seal: Seal) -> Place {
    let address = side.address.as_deref().map(parts).unwrap_or_default();
    let names = PlaceNames {
        municipality: side.district.as_deref(),
        street: address.0.as_deref(),
        house: address.1.as_deref(),
        ..PlaceNames::default()
    };
    Place::sealed(&names, seal)
}

/// Street and house of an address that is divided by commas.
fn parts(address: &str) -> (Option<String>, Option<String>) {
    let parts: Vec<String> =
        address.split(',').map(language::normalise).filter(|part| !part.is_empty()).collect();
    let begins_house = |part: &String| {
        part.starts_with("дом ")
            || part.starts_with("д . ")
            || part.starts_with(|first: char| first.is_ascii_digit())
    };
    match parts.iter().position(begins_house) {
        Some(house) if house > 0 => (Some(parts[house - 1].clone()), Some(parts[house..].join(" "))),
        _ => (parts.last().cloned(), None),
    }
}

fn report(pairs: &Pairs, scored: &[f32]) -> Value {
    let judged: Vec<(&Pair, bool, f32)> =
        pairs.rows.iter().zip(scored).filter_map(|(pair, score)| Some((pair, pair.same?, *score))).collect();
    let of = |wanted: bool| judged.iter().filter(move |(_, same, _)| *same == wanted);
    let heights = |wanted: bool| of(wanted).map(|(_, _, score)| *score).collect::<Vec<f32>>();
    let (same, other) = (heights(true), heights(false));
    let mut kinds: BTreeMap<&str, (Vec<f32>, Vec<f32>)> = BTreeMap::new();
    for (pair, is_same, score) in &judged {
        let (own_same, own_other) = kinds.entry(pair.kind.as_deref().unwrap_or("-")).or_default();
        if *is_same { own_same.push(*score) } else { own_other.push(*score) }
    }
    let by_kind: serde_json::Map<String, Value> = kinds
        .into_iter()
        .map(|(kind, (own_same, own_other))| {
            let against = |own: Vec<f32>, all: &[f32]| if own.is_empty() { all.to_vec() } else { own };
            let count = own_same.len() + own_other.len();
            let auc = rank::area(&against(own_same, &same), &against(own_other, &other));
            (kind.to_owned(), json!({ "pairs": count, "auc": auc }))
        })
        .collect();
    json!({
        "pairs": pairs.rows.len(),
        "same": same.len(),
        "other": other.len(),
        "auc": rank::area(&same, &other),
        "by_kind": by_kind,
        "columns_missing": pairs.missing,
        "times_unreadable": pairs.times_unreadable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "kind,id_a,id_b,text_a,text_b,same,address_a,district_a,reason_a,dt_a,address_b,district_b,reason_b,dt_b\n";

    fn said(table: &str) -> (String, Value) {
        let pairs = Pairs::parse(table.as_bytes()).unwrap();
        let mut out = Vec::new();
        let report = write(&pairs, &mut out).unwrap();
        (String::from_utf8(out).unwrap(), report)
    }

    #[test]
    fn the_same_house_and_topic_stand_before_another_house() {
        let side =
            |house| format!("\"г. Заречье, улица Мира, дом {house}\",Северный,Лифт,2026-11-18T10:00:00");
        let table = format!(
            "{HEADER}same,1,2,Лифт стоит,Лифт не едет,1,{},{}\nother,3,4,Лифт стоит,Лифт не едет,0,{},{}\n",
            side(5),
            side(5),
            side(5),
            side(95),
        );
        let (lines, report) = said(&table);
        assert_eq!(lines.lines().next(), Some("id_a,id_b,score"));
        assert_eq!(lines.lines().count(), 3);
        assert_eq!(report["auc"], 1.0);
        assert_eq!(report["by_kind"]["same"]["pairs"], 1);
    }

    #[test]
    fn a_table_of_texts_alone_is_scored_and_what_it_lacks_is_said() {
        let (lines, report) = said("id_a,id_b,text_a,text_b\n1,2,Не горит фонарь,Фонарь не горит\n");
        assert_eq!(lines.lines().count(), 2);
        assert_eq!(report["auc"], Value::Null);
        assert!(report["columns_missing"].as_array().unwrap().iter().any(|column| column == "address_a"));
    }

    #[test]
    fn an_address_is_divided_into_street_and_house() {
        let of = |address| parts(address);
        assert_eq!(of("г. Заречье, улица Мира, дом 5, корпус 2").0.as_deref(), Some("улица мира"));
        assert_ne!(of("улица Мира, дом 5, корпус 2").1, of("улица Мира, дом 5, корпус 3").1);
        assert_eq!(of("улица Мира").1, None);
    }
}
