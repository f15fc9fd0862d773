use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::calendar::fixtures::{Desk, local};

const MOSCOW: Tz = Tz::Europe__Moscow;
const FOUR: Span = Span::WorkingHours(4);

fn at(text: &str) -> DateTime<Utc> {
    local(MOSCOW, text)
}

fn pause(from: &str, to: Option<&str>, reason: PauseReason) -> Pause {
    Pause { from: at(from), to: to.map(at), reason }
}

fn office(start: &str, span: Span, basis: Basis, pauses: &[Pause]) -> Deadline {
    deadline(at(start), span, basis, &Desk::Office.calendar(MOSCOW), pauses).unwrap()
}

#[test]
fn a_deadline_explains_itself_in_the_words_of_the_desk() {
    let waiting = pause("2026-11-19 11:10", Some("2026-11-19 13:40"), PauseReason::Author);
    let due = office("2026-11-18 20:06", FOUR, Basis::HighImportance, &[waiting]);
    assert_eq!(
        due.trace.explain(MOSCOW),
        "начало ср 20:06, вне рабочего времени → чт 08:30; +4 рабочих часа: высокая важность; \
         пауза 11:10–13:40: ждём автора; → срок чт 15:00"
    );
}

#[test]
fn inside_hours_the_explanation_names_no_opening() {
    let due = office("2026-11-19 10:00", FOUR, Basis::OrdinaryImportance, &[]);
    assert_eq!(
        due.trace.explain(MOSCOW),
        "начало чт 10:00; +4 рабочих часа: обычная важность; → срок чт 15:00"
    );
}

#[test]
fn dates_are_told_when_a_day_of_the_week_is_not_enough() {
    let days = office("2026-11-20 16:30", Span::CalendarDays(30), Basis::Platform, &[]);
    assert_eq!(
        days.trace.explain(MOSCOW),
        "начало пт 20.11 16:30; +30 дней: правило площадки; → срок вс 20.12 24:00"
    );
    let outside = pause("2026-12-29 12:00", Some("2027-01-11 10:00"), PauseReason::External);
    let turn = office("2026-12-28 18:00", FOUR, Basis::DirectMessage, &[outside]);
    assert_eq!(
        turn.trace.explain(MOSCOW),
        "начало пн 28.12.2026 18:00, вне рабочего времени → вт 29.12.2026 08:30; \
         +4 рабочих часа: личное сообщение; пауза 12:00 – пн 11.01.2027 10:00: ждём внешнюю организацию; \
         → срок пн 11.01.2027 10:30"
    );
}

#[test]
fn an_open_pause_says_that_the_clock_stands_still() {
    let open = pause("2026-11-19 11:10", None, PauseReason::External);
    let due = office("2026-11-19 10:00", FOUR, Basis::FastTrack, &[open]);
    assert_eq!(due.due, at("2026-11-19 15:00"));
    assert_eq!(
        due.trace.explain(MOSCOW),
        "начало чт 10:00; +4 рабочих часа: ускоренное рассмотрение; \
         пауза с 11:10: ждём внешнюю организацию, часы стоят; → без неё срок чт 15:00"
    );
}

#[test]
fn a_usual_trace_takes_less_than_sixty_bytes() {
    let waiting = pause("2026-11-19 11:10", Some("2026-11-19 13:40"), PauseReason::Author);
    let later = pause("2026-11-19 14:00", Some("2026-11-19 14:30"), PauseReason::External);
    let text = office("2026-11-18 20:06", FOUR, Basis::HighImportance, &[waiting, later]).trace.to_string();
    assert_eq!(text, "Stopji0Otoqhy0W4hAtoqpco-toqwaoXtoqx80-toqym0Dtor1e0");
    assert_eq!(text.len(), 52);
}

#[test]
fn a_stored_deadline_reads_back_whole() {
    let open = pause("2026-11-19 11:10", None, PauseReason::Author);
    let due = office("2026-11-18 20:06", FOUR, Basis::Topic, &[open]);
    let stored = serde_json::to_string(&due).unwrap();
    assert_eq!(stored, format!("\"{}\"", due.trace));
    assert_eq!(serde_json::from_str::<Deadline>(&stored).unwrap(), due);
}

#[test]
fn what_is_no_trace_is_refused() {
    let texts = [
        "",
        "S",
        "Stkl5y0",
        "Stkl5y0W4h",
        "Stkl5y0W4hDtkl5y0D0",
        "Stkl5y0W4zDtkl5y0",
        "Stkl5y0W+4hDtkl5y0",
        "Stkl5y0Q4hDtkl5y0",
        "Stkl5y0W4hZ1-2Dtkl5y0",
        "S-5W4hD5",
        "S+5W4hD5",
        "Stkl5y0W4hDя",
        "stkl5y0W4hD5",
        "Szzzzzzzzzzzzzzzz",
    ];
    for text in texts {
        assert_eq!(text.parse::<Trace>(), Err(TraceError), "{text:?}");
    }
}

#[test]
fn the_state_follows_from_the_facts_and_the_moment() {
    let due = office("2026-11-19 10:00", FOUR, Basis::HighImportance, &[]);
    let state =
        |reached: Option<&str>, now: &str| DeadlineState::derive(Some(&due), reached.map(at), at(now));
    assert_eq!(state(None, "2026-11-19 12:00"), DeadlineState::Active);
    assert_eq!(state(None, "2026-11-19 15:00"), DeadlineState::Active);
    assert_eq!(state(None, "2026-11-19 15:01"), DeadlineState::ActiveWithMisses);
    assert_eq!(state(Some("2026-11-19 15:00"), "2026-11-20 09:00"), DeadlineState::Hit);
    assert_eq!(state(Some("2026-11-19 15:01"), "2026-11-20 09:00"), DeadlineState::Missed);
    // What is answered tomorrow is not answered today.
    assert_eq!(state(Some("2026-11-20 09:00"), "2026-11-19 16:00"), DeadlineState::ActiveWithMisses);
    assert_eq!(DeadlineState::derive(None, None, at("2026-11-19 12:00")), DeadlineState::NotApplicable);
}

#[test]
fn a_clock_that_stands_still_is_neither_late_nor_running() {
    let open = pause("2026-11-19 11:00", None, PauseReason::Author);
    let due = office("2026-11-19 10:00", FOUR, Basis::HighImportance, &[open]);
    let state =
        |reached: Option<&str>, now: &str| DeadlineState::derive(Some(&due), reached.map(at), at(now));
    assert_eq!(state(None, "2026-11-19 10:30"), DeadlineState::Active);
    assert_eq!(state(None, "2026-12-19 10:30"), DeadlineState::Paused);
    assert_eq!(state(Some("2026-12-01 10:00"), "2026-12-19 10:30"), DeadlineState::Hit);
}

#[test]
fn a_pause_opened_after_the_deadline_hides_no_miss() {
    let late = pause("2026-11-19 15:30", None, PauseReason::Author);
    let due = office("2026-11-19 10:00", FOUR, Basis::HighImportance, &[late]);
    let state = DeadlineState::derive(Some(&due), None, at("2026-11-19 16:00"));
    assert_eq!(state, DeadlineState::ActiveWithMisses);
    assert!(state.is_missed());
}

#[test]
fn the_clocks_differ_over_a_night_and_only_two_of_them_are_scored() {
    let calendar = Desk::Office.calendar(MOSCOW);
    let (from, to) = (at("2026-11-18 17:00"), at("2026-11-19 09:30"));
    let hours = |clock| elapsed(clock, from, to, &calendar).unwrap();
    assert_eq!(hours(Clock::Wall), Duration::minutes(16 * 60 + 30));
    assert_eq!(hours(Clock::Working), Duration::minutes(90));
    assert_eq!(elapsed(Clock::Wall, to, from, &calendar), Ok(Duration::zero()));
    assert_eq!(elapsed(Clock::Working, to, from, &calendar), Ok(Duration::zero()));
    assert_eq!(Clock::ALL.map(Clock::is_scored), [true, true, false]);
}

#[test]
fn past_the_last_loaded_year_no_deadline_is_guessed() {
    let calendar = Desk::Office.calendar(MOSCOW);
    let refused = |span| deadline(at("2027-12-30 17:00"), span, Basis::Default, &calendar, &[]).unwrap_err();
    let past = CalendarError::PastLastYear { year: 2028, last: 2027 };
    assert_eq!(refused(Span::WorkingHours(1)), past);
    assert_eq!(refused(Span::WorkingDays(1)), past);
    let last = deadline(at("2027-12-30 17:00"), Span::Hours(48), Basis::Default, &calendar, &[]).unwrap();
    assert_eq!(last.due, at("2028-01-01 17:00"));
}

#[test]
fn a_start_that_no_message_has_is_refused() {
    let calendar = Desk::Office.calendar(MOSCOW);
    for start in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for span in [FOUR, Span::WorkingDays(u32::MAX), Span::Hours(u32::MAX), Span::CalendarDays(u32::MAX)] {
            assert!(deadline(start, span, Basis::Default, &calendar, &[]).is_err(), "{start} {span}");
        }
    }
}

fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    // In whole minutes, so that the oracle below can count them.
    (28_401_000i64..30_300_000).prop_map(|minute| DateTime::from_timestamp(minute * 60, 0).unwrap())
}

fn pauses(start: DateTime<Utc>) -> impl Strategy<Value = Vec<Pause>> {
    let reason = prop_oneof![Just(PauseReason::Author), Just(PauseReason::External)];
    let one = (-300i64..4000, 0i64..3000, reason).prop_map(move |(after, length, reason)| {
        let from = start + Duration::minutes(after);
        Pause { from, to: Some(from + Duration::minutes(length)), reason }
    });
    prop::collection::vec(one, 0..5)
}

fn cases() -> impl Strategy<Value = (Desk, DateTime<Utc>, u32, Vec<Pause>)> {
    let start = moments().prop_flat_map(|start| (Just(start), pauses(start)));
    (prop::sample::select(&Desk::ALL), start, 1u32..20)
        .prop_map(|(desk, (start, pauses), hours)| (desk, start, hours, pauses))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn counting_minutes_gives_the_same_deadline((desk, start, hours, pauses) in cases()) {
        let calendar = desk.calendar(MOSCOW);
        let due = deadline(start, Span::WorkingHours(hours), Basis::Default, &calendar, &pauses).unwrap().due;
        let paused = |at| pauses.iter().any(|pause| pause.from <= at && pause.to.is_some_and(|to| at < to));
        let (mut now, mut left) = (start, hours * 60);
        while 0 < left {
            if calendar.is_open(now).unwrap() && !paused(now) {
                left -= 1;
            }
            now += Duration::minutes(1);
        }
        prop_assert_eq!(due, now);
    }

    #[test]
    fn the_order_of_pauses_is_irrelevant((desk, start, hours, pauses) in cases(), turn in 0usize..5, open in any::<bool>()) {
        let calendar = desk.calendar(MOSCOW);
        let mut pauses = pauses;
        if let Some(last) = pauses.last_mut().filter(|_| open) {
            last.to = None;
        }
        let mut turned = pauses.clone();
        turned.rotate_left(turn.min(pauses.len()));
        turned.reverse();
        let span = Span::WorkingHours(hours);
        let one = deadline(start, span, Basis::Default, &calendar, &pauses).unwrap();
        let two = deadline(start, span, Basis::Default, &calendar, &turned).unwrap();
        prop_assert_eq!(one, two);
    }

    #[test]
    fn a_trace_reads_back_as_it_was_written((desk, start, hours, pauses) in cases(), kind in 0usize..4, basis in 0usize..7) {
        let spans = [Span::WorkingHours, Span::WorkingDays, Span::Hours, Span::CalendarDays];
        let bases = [
            Basis::HighImportance, Basis::OrdinaryImportance, Basis::DirectMessage, Basis::FastTrack, Basis::Topic,
            Basis::Platform, Basis::Default,
        ];
        let due = deadline(start, spans[kind](hours), bases[basis], &desk.calendar(MOSCOW), &pauses).unwrap();
        prop_assert_eq!(due.trace.to_string().parse::<Trace>(), Ok(due.trace.clone()));
    }

    #[test]
    fn more_waiting_never_brings_a_deadline_nearer((desk, start, hours, pauses) in cases()) {
        let calendar = desk.calendar(MOSCOW);
        let span = Span::WorkingHours(hours);
        let due = |pauses: &[Pause]| deadline(start, span, Basis::Default, &calendar, pauses).unwrap().due;
        for count in 0..pauses.len() {
            prop_assert!(due(&pauses[..count]) <= due(&pauses[..=count]));
        }
    }

    #[test]
    fn no_text_makes_the_reader_of_traces_panic(text in "[SOWEHCAXD0-9a-z+я-]{0,40}") {
        let _ = text.parse::<Trace>();
    }
}
