//! How long finding the place of one message takes, once its words are known.
//!
//! The messages are about 100 characters long, as on average; the places are those of the region that comes with Otklik.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::{Directory, Oktmo, Point};
use language::{Gazetteer, Tokens, place, tokens};

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

fn places(criterion: &mut Criterion) {
    let gazetteer = gazetteer();
    let home = Oktmo::parse("22715000").expect("eight digits");
    let point = Point { latitude: 55.32, longitude: 42.16 };
    let messages: Vec<Tokens> = MESSAGES.iter().map(|message| tokens(message)).collect();
    let mut group = criterion.benchmark_group("place");
    group.throughput(Throughput::Elements(MESSAGES.len() as u64));
    let mut each = |name: &str, read: &dyn Fn(&Tokens)| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| messages.iter().for_each(|message| read(black_box(message))));
        });
    };
    each("locate", &|message| {
        black_box(gazetteer.locate(message, Some(&home)));
    });
    each("locate at a point", &|message| {
        black_box(gazetteer.locate_at(message, point, Some(&home)));
    });
    each("locate and keys", &|message| {
        black_box(place::keys(&gazetteer.locate(message, Some(&home))));
    });
    group.finish();
}

criterion_group!(benches, places);
criterion_main!(benches);
