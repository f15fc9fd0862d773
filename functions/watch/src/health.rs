//! A round through the pages of a region: is each connected, is it heard, and what has to be read back.

use chrono::{DateTime, Duration, Utc};
use domain::{Directory, Page, Platform};
use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, StreamExt};
use kit::Failure;
use kit::metrics::{Dimension, Metric, count_by};
use metrics::numbering::{self, BOOKS, Book, Hole};
use metrics::{Doubt, Gap, Link, PageHealth};
use store::{About, Health, Memo, Touch};
use tracing::{info, warn};

use crate::Deps;
use crate::backfill::{self, Brought, Wanted};
use crate::habits::{self, Habits};
use crate::handler::stored;
use crate::list;
use crate::subscription::{self, Address, Seen};

/// So many pages are looked at side by side.
const AT_ONCE: usize = 16;
/// Comments that are delivered nowhere are asked for from so long ago the first time.
const FIRST_POLL: Duration = Duration::days(1);
/// Telegram keeps what it could not deliver for so long.
const KEPT_BY_TELEGRAM: Duration = Duration::hours(24);

/// Looks at every page. One that cannot be looked at keeps nobody else from it.
pub(crate) async fn round(deps: &Deps, directory: &Directory) -> Result<(), Failure> {
    let now = deps.clock.now();
    habits::listen(deps, directory, now).await?;
    let turn = |page| Round { deps, directory, page, now }.look_at();
    let turns: Vec<_> = directory.pages.iter().map(turn).collect();
    let outcomes: Vec<_> = stream::iter(turns).buffer_unordered(AT_ONCE).collect().await;
    outcomes.into_iter().collect()
}

struct Round<'a> {
    deps: &'a Deps,
    directory: &'a Directory,
    page: &'a Page,
    now: DateTime<Utc>,
}

/// What the numbers of deliveries tell.
#[derive(Default)]
struct Numbers {
    holes: Vec<Hole>,
    forgotten: Option<DateTime<Utc>>,
}

/// Somebody else has written the page's document: the next round goes on from it.
struct Overtaken;

impl<'a> Round<'a> {
    fn look_at(self) -> BoxFuture<'a, Result<(), Failure>> {
        let turn = async move {
            let outcome = self.turn().await;
            if let Err(failure) = &outcome {
                warn!(page = %self.page.id, code = failure.code(), "page not looked at");
            }
            outcome
        };
        turn.boxed()
    }

    async fn turn(&self) -> Result<(), Failure> {
        let (store, region) = (&self.deps.store, &self.directory.region.id);
        let habits: Memo<Habits> = store.memo(region, About::Habits(&self.page.id)).await.map_err(stored)?;
        let mut health: Health<PageHealth> = store.health(region, &self.page.id).await.map_err(stored)?;
        let before = health.value.clone();
        let address = subscription::address(self.deps, region, self.page).await?;
        let mut seen = self.look(address.as_ref()).await?;
        health.value.look(seen.link, self.now);
        self.listen(&mut health.value, &habits.value);
        let numbers = self.numbers().await?;
        health.value.miss_numbers(&numbers.holes, self.now);
        // A doubt is written down before the connection is mended: after that nobody could tell that there was one.
        if is_news(&before, &health.value) && self.keep(&mut health).await?.is_err() {
            return Ok(());
        }
        let mut changed = false;
        if let Some(address) = address.as_ref().filter(|_| self.is_ours_to_mend(&seen, &health.value)) {
            seen = self.renew(address, seen).await?;
            health.value.look(seen.link, self.now);
            changed = true;
        }
        let brought = self.read_back(&health.value, &habits.value).await?;
        changed |= self.settle(&mut health.value, (&seen, &numbers), &brought).await?;
        if changed && self.keep(&mut health).await?.is_err() {
            return Ok(());
        }
        if let Some(address) = address.as_ref().filter(|_| is_deaf(&health.value, &brought)) {
            subscription::renew(self.deps, region, self.page, address, &seen).await?;
        }
        self.count(&health.value);
        Ok(())
    }

    /// Asks the platform where it delivers to; a list that nobody delivers is fetched.
    async fn look(&self, address: Option<&Address>) -> Result<Seen, Failure> {
        if self.page.platform == Platform::Pos {
            let link = list::take(self.deps, self.directory, self.page).await?;
            return Ok(Seen { link: link.unwrap_or(Link::NotAsked), known: None });
        }
        Ok(subscription::look(self.deps, self.page, address).await)
    }

    /// Which deliveries of those that the platform numbers were not heard.
    async fn numbers(&self) -> Result<Numbers, Failure> {
        if self.page.platform != Platform::Telegram {
            return Ok(Numbers::default());
        }
        let mut books = Vec::new();
        for book in 0..BOOKS {
            let (region, about) = (&self.directory.region.id, About::Numbers(&self.page.id, book));
            let memo: Memo<Book> = self.deps.store.memo(region, about).await.map_err(stored)?;
            books.push(memo.value);
        }
        Ok(Numbers { holes: numbering::holes(&books, self.now), forgotten: numbering::forgotten(&books) })
    }

    /// Lets a page be silent only as long as it is likely to be.
    fn listen(&self, health: &mut PageHealth, habits: &Habits) {
        if let Some(at) = habits.heard_at {
            health.hear(at);
        }
        // Lists and files are fetched when somebody wants them.
        if matches!(self.page.platform, Platform::Pos | Platform::Registry) {
            return;
        }
        let Some(from) = health.heard_at.max(health.verified_until) else { return };
        let silence = habits.tempo.silence(from, self.now);
        if silence.is_doubtful() {
            health.open(Gap::SilentPage, from, self.now);
        }
    }

    /// A subscription is made anew where it is missing or ill. Another system's webhook on Telegram, which has room for
    /// one, is taken over only if ours stood there before.
    fn is_ours_to_mend(&self, seen: &Seen, health: &PageHealth) -> bool {
        let foreign = seen.known.as_ref().is_some_and(|known| !known.ours && known.others > 0);
        let taken = self.page.platform == Platform::Telegram && foreign && health.good_at.is_none();
        seen.link.is_broken() && !taken
    }

    async fn renew(&self, address: &Address, seen: Seen) -> Result<Seen, Failure> {
        let region = &self.directory.region.id;
        if self.page.platform == Platform::Max && seen.link == Link::Lost {
            backfill::take_kept(self.deps, self.directory, self.page).await?;
        }
        if !subscription::renew(self.deps, region, self.page, address, &seen).await? {
            return Ok(seen);
        }
        info!(page = %self.page.id, platform = %self.page.platform, "subscribed anew");
        Ok(subscription::look(self.deps, self.page, Some(address)).await)
    }

    async fn read_back(&self, health: &PageHealth, habits: &Habits) -> Result<Brought, Failure> {
        let (region, work) = (&self.directory.region.id, self.poll_work());
        let polled = match self.page.platform {
            Platform::Ok => self.deps.store.progress(region, &work).await.map_err(stored)?,
            _ => None,
        };
        let polled = polled.and_then(|at| at.parse().ok());
        let Some(wanted) = self.wanted(health, habits, polled) else { return Ok(Brought::default()) };
        let brought = backfill::read_back(self.deps, self.directory, &wanted).await?;
        if let Some(verified) = brought.verified.as_ref().filter(|_| self.page.platform == Platform::Ok) {
            let at = verified.span.1.to_rfc3339();
            self.deps.store.put_progress(region, &work, &at).await.map_err(stored)?;
        }
        Ok(brought)
    }

    /// The name under which it is kept how far the comments of Одноклассники are known.
    fn poll_work(&self) -> String {
        format!("poll:{}", self.page.id)
    }

    /// What is to be read back: everything while something is in doubt, and the comments of Одноклассники, which are
    /// delivered nowhere, always.
    fn wanted(
        &self,
        health: &PageHealth,
        habits: &Habits,
        polled: Option<DateTime<Utc>>,
    ) -> Option<Wanted<'_>> {
        let page = self.page;
        if !backfill::is_possible(page.platform) || page.token.is_none() {
            return None;
        }
        let known = habits.places.keys().cloned();
        let Some(since) = health.to_verify_from() else {
            let always = page.platform == Platform::Ok && page.user_token.is_some();
            let places = known.filter(|place| always && place.starts_with("discussion:"));
            let places = backfill::places_of(page, places);
            let since = polled.unwrap_or(self.now - FIRST_POLL);
            let wanted = Wanted { page, places, since, noticed_at: self.now, whole: false };
            return always.then_some(wanted);
        };
        let noticed_at = health.unsettled().map(|doubt| doubt.noticed_at).min().unwrap_or(self.now);
        let places = backfill::places_of(page, known);
        Some(Wanted { page, places, since, noticed_at, whole: true })
    }

    /// Settles what can be settled. The days are marked to be counted anew before the doubt goes.
    async fn settle(
        &self,
        health: &mut PageHealth,
        (seen, numbers): (&Seen, &Numbers),
        brought: &Brought,
    ) -> Result<bool, Failure> {
        let mut settled = Vec::new();
        let verified = brought.verified.as_ref().filter(|verified| verified.whole);
        if let Some(verified) = verified {
            let zone = self.directory.region.zone;
            settled = health.verified(verified.span, &verified.late, (zone, self.now));
        }
        let waiting = seen.known.as_ref().and_then(|known| known.pending);
        if self.page.platform == Platform::Telegram && seen.link == Link::Good && waiting == Some(0) {
            settled.extend(health.delivered_all(KEPT_BY_TELEGRAM, self.now));
        }
        settled.extend(health.heard_numbers(&numbers.holes, numbers.forgotten, self.now));
        for doubt in &settled {
            self.touch(doubt).await?;
        }
        Ok(verified.is_some() || !settled.is_empty())
    }

    async fn touch(&self, doubt: &Doubt) -> Result<(), Failure> {
        let zone = self.directory.region.zone;
        let today = self.now.with_timezone(&zone).date_naive();
        for day in doubt.days(zone, self.now).into_iter().filter(|day| *day < today) {
            let change = format!("doubt:{}:{}", self.page.id, doubt.from.timestamp());
            let touch = Touch { day, at: self.now, change };
            self.deps.store.touch(&self.directory.region.id, &touch).await.map_err(stored)?;
        }
        info!(page = %self.page.id, reason = doubt.reason.as_str(), "doubt settled");
        Ok(())
    }

    async fn keep(&self, health: &mut Health<PageHealth>) -> Result<Result<(), Overtaken>, Failure> {
        let region = &self.directory.region.id;
        if !self.deps.store.put_health(region, &self.page.id, health).await.map_err(stored)? {
            return Ok(Err(Overtaken));
        }
        health.version += 1;
        Ok(Ok(()))
    }

    fn count(&self, health: &PageHealth) {
        let link = health.link.as_str();
        count_by(Metric::PagesWatched, Dimension::Outcome(link));
        if health.is_silent() {
            count_by(Metric::PagesWatched, Dimension::Outcome("silent"));
        }
        if health.link.is_broken() || health.is_silent() || health.link == Link::Refused {
            let silent = health.is_silent();
            warn!(page = %self.page.id, platform = %self.page.platform, link, silent, "page in doubt");
        }
    }
}

/// Whether there is something to write down: when a page that cannot be asked was not asked again is no news.
fn is_news(before: &PageHealth, after: &PageHealth) -> bool {
    let asked = PageHealth { checked_at: before.checked_at, ..after.clone() };
    after.link != Link::NotAsked || asked != *before
}

/// The platform says that it delivers, and has messages that it did not deliver.
fn is_deaf(health: &PageHealth, brought: &Brought) -> bool {
    health.link == Link::Good && health.is_silent() && brought.unknown > 0
}
