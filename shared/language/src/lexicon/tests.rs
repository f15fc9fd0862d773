use std::collections::HashSet;

use domain::Kind;
use domain::topics::Taxonomy;
use proptest::prelude::*;

use super::*;

#[test]
fn the_files_that_come_with_otklik_can_be_read_and_cover_every_topic() {
    let lexicon = Lexicon::parse(TOPICS, KINDS, EMERGENCIES).unwrap();
    assert!(lexicon.len() >= 2_000, "{}", lexicon.len());
    let known: HashSet<_> = lexicon.topics().collect();
    for topic in Taxonomy::built_in().iter() {
        assert!(known.contains(&topic.code), "{} has no cues", topic.code);
    }
    for code in known {
        assert!(Taxonomy::built_in().get(code).is_some(), "{code} is no topic");
    }
}

#[test]
fn a_wrong_line_is_named_and_not_repeated() {
    let head = "topic,weight,cues\n";
    for (line, field) in
        [("roads,1,яма", "name"), ("a.b,much,яма", "weight"), ("a.b,1,яма||люк", "cues"), ("a.b,1", "cues")]
    {
        let error = Lexicon::parse(&format!("{head}{line}"), head, head).err().unwrap();
        assert_eq!(error, LexiconError { file: "topics", line: 2, field });
    }
}

/// text; topic or none; kind
const CASES: &[(&str, &str, Kind)] = &[
    ("На дороге огромная яма, пробил колесо", "roads.potholes", Kind::Complaint),
    ("Когда отремонтируют дорогу до деревни?", "roads.repair", Kind::Question),
    ("Светофор на перекрёстке опять не работает", "roads.traffic-lights", Kind::Complaint),
    ("Прошу нанести разметку у школы", "roads.signs", Kind::Request),
    ("Открыт люк возле магазина, дети могут упасть", "roads.manholes", Kind::Complaint),
    ("Предлагаю сделать лежачий полицейский у садика", "roads.bumps", Kind::Proposal),
    ("После дождя вся улица в воде, ливнёвка забита", "roads.drainage", Kind::Complaint),
    ("На детской площадке сломаны качели", "yards.playgrounds", Kind::Complaint),
    ("Спасибо за новую детскую площадку!", "yards.playgrounds", Kind::Thanks),
    ("Поставьте, пожалуйста, урны у остановки", "yards.benches", Kind::Request),
    ("Дворник не убирает двор третью неделю", "yards.cleaning", Kind::Complaint),
    ("Лифт не работает вторую неделю", "housing.lifts", Kind::Complaint),
    ("Крыша течёт, заливает квартиру на пятом этаже", "housing.roofs", Kind::Complaint),
    ("В подъезде не моют полы, грязь", "housing.entrance-cleaning", Kind::Complaint),
    ("В подвале стоит вода и воняет", "housing.basements", Kind::Complaint),
    ("Управляющая компания не отвечает на заявки", "housing.management", Kind::Complaint),
    ("Почему в квитанции такие начисления за отопление?", "housing.charges", Kind::Question),
    ("В подъезде крысы бегают по этажам", "housing.pests", Kind::Complaint),
    ("Батареи еле тёплые, в квартире 15 градусов", "heating.no-heat", Kind::Complaint),
    ("Когда дадут отопление?", "heating.season", Kind::Question),
    ("Нет воды второй день", "water.no-cold", Kind::Complaint),
    ("НЕТ ГОРЯЧЕЙ ВОДЫ УЖЕ НЕДЕЛЮ", "water.no-hot", Kind::Complaint),
    ("Слабый напор воды на верхних этажах", "water.pressure", Kind::Complaint),
    ("Из крана идёт ржавая вода", "water.quality", Kind::Complaint),
    ("Прорвало трубу, вода хлещет на дорогу", "water.leak", Kind::Complaint),
    ("Засор канализации, нечистоты текут во двор", "water.sewer", Kind::Complaint),
    ("Опять отключили свет на всей улице", "electricity.outage", Kind::Complaint),
    ("Напряжение низкое, 160 вольт, техника горит", "electricity.voltage", Kind::Complaint),
    ("В подъезде сильно пахнет газом!", "gas.leak", Kind::Complaint),
    ("Когда проведут газ в нашу деревню?", "gas.gasification", Kind::Question),
    ("Мусор не вывозят две недели, контейнеры переполнены", "waste.collection", Kind::Complaint),
    ("В лесу стихийная свалка", "waste.dumps", Kind::Complaint),
    ("Платим за вывоз мусора, а начисления тко двойные", "waste.fees", Kind::Complaint),
    ("Автобус опять не приехал, ждали час", "transport.schedule", Kind::Complaint),
    ("Верните автобусный маршрут до больницы", "transport.routes", Kind::Request),
    ("Водитель маршрутки нахамил пассажирке", "transport.service", Kind::Complaint),
    ("На остановке нет навеса", "transport.stops", Kind::Complaint),
    ("Машины паркуются на газоне", "parking.lawns", Kind::Complaint),
    ("Во дворе годами стоит брошенная машина", "parking.abandoned", Kind::Complaint),
    ("На улице темно, не горят фонари", "lighting.streets", Kind::Complaint),
    ("Дорогу не чистят от снега", "snow.roads", Kind::Complaint),
    ("Скользко, тротуар не посыпают, каток", "snow.sidewalks", Kind::Complaint),
    ("С крыши свисают сосульки", "snow.roofs", Kind::Complaint),
    ("Упало дерево на провода", "greenery.fallen", Kind::Complaint),
    ("Прошу спилить аварийный тополь у дома", "greenery.pruning", Kind::Request),
    ("Всё заросло борщевиком", "greenery.mowing", Kind::Complaint),
    ("Стая бродячих собак у школы", "animals.stray-dogs", Kind::Complaint),
    ("Невозможно записаться к терапевту, нет талонов", "health.appointments", Kind::Complaint),
    ("Скорую ждали три часа", "health.ambulance", Kind::Complaint),
    ("Не выдают льготные лекарства диабетикам", "health.medicines", Kind::Complaint),
    ("В больнице нет невролога, не хватает врачей", "health.doctors", Kind::Complaint),
    ("Подскажите, как получить место в детском саду?", "education.kindergarten-places", Kind::Question),
    ("В школе кормят холодными обедами", "education.food", Kind::Complaint),
    ("В классе травля, моего сына бьют", "education.conduct", Kind::Complaint),
    ("Когда придёт детское пособие?", "social.benefits", Kind::Question),
    ("Не выплачивают зарплату три месяца", "labour.wages", Kind::Complaint),
    ("Завод травит воздух, дышать нечем", "ecology.air", Kind::Complaint),
    ("Горит трава за деревней, огонь идёт к домам", "ecology.fires", Kind::Complaint),
    ("Соседи шумят ночью, громкая музыка, не дают спать", "safety.noise", Kind::Complaint),
    ("Связь не ловит, вышка сотовая не работает", "communications.mobile", Kind::Complaint),
    ("Почта закрыта, посылку не забрать", "communications.post", Kind::Complaint),
    ("В МФЦ очередь на два часа", "services.mfc", Kind::Complaint),
    ("Правда ли, что закроют роддом?", "health.buildings", Kind::Rumour),
    ("Говорят, что школу закроют. Это правда?", "education.school-buildings", Kind::Rumour),
    ("Спасибо большое за ремонт дороги", "roads.repair", Kind::Thanks),
    ("Давайте посадим деревья в сквере", "greenery.planting", Kind::Proposal),
    ("м у с о р не вывозят", "waste.collection", Kind::Complaint),
    ("Mycop нe вывoзят", "waste.collection", Kind::Complaint),
    ("Нет света в подъезде на третьем этаже", "housing.entrance-light", Kind::Complaint),
    ("В магазине продают просрочку", "trade.shops", Kind::Complaint),
    ("Поздравляю всех с праздником!", "", Kind::Other),
    ("Темнота", "", Kind::Complaint),
    ("Дорогу от снега чистить будут?", "snow.roads", Kind::Question),
    ("Красиво", "", Kind::Other),
    ("", "", Kind::Other),
    ("Ну вот и всё", "", Kind::Other),
];

#[test]
fn everyday_messages_are_understood() {
    let lexicon = Lexicon::built_in();
    let mut wrong = Vec::new();
    for &(text, topic, kind) in CASES {
        let read = lexicon.understand(text);
        let found = read.topic.as_ref().map_or("", |guess| guess.topic.as_str());
        if found != topic && !(topic.is_empty() && read.topic.is_none()) {
            wrong.push(format!("{text}: {found}, not {topic} {:?} {:?}", read.words, read.alternatives));
        }
        if read.kind != kind {
            wrong.push(format!("{text}: {:?}, not {kind:?}", read.kind));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn danger_is_noticed_and_talk_of_it_is_not() {
    let lexicon = Lexicon::built_in();
    for text in [
        "Пахнет газом в подъезде",
        "Оборванный провод лежит на тротуаре",
        "Горит дом на соседней улице",
        "Собаки покусали ребёнка",
        "Ребёнок провалился в колодец",
        "Рухнула стена старого дома",
        "Дым в подъезде, не видно лестницы",
    ] {
        assert!(lexicon.understand(text).emergency, "{text}");
    }
    for text in
        ["Не горит фонарь", "Где пройти проверку пожарной безопасности?", "Газ подорожал", "Яма на дороге"]
    {
        assert!(!lexicon.understand(text).emergency, "{text}");
    }
}

#[test]
fn words_come_from_the_lexicon_alone() {
    let read = Lexicon::built_in().understand("Иванова Анна, тел. 89000000001: яма на дороге");
    let shown = read.words.join(" ");
    assert!(!shown.is_empty() && !shown.contains("Анна") && !shown.contains("8900"), "{shown}");
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let read = Lexicon::built_in().understand(&text);
        prop_assert!(read.alternatives.len() <= 3 && read.words.len() <= 8);
        let guesses = read.topic.iter().chain(&read.alternatives);
        prop_assert!(guesses.clone().all(|guess| (0.0..=1.0).contains(&guess.confidence)));
    }

    #[test]
    fn case_of_letters_changes_no_topic(index in 0..CASES.len()) {
        let text = CASES[index].0;
        let lexicon = Lexicon::built_in();
        prop_assert_eq!(lexicon.understand(text).topic, lexicon.understand(&text.to_uppercase()).topic);
    }
}
