//! Which numbers may lack something: the spans in which pages were not heard, read once a minute.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use client::shape;
use domain::RegionId;
use metrics::doubt::within;
use metrics::{Doubt, PageDoubts, PageHealth, Scope, Window};

use crate::handler::Ask;
use crate::refusal::Refusal;
use crate::view;

const FRESH_FOR: Duration = Duration::seconds(60);

type Kept = HashMap<RegionId, (DateTime<Utc>, Arc<Vec<PageDoubts>>)>;

/// What was read within the last minute.
#[derive(Debug, Default)]
pub(crate) struct Doubts(Mutex<Kept>);

impl Doubts {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The doubts about the pages of the region.
pub(super) async fn of_region(ask: &Ask<'_>) -> Result<Arc<Vec<PageDoubts>>, Refusal> {
    let region = &ask.holder.region;
    if let Some((read_at, known)) = ask.deps.doubts.kept().get(region)
        && (Duration::zero()..FRESH_FOR).contains(&ask.now.signed_duration_since(*read_at))
    {
        return Ok(Arc::clone(known));
    }
    let healths: Vec<(_, PageHealth)> = ask.deps.store.healths(region).await?;
    // A page that was given up can be read back no more; it says nothing about the others.
    let doubts = healths.into_iter().filter_map(|(page, health)| {
        let municipality = ask.directory.page(&page)?.municipality.clone();
        Some(PageDoubts { page, municipality, doubts: health.doubts })
    });
    let doubts = Arc::new(doubts.collect());
    ask.deps.doubts.kept().insert(region.clone(), (ask.now, Arc::clone(&doubts)));
    Ok(doubts)
}

/// The doubts that touch the window and concern one of the scopes, oldest first.
pub(super) async fn shown(
    ask: &Ask<'_>,
    window: Window,
    scopes: &[Scope],
) -> Result<Vec<shape::Doubt>, Refusal> {
    let pages = of_region(ask).await?;
    let zone = ask.directory.region.zone;
    let concerned =
        within(&pages, window, zone).filter(|(page, _)| scopes.iter().any(|scope| page.concern(scope)));
    let mut shown: Vec<_> = concerned.map(|(page, doubt)| (doubt.from, line(page, doubt))).collect();
    shown.sort_by_key(|(from, _)| *from);
    Ok(shown.into_iter().map(|(_, line)| line).collect())
}

fn line(page: &PageDoubts, doubt: &Doubt) -> shape::Doubt {
    shape::Doubt { page: Some(page.page.clone()), ..view::doubt(doubt) }
}
