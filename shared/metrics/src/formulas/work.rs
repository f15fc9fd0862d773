//! How the work went: tone, hand-overs, promises, replies, and who did it.

use super::{Formula, HOPS, PROMISES, REPLIES, Unit, incidents};

pub(super) const ENTRIES: &[Formula] = &[
    incidents(
        "tone_negative",
        "tone",
        [
            "Тон: недовольство",
            "Received that sound annoyed, afraid or accusing.",
            "Поступившие, в которых слышно раздражение, страх или упрёк.",
        ],
    )
    .since(2),
    incidents(
        "tone_neutral",
        "tone",
        [
            "Тон: ровный",
            "Received that are matter-of-fact.",
            "Поступившие, написанные ровно.",
        ],
    )
    .since(2),
    incidents(
        "tone_positive",
        "tone",
        [
            "Тон: одобрение",
            "Received that sound pleased.",
            "Поступившие, в которых слышно одобрение.",
        ],
    )
    .since(2),
    incidents(
        "hops_known",
        HOPS,
        [
            "Передачи известны",
            "Received whose hand-overs are known.",
            "Поступившие, передачи которых известны.",
        ],
    )
    .since(2),
    Formula::new(
        "hops",
        Unit::Events,
        HOPS,
        [
            "Передачи",
            "Hand-overs from desk to desk, of the received.",
            "Передачи поступивших от исполнителя к исполнителю.",
        ],
    )
    .since(2),
    incidents(
        "promises_known",
        PROMISES,
        [
            "Обещания прочитаны",
            "Received whose replies were read for promised dates.",
            "Поступившие, ответы на которые прочитаны на обещанные даты.",
        ],
    )
    .since(2),
    Formula::new(
        "promises_kept",
        Unit::Events,
        PROMISES,
        ["Обещания выполнены", "Promised dates by which it was done.", "Обещанные даты, к которым сделано."],
    )
    .since(2),
    Formula::new(
        "promises_broken",
        Unit::Events,
        PROMISES,
        ["Обещания не выполнены", "Promised dates that passed without its being done.", "Обещанные даты, которые прошли, а не сделано."],
    )
    .since(2),
    Formula::new(
        "promises_pending",
        Unit::Events,
        PROMISES,
        ["Обещания впереди", "Promised dates that have not come.", "Обещанные даты, которые ещё не наступили."],
    )
    .since(2),
    incidents(
        "replies_known",
        REPLIES,
        [
            "Ответы сличены",
            "Received whose replies were compared with the agency's earlier ones.",
            "Поступившие, ответы на которые сличены с прежними ответами того же исполнителя.",
        ],
    )
    .since(2),
    Formula::new(
        "replies_form",
        Unit::Events,
        REPLIES,
        ["Отписки", "Replies that are form letters.", "Ответы по одному образцу."],
    )
    .since(2),
    Formula::new(
        "replies_own",
        Unit::Events,
        REPLIES,
        ["Ответы по существу", "Replies that are no form letters.", "Ответы не по образцу."],
    )
    .since(2),
    Formula::share(
        "negative_share",
        &["tone_negative"],
        &["tone_negative", "tone_neutral", "tone_positive"],
        [
            "Доля недовольных",
            "Negative of those whose tone is known.",
            "С недовольным тоном из тех, чей тон известен.",
        ],
    )
    .since(2),
    Formula::share(
        "promises_kept_share",
        &["promises_kept"],
        &["promises_kept", "promises_broken"],
        [
            "Доля выполненных обещаний",
            "Kept of the promises whose date has passed or that were kept before it.",
            "Выполненные из обещаний, срок которых прошёл, и выполненных раньше срока.",
        ],
    )
    .since(2),
    Formula::share(
        "form_reply_share",
        &["replies_form"],
        &["replies_form", "replies_own"],
        [
            "Доля отписок",
            "Form letters of all replies that were compared.",
            "Отписки из всех сличённых ответов.",
        ],
    )
    .since(2),
    Formula::ratio(
        "hops_mean",
        &["hops"],
        &["hops_known"],
        [
            "Передач на обращение",
            "Hand-overs for each received incident whose hand-overs are known.",
            "Передач на одно обращение из тех, передачи которых известны.",
        ],
    )
    .since(2),
    incidents(
        "by_agency",
        "the desk at the moment of looking",
        [
            "По исполнителям",
            "All counts, split by the agency with which an incident lies, or lay when it ended. With those on no agency's desk they add up.",
            "Все счётчики по исполнителю, у которого обращение сейчас или было в конце. Вместе с теми, что не у исполнителя, дают целое.",
        ],
    )
    .since(2),
    incidents(
        "by_channel",
        "channel",
        [
            "По каналам",
            "All counts, split by channel.",
            "Все счётчики по каналу, на котором написано.",
        ],
    )
    .since(2),
    incidents(
        "hand_overs",
        HOPS,
        [
            "Потеряно в передачах",
            "Hand-overs for each pair of desks, and wall minutes for which the first had held the matter.",
            "Передачи по парам исполнителей и время, которое обращение пролежало у передавшего.",
        ],
    )
    .since(2),
];
