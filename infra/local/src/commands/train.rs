//! `otklik train`: a model from a file of labelled texts.

use std::path::PathBuf;

use clap::Args;
use language::model::{Example, Settings, TrainError, Trained};
use language::teach;

use super::Failed;
use crate::labelled::{self, Columns, Labelled};

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
    /// Learn topics from the text of the shipped model too: the way to a model of one's own with few rows, such as corrections.
    #[arg(long, conflicts_with = "with")]
    shipped: bool,
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
    if train.shipped {
        return write(train, &with_shipped(&rows)?);
    }
    let with: Vec<Vec<(&str, &str)>> = rows
        .iter()
        .map(|row| train.with.iter().zip(&row.with).map(|(name, value)| (&**name, &**value)).collect())
        .collect();
    let examples =
        rows.iter().zip(&with).map(|(row, with)| Example { text: &row.text, with, label: &row.label });
    write(train, &language::model::train(examples, &Settings::default())?)
}

fn with_shipped(rows: &[Labelled]) -> Result<Trained, TrainError> {
    let lessons = teach::lessons();
    let shipped = lessons
        .iter()
        .filter_map(|lesson| Some(Example { text: &lesson.text, with: &[], label: lesson.topic? }));
    let own = rows.iter().map(|row| Example { text: &row.text, with: &[], label: &row.label });
    language::model::train(shipped.chain(own), &teach::Subject::Topic.settings())
}

fn write(train: &Train, trained: &Trained) -> Result<(), Failed> {
    let bytes = trained.model.to_bytes();
    std::fs::write(&train.output, &bytes).map_err(super::at(&train.output))?;
    crate::texts::trained(trained, bytes.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trained_on(rows: &str, text: &str) -> Result<(), Failed> {
        let folder = tempfile::tempdir()?;
        let (input, output) = (folder.path().join("rows.csv"), folder.path().join("model"));
        std::fs::write(&input, rows)?;
        let (text, label) = (text.to_owned(), "topic".to_owned());
        let train = Train { input: vec![input], text, label, with: Vec::new(), shipped: false, output };
        let done = run(&train);
        assert_eq!(train.output.exists(), done.is_ok(), "a model that is not whole is not left behind");
        done
    }

    #[test]
    fn what_cannot_be_learnt_from_is_named() {
        let rows: Vec<_> = (0..20).map(|row| format!("яма {row},roads\nмусор {row},waste\n")).collect();
        let rows = rows.concat();
        assert!(trained_on(&format!("text,topic\n{rows}"), "text").is_ok());
        let refused = |rows: &str, text: &str| trained_on(rows, text).unwrap_err().to_string();
        assert!(refused("text,topic\nяма,roads\nдыра,roads\n", "text").starts_with("label: every row"));
        assert!(refused("text,topic\nяма,roads\n", "words").contains("column words"));
        assert!(refused("", "text").contains("empty"));
        assert!(refused("text,topic\n", "text").contains("column topic"));
    }
}
