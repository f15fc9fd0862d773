//! From a resident's words to the page's, and back.

use super::*;

/// OK delivers no comments, so there it is a private message.
fn written(rig: &Rig) -> i64 {
    match rig.page.platform {
        Platform::Ok => rig.stub.message(PERSON, "Прорвало трубу"),
        _ => rig.stub.comment(PERSON, POST, None, "Яма на Садовой"),
    }
}

#[tokio::test]
async fn a_reply_lands_under_the_right_comment() {
    for platform in PLATFORMS {
        let rig = Rig::new(platform, Faults::default()).await;
        let (_other, number) = (written(&rig), written(&rig));
        let verdict = rig.send(&rig.address(number), "Заделаем к пятнице.", "t1").await;
        assert!(matches!(verdict, Verdict::Sent { .. }), "{platform}: {verdict:?}");
        let published = rig.stub.published();
        assert_eq!((published.len(), published[0].text.as_str()), (1, "Заделаем к пятнице."));
        if platform == Platform::Ok {
            assert_eq!(published[0].place, Place::Dialog(PERSON));
        } else {
            assert_eq!((published[0].place, published[0].answers), (Place::Post(POST), Some(number)));
        }
    }
}

#[tokio::test]
async fn a_private_message_is_answered_privately() {
    for platform in PLATFORMS {
        let rig = Rig::new(platform, Faults::default()).await;
        let number = rig.stub.message(PERSON, "Не горят фонари");
        rig.send(&rig.address(number), "Починили.", "t1").await;
        assert_eq!(rig.stub.published()[0].place, Place::Dialog(PERSON), "{platform}");
    }
}

#[tokio::test]
async fn the_same_call_again_doubles_a_reply_except_on_vk() {
    for platform in PLATFORMS {
        let rig = Rig::new(platform, Faults::default()).await;
        for number in [written(&rig), rig.stub.message(PERSON, "Ещё")] {
            let to = rig.address(number);
            let first = rig.send(&to, "Сделано.", &to).await;
            let second = rig.send(&to, "Сделано.", &to).await;
            assert_eq!(first == second, platform == Platform::Vk, "{platform}");
        }
        let doubles = rig.stub.doubles();
        assert_eq!(doubles == 0, platform == Platform::Vk, "{platform}: {doubles}");
    }
}

#[tokio::test]
async fn a_reply_is_edited_and_taken_back() {
    for platform in [Platform::Vk, Platform::Telegram, Platform::Max] {
        let rig = Rig::new(platform, Faults::default()).await;
        let to = rig.address(written(&rig));
        let Verdict::Sent { object } = rig.send(&to, "Заделаем к пятнице.", "t1").await
        else {
            panic!()
        };
        let letter = Letter {
            page: &rig.page,
            to: &to,
            person: None,
            text: "Заделаем к субботе.",
            token: "t1",
            object: Some(&object),
        };
        assert_eq!(rig.act(Deed::Edit, &letter).await, [Verdict::Sent { object: object.clone() }]);
        let published = rig.stub.published().remove(0);
        assert!(published.edited && published.text == "Заделаем к субботе.", "{platform}");
        for _ in 0..2 {
            assert_eq!(rig.act(Deed::Delete, &letter).await, [Verdict::Sent { object: object.clone() }]);
        }
        assert!(rig.stub.published()[0].removed, "{platform}");
    }
}

#[tokio::test]
async fn a_comment_on_ok_is_answered_by_the_signed_interface() {
    let rig = Rig::new(Platform::Ok, Faults::default()).await;
    let number = rig.stub.comment(PERSON, POST, None, "Прорвало трубу");
    let to = format!("comment:GROUP_TOPIC:{POST}:{number}");
    assert!(matches!(rig.send(&to, "Бригада выехала.", "t1").await, Verdict::Sent { .. }));
    assert_eq!(rig.stub.published()[0].answers, Some(number));
    let page = Page { user_token: Some("CPUBLIC:WRONG:session".into()), ..rig.page.clone() };
    let letter = Letter { page: &page, to: &to, person: None, text: "Да.", token: "t", object: None };
    let reason = platforms::publish::Reason::TokenDead;
    assert_eq!(rig.act(Deed::Send, &letter).await, [Verdict::Terminal { reason }]);
}

#[tokio::test]
async fn every_delivery_proves_where_it_comes_from() {
    for platform in [Platform::Vk, Platform::Telegram, Platform::Max, Platform::Ok, Platform::Standard] {
        let rig = Rig::new(platform, Faults::default()).await;
        let secret = match platform {
            Platform::Standard => "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            _ => "invented_secret",
        };
        let mut page = rig.page.clone();
        page.secrets[0].value = secret.into();
        rig.stub.connect("http://127.0.0.1:1/", secret);
        let number = rig.stub.message(PERSON, "Не горят фонари");
        let state = rig.stub.lock();
        let (event, known) = (state.outbox.front().unwrap(), state.subscription.clone().unwrap());
        let (headers, body) = event.request(platform, &known, now().timestamp());
        let verified = platforms::verify(&page, &headers, &body, now()).unwrap();
        let kept: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let reading = platforms::read(&page, &kept, &verified.body, now()).unwrap();
        assert!(
            reading.events[0].object.contains(&format!("{number:x}"))
                || reading.events[0].object.contains(&number.to_string()),
            "{platform}"
        );
    }
}
