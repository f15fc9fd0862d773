//! A span in which messages of a page may have been missed.

use client::shape::{self, Named, Settled};
use metrics::{ClosedBy, Doubt, Gap};

/// The span, why it is in doubt, and how the doubt was settled: what came late stays told.
pub(crate) fn doubt(doubt: &Doubt) -> shape::Doubt {
    let settled = doubt.closed.as_ref().map(|closed| Settled {
        at: closed.at.into(),
        by: Named::new(closed.by.as_str(), way(closed.by)),
        late: closed.late.clone(),
        late_total: closed.late.values().sum(),
    });
    shape::Doubt {
        page: None,
        from: doubt.from.into(),
        until: doubt.until.map(Into::into),
        noticed_at: doubt.noticed_at.into(),
        reason: doubt.reason.as_str().to_owned(),
        title: reason(doubt.reason).to_owned(),
        settled,
    }
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
