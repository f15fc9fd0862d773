//! How the pages are connected, in words.

use bytes::Bytes;
use client::shape::{self, PageHealths, PageState};
use domain::Page;
use http::{Response, StatusCode};
use kit::http::json;
use metrics::{Link, PageHealth};

use crate::handler::Ask;
use crate::keys::Role;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::view;

/// Answers `GET /v1/pages`: every page that the holder's key reaches, with how it is connected and what is in doubt.
pub(crate) async fn list(ask: &Ask<'_>) -> Result<Response<Bytes>, Refusal> {
    if !matches!(ask.holder.role, Role::Operator | Role::Admin) {
        return Err(Refusal::Forbidden);
    }
    Params::read(ask.query, &[])?;
    let healths: Vec<(_, PageHealth)> = ask.deps.store.healths(&ask.holder.region).await?;
    let pages = ask.directory.pages.iter().filter(|page| ask.reach().holds(page.municipality.as_ref()));
    let line = |page: &Page| {
        let health = healths.iter().find(|(id, _)| *id == page.id).map(|(_, health)| health);
        line(page, health.unwrap_or(&PageHealth::default()))
    };
    Ok(json(StatusCode::OK, &PageHealths { items: pages.map(line).collect() }))
}

fn line(page: &Page, health: &PageHealth) -> shape::PageHealth {
    let (code, title) = (health.link.as_str().to_owned(), words(health.link).to_owned());
    shape::PageHealth {
        page: page.id.clone(),
        platform: page.platform,
        title: page.title.clone(),
        municipality: page.municipality.clone(),
        state: PageState { code, title, since: health.since.map(Into::into) },
        silent: health.is_silent(),
        checked_at: health.checked_at.map(Into::into),
        heard_at: health.heard_at.map(Into::into),
        read_back_until: health.verified_until.map(Into::into),
        doubts: health.doubts.iter().rev().map(view::doubt).collect(),
    }
}

const fn words(link: Link) -> &'static str {
    match link {
        Link::Unseen => "ещё не проверялась",
        Link::Good => "подключена",
        Link::Lost => "площадка не присылает сообщения: подписки нет",
        Link::Failing => "площадка не может доставить сообщения",
        Link::Unconfirmed => "площадка ждёт подтверждения адреса",
        Link::NotAsked => "не проверяется: нет токена или площадка не отвечает на такой вопрос",
        Link::Refused => "площадка не принимает токен страницы",
        Link::Unanswered => "площадка не ответила на последнюю проверку",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_shown_without_its_secrets() {
        let page = serde_json::json!({
            "id": "vk", "platform": "vk", "title": "Город", "secrets": [{"value": "canary", "valid_until": null}],
            "token": "canary", "user_token": "canary", "api": "http://canary", "confirmation": "canary",
        });
        let page: Page = serde_json::from_value(page).unwrap();
        let mut health = PageHealth::default();
        health.look(Link::Good, "2026-03-01T09:00:00Z".parse().unwrap());
        health.look(Link::Lost, "2026-03-01T10:00:00Z".parse().unwrap());
        let line = serde_json::to_value(line(&page, &health)).unwrap();
        assert!(!line.to_string().contains("canary"), "{line}");
        assert_eq!(line["state"]["code"], "lost");
        assert_eq!(line["doubts"][0]["reason"], "lost_subscription");
        assert_eq!(line["doubts"][0]["from"], "2026-03-01T09:00:00.000Z");
    }
}
