//! What is promised of briefs.

use proptest::prelude::*;

use super::*;
use crate::fixture::{as_of, date, incidents, key, oktmo, region, voices, with_working};
use crate::formulas::{FORMULAS, Unit};
use crate::{IncidentFacts, Scope, VoiceFacts, day};

const MOSCOW: chrono_tz::Tz = crate::fixture::MOSCOW;

fn window(from: &str, to: &str) -> Window {
    Window::new(date(from), date(to)).unwrap()
}

fn march() -> Window {
    window("2025-03-01", "2025-03-16")
}

fn stats_with(counts: &[(&str, u32)]) -> DayStats {
    let mut stats = region("2025-03-10", "2025-03-14 12:00", &[]);
    let document = serde_json::to_value(counts.iter().copied().collect::<std::collections::BTreeMap<_, _>>());
    stats.counts = serde_json::from_value(document.unwrap()).unwrap();
    stats
}

fn facts<'a>(stats: &'a DayStats, before: Option<&'a DayStats>) -> Facts<'a> {
    let before = before.map(|stats| (window("2025-02-24", "2025-03-02"), stats));
    Facts { window: window("2025-03-03", "2025-03-09"), stats, before, incidents: "hash" }
}

fn trend(now: (u32, u32), before: (u32, u32)) -> String {
    let [now, before] = [now, before]
        .map(|(answered, received)| stats_with(&[("answered", answered), ("received", received)]));
    let about = About::Trend { metric: "answered_share".to_owned() };
    Sentence::make(about, facts(&now, Some(&before))).unwrap().text
}

fn share(answered: u32, received: u32) -> String {
    let stats = stats_with(&[("answered", answered), ("received", received)]);
    Sentence::make(About::Share { metric: "answered_share".to_owned() }, facts(&stats, None)).unwrap().text
}

#[test]
fn a_share_is_told_with_its_parts_and_its_interval() {
    assert_eq!(
        share(56, 70),
        "Доля с ответом: 56 из 70, то есть 80,0 % (при 95 % надёжности от 69,2 % до 87,7 %)."
    );
}

#[test]
fn a_share_of_too_few_is_not_told_in_percent() {
    assert_eq!(share(4, 9), "Доля с ответом: 4 из 9 — слишком мало, чтобы называть долю.");
    assert!(share(4, 10).contains("40,0 %"));
    assert_eq!(share(0, 0), "Доля с ответом: нет данных.");
}

#[test]
fn a_difference_of_shares_is_told_in_points_and_never_in_percent() {
    let text = trend((56, 70), (48, 80));
    assert_eq!(
        text,
        "Доля с ответом: по сравнению с днями с 24.02.2025 по 02.03.2025 выше на 20,0 п. п. \
         (от +5,2 до +33,4 п. п. при 95 % надёжности)."
    );
    assert!(trend((48, 80), (56, 70)).contains("ниже на 20,0 п. п."));
}

#[test]
fn no_word_of_direction_where_the_interval_holds_zero() {
    for (now, before) in [((70, 100), (60, 100)), ((10, 10), (9, 10)), ((50, 100), (50, 100))] {
        let text = trend(now, before);
        assert!(text.contains("не отличить от случайного"), "{text}");
        assert!(!text.contains("выше") && !text.contains("ниже"), "{text}");
    }
    assert!(trend((9, 9), (1, 100)).contains("слишком мало"));
}

type Change = (fn(&mut Sentence), &'static str);

#[test]
fn whatever_is_changed_in_a_sentence_is_found() {
    let stats = stats_with(&[("answered", 56), ("received", 70)]);
    let facts = facts(&stats, None);
    let sentence = Sentence::make(About::Share { metric: "answered_share".to_owned() }, facts).unwrap();
    assert_eq!(verify(&sentence, facts), Verdict::Verified);
    let changes: [Change; 6] = [
        (|sentence| sentence.text = sentence.text.replace("56", "66"), "text"),
        (|sentence| sentence.figures[0].numerator = Some(66), "answered_share"),
        (|sentence| sentence.figures[0].window.to = date("2025-03-10"), "answered_share"),
        (|sentence| sentence.figures[0].formula = 2, "answered_share"),
        (|sentence| sentence.incidents = "other".to_owned(), "incidents"),
        (|sentence| sentence.texts = 0, "texts"),
    ];
    for (change, field) in changes {
        let mut tampered = sentence.clone();
        change(&mut tampered);
        let Verdict::Differs { differences } = verify(&tampered, facts) else { panic!("{field}") };
        assert_eq!(differences.iter().map(|found| found.field.as_str()).collect::<Vec<_>>(), [field]);
    }
    let other = Sentence { about: About::Share { metric: "hops_mean".to_owned() }, ..sentence };
    assert!(matches!(verify(&other, facts), Verdict::Differs { .. }));
}

#[test]
fn a_sentence_no_longer_verifies_when_an_incident_changed() {
    let [then, now] = [70, 71].map(|received| stats_with(&[("answered", 56), ("received", received)]));
    let sentence =
        Sentence::make(About::Share { metric: "answered_share".to_owned() }, facts(&then, None)).unwrap();
    assert!(matches!(verify(&sentence, facts(&now, None)), Verdict::Differs { .. }));
}

#[test]
fn the_hash_is_that_of_a_set() {
    let keys = [key(1), key(2), key(3)];
    let hash = incidents_hash(&keys);
    assert_eq!(incidents_hash([&keys[2], &keys[0], &keys[1], &keys[0]]), hash);
    assert_ne!(incidents_hash(&keys[..2]), hash);
    assert_eq!(hash.len(), 64);
}

#[test]
fn every_count_and_share_has_a_sentence() {
    let stats = stats_with(&[]);
    for formula in FORMULAS {
        let metric = formula.id.to_owned();
        let made = match formula.unit {
            Unit::Share => Sentence::make(About::Share { metric }, facts(&stats, None)),
            Unit::Incidents | Unit::Messages if stats.counts.get(formula.id).is_some() => {
                Sentence::make(About::Count { metric }, facts(&stats, None))
            }
            _ => continue,
        };
        assert!(made.is_some_and(|sentence| sentence.text.starts_with(formula.name_ru)), "{}", formula.id);
    }
}

fn sum(
    scope: &Scope,
    as_of: chrono::DateTime<chrono::Utc>,
    incidents: &[IncidentFacts],
    voices: &[VoiceFacts],
) -> DayStats {
    march()
        .days()
        .map(|on| day(scope, on, MOSCOW, as_of, incidents, voices))
        .reduce(|sum, stats| sum.merge(&stats))
        .unwrap()
}

fn brief(name: &str, stats: &DayStats) -> Brief {
    let before = (window("2025-02-13", "2025-02-28"), stats);
    let facts = Facts { window: march(), stats, before: Some(before), incidents: "hash" };
    let brief = Brief::of(name, name, facts, &|code| code.to_string());
    for sentence in &brief.sentences {
        assert_eq!(verify(sentence, facts), Verdict::Verified);
    }
    brief
}

/// The parts of the counts and shares of a brief, by metric; a topic under its code.
fn additive(brief: &Brief) -> std::collections::BTreeMap<String, [u32; 2]> {
    let of = |sentence: &Sentence| -> Vec<(String, [u32; 2])> {
        if matches!(sentence.about, About::Median { .. } | About::Trend { .. } | About::Topic { .. }) {
            return Vec::new();
        }
        let parts = |figure: &Figure| [figure.numerator, figure.denominator].map(Option::unwrap_or_default);
        sentence.figures.iter().map(|figure| (figure.metric.clone(), parts(figure))).collect()
    };
    brief.sentences.iter().flat_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_governors_brief_is_the_sum_of_the_heads_and_every_sentence_verifies(
        facts in incidents(), voices in voices(), as_of in as_of(),
    ) {
        let facts = with_working(&facts, as_of);
        let governor = additive(&brief("region", &sum(&Scope::Region, as_of, &facts, &voices)));
        let heads = (1..4).map(|number| Scope::Municipality(oktmo(number))).chain([Scope::Unplaced]);
        let heads: Vec<_> =
            heads.map(|scope| additive(&brief("head", &sum(&scope, as_of, &facts, &voices)))).collect();
        prop_assert!(governor.len() >= 12);
        for (metric, [above, below]) in governor {
            let sum = heads.iter().fold([0, 0], |sum, head| [sum[0] + head[&metric][0], sum[1] + head[&metric][1]]);
            prop_assert_eq!(sum, [above, below], "{}", metric);
        }
    }
}

#[test]
fn a_brief_reads_as_plain_text_and_comes_back_from_json() {
    let mut facts: Vec<IncidentFacts> =
        (0..12).map(|number| crate::fixture::incident(number, "2025-03-10 09:00")).collect();
    facts[0].first_answer_at = Some(crate::fixture::at("2025-03-10 10:22"));
    let stats = sum(&Scope::Region, crate::fixture::at("2025-03-17 00:00"), &facts, &[]);
    let brief = brief("Заречье", &stats);
    let text = brief.text();
    assert!(text.starts_with("Заречье. Сводка с 01.03.2025 по 16.03.2025\n1. Поступило"), "{text}");
    assert!(text.contains("2. Тема «roads.potholes»: 12 из 12."), "{text}");
    assert!(text.contains("не достигнута, больше половины из 12 ещё ждут"), "{text}");
    let stored = serde_json::to_string(&brief).unwrap();
    assert_eq!(serde_json::from_str::<Brief>(&stored).unwrap(), brief);
}
