//! Lists that nobody delivers: ПОС is asked for what changed, page by page, and every item goes the way of a delivery.

use std::collections::BTreeSet;

use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use contracts::{MessageTask, RawBody, RawDelivery};
use domain::{Directory, Page};
use http::{HeaderMap, HeaderValue, Method, header};
use kit::Failure;
use metrics::Link;
use platforms::pos::{self, Listed};
use platforms::watch::newest_secret;
use tracing::{info, warn};

use crate::Deps;
use crate::backfill::LARGEST;
use crate::handler::stored;

/// An item may be listed a little after its change; one that comes twice is counted once.
const OVERLAP: Duration = Duration::minutes(15);
/// The first time so much is asked for.
const FIRST_LOOK: Duration = Duration::days(30);
/// So many parts of a list are taken in one round.
const MOST_PARTS: u32 = 50;
/// So often a list that keeps changing is read in one round.
const MOST_READINGS: usize = 5;

/// Takes in what the list has new. Says how the list is connected; none where the page has no address or key.
pub(crate) async fn take(deps: &Deps, directory: &Directory, page: &Page) -> Result<Option<Link>, Failure> {
    let now = deps.clock.now();
    let key = page.token.as_ref().map(|token| token.expose().as_str()).or(newest_secret(page));
    let (Some(api), Some(key)) = (page.api.as_deref(), key) else { return Ok(None) };
    let (region, work) = (&directory.region.id, format!("list:{}", page.id));
    let done = deps.store.progress(region, &work).await.map_err(stored)?;
    let done = done.and_then(|at| at.parse::<DateTime<Utc>>().ok()).unwrap_or(now - FIRST_LOOK);
    let mut list = List { deps, directory, page, now, taken: BTreeSet::new() };
    for _ in 0..MOST_READINGS {
        let known = list.taken.len();
        let parts = match list.read((api, key), done - OVERLAP).await? {
            Ok(parts) => parts,
            Err(link) => return Ok(Some(link)),
        };
        // What changes during a reading moves to the end, and what follows it slips over the border of a part. So a list
        // of several parts is whole only when it was read once more and had nothing new.
        if parts == 1 || list.taken.len() == known {
            info!(page = %page.id, taken = list.taken.len(), "list read");
            deps.store.put_progress(region, &work, &now.to_rfc3339()).await.map_err(stored)?;
            return Ok(Some(Link::Good));
        }
    }
    // It is read from the same moment again, which costs time and loses nothing.
    warn!(page = %page.id, taken = list.taken.len(), "the list does not come to rest");
    Ok(Some(Link::Unanswered))
}

/// A list in one round.
struct List<'a> {
    deps: &'a Deps,
    directory: &'a Directory,
    page: &'a Page,
    now: DateTime<Utc>,
    /// Marks of what is on its way already.
    taken: BTreeSet<String>,
}

impl List<'_> {
    /// Reads the list to its end and sends on what is new. Says how many parts it has, or why it could not be read.
    async fn read(
        &mut self,
        access: (&str, &str),
        since: DateTime<Utc>,
    ) -> Result<Result<u32, Link>, Failure> {
        for part in 0..MOST_PARTS {
            match ask(self.deps, access, since, part).await {
                Listed::Items { items, next } => {
                    self.send(items).await?;
                    if next.is_none() {
                        return Ok(Ok(part + 1));
                    }
                }
                Listed::Refused => return Ok(Err(Link::Refused)),
                Listed::Later => return Ok(Err(Link::Unanswered)),
                Listed::Unreadable => {
                    warn!(page = %self.page.id, part, "the list cannot be read");
                    return Ok(Err(Link::Unanswered));
                }
            }
        }
        warn!(page = %self.page.id, "the list has no end");
        Ok(Err(Link::Unanswered))
    }

    async fn send(&mut self, items: Vec<String>) -> Result<(), Failure> {
        let mut tasks = Vec::with_capacity(items.len());
        for item in items {
            if !self.taken.insert(self.deps.id_key.mark(&["item", &item])) {
                continue;
            }
            if item.len() > LARGEST {
                warn!(page = %self.page.id, bytes = item.len(), "an item is larger than a queue takes");
            } else {
                tasks.push(task(self.directory, self.page, self.now, item));
            }
        }
        let sent = self.deps.messages.send_all(&tasks).await;
        sent.map_err(|error| Failure::retry(error.code(), error))
    }
}

async fn ask(deps: &Deps, (api, key): (&str, &str), since: DateTime<Utc>, part: u32) -> Listed {
    let mut headers = HeaderMap::new();
    let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {}", key.trim())) else {
        return Listed::Refused;
    };
    value.set_sensitive(true);
    headers.insert(header::AUTHORIZATION, value);
    let answer = deps.http.call(Method::GET, &address(api, since, part), headers, Bytes::new()).await;
    answer.map_or(Listed::Later, |answer| pos::judge(part, answer.status, &answer.body))
}

/// The address of a part. The moments in it are ASCII, and their colons may stand in a query.
fn address(api: &str, since: DateTime<Utc>, part: u32) -> String {
    let query: Vec<_> =
        pos::query(since, part).iter().map(|(name, value)| format!("{name}={value}")).collect();
    let sign = if api.contains('?') { '&' } else { '?' };
    format!("{api}{sign}{}", query.join("&"))
}

fn task(directory: &Directory, page: &Page, now: DateTime<Utc>, item: String) -> MessageTask {
    MessageTask::RawDeliveryV1(RawDelivery {
        region: directory.region.id.clone(),
        page: page.id.clone(),
        received_at: now,
        headers: Vec::new(),
        body: RawBody(item.into_bytes()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_asked_for_by_its_number_and_the_moment() {
        let since = "2026-03-01T09:00:00Z".parse().unwrap();
        let expected = "https://pos.example/v1/appeals?updatedFrom=2026-03-01T09:00:00Z&page=2&size=100";
        assert_eq!(address("https://pos.example/v1/appeals", since, 2), expected);
        assert!(address("https://pos.example/?a=1", since, 0).contains("?a=1&updatedFrom="));
    }
}
