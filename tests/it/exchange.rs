//! Bringing 5,000 rows of another system over, and writing them again.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use domain::{Directory, PageId};
use otklik::exchange::{self, Asked, Format, Plan};
use platforms::registry::{Row, column};
use tests::{World, at, registry};

const ROWS: usize = 5_000;

fn page() -> PageId {
    PageId::parse("zar-registry").unwrap()
}

async fn directory(world: &World) -> Arc<Directory> {
    let item = world.system.store().region(&world.region).await.unwrap().unwrap();
    Arc::new(serde_json::from_str(&item.document).unwrap())
}

async fn plan(world: &World, bytes: &[u8]) -> Plan {
    let (directory, now) = (directory(world).await, world.system.clock().now());
    let page = directory.page(&page()).unwrap();
    let table = exchange::read(bytes).unwrap();
    let id_key = world.system.id_key();
    exchange::plan(world.system.store(), &id_key, &directory, page, table, now).await.unwrap()
}

async fn apply(world: &World, plan: &Plan) -> exchange::Applied {
    let (directory, now) = (directory(world).await, world.system.clock().now());
    exchange::apply(world.system.store(), plan, directory.region.zone, now).await.unwrap()
}

async fn export(world: &World) -> Vec<Row> {
    let asked =
        Asked { from: "2026-01-01".parse().unwrap(), to: "2026-12-31".parse().unwrap(), page: Some(page()) };
    let (directory, now) = (directory(world).await, world.system.clock().now());
    exchange::collect(world.system.store(), &directory, &asked, now).await.unwrap()
}

fn by_id(rows: &[Row]) -> BTreeMap<String, &Row> {
    rows.iter().map(|row| (row.get(column::ID).unwrap().to_owned(), row)).collect()
}

fn assert_equal(is: &[Row], was: &[Row]) {
    assert_eq!(is.len(), was.len());
    let was = by_id(was);
    for (id, row) in by_id(is) {
        assert_eq!(row.cells(), was[&id].cells(), "{id}");
    }
}

#[tokio::test]
async fn five_thousand_rows_come_back_equal_and_everything_unmapped_is_listed() {
    let rows = registry::rows(20_261_118, ROWS);
    let world = World::new().await;
    let text = registry::csv(&rows, ';', &[7, 70, 700]);
    let planned = plan(&world, text.as_bytes()).await;
    assert_eq!((planned.rows, planned.new.len(), planned.repeated.len()), (ROWS + 3, ROWS, 3));
    assert!(planned.refused.is_empty() && planned.missing.is_empty() && planned.surplus.is_empty());
    for (at, value) in [
        (column::THEME, "Дороги прочее"),
        (column::THEME, "Тема, которой нет"),
        (column::MUNICIPALITY, "Дальний район"),
        (column::DEPARTMENT, "Отдел «Дальний»"),
        (column::RESULT, "Перенесено"),
        (column::STEP, "Черновик"),
        (column::REASON, "Прочее"),
        (column::KIND, "Спорный"),
    ] {
        let there = rows.iter().filter(|row| row.get(at) == Some(value)).count();
        assert_eq!(planned.unmapped.get(&(at, value.to_owned())), Some(&there), "{value}");
        assert!(planned.to_string().contains(&format!("«{value}» — {there}")));
    }
    assert_eq!(planned.unmapped.len(), 8, "{:?}", planned.unmapped);
    assert_eq!(apply(&world, &planned).await, exchange::Applied { created: ROWS, known: 0 });
    let exported = export(&world).await;
    assert_equal(&exported, &rows);
    for format in [Format::Csv, Format::Xlsx] {
        let file = exchange::write(&exported, format).unwrap();
        let again: Vec<Row> = exchange::read(&file).unwrap().rows.into_iter().map(|(_, row)| row).collect();
        assert_equal(&again, &rows);
    }
    let second = plan(&world, registry::csv(&rows[..500], ',', &[]).as_bytes()).await;
    assert_eq!((second.new.len(), second.known, second.different), (0, 500, 0));
    println!("import and export of {ROWS} rows, {} unmapped values", planned.unmapped.len());
}

#[tokio::test]
async fn numbers_see_the_history_that_was_brought_over() {
    let world = World::new().await;
    let mut row = registry::rows(1, 1).remove(0);
    for (at, text) in [
        (column::CREATED_AT, "16.11.2026 10:00:00"),
        (column::FIRST_ANSWER_AT, "16.11.2026 11:22:00"),
        (column::ASSIGNED_AT, "17.11.2026 10:00:00"),
        (column::CLOSED_AT, "17.11.2026 12:00:00"),
        (column::RESULT, "Решено"),
        (column::MUNICIPALITY, "Заречинск"),
        (column::KIND, "Решаемый"),
        (column::STEP, "Готово"),
    ] {
        row.set(at, text);
    }
    apply(&world, &plan(&world, registry::csv(&[row], ',', &[]).as_bytes()).await).await;
    let touched = world.system.store().touched(&world.region).await.unwrap();
    assert_eq!(touched.len(), 1);
    assert_eq!(touched[0].day.to_string(), "2026-11-16");
    let directory = directory(&world).await;
    let as_of = world.system.clock().now() + Duration::minutes(1);
    let day = "2026-11-16".parse().unwrap();
    let facts = analyze::day_facts(world.system.store(), &directory, day, as_of).await.unwrap();
    let fact = &facts.incidents[0];
    assert_eq!(fact.first_answer_at, Some(at("2026-11-16T08:22:00Z")));
    assert_eq!(fact.closing.unwrap().at, at("2026-11-17T09:00:00Z"));
    assert_eq!((fact.working_minutes, fact.closing.unwrap().solved), (Some(82), true));
}

#[tokio::test]
async fn a_file_of_another_encoding_or_with_contradictions_is_told_so() {
    let world = World::new().await;
    let rows = registry::rows(3, 40);
    let mut other = rows[4].clone();
    other.set(column::TEXT, "Другое");
    let mut nameless = rows[5].clone();
    nameless.set(column::ID, "  ");
    let all = [rows.clone(), vec![other, nameless]].concat();
    let text = format!("\u{feff}{}", registry::csv(&all, '\t', &[]));
    let planned = plan(&world, text.as_bytes()).await;
    assert_eq!((planned.new.len(), planned.contradicting.as_slice()), (40, [42_usize].as_slice()));
    assert_eq!(planned.refused.values().flatten().copied().collect::<Vec<_>>(), [43]);
    let cut: Vec<_> = text.lines().map(|line| line.replace("\"Номер инцидента\"", "\"Чужое\"")).collect();
    let planned = plan(&world, cut.join("\n").as_bytes()).await;
    assert_eq!((planned.missing, planned.surplus), (vec!["Номер инцидента"], vec!["Чужое".to_owned()]));
    assert!(exchange::read("а;б\n1;2\n".as_bytes()).is_err());
}

#[tokio::test]
async fn a_list_of_pos_is_brought_over_once_and_grows_with_its_stages() {
    let world = World::new().await;
    let (directory, now) = (directory(&world).await, world.system.clock().now());
    let page = directory.page(&PageId::parse("zar-pos").unwrap()).unwrap();
    let (store, id_key) = (world.system.store(), world.system.id_key());
    let file = |events: &str, answers: &str| {
        format!(
            r#"[{{"id":1,"description":"Не горит фонарь на улице Мира","createdAt":"2026-11-02T09:30:00+03:00",
            "answerAt":"2026-11-12T18:00:00+03:00","fastTrack":true,"regNumber":"П-1","opaName":"Город","locationAddress":{{"oktmo":"99701000"}},
            "events":[{events}],"answers":[{answers}]}},{{"description":"без номера"}}]"#
        )
    };
    let forward =
        r#"{"code":"FORWARD_TO_SUBORDINATE","createdAt":"2026-11-03T09:00:00+03:00","opaName":"Район"}"#;
    let odd = r#"{"code":"ROBOT_CHECK","createdAt":"2026-11-04T09:00:00+03:00"}"#;
    let first = file(&format!("{forward},{forward},{odd}"), "");
    let solved = r#"{"type":"SOLVED","text":"Лампа заменена","createdAt":"2026-11-06T09:00:00+03:00"}"#;
    let second = file(&format!("{forward},{forward},{odd}"), solved);
    for (text, changed, known) in [(&first, 1, 0), (&first, 0, 1), (&second, 1, 0), (&second, 0, 1)] {
        let items = exchange::items(text.as_bytes()).unwrap();
        let plan = exchange::plan_pos(store, &id_key, &directory, page, &items, now).await.unwrap();
        assert_eq!((plan.items, plan.changed.len(), plan.known, plan.broken.len()), (2, changed, known, 1));
        assert_eq!(plan.codes.get("ROBOT_CHECK"), Some(&1));
        exchange::apply_pos(store, &plan, &directory, now).await.unwrap();
    }
    let record = world.record(&world.key(domain::Platform::Pos, "zar-pos", "appeal:1")).await.unwrap();
    let case = record.case().unwrap();
    assert_eq!((case.hops(), case.closing().unwrap().1.is_fixed()), (3, true));
    assert_eq!(case.decision.answer_due, Some(at("2026-11-12T15:00:00Z")));
    let csv = "id;description;createdAt;locationAddress.oktmo\n7;Яма;2026-11-02T09:30:00+03:00;99701000\n";
    let items = exchange::items(csv.as_bytes()).unwrap();
    let plan = exchange::plan_pos(store, &id_key, &directory, page, &items, now).await.unwrap();
    assert_eq!(plan.changed[0].case().unwrap().decision.municipality.as_ref().unwrap().as_str(), "99701000");
}
