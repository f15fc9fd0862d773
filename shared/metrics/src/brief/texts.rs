//! Every word of a brief, in one place.

use crate::day::Gap;
use crate::formulas::Formula;
use crate::period::Window;

/// The version of these words. It rises when any sentence would read otherwise.
pub const VERSION: u16 = 1;

/// Above all sentences.
pub fn title(name: &str, window: Window) -> String {
    format!("{name}. Сводка {}", days(window))
}

/// `за 3 марта 2025`, `с 3 по 9 марта…`: in figures, as they sort and need no grammar.
fn days(Window { from, to }: Window) -> String {
    let [from, to] = [from, to].map(|day| day.format("%d.%m.%Y").to_string());
    if from == to { format!("за {from}") } else { format!("с {from} по {to}") }
}

pub(super) fn received(window: Window, incidents: u32, voices: u32) -> String {
    let incident = plural(incidents, ["обращение", "обращения", "обращений"]);
    let voice = plural(voices, ["сообщение", "сообщения", "сообщений"]);
    format!(
        "Поступило {}: {incidents} {incident}; к прежним и новым присоединилось {voices} {voice}.",
        days(window)
    )
}

pub(super) fn topic(name: &str, count: u32, received: u32) -> String {
    format!("Тема «{name}»: {count} из {received}.")
}

pub(super) fn count(formula: &Formula, count: u32) -> String {
    format!("{}: {count}.", formula.name_ru)
}

pub(super) fn share(
    formula: &Formula,
    numerator: u32,
    denominator: u32,
    interval: Option<(f64, f64)>,
) -> String {
    let parts = format!("{}: {numerator} из {denominator}", formula.name_ru);
    match interval {
        Some((low, high)) => format!(
            "{parts}, то есть {} (при 95 % надёжности от {} до {}).",
            percent(f64::from(numerator) / f64::from(denominator)),
            percent(low),
            percent(high)
        ),
        None => format!("{parts} — слишком мало, чтобы называть долю."),
    }
}

pub(super) fn no_data(formula: &Formula) -> String {
    format!("{}: нет данных.", formula.name_ru)
}

pub(super) fn median(formula: &Formula, minutes: Option<u32>, count: u32, is_enough: bool) -> String {
    let name = formula.name_ru;
    let incident = plural(count, ["обращение", "обращения", "обращений"]);
    match minutes {
        _ if count == 0 => no_data(formula),
        _ if !is_enough => format!("{name}: {count} {incident} — слишком мало."),
        Some(minutes) => format!("{name}: {} ({count} {incident}, ждущие учтены).", duration(minutes)),
        None => format!("{name}: не достигнута, больше половины из {count} ещё ждут."),
    }
}

/// Points, never percent of percent; no word for a direction that the interval does not bear out.
pub(super) fn trend(formula: &Formula, window: Window, (value, low, high): (f64, f64, f64)) -> String {
    let name = formula.name_ru;
    let interval = format!("от {} до {} п. п. при 95 % надёжности", signed(low), signed(high));
    let before = format!("по сравнению с днями {}", days(window));
    if low <= 0.0 && 0.0 <= high {
        return format!("{name}: {before} изменение не отличить от случайного ({interval}).");
    }
    let word = if value > 0.0 { "выше" } else { "ниже" };
    format!("{name}: {before} {word} на {} п. п. ({interval}).", points(value.abs()))
}

pub(super) fn trend_too_few(formula: &Formula, window: Window) -> String {
    format!("{}: с днями {} не сравнить, слишком мало данных.", formula.name_ru, days(window))
}

pub(super) fn completeness<'a>(gaps: impl Iterator<Item = &'a Gap>) -> String {
    let reasons: Vec<&str> = gaps.map(|gap| reason(*gap)).collect();
    if reasons.is_empty() {
        return "О пробелах в данных ничего не известно.".to_owned();
    }
    format!("Числа могут быть неполными: {}.", reasons.join("; "))
}

const fn reason(gap: Gap) -> &'static str {
    match gap {
        Gap::DayNotOver => "день ещё не кончился",
        Gap::SilentPage => "страница молчит дольше обычного",
        Gap::IdGap => "в номерах сообщений есть пропуск",
        Gap::LostSubscription => "связь со страницей прерывалась",
        Gap::Quarantine => "есть неразобранные сообщения",
        Gap::MissingDay => "за часть дней чисел нет",
        Gap::MissingUnit => "по части муниципалитетов чисел нет",
        Gap::MixedFormulas => "дни посчитаны по разным версиям формул",
    }
}

fn percent(share: f64) -> String {
    format!("{} %", points(share))
}

fn points(share: f64) -> String {
    format!("{:.1}", share * 100.0).replace('.', ",")
}

fn signed(share: f64) -> String {
    let sign = if share < 0.0 { "−" } else { "+" };
    format!("{sign}{}", points(share.abs()))
}

fn duration(minutes: u32) -> String {
    match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} мин"),
        (0, hours, minutes) => format!("{hours} ч {minutes} мин"),
        (days, hours, minutes) => format!("{days} сут {hours} ч {minutes} мин"),
    }
}

/// The form of a word after a number: 1 обращение, 2 обращения, 5 обращений.
const fn plural(count: u32, [one, few, many]: [&'static str; 3]) -> &'static str {
    match (count % 10, count % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_their_numbers() {
        let forms = ["обращение", "обращения", "обращений"];
        for (count, form) in [(0, 2), (1, 0), (2, 1), (5, 2), (11, 2), (12, 2), (21, 0), (104, 1), (111, 2)] {
            assert_eq!(plural(count, forms), forms[form], "{count}");
        }
        assert_eq!([59, 61, 1_500].map(duration), ["59 мин", "1 ч 1 мин", "1 сут 1 ч 0 мин"]);
    }
}
