//! How long it took.

use super::{CLOSED, CLOSED_WORKING, Formula, HOPS, WALL, WORKING, minutes};

pub(super) const ENTRIES: &[Formula] = &[
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
    minutes(
        "first_answer_mean_assigned",
        HOPS,
        [
            "Первый ответ в среднем, с последней передачи",
            "Mean minutes from the last hand-over to the first answer. It flatters who had it last: shown, never scored.",
            "Среднее время от последней передачи до первого ответа. Льстит последнему исполнителю, поэтому только показывается и ни во что не входит.",
        ],
    )
    .since(2),
    minutes(
        "first_answer_median_assigned",
        HOPS,
        [
            "Первый ответ медиана, с последней передачи",
            "Kaplan-Meier median of minutes from the last hand-over to the first answer. It flatters who had it last: shown, never scored.",
            "Медиана времени по Каплану — Майеру от последней передачи до первого ответа. Льстит последнему исполнителю, поэтому только показывается и ни во что не входит.",
        ],
    )
    .since(2),
    minutes(
        "first_answer_p90_assigned",
        HOPS,
        [
            "Первый ответ для девяти из десяти, с последней передачи",
            "Kaplan-Meier 90th percentile of minutes from the last hand-over to the first answer. It flatters who had it last: shown, never scored.",
            "За это время — у девяти из десяти, по Каплану — Майеру от последней передачи до первого ответа. Льстит последнему исполнителю, поэтому только показывается и ни во что не входит.",
        ],
    )
    .since(2),
    minutes(
        "closing_mean_wall",
        CLOSED,
        [
            "Закрытие в среднем, по часам",
            "Mean minutes from writing to closing on the wall clock; of the closed only.",
            "Среднее время от сообщения до закрытия по часам; только среди закрытых.",
        ],
    )
    .since(2),
    minutes(
        "closing_median_wall",
        CLOSED,
        [
            "Закрытие медиана, по часам",
            "Kaplan-Meier median of minutes from writing to closing on the wall clock; open ones are censored, not dropped.",
            "Медиана времени по Каплану — Майеру от сообщения до закрытия по часам; открытые учтены.",
        ],
    )
    .since(2),
    minutes(
        "closing_p90_wall",
        CLOSED,
        [
            "Закрытие для девяти из десяти, по часам",
            "Kaplan-Meier 90th percentile of minutes from writing to closing on the wall clock; open ones are censored, not dropped.",
            "За это время — у девяти из десяти, по Каплану — Майеру от сообщения до закрытия по часам; открытые учтены.",
        ],
    )
    .since(2),
    minutes(
        "closing_mean_working",
        CLOSED_WORKING,
        [
            "Закрытие в среднем, в рабочее время",
            "Mean minutes from writing to closing on the desk's working calendar; of the closed only.",
            "Среднее время от сообщения до закрытия в рабочем времени исполнителя; только среди закрытых.",
        ],
    )
    .since(2),
    minutes(
        "closing_median_working",
        CLOSED_WORKING,
        [
            "Закрытие медиана, в рабочее время",
            "Kaplan-Meier median of minutes from writing to closing on the desk's working calendar; open ones are censored, not dropped.",
            "Медиана времени по Каплану — Майеру от сообщения до закрытия в рабочем времени исполнителя; открытые учтены.",
        ],
    )
    .since(2),
    minutes(
        "closing_p90_working",
        CLOSED_WORKING,
        [
            "Закрытие для девяти из десяти, в рабочее время",
            "Kaplan-Meier 90th percentile of minutes from writing to closing on the desk's working calendar; open ones are censored, not dropped.",
            "За это время — у девяти из десяти, по Каплану — Майеру от сообщения до закрытия в рабочем времени исполнителя; открытые учтены.",
        ],
    )
    .since(2),
];
