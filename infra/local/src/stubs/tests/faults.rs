//! What goes wrong, as the platforms let it go wrong.

use platforms::publish::Reason;

use super::*;

fn terminal(reason: Reason) -> Verdict {
    Verdict::Terminal { reason }
}

#[tokio::test]
async fn a_lost_answer_leaves_the_work_done() {
    for platform in [Platform::Vk, Platform::Max] {
        let rig = Rig::new(platform, Faults { lost_answers: 1_000, ..Faults::default() }).await;
        let number = rig.stub.comment(PERSON, POST, None, "Яма");
        assert_eq!(rig.send(&rig.address(number), "Сделано.", "t1").await, Verdict::Unclear);
        assert_eq!((rig.stub.published().len(), rig.stub.lost()), (1, 1));
        assert_eq!(rig.stub.lost_without_token(), usize::from(platform == Platform::Max));
    }
}

#[tokio::test]
async fn what_was_lost_on_max_and_ok_is_found_in_the_thread() {
    for platform in [Platform::Max, Platform::Ok] {
        let rig = Rig::new(platform, Faults { lost_answers: 1_000, ..Faults::default() }).await;
        let number = rig.stub.message(PERSON, "Яма");
        let (to, person) = (rig.address(number), PERSON.to_string());
        let letter = Letter {
            page: &rig.page,
            to: &to,
            person: Some(&person),
            text: "Сделано.",
            token: "t1",
            object: None,
        };
        assert_eq!(rig.act(Deed::Find, &letter).await, [Verdict::Found(None)], "{platform}");
        assert_eq!(rig.act(Deed::Send, &letter).await, [Verdict::Unclear]);
        assert!(matches!(&rig.act(Deed::Find, &letter).await[..], [Verdict::Found(Some(_))]), "{platform}");
    }
}

#[tokio::test]
async fn shares_of_faults_are_kept_and_the_seed_decides() {
    let mut counts = Vec::new();
    for _ in 0..2 {
        let faults = Faults { seed: 7, lost_answers: 200, floods: 200, ..Faults::default() };
        let rig = Rig::new(Platform::Telegram, faults).await;
        for number in 1..=100 {
            rig.send(&format!("dialog:{number}"), &format!("Ответ {number}."), "t").await;
        }
        counts.push((rig.stub.lost(), rig.stub.floods(), rig.stub.published().len()));
    }
    let (lost, floods, published) = counts[0];
    assert_eq!(counts[0], counts[1]);
    assert!((8..30).contains(&lost) && (10..32).contains(&floods), "{counts:?}");
    assert_eq!(published, 100 - floods);
}

#[tokio::test]
async fn closed_blocked_and_deleted_targets_end_with_a_reason() {
    for (platform, closed, blocked, deleted) in [
        (Platform::Vk, Reason::CommentsClosed, Reason::Blocked, Some(Reason::Gone)),
        (Platform::Telegram, Reason::NoPermission, Reason::Blocked, None),
        (Platform::Max, Reason::CommentsClosed, Reason::Blocked, Some(Reason::Gone)),
    ] {
        let rig = Rig::new(platform, Faults::default()).await;
        let gone = rig.stub.comment(PERSON, POST, None, "Яма");
        let to = rig.address(gone);
        rig.stub.delete(gone);
        let verdict = rig.send(&to, "Сделано.", "t1").await;
        match deleted {
            Some(reason) => assert_eq!(verdict, terminal(reason), "{platform}"),
            None => assert!(matches!(verdict, Verdict::Sent { .. }), "{platform}"),
        }
        let shut = rig.address(rig.stub.comment(PERSON, POST + 1, None, "Яма"));
        rig.stub.close_comments(POST + 1);
        assert_eq!(rig.send(&shut, "Сделано.", "t2").await, terminal(closed), "{platform}");
        let private = rig.address(rig.stub.message(PERSON, "Яма"));
        rig.stub.block(PERSON);
        assert_eq!(rig.send(&private, "Сделано.", "t3").await, terminal(blocked), "{platform}");
    }
}

#[tokio::test]
async fn more_calls_in_a_second_than_allowed_are_refused_until_time_passes() {
    let rig = Rig::new(Platform::Vk, Faults { rates: true, ..Faults::default() }).await;
    let mut floods = 0;
    for number in 0..25 {
        let verdict = rig.send("dialog", &format!("Ответ {number}."), &number.to_string()).await;
        floods += usize::from(matches!(verdict, Verdict::Flood { .. }));
    }
    assert_eq!(floods, 5);
    rig.clock.advance(TimeDelta::seconds(1));
    assert!(matches!(rig.send("dialog", "Ещё.", "more").await, Verdict::Sent { .. }));
}

#[tokio::test]
async fn a_bad_call_gets_the_platforms_own_error() {
    for platform in PLATFORMS {
        let rig = Rig::new(platform, Faults::default()).await;
        let page = Page { token: Some("other".into()), ..rig.page.clone() };
        let to = if platform == Platform::Ok { "dialog:C1" } else { "dialog:1" };
        let to = if platform == Platform::Vk { "dialog" } else { to };
        let letter = Letter { page: &page, to, person: Some("5"), text: "Да.", token: "t", object: None };
        assert_eq!(rig.act(Deed::Send, &letter).await, [terminal(Reason::TokenDead)], "{platform}");
    }
}

#[tokio::test]
async fn a_telegram_group_that_has_moved_says_where_to() {
    let rig = Rig::new(Platform::Telegram, Faults::default()).await;
    let to = rig.address(rig.stub.comment(PERSON, POST, None, "Яма"));
    rig.stub.migrate();
    let Verdict::Moved { to } = rig.send(&to, "Сделано.", "t1").await else {
        panic!("it has not moved")
    };
    assert!(matches!(rig.send(&to, "Сделано.", "t1").await, Verdict::Sent { .. }));
}
