//! The data dictionary: what each published number means, and from what it is computed.
//!
//! A share is computed *from its entry here*, so the text and the number cannot part.

use serde::Serialize;

use crate::counts::Counts;

/// The version under which days are stored. It rises when any formula changes its meaning.
pub const FORMULA_VERSION: u16 = 1;

/// Below this many cases a share, mean or quantile is marked as too few. A convention, not a law of statistics.
pub const MINIMUM_N: u32 = 10;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Incidents.
    Incidents,
    /// Messages after the first of an incident.
    Messages,
    /// A part of one; differences between shares are points.
    Share,
    /// Minutes.
    Minutes,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Formula {
    /// The name that goes with every number.
    pub id: &'static str,
    /// The version of this formula.
    pub version: u16,
    /// What a reader sees above the number.
    pub name_ru: &'static str,
    /// What it means.
    pub text_en: &'static str,
    /// What it means, in Russian.
    pub text_ru: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// Counts whose sum stands above the line; a count stands for itself.
    pub numerator: &'static [&'static str],
    /// Counts whose sum stands below the line; none for a number that is no share.
    pub denominator: &'static [&'static str],
    /// The facts it is read from.
    pub source: &'static str,
}

impl Formula {
    const fn new(id: &'static str, unit: Unit, source: &'static str, words: [&'static str; 3]) -> Self {
        let [name_ru, text_en, text_ru] = words;
        Self { id, version: 1, name_ru, text_en, text_ru, unit, numerator: &[], denominator: &[], source }
    }

    const fn share(
        id: &'static str,
        numerator: &'static [&'static str],
        denominator: &'static [&'static str],
        words: [&'static str; 3],
    ) -> Self {
        Self { numerator, denominator, ..Self::new(id, Unit::Share, "counts of the same window", words) }
    }

    /// The entry of this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        FORMULAS.iter().find(|formula| formula.id == id)
    }

    /// Every share.
    pub fn shares() -> impl Iterator<Item = &'static Self> {
        FORMULAS.iter().filter(|formula| formula.unit == Unit::Share)
    }

    /// Numerator and denominator out of these counts.
    pub fn parts(&self, counts: &Counts) -> (u32, u32) {
        let sum = |names: &[&str]| names.iter().filter_map(|name| counts.get(name)).sum();
        (sum(self.numerator), sum(self.denominator))
    }
}

const WRITTEN: &str = "written_at";
const ANSWER: &str = "first_answer_at, answer_due, closing, withdrawn_at";
const CLOSING: &str = "closing, resolve_due, withdrawn_at";
const WALL: &str = "written_at, first_answer_at";
const WORKING: &str = "written_at, first_answer_at, the calendar of the desk";

const fn incidents(id: &'static str, source: &'static str, words: [&'static str; 3]) -> Formula {
    Formula::new(id, Unit::Incidents, source, words)
}

const fn minutes(id: &'static str, source: &'static str, words: [&'static str; 3]) -> Formula {
    Formula::new(id, Unit::Minutes, source, words)
}

/// Every number that a report can show.
pub const FORMULAS: &[Formula] = &[
    incidents(
        "received",
        WRITTEN,
        [
            "Поступило",
            "Incidents whose first message was written in the window, by local days of the region. All further counts of incidents are about these.",
            "Обращения, первое сообщение которых написано в этом окне по местным суткам региона. Все остальные счётчики обращений — о них же.",
        ],
    ),
    incidents(
        "by_kind",
        "kind",
        [
            "По видам",
            "Received, split by what the resident wants. The parts add up to received.",
            "Поступившие по виду: жалоба, просьба, вопрос и другие. Сумма равна числу поступивших.",
        ],
    ),
    incidents(
        "by_topic",
        "topic",
        [
            "По темам",
            "Received, split by topic. The parts and without_topic add up to received.",
            "Поступившие по темам. Вместе с обращениями без темы сумма равна числу поступивших.",
        ],
    ),
    incidents(
        "without_topic",
        "topic",
        ["Без темы", "Received whose topic is not known.", "Поступившие, тема которых не определена."],
    ),
    Formula::new(
        "voices",
        Unit::Messages,
        WRITTEN,
        [
            "Присоединились",
            "Further messages written in the window, to incidents of any day.",
            "Следующие сообщения к обращениям любого дня, написанные в этом окне.",
        ],
    ),
    Formula::new(
        "voices_withdrawn",
        Unit::Messages,
        "withdrawn_at",
        [
            "Присоединившиеся, отозваны",
            "Of the voices: taken back by the author.",
            "Из присоединившихся: отозваны автором.",
        ],
    ),
    incidents(
        "answered",
        ANSWER,
        ["Дан ответ", "Received that had a first answer.", "Поступившие, на которые дан первый ответ."],
    ),
    incidents(
        "answered_on_time",
        ANSWER,
        [
            "Ответ в срок",
            "Answered not after the deadline. The clock starts with the message and no hand-over resets it.",
            "Первый ответ дан не позже срока. Отсчёт идёт от сообщения, передача его не сбрасывает.",
        ],
    ),
    incidents(
        "answered_late",
        ANSWER,
        ["Ответ позже срока", "Answered after the deadline.", "Первый ответ дан позже срока."],
    ),
    incidents(
        "waiting",
        ANSWER,
        ["Ждут ответа", "Received, open, without an answer.", "Открытые обращения без ответа."],
    ),
    incidents(
        "closed_unanswered",
        ANSWER,
        [
            "Закрыты без ответа",
            "Closed without the answer that was owed.",
            "Закрыты без ответа, хотя ответ полагался.",
        ],
    ),
    incidents(
        "answer_not_owed",
        ANSWER,
        [
            "Ответ не требуется",
            "Closed without an answer, with an outcome that asks for none.",
            "Закрыты без ответа с итогом, который ответа не требует.",
        ],
    ),
    incidents(
        "withdrawn_unanswered",
        ANSWER,
        [
            "Отозваны до ответа",
            "Taken back by the author before an answer and before closing.",
            "Отозваны автором до ответа и до закрытия.",
        ],
    ),
    incidents(
        "answer_overdue",
        ANSWER,
        [
            "Ответ просрочен",
            "Waiting when the deadline has passed, or taken back after it had passed without an answer.",
            "Ждут ответа после срока либо отозваны после срока, не дождавшись ответа.",
        ],
    ),
    incidents(
        "closed",
        CLOSING,
        ["Закрыто", "Received that are closed, with any outcome.", "Поступившие, закрытые с любым итогом."],
    ),
    incidents(
        "closed_on_time",
        CLOSING,
        ["Закрыто в срок", "Closed not after the deadline.", "Закрыты не позже срока."],
    ),
    incidents(
        "closed_late",
        CLOSING,
        ["Закрыто позже срока", "Closed after the deadline.", "Закрыты позже срока."],
    ),
    incidents(
        "open",
        CLOSING,
        ["В работе", "Received, neither closed nor taken back.", "Не закрыты и не отозваны."],
    ),
    incidents(
        "overdue_open",
        CLOSING,
        ["В работе, срок прошёл", "Open when the deadline has passed.", "Не закрыты, хотя срок прошёл."],
    ),
    incidents(
        "withdrawn",
        CLOSING,
        [
            "Отозвано",
            "Taken back by the author before closing. It stops the clocks where they are and erases no miss.",
            "Отозваны автором до закрытия. Отзыв останавливает отсчёт, но просрочку не стирает.",
        ],
    ),
    incidents(
        "withdrawn_overdue",
        CLOSING,
        [
            "Отозвано после срока",
            "Taken back after the deadline had passed.",
            "Отозваны, когда срок уже прошёл.",
        ],
    ),
    incidents(
        "solvable",
        "solvable, closing",
        [
            "Решаемые",
            "Received with something that could be mended, by kind and topic, open ones included.",
            "Поступившие, где есть что исправить, по виду и теме, включая открытые.",
        ],
    ),
    incidents(
        "solved",
        "closing",
        [
            "Решено",
            "Of the solvable: closed with the outcome that it is mended. Neither a closing nor silence stands for it.",
            "Из решаемых: закрыты с итогом «исправлено». Ни закрытие, ни молчание автора его не заменяют.",
        ],
    ),
    Formula::share(
        "answered_share",
        &["answered"],
        &["received"],
        ["Доля с ответом", "Answered of received.", "Дан ответ из поступивших."],
    ),
    Formula::share(
        "closed_share",
        &["closed"],
        &["received"],
        ["Доля закрытых", "Closed of received.", "Закрытые из поступивших."],
    ),
    Formula::share(
        "solved_of_solvable",
        &["solved"],
        &["solvable"],
        [
            "Решено из решаемых",
            "Solved of solvable, open ones in the denominator.",
            "Решённые из решаемых; открытые — в знаменателе.",
        ],
    ),
    Formula::share(
        "answered_on_time_share",
        &["answered_on_time"],
        &["answered_on_time", "answered_late", "answer_overdue", "closed_unanswered"],
        [
            "Доля ответов в срок",
            "On time of all whose verdict is known: on time, late, overdue without an answer, closed without one.",
            "Ответы в срок из всех, о ком уже можно судить: в срок, позже срока, без ответа после срока, закрыты без ответа.",
        ],
    ),
    Formula::share(
        "closed_on_time_share",
        &["closed_on_time"],
        &["closed_on_time", "closed_late", "overdue_open", "withdrawn_overdue"],
        [
            "Доля закрытых в срок",
            "On time of all whose verdict is known: closed on time, closed late, open past the deadline, taken back past it.",
            "Закрытые в срок из всех, о ком уже можно судить: в срок, позже срока, открыты после срока, отозваны после срока.",
        ],
    ),
    minutes(
        "first_answer_mean_wall",
        WALL,
        [
            "Первый ответ в среднем, по часам",
            "Mean minutes from writing to the first answer, of the answered only: it knows nothing of those who wait.",
            "Среднее время от сообщения до первого ответа, только среди получивших ответ: о тех, кто ждёт, оно не знает.",
        ],
    ),
    minutes(
        "first_answer_median_wall",
        WALL,
        [
            "Первый ответ, медиана, по часам",
            "Kaplan-Meier median of minutes from writing to the first answer; those who wait are censored, not dropped.",
            "Медиана времени до первого ответа по Каплану — Майеру; те, кто ещё ждёт, учтены.",
        ],
    ),
    minutes(
        "first_answer_p90_wall",
        WALL,
        [
            "Первый ответ для девяти из десяти, по часам",
            "Kaplan-Meier 90th percentile of minutes from writing to the first answer.",
            "За это время первый ответ получают девять из десяти, по Каплану — Майеру.",
        ],
    ),
    minutes(
        "first_answer_mean_working",
        WORKING,
        [
            "Первый ответ в среднем, в рабочее время",
            "The mean, in minutes of the desk's working calendar.",
            "Среднее в рабочем времени исполнителя.",
        ],
    ),
    minutes(
        "first_answer_median_working",
        WORKING,
        [
            "Первый ответ, медиана, в рабочее время",
            "The Kaplan-Meier median, in minutes of the desk's working calendar.",
            "Медиана по Каплану — Майеру в рабочем времени исполнителя.",
        ],
    ),
    minutes(
        "first_answer_p90_working",
        WORKING,
        [
            "Первый ответ для девяти из десяти, в рабочее время",
            "The Kaplan-Meier 90th percentile, in minutes of the desk's working calendar.",
            "Девять из десяти по Каплану — Майеру в рабочем времени исполнителя.",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_numbers_share_an_id() {
        let ids: BTreeSet<&str> = FORMULAS.iter().map(|formula| formula.id).collect();
        assert_eq!(ids.len(), FORMULAS.len());
    }

    #[test]
    fn shares_are_made_of_counts_and_nothing_else_is() {
        for formula in FORMULAS {
            let parts = formula.numerator.iter().chain(formula.denominator);
            assert!(parts.clone().all(|part| Counts::NAMES.contains(part)), "{}", formula.id);
            assert_eq!(formula.unit == Unit::Share, parts.count() > 0, "{}", formula.id);
            assert!(formula.numerator.len() <= formula.denominator.len(), "{}", formula.id);
        }
    }

    #[test]
    fn every_entry_speaks_both_languages() {
        let cyrillic = |text: &str| text.chars().any(|letter| ('а'..='я').contains(&letter));
        for formula in FORMULAS {
            assert!(cyrillic(formula.name_ru) && cyrillic(formula.text_ru), "{}", formula.id);
            assert!(!formula.text_en.is_empty() && !cyrillic(formula.text_en), "{}", formula.id);
        }
    }

    #[test]
    fn the_readme_names_every_formula() {
        let readme = include_str!("../README.md");
        for formula in FORMULAS {
            assert!(readme.contains(&format!("`{}`", formula.id)), "{}", formula.id);
        }
    }
}
