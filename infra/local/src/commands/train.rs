//! `otklik train`: a model from a file of labelled texts.

use std::path::PathBuf;

use clap::Args;
use language::model::{Example, Settings};

use super::Failed;
use crate::labelled::{self, Columns};

/// Learn labels from a file of texts.
#[derive(Debug, Args)]
pub(super) struct Train {
    /// CSV in UTF-8 with a header; one whose name ends in `.gz` is unpacked. Several are read one after another.
    #[arg(long, required = true)]
    input: Vec<PathBuf>,
    /// The column of the text.
    #[arg(long)]
    text: String,
    /// The column of what is to be learnt.
    #[arg(long)]
    label: String,
    /// A column with a value that helps, such as the district.
    #[arg(long)]
    with: Vec<String>,
    /// Where the model is written.
    #[arg(long)]
    output: PathBuf,
}

pub(super) fn run(train: &Train) -> Result<(), Failed> {
    let columns = Columns { text: &train.text, label: &train.label, with: &train.with };
    let mut rows = Vec::new();
    for path in &train.input {
        let found = labelled::read(path, columns).map_err(super::at(path))?;
        crate::texts::rows_without_label(found.without_label);
        rows.extend(found.rows);
    }
    let with: Vec<Vec<(&str, &str)>> = rows
        .iter()
        .map(|row| train.with.iter().zip(&row.with).map(|(name, value)| (&**name, &**value)).collect())
        .collect();
    let examples =
        rows.iter().zip(&with).map(|(row, with)| Example { text: &row.text, with, label: &row.label });
    let trained = language::model::train(examples, &Settings::default())?;
    let bytes = trained.model.to_bytes();
    std::fs::write(&train.output, &bytes).map_err(super::at(&train.output))?;
    crate::texts::trained(&trained, bytes.len());
    Ok(())
}
