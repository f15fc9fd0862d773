//! `otklik corrections`: what people put right, as rows that `otklik train` takes.

use std::path::PathBuf;

use analyze::lessons::{self, Lesson};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use clap::{Args, Subcommand};
use domain::RegionId;

use super::{Failed, Place, attach};

#[derive(Debug, Subcommand)]
pub(super) enum CorrectionsCommand {
    /// Write them as CSV: `id,corrected_at,text,topic,kind,municipality`. A column has a value only where a person said so;
    /// phones, names and flats in the text are masked, and who wrote it is not in the file.
    Export(Export),
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// Where the rows are written.
    #[arg(long)]
    output: PathBuf,
    /// The first day, of the region; all corrections without it.
    #[arg(long)]
    since: Option<NaiveDate>,
    /// The region; the only one if there is one.
    #[arg(long)]
    region: Option<RegionId>,
}

pub(super) async fn run(place: &Place, command: CorrectionsCommand) -> Result<(), Failed> {
    let CorrectionsCommand::Export(export) = command;
    let attached = attach(place).await?;
    let ((Some(region), _) | (None, [region])) = (&export.region, attached.regions.as_slice()) else {
        return Err("there are several regions: name one with --region".into());
    };
    let directory = super::import::load(&attached.system, region).await?;
    let since =
        export.since.map_or(DateTime::UNIX_EPOCH, |day| metrics::day_bounds(day, directory.region.zone).0);
    let lessons = lessons::corrected(attached.system.store(), region, since).await?;
    std::fs::write(&export.output, rows(&lessons)?).map_err(super::at(&export.output))?;
    crate::texts::corrections_exported(lessons.len(), &export.output);
    Ok(())
}

/// The rows, newest first.
pub fn rows(lessons: &[Lesson]) -> Result<Vec<u8>, Failed> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["id", "corrected_at", "text", "topic", "kind", "municipality"])?;
    for lesson in lessons {
        let kind = lesson.kind.map(serde_json::to_value).transpose()?;
        file.write_record([
            lesson.incident.as_str(),
            &moment(lesson.at),
            lesson.text.expose(),
            lesson.topic.as_deref().unwrap_or_default(),
            kind.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default(),
            lesson.municipality.as_ref().map_or("", |oktmo| oktmo.as_str()),
        ])?;
    }
    file.flush()?;
    Ok(file.into_inner().map_err(csv::IntoInnerError::into_error)?)
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
