use std::path::Path;

use super::*;

/// What fills the slots of the demo's messages.
const FILLINGS: [(&str, [&str; 3]); 4] = [
    ("{place}", ["В Выксе", "у нас в Сокольском", "в посёлке Южный"]),
    ("{street}", ["на улице Мира", "по Лесной", "на Чкалова"]),
    ("{addr}", ["ул. Ленина, 5", "Гагарина 12", "Полевая, д. 3"]),
    ("{time}", ["вторую неделю", "третий день", "с понедельника"]),
];

/// What may be given a topic more often than by the lexicon alone, in per cent: two of the 35 texts about nothing.
const TOLERANCE: f32 = 6.0;

/// By how much the kind may be told worse than by the lexicon alone, in per cent: nine of the 445 texts.
const KIND_TOLERANCE: f32 = 2.1;

struct Invented {
    topic: Option<TopicCode>,
    kind: Kind,
    text: String,
}

/// Messages of the demo, which no model has learnt from.
fn invented() -> Vec<Invented> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/local/demo/messages.tsv");
    let file = std::fs::read_to_string(file).unwrap();
    let mut found = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let [topic, kind, template] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        for mut text in variants(template) {
            for (slot, values) in FILLINGS {
                text = text.replace(slot, values[found.len() % values.len()]);
            }
            let (topic, kind) = (TopicCode::parse(topic).ok(), lexicon::kind(kind).unwrap());
            found.push(Invented { topic, kind, text });
        }
    }
    found
}

/// Every way to choose.
fn variants(template: &str) -> Vec<String> {
    let Some((before, rest)) = template.split_once('[') else { return vec![template.to_owned()] };
    let (choices, after) = rest.split_once(']').unwrap();
    let endings = variants(after);
    let pairs = choices.split('|').flat_map(|choice| endings.iter().map(move |ending| (choice, ending)));
    pairs.map(|(choice, ending)| format!("{before}{choice}{ending}")).collect()
}

/// Shares in per cent.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    right: f32,
    open: f32,
    wrong: f32,
    /// Of messages about nothing: given a topic.
    made_up: f32,
    kind: f32,
}

fn score(messages: &[Invented], read: impl Fn(&str) -> (Option<TopicCode>, Kind)) -> Score {
    let mut score = Score::default();
    let with = messages.iter().filter(|message| message.topic.is_some()).count();
    let share = |whole: usize| 100.0 / f32::from(u16::try_from(whole).unwrap());
    for message in messages {
        let (topic, kind) = read(&message.text);
        let place = match (&message.topic, &topic) {
            (None, None) => None,
            (None, Some(_)) => Some((&mut score.made_up, messages.len() - with)),
            (Some(_), None) => Some((&mut score.open, with)),
            (right, given) if right == given => Some((&mut score.right, with)),
            _ => Some((&mut score.wrong, with)),
        };
        if let Some((count, whole)) = place {
            *count += share(whole);
        }
        score.kind += if kind == message.kind { share(messages.len()) } else { 0.0 };
    }
    score
}

#[test]
fn it_is_no_worse_than_the_lexicon_on_texts_that_it_has_not_learnt_from() {
    let messages = invented();
    let lexicon = score(&messages, |text| {
        let heard = Lexicon::built_in().understand(text);
        (heard.topic.map(|guess| guess.topic), heard.kind)
    });
    let together = score(&messages, |text| {
        let understanding = Understander::built_in().understand(text);
        (understanding.topic.map(|guess| guess.topic), understanding.kind)
    });
    eprintln!("{} messages\nlexicon {lexicon:?}\ntogether {together:?}", messages.len());
    assert!(together.right >= lexicon.right && together.wrong <= lexicon.wrong);
    assert!(together.kind + KIND_TOLERANCE >= lexicon.kind);
    assert!(together.wrong <= lexicon.wrong && together.made_up <= lexicon.made_up + TOLERANCE);
}
