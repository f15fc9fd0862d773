//! How long one message takes with three models (topic, kind, tone), and how long a model takes to load.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use language::model::{Effort, Example, Loss, Model, Reader, Settings, train};

const MESSAGES: [&str; 6] = [
    "Добрый день! На улице Ленина, 12 уже третью неделю не вывозят мусор, контейнеры переполнены, помогите!!!",
    "Когда починят дорогу от школы до остановки? Яма на яме, вчера пробил колесо. Сколько можно терпеть это",
    "ПОЧЕМУ НЕТ ГОРЯЧЕЙ ВОДЫ по ул. Мира д. 5 с понедельника??? В управляющей компании трубку не берут совсем",
    "во дворе дома 7/2 не горит ни один фонарь, дети идут из школы в темноте, просим восстановить освещение",
    "Спасибо за отремонтированный тротуар у поликлиники, но пандус так и не сделали, коляску поднять нельзя 🙁",
    "Прошу проверить автобус 105: по расписанию 07:40, а приходит в 08:15, звонила +7 900 000-00-01, ответа нет",
];

/// Rows of the messages' own words, shuffled, so that nearly every part of a message is known.
fn invented(labels: usize) -> Model {
    let words: Vec<&str> = MESSAGES.iter().flat_map(|message| message.split(' ')).collect();
    let mut state = 1_usize;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let rows: Vec<(String, String)> = (0..6_000)
        .map(|row| {
            let mut text = String::new();
            for _ in 0..14 {
                let word = words[(row % labels * 7 + below(30) * below(4)) % words.len()];
                write!(text, "{word} ").expect("a string takes everything");
            }
            (text, format!("label {}", row % labels))
        })
        .collect();
    let examples = rows.iter().map(|(text, label)| Example { text, with: &[], label });
    let settings = Settings {
        effort: Some(Effort { passes: 3, rate: 1.0, loss: Loss::Likelihood }),
        ..Settings::default()
    };
    train(examples, &settings).expect("several labels").model
}

fn model(criterion: &mut Criterion) {
    let models = [invented(124), invented(7), invented(5)];
    let reader = Reader::default();
    let tokens = MESSAGES.map(language::tokens);
    let mut group = criterion.benchmark_group("model");
    group.throughput(Throughput::Elements(MESSAGES.len() as u64));
    group.bench_function("features", |bencher| {
        bencher.iter(|| {
            MESSAGES.iter().zip(&tokens).for_each(|(text, tokens)| {
                black_box(reader.read(text, tokens));
            });
        });
    });
    group.bench_function("topic, kind and tone, from tokens", |bencher| {
        bencher.iter(|| {
            for (text, tokens) in MESSAGES.iter().zip(&tokens) {
                let features = reader.read(text, tokens);
                for model in &models {
                    black_box(model.predict(&features, &[]));
                }
            }
        });
    });
    group.finish();
    let bytes = models[0].to_bytes();
    criterion.bench_function(&format!("load {} KB", bytes.len() / 1024), |bencher| {
        bencher.iter(|| Model::from_bytes(black_box(&bytes)).expect("a model"));
    });
}

criterion_group!(benches, model);
criterion_main!(benches);
