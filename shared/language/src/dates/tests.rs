use chrono::{Datelike, Days};
use chrono_tz::Tz;
use domain::{CalendarId, Period};
use proptest::prelude::*;

use super::*;

const PHRASES: &str = include_str!("phrases.csv");

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

fn office() -> WorkingCalendar {
    let week =
        std::array::from_fn(|day| if day < 5 { vec![Period::new(540, 1080).unwrap()] } else { Vec::new() });
    WorkingCalendar::new(CalendarId::parse("office").unwrap(), Tz::Europe__Moscow, week).unwrap()
}

fn read(text: &str, written: NaiveDate) -> Vec<Promise> {
    let calendar = office();
    promises(text, written.and_hms_opt(10, 0, 0).unwrap(), &|day, count| working_day(&calendar, day, count))
}

fn shown(promise: &Promise) -> String {
    let due = match promise.due {
        Ok(day) => day.to_string(),
        Err(Unresolved::Vague) => "vague".to_owned(),
        Err(Unresolved::NoEnd) => "no_end".to_owned(),
        Err(Unresolved::AnotherEvent) => "another".to_owned(),
        Err(Unresolved::NoSuchDay) => "no_such_day".to_owned(),
        Err(Unresolved::CalendarRefuses) => "calendar".to_owned(),
        Err(Unresolved::OutOfReach) => "out_of_reach".to_owned(),
    };
    let precision = match promise.precision {
        Precision::Hour => "hour",
        Precision::Day => "day",
        Precision::Weekend => "weekend",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::Quarter => "quarter",
        Precision::HalfYear => "half",
        Precision::Year => "year",
        Precision::Vague => "vague",
    };
    let from = promise.from.map_or(String::new(), |day| day.to_string());
    format!("{from};{due};{precision}")
}

#[test]
fn every_phrase_of_the_table_is_read_as_it_says() {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .comment(Some(b'#'))
        .quoting(false)
        .from_reader(PHRASES.as_bytes());
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let promised: Vec<String> = read(&row[1], row[0].parse().unwrap()).iter().map(shown).collect();
        let expected = if &row[3] == "-" { Vec::new() } else { vec![[&row[2], &row[3], &row[4]].join(";")] };
        if promised != expected {
            wrong.push(format!("{} «{}»: {promised:?}, not {expected:?}", &row[0], &row[1]));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 300);
}

#[test]
fn the_words_of_a_promise_are_quoted_with_their_preposition() {
    let text =
        "Добрый день! Яму засыплем не позднее 15\u{a0}мая т.г., а знак вернём в течение 10 рабочих дней.";
    let found = read(text, day(2026, 4, 20));
    let words: Vec<&str> = found.iter().map(|promise| &text[promise.words.clone()]).collect();
    assert_eq!(words, ["не позднее 15\u{a0}мая т.г.", "в течение 10 рабочих дней"]);
}

#[test]
fn the_day_of_writing_is_the_day_in_the_zone_of_the_agency() {
    let late_evening = "2026-04-20T21:30:00Z".parse().unwrap();
    let found = promises_by("Сделаем завтра.", late_evening, &office());
    assert_eq!(found[0].due, Ok(day(2026, 4, 22)));
}

#[test]
fn an_hour_that_is_named_is_kept() {
    let found = read("Воду дадим завтра до 18:30.", day(2026, 4, 20));
    assert_eq!((found[0].due, found[0].hour), (Ok(day(2026, 4, 21)), NaiveTime::from_hms_opt(18, 30, 0)));
}

#[test]
fn a_desk_that_never_works_gets_no_date() {
    let id = CalendarId::parse("none").unwrap();
    let calendar =
        WorkingCalendar::new(id, Tz::Europe__Moscow, std::array::from_fn(|_| Vec::new())).map(|calendar| {
            let calendar = calendar.with_production(None);
            working_day(&calendar, day(2026, 4, 20), 1)
        });
    assert!(calendar.is_err() || calendar == Ok(None));
}

#[test]
fn a_text_of_a_million_signs_is_read_up_to_its_bound() {
    for sign in
        ["до ", "1", "1 ", "в начале ", "15, ", "с 1 по ", "в течение ", "двадцать ", "конца ", "(", "-"]
    {
        read(&sign.repeat(200_000), day(2026, 4, 20));
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..1_400_u64).prop_map(|days| day(2024, 1, 10) + Days::new(days))
}

fn form(date: NaiveDate, form: usize) -> String {
    let (year, number, month) = (date.year(), date.day(), MONTHS[date.month0() as usize]);
    let figures = date.month();
    [
        format!("до {number} {month} {year} года"),
        format!("до {number}-го {month} {year} г."),
        format!("до {number:02}.{figures:02}.{year}"),
        format!("до {number}.{figures}.{year} г."),
        format!("не позднее {number:02}.{figures:02}.{:02}", year - 2000),
        format!("{year}-{figures:02}-{number:02}"),
        format!("к {number}\u{a0}{}", month.to_uppercase()) + &format!(" {year}"),
        format!("по {number:02}/{figures:02}/{year}"),
        format!("срок – «{number}» {month} {year} года"),
    ][form]
        .clone()
}

/// One Cyrillic letter in three becomes its Latin look-alike.
fn disguised(text: &str) -> String {
    let swap = |(index, char): (usize, char)| match char {
        'а' if index % 3 == 0 => 'a',
        'о' if index % 3 == 1 => 'o',
        'е' if index % 3 == 2 => 'e',
        char => char,
    };
    text.chars().enumerate().map(swap).collect()
}

proptest! {
    #[test]
    fn any_day_in_any_form_reads_back(written in any_day(), ahead in 0..2_000_u64, number in 0..9_usize, trick in any::<bool>()) {
        let date = written + Days::new(ahead);
        let text = form(date, number);
        let text = if trick { disguised(&text) } else { text };
        let found = read(&format!("Яму засыплем {text}"), written);
        prop_assert_eq!(found.iter().map(|promise| promise.due).collect::<Vec<_>>(), vec![Ok(date)], "{}", text);
    }

    #[test]
    fn a_day_without_a_year_is_the_next_one(written in any_day(), ahead in 0..365_u64) {
        let date = written + Days::new(ahead);
        prop_assume!((date.month(), date.day()) != (2, 29));
        let found = read(&format!("до {} {}", date.day(), MONTHS[date.month0() as usize]), written);
        prop_assert_eq!(found[0].due, Ok(date));
    }

    #[test]
    fn a_term_counts_from_the_day_of_writing(written in any_day(), count in 1..60_u64) {
        let found = read(&format!("в течение {count} дней"), written);
        prop_assert_eq!(found[0].due, Ok(written + Days::new(count)));
        let weeks = read(&format!("через {count} недель"), written);
        prop_assert_eq!(weeks[0].due, Ok(written + Days::new(7 * count)));
    }

    #[test]
    fn nothing_is_due_before_it_is_written_and_ranges_are_in_order(
        written in any_day(),
        words in prop::collection::vec(
            prop::sample::select(vec![
                "до", "в", "с", "по", "к", "конца", "начале", "15", "1", "-", "2027", ".", "05", "мая", "июнь", "недели",
                "следующей", "квартала", "II", "первой", "декаде", "года", "течение", "рабочих", "дней", "через",
                "завтра", "выходные", "понедельник", "18:00", "не позднее", "летом", "двадцать", "пятого", ",", "и",
                "зимой", "полугодии", "29", "февраля", "этом", "году", "ближайшие", "месяц", "31", "часов",
            ]),
            0..12,
        ),
    ) {
        let text = words.join(" ");
        let mut end = 0;
        for promise in read(&text, written) {
            prop_assert!(promise.words.start >= end && promise.words.start < promise.words.end, "{}", text);
            prop_assert!(text.get(promise.words.clone()).is_some());
            end = promise.words.end;
            if let Ok(due) = promise.due {
                prop_assert!(due >= written, "{} {:?}", text, promise);
                prop_assert!(promise.from.is_none_or(|from| from <= due), "{} {:?}", text, promise);
            }
        }
    }

    #[test]
    fn any_text_is_read(text in any::<String>(), written in any_day()) {
        read(&text, written);
    }
}
