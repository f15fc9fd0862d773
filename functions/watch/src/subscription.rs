//! A page's subscription: asked for, compared with our own address, and made anew.

use domain::{Page, Platform, RegionId};
use kit::Failure;
use metrics::Link;
use platforms::publish::{Unsendable, Verdict};
use platforms::watch::{self, State, Subscriptions};
use store::PageItem;
use tracing::warn;

use crate::Deps;
use crate::call::{Answer, make};
use crate::handler::stored;

/// No platform delivers there: it stands in where our own address is not known.
const NOWHERE: &str = "-";

/// What the platform says.
pub(crate) struct Seen {
    pub(crate) link: Link,
    pub(crate) known: Option<Subscriptions>,
}

impl Seen {
    const fn only(link: Link) -> Self {
        Self { link, known: None }
    }
}

/// The address at which a page is delivered to, as far as it is known.
pub(crate) async fn address(deps: &Deps, region: &RegionId, page: &Page) -> Result<Option<Address>, Failure> {
    let Some(public) = &deps.public_url else { return Ok(None) };
    let key = deps.store.page_key(region, &page.id).await.map_err(stored)?;
    Ok(key.map(|key| Address {
        url: format!("{}/hooks/{}", public.trim_end_matches('/'), key.expose()),
        digest: deps.id_key.secret("page", key.expose()),
    }))
}

/// Where a page is delivered to. It is unguessable, so it is shown nowhere.
pub(crate) struct Address {
    url: String,
    digest: String,
}

/// Asks the platform where it delivers to. Without our own address only an empty list says something.
pub(crate) async fn look(deps: &Deps, page: &Page, address: Option<&Address>) -> Seen {
    let Ok(call) = watch::list_subscriptions(page) else { return Seen::only(Link::NotAsked) };
    let Some(Answer { status, headers, body }) = make(deps, page, &call).await else {
        return Seen::only(Link::Unanswered);
    };
    let url = address.map_or(NOWHERE, |address| address.url.as_str());
    match watch::judge_subscriptions(page, url, status, &headers, &body) {
        Ok(known) => Seen { link: link(&known, address.is_some()), known: Some(known) },
        Err(Verdict::Terminal { .. }) => Seen::only(Link::Refused),
        Err(_) => Seen::only(Link::Unanswered),
    }
}

const fn link(known: &Subscriptions, address_is_known: bool) -> Link {
    match (known.ours, known.state) {
        (false, _) if !address_is_known && known.others > 0 => Link::Good,
        (false, _) => Link::Lost,
        (true, State::Good) => Link::Good,
        (true, State::Unconfirmed) => Link::Unconfirmed,
        (true, State::Failing(_)) => Link::Failing,
    }
}

/// Asks the platform to deliver to us. Says whether it agreed.
pub(crate) async fn renew(
    deps: &Deps,
    region: &RegionId,
    page: &Page,
    address: &Address,
    seen: &Seen,
) -> Result<bool, Failure> {
    if page.platform == Platform::Vk && !answers_confirmation(deps, region, page, address).await? {
        return Ok(false);
    }
    let server = match watch::subscribe(page, &address.url, seen.known.as_ref()) {
        Ok(call) => match make(deps, page, &call).await {
            Some(Answer { status, headers, body }) => watch::judge_subscribed(page, status, &headers, &body),
            None => Err(Verdict::Unclear),
        },
        Err(problem) => return Ok(refused(page, problem)),
    };
    let Ok(server) = server else {
        warn!(page = %page.id, "the platform does not subscribe us");
        return Ok(false);
    };
    if page.platform == Platform::Vk {
        let server = server.or(seen.known.as_ref().and_then(|known| known.server));
        if let Some(Ok(call)) = server.map(|server| watch::choose_events(page, server)) {
            return Ok(make(deps, page, &call).await.is_some());
        }
    }
    Ok(true)
}

fn refused(page: &Page, problem: Unsendable) -> bool {
    warn!(page = %page.id, ?problem, "the page cannot be subscribed");
    false
}

/// VK asks at the address before it delivers there. What it wants to hear may have changed; the door learns it within a
/// minute, so the subscription waits for the next round.
async fn answers_confirmation(
    deps: &Deps,
    region: &RegionId,
    page: &Page,
    address: &Address,
) -> Result<bool, Failure> {
    let Ok(call) = watch::confirmation_code(page) else { return Ok(false) };
    let Some(Answer { status, headers, body }) = make(deps, page, &call).await else { return Ok(false) };
    let Ok(code) = watch::judge_confirmation_code(page, status, &headers, &body) else { return Ok(false) };
    let known = deps.store.page(&address.digest).await.map_err(stored)?;
    let item = known.unwrap_or_else(|| PageItem { region: region.clone(), page: page.clone() });
    if item.page.confirmation.as_ref() == Some(&code) {
        return Ok(true);
    }
    let page = Page { confirmation: Some(code), ..item.page };
    deps.store.put_page(&address.digest, &PageItem { page, ..item }).await.map_err(stored)?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_judged_by_our_address_or_else_by_being_empty() {
        let known = |ours, others, state| Subscriptions { ours, others, state, server: None, pending: None };
        for (ours, others, state, address, expected) in [
            (true, 0, State::Good, true, Link::Good),
            (true, 3, State::Failing(None), true, Link::Failing),
            (true, 0, State::Unconfirmed, true, Link::Unconfirmed),
            (false, 3, State::Good, true, Link::Lost),
            (false, 3, State::Good, false, Link::Good),
            (false, 0, State::Good, false, Link::Lost),
        ] {
            assert_eq!(link(&known(ours, others, state), address), expected, "{ours} {others} {address}");
        }
    }
}
