use proptest::prelude::*;

use super::*;
use crate::normalise::tokens;

/// Invented texts of four topics: words of one topic with words that every topic has.
fn corpus(rows: usize) -> Vec<(String, &'static str)> {
    let topics: [(&str, [&str; 6]); 4] = [
        ("roads", ["яма", "асфальт", "дорога", "колея", "разметка", "тротуар"]),
        ("waste", ["мусор", "контейнер", "свалка", "бак", "вывоз", "отходы"]),
        ("water", ["вода", "труба", "кран", "напор", "течь", "водопровод"]),
        ("light", ["фонарь", "свет", "лампа", "темно", "столб", "освещение"]),
    ];
    let common = ["опять", "двор", "сделайте", "улица", "никто", "второй", "когда", "просим", "дома"];
    let mut random = regression::Random::new(7);
    let mut any = |words: &[&'static str]| words[random.below(words.len())];
    let mut found = Vec::new();
    for row in 0..rows {
        let (topic, words) = topics[row % topics.len()];
        let text = [any(&common), any(&words), any(&common), any(&words), any(&common)].join(" ");
        found.push((text, topic));
    }
    found
}

fn learnt(rows: &[(String, &str)]) -> Trained {
    let examples = rows.iter().map(|(text, label)| Example { text, with: &[], label });
    train(examples, &Settings::default()).expect("two labels or more")
}

fn read(text: &str) -> Features {
    Reader::default().read(text, &tokens(text))
}

fn first(model: &Model, text: &str) -> (String, f32) {
    let prediction = model.predict(&read(text), &[]);
    (prediction.best[0].label.to_owned(), prediction.best[0].probability)
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let rows = corpus(80);
    assert_eq!(learnt(&rows).model.to_bytes(), learnt(&rows).model.to_bytes());
}

#[test]
fn words_decide_in_any_case_and_the_three_best_are_sorted() {
    let trained = learnt(&corpus(120));
    assert_eq!(first(&trained.model, "Во дворе яму не заделали, асфальта нет").0, "roads");
    assert_eq!(first(&trained.model, "МУСОРНЫЕ баки, вывоза нет").0, "waste");
    let best = trained.model.predict(&read("фонари"), &[]).best;
    assert_eq!(best.len(), 3);
    assert!(best.is_sorted_by(|left, right| left.probability >= right.probability));
    assert!(trained.held_out.accuracy > 0.95, "{:?}", trained.held_out);
}

#[test]
fn nothing_known_is_no_certainty() {
    let model = learnt(&corpus(120)).model;
    for text in ["", "   ", "qqq www zzz", "🙂🙂", "\u{300}\u{301}"] {
        let (_, probability) = first(&model, text);
        assert!(probability < 0.8, "{text:?} {probability}");
    }
}

#[test]
fn a_column_beside_the_text_decides_where_the_text_cannot() {
    let rows: Vec<(&str, &str)> =
        (0..60).map(|row| if row % 2 == 0 { ("Бор", "one") } else { ("Выкса", "two") }).collect();
    let with: Vec<[(&str, &str); 1]> = rows.iter().map(|(district, _)| [("district", *district)]).collect();
    let examples =
        rows.iter().zip(&with).map(|((_, label), with)| Example { text: "Нет воды", with, label });
    let model = train(examples, &Settings::default()).expect("two labels").model;
    assert_eq!(model.columns(), ["district"]);
    for (district, label) in [("Бор", "one"), ("Выкса", "two")] {
        let prediction = model.predict(&read("Нет воды"), &[("district", district)]);
        assert_eq!(prediction.best[0].label, label);
    }
}

#[test]
fn an_explanation_names_the_words_that_carried_it() {
    let model = learnt(&corpus(120)).model;
    let text = "Опять двор, опять мусор, дома";
    let words = tokens(text);
    let reasons = model.explain(&read(text), "waste");
    assert_eq!(words.words[reasons[0].token].word, "мусор");
    assert!(reasons.iter().all(|reason| reason.token < words.words.len() && reason.weight > 0.0));
    assert!(model.explain(&read(text), "unknown").is_empty());
    assert!(model.explain(&read(""), "waste").is_empty());
}

#[test]
fn confidence_is_the_share_that_comes_true() {
    // A third of the labels is wrong: nobody can be surer than two thirds.
    let mut random = regression::Random::new(3);
    let rows: Vec<(String, &str)> = corpus(900)
        .into_iter()
        .map(|(text, label)| if random.below(3) == 0 { (text, "other") } else { (text, label) })
        .collect();
    let trained = learnt(&rows[..600]);
    let judged: Vec<Judged> = rows[600..]
        .iter()
        .map(|(text, label)| Judged::new(&trained.model.predict(&read(text), &[]), label))
        .collect();
    let worth = evaluate(&judged);
    assert!(worth.calibration_error < 0.1, "{worth:?}");
    assert!((worth.accuracy - 0.66).abs() < 0.1, "{worth:?}");
}

#[test]
fn a_correction_made_twenty_times_holds_and_harms_nothing_else() {
    let rows = corpus(200);
    let wrong = "Каршеринг занял двор, дорога забита самокатами";
    let before = learnt(&rows);
    assert_ne!(first(&before.model, wrong).0, "parking");
    let streets = ["Мира", "Садовая", "Лесная", "Полевая", "Новая"];
    let corrections = (0..20).map(|row| {
        (
            format!(
                "{} каршеринг и самокаты на улице {}, дом {row}",
                ["Опять", "Снова"][row % 2],
                streets[row % 5]
            ),
            "parking",
        )
    });
    let corrected: Vec<(String, &str)> = rows.iter().cloned().chain(corrections).collect();
    let after = learnt(&corrected);
    assert_eq!(first(&after.model, wrong).0, "parking");
    let others = corpus(400);
    let right =
        |model: &Model| others[200..].iter().filter(|(text, label)| first(model, text).0 == *label).count();
    let (was, is) = (right(&before.model), right(&after.model));
    assert!(is + 2 >= was, "of 200 unseen texts {was} were right, now {is}");
}

#[test]
fn what_cannot_be_learnt_is_refused() {
    let none = train(std::iter::empty(), &Settings::default()).map(|trained| trained.held_out.count);
    assert_eq!(none, Err(TrainError::Empty));
    let rows = [Example { text: "яма", with: &[], label: "roads" }; 5];
    let one = train(rows.into_iter(), &Settings::default()).map(|trained| trained.held_out.count);
    assert_eq!(one, Err(TrainError::OneLabel));
}

#[test]
fn more_than_256_labels_are_kept_apart() {
    let rows: Vec<(String, String)> =
        (0..900).map(|row| (format!("слово{} и", row % 300), format!("label {}", row % 300))).collect();
    let examples = rows.iter().map(|(text, label)| Example { text, with: &[], label });
    let model = train(examples, &Settings::default()).expect("many labels").model;
    let again = Model::from_bytes(&model.to_bytes()).expect("its own bytes");
    assert_eq!(first(&again, "слово299").0, "label 299");
    assert_eq!(first(&again, "слово7").0, "label 7");
}

#[test]
fn a_small_limit_of_bytes_is_kept() {
    let rows = corpus(200);
    let examples = || rows.iter().map(|(text, label)| Example { text, with: &[], label });
    let free = train(examples(), &Settings::default()).expect("four labels").model.to_bytes().len();
    let limit = free - 1000;
    let settings = Settings { most_bytes: limit, ..Settings::default() };
    assert!(train(examples(), &settings).expect("four labels").model.to_bytes().len() <= limit);
}

#[test]
fn damaged_bytes_are_named() {
    let bytes = learnt(&corpus(40)).model.to_bytes();
    assert_eq!(Model::from_bytes(b""), Err(ModelError::Magic));
    assert_eq!(Model::from_bytes(&bytes[..10]), Err(ModelError::Truncated("version")));
    assert_eq!(Model::from_bytes(&bytes[..24]), Err(ModelError::Truncated("lengths")));
    assert_eq!(Model::from_bytes(&bytes[..bytes.len() - 1]), Err(ModelError::Truncated("rows")));
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert_eq!(Model::from_bytes(&newer), Err(ModelError::Version(9)));
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Model::from_bytes(&longer), Err(ModelError::Trailing));
    let mut flipped = bytes.clone();
    *flipped.last_mut().expect("bytes") ^= 1;
    assert_eq!(Model::from_bytes(&flipped), Err(ModelError::Checksum));
    let mut huge = bytes;
    huge[36..40].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(Model::from_bytes(&huge), Err(ModelError::Truncated("labels"))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_happens_to_bytes_they_are_the_model_or_an_error(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        static MODEL: std::sync::LazyLock<Model> = std::sync::LazyLock::new(|| learnt(&corpus(40)).model);
        let mut bytes = MODEL.to_bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        match Model::from_bytes(&bytes) {
            Ok(model) => prop_assert!(model == *MODEL),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn any_text_has_an_answer(text in "\\PC{0,80}") {
        static MODEL: std::sync::LazyLock<Model> = std::sync::LazyLock::new(|| learnt(&corpus(40)).model);
        let sum: f32 = MODEL.predict(&read(&text), &[]).best.iter().map(|choice| choice.probability).sum();
        prop_assert!(sum > 0.0 && sum < 1.001);
    }
}
