//! The text that the shipped models learn from: written by this project, made of its lexicon and of invented phrases.
//!
//! The same text every time, letter by letter, so that anybody can make the shipped models again.

use std::collections::BTreeMap;

use crate::Lexicon;
use crate::model::{self, Effort, Example, Loss, Settings, TrainError, Trained};

const PROBLEMS: &str = include_str!("../data/problems.tsv");
const FRAMES: &str = include_str!("../data/frames.tsv");
const REMARKS: &str = include_str!("../data/remarks.tsv");

/// Label of what has no topic.
pub const NO_TOPIC: &str = "-";

/// Frames that each phrase meets.
const FRAMES_PER_PHRASE: usize = 4;

/// How often a remark is repeated, each time somewhere else.
const REMARK_TIMES: usize = 4;

/// Where it is; nothing is the commonest.
const PLACES: [&str; 12] = [
    "",
    "",
    "",
    "",
    "у нас",
    "на улице Зелёной",
    "по улице Садовой",
    "на Заречной, 12",
    "в нашем доме",
    "в посёлке",
    "в нашем городе",
    "возле дома 7",
];

/// A text with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The text.
    pub text: String,
    /// A topic code, or [`NO_TOPIC`]. A lesson about kind and tone alone has none.
    pub topic: Option<&'static str>,
    /// A kind and a tone. Lessons about topics alone have none.
    pub manner: Option<(&'static str, &'static str)>,
}

/// Everything that the shipped models learn from.
pub fn lessons() -> Vec<Lesson> {
    let mut lessons = Vec::new();
    framed(&mut lessons);
    for time in 0..REMARK_TIMES {
        for (place, [kind, tone, text]) in rows(REMARKS).enumerate() {
            let text = match PLACES[(place + 5 * time) % PLACES.len()] {
                "" => text.to_owned(),
                place => format!("{text} {place}"),
            };
            lessons.push(Lesson { text, topic: Some(NO_TOPIC), manner: Some((kind, tone)) });
        }
    }
    for (topic, phrase) in Lexicon::built_in().phrases() {
        lessons.push(Lesson { text: phrase, topic: Some(topic), manner: None });
    }
    lessons
}

/// What one of the shipped models tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// What it is about.
    Topic,
    /// What the resident wants.
    Kind,
    /// How it sounds.
    Tone,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Topic, Self::Kind, Self::Tone];

    /// Its file in `data/`.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Topic => "topic.model",
            Self::Kind => "kind.model",
            Self::Tone => "tone.model",
        }
    }

    /// What a lesson says about it.
    pub fn label(self, lesson: &Lesson) -> Option<&'static str> {
        match self {
            Self::Topic => lesson.topic,
            Self::Kind => lesson.manner.map(|(kind, _)| kind),
            Self::Tone => lesson.manner.map(|(_, tone)| tone),
        }
    }

    /// How it is learnt: quickly, and into a small model.
    pub fn settings(self) -> Settings {
        let (passes, rate, least_rows, most_bytes) = match self {
            Self::Topic => (8, 2.0, 3, 500_000),
            Self::Kind => (10, 1.0, 6, 200_000),
            Self::Tone => (10, 1.0, 6, 150_000),
        };
        let effort = Some(Effort { passes, rate, loss: Loss::Likelihood });
        Settings { effort, least_rows, most_bytes, folds: Some(2), balance: 0.5, ..Settings::default() }
    }
}

/// Learns one subject from the lessons that speak of it.
pub fn train(lessons: &[Lesson], subject: Subject) -> Result<Trained, TrainError> {
    let examples = lessons
        .iter()
        .filter_map(|lesson| Some(Example { text: &lesson.text, with: &[], label: subject.label(lesson)? }));
    model::train(examples, &subject.settings())
}

/// Every phrase about a problem in some of the frames.
fn framed(lessons: &mut Vec<Lesson>) {
    let mut frames: BTreeMap<&str, Vec<[&'static str; 3]>> = BTreeMap::new();
    for frame in rows(FRAMES) {
        let slot = if frame[2].contains("{action}") {
            "{action}"
        } else if frame[2].contains("{thing}") {
            "{thing}"
        } else {
            "{problem}"
        };
        frames.entry(slot).or_default().push(frame);
    }
    let mut turn = 0;
    for [topic, problems, actions, thing] in rows(PROBLEMS) {
        let problems: Vec<&str> = problems.split('|').collect();
        let slots = [
            ("{problem}", problems.clone()),
            ("{action}", actions.split('|').collect()),
            ("{thing}", vec![thing]),
        ];
        for (slot, phrases) in slots {
            let frames = &frames[slot];
            for phrase in phrases {
                for _ in 0..FRAMES_PER_PHRASE {
                    let [kind, tone, frame] = frames[turn % frames.len()];
                    let problem = problems[turn / 3 % problems.len()];
                    let text = frame
                        .replace(slot, phrase)
                        .replace("{problem}", problem)
                        .replace("{where}", PLACES[turn / 7 % PLACES.len()]);
                    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    lessons.push(Lesson { text, topic: Some(topic), manner: Some((kind, tone)) });
                    turn += 1;
                }
            }
        }
    }
}

fn rows<const COLUMNS: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        fields.try_into().expect("the files are checked by a test of this module")
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::topics::Taxonomy;

    use super::*;

    #[test]
    fn every_topic_is_taught_and_no_other() {
        let lessons = lessons();
        let taught: BTreeSet<&str> = lessons.iter().filter_map(|lesson| lesson.topic).collect();
        let known = Taxonomy::built_in().iter().map(|topic| topic.code.as_str());
        let known: BTreeSet<&str> = known.chain([NO_TOPIC]).collect();
        assert_eq!(taught, known);
    }

    #[test]
    fn the_shipped_models_are_what_this_text_teaches() {
        let lessons = lessons();
        for subject in Subject::ALL {
            let made = train(&lessons, subject).unwrap().model.to_bytes();
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/");
            let shipped = std::fs::read(format!("{file}{}", subject.file())).unwrap();
            assert!(made == shipped, "{}: run the example make_default", subject.file());
        }
    }

    #[test]
    fn no_slot_stays_empty() {
        assert!(lessons().iter().all(|lesson| !lesson.text.contains(['{', '}', '|', '*', '='])));
    }
}
