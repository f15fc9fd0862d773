//! What is called for each deed.

use super::*;

fn one(platform: Platform, deed: Deed, to: &str, object: Option<&str>) -> Call {
    let mut all = calls(platform, deed, to, object).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn a_comment_on_vk_goes_under_the_residents_own() {
    let call = one(Platform::Vk, Deed::Send, "wall:-215000001:18420:18433", None);
    assert_eq!(call.url.expose(), "https://api.vk.ru/method/wall.createComment");
    assert_eq!(header(&call, "authorization").unwrap(), "Bearer bot-token");
    let expected = [
        ("owner_id", "-215000001"),
        ("post_id", "18420"),
        ("from_group", "215000001"),
        ("reply_to_comment", "18433"),
        ("message", "Яму заделали."),
        ("v", "5.199"),
    ];
    for (name, text) in expected {
        assert_eq!(value(&call, name).as_deref(), Some(text), "{name}");
    }
    assert_eq!(value(&call, "guid").unwrap().len(), 32);
    assert!(call.idempotent);
}

#[test]
fn a_residents_post_is_answered_without_a_comment_to_reply_to() {
    let call = one(Platform::Vk, Deed::Send, "post:-215000001:18452", None);
    assert_eq!((call.name, value(&call, "reply_to_comment")), ("wall.createComment", None));
}

#[test]
fn photos_videos_goods_and_discussions_take_only_a_persons_token() {
    for (to, method, field) in [
        ("photo:-215000001:457238500:71", "photos.createComment", "photo_id"),
        ("video:-215000001:456239120:12", "video.createComment", "video_id"),
        ("market:-215000001:7700012:4", "market.createComment", "item_id"),
        ("board:215000001:49500001:305", "board.createComment", "topic_id"),
    ] {
        let call = one(Platform::Vk, Deed::Send, to, None);
        assert_eq!(call.name, method);
        assert!(value(&call, field).is_some() && value(&call, "guid").is_some(), "{to}");
        assert!(header(&call, "authorization").unwrap().ends_with("session"));
        let page = Page { user_token: None, ..page(Platform::Vk) };
        let letter = letter(&page, to, "Да.");
        assert_eq!(requests(Deed::Send, &letter).err(), Some(Unsendable::NoUserToken), "{to}");
    }
}

#[test]
fn a_private_message_has_a_number_that_every_attempt_shares() {
    let first = one(Platform::Vk, Deed::Send, "dialog", None);
    let number: i32 = value(&first, "random_id").unwrap().parse().unwrap();
    assert_ne!(number, 0);
    assert_eq!(value(&first, "peer_id").as_deref(), Some("600000105"));
    assert_eq!(first, one(Platform::Vk, Deed::Send, "dialog", None));
    let page = page(Platform::Vk);
    let other = Letter { token: "0123456789-2", ..letter(&page, "dialog", "Яму заделали.") };
    assert_ne!(value(&requests(Deed::Send, &other).unwrap()[0], "random_id"), Some(number.to_string()));
}

#[test]
fn the_parts_of_a_long_text_have_tokens_of_their_own_and_are_not_sent_twice() {
    let page = page(Platform::Vk);
    let text = "Слово ".repeat(1200);
    let letter = letter(&page, "wall:-1:2:3", &text);
    let all = requests(Deed::Send, &letter).unwrap();
    assert_eq!(all.len(), 2);
    assert_ne!(value(&all[0], "guid"), value(&all[1], "guid"));
    let rest = requests(Deed::Send, &Letter { object: Some("900"), ..letter }).unwrap();
    assert_eq!(rest, all[1..]);
}

#[test]
fn an_edit_of_a_long_reply_deletes_what_is_no_longer_needed_and_never_adds() {
    let object = Some("900,901");
    let calls = calls(Platform::Vk, Deed::Edit, "wall:-1:2:3", object).unwrap();
    assert_eq!(
        calls.iter().map(|call| call.name).collect::<Vec<_>>(),
        ["wall.editComment", "wall.deleteComment"]
    );
    let page = page(Platform::Vk);
    let long = "Слово ".repeat(1200);
    let letter = Letter { object: Some("900"), ..letter(&page, "wall:-1:2:3", &long) };
    assert_eq!(requests(Deed::Edit, &letter).err(), Some(Unsendable::TooLong));
}

#[test]
fn telegram_answers_the_comment_and_survives_its_deletion() {
    let call = one(Platform::Telegram, Deed::Send, "msg:-1002100000002:9005", None);
    assert_eq!(call.url.expose(), "https://api.telegram.org/botbot-token/sendMessage");
    let expected = r#"{"chat_id":-1002100000002,"reply_parameters":{"allow_sending_without_reply":true,"message_id":9005},"text":"Яму заделали."}"#;
    assert_eq!((call.body.expose().as_str(), call.idempotent), (expected, false));
    let moved = one(Platform::Telegram, Deed::Send, "msg:-1002100000003:0", None);
    assert!(!moved.body.expose().contains("reply_parameters"));
    let edit = one(Platform::Telegram, Deed::Edit, "dialog:51", Some("54"));
    assert_eq!(edit.body.expose(), r#"{"chat_id":600000105,"message_id":54,"text":"Яму заделали."}"#);
}

#[test]
fn max_tells_chats_comments_and_dialogs_apart() {
    let mid = "mid.000000000ad9198b01a1f83f9da300ff";
    for (to, path) in [
        (format!("msg:-70900000000001:{mid}"), "/messages?chat_id=-70900000000001"),
        (format!("comment:mid.ffff:{mid}"), "/messages/mid.ffff/comments"),
        (format!("dialog:{mid}"), "/messages?user_id=600000105"),
    ] {
        let call = one(Platform::Max, Deed::Send, &to, None);
        assert_eq!(call.url.expose(), &format!("https://platform-api2.max.ru{path}"));
        assert_eq!(header(&call, "authorization").unwrap(), "bot-token");
        let expected = format!(r#"{{"link":{{"mid":"{mid}","type":"reply"}},"text":"Яму заделали."}}"#);
        assert_eq!(call.body.expose(), &expected);
    }
    let find = one(Platform::Max, Deed::Find, &format!("dialog:{mid}"), None);
    assert_eq!(find.url.expose(), "https://platform-api2.max.ru/messages?chat_id=182000011&count=50");
    let edit = one(Platform::Max, Deed::Edit, "comment:mid.ffff:mid.1", Some("mid.2"));
    assert_eq!(edit.url.expose(), "https://platform-api2.max.ru/messages/mid.ffff/comments?comment_id=mid.2");
}

#[test]
fn a_comment_on_ok_is_signed() {
    let call = one(Platform::Ok, Deed::Send, "comment:GROUP_TOPIC:1500:77", None);
    assert_eq!(call.url.expose(), "https://api.ok.ru/fb.do");
    // session_secret is md5("session" + "SECRETKEY"), checked with another tool.
    assert_eq!(value(&call, "sig").as_deref(), Some("e3d32b603f04373daf3beb58b41a8048"));
    assert_eq!(value(&call, "access_token").as_deref(), Some("session"));
    let page = Page { user_token: Some("only".into()), ..page(Platform::Ok) };
    let letter = letter(&page, "comment:GROUP_TOPIC:1500:77", "Да.");
    assert_eq!(requests(Deed::Send, &letter).err(), Some(Unsendable::NoUserToken));
}

#[test]
fn a_message_on_ok_goes_into_the_chat() {
    for to in ["dialog:C3f0a1b2c3d00", "dialog:chat:C3f0a1b2c3d00"] {
        let call = one(Platform::Ok, Deed::Send, to, None);
        let expected = "https://api.ok.ru/graph/me/messages/chat:C3f0a1b2c3d00?access_token=bot-token";
        assert_eq!(call.url.expose(), expected);
        let body = r#"{"message":{"text":"Яму заделали."},"recipient":{"chat_id":"chat:C3f0a1b2c3d00"}}"#;
        assert_eq!(call.body.expose(), body);
    }
}

#[test]
fn another_address_takes_the_place_of_the_platforms() {
    let page = Page { api: Some("http://127.0.0.1:9/".to_owned()), ..page(Platform::Vk) };
    let call = &requests(Deed::Send, &letter(&page, "dialog", "Да.")).unwrap()[0];
    assert_eq!(call.url.expose(), "http://127.0.0.1:9/method/messages.send");
}

#[test]
fn what_cannot_be_sent_says_why() {
    let refused = |platform, to, object| calls(platform, Deed::Edit, to, object).err();
    assert_eq!(refused(Platform::Ok, "dialog:C1", Some("x")), Some(Unsendable::Unsupported));
    assert_eq!(refused(Platform::Vk, "wall:a:b:c", Some("1")), Some(Unsendable::Address));
    assert_eq!(refused(Platform::Vk, "wall:1:2:3", None), Some(Unsendable::NothingPublished));
    assert_eq!(refused(Platform::Standard, "dialog", Some("1")), Some(Unsendable::Unsupported));
    let page = Page { token: None, ..page(Platform::Max) };
    let silent = letter(&page, "dialog:mid.1", "Да.");
    assert_eq!(requests(Deed::Send, &silent).err(), Some(Unsendable::NoToken));
    let empty = super::page(Platform::Max);
    assert_eq!(requests(Deed::Send, &letter(&empty, "dialog:mid.1", " \n")).err(), Some(Unsendable::Empty));
}

#[test]
fn debug_shows_neither_tokens_nor_words() {
    let page = page(Platform::Telegram);
    let letter = letter(&page, "dialog:51", "Ольга, приезжайте");
    let shown = format!("{letter:?} {:?}", requests(Deed::Send, &letter).unwrap());
    assert!(!shown.contains("bot-token") && !shown.contains("Ольга") && !shown.contains("600000105"));
}
