//! A span in which messages of a page may have been missed.

use metrics::{ClosedBy, Doubt, Gap};
use serde_json::{Value, json};

use super::moment;
use super::names::named;

/// The span, why it is in doubt, and how the doubt was settled: what came late stays told.
pub(crate) fn doubt(doubt: &Doubt) -> Value {
    let settled = doubt.closed.as_ref().map(|closed| {
        json!({
            "at": moment(closed.at),
            "by": named(closed.by, way(closed.by)),
            "late": closed.late,
            "late_total": closed.late.values().sum::<u32>(),
        })
    });
    json!({
        "from": moment(doubt.from),
        "until": doubt.until.map(moment),
        "noticed_at": moment(doubt.noticed_at),
        "reason": doubt.reason,
        "title": reason(doubt.reason),
        "settled": settled,
    })
}

const fn reason(gap: Gap) -> &'static str {
    match gap {
        Gap::SilentPage => "страница молчит дольше, чем бывает",
        Gap::IdGap => "в номерах сообщений страницы есть пропуск",
        Gap::LostSubscription => "площадка не присылала сообщения страницы",
        _ => "данные могут быть неполными",
    }
}

const fn way(by: ClosedBy) -> &'static str {
    match by {
        ClosedBy::BackFill => "пропущенное прочитано на площадке и учтено",
        ClosedBy::Platform => "площадка доставила всё, что накопилось",
    }
}
