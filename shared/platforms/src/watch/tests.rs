use serde_json::json;

use super::*;
use crate::publish::Reason;

const URL: &str = "https://hooks.example.ru/hooks/key";

fn page(platform: Platform) -> Page {
    serde_json::from_value(json!({
        "id": "page", "platform": platform, "external": "215000001", "title": "Page", "token": "bot-token",
        "secrets": [
            {"value": "old_secret", "valid_until": "2026-11-30T00:00:00Z"},
            {"value": "new_secret", "valid_until": null},
        ],
        "confirmation": null, "user_token": null, "api": null,
    }))
    .unwrap()
}

fn listed(platform: Platform, body: &Value) -> Result<Subscriptions, Verdict> {
    let body = body.to_string();
    judge_subscriptions(&page(platform), URL, StatusCode::OK, &HeaderMap::new(), body.as_bytes())
}

#[test]
fn a_server_of_vk_is_known_by_its_address_and_says_how_it_does() {
    let servers = |status| {
        json!({"response": {"count": 2, "items": [
            {"id": 1, "title": "bot", "url": "https://other.example.ru", "status": "ok"},
            {"id": 7, "title": "Otklik", "url": URL, "status": status},
        ]}})
    };
    let found = listed(Platform::Vk, &servers("ok")).unwrap();
    assert!(found.is_good());
    assert_eq!((found.others, found.server), (1, Some(7)));
    assert_eq!(listed(Platform::Vk, &servers("failed")).unwrap().state, State::Failing(None));
    assert_eq!(listed(Platform::Vk, &servers("wait")).unwrap().state, State::Unconfirmed);
}

#[test]
fn a_failing_server_of_vk_is_changed_and_not_added_again() {
    let page = page(Platform::Vk);
    let known =
        Subscriptions { ours: true, others: 0, state: State::Failing(None), server: Some(7), pending: None };
    assert_eq!(subscribe(&page, URL, Some(&known)).unwrap().name, "groups.editCallbackServer");
    let added = subscribe(&page, URL, None).unwrap();
    assert_eq!(added.name, "groups.addCallbackServer");
    assert!(added.body.expose().contains("secret_key=new_secret"));
    let chosen = choose_events(&page, 7).unwrap();
    assert!(
        chosen.body.expose().contains("wall_reply_restore=1")
            && chosen.body.expose().contains("api_version=5.199")
    );
}

#[test]
fn telegram_has_one_webhook_and_it_fails_while_updates_wait() {
    let info = |url: &str, pending: u64| json!({"ok": true, "result": {"url": url, "pending_update_count": pending, "last_error_date": 1_795_166_281}});
    assert!(listed(Platform::Telegram, &info(URL, 0)).unwrap().is_good());
    assert!(!listed(Platform::Telegram, &info(URL, 3)).unwrap().is_good());
    let stolen = listed(Platform::Telegram, &info("https://other.example.ru", 0)).unwrap();
    assert_eq!((stolen.ours, stolen.others), (false, 1));
    let call = subscribe(&page(Platform::Telegram), URL, None).unwrap();
    assert!(call.body.expose().contains(r#""secret_token":"new_secret""#));
    assert!(call.body.expose().contains("my_chat_member"));
}

#[test]
fn subscriptions_of_max_and_ok_add_up() {
    for platform in [Platform::Max, Platform::Ok] {
        let list =
            json!({"subscriptions": [{"url": "https://a.example", "time": 1}, {"url": URL, "time": 2}]});
        let found = listed(platform, &list).unwrap();
        assert_eq!((found.is_good(), found.others), (true, 1));
        assert!(!listed(platform, &json!({"subscriptions": []})).unwrap().ours);
    }
}

#[test]
fn a_refusal_is_no_empty_list() {
    let dead = json!({"error": {"error_code": 5, "error_msg": "User authorization failed"}});
    assert_eq!(listed(Platform::Vk, &dead), Err(Verdict::Terminal { reason: Reason::TokenDead }));
    assert_eq!(listed(Platform::Max, &json!({"unexpected": 1})), Err(Verdict::Unclear));
}

#[test]
fn vk_says_what_to_answer_its_confirmation_with() {
    let body = br#"{"response":{"code":"c0ffee12"}}"#;
    let code = judge_confirmation_code(&page(Platform::Vk), StatusCode::OK, &HeaderMap::new(), body);
    assert_eq!(code.unwrap().expose(), "c0ffee12");
}
