use http::StatusCode;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn event(changed: &[(&str, Value)]) -> String {
    let mut event = json!({
        "version": "2.0", "routeKey": "POST /hooks/{page}", "rawPath": "/hooks/abc", "rawQueryString": "a=1&b=%D1%8F",
        "cookies": ["one=1", "two=2"],
        "headers": {"content-type": "application/json", "x-telegram-bot-api-secret-token": "s"},
        "requestContext": {"stage": "$default", "requestId": "r1",
            "http": {"method": "POST", "path": "/hooks/abc", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"}},
        "pathParameters": {"page": "abc"}, "body": "{\"a\":1}", "isBase64Encoded": false
    });
    for (pointer, value) in changed {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        event.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    event.to_string()
}

#[test]
fn a_request_has_all_that_the_event_had() {
    let request = from_event(&event(&[])).unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "/hooks/abc?a=1&b=%D1%8F");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["cookie"], "one=1; two=2");
    assert_eq!(request.body().as_ref(), b"{\"a\":1}");
    assert_eq!(crate::http::source_ip(&request), Some("203.0.113.7".parse().unwrap()));
}

#[test]
fn null_headers_and_body_are_none() {
    let changes = [("/headers", Value::Null), ("/body", Value::Null), ("/cookies", Value::Null)];
    let request = from_event(&event(&changes)).unwrap();
    assert!(request.headers().is_empty() && request.body().is_empty());
    let request = from_event(&event(&[("/headers/x-odd", Value::Null)])).unwrap();
    assert!(!request.headers().contains_key("x-odd"));
}

#[test]
fn a_base64_body_is_decoded_and_a_wrong_mark_is_an_error() {
    let encoded = [("/body", json!("eyJhIjoxfQ==")), ("/isBase64Encoded", json!(true))];
    assert_eq!(from_event(&event(&encoded)).unwrap().body().as_ref(), b"{\"a\":1}");
    let wrong = [("/isBase64Encoded", json!(true))];
    assert_eq!(from_event(&event(&wrong)).unwrap_err(), EventError::Field("isBase64Encoded"));
}

#[test]
fn events_of_other_formats_are_refused_by_name() {
    let version_1 = json!({"version": "1.0", "resource": "/hooks/{page}", "path": "/hooks/abc", "httpMethod": "POST",
        "headers": {}, "requestContext": {"stage": "prod", "httpMethod": "POST"}, "body": "", "isBase64Encoded": false});
    let balancer = json!({"requestContext": {"elb": {"targetGroupArn": "arn"}}, "httpMethod": "POST",
        "path": "/hooks/abc", "headers": {}, "body": "", "isBase64Encoded": false});
    for text in
        [version_1.to_string(), balancer.to_string(), "{}".into(), "[]".into(), "null".into(), "7".into()]
    {
        assert_eq!(from_event(&text).unwrap_err(), EventError::Format, "{text}");
    }
    assert_eq!(from_event(&event(&[("/version", json!("1.0"))])).unwrap_err(), EventError::Format);
}

#[test]
fn a_field_that_no_request_can_have_is_named() {
    for (pointer, value, field) in [
        ("/headers/bad name", json!("x"), "headers"),
        ("/headers/x-split", json!("a\r\nb: c"), "headers"),
        ("/cookies", json!(["a\n"]), "cookies"),
        ("/rawPath", json!("hooks"), "rawPath"),
        ("/rawPath", Value::Null, "rawPath"),
        ("/requestContext/http/method", json!("BAD METHOD"), "method"),
    ] {
        assert_eq!(from_event(&event(&[(pointer, value)])).unwrap_err(), EventError::Field(field));
    }
}

#[test]
fn a_decoded_path_is_encoded_again() {
    let changes = [("/rawPath", json!("/v1/я b?#{x}")), ("/rawQueryString", json!(""))];
    let request = from_event(&event(&changes)).unwrap();
    assert_eq!(request.uri(), "/v1/%D1%8F%20b%3F%23%7Bx%7D");
}

#[test]
fn the_stage_is_no_part_of_the_path() {
    for (path, expected) in [
        ("/prod/hooks/abc", "/hooks/abc"),
        ("/prod", "/"),
        ("/product/a", "/product/a"),
        ("/hooks/a", "/hooks/a"),
    ] {
        let changes = [
            ("/rawPath", json!(path)),
            ("/rawQueryString", json!("")),
            ("/requestContext/stage", json!("prod")),
        ];
        assert_eq!(from_event(&event(&changes)).unwrap().uri(), expected);
    }
}

#[test]
fn a_response_keeps_repeated_headers_and_cookies() {
    let response = Response::builder()
        .status(StatusCode::CREATED)
        .header("content-type", "application/json; charset=utf-8")
        .header("vary", "a")
        .header("vary", "b")
        .header("set-cookie", "one=1")
        .header("set-cookie", "two=2")
        .body(Bytes::from_static("{\"я\":1}".as_bytes()))
        .unwrap();
    let reply = serde_json::to_value(to_event(response)).unwrap();
    assert_eq!(
        reply,
        json!({"statusCode": 201, "headers": {"content-type": "application/json; charset=utf-8", "vary": "a, b"},
            "cookies": ["one=1", "two=2"], "body": "{\"я\":1}", "isBase64Encoded": false})
    );
}

#[test]
fn bytes_that_are_no_text_go_out_in_base64() {
    let png =
        Response::builder().header("content-type", "image/png").body(Bytes::from_static(b"\x89P")).unwrap();
    let odd = Response::new(Bytes::from_static(b"\xff"));
    for (response, body) in [(png, "iVA="), (odd, "/w==")] {
        let reply = serde_json::to_value(to_event(response)).unwrap();
        assert_eq!((&reply["body"], &reply["isBase64Encoded"]), (&json!(body), &json!(true)));
    }
}

proptest! {
    #[test]
    fn any_path_query_and_body_become_a_request(path in any::<String>(), query in any::<String>(), body in any::<String>()) {
        let changes = [
            ("/rawPath", json!(format!("/{path}"))),
            ("/rawQueryString", json!(query)),
            ("/body", json!(body)),
        ];
        let request = from_event(&event(&changes)).unwrap();
        prop_assert_eq!(request.body().as_ref(), body.as_bytes());
        prop_assert_eq!(request.uri().query().is_some(), !query.is_empty());
    }

    #[test]
    fn any_text_is_an_event_or_an_error(text in any::<String>()) {
        prop_assert!(from_event(&text).is_err());
    }
}
