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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::commands::{Cli, run};

    async fn otklik(line: &str, files: [&std::path::Path; 2]) -> Result<(), Failed> {
        let [rows, model] = files.map(|path| path.to_str().unwrap());
        let line = line.replace("ROWS", rows).replace("MODEL", model);
        run(Cli::parse_from(["otklik"].into_iter().chain(line.split(' ')))).await
    }

    #[tokio::test]
    async fn a_model_that_was_taught_with_a_column_is_judged_with_it_and_the_confusion_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (rows, model, confusion) = (path("rows.csv"), path("model"), path("confusion.csv"));
        let row = |number: usize| {
            let (district, label) =
                if number.is_multiple_of(2) { ("север", "снег") } else { ("юг", "пыль") };
            format!("на улице беспорядок номер {number},{district},{label}\n")
        };
        let lines: Vec<String> = (0..80).map(row).collect();
        std::fs::write(&rows, format!("text,district,label\n{}", lines.concat())).unwrap();
        let files = [rows.as_path(), model.as_path()];
        let columns = "--input ROWS --text text --label label --with";
        otklik(&format!("train {columns} district --output MODEL"), files).await.unwrap();
        let judge = format!("evaluate --model MODEL {columns}");
        let written = format!("{judge} district --confusion {}", confusion.display());
        otklik(&written, files).await.unwrap();
        let written = std::fs::read_to_string(&confusion).unwrap();
        let mut lines: Vec<&str> = written.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, ["label,predicted,count", "пыль,пыль,40", "снег,снег,40"]);
        let refused = otklik(&format!("{judge} street"), files).await.unwrap_err().to_string();
        assert!(refused.contains("street"), "{refused}");
        std::fs::write(&rows, "text,label\nна улице,снег\n").unwrap();
        let refused = otklik(&format!("{judge} district"), files).await.unwrap_err().to_string();
        assert!(refused.contains("column district"), "{refused}");
        std::fs::write(&model, b"no model").unwrap();
        assert!(otklik(&format!("{judge} district"), files).await.is_err());
    }
}
