use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use aws_smithy_runtime_api::client::dns::DnsFuture;
use http_body_util::StreamBody;
use hyper::body::Frame;

use super::*;

/// A server on this machine that answers each connection with `answer` and counts them.
fn server(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = Arc::clone(&answer);
            thread::spawn(move || {
                let _request = read_request(&mut stream);
                answer(&mut stream);
            });
        }
    });
    (port, count)
}

fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let mut request = vec![0; 16 * 1024];
    let length = stream.read(&mut request).unwrap_or(0);
    request.truncate(length);
    request
}

fn say(stream: &mut TcpStream, text: &str) {
    let _closed_by_the_client = stream.write_all(text.as_bytes());
}

async fn post(port: u16) -> Result<Answer, CallError> {
    let client = HttpClient::new(AddressPolicy::PublicAndPrivate);
    client.post(&format!("http://127.0.0.1:{port}/hook"), HeaderMap::new(), Bytes::from_static(b"{}")).await
}

#[tokio::test]
async fn an_answer_is_read() {
    let (port, _) =
        server(|stream| say(stream, "HTTP/1.1 202 Accepted\r\nx-a: b\r\ncontent-length: 2\r\n\r\nok"));
    let answer = post(port).await.unwrap();
    assert_eq!((answer.status, answer.body.as_slice(), answer.cut), (202, b"ok".as_slice(), false));
    assert_eq!(answer.headers["x-a"], "b");
}

#[tokio::test]
async fn headers_and_body_reach_the_agency() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = read_request(&mut stream);
        while !request.ends_with(b"{}") {
            request.extend(read_request(&mut stream));
        }
        say(&mut stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        String::from_utf8(request).unwrap()
    });
    let client = HttpClient::new(AddressPolicy::PublicAndPrivate);
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", HeaderValue::from_static("ho_1"));
    client.post(&format!("http://127.0.0.1:{port}/a?b=c"), headers, Bytes::from_static(b"{}")).await.unwrap();
    let request = seen.join().unwrap().to_lowercase();
    assert!(request.starts_with("post /a?b=c http/1.1\r\n"), "{request}");
    for header in ["webhook-id: ho_1\r\n", "content-length: 2\r\n", "accept-encoding: identity\r\n"] {
        assert!(request.contains(header), "{request}");
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let (inside, visits) = server(|stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    let redirect =
        format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{inside}/\r\ncontent-length: 0\r\n\r\n");
    let (port, _) = server(move |stream| say(stream, &redirect));
    assert_eq!(post(port).await.unwrap().status, 302);
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn of_a_huge_answer_the_beginning_is_read() {
    let (port, _) = server(|stream| {
        say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n");
        while stream.write_all(&[b'x'; 8 * 1024]).is_ok() {}
    });
    let answer = post(port).await.unwrap();
    assert_eq!((answer.status, answer.body.len(), answer.cut), (200, ANSWER_LIMIT, true));
}

#[tokio::test]
async fn a_call_that_was_heard_and_not_answered_may_have_been_done() {
    let (port, _) = server(|_| {});
    let error = post(port).await.unwrap_err();
    assert!(matches!(error, CallError::NoAnswer(_)) && !error.is_undone());
}

#[tokio::test]
async fn any_method_is_called_and_no_error_shows_the_address() {
    let (port, _) = server(|stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    let client = HttpClient::new(AddressPolicy::PublicAndPrivate);
    let url = format!("http://127.0.0.1:{port}/botcanary/x");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        assert_eq!(client.call(method, &url, HeaderMap::new(), Bytes::new()).await.unwrap().status, 200);
    }
    let strict = HttpClient::new(AddressPolicy::Public);
    let error = strict.call(Method::GET, &url, HeaderMap::new(), Bytes::new()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[tokio::test]
async fn ten_thousand_headers_are_no_answer() {
    let (port, _) = server(|stream| {
        say(stream, "HTTP/1.1 200 OK\r\n");
        (0..10_000).for_each(|number| say(stream, &format!("x-{number}: y\r\n")));
        say(stream, "content-length: 0\r\n\r\n");
    });
    assert!(matches!(post(port).await, Err(CallError::NoAnswer(_))));
}

#[tokio::test]
async fn bytes_that_are_no_http_are_no_answer() {
    let (port, _) = server(|stream| say(stream, "SSH-2.0-OpenSSH_9.6\r\n"));
    let error = post(port).await.unwrap_err();
    assert!(matches!(error, CallError::NoAnswer(_)) && error.may_pass());
}

#[tokio::test]
async fn a_header_that_is_no_text_does_no_harm() {
    let (port, _) = server(|stream| {
        let _closed = stream.write_all(b"HTTP/1.1 200 OK\r\nx-a: \xff\r\ncontent-length: 0\r\n\r\n");
    });
    assert_eq!(post(port).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_body_that_is_no_text_or_breaks_off_is_kept_as_far_as_it_came() {
    let (port, _) = server(|stream| {
        let _closed = stream.write_all(b"HTTP/1.1 500 Oops\r\ncontent-length: 9\r\n\r\n\xff\xfe");
    });
    let answer = post(port).await.unwrap();
    assert_eq!((answer.status, answer.body.as_slice(), answer.cut), (500, b"\xff\xfe".as_slice(), true));
}

#[tokio::test]
async fn behind_a_closed_port_nothing_was_done() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let error = post(port).await.unwrap_err();
    assert!(matches!(error, CallError::NoConnection(_)) && error.is_undone() && error.may_pass());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_drips_is_cut_when_time_is_up_and_the_status_stands() {
    let (sender, channel) = tokio::sync::mpsc::channel(1);
    let drip = async {
        let mut second = tokio::time::interval(Duration::from_secs(1));
        while sender.send(Bytes::from_static(b"x")).await.is_ok() {
            second.tick().await;
        }
    };
    let frames = futures::stream::unfold(channel, |mut channel| async {
        let byte = channel.recv().await?;
        Some((Ok::<_, std::io::Error>(Frame::data(byte)), channel))
    });
    let body = SdkBody::from_body_1_x(StreamBody::new(Box::pin(frames)));
    let deadline = Instant::now() + Duration::from_millis(3_500);
    let (bytes, cut) = tokio::select! {
        outcome = read(body, ANSWER_LIMIT, deadline) => outcome,
        () = drip => unreachable!("it drips for ever"),
    };
    assert!(cut);
    assert_eq!(bytes.len(), 5);
}

/// A resolver that gives its answers in order, and the last one for ever.
#[derive(Debug, Clone)]
struct Answers(Arc<Mutex<VecDeque<Vec<IpAddr>>>>);

impl Answers {
    fn new(answers: &[&[&str]]) -> Self {
        let parse = |answer: &&[&str]| answer.iter().map(|text| text.parse().unwrap()).collect();
        Self(Arc::new(Mutex::new(answers.iter().map(parse).collect())))
    }
}

impl ResolveDns for Answers {
    fn resolve_dns<'a>(&'a self, _: &'a str) -> DnsFuture<'a> {
        let mut answers = self.0.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() };
        DnsFuture::ready(Ok(answer))
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_called() {
    let (port, visits) = server(|stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    for inside in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "0.0.0.0"] {
        let client = HttpClient::with_resolver(AddressPolicy::Public, Answers::new(&[&[inside]]));
        let url = format!("https://agency.example:{port}/");
        let error = client.post(&url, HeaderMap::new(), Bytes::new()).await.unwrap_err();
        assert!(matches!(error, CallError::Address), "{inside}: {error:?}");
        assert!(!error.may_pass());
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_name_that_turns_inside_after_the_first_call_is_not_called_again() {
    let answers = Answers::new(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let (port, visits) = server(|stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    let client = HttpClient::with_resolver(AddressPolicy::PublicAndPrivate, answers);
    let url = format!("http://agency.example:{port}/");
    assert_eq!(client.post(&url, HeaderMap::new(), Bytes::new()).await.unwrap().status, 200);
    let error = client.post(&url, HeaderMap::new(), Bytes::new()).await.unwrap_err();
    assert!(matches!(error, CallError::Address), "{error:?}");
    assert_eq!(visits.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn of_several_addresses_only_those_allowed_are_called() {
    let (port, visits) = server(|stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    let resolver =
        Guarded::new(AddressPolicy::Public, Answers::new(&[&["127.0.0.1", "8.8.8.8", "10.0.0.1"]]));
    assert_eq!(resolver.resolve_dns("agency.example").await.unwrap(), ["8.8.8.8".parse::<IpAddr>().unwrap()]);
    let client = HttpClient::with_resolver(
        AddressPolicy::PublicAndPrivate,
        Answers::new(&[&["0.0.0.0", "127.0.0.1"]]),
    );
    client.post(&format!("http://agency.example:{port}/"), HeaderMap::new(), Bytes::new()).await.unwrap();
    assert_eq!(visits.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_address_refused_when_saved_is_refused_when_called() {
    let client = HttpClient::new(AddressPolicy::Public);
    let error = client.post("https://127.0.0.1/", HeaderMap::new(), Bytes::new()).await.unwrap_err();
    assert!(matches!(error, CallError::Url(UrlProblem::NotPublic)));
}

#[tokio::test]
async fn a_plain_server_is_no_answer_to_a_tls_call() {
    let (port, visits) = server(|stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    let client = HttpClient::new(AddressPolicy::PublicAndPrivate);
    let error =
        client.post(&format!("https://127.0.0.1:{port}/"), HeaderMap::new(), Bytes::new()).await.unwrap_err();
    assert!(matches!(error, CallError::NoConnection(_)), "{error:?}");
    assert_eq!(visits.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let (port, _) = server(|stream| drop(read_request(stream)));
    tokio::time::pause();
    let error = post(port).await.unwrap_err();
    assert!(matches!(error, CallError::Timeout), "{error:?}");
}

#[test]
fn an_answer_shows_no_body() {
    let answer = Answer { status: 200, headers: HeaderMap::new(), body: b"canary".to_vec(), cut: false };
    assert_eq!(format!("{answer:?}"), "Answer(200, len=6, cut=false)");
}
