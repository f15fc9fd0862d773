//! Lists that nobody delivers: ПОС is asked for what changed, page by page, and every item goes the way of a delivery.

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
use crate::handler::stored;

/// An item may be listed a little after its change; one that comes twice is counted once.
const OVERLAP: Duration = Duration::minutes(15);
/// The first time so much is asked for.
const FIRST_LOOK: Duration = Duration::days(30);
/// So many parts of a list are taken in one round.
const MOST_PARTS: u32 = 50;

/// Takes in what the list has new. Says how the list is connected; none where the page has no address or key.
pub(crate) async fn take(deps: &Deps, directory: &Directory, page: &Page) -> Result<Option<Link>, Failure> {
    let now = deps.clock.now();
    let key = page.token.as_ref().map(|token| token.expose().as_str()).or(newest_secret(page));
    let (Some(api), Some(key)) = (page.api.as_deref(), key) else { return Ok(None) };
    let (region, work) = (&directory.region.id, format!("list:{}", page.id));
    let done = deps.store.progress(region, &work).await.map_err(stored)?;
    let done = done.and_then(|at| at.parse::<DateTime<Utc>>().ok()).unwrap_or(now - FIRST_LOOK);
    let (mut part, mut taken) = (0, 0);
    for _ in 0..MOST_PARTS {
        match ask(deps, (api, key), done - OVERLAP, part).await {
            Listed::Items { items, next } => {
                let tasks: Vec<_> = items.into_iter().map(|item| task(directory, page, now, item)).collect();
                taken += tasks.len();
                let sent = deps.messages.send_all(&tasks).await;
                sent.map_err(|error| Failure::retry(error.code(), error))?;
                let Some(next) = next else {
                    info!(page = %page.id, taken, "list read");
                    deps.store.put_progress(region, &work, &now.to_rfc3339()).await.map_err(stored)?;
                    return Ok(Some(Link::Good));
                };
                part = next;
            }
            Listed::Refused => return Ok(Some(Link::Refused)),
            Listed::Later => return Ok(Some(Link::Unanswered)),
            Listed::Unreadable => {
                warn!(page = %page.id, part, "the list cannot be read");
                return Ok(Some(Link::Unanswered));
            }
        }
    }
    // A list so long is read from its beginning again, which costs time and loses nothing.
    warn!(page = %page.id, taken, "the list has no end");
    Ok(Some(Link::Unanswered))
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
