//! Learning: weights, then probabilities and offsets from rows that were not learnt from, then one packed model.

use super::calibrate::{Calibration, Scores};
use super::corpus::Corpus;
use super::evaluate::{Evaluation, Judged, evaluate};
use super::pack::{Model, Parameters};
use super::predict::best;
use super::regression::{Course, Weights, learn};
use super::{Effort, Example, Loss, Settings, decide};

/// Where the search for the right effort begins.
const MIDDLE: Effort = Effort { passes: 5, rate: 0.6, loss: Loss::Likelihood };

/// The more a label's words say, the longer learning pays.
const HARDER: [Effort; 2] = [
    Effort { passes: 8, rate: 1.0, loss: Loss::Likelihood },
    Effort { passes: 14, rate: 1.2, loss: Loss::Likelihood },
];

/// Where words say little, such as tone.
const GENTLE: Effort = Effort { passes: 4, rate: 0.25, loss: Loss::Likelihood };

/// Where labels hang on phrases that come again rather than on what words mean.
const MARGINS: Effort = Effort { passes: 8, rate: 0.15, loss: Loss::Margin };

/// By how much accuracy and macro-F1 together must be better.
const CLEARLY: f32 = 0.01;

/// Cells of rows and labels above which two folds must do.
const LARGE: usize = 1_000_000;

/// Why nothing can be learnt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// No row at all.
    #[error("there is no row to learn from")]
    Empty,
    /// All rows have the same label.
    #[error("label: every row has the same one, and two are needed")]
    OneLabel,
    /// More labels than the blob can name.
    #[error("label: {0} different ones, and 65536 is the limit")]
    TooManyLabels(usize),
}

/// A model and what it is worth.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// How it judged its own rows while each was held out.
    pub held_out: Evaluation,
}

/// Learns labels from texts.
pub fn train<'a>(
    examples: impl Iterator<Item = Example<'a>>,
    settings: &Settings,
) -> Result<Trained, TrainError> {
    let corpus = Corpus::read(examples, settings);
    match corpus.labels.len() {
        0 => return Err(TrainError::Empty),
        1 => return Err(TrainError::OneLabel),
        labels if labels > 1 << 16 => return Err(TrainError::TooManyLabels(labels)),
        _ => {}
    }
    let (mut scores, effort) = unseen(&corpus, settings);
    let calibration = Calibration::fit(&scores);
    scores.apply(&calibration);
    let offsets = decide::offsets(&scores, settings);
    scores.shift(&offsets);
    let last = Calibration::fit_slope(&scores);
    scores.apply(&last);
    let held_out = judge(&corpus, &scores);
    let all: Vec<u32> = (0..).take(corpus.matrix.len()).collect();
    let weights = learn(&course(&corpus, &all, settings, effort));
    let calibration = calibration.then(&offsets, &last);
    let model = Model::pack(&corpus, &weights, &Parameters { calibration, settings });
    Ok(Trained { model, held_out })
}

/// Scores of every row by weights that have not seen it, and the effort that is worth it.
fn unseen(corpus: &Corpus, settings: &Settings) -> (Scores, Effort) {
    let classes = corpus.labels.len();
    let folds = settings.folds.unwrap_or(if corpus.matrix.len() * classes > LARGE { 2 } else { 4 }).max(2);
    let mut all = vec![0.0; corpus.matrix.len() * classes];
    let mut chosen = settings.effort;
    for fold in 0..folds {
        let (held, seen): (Vec<u32>, Vec<u32>) =
            (0..).take(corpus.matrix.len()).partition(|&row| corpus.twins[row as usize] % folds == fold);
        let learnt =
            |effort: Effort| held_scores(corpus, &learn(&course(corpus, &seen, settings, effort)), &held);
        let scores = if let Some(effort) = chosen {
            learnt(effort)
        } else {
            let (effort, scores) = choose(learnt);
            chosen = Some(effort);
            scores
        };
        for (&row, values) in held.iter().zip(scores.values.chunks_exact(classes)) {
            all[row as usize * classes..][..classes].copy_from_slice(values);
        }
    }
    (Scores { values: all, truth: corpus.classes.clone(), classes }, chosen.unwrap_or(MIDDLE))
}

/// Tries harder as long as rows that are held out become likelier; if they never do, tries whether less is more. Then
/// tries margins, which must be better by a clear step.
fn choose(learnt: impl Fn(Effort) -> Scores) -> (Effort, Scores) {
    let judged = |effort: Effort| {
        let mut scores = learnt(effort);
        let calibration = Calibration::fit(&scores);
        let loss = calibration.loss(&scores);
        let raw = scores.clone();
        scores.apply(&calibration);
        Tried { effort, loss, worth: decide::worth(&scores), scores: raw }
    };
    let mut best = judged(MIDDLE);
    for effort in HARDER {
        let other = judged(effort);
        if other.loss >= best.loss {
            break;
        }
        best = other;
    }
    if best.effort == MIDDLE {
        let other = judged(GENTLE);
        if other.loss < best.loss {
            best = other;
        }
    }
    let other = judged(MARGINS);
    if other.worth > best.worth + CLEARLY {
        best = other;
    }
    (best.effort, best.scores)
}

/// An effort and what came of it on rows that were held out.
struct Tried {
    effort: Effort,
    loss: f64,
    /// Accuracy and macro-F1 together.
    worth: f32,
    scores: Scores,
}

fn held_scores(corpus: &Corpus, weights: &Weights, held: &[u32]) -> Scores {
    let mut scores = Scores { values: Vec::new(), truth: Vec::new(), classes: weights.labels };
    let mut row_scores = Vec::new();
    for &row in held {
        weights.scores(&corpus.matrix, row as usize, &mut row_scores);
        scores.values.extend(&row_scores[..weights.labels]);
        scores.truth.push(corpus.classes[row as usize]);
    }
    scores
}

fn course<'a>(corpus: &'a Corpus, rows: &'a [u32], settings: &Settings, effort: Effort) -> Course<'a> {
    Course {
        matrix: &corpus.matrix,
        rows,
        classes: &corpus.classes,
        labels: corpus.labels.len(),
        effort,
        balance: settings.balance,
        seed: settings.seed,
    }
}

fn judge(corpus: &Corpus, logits: &Scores) -> Evaluation {
    let judged: Vec<Judged> = logits
        .rows()
        .map(|(row, truth)| Judged::new(&best(&corpus.labels, &mut row.to_vec()), &corpus.labels[truth]))
        .collect();
    evaluate(&judged)
}
