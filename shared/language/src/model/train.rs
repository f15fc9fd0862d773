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

/// The same for margins beside another view: they cost time but hardly ever harm.
const SLIGHTLY: f32 = 0.002;

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
    let (mut scores, recipe) = unseen(&corpus, settings);
    let calibration = Calibration::fit(&scores);
    scores.apply(&calibration);
    let offsets = decide::offsets(&scores, settings);
    scores.shift(&offsets);
    let last = Calibration::fit_slope(&scores);
    scores.apply(&last);
    let held_out = judge(&corpus, &scores);
    let all: Vec<u32> = (0..).take(corpus.matrix.len()).collect();
    let weights = recipe.learn(&corpus, &all, settings);
    let calibration = calibration.then(&offsets, &last);
    let model = Model::pack(&corpus, &weights, &Parameters { calibration, settings });
    Ok(Trained { model, held_out })
}

/// How weights are learnt: with one effort, or with two whose weights are added, each as loud as told.
#[derive(Debug, Clone, Copy)]
struct Recipe {
    effort: Effort,
    own: f32,
    other: Option<(Effort, f32)>,
}

impl Recipe {
    const fn of(effort: Effort) -> Self {
        Self { effort, own: 1.0, other: None }
    }

    fn learn(self, corpus: &Corpus, rows: &[u32], settings: &Settings) -> Weights {
        let learnt = |effort| learn(&course(corpus, rows, settings, effort));
        let weights = learnt(self.effort);
        match self.other {
            Some((effort, loud)) => weights.mixed(self.own, &learnt(effort), loud),
            None => weights,
        }
    }
}

/// Scores of every row by weights that have not seen it, and the recipe that is worth it.
fn unseen(corpus: &Corpus, settings: &Settings) -> (Scores, Recipe) {
    let classes = corpus.labels.len();
    let folds = settings.folds.unwrap_or(if corpus.matrix.len() * classes > LARGE { 2 } else { 4 }).max(2);
    let mut all = vec![0.0; corpus.matrix.len() * classes];
    let mut chosen = settings.effort.map(Recipe::of);
    for fold in 0..folds {
        let (held, seen): (Vec<u32>, Vec<u32>) =
            (0..).take(corpus.matrix.len()).partition(|&row| corpus.twins[row as usize] % folds == fold);
        let scores = if let Some(recipe) = chosen {
            held_scores(corpus, &recipe.learn(corpus, &seen, settings), &held)
        } else {
            let (recipe, scores) =
                choose(|effort| held_scores(corpus, &learn(&course(corpus, &seen, settings, effort)), &held));
            chosen = Some(recipe);
            scores
        };
        for (&row, values) in held.iter().zip(scores.values.chunks_exact(classes)) {
            all[row as usize * classes..][..classes].copy_from_slice(values);
        }
    }
    let scores = Scores { values: all, truth: corpus.classes.clone(), classes };
    (scores, chosen.unwrap_or(Recipe::of(MIDDLE)))
}

/// Tries harder as long as rows that are held out become likelier; if they never do, tries whether less is more. Then
/// tries margins, alone and together with the best of the others: two views of one row err differently.
fn choose(learnt: impl Fn(Effort) -> Scores) -> (Recipe, Scores) {
    let judged = |effort: Effort| Tried::new(Recipe::of(effort), learnt(effort));
    let mut best = judged(MIDDLE);
    for effort in HARDER {
        let other = judged(effort);
        if other.loss >= best.loss {
            break;
        }
        best = other;
    }
    if best.recipe.effort == MIDDLE {
        let other = judged(GENTLE);
        if other.loss < best.loss {
            best = other;
        }
    }
    let margins = judged(MARGINS);
    let both = best.with(&margins);
    if margins.worth > both.worth.max(best.worth + CLEARLY) {
        best = margins;
    } else if both.worth > best.worth + SLIGHTLY {
        best = both;
    }
    (best.recipe, best.scores)
}

/// A recipe and what came of it on rows that were held out.
struct Tried {
    recipe: Recipe,
    /// What brings the scores to logits.
    slope: f32,
    loss: f64,
    /// Accuracy and macro-F1 together.
    worth: f32,
    scores: Scores,
}

impl Tried {
    fn new(recipe: Recipe, scores: Scores) -> Self {
        let calibration = Calibration::fit(&scores);
        let mut logits = scores.clone();
        logits.apply(&calibration);
        Self {
            recipe,
            slope: calibration.slope,
            loss: calibration.loss(&scores),
            worth: decide::worth(&logits),
            scores,
        }
    }

    /// Both together, each as loud as it is sure.
    fn with(&self, other: &Self) -> Self {
        let (own, loud) = (self.slope / 2.0, other.slope / 2.0);
        let recipe = Recipe { own, other: Some((other.recipe.effort, loud)), ..self.recipe };
        let values = self.scores.values.iter().zip(&other.scores.values);
        let values = values.map(|(value, others)| value * own + others * loud).collect();
        Self::new(recipe, Scores { values, truth: self.scores.truth.clone(), classes: self.scores.classes })
    }
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
