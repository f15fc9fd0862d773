//! What people see on screens, in Russian: every text of this crate in one place.

use chrono::Weekday;

use crate::deadline::PauseReason;
use crate::sla::{Basis, Span};

/// The short name of a day of the week.
pub const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "пн",
        Weekday::Tue => "вт",
        Weekday::Wed => "ср",
        Weekday::Thu => "чт",
        Weekday::Fri => "пт",
        Weekday::Sat => "сб",
        Weekday::Sun => "вс",
    }
}

/// The form of a word that agrees with a number: one, two to four, five and more.
pub const fn plural(count: u64, forms: [&'static str; 3]) -> &'static str {
    let [one, few, many] = forms;
    match (count % 10, count % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

/// A span of an SLA policy: «4 рабочих часа».
pub fn span(span: Span) -> String {
    let (count, forms) = match span {
        Span::WorkingHours(count) => (count, ["рабочий час", "рабочих часа", "рабочих часов"]),
        Span::WorkingDays(count) => (count, ["рабочий день", "рабочих дня", "рабочих дней"]),
        Span::Hours(count) => (count, ["час", "часа", "часов"]),
        Span::CalendarDays(count) => (count, ["день", "дня", "дней"]),
    };
    format!("{count} {}", plural(count.into(), forms))
}

/// What the span of a deadline rests on.
pub const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::HighImportance => "высокая важность",
        Basis::OrdinaryImportance => "обычная важность",
        Basis::DirectMessage => "личное сообщение",
        Basis::FastTrack => "ускоренное рассмотрение",
        Basis::Topic => "правило темы",
        Basis::Platform => "правило площадки",
        Basis::Default => "общее правило",
    }
}

/// Why a clock stands still.
pub const fn pause_reason(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::Author => "ждём автора",
        PauseReason::External => "ждём внешнюю организацию",
    }
}

/// The parts of a deadline's explanation.
pub(crate) mod trace {
    pub(crate) const START: &str = "начало";
    pub(crate) const OUTSIDE_HOURS: &str = "вне рабочего времени";
    pub(crate) const PAUSE: &str = "пауза";
    pub(crate) const PAUSE_SINCE: &str = "пауза с";
    pub(crate) const STANDS_STILL: &str = "часы стоят";
    pub(crate) const DUE: &str = "срок";
    pub(crate) const DUE_WITHOUT_PAUSE: &str = "без неё срок";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_agree_with_their_numbers() {
        let shown = |count| span(Span::WorkingHours(count));
        assert_eq!(shown(1), "1 рабочий час");
        assert_eq!(shown(4), "4 рабочих часа");
        assert_eq!(shown(9), "9 рабочих часов");
        assert_eq!(shown(11), "11 рабочих часов");
        assert_eq!(shown(21), "21 рабочий час");
        assert_eq!(shown(112), "112 рабочих часов");
        assert_eq!(span(Span::CalendarDays(30)), "30 дней");
    }
}
