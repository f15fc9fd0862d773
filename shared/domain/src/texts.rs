//! What people see on screens, in Russian: every text of this crate in one place.

pub mod rules;

use chrono::Weekday;

use crate::deadline::PauseReason;
use crate::incident::{
    AnswerState, HandOverState, Note, Outcome, PublicationState, Source, State, Verification, Voice,
};
use crate::message::{Form, Kind, Platform};
use crate::sla::{Basis, Importance, Span};
use crate::topics::Level;

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

/// Where an incident stands.
pub const fn state(state: &State) -> &'static str {
    match state {
        State::New => "Новое",
        State::Triage => "Разбор в центре",
        State::Routed => "Передано исполнителю",
        State::Accepted => "Принято исполнителем",
        State::InProgress => "В работе",
        State::WaitingAuthor => "Ждём автора",
        State::WaitingExternal => "Ждём внешнюю организацию",
        State::Planned(_) => "Запланировано",
        State::AnswerPendingApproval => "Ответ на согласовании",
        State::Answered => "Дан ответ",
        State::Closed => "Закрыто",
        State::Rejected => "Отклонено",
        State::NotOurs => "Не по адресу",
        State::Merged(_) => "Объединено с другим",
        State::Reopened => "Открыто заново",
    }
}

/// How an incident ended.
pub const fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Fixed => "Исправлено",
        Outcome::Explained => "Разъяснено",
        Outcome::Planned { .. } => "Запланировано",
        Outcome::NoFurtherAction => "Мер не требуется",
        Outcome::NotResponsible { .. } => "Вне полномочий, направлено дальше",
        Outcome::Duplicate => "Повтор",
        Outcome::CancelledByAuthor => "Отозвано автором",
        Outcome::InsufficientInformation => "Недостаточно сведений",
        Outcome::SpamOrBogus => "Спам или ложное обращение",
        Outcome::AuthorUnreachable => "Автор недоступен",
        Outcome::DeferredForBudget { .. } => "Отложено до выделения средств",
    }
}

/// What a resident wants.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Complaint => "Жалоба",
        Kind::Request => "Просьба",
        Kind::Question => "Вопрос",
        Kind::Proposal => "Предложение",
        Kind::Thanks => "Благодарность",
        Kind::Rumour => "Слух",
        Kind::Other => "Другое",
    }
}

/// A channel.
pub const fn platform(platform: Platform) -> &'static str {
    match platform {
        Platform::Vk => "ВКонтакте",
        Platform::Telegram => "Телеграм",
        Platform::Max => "МАКС",
        Platform::Standard | Platform::CloudEvents => "Форма или другая система",
        Platform::Ok => "Одноклассники",
        Platform::Open311 => "Open311",
        Platform::Pos => "Госуслуги. Решаем вместе",
        Platform::Registry => "Инцидент Менеджмент",
    }
}

/// How a resident wrote.
pub const fn form(form: Form) -> &'static str {
    match form {
        Form::Comment => "Комментарий",
        Form::Post => "Запись",
        Form::Direct => "Личное сообщение",
        Form::Appeal => "Обращение",
    }
}

/// How much an incident weighs.
pub const fn importance(importance: Importance) -> &'static str {
    match importance {
        Importance::High => "Высокая",
        Importance::Ordinary => "Обычная",
        Importance::Direct => "Личное сообщение",
    }
}

/// How far a hand-over is.
pub const fn hand_over(state: &HandOverState) -> &'static str {
    match state {
        HandOverState::Pending => "Доставляется",
        HandOverState::Delivered => "Доставлено",
        HandOverState::Failed => "Не доставлено",
        HandOverState::NoEndpoint => "Исполнитель работает на экране",
        HandOverState::Disabled => "Адрес исполнителя отключён",
    }
}

/// How far an answer is.
pub const fn answer(state: AnswerState) -> &'static str {
    match state {
        AnswerState::PendingApproval => "На согласовании",
        AnswerState::Approved => "Согласован",
        AnswerState::Returned => "Возвращён",
        AnswerState::Removed => "Снят",
        AnswerState::ByHand => "Дан на площадке",
    }
}

/// How far the publication of an answer is.
pub const fn publication(state: &PublicationState) -> &'static str {
    match state {
        PublicationState::Queued => "Ждёт отправки",
        PublicationState::Sending(_) => "Отправляется",
        PublicationState::Sent => "Опубликован",
        PublicationState::Failed { .. } => "Не опубликован",
        PublicationState::Unknown { .. } => "Неизвестно, проверьте",
        PublicationState::Withheld { .. } => "Не публикуется",
        PublicationState::Removed => "Удалён",
    }
}

/// Why an answer was not published, or nobody knows whether it was.
pub fn publication_reason(reason: &str) -> &'static str {
    match reason {
        "withdrawn" => "сообщение удалено",
        "taken_back" => "ответ снят до отправки",
        "read_only" => "площадка только для чтения",
        "no_page" => "страницы нет в справочнике",
        "no_token" | "no_user_token" => "у страницы нет ключа для ответов",
        "no_way_to_reply" | "unsupported" => "площадка не даёт отвечать на такое сообщение",
        "given_up" => "сотрудник решил не отправлять",
        "no_address" => "адрес автора больше не хранится",
        "no_answer" | "interrupted" => "площадка не подтвердила отправку",
        "blocked" => "автор не принимает сообщения от страницы",
        "gone" => "сообщения или беседы больше нет",
        "comments_closed" => "комментарии закрыты",
        "captcha" => "площадка просит подтвердить, что отвечает человек",
        "no_permission" => "у страницы нет права отвечать",
        "too_long" => "текст длиннее, чем принимает площадка",
        "too_late" => "время для ответа или правки вышло",
        "links" => "площадка не принимает ссылки",
        "token_dead" => "ключ страницы больше не действует",
        "gave_up" => "площадка не приняла ответ за отведённое время",
        "nothing_published" => "нечего менять: ответа на площадке нет",
        _ => "площадка отказала",
    }
}

/// What stands behind an act.
pub const fn source(source: Source) -> &'static str {
    match source {
        Source::Person => "Сотрудник",
        Source::Rule => "Правило",
        Source::Clock => "Срок",
        Source::Author => "Автор",
        Source::ByHand => "Сотрудник, на самой площадке",
        Source::Import => "Загружено из другой системы",
        Source::External => "Внешняя организация",
    }
}

/// Whether an outcome is as it was told.
pub const fn verification(verification: Verification) -> &'static str {
    match verification {
        Verification::Unverified => "Не проверено",
        Verification::ConfirmedByAuthor => "Подтвердил автор",
        Verification::ConfirmedByInspection => "Подтвердил осмотр",
        Verification::Disputed => "Оспорено",
        Verification::Recurred => "Повторилось",
    }
}

/// How the author took the outcome.
pub const fn voice(voice: Voice) -> &'static str {
    match voice {
        Voice::Satisfied => "Доволен",
        Voice::Neutral => "Нейтрально",
        Voice::Dissatisfied => "Недоволен",
        Voice::NoAnswer => "Не ответил",
        Voice::NotAsked => "Не спрашивали",
    }
}

/// What happened to an incident beside the steps of its workflow.
pub const fn note(note: &Note) -> &'static str {
    match note {
        Note::Frozen { .. } => "Передача остановлена, решает вышестоящий",
        Note::Decided { .. } => "Решено, кому работать",
        Note::Part { .. } => "Часть поручена другому исполнителю",
        Note::PartEnded { outcome: Some(_), .. } => "Часть завершена",
        Note::PartEnded { outcome: None, .. } => "Часть открыта заново",
        Note::Forwarded { .. } => "Направлено во внешнюю организацию",
        Note::OutsideAnswer { .. } => "Внешняя организация ответила",
        Note::Rated { .. } => "Оценка автора",
        Note::Verified { .. } => "Проверка результата",
        Note::Escalated { .. } => "Срок подходит, сообщено вышестоящему",
        Note::PlanMissed { .. } => "Запланированный день прошёл",
    }
}

/// Who by law answers for a topic.
pub const fn level(level: Level) -> &'static str {
    match level {
        Level::Municipal => "Муниципальный",
        Level::Regional => "Региональный",
        Level::Federal => "Федеральный",
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
