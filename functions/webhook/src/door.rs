//! Who stands at the door: the sender's address, and what senders of CloudEvents say before and beside a delivery.

use std::net::IpAddr;

use bytes::Bytes;
use domain::{Page, Platform};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};

const ORIGIN: HeaderName = HeaderName::from_static("webhook-request-origin");
const ALLOWED_ORIGIN: HeaderName = HeaderName::from_static("webhook-allowed-origin");
const ALLOWED_RATE: HeaderName = HeaderName::from_static("webhook-allowed-rate");
/// Deliveries a minute that a sender is invited to.
const RATE: &str = "6000";

/// The address of the sender. What a proxy says of it counts only if the proxy stands in a network of our own;
/// where nothing is known, nothing is guessed.
pub(crate) fn peer<B>(request: &Request<B>) -> Option<IpAddr> {
    let nearest = kit::http::source_ip(request)?;
    if !is_inside(nearest) {
        return Some(nearest);
    }
    let told = request.headers().get_all("x-forwarded-for").iter().next_back();
    let last = told.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    last.or(Some(nearest))
}

fn is_inside(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_private() || address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// The answer to a sender that asks whether it may send: yes, to a page that takes CloudEvents.
pub(crate) fn handshake(page: &Page, headers: &HeaderMap) -> Option<Response<Bytes>> {
    let origin = headers.get(ORIGIN).filter(|_| page.platform == Platform::CloudEvents)?;
    let mut response = Response::new(Bytes::new());
    let answer = response.headers_mut();
    answer.insert(ALLOWED_ORIGIN, origin.clone());
    answer.insert(ALLOWED_RATE, HeaderValue::from_static(RATE));
    answer.insert(header::ALLOW, HeaderValue::from_static("POST"));
    *response.status_mut() = StatusCode::OK;
    Some(response)
}

/// A sender of CloudEvents may show its token in the address; from here on it stands where all others have it.
pub(crate) fn show_token(head: &mut Parts) {
    let query = head.uri.query().unwrap_or_default();
    let token = query.split('&').find_map(|pair| pair.strip_prefix("access_token="));
    let bearer = token.and_then(|token| HeaderValue::from_str(&format!("Bearer {token}")).ok());
    if let Some(mut bearer) = bearer.filter(|_| !head.headers.contains_key(header::AUTHORIZATION)) {
        bearer.set_sensitive(true);
        head.headers.insert(header::AUTHORIZATION, bearer);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(platform: &str) -> Page {
        let page = json!({ "id": "page", "platform": platform, "title": "Page", "secrets": [] });
        serde_json::from_value(page).unwrap()
    }

    #[test]
    fn only_a_page_of_cloudevents_shakes_hands() {
        let mut headers = HeaderMap::new();
        assert!(handshake(&page("cloudevents"), &headers).is_none());
        headers.insert(ORIGIN, "sender.example".parse().unwrap());
        let answer = handshake(&page("cloudevents"), &headers).unwrap();
        assert_eq!(answer.headers()[ALLOWED_ORIGIN], "sender.example");
        assert!(handshake(&page("vk"), &headers).is_none());
    }

    #[test]
    fn a_token_in_the_address_never_replaces_the_one_in_the_headers() {
        let shown = |request: http::request::Builder| {
            let (mut head, ()) = request.body(()).unwrap().into_parts();
            show_token(&mut head);
            head.headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned())
        };
        let address = "/hooks/x?a=1&access_token=one";
        assert_eq!(shown(Request::post(address)).as_deref(), Some("Bearer one"));
        let both = Request::post(address).header("authorization", "Bearer two");
        assert_eq!(shown(both).as_deref(), Some("Bearer two"));
        assert_eq!(shown(Request::post("/hooks/x")), None);
    }

    #[test]
    fn our_own_networks_are_told_from_the_world() {
        for (address, inside) in
            [("10.0.0.1", true), ("127.0.0.1", true), ("::1", true), ("217.20.145.192", false)]
        {
            assert_eq!(is_inside(address.parse().unwrap()), inside, "{address}");
        }
    }
}
