//! A region's own model: learnt anew every month, judged on rows that it has not seen, and used only if it is no worse.

mod judge;

use chrono::{DateTime, Days, Utc};
use domain::{Directory, RegionId};
use kit::Failure;
use language::Understander;
use language::model::{Example, Model};
use language::teach::{self, Subject};
use serde::{Deserialize, Serialize};
use store::{Store, StoreError};
use tracing::info;

use crate::lessons::{self, Lesson};

pub use judge::Worth;

/// Fewer corrections than this are no reason to learn anew.
pub const LEAST_CORRECTIONS: usize = 20;
/// Fewer rows than this cannot judge.
pub const LEAST_HELD_OUT: usize = 5;
/// By so much accuracy and macro-F1 may fall on the rows that are held out: one point of a hundred.
pub const TOLERANCE: f64 = 0.01;
/// One row of so many is held out, by its key: always the same ones, so no model of the region has ever seen them.
const HELD_OUT: u32 = 5;
/// Corrections count for a year, closed incidents for two months.
const CORRECTIONS_DAYS: u64 = 365;
const CONFIRMED_DAYS: u64 = 60;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The new model is to be used.
    Switch,
    /// Everything stays.
    Keep,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Neither accuracy nor macro-F1 falls by more than the tolerance.
    NoWorse,
    /// There are too few corrections to learn from.
    TooFewCorrections,
    /// There are too few rows to judge by.
    TooFewHeldOut,
    /// Accuracy falls.
    AccuracyFell,
    /// Macro-F1 falls.
    MacroF1Fell,
}

/// What retraining comes to, before anything is switched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Corrections with a topic.
    pub corrected: usize,
    /// Closed incidents whose topic stood.
    pub confirmed: usize,
    /// Rows of both that were held out.
    pub held_out: usize,
    /// By so much the new model may be worse.
    pub tolerance: f64,
    /// The model that is in use; none for the one that comes with Otklik.
    pub in_use: Option<u64>,
    /// What it is worth on the rows that were held out.
    pub present: Option<Worth>,
    /// What the new one is worth on the same rows.
    pub candidate: Option<Worth>,
    /// What is to be done.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The number under which the new model is stored, if it is to be used.
    pub version: Option<u64>,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum RetrainError {
    /// The store does not answer.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
    /// Nothing can be learnt.
    #[error("nothing can be learnt from the rows")]
    Train(#[from] language::model::TrainError),
}

impl From<RetrainError> for Failure {
    fn from(error: RetrainError) -> Self {
        match error {
            RetrainError::Store(error) => Self::retry(error.code(), error),
            RetrainError::Train(error) => Self::park("model.untrainable", error),
        }
    }
}

/// Learns and judges. A new model that is no worse is stored, and not used before [`apply`].
///
/// The same rows give the same model, which is stored once.
pub async fn plan(store: &Store, directory: &Directory, now: DateTime<Utc>) -> Result<Plan, RetrainError> {
    let region = &directory.region.id;
    let corrected = lessons::corrected(store, region, now - Days::new(CORRECTIONS_DAYS)).await?;
    let corrected: Vec<_> = corrected.into_iter().filter(|lesson| lesson.topic.is_some()).collect();
    let mut plan = Plan {
        made_at: now,
        corrected: corrected.len(),
        confirmed: 0,
        held_out: 0,
        tolerance: TOLERANCE,
        in_use: store.model_in_use(region).await?,
        present: None,
        candidate: None,
        verdict: Verdict::Keep,
        reason: Reason::TooFewCorrections,
        version: None,
    };
    if corrected.len() >= LEAST_CORRECTIONS {
        let confirmed = lessons::confirmed(store, directory, (now - Days::new(CONFIRMED_DAYS), now)).await?;
        plan.confirmed = confirmed.len();
        let rows: Vec<Lesson> = corrected.into_iter().chain(confirmed).collect();
        learn(store, region, &mut plan, &rows).await?;
    }
    store.put_model_plan(region, &plan).await?;
    Ok(plan)
}

async fn learn(
    store: &Store,
    region: &RegionId,
    plan: &mut Plan,
    rows: &[Lesson],
) -> Result<(), RetrainError> {
    let (held_out, taught): (Vec<&Lesson>, Vec<&Lesson>) = rows.iter().partition(|row| is_held_out(row));
    plan.held_out = held_out.len();
    plan.reason = Reason::TooFewHeldOut;
    if held_out.len() < LEAST_HELD_OUT {
        return Ok(());
    }
    let model = taught_by(&taught)?;
    let bytes = model.to_bytes();
    let own = own_model(store, region, plan.in_use).await?;
    let reads_now = own.as_ref().unwrap_or_else(|| Understander::built_in());
    let present = judge::worth(reads_now, &held_out);
    let candidate = judge::worth(&Understander::with_topics(model), &held_out);
    (plan.verdict, plan.reason) = verdict(&present, &candidate);
    (plan.present, plan.candidate) = (Some(present), Some(candidate));
    if plan.verdict == Verdict::Switch {
        plan.version = Some(stored(store, region, plan, &bytes).await?);
    }
    Ok(())
}

/// What comes with Otklik is taught beside the region's rows, so that rare topics are not forgotten.
fn taught_by(rows: &[&Lesson]) -> Result<Model, RetrainError> {
    let shipped = teach::lessons();
    let shipped = shipped
        .iter()
        .filter_map(|lesson| Some(Example { text: &lesson.text, with: &[], label: lesson.topic? }));
    let own = rows
        .iter()
        .filter_map(|row| Some(Example { text: row.text.expose(), with: &[], label: row.topic.as_deref()? }));
    Ok(language::model::train(shipped.chain(own), &Subject::Topic.settings())?.model)
}

/// What reads by the region's own model; none where there is none, or none that can be read.
async fn own_model(
    store: &Store,
    region: &RegionId,
    in_use: Option<u64>,
) -> Result<Option<Understander>, StoreError> {
    let Some(version) = in_use else { return Ok(None) };
    let bytes = store.model(region, version).await?;
    let model = bytes.and_then(|bytes| Model::from_bytes(&bytes).ok());
    Ok(model.map(Understander::with_topics))
}

fn verdict(present: &Worth, candidate: &Worth) -> (Verdict, Reason) {
    if candidate.accuracy < present.accuracy - TOLERANCE {
        (Verdict::Keep, Reason::AccuracyFell)
    } else if candidate.macro_f1 < present.macro_f1 - TOLERANCE {
        (Verdict::Keep, Reason::MacroF1Fell)
    } else {
        (Verdict::Switch, Reason::NoWorse)
    }
}

/// Stores the model, unless an earlier try has.
async fn stored(store: &Store, region: &RegionId, plan: &Plan, bytes: &[u8]) -> Result<u64, StoreError> {
    for item in store.models(region).await?.iter().rev().filter(|item| item.bytes == bytes.len()) {
        if store.model(region, item.version).await?.as_deref() == Some(bytes) {
            return Ok(item.version);
        }
    }
    let note =
        format!("corrected {}, confirmed {}, held out {}", plan.corrected, plan.confirmed, plan.held_out);
    Ok(store.put_model(region, bytes, &note, plan.made_at).await?.version)
}

fn is_held_out(row: &Lesson) -> bool {
    let sum = row
        .incident
        .as_str()
        .bytes()
        .fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    sum % HELD_OUT == 0
}

/// Switches to the model of a plan, if the plan says so and the model that it was judged against is still in use. Says
/// whether the region uses the model of the plan now.
pub async fn apply(store: &Store, region: &RegionId, plan: &Plan) -> Result<bool, StoreError> {
    let (Verdict::Switch, Some(version)) = (plan.verdict, plan.version) else { return Ok(false) };
    let in_use = store.model_in_use(region).await?;
    if in_use == Some(version) {
        return Ok(true);
    }
    if in_use != plan.in_use {
        return Ok(false);
    }
    store.use_model(region, Some(version)).await?;
    info!(%region, version, "the region's model was taught anew and is in use");
    Ok(true)
}

/// The name under which the last month of retraining is kept.
const WORK: &str = "retrain";

/// Retrains once in every month of the region: makes the plan, tells it, applies it.
pub(crate) async fn monthly(store: &Store, directory: &Directory, now: DateTime<Utc>) -> Result<(), Failure> {
    let region = &directory.region.id;
    let month = now.with_timezone(&directory.region.zone).format("%Y-%m").to_string();
    if store.progress(region, WORK).await.map_err(RetrainError::from)?.is_some_and(|done| done >= month) {
        return Ok(());
    }
    let plan = plan(store, directory, now).await?;
    let used = apply(store, region, &plan).await.map_err(RetrainError::from)?;
    info!(
        %region, month, corrected = plan.corrected, confirmed = plan.confirmed, held_out = plan.held_out,
        verdict = ?plan.verdict, reason = ?plan.reason, used, "the model of the month"
    );
    store.put_progress(region, WORK, &month).await.map_err(RetrainError::from)?;
    Ok(())
}

#[cfg(test)]
mod tests;
