use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::fixtures::{Desk, local, shown};
use super::*;

const ZONES: [Tz; 5] = [
    Tz::Europe__Kaliningrad,
    Tz::Europe__Moscow,
    Tz::Asia__Kamchatka,
    Tz::Europe__Berlin,
    Tz::Australia__Lord_Howe,
];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn parse(rows: &str) -> Result<ProductionCalendar, CalendarFileError> {
    ProductionCalendar::parse(&format!("date,fact,moved_from,source\n{rows}"))
}

fn wrong(rows: &str) -> (u64, &'static str) {
    let error = parse(rows).unwrap_err();
    (error.line, error.field)
}

#[test]
fn every_year_has_the_official_number_of_days_and_hours() {
    let calendar = ProductionCalendar::built_in();
    assert_eq!(calendar.years(), (2024, 2027));
    // The norm of the forty-hour week: 8 hours a day, an hour less on a shortened one.
    for (year, days, norm) in [(2024, 248, 1979), (2025, 247, 1972), (2026, 247, 1972), (2027, 247, 1972)] {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let kinds: Vec<DayKind> = first
            .iter_days()
            .take_while(|day| day.year() == year)
            .map(|day| calendar.day(day).unwrap())
            .collect();
        let count = |kind| kinds.iter().filter(|found| **found == kind).count();
        let (full, short) = (count(DayKind::Working), count(DayKind::Shortened));
        assert_eq!((full + short, full * 8 + short * 7), (days, norm), "{year}");
        assert_eq!(count(DayKind::Holiday), 14, "{year}");
    }
}

#[test]
fn days_moved_by_decree_are_where_the_decree_put_them() {
    let calendar = ProductionCalendar::built_in();
    let days = |kind: DayKind, dates: &[&str]| {
        for text in dates {
            assert_eq!(calendar.day(date(text)), Ok(kind), "{text}");
        }
    };
    days(DayKind::Working, &["2024-04-27", "2024-12-28", "2025-05-07", "2026-02-20", "2027-05-07"]);
    days(DayKind::Shortened, &["2024-11-02", "2025-11-01", "2026-11-03", "2027-02-20"]);
    days(
        DayKind::Weekend,
        &["2024-05-10", "2024-12-31", "2025-06-13", "2026-01-09", "2026-03-09", "2027-11-05"],
    );
    days(DayKind::Holiday, &["2024-01-06", "2025-02-23", "2026-05-09", "2027-06-12"]);
}

#[test]
fn outside_the_loaded_years_the_calendar_refuses() {
    let calendar = ProductionCalendar::built_in();
    assert_eq!(calendar.day(date("2028-01-01")), Err(CalendarError::PastLastYear { year: 2028, last: 2027 }));
    assert_eq!(
        calendar.day(date("2023-12-31")),
        Err(CalendarError::BeforeFirstYear { year: 2023, first: 2024 })
    );
    assert!(calendar.day(date("2027-12-31")).is_ok() && calendar.day(date("2024-01-01")).is_ok());
}

#[test]
fn a_slip_in_the_file_is_named_by_line_and_column() {
    let january = "2024-01-01,holiday,,law\n";
    let with = |row: &str| wrong(&format!("{january}{row}"));
    assert_eq!(wrong(""), (1, "date"));
    assert_eq!(with("2024-02-30,holiday,,law"), (3, "date"));
    assert_eq!(with("2024-02-23,feast,,law"), (3, "fact"));
    assert_eq!(with("2024-02-23,holiday,2024-02-24,law"), (3, "moved_from"));
    assert_eq!(with("2024-02-23,holiday,,"), (3, "source"));
    assert_eq!(with("2024-01-01,holiday,,law"), (3, "date"));
    assert_eq!(with("2024-05-10,moved,,law"), (3, "moved_from"));
    // A day off cannot come from a working day, nor go to a Saturday.
    assert_eq!(with("2024-05-10,moved,2024-05-08,law"), (3, "moved_from"));
    assert_eq!(with("2024-05-11,moved,2024-05-12,law"), (3, "date"));
    assert_eq!(with("2024-05-11,shortened,,law"), (3, "date"));
    assert_eq!(with("2024-02-23,holiday"), (3, "row"));
    // A year with no 1 January is a forgotten one.
    assert_eq!(with("2025-02-23,holiday,,law"), (3, "date"));
    assert_eq!(with("2026-01-01,holiday,,law"), (3, "date"));
    assert_eq!(ProductionCalendar::parse("day,fact\n").unwrap_err().field, "header");
}

#[test]
fn a_calendar_is_written_as_people_read_it() {
    let text = r#"
        id = "utility"
        zone = "Asia/Novosibirsk"
        closed = ["2026-07-18"]
        [week]
        monday = ["08:30-12:00", "13:00-17:30"]
        saturday = ["10:00-14:00"]
        [opened]
        2026-01-05 = ["09:00-11:00"]
    "#;
    let calendar: WorkingCalendar = toml::from_str(text).unwrap();
    let hours =
        |day: &str| calendar.hours(date(day)).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(hours("2026-11-23"), ["08:30-12:00", "13:00-17:30"]);
    assert_eq!(hours("2026-11-24"), Vec::<String>::new());
    assert_eq!(hours("2026-07-11"), ["10:00-14:00"]);
    // Its own exceptions come before its week and before the holidays of the country.
    assert_eq!(hours("2026-07-18"), Vec::<String>::new());
    assert_eq!(hours("2026-01-05"), ["09:00-11:00"]);
    let stored = serde_json::to_string(&calendar).unwrap();
    assert_eq!(serde_json::from_str::<WorkingCalendar>(&stored).unwrap(), calendar);
}

#[test]
fn a_slip_in_a_calendar_is_named_by_its_field() {
    let head = "id = \"x\"\nzone = \"Europe/Moscow\"\n";
    let error =
        |body: &str| toml::from_str::<WorkingCalendar>(&format!("{head}{body}")).unwrap_err().to_string();
    let cases = [
        ("[week]\ntuesday = [\"22:00-06:00\"]", "week.tuesday"),
        ("[week]\nfriday = [\"08:00-12:00\", \"11:00-15:00\"]", "week.friday"),
        ("[week]\nmonday = [\"08:00-12:00\"]\n[opened]\n2026-01-05 = [\"late\"]", "opened"),
        (
            "closed = [\"2026-01-05\"]\n[week]\nmonday = [\"08:00-12:00\"]\n[opened]\n2026-01-05 = []",
            "closed",
        ),
        ("[week]\nmonday = []", "week"),
        ("round_the_clock = true\n[week]\nmonday = [\"08:00-12:00\"]", "week"),
        ("[week]\nmoonday = []", "moonday"),
        ("wek = 1", "wek"),
    ];
    for (body, field) in cases {
        assert!(error(body).contains(field), "{body}: {}", error(body));
    }
}

#[test]
fn dispatchers_work_through_holidays_unless_told_otherwise() {
    let read = |text: &str| toml::from_str::<WorkingCalendar>(text).unwrap();
    let head = "id = \"x\"\nzone = \"Europe/Moscow\"\nround_the_clock = true\n";
    let new_year = local(Tz::Europe__Moscow, "2026-01-01 03:00");
    assert_eq!(read(head).is_open(new_year), Ok(true));
    assert_eq!(read(&format!("{head}production = true")).is_open(new_year), Ok(false));
    // No production calendar is asked, so none ends.
    assert_eq!(read(head).is_open(local(Tz::Europe__Moscow, "2040-01-01 03:00")), Ok(true));
}

#[test]
fn a_desk_that_never_opens_again_is_an_answer_and_not_an_endless_search() {
    let zone = Tz::Europe__Moscow;
    let calendar = Desk::Office.calendar(zone);
    let closing = local(zone, "2027-12-30 17:30");
    let past = CalendarError::PastLastYear { year: 2028, last: 2027 };
    assert_eq!(calendar.next_open(closing), Err(past));
    assert_eq!(calendar.working_between(closing, local(zone, "2028-02-01 12:00")), Err(past));
    let dispatch = Desk::Dispatch.calendar(zone);
    assert_eq!(dispatch.add_working(closing, Duration::days(50_000)), Err(CalendarError::OutOfReach));
    assert_eq!(dispatch.add_working_days(closing, u32::MAX), Err(CalendarError::OutOfReach));
    assert_eq!(dispatch.add_working(closing, Duration::seconds(-1)), Err(CalendarError::NegativeSpan));
    assert_eq!(dispatch.next_open(DateTime::<Utc>::MAX_UTC), Err(CalendarError::OutOfReach));
}

#[test]
fn the_next_opening_is_now_or_the_next_morning() {
    let zone = Tz::Asia__Vladivostok;
    let calendar = Desk::Office.calendar(zone);
    let next = |text: &str| shown(zone, calendar.next_open(local(zone, text)).unwrap());
    assert_eq!(next("2026-11-19 10:00"), "2026-11-19 10:00");
    assert_eq!(next("2026-11-19 12:00"), "2026-11-19 13:00");
    assert_eq!(next("2026-11-20 17:30"), "2026-11-23 08:30");
    assert_eq!(next("2025-12-31 00:00"), "2026-01-12 08:30");
}

fn calendars() -> impl Strategy<Value = WorkingCalendar> {
    (prop::sample::select(&Desk::ALL), prop::sample::select(&ZONES))
        .prop_map(|(desk, zone)| desk.calendar(zone))
}

fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    // From 2 January 2024 to the end of August 2027.
    (1_704_200_000i64..1_819_000_000).prop_map(|second| DateTime::from_timestamp(second, 0).unwrap())
}

proptest! {
    #[test]
    fn working_time_added_is_working_time_between(calendar in calendars(), from in moments(), seconds in 0i64..800_000) {
        let span = Duration::seconds(seconds);
        let to = calendar.add_working(from, span).unwrap();
        prop_assert_eq!(calendar.working_between(from, to), Ok(span));
        if 0 < seconds {
            // And no earlier moment would do.
            prop_assert!(calendar.working_between(from, to - Duration::seconds(1)).unwrap() < span);
        }
    }

    #[test]
    fn later_or_longer_is_never_due_earlier(
        calendar in calendars(), from in moments(), wait in 0i64..400_000, span in 0i64..400_000, more in 0i64..400_000,
    ) {
        let due = |from, span| calendar.add_working(from, Duration::seconds(span)).unwrap();
        prop_assert!(due(from, span) <= due(from + Duration::seconds(wait), span));
        prop_assert!(due(from, span) <= due(from, span + more));
        let days = |from, count: i64| calendar.add_working_days(from, u32::try_from(count % 20).unwrap()).unwrap();
        prop_assert!(days(from, 5) <= days(from + Duration::seconds(wait), 5));
    }

    #[test]
    fn parts_of_a_stretch_add_up_to_it(calendar in calendars(), from in moments(), one in 0i64..900_000, two in 0i64..900_000) {
        let middle = from + Duration::seconds(one);
        let to = middle + Duration::seconds(two);
        let between = |from, to| calendar.working_between(from, to).unwrap();
        prop_assert_eq!(between(from, middle) + between(middle, to), between(from, to));
    }

    #[test]
    fn counting_open_minutes_gives_the_working_time(calendar in calendars(), from in moments(), minutes in 0i64..3_000) {
        let from = from - Duration::seconds(from.timestamp() % 60);
        let open = (0..minutes).filter(|minute| calendar.is_open(from + Duration::minutes(*minute)).unwrap()).count();
        let between = calendar.working_between(from, from + Duration::minutes(minutes)).unwrap();
        prop_assert_eq!(between.num_minutes(), i64::try_from(open).unwrap());
    }

    #[test]
    fn nothing_is_open_before_the_next_opening(calendar in calendars(), at in moments()) {
        let next = calendar.next_open(at).unwrap();
        prop_assert_eq!(calendar.is_open(next), Ok(true));
        prop_assert_eq!(calendar.working_between(at, next), Ok(Duration::zero()));
        prop_assert!(at <= next);
    }

    #[test]
    fn no_file_makes_the_reader_panic(rows in "([0-9]{4}-0[1-5]-[0-3][0-9],(holiday|moved|shortened|x),[0-9-]{0,10},s?\n){0,6}") {
        let _ = parse(&rows);
    }
}
