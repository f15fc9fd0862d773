//! How many messages a second are understood: topic, kind, tone, urgency and place together, from the text.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::{Directory, Oktmo};
use language::model::{Model, Reader};
use language::{Gazetteer, Lexicon, Understander, mask, normalise, tokens};

const MESSAGES: [&str; 8] = [
    "Добрый день! На улице Ленина, 12 уже третью неделю не вывозят мусор, контейнеры переполнены, помогите!!!",
    "В Арзамасе на улице Калинина, возле школы № 3, третий день не горит ни один фонарь, дети идут в темноте",
    "ПОЧЕМУ НЕТ ГОРЯЧЕЙ ВОДЫ по ул. Мира д. 5 с понедельника??? В управляющей компании трубку не берут совсем",
    "Когда починят дорогу от школы до остановки? Яма на яме, вчера пробил колесо. Сколько можно терпеть это",
    "Городецкий район, деревня Берёзовка: третьи сутки без света, телефон аварийной службы всё время занят",
    "Спасибо за отремонтированный тротуар у поликлиники, но пандус так и не сделали, коляску поднять нельзя",
    "Живу в Кулебаках, работаю в Выксе, автобус в половине восьмого отменили, на работу теперь не попасть",
    "Прошу проверить автобус 105: по расписанию 07:40, а приходит в 08:15, звонила диспетчеру, ответа нет",
];

const TOPIC: &[u8] = include_bytes!("../data/topic.model");

fn gazetteer() -> Gazetteer {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/local/regions/nizhny-novgorod");
    let read = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).expect("the region's files are there");
        (name.to_owned(), text)
    };
    let (directory, _) = Directory::load(&Directory::FILES.into_iter().map(read).collect())
        .unwrap_or_else(|_| panic!("the region's files are right"));
    Gazetteer::of(&directory)
}

fn understand(criterion: &mut Criterion) {
    let gazetteer = gazetteer();
    let home = Oktmo::parse("22715000").expect("eight digits");
    let understander = Understander::built_in();
    let model = Model::from_bytes(TOPIC).expect("a model");
    let reader = Reader::default();
    let mut group = criterion.benchmark_group("understand");
    group.throughput(Throughput::Elements(MESSAGES.len() as u64));
    let mut each = |name: &str, read: &dyn Fn(&str)| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| MESSAGES.iter().for_each(|message| read(black_box(message))));
        });
    };
    each("topic, kind, tone, urgency and place", &|message| {
        let tokens = tokens(message);
        black_box(understander.read(message, &tokens));
        black_box(gazetteer.locate(&tokens, Some(&home)));
    });
    each("tokens", &|message| {
        black_box(tokens(message));
    });
    each("tokens and lexicon", &|message| {
        black_box(Lexicon::built_in().hear(&tokens(message)));
    });
    each("tokens and features", &|message| {
        black_box(reader.read(message, &tokens(message)));
    });
    each("tokens, features and topic model", &|message| {
        black_box(model.predict(&reader.read(message, &tokens(message)), &[]));
    });
    each("tokens and legible", &|message| {
        black_box(normalise::is_legible(message, &tokens(message)));
    });
    each("tokens and place", &|message| {
        black_box(gazetteer.locate(&tokens(message), Some(&home)));
    });
    each("mask", &|message| {
        black_box(mask(message));
    });
    group.finish();
    criterion.bench_function(&format!("load the topic model of {} KB", TOPIC.len() / 1024), |bencher| {
        bencher.iter(|| Model::from_bytes(black_box(TOPIC)).expect("a model"));
    });
}

criterion_group!(benches, understand);
criterion_main!(benches);
