use std::cell::{Cell, RefCell};

use super::*;

fn records(ids: &[&str]) -> Vec<Record> {
    ids.iter().map(|id| Record::new((*id).to_owned(), "canary".to_owned(), 2, None).unwrap()).collect()
}

fn later(seconds: u64) -> Instant {
    Instant::now() + Duration::from_secs(seconds)
}

fn ids(response: &BatchResponse) -> Vec<&str> {
    response.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str()).collect()
}

#[tokio::test]
async fn one_bad_record_goes_back_alone() {
    let response = run_batch(records(&["a", "b", "c", "d"]), 2, later(20), |record| async move {
        match record.id() {
            "b" => Err(Failure::bare("test.retry", Fate::Retry)),
            "c" => Err(Failure::bare("test.park", Fate::Park)),
            _ => Ok(()),
        }
    })
    .await;
    assert_eq!(ids(&response), ["b", "c"]);
    assert!(response.failed("b") && !response.failed("a"));
}

#[tokio::test]
async fn a_bug_harms_its_own_record_only() {
    let handler = |record: Record| {
        assert_ne!(record.id(), "at-once", "a bug before the first await");
        async move {
            tokio::task::yield_now().await;
            assert_ne!(record.id(), "later", "a bug after it");
            Ok(())
        }
    };
    let response = run_batch(records(&["a", "at-once", "b", "later", "c"]), 3, later(20), handler).await;
    assert_eq!(ids(&response), ["at-once", "later"]);
}

#[tokio::test(start_paused = true)]
async fn near_the_deadline_no_record_is_begun() {
    let begun = RefCell::new(Vec::new());
    let handler = |record: Record| {
        begun.borrow_mut().push(record.id().to_owned());
        async {
            tokio::time::advance(Duration::from_secs(3)).await;
            Ok(())
        }
    };
    let response = run_batch(records(&["a", "b", "c", "d"]), 1, later(7), handler).await;
    assert_eq!(*begun.borrow(), ["a", "b"]);
    assert_eq!(ids(&response), ["c", "d"]);
}

#[tokio::test(start_paused = true)]
async fn a_record_that_hangs_is_given_up_in_time_to_acknowledge_the_others() {
    let deadline = later(20);
    let response = run_batch(records(&["a", "hangs", "b"]), 2, deadline, |record| async move {
        if record.id() == "hangs" { std::future::pending().await } else { Ok(()) }
    })
    .await;
    assert_eq!(ids(&response), ["hangs"]);
    assert!(Instant::now() < deadline);
}

#[tokio::test]
async fn no_more_records_are_open_at_once_than_allowed() {
    let (open, most) = (Cell::new(0), Cell::new(0));
    let names: Vec<String> = (0..40).map(|number| number.to_string()).collect();
    let all = records(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let response = run_batch(all, 4, later(20), |_| async {
        open.set(open.get() + 1);
        most.set(most.get().max(open.get()));
        tokio::task::yield_now().await;
        open.set(open.get() - 1);
        Ok(())
    })
    .await;
    assert_eq!((most.get(), ids(&response).len()), (4, 0));
}

#[tokio::test]
async fn a_record_that_comes_twice_in_a_batch_is_named_once() {
    let response =
        run_batch(records(&["a", "a"]), 1, later(20), |_| async { Err(Failure::bare("test", Fate::Retry)) })
            .await;
    assert_eq!(ids(&response), ["a"]);
}

#[tokio::test]
async fn the_response_is_what_the_platform_reads() {
    let response =
        run_batch(records(&["a"]), 1, later(20), |_| async { Err(Failure::bare("test", Fate::Retry)) }).await;
    let text = serde_json::to_string(&response).unwrap();
    assert_eq!(text, r#"{"batchItemFailures":[{"itemIdentifier":"a"}]}"#);
    assert_eq!(serde_json::to_string(&BatchResponse::default()).unwrap(), r#"{"batchItemFailures":[]}"#);
}

#[test]
fn a_record_has_a_name_and_shows_no_body() {
    assert_eq!(Record::new(String::new(), "x".into(), 1, None), None);
    assert_eq!(format!("{:?}", records(&["a"])[0]), "Record(a, receive_count=2, len=6)");
}
