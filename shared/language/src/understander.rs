//! Everything together: topic, kind, tone, urgency of one message, and whether a person has to decide.

use std::sync::LazyLock;

use domain::topics::Taxonomy;
use domain::{Kind, TopicCode};

use crate::model::{Choice, Features, Model, ModelError, Reader, Reason};
use crate::normalise::{Tokens, is_legible, tokens};
use crate::teach::NO_TOPIC;
use crate::understand::{Guess, Heard};
use crate::{Lexicon, lexicon};

const TOPIC: &[u8] = include_bytes!("../data/topic.model");
const KIND: &[u8] = include_bytes!("../data/kind.model");
const TONE: &[u8] = include_bytes!("../data/tone.model");

/// Below it the topic is left to a person.
const ENOUGH: f32 = 0.4;

/// The same for a rumour: what is told of a factory or a quarantine is rarely something to be mended.
const ENOUGH_FOR_RUMOUR: f32 = 0.6;

/// What the model is worth beside the lexicon, in the topic and in the kind.
const TOPIC_SHARE: f32 = 0.5;
const KIND_SHARE: f32 = 0.3;

const ALTERNATIVES: usize = 3;

/// From this severity on a topic cannot wait.
const URGENT_SEVERITY: u8 = 4;

/// How a message sounds. Irony is not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Annoyed, afraid, accusing.
    Negative,
    /// Matter-of-fact.
    Neutral,
    /// Pleased, thankful.
    Positive,
}

impl Tone {
    /// `negative`, `neutral`, `positive`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
        }
    }
}

/// How long a message can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    /// As long as any other.
    Ordinary,
    /// The topic is a grave one, or the words ask for haste.
    Urgent,
    /// Words speak of danger to life.
    Danger,
}

impl Urgency {
    /// `ordinary`, `urgent`, `danger`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Urgent => "urgent",
            Self::Danger => "danger",
        }
    }
}

/// What a message says. It holds nothing of the resident's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Understanding {
    /// What the resident wants.
    pub kind: Kind,
    /// The topic; none when a person has to decide.
    pub topic: Option<Guess>,
    /// At most three next best topics; the three best when `topic` is none.
    pub alternatives: Vec<Guess>,
    /// How it sounds.
    pub tone: Tone,
    /// How long it can wait.
    pub urgency: Urgency,
    /// Words that speak of danger to life.
    pub emergency: bool,
    /// Whether it can be read as Russian at all; if not, a person decides.
    pub legible: bool,
    /// The cues of the lexicon that spoke for it, in the lexicon's spelling.
    pub words: Vec<String>,
}

/// Reads messages with the shipped models, or with a region's own.
pub struct Understander {
    reader: Reader,
    topic: Model,
    kind: Model,
    tone: Model,
    topic_share: f32,
    kind_share: f32,
    enough: f32,
}

impl Understander {
    /// The one that comes with Otklik.
    pub fn built_in() -> &'static Self {
        static UNDERSTANDER: LazyLock<Understander> = LazyLock::new(|| {
            Understander::shipped().expect("the files are checked by a test of this module")
        });
        &UNDERSTANDER
    }

    /// One that tells topics by a region's own model.
    pub fn with_topics(topic: Model) -> Self {
        let shipped = Self::shipped().expect("the files are checked by a test of this module");
        Self { topic, topic_share: 1.0, ..shipped }
    }

    fn shipped() -> Result<Self, ModelError> {
        Ok(Self {
            reader: Reader::default(),
            topic: Model::from_bytes(TOPIC)?,
            kind: Model::from_bytes(KIND)?,
            tone: Model::from_bytes(TONE)?,
            topic_share: TOPIC_SHARE,
            kind_share: KIND_SHARE,
            enough: ENOUGH,
        })
    }

    /// What the text says.
    pub fn understand(&self, text: &str) -> Understanding {
        self.read(text, &tokens(text))
    }

    /// The same of `tokens`, which were made of `text`.
    pub fn read(&self, text: &str, tokens: &Tokens) -> Understanding {
        let lexicon = Lexicon::built_in();
        let words = lexicon.recognise(tokens);
        let heard = lexicon.hear_words(&words, tokens);
        let legible = is_legible(text, tokens);
        let features = Features::new(text, tokens, &words.stems);
        let kind = self.kind(&features, &heard);
        let enough = if kind == Kind::Rumour { self.enough.max(ENOUGH_FOR_RUMOUR) } else { self.enough };
        let mut guesses = self.topics(&features, &heard);
        let clear = legible
            && kind != Kind::Other
            && guesses.first().is_some_and(|(code, share)| code.is_some() && *share >= enough);
        guesses.retain(|(code, _)| code.is_some());
        let mut guesses: Vec<Guess> = guesses
            .into_iter()
            .filter_map(|(code, confidence)| Some(Guess { topic: code?, confidence }))
            .collect();
        let topic = clear.then(|| guesses.remove(0));
        guesses.truncate(ALTERNATIVES);
        Understanding {
            kind,
            urgency: urgency(&heard, topic.as_ref()),
            topic,
            alternatives: guesses,
            tone: self.tone(&features),
            emergency: heard.emergency,
            legible,
            words: heard.words,
        }
    }

    /// Words of the text that the model counts for `topic`, the loudest first.
    pub fn reasons(&self, text: &str, tokens: &Tokens, topic: &TopicCode) -> Vec<Reason> {
        self.topic.explain(&self.reader.read(text, tokens), topic.as_str())
    }

    /// Topics with the trust in them, the best first; none is the topic of what is about nothing.
    fn topics(&self, features: &Features, heard: &Heard) -> Vec<(Option<TopicCode>, f32)> {
        let mut topics: Vec<(Option<TopicCode>, f32)> = Vec::with_capacity(8);
        for Choice { label, probability } in self.topic.predict(features, &[]).best {
            let code = (label != NO_TOPIC).then(|| TopicCode::parse(label).ok()).flatten();
            topics.push((code, probability * self.topic_share));
        }
        let rest = 1.0 - self.topic_share;
        if rest > 0.0 {
            for guess in heard.topic.iter().chain(&heard.alternatives) {
                let share = guess.confidence * rest;
                match topics.iter_mut().find(|(code, _)| code.as_ref() == Some(&guess.topic)) {
                    Some(known) => known.1 += share,
                    None => topics.push((Some(guess.topic.clone()), share)),
                }
            }
        }
        topics.sort_by(|left, right| right.1.total_cmp(&left.1));
        topics
    }

    fn kind(&self, features: &Features, heard: &Heard) -> Kind {
        let by_lexicon = (1.0 - self.kind_share) * heard.kind_confidence;
        let mut best = (heard.kind, by_lexicon);
        for Choice { label, probability } in self.kind.predict(features, &[]).best {
            let Some(kind) = lexicon::kind(label) else { continue };
            let own = if kind == heard.kind { by_lexicon } else { 0.0 };
            let share = probability * self.kind_share + own;
            if share > best.1 {
                best = (kind, share);
            }
        }
        best.0
    }

    fn tone(&self, features: &Features) -> Tone {
        match self.tone.predict(features, &[]).best.first().map(|choice| choice.label) {
            Some("negative") => Tone::Negative,
            Some("positive") => Tone::Positive,
            _ => Tone::Neutral,
        }
    }
}

fn urgency(heard: &Heard, topic: Option<&Guess>) -> Urgency {
    let severity =
        topic.and_then(|guess| Taxonomy::built_in().get(&guess.topic)).map_or(0, |topic| topic.severity);
    if heard.emergency {
        Urgency::Danger
    } else if heard.urgent || severity >= URGENT_SEVERITY {
        Urgency::Urgent
    } else {
        Urgency::Ordinary
    }
}

#[cfg(test)]
mod tests;
