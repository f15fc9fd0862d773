//! Days as they are stored, and the present day as it is.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Oktmo;
use futures::stream::{self, StreamExt, TryStreamExt};
use metrics::{DayStats, FORMULA_VERSION, Scope, Window};

use super::{doubts, today};
use crate::handler::Ask;
use crate::refusal::Refusal;

/// How many units are read at once.
const AT_ONCE: usize = 8;

/// The numbers of days.
pub(crate) type Days = BTreeMap<NaiveDate, DayStats>;

/// The days of one scope.
pub(crate) async fn of_unit(ask: &Ask<'_>, scope: Scope, window: Window) -> Result<Days, Refusal> {
    let formula = u32::from(FORMULA_VERSION);
    let (region, name) = (&ask.holder.region, scope.to_string());
    let rows = ask.deps.store.days(region, &name, formula, (window.from, window.to)).await?;
    let mut days = Days::new();
    for row in rows {
        let stats = serde_json::from_str(&row.document).map_err(|_| Refusal::Broken("stats.corrupt"))?;
        days.insert(row.day, stats);
    }
    if window.to == ask.today() {
        days.insert(window.to, today::so_far(ask, &scope).await?);
    }
    metrics::doubt::mark(&mut days, &scope, ask.directory.region.zone, &doubts::of_region(ask).await?);
    Ok(days)
}

/// The days of several municipalities.
pub(crate) async fn of_units(
    ask: &Ask<'_>,
    units: Vec<Oktmo>,
    window: Window,
) -> Result<BTreeMap<Oktmo, Days>, Refusal> {
    let read = async |oktmo: Oktmo| {
        let days = of_unit(ask, Scope::Municipality(oktmo.clone()), window).await?;
        Ok((oktmo, days))
    };
    stream::iter(units.into_iter().map(read)).buffer_unordered(AT_ONCE).try_collect().await
}
