//! How long the spelling and the masking of one message take.
//!
//! The messages are about 100 characters long, as on average, and typed as people type.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const MESSAGES: [&str; 6] = [
    "Добрый день! На улице Ленина, 12 уже третью неделю не вывозят мусор, контейнеры переполнены, помогите!!!",
    "Когда починят дорогу от школы до остановки? Яма на яме, вчера пробил колесо. Сколько можно терпеть это",
    "ПОЧЕМУ НЕТ ГОРЯЧЕЙ ВОДЫ по ул. Мира д. 5 с понедельника??? В управляющей компании трубку не берут совсем",
    "во дворе дома 7/2 не горит ни один фонарь, дети идут из школы в темноте, просим восстановить освещение",
    "Спасибо за отремонтированный тротуар у поликлиники, но пандус так и не сделали, коляску поднять нельзя 🙁",
    "Прошу проверить автобус 105: по расписанию 07:40, а приходит в 08:15, звонила +7 900 000-00-01, ответа нет",
];

fn words(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("words");
    group.throughput(Throughput::Elements(MESSAGES.len() as u64));
    let mut each = |name: &str, read: &dyn Fn(&str)| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| MESSAGES.iter().for_each(|message| read(black_box(message))));
        });
    };
    each("tokens", &|message| {
        black_box(language::tokens(message));
    });
    each("normalise", &|message| {
        black_box(language::normalise(message));
    });
    each("mask", &|message| {
        black_box(language::mask(message));
    });
    group.finish();
}

criterion_group!(benches, words);
criterion_main!(benches);
