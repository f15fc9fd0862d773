//! Linear models over hashed features: trained on rows of text and label, stored in one compact blob.

mod blob;
mod calibrate;
mod corpus;
mod decide;
mod evaluate;
mod explain;
mod features;
mod pack;
mod predict;
mod regression;
mod table;

mod train;
mod words;

pub use blob::ModelError;
pub use evaluate::{Confusion, Evaluation, Judged, confusion, evaluate};
pub use explain::Reason;
pub(crate) use features::stem_hash;
pub use features::{Features, Reader};
pub use pack::Model;
pub use predict::{Choice, Prediction};
pub use train::{TrainError, Trained, train};

/// A row to learn from.
#[derive(Debug, Clone, Copy)]
pub struct Example<'a> {
    /// The text.
    pub text: &'a str,
    /// Columns beside the text, each with its value; the same columns in every row.
    pub with: &'a [(&'a str, &'a str)],
    /// What is to be learnt.
    pub label: &'a str,
}

/// How long to learn. Stopping early is what keeps weights small.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Passes over the rows.
    pub passes: usize,
    /// The length of the first step; the last one has none.
    pub rate: f32,
    /// What is made small.
    pub loss: Loss,
}

/// What learning makes small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// How unlikely the right labels are: multinomial logistic regression. Best where words decide.
    Likelihood,
    /// How far rows are from being on the right side with room to spare: support vector machines. Best where only
    /// phrases that come again decide.
    Margin,
}

/// How a model is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What all that looks random starts from.
    pub seed: u64,
    /// Features that stand in fewer rows are left out.
    pub least_rows: u32,
    /// How long to learn; by default what proves best on rows that are held out.
    pub effort: Option<Effort>,
    /// How much more an error costs in rows of a rare label: 0 not at all, 1 in inverse proportion.
    pub balance: f32,
    /// The length of all that words and pairs of words show.
    pub word_weight: f32,
    /// The length of all that parts of words show.
    pub part_weight: f32,
    /// The length of each column beside the text.
    pub column_weight: f32,
    /// The length of all that words show together with columns beside the text.
    pub cross_weight: f32,
    /// Parts into which rows are divided to judge the model on rows that it has not seen; by default as many as time allows.
    pub folds: Option<u64>,
    /// What accuracy is worth beside macro-F1 while labels are weighed against each other.
    pub accuracy: f32,
    /// What an offset of a label costs while labels are weighed against each other.
    pub caution: f32,
    /// The largest model, in bytes.
    pub most_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            least_rows: 2,
            effort: None,
            balance: 0.4,
            word_weight: 1.0,
            part_weight: 1.0,
            column_weight: 1.0,
            cross_weight: 0.6,
            folds: None,
            accuracy: 2.0,
            caution: 0.5,
            most_bytes: 5_000_000,
        }
    }
}

#[cfg(test)]
mod tests;
