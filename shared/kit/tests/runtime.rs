//! The loops against the wire: this binary starts itself as a function, and plays the Runtime API to it.

#![expect(clippy::unwrap_used, reason = "what the stub cannot do stops the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use bytes::Bytes;
use http::StatusCode;
use kit::{Failure, Fate, Function, Method, QueueName, Record, Route};
use serde_json::Value;

const QUEUE: Function = Function::on_queue("sorter", QueueName::Messages);
const HTTP: Function = Function::on_http("door", &[Route::new(Method::Post, "/hooks/{page}")]);

// These two are the bodies of child processes: without the runtime's address they have nothing to do.
#[test]
fn child_on_queue() {
    block_on(kit::serve_queue(&QUEUE, |record: Record| async move {
        match record.body.as_str() {
            "good" => Ok(()),
            "bug" => panic!("canary in the words of a bug"),
            _ => Err(Failure::bare("sorter.bad", Fate::Park)),
        }
    }));
}

#[test]
fn child_on_http() {
    block_on(kit::serve_http(&HTTP, |request| async move {
        let path = Bytes::copy_from_slice(request.uri().path().as_bytes());
        kit::http::text(StatusCode::ACCEPTED, path)
    }));
}

fn block_on(serving: impl Future<Output = Result<(), kit::Error>>) {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(serving).unwrap();
}

/// What a function said to the Runtime API: `response` or `error`, and the body.
type Said = (String, Value);

struct Lambda {
    child: Child,
    said: Receiver<Said>,
}

impl Lambda {
    fn start(child: &str, events: &[&str]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let events = Arc::new(Mutex::new(events.iter().rev().map(ToString::to_string).collect::<Vec<_>>()));
        let (sender, said) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (events, sender) = (Arc::clone(&events), sender.clone());
                thread::spawn(move || converse(stream.unwrap(), &events, &sender));
            }
        });
        Self { child: start(child, address), said }
    }

    fn said(&self) -> Said {
        self.said.recv_timeout(std::time::Duration::from_secs(20)).expect("the function answers")
    }

    fn stop(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut log).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        self.child.wait().unwrap();
        log
    }
}

fn start(child: &str, address: SocketAddr) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", child, "--nocapture"])
        .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "test")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("OTKLIK_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Gives out the events, one for each question, and notes the answers; without an event it lets the function wait.
fn converse(mut stream: TcpStream, events: &Mutex<Vec<String>>, said: &Sender<Said>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some((line, body)) = request(&mut reader) {
        if line.starts_with("GET") {
            let Some(event) = events.lock().unwrap().pop() else { continue };
            let answer = format!(
                "HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: r1\r\nlambda-runtime-deadline-ms: 9999999999999\r\n\
                 lambda-runtime-invoked-function-arn: arn\r\ncontent-length: {}\r\n\r\n{event}",
                event.len()
            );
            stream.write_all(answer.as_bytes()).unwrap();
        } else {
            let kind = line.split(' ').nth(1).and_then(|path| path.rsplit('/').next()).unwrap_or_default();
            stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").unwrap();
            said.send((kind.to_owned(), serde_json::from_slice(&body).unwrap_or_default())).unwrap();
        }
    }
}

fn request(reader: &mut impl BufRead) -> Option<(String, Vec<u8>)> {
    let mut first = String::new();
    let mut length = 0;
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((first, body))
}

#[test]
fn a_batch_with_a_bad_record_and_a_bug_goes_through_and_the_log_holds_no_body() {
    let batch = r#"{"Records":[{"messageId":"a","body":"good"},{"messageId":"b","body":"canary"},
        {"messageId":"c","body":"bug"},{"messageId":"d","body":"good","attributes":{"SentTimestamp":"1772359200000"}}]}"#;
    let lambda = Lambda::start("child_on_queue", &[batch, r#"{"canary":1}"#, r#"{"Records":[]}"#]);
    let (kind, answer) = lambda.said();
    assert_eq!(kind, "response");
    assert_eq!(
        answer["batchItemFailures"],
        serde_json::json!([{"itemIdentifier": "b"}, {"itemIdentifier": "c"}])
    );
    let (kind, answer) = lambda.said();
    assert_eq!((kind.as_str(), &answer["errorType"]), ("error", &"queue.event".into()));
    assert_eq!(lambda.said().1["batchItemFailures"], serde_json::json!([]));
    let log = lambda.stop();
    assert!(!log.contains("canary"), "{log}");
    for told in [
        "sorter.bad",
        "record.panicked",
        "runtime.rs:",
        "\"RecordsHandled\":2",
        "\"Panics\":1",
        "\"AgeOfMessage\":[",
        "\"ColdStart\":1",
    ] {
        assert!(log.contains(told), "{told} in {log}");
    }
}

#[test]
fn a_request_is_answered_in_the_platforms_form() {
    let request = r#"{"version":"2.0","rawPath":"/hooks/abc","requestContext":{"http":{"method":"POST"}}}"#;
    let lambda = Lambda::start("child_on_http", &[request, r#"{"httpMethod":"POST","path":"/canary"}"#]);
    let (kind, answer) = lambda.said();
    assert_eq!(
        (kind.as_str(), &answer["statusCode"], &answer["body"]),
        ("response", &202.into(), &"/hooks/abc".into())
    );
    let (kind, answer) = lambda.said();
    assert_eq!((kind.as_str(), &answer["errorType"]), ("error", &"http.event".into()));
    assert!(answer["errorMessage"].as_str().unwrap().contains("payload format 2.0"));
    assert!(!lambda.stop().contains("canary"));
}

#[test]
fn a_function_without_its_settings_says_which() {
    let error = kit::Settings::read(&HTTP, |_| None).map_err(kit::Error::from).unwrap_err();
    assert_eq!(format!("{error:?}"), "the settings are not usable: OTKLIK_REGIONS is missing");
}
