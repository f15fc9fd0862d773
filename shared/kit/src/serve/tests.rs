use std::cell::RefCell;
use std::future::ready;

use super::*;

fn now() -> DateTime<Utc> {
    "2026-03-01T20:00:00Z".parse().unwrap()
}

fn deadline() -> Instant {
    Instant::now() + Duration::from_secs(10)
}

const HTTP_EVENT: &str = r#"{"version":"2.0","rawPath":"/hooks/a","rawQueryString":"","headers":{},
    "requestContext":{"stage":"$default","http":{"method":"POST"}},"body":"ping","isBase64Encoded":false}"#;

#[tokio::test]
async fn a_request_is_answered() {
    let handler = |request: Request<Bytes>| ready(Response::new(request.into_body()));
    let reply = http_invocation(HTTP_EVENT, deadline(), &handler).await.unwrap();
    let reply = serde_json::to_value(reply).unwrap();
    assert_eq!((&reply["statusCode"], &reply["body"]), (&200.into(), &"ping".into()));
}

#[tokio::test]
async fn an_event_of_another_trigger_is_a_failure_with_a_code() {
    let http = http_invocation("{\"Records\":[]}", deadline(), &|_| ready(Response::default())).await;
    assert_eq!(http.unwrap_err().code(), "http.event");
    let queue = queue_invocation(HTTP_EVENT, now(), 1, deadline(), &|_| ready(Ok(()))).await;
    assert_eq!(queue.unwrap_err().code(), "queue.event");
    let schedule = schedule_invocation(HTTP_EVENT, now(), &|_| ready(Ok(()))).await;
    assert_eq!(schedule.unwrap_err().code(), "schedule.event");
}

#[tokio::test]
async fn the_records_that_failed_are_named() {
    let event = r#"{"Records":[{"messageId":"a","body":"good"},{"messageId":"b"}]}"#;
    let handler = |record: Record| {
        ready(if record.body == "good" { Ok(()) } else { Err(Failure::bare("test", Fate::Park)) })
    };
    let response = queue_invocation(event, now(), 4, deadline(), &handler).await.unwrap();
    assert!(response.failed("b") && !response.failed("a"));
}

#[tokio::test]
async fn a_schedule_runs_what_it_says_and_refuses_a_night_to_come() {
    let seen = RefCell::new(Vec::new());
    let handler = |event: ScheduleEvent| {
        seen.borrow_mut().push(event);
        ready(Ok(()))
    };
    schedule_invocation(r#"{"type":"night.v1","date":"2026-02-28"}"#, now(), &handler).await.unwrap();
    assert_eq!(seen.borrow()[0].date, Some("2026-02-28".parse().unwrap()));
    let failure =
        schedule_invocation(r#"{"type":"night.v1","date":"2027-01-01"}"#, now(), &handler).await.unwrap_err();
    assert_eq!((failure.fate(), seen.borrow().len()), (Fate::Park, 1));
}

#[tokio::test]
async fn a_bug_outside_a_record_tells_nothing_of_its_words() {
    let failure = caught(async { if now() > DateTime::UNIX_EPOCH { panic!("canary") } else { Ok(()) } });
    assert_eq!(format!("{:?}", failure.await.unwrap_err()), "bug");
}

#[test]
fn the_time_left_is_never_negative() {
    let now_ms = u64::try_from(now().timestamp_millis()).unwrap();
    assert_eq!(remaining(now_ms + 1_500, now()), Duration::from_millis(1_500));
    assert_eq!(remaining(now_ms - 1, now()), Duration::ZERO);
}
