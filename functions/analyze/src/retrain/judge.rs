//! What an understander is worth on rows whose topics are known.

use language::Understander;
use language::model::{Judged, evaluate};
use language::teach::NO_TOPIC;
use serde::{Deserialize, Serialize};

use crate::lessons::Lesson;

/// What topics are worth, as triage would give them: what is left to a person counts as no topic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// The share of right ones.
    pub accuracy: f64,
    /// The mean of F1 over topics.
    pub macro_f1: f64,
    /// The share that is left to a person.
    pub left_to_a_person: f64,
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub(super) fn worth(understander: &Understander, rows: &[&Lesson]) -> Worth {
    let judged: Vec<Judged> = rows.iter().map(|row| judge(understander, row)).collect();
    let evaluation = evaluate(&judged);
    let left = judged.iter().filter(|row| row.given == NO_TOPIC).count();
    Worth {
        accuracy: evaluation.accuracy,
        macro_f1: evaluation.macro_f1,
        left_to_a_person: left as f64 / judged.len().max(1) as f64,
    }
}

fn judge(understander: &Understander, row: &Lesson) -> Judged {
    let topic = understander.understand(row.text.expose()).topic;
    let truth = row.topic.clone().unwrap_or_default();
    let given = topic.as_ref().map_or(NO_TOPIC, |guess| guess.topic.as_str()).to_owned();
    let confidence = topic.map_or(0.0, |guess| guess.confidence);
    Judged { among_best: given == truth, truth, given, confidence }
}
