//! Open311 `GeoReport` v2: other services for residents read what can be reported, report it, and follow it.
//!
//! Whatever comes in by this door takes the way of every other message, through the queue; and this door shows only
//! what came in by it.

mod cache;
mod document;
mod fault;
mod gate;
mod jurisdiction;
mod list;
mod post;
mod resource;
mod service;
mod view;

use bytes::Bytes;
use domain::MessageKey;
use domain::incident::Record;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tracing::{error, info, warn};

pub(crate) use cache::Lists;
pub(crate) use gate::Gate;

use crate::Deps;
use crate::handler::BODY_LIMIT;
use document::{Document, Format, object, text};
use fault::Fault;
use jurisdiction::Jurisdiction;
use resource::Resource;

/// The beginning of every path.
pub(crate) const PREFIX: &str = "/open311/v2/";
/// What everybody may read is kept so long on the way.
const PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=60");
const PRIVATE: HeaderValue = HeaderValue::from_static("no-store");

/// A question with its parameters.
pub(super) struct Ask<'a> {
    deps: &'a Deps,
    request: &'a Request<Bytes>,
    query: Vec<(String, String)>,
}

impl Ask<'_> {
    /// A parameter of the query; an empty one is none, and an unknown one does no harm.
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, value)| known == name && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    }
}

/// Answers a request under `/open311/v2`.
pub(crate) async fn handle(deps: &Deps, request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path().strip_prefix(PREFIX).unwrap_or_default();
    let (resource, format) = Resource::of(path);
    let query = request.uri().query().unwrap_or_default();
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let ask = Ask { deps, request, query };
    let name = resource.as_ref().map_or("none", Resource::name);
    let outcome = match resource {
        Some(resource) => answer(&ask, resource).await,
        None => Err(Fault::not_found("the resource was not found: it ends in .xml or .json")),
    };
    let response = match outcome {
        Ok((status, document)) => respond(status, &document, format, is_public(request)),
        Err(fault) => {
            log(name, &fault);
            let mut response = respond(fault.status, &fault.document(), format, false);
            if let Some(seconds) = fault.retry_after_s {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
    };
    info!(resource = name, status = response.status().as_u16(), "open311 request answered");
    response
}

fn is_public(request: &Request<Bytes>) -> bool {
    request.method() == Method::GET || request.method() == Method::HEAD
}

/// What went wrong below us; what is wrong with a request is its sender's to know.
fn log(resource: &'static str, fault: &Fault) {
    match (fault.code, fault.status) {
        (Some(code), StatusCode::SERVICE_UNAVAILABLE) => warn!(resource, code, "request not answered"),
        (Some(code), _) => error!(resource, code, "something stored cannot be read"),
        (None, _) => {}
    }
}

async fn answer(ask: &Ask<'_>, resource: Resource<'_>) -> Result<(StatusCode, Document), Fault> {
    let method = ask.request.method();
    if ask.request.body().len() > BODY_LIMIT {
        return Err(Fault::bad("the body is over 64 KB"));
    }
    if method == Method::POST && resource == Resource::Requests {
        return post::take(ask).await.map(|document| (StatusCode::CREATED, document));
    }
    if method != Method::GET && method != Method::HEAD {
        return Err(Fault::bad("use GET here, or POST on requests"));
    }
    let document = match resource {
        Resource::Discovery => service::discovery(ask),
        Resource::Services => jurisdiction::find(ask, None).await.map(|_| service::list())?,
        Resource::Service(code) => {
            jurisdiction::find(ask, None).await?;
            service::definition(code)?
        }
        Resource::Requests => list::list(ask).await?,
        Resource::Request(id) => {
            let jurisdiction = jurisdiction::find(ask, None).await?;
            let record = record(ask, &jurisdiction, id).await?;
            view::requests(&jurisdiction.directory, &[record])
        }
        Resource::Token(token) => {
            let jurisdiction = jurisdiction::find(ask, None).await?;
            let record = record(ask, &jurisdiction, token).await?;
            let id = || text(record.key.as_str());
            Document::of_requests(vec![object(vec![("service_request_id", id()), ("token", id())])])
        }
    };
    Ok((StatusCode::OK, document))
}

/// What came in by this jurisdiction's door under this id.
async fn record(ask: &Ask<'_>, jurisdiction: &Jurisdiction, id: &str) -> Result<Record, Fault> {
    let missing = || Fault::not_found("service_request_id was not found");
    let key = MessageKey::parse(id).map_err(|_| missing())?;
    let found = ask.deps.store.record(&jurisdiction.region, &key).await?;
    found.filter(|record| jurisdiction.shows(record)).ok_or_else(missing)
}

fn respond(status: StatusCode, document: &Document, format: Format, public: bool) -> Response<Bytes> {
    let mut response = Response::new(document.render(format));
    *response.status_mut() = status;
    let kept = if public && status == StatusCode::OK { PUBLIC } else { PRIVATE };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    // Other services read from their own pages; there is nothing here that a browser's cookie would open.
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
