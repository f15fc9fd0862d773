//! Invented words: sentences with choices and gaps, read from plain files beside this crate.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::{Kind, TopicCode};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// A sentence with its meaning.
#[derive(Debug, Clone)]
pub(super) struct Template {
    /// What it is about; none for talk.
    pub(super) topic: Option<TopicCode>,
    /// What its author wants.
    pub(super) kind: Kind,
    /// The sentence, with choices and gaps.
    pub(super) text: String,
}

/// How often residents write about a topic.
#[derive(Debug, Clone)]
struct Frequency {
    topic: TopicCode,
    weight: u32,
    months: (u32, u32),
}

/// What a storm brings in some months: topics with their shares.
#[derive(Debug, Clone)]
struct Storm {
    months: (u32, u32),
    shares: Vec<(TopicCode, u32)>,
}

/// The share of a topic outside its months.
const OUT_OF_SEASON: u32 = 10;

/// Everything that invented people can say.
#[derive(Debug)]
pub(super) struct Words {
    templates: BTreeMap<TopicCode, Vec<Template>>,
    talk: Vec<Template>,
    frequencies: Vec<Frequency>,
    storms: Vec<Storm>,
    voices: Vec<String>,
    answers: BTreeMap<String, Vec<String>>,
}

const MISREAD: &str = "the files come with the program and are read by its tests";

impl Words {
    /// The words that come with the program.
    pub(super) fn built_in() -> &'static Self {
        static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read().expect(MISREAD));
        &WORDS
    }

    fn read() -> Option<Self> {
        let mut words = Self {
            templates: BTreeMap::new(),
            talk: Vec::new(),
            frequencies: Vec::new(),
            storms: Vec::new(),
            voices: Vec::new(),
            answers: BTreeMap::new(),
        };
        for [topic, kind, text] in lines(include_str!("../../demo/messages.tsv")) {
            let kind: Kind = serde_json::from_value(kind.into()).ok()?;
            let topic = if topic == "-" { None } else { Some(TopicCode::parse(topic).ok()?) };
            let template = Template { topic: topic.clone(), kind, text: text.to_owned() };
            match topic {
                Some(topic) => words.templates.entry(topic).or_default().push(template),
                None => words.talk.push(template),
            }
        }
        for [topic, weight, months] in lines(include_str!("../../demo/topics.tsv")) {
            let topic = TopicCode::parse(topic).ok()?;
            words.frequencies.push(Frequency { topic, weight: weight.parse().ok()?, months: span(months)? });
        }
        for [months, shares] in lines(include_str!("../../demo/storms.tsv")) {
            let shares: Vec<&str> = shares.split(' ').collect();
            let share =
                |pair: &[&str]| Some((TopicCode::parse(pair.first()?).ok()?, pair.get(1)?.parse().ok()?));
            let shares = shares.chunks(2).map(share).collect::<Option<_>>()?;
            words.storms.push(Storm { months: span(months)?, shares });
        }
        for [_, text] in lines(include_str!("../../demo/voices.tsv")) {
            words.voices.push(text.to_owned());
        }
        for [purpose, text] in lines(include_str!("../../demo/answers.tsv")) {
            words.answers.entry(purpose.to_owned()).or_default().push(text.to_owned());
        }
        Some(words)
    }

    /// A sentence about what concerns people in `month`.
    pub(super) fn about_season(&self, random: &mut ChaCha8Rng, month: u32) -> &Template {
        let weight = |known: &Frequency| {
            if within(known.months, month) { known.weight * OUT_OF_SEASON } else { known.weight }
        };
        let topic = pick(random, &self.frequencies, weight).map(|known| &known.topic);
        self.about(random, topic)
    }

    /// A sentence about what a storm in `month` brings.
    pub(super) fn about_storm(&self, random: &mut ChaCha8Rng, month: u32) -> &Template {
        let storm = self.storms.iter().find(|storm| within(storm.months, month)).expect(MISREAD);
        let topic = pick(random, &storm.shares, |share| share.1).map(|share| &share.0);
        self.about(random, topic)
    }

    /// Talk that asks for nothing.
    pub(super) fn talk(&self, random: &mut ChaCha8Rng) -> &Template {
        self.talk.choose(random).expect(MISREAD)
    }

    fn about(&self, random: &mut ChaCha8Rng, topic: Option<&TopicCode>) -> &Template {
        let templates = topic.and_then(|topic| self.templates.get(topic));
        templates.and_then(|templates| templates.choose(random)).expect(MISREAD)
    }

    /// What another resident adds.
    pub(super) fn voice(&self, random: &mut ChaCha8Rng) -> &str {
        self.voices.choose(random).expect(MISREAD)
    }

    /// What an agency or an operator writes for a purpose.
    pub(super) fn answer(&self, random: &mut ChaCha8Rng, purpose: &str) -> String {
        let text = self.answers.get(purpose).and_then(|texts| texts.choose(random)).expect(MISREAD);
        expand(random, text)
    }
}

fn lines<const COLUMNS: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.splitn(COLUMNS, '\t').collect::<Vec<_>>().try_into().expect(MISREAD))
}

fn span(months: &str) -> Option<(u32, u32)> {
    let (first, last) = months.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// Whether a month lies within a span, which may go over the end of the year.
const fn within((first, last): (u32, u32), month: u32) -> bool {
    if first <= last { first <= month && month <= last } else { month >= first || month <= last }
}

/// One of `items`, each as often as its weight says.
pub(super) fn pick<'a, T>(
    random: &mut ChaCha8Rng,
    items: &'a [T],
    weight: impl Fn(&T) -> u32,
) -> Option<&'a T> {
    let total: u32 = items.iter().map(&weight).sum();
    let mut rest = if total == 0 { return None } else { random.random_range(0..total) };
    items.iter().find(|item| match rest.checked_sub(weight(item)) {
        Some(less) => {
            rest = less;
            false
        }
        None => true,
    })
}

/// Makes the choices of a sentence: «\[Опять|Снова\] темно».
pub(super) fn expand(random: &mut ChaCha8Rng, text: &str) -> String {
    let mut parts = text.split('[');
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (choices, rest) = part.split_once(']').unwrap_or((part, ""));
        let choices: Vec<&str> = choices.split('|').collect();
        expanded.push_str(choices.choose(random).copied().unwrap_or_default());
        expanded.push_str(rest);
    }
    expanded
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::topics::Taxonomy;
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn every_topic_that_is_written_about_exists_and_has_sentences() {
        let words = Words::built_in();
        let with_sentences: BTreeSet<_> = words.templates.keys().collect();
        assert!(with_sentences.len() >= 60, "{}", with_sentences.len());
        assert!(with_sentences.iter().all(|topic| Taxonomy::built_in().get(topic).is_some()));
        let storms = words.storms.iter().flat_map(|storm| storm.shares.iter().map(|(topic, _)| topic));
        for topic in words.frequencies.iter().map(|known| &known.topic).chain(storms) {
            assert!(with_sentences.contains(topic), "{topic} has no sentence");
        }
    }

    #[test]
    fn every_month_has_a_storm_of_its_own() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for month in 1..=12 {
            assert!(Words::built_in().about_storm(&mut random, month).topic.is_some());
        }
    }

    #[test]
    fn a_choice_leaves_no_bracket() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let words = Words::built_in();
        let templates = words.templates.values().flatten().chain(&words.talk).map(|template| &template.text);
        for text in templates.chain(&words.voices).chain(words.answers.values().flatten()) {
            let expanded = expand(&mut random, text);
            assert!(!expanded.contains(['[', ']', '|']), "{expanded}");
            assert_eq!(text.matches('[').count(), text.matches(']').count(), "{text}");
        }
    }

    #[test]
    fn weights_are_shares() {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let heavy = (0..1_000).filter(|_| pick(&mut random, &[1, 9], |weight| *weight) == Some(&9)).count();
        assert!((850..950).contains(&heavy), "{heavy}");
        assert_eq!(pick(&mut random, &[0_u32], |weight| *weight), None);
    }
}
