//! Resolution: five named shares side by side, and what they are made of.

use super::{Formula, incidents};

pub(super) const ENTRIES: &[Formula] = &[
    incidents(
        "confirmed",
        "closing, the author's word",
        [
            "Подтвердил автор",
            "Closed, and the author, asked about the outcome, said that it is so.",
            "Закрытые, о которых автор на вопрос об итоге ответил, что это так.",
        ],
    )
    .since(2),
    incidents(
        "author_neutral",
        "closing, the author's word",
        [
            "Автор ответил неопределённо",
            "Closed, and the author said neither.",
            "Закрытые, о которых автор не сказал ни да, ни нет.",
        ],
    )
    .since(2),
    incidents(
        "disputed",
        "closing, the author's word",
        [
            "Автор не согласен",
            "Closed, and the author said that it is not so.",
            "Закрытые, об итоге которых автор сказал, что это не так.",
        ],
    )
    .since(2),
    incidents(
        "author_silent",
        "closing, the author's word",
        [
            "Автор промолчал",
            "Closed, and the author was asked and said nothing. Silence is not consent.",
            "Закрытые, автора которых спросили, а он промолчал. Молчание не согласие.",
        ],
    )
    .since(2),
    incidents(
        "author_not_asked",
        "closing, the author's word",
        [
            "Автора не спросили",
            "Closed, and the author was never asked.",
            "Закрытые, автора которых не спросили.",
        ],
    )
    .since(2),
    incidents(
        "durable_7",
        "closing, the incidents at the same place written since",
        [
            "Решено надолго, 7 дней",
            "Solved, 7 days are over, and no incident of the topic was written about the place within them.",
            "Решённые, после закрытия которых прошло 7 дней и по той же теме и месту никто не писал.",
        ],
    )
    .since(2),
    incidents(
        "returned_7",
        "closing, the incidents at the same place written since",
        [
            "Вернулось за 7 дней",
            "Solved, 7 days are over, and an incident of the topic was written about the place within them.",
            "Решённые, после закрытия которых прошло 7 дней и за это время по той же теме и месту написали снова.",
        ],
    )
    .since(2),
    incidents(
        "durable_pending_7",
        "closing, the incidents at the same place written since",
        [
            "Ждём, 7 дней не прошли",
            "Solved, and 7 days since the closing are not over: neither durable nor returned yet.",
            "Решённые, после закрытия которых ещё не прошло 7 дней: в долю не входят.",
        ],
    )
    .since(2),
    incidents(
        "durable_30",
        "closing, the incidents at the same place written since",
        [
            "Решено надолго, 30 дней",
            "Solved, 30 days are over, and no incident of the topic was written about the place within them.",
            "Решённые, после закрытия которых прошло 30 дней и по той же теме и месту никто не писал.",
        ],
    )
    .since(2),
    incidents(
        "returned_30",
        "closing, the incidents at the same place written since",
        [
            "Вернулось за 30 дней",
            "Solved, 30 days are over, and an incident of the topic was written about the place within them.",
            "Решённые, после закрытия которых прошло 30 дней и за это время по той же теме и месту написали снова.",
        ],
    )
    .since(2),
    incidents(
        "durable_pending_30",
        "closing, the incidents at the same place written since",
        [
            "Ждём, 30 дней не прошли",
            "Solved, and 30 days since the closing are not over: neither durable nor returned yet.",
            "Решённые, после закрытия которых ещё не прошло 30 дней: в долю не входят.",
        ],
    )
    .since(2),
    incidents(
        "durable_90",
        "closing, the incidents at the same place written since",
        [
            "Решено надолго, 90 дней",
            "Solved, 90 days are over, and no incident of the topic was written about the place within them.",
            "Решённые, после закрытия которых прошло 90 дней и по той же теме и месту никто не писал.",
        ],
    )
    .since(2),
    incidents(
        "returned_90",
        "closing, the incidents at the same place written since",
        [
            "Вернулось за 90 дней",
            "Solved, 90 days are over, and an incident of the topic was written about the place within them.",
            "Решённые, после закрытия которых прошло 90 дней и за это время по той же теме и месту написали снова.",
        ],
    )
    .since(2),
    incidents(
        "durable_pending_90",
        "closing, the incidents at the same place written since",
        [
            "Ждём, 90 дней не прошли",
            "Solved, and 90 days since the closing are not over: neither durable nor returned yet.",
            "Решённые, после закрытия которых ещё не прошло 90 дней: в долю не входят.",
        ],
    )
    .since(2),
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
        "confirmed_share",
        &["confirmed"],
        &["confirmed", "author_neutral", "disputed", "author_silent", "author_not_asked"],
        [
            "Подтверждено авторами",
            "Confirmed by the author, of all closed whose author's word, silence or not being asked is known.",
            "Подтверждённые автором из всех закрытых, о которых известно, что сказал автор, что промолчал или что его не спросили.",
        ],
    )
    .since(2),
    Formula::share(
        "durable_7_share",
        &["durable_7"],
        &["durable_7", "returned_7"],
        [
            "Решено надолго, доля за 7 дней",
            "Durable of the solved whose 7 days are over; those whose days are not over are in neither part.",
            "Не вернувшиеся из решённых, после закрытия которых прошло 7 дней; остальные не входят ни в числитель, ни в знаменатель.",
        ],
    )
    .since(2),
    Formula::share(
        "durable_30_share",
        &["durable_30"],
        &["durable_30", "returned_30"],
        [
            "Решено надолго, доля за 30 дней",
            "Durable of the solved whose 30 days are over; those whose days are not over are in neither part.",
            "Не вернувшиеся из решённых, после закрытия которых прошло 30 дней; остальные не входят ни в числитель, ни в знаменатель.",
        ],
    )
    .since(2),
    Formula::share(
        "durable_90_share",
        &["durable_90"],
        &["durable_90", "returned_90"],
        [
            "Решено надолго, доля за 90 дней",
            "Durable of the solved whose 90 days are over; those whose days are not over are in neither part.",
            "Не вернувшиеся из решённых, после закрытия которых прошло 90 дней; остальные не входят ни в числитель, ни в знаменатель.",
        ],
    )
    .since(2),
];
