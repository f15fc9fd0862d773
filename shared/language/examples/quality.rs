//! What models are worth on rows that they have not learnt from: the table of the README.
//!
//! `quality FOLDER [TASK]…` needs the labelled texts, which are no part of Otklik: `spb/train.csv.gz`, `kursk/train.csv.gz`
//! (both with a column `fold`), `sentiment/rusentiment-train.csv.gz` and `sentiment/toxic-train.csv.gz`. It learns as
//! `otklik train` does and judges as `otklik evaluate` does; what is judged is never learnt from.

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;
use std::time::Instant;

use flate2::read::MultiGzDecoder;
use language::model::{Evaluation, Example, Judged, Model, Reader, Settings, evaluate, train};

/// A label of a file, the column beside the text, and the folds that are judged, one after another.
struct Task {
    file: &'static str,
    label: &'static str,
    with: Option<&'static str>,
    folds: &'static [&'static [&'static str]],
}

const FIRST: &[&[&str]] = &[&["0"]];

/// Few rows: a fifth is held out, each in its turn.
const FIFTHS: &[&[&str]] = &[&["0", "1"], &["2", "3"], &["4", "5"], &["6", "7"], &["8", "9"]];

const TASKS: [Task; 10] = [
    Task { file: "spb/train", label: "reason", with: None, folds: FIRST },
    Task { file: "spb/train", label: "category", with: None, folds: FIRST },
    Task { file: "spb/train", label: "city_object", with: None, folds: FIRST },
    Task { file: "spb/train", label: "org", with: Some("district"), folds: FIRST },
    Task { file: "spb/train", label: "district", with: None, folds: FIRST },
    Task { file: "kursk/train", label: "theme", with: None, folds: FIFTHS },
    Task { file: "kursk/train", label: "agency", with: None, folds: FIFTHS },
    Task { file: "kursk/train", label: "category", with: None, folds: FIFTHS },
    Task { file: "sentiment/rusentiment-train", label: "label", with: None, folds: FIRST },
    Task { file: "sentiment/toxic-train", label: "toxic", with: None, folds: FIRST },
];

struct Row {
    text: String,
    label: String,
    with: Option<String>,
    fold: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, wanted @ ..] = arguments.as_slice() else {
        return Err("expected: FOLDER [TASK]…, the folder of the labelled texts".into());
    };
    let mut out = std::io::stdout().lock();
    for task in &TASKS {
        let name = format!("{} {}", task.file, task.label);
        if !wanted.is_empty() && !wanted.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        let path = Path::new(folder).join(format!("{}.csv.gz", task.file));
        let rows = rows(&path, task).map_err(|error| format!("{}: {error}", path.display()))?;
        for line in judge(task, &rows)? {
            writeln!(out, "{name}: {line}")?;
        }
    }
    Ok(())
}

/// A line for each fold.
fn judge(task: &Task, rows: &[Row]) -> Result<Vec<String>, Box<dyn Error>> {
    let mut lines = Vec::new();
    for folds in task.folds {
        let (held, learnt): (Vec<&Row>, Vec<&Row>) =
            rows.iter().partition(|row| folds.contains(&row.fold.as_str()));
        let start = Instant::now();
        let beside: Vec<Vec<(&str, &str)>> = learnt.iter().map(|row| with(task, row)).collect();
        let examples = learnt.iter().zip(&beside);
        let examples = examples.map(|(row, with)| Example { text: &row.text, with, label: &row.label });
        let bytes = train(examples, &Settings::default())?.model.to_bytes();
        let seconds = start.elapsed().as_secs();
        let Evaluation { accuracy, top3, macro_f1, coverage_at_95, calibration_error, count } =
            evaluate(&predict(&Model::from_bytes(&bytes)?, task, &held));
        lines.push(format!(
            "accuracy {accuracy:.4}, macro-F1 {macro_f1:.4}, top 3 {top3:.4}, coverage {coverage_at_95:.3}, \
             calibration error {calibration_error:.3}, {count} rows, {} KB, learnt in {seconds} s",
            bytes.len() / 1024
        ));
    }
    Ok(lines)
}

fn with<'a>(task: &Task, row: &'a Row) -> Vec<(&'a str, &'a str)>
where
    'static: 'a,
{
    task.with.into_iter().zip(row.with.as_deref()).collect()
}

fn predict(model: &Model, task: &Task, rows: &[&Row]) -> Vec<Judged> {
    let reader = Reader::default();
    let judged = rows.iter().map(|row| {
        let features = reader.read(&row.text, &language::tokens(&row.text));
        Judged::new(&model.predict(&features, &with(task, row)), &row.label)
    });
    judged.collect()
}

/// The rows that have a label. Where there is no column `fold`, a hash of the text divides them into ten.
fn rows(path: &Path, task: &Task) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(BufReader::new(File::open(path)?)));
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|column| column == name);
    let [text, label] = ["text", task.label].map(column);
    let (text, label) = text.zip(label).ok_or("a column is missing")?;
    let (fold, beside) = (column("fold"), task.with.and_then(column));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let fold = fold.map_or_else(|| tenth(&record[text]), |fold| record[fold].to_owned());
        let with = beside.map(|beside| record[beside].to_owned());
        rows.push(Row { text: record[text].to_owned(), label: record[label].to_owned(), with, fold });
    }
    rows.retain(|row| !row.label.is_empty());
    Ok(rows)
}

/// A digit that the text decides (FNV-1a): the same text is never on both sides.
fn tenth(text: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (text.bytes().fold(0xcbf2_9ce4_8422_2325, step) % 10).to_string()
}
