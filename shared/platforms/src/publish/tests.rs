mod calls;
mod properties;
mod verdicts;

use domain::{Page, Platform};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::*;

fn page(platform: Platform) -> Page {
    serde_json::from_value(json!({
        "id": "page", "platform": platform, "external": "215000001", "title": "Page",
        "secrets": [], "confirmation": null, "token": "bot-token", "user_token": "CPUBLIC:SECRETKEY:session",
        "api": null,
    }))
    .unwrap()
}

fn letter<'a>(page: &'a Page, to: &'a str, text: &'a str) -> Letter<'a> {
    Letter { page, to, person: Some("600000105"), text, token: "0123456789-1", object: None }
}

fn calls(platform: Platform, deed: Deed, to: &str, object: Option<&str>) -> Result<Vec<Call>, Unsendable> {
    let page = page(platform);
    requests(deed, &Letter { object, ..letter(&page, to, "Яму заделали.") })
}

fn verdict(platform: Platform, deed: Deed, to: &str, status: u16, body: &str) -> Verdict {
    let page = page(platform);
    let letter = Letter { object: Some("77"), ..letter(&page, to, "Яму заделали.") };
    judge(deed, &letter, StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes())
}

/// The parameters of a form, or of an address, in words.
fn words(form: &str) -> Vec<(String, String)> {
    let plain = |text: &str| {
        let mut bytes = text.bytes();
        let mut all = Vec::new();
        while let Some(byte) = bytes.next() {
            if byte == b'%' {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                all.push(u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap());
            } else {
                all.push(byte);
            }
        }
        String::from_utf8(all).unwrap()
    };
    form.split('&').filter_map(|pair| pair.split_once('=')).map(|(a, b)| (plain(a), plain(b))).collect()
}

fn value(call: &Call, name: &str) -> Option<String> {
    words(call.body.expose()).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

fn header(call: &Call, name: &str) -> Option<String> {
    let found = call.headers.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.expose().clone())
}
