use std::convert::Infallible;
use std::sync::Mutex;

use super::*;

/// Answers everything alike and keeps what was asked.
struct Always(StatusCode, &'static str, Mutex<Vec<Request<Bytes>>>);

impl Transport for &Always {
    type Error = Infallible;

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Infallible> {
        self.2.lock().unwrap().push(request);
        Ok(Response::builder().status(self.0).body(Bytes::from_static(self.1.as_bytes())).unwrap())
    }
}

fn always(status: u16, body: &'static str) -> Always {
    Always(StatusCode::from_u16(status).unwrap(), body, Mutex::default())
}

const ID: &str = "0123456789abcdefghjk";

#[tokio::test]
async fn an_action_names_its_version_and_shows_its_key() {
    let server =
        always(404, r#"{"type":"about:blank","title":"","status":404,"code":"not_found","detail":""}"#);
    let api = Client::new("https://otklik.example", "otk_a_b", &server).unwrap();
    let refused = api.act(&MessageKey::parse(ID).unwrap(), 7, &Action::Accept {}).await.unwrap_err();
    assert!(matches!(refused, ClientError::Refused(problem) if problem.code == "not_found"));
    let asked = server.2.lock().unwrap().remove(0);
    assert_eq!(asked.uri().to_string(), format!("https://otklik.example/v1/incidents/{ID}/actions"));
    assert_eq!(asked.headers()["if-match"], "\"7\"");
    assert_eq!(asked.headers()["authorization"], "Bearer otk_a_b");
    assert_eq!(asked.body(), r#"{"action":"accept"}"#);
}

#[tokio::test]
async fn a_listing_asks_for_what_it_names_and_nothing_else() {
    let server = always(200, r#"{"items":[],"next_cursor":null,"period":null}"#);
    let api = Client::new("http://127.0.0.1:8311", "k", &server).unwrap();
    let listing =
        Listing { desk: Some("agency:roads".parse().unwrap()), limit: Some(5), ..Listing::default() };
    assert!(api.incidents(&listing).await.unwrap().items.is_empty());
    let asked = server.2.lock().unwrap().remove(0);
    assert_eq!(asked.uri().path_and_query().unwrap(), "/v1/incidents?desk=agency%3Aroads&limit=5");
}

#[tokio::test]
async fn an_answer_of_another_shape_is_told_by_its_status_alone() {
    for (status, body) in [(200, r#"{"canary":1}"#), (502, "<html>canary</html>"), (302, "")] {
        let server = always(status, body);
        let api = Client::new("http://127.0.0.1", "k", &server).unwrap();
        let error = api.health().await.unwrap_err();
        assert!(matches!(error, ClientError::Unreadable { status: told } if told.as_u16() == status));
        assert!(!format!("{error:?} {error}").contains("canary"));
    }
}

#[tokio::test]
async fn what_is_no_address_or_no_key_is_refused_and_a_key_is_never_shown() {
    let server = always(200, "{}");
    assert!(matches!(Client::new("ftp://a", "k", &server), Err(ClientError::Address)));
    assert!(matches!(Client::new("otklik", "k", &server), Err(ClientError::Address)));
    assert!(matches!(Client::new("http://a", "k\n", &server), Err(ClientError::Key)));
    let api = Client::new("http://a", "canary", &server).unwrap();
    assert!(!format!("{api:?}").contains("canary"));
}
