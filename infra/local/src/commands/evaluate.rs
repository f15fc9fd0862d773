//! `otklik evaluate`: what a model is worth on labelled texts that it has not learnt from.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use language::model::{Confusion, Judged, Model, Reader, confusion};
use serde_json::json;

use super::Failed;
use crate::labelled::{self, Columns, Labelled};

/// Judge a model on a file of labelled texts.
#[derive(Debug, Args)]
pub(super) struct Evaluate {
    /// What `train` wrote.
    #[arg(long)]
    model: PathBuf,
    /// CSV in UTF-8 with a header; one whose name ends in `.gz` is unpacked.
    #[arg(long)]
    input: PathBuf,
    /// The column of the text.
    #[arg(long)]
    text: String,
    /// The column of the right label.
    #[arg(long)]
    label: String,
    /// A column with a value that helps. The model knows which ones it needs; naming others is a mistake.
    #[arg(long)]
    with: Vec<String>,
    /// Where to write how often each label was given for each right one, as CSV.
    #[arg(long)]
    confusion: Option<PathBuf>,
}

pub(super) fn run(evaluate: &Evaluate) -> Result<(), Failed> {
    let bytes = std::fs::read(&evaluate.model).map_err(super::at(&evaluate.model))?;
    let model = Model::from_bytes(&bytes).map_err(super::at(&evaluate.model))?;
    if let Some(name) = evaluate.with.iter().find(|name| !model.columns().contains(name)) {
        return Err(format!("--with {name}: the model was trained without this column").into());
    }
    let columns = Columns { text: &evaluate.text, label: &evaluate.label, with: model.columns() };
    let found = labelled::read(&evaluate.input, columns).map_err(super::at(&evaluate.input))?;
    crate::texts::rows_without_label(found.without_label);
    let (judged, seconds) = judge(&model, &found.rows);
    let worth = language::model::evaluate(&judged);
    crate::texts::json(&json!({
        "accuracy": worth.accuracy,
        "top3": worth.top3,
        "macro_f1": worth.macro_f1,
        "coverage_at_95": worth.coverage_at_95,
        "calibration_error": worth.calibration_error,
        "count": worth.count,
        "seconds": seconds,
    }));
    match &evaluate.confusion {
        Some(path) => Ok(write(&confusion(&judged), path).map_err(super::at(path))?),
        None => Ok(()),
    }
}

/// Predictions beside right labels, and the seconds that the predictions took, from text to label.
fn judge(model: &Model, rows: &[Labelled]) -> (Vec<Judged>, f64) {
    let reader = Reader::default();
    let start = Instant::now();
    let predict = |row: &Labelled| {
        let with: Vec<(&str, &str)> =
            model.columns().iter().zip(&row.with).map(|(name, value)| (&**name, &**value)).collect();
        let features = reader.read(&row.text, &language::tokens(&row.text));
        Judged::new(&model.predict(&features, &with), &row.label)
    };
    let judged = rows.iter().map(predict).collect();
    (judged, start.elapsed().as_secs_f64())
}

fn write(confusion: &Confusion, path: &std::path::Path) -> Result<(), csv::Error> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["label", "predicted", "count"])?;
    for ((label, given), count) in confusion {
        file.write_record([label, given, &count.to_string()])?;
    }
    Ok(file.flush()?)
}
