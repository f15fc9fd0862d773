//! Invented rows of the 47 columns, by a seed: usual ones, and such as people and programs spoil.

use chrono::{DateTime, Duration};
use platforms::registry::{COLUMNS, Row, column};

/// The themes, of which one is known nowhere.
const THEMES: [&str; 5] = [
    "Некачественное покрытие асфальтовых дорог (ямы, выбоины и пр.)",
    "Неисправность или отсутствие освещения на дорогах и тротуарах",
    "Уборка дорог от снега и наледи",
    "Дороги прочее",
    "Тема, которой нет",
];
const PLACES: [&str; 5] = ["г.о. Заречинск", "Луговой район", "Луговой округ ", "Дальний район", ""];
const DEPARTMENTS: [&str; 4] = ["Заречинские дороги", "Заречинские огни", "Отдел «Дальний»", ""];
const RESULTS: [&str; 4] = ["Решено", "Разъяснено", "Перенесено", ""];
const STEPS: [&str; 4] = ["Готово", "Оценка удовлетворенности", "Черновик", ""];
const REASONS: [&str; 6] = [
    "Нет ответа от автора",
    "Автор доволен",
    "Автор нейтрален",
    "Автор недоволен",
    "Дальнейший диалог нецелесообразен",
    "Прочее",
];
const TEXTS: [&str; 6] = [
    "Яма на улице Садовой; \"большая\"",
    "Не горит фонарь,\nвторой день\r\n",
    "  снег  не убран   ",
    "=СУММ(A1)",
    "'=1+1",
    "",
];
const SPOILT: [&str; 4] = ["вчера", "31.02.2026 10:00:00", "-", "01.01.1999 00:00:00"];

/// A sequence of numbers that a seed determines: splitmix64.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The dice of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap_or_default()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// Rows of which every id stands once, and each can be an incident.
pub fn rows(seed: u64, count: usize) -> Vec<Row> {
    let mut dice = Dice::new(seed);
    (0..count).map(|number| row(&mut dice, number)).collect()
}

fn row(dice: &mut Dice, number: usize) -> Row {
    let start: DateTime<chrono::Utc> = crate::at("2026-03-01T06:00:00Z");
    let minutes = |count: usize| Duration::minutes(i64::try_from(count).unwrap_or_default());
    let created = start + minutes(number * 60 + dice.below(60));
    let answered = created + minutes(dice.below(3_000));
    let mut row = Row::default();
    row.set(column::ID, format!("{}{}", 700_000 + number, if dice.below(20) == 0 { " " } else { "" }));
    row.set(column::CREATED_AT, spelt(dice, created));
    for (at, text) in [
        (column::CABINET, dice.of(&["Кабинет ЦУР", ""])),
        (column::DEPARTMENT, dice.of(&DEPARTMENTS)),
        (4, dice.of(&["Вымышленный В. В.", ""])),
        (column::STEP, dice.of(&STEPS)),
        (column::GROUP, dice.of(&["Дороги", "", "Свет"])),
        (column::THEME, dice.of(&THEMES)),
        (column::MUNICIPALITY, dice.of(&PLACES)),
        (column::SETTLEMENT, dice.of(&["Луговое", "", "Ключищи"])),
        (column::STREET, dice.of(&["ул. Мира", "", "ул. 8 Марта, корп. 2"])),
        (column::HOUSE, dice.of(&["4", "", "7, кв. 1"])),
        (column::KIND, dice.of(&["Решаемый", "Информационный", "Спорный"])),
        (column::RESULT, dice.of(&RESULTS)),
        (column::TEXT, dice.of(&TEXTS)),
        (column::REASON, dice.of(&REASONS)),
        (column::LINK, dice.of(&["https://vk.example/wall-1_2?reply=3", "не ссылка", ""])),
        (column::HAS_MEDIA, dice.of(&["Да", "Нет", "нет данных"])),
        (39, dice.of(&["1 204", "0", "12,5"])),
        (43, dice.of(&["мост; срочно", "\"кавычки\"", ""])),
        (44, dice.of(&["строка\nвторая", "", "\u{a0}"])),
    ] {
        row.set(at, text);
    }
    if dice.below(3) > 0 {
        row.set(column::FIRST_ANSWER_AT, spelt(dice, answered));
        row.set(column::FIRST_ANSWER, "Передано исполнителю");
        let assigned = answered + minutes(dice.below(9_000));
        row.set(column::ASSIGNED_AT, spelt(dice, assigned));
    }
    if dice.below(2) > 0 {
        let closed = answered + minutes(dice.below(9_000));
        row.set(column::CLOSED_AT, spelt(dice, closed));
    }
    if dice.below(15) == 0 {
        row.set(column::FIRST_ANSWER_AT, dice.of(&SPOILT));
    }
    row.set(column::AUTHOR, format!("https://vk.example/id{}", 900_000 + dice.below(800)));
    row
}

/// The moment as files have it: mostly as text, now and then as a spreadsheet's number of days.
fn spelt(dice: &mut Dice, at: DateTime<chrono::Utc>) -> String {
    let local =
        at.with_timezone(&chrono::FixedOffset::east_opt(3 * 3_600).expect("three hours")).naive_local();
    match dice.below(8) {
        0 => {
            let epoch = chrono::NaiveDate::from_ymd_opt(1899, 12, 30)
                .expect("a day")
                .and_time(chrono::NaiveTime::MIN);
            let minutes = u32::try_from((local - epoch).num_minutes()).expect("this century");
            format!("{:.10}", f64::from(minutes) / 1_440.0)
        }
        1 => local.format("%Y-%m-%d %H:%M:%S").to_string(),
        2 => local.format("%d.%m.%Y %H:%M").to_string(),
        _ => local.format("%d.%m.%Y %H:%M:%S").to_string(),
    }
}

/// The rows as separated text, spoilt as asked for: with lines twice, with another delimiter.
pub fn csv(rows: &[Row], delimiter: char, twice: &[usize]) -> String {
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: Vec<String>| format!("{}\r\n", cells.join(&delimiter.to_string()));
    let mut text = line(COLUMNS.iter().map(|name| quoted(name)).collect());
    for (number, row) in rows.iter().enumerate() {
        let written = line(row.cells().iter().map(|cell| quoted(cell)).collect());
        text.push_str(&written.repeat(if twice.contains(&number) { 2 } else { 1 }));
    }
    text
}
