//! Whether a sentence is what the incidents say: it is made again and compared, word by word.

use serde::Serialize;

use super::{Facts, Figure, Sentence, texts};

/// What became of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The sentence is what the incidents say.
    Verified,
    /// It is not.
    Differs {
        /// Where.
        differences: Vec<Difference>,
    },
}

/// Where a sentence is not what the incidents say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `text`, `texts`, `incidents`, `template`, or the id of a metric.
    pub field: String,
    /// What the sentence says.
    pub said: String,
    /// What the incidents say.
    pub recomputed: String,
}

/// Makes the sentence again from what was recomputed, and compares everything.
pub fn verify(sentence: &Sentence, recomputed: Facts<'_>) -> Verdict {
    let mut differences = Vec::new();
    let mut compare = |field: &str, said: String, recomputed: String| {
        if said != recomputed {
            differences.push(Difference { field: field.to_owned(), said, recomputed });
        }
    };
    match Sentence::make(sentence.about.clone(), recomputed) {
        None => compare("template", "known".to_owned(), "impossible".to_owned()),
        Some(made) => {
            for number in 0..sentence.figures.len().max(made.figures.len()) {
                let [said, again] = [&sentence.figures, &made.figures].map(|figures| figures.get(number));
                let name = again.or(said).map_or("", |figure| &figure.metric);
                compare(name, shown(said), shown(again));
            }
            compare("incidents", sentence.incidents.clone(), made.incidents);
            compare("texts", sentence.texts.to_string(), texts::VERSION.to_string());
            compare("text", sentence.text.clone(), made.text);
        }
    }
    if differences.is_empty() { Verdict::Verified } else { Verdict::Differs { differences } }
}

fn shown(figure: Option<&Figure>) -> String {
    let number = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
    figure.map_or("-".to_owned(), |figure| {
        let Figure { metric, formula, window, numerator, denominator } = figure;
        let (above, below) = (number(*numerator), number(*denominator));
        format!("{metric}/{formula} {above}/{below} {}..{}", window.from, window.to)
    })
}
