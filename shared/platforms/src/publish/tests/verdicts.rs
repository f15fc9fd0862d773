//! What platforms' answers mean.

use std::time::Duration;

use super::*;

const VK: &str = "wall:-215000001:18420:18433";

fn vk(code: i64) -> Verdict {
    verdict(Platform::Vk, Deed::Send, VK, 200, &format!(r#"{{"error":{{"error_code":{code}}}}}"#))
}

fn terminal(reason: Reason) -> Verdict {
    Verdict::Terminal { reason }
}

fn sent(object: &str) -> Verdict {
    Verdict::Sent { object: object.to_owned() }
}

#[test]
fn vk_names_what_it_published_in_four_ways() {
    for (body, object) in [
        (r#"{"response":{"comment_id":18440,"parents_stack":[18433]}}"#, "18440"),
        (r#"{"response":18441}"#, "18441"),
        (r#"{"response":[{"peer_id":600000105,"message_id":90414,"conversation_message_id":20}]}"#, "90414"),
    ] {
        assert_eq!(verdict(Platform::Vk, Deed::Send, VK, 200, body), sent(object));
    }
    let refused = r#"{"response":[{"peer_id":600000106,"message_id":0,"error":{"code":901}}]}"#;
    assert_eq!(verdict(Platform::Vk, Deed::Send, "dialog", 200, refused), terminal(Reason::Blocked));
    assert_eq!(verdict(Platform::Vk, Deed::Edit, VK, 200, r#"{"response":1}"#), sent("77"));
}

#[test]
fn every_code_of_vk_has_its_meaning() {
    for (codes, reason) in [
        (&[5, 27, 28][..], Reason::TokenDead),
        (&[14, 17, 24, 3300, 3305], Reason::Captcha),
        (&[7, 15, 30, 203, 210, 211, 214, 912], Reason::NoPermission),
        (&[212, 213], Reason::CommentsClosed),
        (&[18, 104, 917, 936, 945], Reason::Gone),
        (&[222], Reason::Links),
        (&[900, 901, 902], Reason::Blocked),
        (&[913, 914, 940], Reason::TooLong),
        (&[950], Reason::TooLate),
        (&[100, 113, 911, 943, 944, 962, 983, 988, 777_777, -1], Reason::Invalid),
    ] {
        for code in codes {
            assert_eq!(vk(*code), terminal(reason), "{code}");
        }
    }
    assert_eq!(vk(36), Verdict::Retry { after: Duration::from_secs(1) });
    assert_eq!(vk(6), Verdict::Flood { after: Duration::from_secs(1) });
    assert_eq!(vk(9), Verdict::Flood { after: Duration::from_secs(600) });
    assert!(matches!(vk(1), Verdict::Retry { .. }) && matches!(vk(10), Verdict::Retry { .. }));
    assert!(matches!(vk(29), Verdict::Flood { after } if after >= Duration::from_secs(3600)));
}

#[test]
fn what_is_gone_already_counts_as_deleted() {
    let body = r#"{"error":{"error_code":104}}"#;
    assert_eq!(verdict(Platform::Vk, Deed::Delete, VK, 200, body), sent("77"));
    let body = r#"{"ok":false,"error_code":400,"description":"Bad Request: message to delete not found"}"#;
    assert_eq!(verdict(Platform::Telegram, Deed::Delete, "msg:-1:2", 400, body), sent("77"));
    assert_eq!(verdict(Platform::Max, Deed::Delete, "msg:-1:mid.2", 404, "{}"), sent("77"));
}

#[test]
fn telegram_says_how_long_to_wait_and_where_the_chat_went() {
    let telegram = |status, body: &str| verdict(Platform::Telegram, Deed::Send, "msg:-41:9", status, body);
    let body = r#"{"ok":false,"error_code":429,"parameters":{"retry_after":17}}"#;
    assert_eq!(telegram(429, body), Verdict::Flood { after: Duration::from_secs(17) });
    let body = r#"{"ok":false,"error_code":400,"parameters":{"migrate_to_chat_id":-1002100000003}}"#;
    assert_eq!(telegram(400, body), Verdict::Moved { to: "msg:-1002100000003:0".into() });
    assert_eq!(telegram(200, r#"{"ok":true,"result":{"message_id":9011}}"#), sent("9011"));
    for (code, said, reason) in [
        (403, "Forbidden: bot was blocked by the user", Reason::Blocked),
        (401, "Unauthorized", Reason::TokenDead),
        (400, "Bad Request: chat not found", Reason::Gone),
        (400, "Bad Request: message is too long", Reason::TooLong),
        (400, "Bad Request: not enough rights to send text messages to the chat", Reason::NoPermission),
        (400, "Bad Request: something new", Reason::Invalid),
    ] {
        let body = format!(r#"{{"ok":false,"error_code":{code},"description":"{said}"}}"#);
        assert_eq!(telegram(code, &body), terminal(reason), "{said}");
    }
}

#[test]
fn max_says_by_500_that_comments_are_closed() {
    let body = r#"{"code":"internal.error","message":"Internal error"}"#;
    let comment = "comment:mid.ffff:mid.1";
    assert_eq!(verdict(Platform::Max, Deed::Send, comment, 500, body), terminal(Reason::CommentsClosed));
    assert_eq!(verdict(Platform::Max, Deed::Send, "dialog:mid.1", 500, body), Verdict::Unclear);
    assert_eq!(verdict(Platform::Max, Deed::Send, "dialog:mid.1", 403, "{}"), terminal(Reason::Blocked));
    let late = r#"{"code":"comments.timeout_exceeded"}"#;
    assert_eq!(verdict(Platform::Max, Deed::Edit, comment, 422, late), terminal(Reason::TooLate));
    let message = r#"{"message":{"body":{"mid":"mid.9"}}}"#;
    assert_eq!(verdict(Platform::Max, Deed::Send, "dialog:mid.1", 200, message), sent("mid.9"));
    assert_eq!(
        verdict(Platform::Max, Deed::Send, comment, 200, r#"{"body":{"mid":"mid.9"}}"#),
        sent("mid.9")
    );
}

#[test]
fn a_reply_that_stands_in_the_thread_is_found_once() {
    let page = page(Platform::Max);
    let letter = letter(&page, "comment:mid.ffff:mid.1", "Яму заделали.");
    let find = |letter: &Letter<'_>, body: &str| {
        judge(Deed::Find, letter, StatusCode::OK, &HeaderMap::new(), body.as_bytes())
    };
    let ours = r#"{"sender":{"is_bot":true},"link":{"message":{"mid":"mid.1"}},"body":{"mid":"mid.8","text":"Яму заделали."}}"#;
    let list = format!(r#"{{"comments":[{ours}]}}"#);
    assert_eq!(find(&letter, &list), Verdict::Found(Some("mid.8".into())));
    let known = Letter { object: Some("mid.8"), ..letter };
    assert_ne!(find(&known, &list), Verdict::Found(Some("mid.8".into())));
    let others = ours.replace("mid.1\"", "mid.2\"");
    assert_eq!(find(&letter, &format!(r#"{{"comments":[{others}]}}"#)), Verdict::Found(None));
    let many = vec![others; 50].join(",");
    assert_eq!(find(&letter, &format!(r#"{{"comments":[{many}]}}"#)), Verdict::Unclear);
}

#[test]
fn ok_is_read_by_its_codes() {
    let ok =
        |code| verdict(Platform::Ok, Deed::Send, "dialog:C1", 200, &format!(r#"{{"error_code":{code}}}"#));
    assert_eq!(ok(7), terminal(Reason::Blocked));
    assert_eq!(ok(102), terminal(Reason::TokenDead));
    assert_eq!(ok(100), terminal(Reason::Invalid));
    assert!(matches!(ok(8), Verdict::Flood { .. }) && matches!(ok(2), Verdict::Retry { .. }));
    let message = r#"{"recipient_id":"chat:C1","message_id":"mid:C1.2"}"#;
    assert_eq!(verdict(Platform::Ok, Deed::Send, "dialog:C1", 200, message), sent("mid:C1.2"));
    assert_eq!(verdict(Platform::Ok, Deed::Send, "comment:GROUP_TOPIC:1:2", 200, "\"MTY3\""), sent("MTY3"));
}

#[test]
fn an_answer_that_cannot_be_read_is_unclear_and_never_a_success() {
    for platform in [Platform::Vk, Platform::Telegram, Platform::Max, Platform::Ok] {
        for (status, body) in [(200, ""), (200, "<html>"), (502, "Bad Gateway"), (200, "{}"), (200, "[]")] {
            let to = match platform {
                Platform::Vk => VK,
                Platform::Ok => "dialog:C1",
                _ => "msg:-1:2",
            };
            assert_eq!(
                verdict(platform, Deed::Send, to, status, body),
                Verdict::Unclear,
                "{platform} {body}"
            );
        }
    }
}
