//! From cues to a conclusion: kind, topic, danger. What is not clear is left to a person.

use std::collections::HashSet;

use domain::{Kind, TopicCode};

use crate::compile::Quickly;
use crate::lexicon::{Lexicon, Meaning};
use crate::normalise::Tokens;
use crate::scan::Hits;

/// Below it the topic is left to a person.
const ENOUGH_CONFIDENCE: f32 = 0.4;
/// One weak word decides nothing.
const ENOUGH_WEIGHT: f32 = 3.0;
/// Enough to see that a problem is named, though not which.
const HINT: f32 = 2.0;
/// A doubt that is always there: weight that speaks for none of the topics.
const DOUBT: f32 = 2.0;
/// The same for kinds.
const KIND_DOUBT: f32 = 0.5;
const ALTERNATIVES: usize = 3;
const SHOWN_WORDS: usize = 8;
const EMERGENCY_WEIGHT: f32 = 3.0;
/// Who names a problem complains, unless the words say something else.
const COMPLAINT_BY_TOPIC: f32 = 1.5;
const QUESTION_BY_MARK: f32 = 2.0;
/// A tie goes to the first.
const KINDS: [Kind; 7] =
    [Kind::Complaint, Kind::Request, Kind::Question, Kind::Proposal, Kind::Rumour, Kind::Thanks, Kind::Other];

/// A topic with the trust in it, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The topic.
    pub topic: TopicCode,
    /// How far to trust it.
    pub confidence: f32,
}

/// What a message says, as far as the lexicon can tell. It holds nothing of the resident's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// What the resident wants.
    pub kind: Kind,
    /// How far to trust the kind.
    pub kind_confidence: f32,
    /// The topic; none when a person has to decide.
    pub topic: Option<Guess>,
    /// At most three next best topics; the three best when `topic` is none.
    pub alternatives: Vec<Guess>,
    /// Words that speak of danger to life.
    pub emergency: bool,
    /// Words that ask for haste.
    pub urgent: bool,
    /// The cues that decided, in the lexicon's spelling.
    pub words: Vec<String>,
}

struct Scores {
    of: Vec<f32>,
}

impl Scores {
    /// The same words speak once for a topic, however many cues they make.
    fn new(lexicon: &Lexicon, hits: &Hits) -> Self {
        let voiced = hits.found.iter().map(|hit| (lexicon.voice(hit), hits.places(hit)));
        let mut voiced: Vec<_> = voiced.collect();
        voiced.sort_by(|((_, left), one), ((_, right), other)| {
            right.abs().total_cmp(&left.abs()).then(other.len().cmp(&one.len()))
        });
        let mut of = vec![0.0; lexicon.meanings().len()];
        let mut heard: HashSet<_, Quickly> =
            HashSet::with_capacity_and_hasher(2 * voiced.len(), Quickly::default());
        for ((target, weight), places) in voiced {
            let against = weight < 0.0;
            let fresh = places.iter().filter(|&&place| heard.insert((target, against, place))).count();
            of[target] += weight * share(fresh, places.len());
        }
        Self { of }
    }

    /// Topics that have something for them, the best first.
    fn topics(&self, lexicon: &Lexicon) -> Vec<(usize, TopicCode)> {
        let topics = lexicon.meanings().iter().enumerate().filter_map(|(index, meaning)| match meaning {
            Meaning::Topic(code) if self.of[index] > 0.0 => Some((index, code)),
            _ => None,
        });
        let mut topics: Vec<_> = topics.collect();
        topics.sort_by(|left, right| self.of[right.0].total_cmp(&self.of[left.0]));
        topics.truncate(ALTERNATIVES + 1);
        topics.into_iter().map(|(index, code)| (index, code.clone())).collect()
    }

    fn of_kind(&self, lexicon: &Lexicon, kind: Kind) -> f32 {
        lexicon.place_of(&Meaning::Kind(kind)).map_or(0.0, |index| self.of[index])
    }
}

pub(crate) fn conclude(lexicon: &Lexicon, hits: &Hits, tokens: &Tokens) -> Heard {
    let scores = Scores::new(lexicon, hits);
    let mut best = scores.topics(lexicon);
    let mut guesses = guesses(&scores, &best);
    let clear = guesses.first().is_some_and(|guess| guess.confidence >= ENOUGH_CONFIDENCE)
        && best.first().is_some_and(|&(index, _)| scores.of[index] >= ENOUGH_WEIGHT);
    let about_something = best.first().is_some_and(|&(index, _)| scores.of[index] >= HINT);
    let (kind, kind_confidence) = kind(lexicon, &scores, tokens, about_something);
    let clear = clear && kind != Kind::Other;
    let topic = clear.then(|| guesses.remove(0));
    guesses.truncate(ALTERNATIVES);
    let loud =
        |wanted: &Meaning| lexicon.place_of(wanted).is_some_and(|index| scores.of[index] >= EMERGENCY_WEIGHT);
    let (emergency, urgent) = (loud(&Meaning::Emergency), loud(&Meaning::Urgent));
    best.truncate(usize::from(clear));
    let deciding = |target: usize| match &lexicon.meanings()[target] {
        Meaning::Topic(code) => best.first().is_some_and(|(_, chosen)| chosen == code),
        Meaning::Kind(other) => *other == kind,
        Meaning::Emergency => emergency,
        Meaning::Urgent => urgent,
    };
    let words = words(lexicon, hits, deciding);
    Heard { kind, kind_confidence, topic, alternatives: guesses, emergency, urgent, words }
}

fn share(part: usize, whole: usize) -> f32 {
    let [part, whole] = [part, whole].map(|count| f32::from(u8::try_from(count).unwrap_or(u8::MAX)));
    part / whole.max(1.0)
}

fn guesses(scores: &Scores, best: &[(usize, TopicCode)]) -> Vec<Guess> {
    let confidence = |place: usize| {
        let own = scores.of[best[place].0];
        let rival = best.get(usize::from(place == 0)).map_or(0.0, |&(index, _)| scores.of[index]);
        own / (own + rival + DOUBT)
    };
    let guess = |(place, (_, topic)): (usize, &(usize, TopicCode))| Guess {
        topic: topic.clone(),
        confidence: confidence(place),
    };
    best.iter().enumerate().map(guess).collect()
}

fn kind(lexicon: &Lexicon, scores: &Scores, tokens: &Tokens, about_something: bool) -> (Kind, f32) {
    let score = |kind: Kind| {
        let typed = match kind {
            Kind::Complaint if about_something => COMPLAINT_BY_TOPIC,
            Kind::Question if tokens.asks() => QUESTION_BY_MARK,
            _ => 0.0,
        };
        scores.of_kind(lexicon, kind) + typed
    };
    let (mut chosen, mut rival) = ((Kind::Other, 0.0), 0.0);
    for kind in KINDS {
        let score = score(kind);
        if score > chosen.1 {
            rival = chosen.1;
            chosen = (kind, score);
        } else if score > rival {
            rival = score;
        }
    }
    (chosen.0, chosen.1 / (chosen.1 + rival + KIND_DOUBT))
}

/// The cues that spoke for the conclusion, the loudest first.
fn words(lexicon: &Lexicon, hits: &Hits, deciding: impl Fn(usize) -> bool) -> Vec<String> {
    let voiced = hits.found.iter().map(|hit| (lexicon.voice(hit), hit));
    let mut spoke: Vec<_> =
        voiced.filter(|&((target, weight), _)| weight > 0.0 && deciding(target)).collect();
    spoke.sort_by(|((_, left), _), ((_, right), _)| right.total_cmp(left));
    let mut words = Vec::new();
    for (_, hit) in spoke {
        if words.len() == SHOWN_WORDS {
            break;
        }
        let word = lexicon.show(hits, hit);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
