//! What came, and how it stands: counts and the on-time shares.

use super::{ANSWER, CLOSING, Formula, Unit, WRITTEN, incidents};

pub(super) const ENTRIES: &[Formula] = &[
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
];
