//! The lexicon: which words speak for which topic, kind and danger. Plain data files, compiled to tables once.

use std::sync::LazyLock;

use domain::{Kind, TopicCode};

use crate::compile::{Tables, Target};
use crate::normalise::{Tokens, tokens};
use crate::recognise::{Recognised, Recogniser};
use crate::scan::{Hit, Hits, hits};
use crate::understand::{Heard, conclude};

const TOPICS: &str = include_str!("../data/lexicon.csv");
const KINDS: &str = include_str!("../data/kinds.csv");
const EMERGENCIES: &str = include_str!("../data/emergencies.csv");

/// From this weight on a cue tells a topic by itself.
const TELLING: f32 = 3.0;

/// A line of a lexicon file that cannot be read. It names the place and repeats nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("lexicon, file {file}, line {line}: the field {field} is missing or not valid")]
pub struct LexiconError {
    /// `topics`, `kinds` or `emergencies`.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u64,
    /// The column.
    pub field: &'static str,
}

/// What a cue speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    Topic(TopicCode),
    Kind(Kind),
    Emergency,
    Urgent,
}

/// Compiled cues.
pub struct Lexicon {
    recogniser: Recogniser,
    tables: Tables,
    meanings: Vec<Meaning>,
    /// Where among the meanings those stand that are no topics.
    others: Vec<usize>,
}

impl Lexicon {
    /// The lexicon that comes with Otklik.
    pub fn built_in() -> &'static Self {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
            Lexicon::parse(TOPICS, KINDS, EMERGENCIES)
                .expect("the files are checked by a test of this module")
        });
        &LEXICON
    }

    /// Reads three files: cues of topics, of kinds, and of emergencies.
    pub fn parse(topics: &str, kinds: &str, emergencies: &str) -> Result<Self, LexiconError> {
        let mut lexicon = Self {
            recogniser: Recogniser::new(),
            tables: Tables::default(),
            meanings: Vec::new(),
            others: Vec::new(),
        };
        lexicon.read("topics", topics, |name| TopicCode::parse(name).ok().map(Meaning::Topic))?;
        lexicon.read("kinds", kinds, |name| kind(name).map(Meaning::Kind))?;
        lexicon.read("emergencies", emergencies, danger)?;
        let is_topic = |place: &usize| matches!(lexicon.meanings[*place], Meaning::Topic(_));
        lexicon.others = (0..lexicon.meanings.len()).filter(|place| !is_topic(place)).collect();
        Ok(lexicon)
    }

    /// What the text says, as far as the lexicon can tell.
    pub fn understand(&self, text: &str) -> Heard {
        self.hear(&tokens(text))
    }

    /// The same of words that are known already.
    pub fn hear(&self, tokens: &Tokens) -> Heard {
        self.hear_words(&self.recognise(tokens), tokens)
    }

    /// The words of a text as this lexicon knows them.
    pub(crate) fn recognise(&self, tokens: &Tokens) -> Recognised {
        self.recogniser.read(&self.tables, tokens)
    }

    /// What `words` say, which were recognised in `tokens`.
    pub(crate) fn hear_words(&self, words: &Recognised, tokens: &Tokens) -> Heard {
        conclude(self, &hits(&self.tables, words), tokens)
    }

    /// How many cues there are.
    pub fn len(&self) -> usize {
        self.tables.cues.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tables.cues.is_empty()
    }

    /// Topics with at least one cue that speaks for them.
    pub fn topics(&self) -> impl Iterator<Item = &TopicCode> {
        self.meanings.iter().filter_map(|meaning| match meaning {
            Meaning::Topic(code) => Some(code),
            Meaning::Kind(_) | Meaning::Emergency | Meaning::Urgent => None,
        })
    }

    /// Cues that speak for a topic, as phrases: the first of their alternatives, and the last ones.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (&str, String)> {
        self.tables.cues.iter().filter(|cue| cue.weight >= TELLING).flat_map(|cue| {
            let topic = match &self.meanings[usize::from(cue.target)] {
                Meaning::Topic(code) => Some(code.as_str()),
                _ => None,
            };
            let slots = || 0..usize::from(cue.slots);
            let several = slots().any(|slot| self.tables.slot(cue, slot).len() > 1);
            let chosen = [Some(0), several.then_some(usize::MAX / 2)];
            let phrase = |place: usize| {
                let words = slots().map(|slot| self.tables.written(cue, slot, place));
                words.collect::<Vec<_>>().join(" ")
            };
            let phrases = chosen.into_iter().flatten().map(phrase);
            phrases.filter_map(move |phrase| Some((topic?, phrase))).collect::<Vec<_>>()
        })
    }

    pub(crate) fn meanings(&self) -> &[Meaning] {
        &self.meanings
    }

    /// Where a meaning stands that is no topic.
    pub(crate) fn place_of(&self, meaning: &Meaning) -> Option<usize> {
        self.others.iter().copied().find(|&place| self.meanings[place] == *meaning)
    }

    /// What the hit speaks for, and how loudly.
    pub(crate) fn voice(&self, hit: &Hit) -> (usize, f32) {
        let cue = &self.tables.cues[hit.cue];
        (usize::from(cue.target), cue.weight)
    }

    /// The hit in the words of the lexicon.
    pub(crate) fn show(&self, hits: &Hits, hit: &Hit) -> String {
        let cue = &self.tables.cues[hit.cue];
        let chosen = hits.chosen(hit).iter().enumerate();
        let words: Vec<&str> =
            chosen.map(|(slot, &alternative)| self.tables.written(cue, slot, alternative)).collect();
        words.join(" ")
    }

    fn read(
        &mut self,
        file: &'static str,
        csv: &str,
        meaning: impl Fn(&str) -> Option<Meaning>,
    ) -> Result<(), LexiconError> {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).comment(Some(b'#')).from_reader(csv.as_bytes());
        for record in reader.records() {
            let record = record.map_err(|_| LexiconError { file, line: 0, field: "encoding" })?;
            let line = record.position().map_or(0, csv::Position::line);
            let refused = |field| LexiconError { file, line, field };
            let target = record.get(0).and_then(|name| self.target(meaning(name)?)).ok_or(refused("name"))?;
            let weight: Option<f32> = record.get(1).and_then(|weight| weight.parse().ok());
            let weight = weight.filter(|weight| weight.is_finite()).ok_or(refused("weight"))?;
            for phrase in record.get(2).ok_or(refused("cues"))?.split('|') {
                self.tables.add(self.recogniser.stems(), target, weight, phrase).ok_or(refused("cues"))?;
            }
        }
        Ok(())
    }

    fn target(&mut self, meaning: Meaning) -> Option<Target> {
        let known = self.meanings.iter().position(|other| *other == meaning);
        let index = known.unwrap_or(self.meanings.len());
        if known.is_none() {
            self.meanings.push(meaning);
        }
        Target::try_from(index).ok()
    }
}

fn danger(name: &str) -> Option<Meaning> {
    match name {
        "emergency" => Some(Meaning::Emergency),
        "urgent" => Some(Meaning::Urgent),
        _ => None,
    }
}

pub(crate) fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "complaint" => Kind::Complaint,
        "request" => Kind::Request,
        "question" => Kind::Question,
        "proposal" => Kind::Proposal,
        "thanks" => Kind::Thanks,
        "rumour" => Kind::Rumour,
        "other" => Kind::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
