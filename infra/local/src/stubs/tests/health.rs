//! Subscriptions that die, and what is read back.

use platforms::poll::{self, Step};
use platforms::watch;

use super::*;

const URL: &str = "http://127.0.0.1:1/hooks/key";

async fn subscriptions(rig: &Rig) -> watch::Subscriptions {
    let call = watch::list_subscriptions(&rig.page).unwrap();
    let (status, headers, body) = rig.call(&call).await.unwrap();
    watch::judge_subscriptions(&rig.page, URL, status, &headers, &body).unwrap()
}

/// Everything that can be read back from here on.
async fn read_back(rig: &Rig, from: Step) -> Vec<Event> {
    let since = now() - TimeDelta::days(1);
    let (mut events, mut steps) = (Vec::new(), vec![from]);
    while let Some(step) = steps.pop() {
        let call = poll::request(&rig.page, &step, since).unwrap();
        let (status, headers, body) = rig.call(&call).await.unwrap();
        let batch = poll::judge(&rig.page, &step, since, (status, &headers, &body)).unwrap();
        events.extend(poll::events(&rig.page, &batch, rig.clock.now()));
        steps.extend(batch.next);
    }
    events
}

#[tokio::test]
async fn a_subscription_dies_is_missed_and_is_made_again() {
    for platform in PLATFORMS {
        let rig = Rig::new(platform, Faults::default()).await;
        rig.stub.connect(URL, "invented_secret");
        assert!(subscriptions(&rig).await.is_good(), "{platform}");
        rig.stub.dies_at(now() + TimeDelta::hours(1));
        assert!(rig.stub.is_subscribed());
        rig.clock.advance(TimeDelta::hours(2));
        assert!(!subscriptions(&rig).await.ours && !rig.stub.is_subscribed(), "{platform}");
        let call = watch::subscribe(&rig.page, URL, None).unwrap();
        let (status, headers, body) = rig.call(&call).await.unwrap();
        watch::judge_subscribed(&rig.page, status, &headers, &body).unwrap();
        assert!(subscriptions(&rig).await.ours, "{platform}");
    }
}

#[tokio::test]
async fn what_was_missed_is_read_back_under_the_same_names() {
    for (platform, place) in [
        (Platform::Vk, "wall".to_owned()),
        (Platform::Max, format!("comments:mid.{:016x}{POST:016x}", -70_000_000_000_000 - GROUP)),
    ] {
        let rig = Rig::new(platform, Faults::default()).await;
        let numbers: Vec<_> =
            (0..130).map(|count| rig.stub.comment(PERSON, POST, None, &format!("Яма {count}"))).collect();
        let found = read_back(&rig, Step::at(place)).await;
        let found: std::collections::BTreeSet<_> = found.into_iter().map(|event| event.object).collect();
        for number in numbers {
            assert!(found.contains(&rig.event(number).object), "{platform} {number}");
        }
    }
}

#[tokio::test]
async fn private_messages_are_read_back() {
    for (platform, place) in [
        (Platform::Vk, "dialogs".to_owned()),
        (Platform::Max, format!("chat:{}", PERSON + GROUP)),
        (Platform::Ok, format!("chat:C{PERSON:x}")),
    ] {
        let rig = Rig::new(platform, Faults::default()).await;
        let number = rig.stub.message(PERSON, "Не горят фонари");
        rig.send(&rig.address(number), "Починим.", "t1").await;
        let found = read_back(&rig, Step::at(place)).await;
        let names: Vec<_> = found.iter().map(|event| event.object.as_str()).collect();
        assert_eq!(names, [rig.event(number).object], "{platform}");
    }
}

#[tokio::test]
async fn comments_on_ok_are_known_only_to_those_who_ask() {
    let rig = Rig::new(Platform::Ok, Faults::default()).await;
    rig.stub.connect(URL, "");
    let number = rig.stub.comment(PERSON, POST, None, "Прорвало трубу");
    assert!(rig.stub.lock().outbox.is_empty());
    let found = read_back(&rig, Step::at(format!("discussion:GROUP_TOPIC:{POST}"))).await;
    assert_eq!(found[0].object, format!("comment:GROUP_TOPIC:{POST}:{number}"));
}

#[tokio::test]
async fn a_duplicate_delivery_is_told_twice() {
    let rig = Rig::new(Platform::Max, Faults { duplicates: 1_000, ..Faults::default() }).await;
    rig.stub.connect(URL, "invented_secret");
    rig.stub.comment(PERSON, POST, None, "Яма");
    assert_eq!(rig.stub.lock().outbox.len(), 2);
    // Nobody listens there, so both wait for the next time.
    let delivered = rig.stub.deliver(&rig.http).await;
    assert_eq!(delivered, Delivered { taken: 0, refused: 2 });
}

#[tokio::test]
async fn the_list_of_pos_comes_in_pages_and_needs_a_token() {
    let list = pos::List::new("pos-token");
    for number in 0..5 {
        list.put(now() + TimeDelta::minutes(number), json!({"id": number}));
    }
    let listening = list.listen().await.unwrap();
    let http = HttpClient::new(AddressPolicy::PublicAndPrivate);
    let get = async |query: &str, token: &str| {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_str(token).unwrap());
        let url = format!("{}/appeals?{query}", listening.url());
        let answer = http.call(http::Method::GET, &url, headers, Bytes::new()).await.unwrap();
        (answer.status, serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap())
    };
    let (_, page) = get("page=1&size=2", "Bearer pos-token").await;
    assert_eq!(page, json!({"total": 5, "page": 1, "items": [{"id": 2}, {"id": 3}]}));
    let (_, late) = get("updatedFrom=2026-11-21T12:03:00Z", "Bearer pos-token").await;
    assert_eq!(late["total"], 2);
    assert_eq!(get("page=0", "Bearer other").await.0, 401);
}
