//! The SDKs' HTTP client without HTTP: a call goes to the engine that its `x-amz-target` names.
//!
//! The SDK around it stays real: serialisation, signing, retries, time-outs, paging, the parsing of errors.

use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;
use serde_json::json;
use tokio::task;

use super::{
    Response, Sqs,
    dynamodb::{Store, Usage},
    faults::{Call, Faults, Service, Verdict},
};

const STORE: &str = "DynamoDB_20120810.";
const QUEUES: &str = "AmazonSQS.";

/// Both engines behind one client. A clone is another handle to the same ones.
#[derive(Clone)]
pub struct Connector {
    store: Store,
    queues: Sqs,
    faults: Faults,
    /// Whether the store waits for a disk, and so must not hold up the runtime.
    blocking: bool,
}

impl Connector {
    /// Connects to engines that are open already.
    pub fn new(database: Database, queues: Sqs) -> Self {
        let blocking = !matches!(database.db_path(), Ok(None));
        Self { store: Store::new(database), queues, faults: Faults::default(), blocking }
    }

    /// What to give to `aws_sdk_*::config::Builder::http_client`.
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// The units consumed by calls to the store.
    pub fn usage(&self) -> &Usage {
        self.store.usage()
    }

    /// The plan of faults and the record of calls.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The queues, for inspection.
    pub fn queues(&self) -> &Sqs {
        &self.queues
    }

    /// The store, for inspection.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Answers one call as a server would; faults excepted, what it answers is committed.
    pub async fn call(&self, target: &str, body: &[u8]) -> Result<Response, ConnectorError> {
        let Some(call) = Call::read(target, body) else {
            let unknown = json!({ "__type": "com.amazon.coral.service#UnknownOperationException" });
            return Ok(Response::json(400, &unknown));
        };
        match self.faults.judge(&call, body) {
            Verdict::Perform => Ok(self.perform(&call, body).await),
            Verdict::Answer(response) => Ok(response),
            Verdict::Fail(error) => Err(error),
            Verdict::PerformPart(part) => {
                let response = self.perform(&call, &part.performed).await;
                Ok(part.complete(&response))
            }
            Verdict::PerformThenAnswer(response) => {
                self.perform(&call, body).await;
                Ok(response)
            }
            Verdict::PerformThenFail(error) => {
                self.perform(&call, body).await;
                Err(error)
            }
            Verdict::Crash { performed } => {
                if performed {
                    self.perform(&call, body).await;
                }
                self.faults.crash().await
            }
        }
    }

    async fn perform(&self, call: &Call, body: &[u8]) -> Response {
        match call.service {
            Service::Sqs => self.queues.call(&format!("{QUEUES}{}", call.operation), body).await,
            Service::DynamoDb if !self.blocking => self.store.call(&call.operation, body),
            Service::DynamoDb => {
                let (store, operation, body) = (self.store.clone(), call.operation.clone(), body.to_vec());
                let done = task::spawn_blocking(move || store.call(&operation, &body)).await;
                done.unwrap_or_else(|_| Response::json(500, &json!({ "__type": "InternalServerError" })))
            }
        }
    }
}

impl Service {
    /// The service and the operation that a target names.
    pub(super) fn of_target(target: &str) -> Option<(Self, &str)> {
        let store = || Some((Self::DynamoDb, target.strip_prefix(STORE)?));
        let queues = || Some((Self::Sqs, target.strip_prefix(QUEUES)?));
        store().or_else(queues)
    }
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Connector")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move {
            let target = request.headers().get("x-amz-target").unwrap_or_default();
            let body = request.body().bytes().unwrap_or_default();
            connector.call(target, body).await.and_then(to_http)
        })
    }
}

impl HttpClient for Connector {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

fn to_http(response: Response) -> Result<HttpResponse, ConnectorError> {
    let status =
        StatusCode::try_from(response.status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut answer = HttpResponse::new(status, SdkBody::from(response.body));
    answer.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    for (name, value) in response.headers {
        answer.headers_mut().insert(name, value);
    }
    Ok(answer)
}
